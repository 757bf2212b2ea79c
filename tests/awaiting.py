"""Coroutines run to their end from a test, whatever runs in the test's own thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def awaited(work: Coroutine[Any, Any, T], loop: Callable[[], asyncio.AbstractEventLoop] | None = None) -> T:
    """What a coroutine returns, run by a loop of its own in a thread of its own.

    A test's thread may have a loop that runs: a browser's, from its first test to the last.
    """

    def run() -> T:
        with asyncio.Runner(loop_factory=loop) as runner:
            return runner.run(work)

    with ThreadPoolExecutor(1) as own:
        return own.submit(run).result()
