"""A disk that gets full; `python -m tests.crash.diskfull` tries sixteen sizes."""

from __future__ import annotations

from onrecord.ledger.ledger import Ledger
from tests.crash.diskfull import SMALLEST, filled_up
from tests.ledger.making import lines, varied, written


def test_on_a_full_disk_nothing_half_is_kept_and_with_more_space_it_goes_on(tmp_path):
    records = list(varied(60))
    made = written(records, tmp_path / "made.jsonl")
    with Ledger(tmp_path / "whole.db") as whole:
        for record in records:
            whole.put(record, "made")
        expected = lines(whole.records())
    faults, said = filled_up(made, tmp_path / "disk", SMALLEST // 2, expected)
    assert faults == []
    assert "there is no space left" in said
