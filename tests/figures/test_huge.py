"""Numbers no database can hold: no exception, no invented value."""

from __future__ import annotations

import json

import pytest

from onrecord.integrity import violations


@pytest.mark.parametrize(
    "number",
    [
        "9" * 5_000,
        "1e400",
        "9" * 400 + " million",
        "NaN",
        "-0",
        "０" * 30,
        "1" + ",000" * 200,
        "0." + "0" * 400 + "1",
    ],
    ids=["5000-digits", "1e400", "400-digit-millions", "nan", "minus-zero", "full-width", "grouped", "tiny"],
)
def test_a_huge_or_odd_number_is_survived(read, number):
    record = read(f"The ministry said {number} people had crossed the ford at Odde.")
    assert violations(record) == []
    for figure in json.loads(record.to_json())["figures"]:
        assert all(figure[end] is None or abs(figure[end]) < 10**19 for end in ("value", "low", "high"))


def test_a_thousand_number_words_in_a_row_are_read_in_time(read):
    record = read("The clerk counted " + "ninety-nine " * 1_000 + "sacks.")
    assert violations(record) == []
