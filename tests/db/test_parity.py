"""SQLite and PostgreSQL hold the same, and give it back byte for byte; what is exported comes back by adding."""

from __future__ import annotations

import io

import pytest

from onrecord.export import FORMATS, export
from onrecord.ledger.adding import add
from onrecord.ledger.ledger import Ledger
from tests.ledger.making import lines, varied, written
from tests.ledger.server import emptied

ODD = (
    "Warden Ruo\0 Amadi said the ford \ud800 at Odde was shut, and 12 men were hurt there.",
    "Zoë Ørsted said that 1,000,000,000,000 people had crossed 𝔽ord 7, “all of them”.\u202e At 3.5 km 0.1% turned.",
    "=cmd|' /C calc'!A0 said @Reil of Dry Ground Relief, and 40 men left Mosul.",
)


@pytest.fixture(scope="module")
def records(read):
    return [*varied(9), *(read(text, published="2031-04-05", outlet="Vale Gazette") for text in ODD)]


def exported(ledger: Ledger, format: str) -> bytes:
    into = io.BytesIO()
    export(ledger.records(), format, into)
    return into.getvalue()


def test_both_databases_export_the_same_bytes(records, postgresql, tmp_path):
    with Ledger(tmp_path / "ledger.db") as one, Ledger(emptied(postgresql, "parity")) as other:
        for ledger in (one, other):
            for number, record in enumerate(records):
                ledger.put(record, f"made {number}")
        for format in FORMATS:
            assert exported(one, format) == exported(other, format), format


def test_what_is_exported_comes_back_by_adding(records, new_address, tmp_path):
    with Ledger(new_address("one")) as one, Ledger(new_address("two")) as two:
        for number, record in enumerate(records):
            one.put(record, f"made {number}")
        first = exported(one, "jsonl")
        (tmp_path / "all.jsonl").write_bytes(first)
        outcomes = list(add(two, [str(tmp_path / "all.jsonl")]))
        assert [added.state for added in outcomes] == ["ok"] * len(records), outcomes
        assert exported(two, "jsonl") == first
        assert {added.state for added in add(two, [str(tmp_path / "all.jsonl")])} == {"skipped"}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda plain: plain["figures"][0].update(span=[0, 99999]), "span [0, 99999] is not in the text"),
        (lambda plain: plain["statements"][0].update(speaker="a99"), "there is no actor 'a99'"),
        (lambda plain: plain["figures"].append(plain["figures"][0]), "the id f1 is there twice"),
        (lambda plain: plain["statements"][0].update(act="sing"), "statements[0].act: 'sing' is none of"),
        (lambda plain: plain["report"].update(id="0" * 16), "is not the id of its text"),
        (lambda plain: plain["figures"][0].update(value=1e999), "no number that can be kept"),
        (lambda plain: plain.pop("times"), "times: None is no list"),
    ],
)
def test_a_record_that_is_none_is_refused_with_what_is_wrong(change, reason, ledger, tmp_path):
    import json

    [record] = varied(1)
    plain = record.to_dict()
    change(plain)
    (tmp_path / "one.jsonl").write_text(json.dumps(plain).replace("Infinity", "1e400") + "\n", "utf-8")
    [added] = add(ledger, [str(tmp_path / "one.jsonl")])
    assert added.state == "failed"
    assert reason in added.reason
    assert ledger.counts()["reports"] == 0


def test_an_export_of_a_ledger_is_that_of_its_records(records, ledger, tmp_path):
    for number, record in enumerate(records):
        ledger.put(record, f"made {number}")
    ids = ledger.report_ids(since="2031-04-05", until="2031-04-05", outlet="VALE gazette")
    assert {record.report.published for record in ledger.records(ids)} == {"2031-04-05"}
    assert written(ledger.records(), tmp_path / "all.jsonl").read_bytes() == exported(ledger, "jsonl")
    assert lines(ledger.records()).encode() == exported(ledger, "jsonl")
