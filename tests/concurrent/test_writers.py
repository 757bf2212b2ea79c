"""Several writers at once; `python -m tests.concurrent.writers --procs 2 8` takes more."""

from __future__ import annotations

from tests.concurrent.writers import written_at_once


def test_writers_and_a_reviewer_take_turns_and_nothing_is_lost_or_doubled(new_address, tmp_path):
    result = written_at_once(new_address, tmp_path, docs=24, procs=3)
    assert result.faults == []
    assert result.changes > 0
