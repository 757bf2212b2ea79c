"""Charts of series, drawn in a process of their own and kept by what is drawn.

Vega holds the interpreter for some tenths of a second; pages that are asked for meanwhile do not wait.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import pickle
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache
from threading import Lock, Thread

from onrecord.comparison.chart import Key, Look
from onrecord.comparison.drawing import Format, drawn
from onrecord.comparison.series import Series

MOST = 100  # drawings kept
PATIENCE = 30.0  # seconds that a drawing may take, those before it included


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is to be drawn."""

    series: Series
    format: Format
    look: Look
    leads: Mapping[Key, str]

    def name(self) -> str:
        """A hash of all that decides what the drawing looks like."""
        facts = (dict(self.series.filters), self.series.indicator, self.series.points)
        whole = pickle.dumps((facts, self.format, self.look, dict(self.leads)))
        return hashlib.sha256(whole).hexdigest()[:32]


class Charts:
    """Draws, one at a time, and keeps what was drawn last."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._pool: ProcessPoolExecutor | None = None
        self._kept: OrderedDict[str, Future[bytes]] = OrderedDict()

    def content(self, drawing: Drawing, name: str) -> bytes:
        """A drawing, by its name; raises `OnrecordError` where there is nothing to draw, `TimeoutError`."""
        try:
            return self._drawn(drawing, name).result(PATIENCE)
        except BrokenProcessPool:
            self._forget(name)
            return self._drawn(drawing, name).result(PATIENCE)
        except Exception:
            self._forget(name)
            raise

    def _drawn(self, drawing: Drawing, name: str) -> Future[bytes]:
        with self._lock:
            if name in self._kept:
                self._kept.move_to_end(name)
                return self._kept[name]
            made = self._submitted(drawing)
            self._kept[name] = made
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
            return made

    def _submitted(self, drawing: Drawing) -> Future[bytes]:
        facts = (drawing.series, drawing.format, drawing.look, dict(drawing.leads))
        try:
            return self._process().submit(drawn, *facts)
        except BrokenProcessPool:
            self._pool = None
            return self._process().submit(drawn, *facts)

    def _process(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # a fork would take the locks of this process's other threads with it
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(1, context, initializer=_end_with_parent)
        return self._pool

    def _forget(self, name: str) -> None:
        with self._lock:
            self._kept.pop(name, None)


def _end_with_parent() -> None:
    """Let this process end with the one it draws for, in whatever way that ends."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def wait() -> None:
        parent.join()
        os._exit(0)

    Thread(target=wait, daemon=True).start()


@cache
def charts() -> Charts:
    """The charts of this process."""
    return Charts()
