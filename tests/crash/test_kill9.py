"""A few kills; `python -m tests.crash.kill9 --docs 500 --points 200` makes many."""

from __future__ import annotations

from tests.crash.kill9 import killed, texts
from tests.ledger.making import varied, written


def test_killed_at_any_moment_nothing_is_lost_doubled_or_half_written(new_address, tmp_path):
    made = written(varied(30), tmp_path / "made.jsonl")
    result = killed(new_address, made, docs=30, points=6)
    assert sum(result.kills.values()) >= 6
    assert result.faults == []


def test_killed_while_one_report_is_committed_and_the_next_is_read_nothing_is_lost(new_address, tmp_path):
    result = killed(new_address, texts(8, tmp_path / "made.jsonl"), docs=8, points=4, seed=2)
    assert sum(result.kills.values()) >= 4
    assert result.faults == []
