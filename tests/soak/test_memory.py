"""A few reports; `python -m tests.soak.memory` takes fifty thousand."""

from __future__ import annotations

import sys

import pytest

from tests.soak.memory import resident


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read from /proc")
def test_memory_does_not_grow_with_the_number_of_reports(tmp_path):
    held = resident(30, tmp_path)
    assert held[-1] <= 1.15 * held[4], (
        held
    )  # from the middle: a process warms up for longer than a few reports
