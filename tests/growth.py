"""Whether work takes time in proportion to its size, asked of a machine that may be busy."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

Work = Callable[[], object]

TRIES = 8


def cpu_seconds(work: Work) -> float:
    """The CPU time of one run of `work`; no garbage, not even that of others, is collected meanwhile."""
    gc.disable()
    try:
        started = time.process_time()
        work()
        return time.process_time() - started
    finally:
        gc.enable()


def assert_grows_no_faster(small: Work, large: Work, *, ratio: float, noise: float, of: str = "") -> None:
    """Fail if `large` takes more than `ratio` times as long as `small` in every one of `TRIES` runs.

    A busy machine can slow any one run, so the least times count; only work that grows too fast
    is slow every time. Below `noise` seconds a ratio says nothing.
    """
    once = more = float("inf")
    for _ in range(TRIES):
        once = min(once, cpu_seconds(small))
        more = min(more, cpu_seconds(large))
        if more <= ratio * once + noise:
            return
    raise AssertionError(f"{of}: {once:.3f} s, then {more:.3f} s".removeprefix(": "))
