"""Several writers at once; `python -m tests.concurrent.writers --procs 8` takes more."""

from __future__ import annotations

from tests.concurrent.writers import written_at_once


def test_writers_take_turns_and_nothing_is_doubled(new_address, tmp_path):
    assert written_at_once(new_address, tmp_path, docs=24, procs=3).faults == []
