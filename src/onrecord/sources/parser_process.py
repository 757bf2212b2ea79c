"""The process that `confined` runs parsers in: documents come down a line, articles go back as JSON."""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import resource
import signal
import socket
import sys
from dataclasses import asdict
from typing import Any, BinaryIO

from onrecord.errors import OnrecordError, SourceError
from onrecord.sources import Failure
from onrecord.sources.article import Article
from onrecord.sources.confined import LENGTH, Parser
from onrecord.sources.faults import OutOfMemory


def serve(line: socket.socket, memory: int) -> None:
    """Parse documents as they come down the line, until it is closed."""
    _limit(memory)
    with line, line.makefile("rb") as requests:
        while (request := _next(requests)) is not None:
            document = _next(requests) or b""
            _parse(json.loads(request), document, line)


def _limit(memory: int) -> None:
    """Cap the memory; write no file and no core dump; leave Ctrl-C to the parent."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.dont_write_bytecode = True
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _next(requests: BinaryIO) -> bytes | None:
    length = requests.read(LENGTH.size)
    return requests.read(LENGTH.unpack(length)[0]) if len(length) == LENGTH.size else None


def _parse(request: dict[str, Any], document: bytes, line: socket.socket) -> None:
    module, name = request["parser"]
    origin, known = request["origin"], request["metadata"]
    metadata = Article(**{**known, "warnings": tuple(known["warnings"])})
    try:
        parser: Parser = getattr(importlib.import_module(module), name)
        path = request["path"]
        with open(path, "rb") if path is not None else io.BytesIO(document) as stream:
            _set_alarm(request["seconds"])
            for found in parser(stream, origin, metadata):
                _send(line, _answer(found))
                _set_alarm(request["seconds"])
        last: dict[str, Any] = {"kind": "end"}
    except MemoryError:
        last = {"kind": "error", "code": OutOfMemory.code}
        last["message"] = f"{origin}: reading it takes more memory than one document may"
    except SourceError as error:
        last = {"kind": "error", **_as_words(error)}
    except Exception as fault:
        kind = type(fault).__name__
        last = {"kind": "error", "code": SourceError.code}
        last["message"] = f"{origin}: could not be read ({kind}); please report it"
    _set_alarm(0)
    _send(line, last)


def _set_alarm(seconds: float) -> None:
    """End this process should it go on for twice its time: then there is no parent left to do it."""
    signal.setitimer(signal.ITIMER_PROF, 2 * seconds)


def _send(line: socket.socket, answer: dict[str, Any]) -> None:
    message = json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass")
    line.sendall(LENGTH.pack(len(message)))
    line.sendall(message)


def _answer(found: Article | Failure) -> dict[str, Any]:
    if isinstance(found, Failure):
        return {"kind": "failure", "origin": found.origin, **_as_words(found.error)}
    return {"kind": "article", "article": asdict(found)}


def _as_words(error: OnrecordError) -> dict[str, Any]:
    return {"code": error.code, "message": str(error)}


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        serve(socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2]))
