"""What the reading room writes to its log: one line a request, and nothing that anybody said.

Methods, paths, status and times, never what was searched for, a password, a token or a text. What comes from
outside is escaped, so that it cannot steer a terminal or make up lines.
"""

from __future__ import annotations

import logging
import os
import traceback
from types import TracebackType

from onrecord.render.escape import printable

LONGEST = 200  # characters of a path
WITH_VALUES = "ONRECORD_DEBUG"  # the message of a fault may hold words of a report


def escaped(text: str) -> str:
    """A text from outside as part of a line."""
    line = printable(text)
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"


class OneLine(logging.Formatter):
    """Lines in which nothing from outside is as it came; of a fault, where it was and of what kind."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as text."""
        line = f"{self.formatTime(record)} {record.levelname} {record.name}: {printable(record.getMessage())}"
        if record.exc_info and record.exc_info[1] is not None:
            line += "\n" + _fault(record.exc_info[1], record.exc_info[2])
        return line


def _fault(error: BaseException, at: TracebackType | None) -> str:
    frames = traceback.extract_tb(at)
    lines = [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    values = f": {printable(str(error))}" if os.environ.get(WITH_VALUES) else ""
    return "\n".join([*lines, f"  {type(error).__module__}.{type(error).__qualname__}{values}"])


def write_to_stderr() -> None:
    """Let this process log: what the room does, and what goes wrong elsewhere."""
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("onrecord").setLevel(logging.INFO)
