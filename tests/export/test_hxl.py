"""HXL, read by libhxl."""

from __future__ import annotations

import dataclasses
import io

import hxl
import pytest

from onrecord.export.hxl import is_a_count, tagged
from tests.export.conftest import hostile_record, written


def dataset(records):
    stream = io.BytesIO(written(records, "hxl"))
    return hxl.data(hxl.input.make_input(stream, hxl.InputOptions(allow_local=True)))


def test_libhxl_finds_the_tags(records):
    tags = dataset(records).display_tags
    assert "#affected+killed" in tags
    assert "#affected+displaced" in tags
    assert {"#date+reported", "#adm1+name", "#loc+name", "#geo+lat", "#geo+lon", "#meta+source"} <= set(tags)
    assert len(tags) == len(set(tags))


def test_a_row_is_a_figure_with_its_place_and_day(records):
    rows = list(dataset(records).with_rows("#description=More than 1,200"))
    assert [row.get("#affected+displaced") for row in rows] == ["1200"]
    [row] = rows
    assert (row.get("#loc+name"), row.get("#country+code")) == ("Mosul", "IRQ")
    assert (row.get("#date+reported"), row.get("#date+start")) == ("2031-01-21", "2031-01-13")
    assert row.get("#meta+speaker") == "Adra Amari"


def test_a_vague_word_gives_bounds_and_no_value(records):
    [row] = dataset(records).with_rows("#description=Dozens")
    assert not row.get("#affected+injured")
    assert (row.get("#indicator+value+min"), row.get("#indicator+value+max")) == ("24", "99")


def test_what_is_expected_is_not_added_to_what_was_counted(records):
    rows = list(dataset(records).with_rows("#indicator+mode=expected"))
    assert [row.get("#indicator+value+num") for row in rows] == ["40000"]
    assert not any(row.get("#affected+displaced") for row in rows)


@pytest.mark.parametrize(
    ("changed", "counts"),
    [
        pytest.param({}, True, id="observed"),
        pytest.param({"mode": "estimated"}, True, id="estimated"),
        pytest.param({"mode": "planned"}, False, id="planned"),
        pytest.param({"measure": "rate"}, False, id="rate"),
        pytest.param({"measure": "change"}, False, id="change"),
    ],
)
def test_only_counts_stand_in_an_indicators_own_column(changed, counts):
    [killed] = [term for term in tagged() if term.name == "killed"]
    [figure] = hostile_record("5").figures
    assert is_a_count(dataclasses.replace(figure, **changed), killed) is counts
