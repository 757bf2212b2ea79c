"""Parsers that go wrong in the ways that real ones do, as a document's first word tells them to."""

from __future__ import annotations

import ctypes
import itertools
import os
import signal
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from onrecord.errors import Malformed
from onrecord.sources import Failure
from onrecord.sources.article import Article

TAKEN = 300 * 1024 * 1024  # bytes


def as_told(stream: BinaryIO, origin: str, metadata: Article) -> Iterator[Article | Failure]:
    """The document's words as an article, or the fault that its last word names."""
    words = stream.read().decode().split()
    fault = FAULTS.get(words[-1])
    if fault is not None:
        fault()
    yield replace(metadata, text=" ".join(words), origin=origin)


def with_its_number(stream: BinaryIO, origin: str, metadata: Article) -> Iterator[Article | Failure]:
    """The number of the process first, then what `as_told` gives."""
    yield replace(metadata, text=str(os.getpid()), origin=origin)
    yield from as_told(stream, origin, metadata)


def three(stream: BinaryIO, origin: str, metadata: Article) -> Iterator[Article | Failure]:
    """An article, a failure, an article; odd characters and warnings in them."""
    yield replace(metadata, text="One \ud800\x00“é”", origin=f"{origin} 1", warnings=("odd",))
    yield Failure(f"{origin} 2", Malformed(f"{origin} 2: broken"))
    yield replace(metadata, text="Three", origin=f"{origin} 3")


def _spin() -> None:
    deque(itertools.repeat(0), maxlen=0)  # in C: no signal handler of Python's ever runs


def _sleep_on() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(600)


def _take_all() -> None:
    taken = []
    while True:
        taken.append(bytearray(16 * 1024 * 1024))


def _take_much_and_abort() -> None:
    taken = bytearray(b"x") * TAKEN  # in use, not only asked for
    os.abort()
    del taken


def _write() -> None:
    with tempfile.TemporaryFile() as stream:
        stream.write(b"x")
        stream.flush()


def _read_nowhere() -> None:
    ctypes.string_at(0)


FAULTS: dict[str, Any] = {
    "spin": _spin,
    "sleep": _sleep_on,
    "take": _take_all,
    "abort-large": _take_much_and_abort,
    "segfault": _read_nowhere,
    "abort": os.abort,
    "leave": lambda: os._exit(0),
    "hang-up": lambda: os.closerange(3, 64) or time.sleep(600),  # type: ignore[func-returns-value]
    "stumble": lambda: {}["nobody foresaw this"],
    "recurse": lambda: _deeper(sys.getrecursionlimit()),
    "write": _write,
}


def _deeper(more: int) -> int:
    return _deeper(more + 1) + 1
