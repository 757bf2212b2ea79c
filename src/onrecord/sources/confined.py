"""Run a parser in a process of its own, with a deadline and a memory cap.

What parses binary formats can spin, crash, or ask for all the memory there is. Here that costs
one document: the process is killed and waited for, and the document is a `SourceError` that says
why. A process that did well is kept for the next document, so that a good one costs little.
Answers come back as JSON: nothing that a parser was tricked into is run on this side.
"""

from __future__ import annotations

import atexit
import json
import os
import resource
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from onrecord.errors import SourceError
from onrecord.sources import Failure
from onrecord.sources.article import Article
from onrecord.sources.faults import Crashed, OutOfMemory, TimedOut

SECONDS = 20.0  # that a document, or a report in it, may take
MEMORY = 2 * 1024**3  # bytes of address space
DOCUMENTS = 200  # that one process parses before a fresh one takes its place
KEPT = 2  # processes that wait for the next document
MUCH = 0.5  # of MEMORY in use when a parser died: it died of that
MAX_ANSWER = 256 * 1024 * 1024  # bytes
DYING_SECONDS = 2.0
CHILD = "onrecord.sources.parser_process"
LENGTH = struct.Struct("!Q")  # before each message

Parser = Callable[[BinaryIO, str, Article], Iterator[Article | Failure]]
"""What runs there: a document, its name in messages, what is known of it → its articles."""


def confined(
    parser: Parser,
    document: bytes | Path,
    origin: str,
    metadata: Article,
    *,
    seconds: float = SECONDS,
    memory: int = MEMORY,
) -> Iterator[Article | Failure]:
    """What `parser`, a module's function, finds in a document's bytes or file, one after another.

    Raises `TimedOut` where an answer takes longer than `seconds`, `OutOfMemory` above `memory` bytes,
    `Crashed` where the process dies, and whatever `SourceError` the parser raises.
    """
    request = {
        "parser": [parser.__module__, parser.__qualname__],
        "path": str(document.resolve()) if isinstance(document, Path) else None,
        "origin": origin,
        "metadata": asdict(metadata),
    }
    worker = _ready(memory)
    is_done = False
    try:
        worker.ask(request, document if isinstance(document, bytes) else b"", seconds)
        while (found := worker.answer(seconds)) is not None:
            yield found
        is_done = True
    except SourceError:
        is_done = worker.is_sound
        raise
    except TimeoutError as fault:
        raise TimedOut(
            f"{origin}: reading it took longer than {seconds:g} seconds and was stopped"
        ) from fault
    except (OSError, EOFError) as fault:
        raise worker.cause_of_death(origin) from fault
    finally:
        _put_back(worker, is_reusable=is_done)


class _Worker:
    """A child process, and this side's end of the line to it."""

    def __init__(self, memory: int) -> None:
        self.memory = memory
        self.owner = os.getpid()
        self.documents = 0
        self.is_sound = False  # it said itself what was wrong, and goes on
        self.line, far = socket.socketpair()
        with far:
            self.process = subprocess.Popen(
                [sys.executable, "-m", CHILD, str(far.fileno()), str(memory)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[far.fileno()],
                env={
                    **os.environ,
                    "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
                    "PYTHONSAFEPATH": "1",
                },
            )
        # What Linux counts as a new process's peak begins with its parent's.
        self.inherited = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

    def ask(self, request: dict[str, Any], document: bytes, seconds: float) -> None:
        self.documents += 1
        self.is_sound = False
        self.line.settimeout(seconds)
        for message in (json.dumps({**request, "seconds": seconds}).encode(), document):
            self.line.sendall(LENGTH.pack(len(message)))
            self.line.sendall(message)

    def answer(self, seconds: float) -> Article | Failure | None:
        """The next article; `None` at the end. Raises the parser's `SourceError`."""
        until = time.monotonic() + seconds
        [length] = LENGTH.unpack(self._bytes(LENGTH.size, until))
        if length > MAX_ANSWER:
            raise EOFError
        answer = json.loads(self._bytes(length, until).decode("utf-8", "surrogatepass"))
        if answer["kind"] == "error":
            self.is_sound = answer["code"] != OutOfMemory.code
            raise _error(answer)
        return _found(answer)

    def _bytes(self, length: int, until: float) -> bytes:
        received = bytearray()
        while len(received) < length:
            self.line.settimeout(max(0.001, until - time.monotonic()))
            part = self.line.recv(min(length - len(received), 1024 * 1024))
            if not part:
                raise EOFError
            received += part
        return bytes(received)

    def cause_of_death(self, origin: str) -> SourceError:
        """Why the process ended, from how it ended and the memory it had in use."""
        memory = self._reaped()
        ended_by = -self.process.returncode
        if ended_by == signal.SIGPROF:
            return TimedOut(f"{origin}: reading it took too long and was stopped")
        if ended_by == signal.SIGKILL or memory > max(MUCH * self.memory, self.inherited):
            return OutOfMemory(f"{origin}: reading it takes more memory than one document may")
        return Crashed(f"{origin}: its parser crashed ({_name_of(ended_by)}); the document is damaged")

    def _reaped(self) -> int:
        """The bytes a process had in use at most; it has hung up, and is killed should it not have ended."""
        until = time.monotonic() + DYING_SECONDS
        while (ended := os.wait4(self.process.pid, os.WNOHANG))[0] == 0:
            if time.monotonic() > until:
                os.kill(self.process.pid, signal.SIGKILL)  # Popen's own would reap it, and with it the figure
            time.sleep(0.002)
        _, status, usage = ended
        self.process.returncode = os.waitstatus_to_exitcode(status)
        return usage.ru_maxrss * 1024

    def close(self) -> None:
        """Kill the process and wait for it; a fork of its owner only closes its end of the line."""
        self.line.close()
        if self.owner == os.getpid() and self.process.returncode is None:
            self.process.kill()
            self.process.wait()


_idle: list[_Worker] = []


def _ready(memory: int) -> _Worker:
    """A process that waits for a document, or a new one."""
    while _idle:
        worker = _idle.pop()
        if worker.memory == memory and worker.process.poll() is None:
            return worker
        worker.close()
    return _Worker(memory)


def _put_back(worker: _Worker, *, is_reusable: bool) -> None:
    if is_reusable and worker.documents < DOCUMENTS and len(_idle) < KEPT:
        _idle.append(worker)
    else:
        worker.close()


@atexit.register
def _close_all() -> None:
    while _idle:
        _idle.pop().close()


os.register_at_fork(after_in_child=_close_all)  # a fork has no use for its parent's


def _name_of(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"exit status {-number}"


def _error(answer: dict[str, Any]) -> SourceError:
    kinds = {kind.code: kind for kind in SourceError.__subclasses__()}
    return kinds.get(answer["code"], SourceError)(answer["message"])


def _found(answer: dict[str, Any]) -> Article | Failure | None:
    if answer["kind"] == "end":
        return None
    if answer["kind"] == "failure":
        return Failure(answer["origin"], _error(answer))
    return Article(**{**answer["article"], "warnings": tuple(answer["article"]["warnings"])})
