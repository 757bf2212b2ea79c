"""A few power losses; `python -m tests.crash.powerloss --docs 60 --points 100` makes many."""

from __future__ import annotations

import pytest

from tests.crash.powerloss import NoTracer, cut_off
from tests.ledger.making import varied, written


def test_after_a_power_loss_all_that_was_told_to_be_kept_is_there(tmp_path):
    made = written(varied(4), tmp_path / "made.jsonl")
    try:
        result = cut_off(made, tmp_path, points=6)
    except NoTracer as why:
        pytest.skip(str(why))
    assert result.points.total() == 6
    assert result.faults == []
