"""The command line run in the tests' own process, where the model is loaded already."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from unittest import mock

from onrecord.cli import main

Done = subprocess.CompletedProcess[bytes]


def onrecord(*arguments: str, stdin: bytes = b"", **environment: str) -> Done:
    """What a run of the command with these arguments, input and environment prints, and how it exits."""
    with _in_the_place_of_a_process(arguments, stdin, environment) as (out, error):
        try:
            main()
        except SystemExit as end:
            code = end.code
        for stream in (out, error):
            stream.flush()
        printed = [stream.buffer.getvalue() for stream in (out, error)]  # type: ignore[attr-defined]
    return Done(["onrecord", *arguments], int(code or 0), *printed)


def said(*arguments: str, given: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """The same, in text."""
    done = onrecord(*arguments, stdin=given.encode(), **environment)
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


@contextmanager
def _in_the_place_of_a_process(
    arguments: tuple[str, ...], stdin: bytes, environment: Mapping[str, str]
) -> Iterator[tuple[io.TextIOWrapper, io.TextIOWrapper]]:
    out, error = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
    streams = {"stdin": io.TextIOWrapper(io.BytesIO(stdin), "utf-8"), "stdout": out, "stderr": error}
    with (
        mock.patch.multiple(sys, argv=["onrecord", *arguments], **streams),
        mock.patch.dict(os.environ, {"NO_COLOR": "1", **environment}),
    ):
        yield out, error
