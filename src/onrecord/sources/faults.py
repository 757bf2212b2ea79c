"""What else can go wrong with an input whose parser runs in a process of its own."""

from __future__ import annotations

from onrecord.errors import SourceError


class Encrypted(SourceError):
    """The document is protected with a password."""

    code = "encrypted"


class TimedOut(SourceError):
    """The parser did not come to an end in time and was stopped."""

    code = "timeout"


class OutOfMemory(SourceError):
    """The parser asked for more memory than one document may take."""

    code = "memory"


class Crashed(SourceError):
    """The parser's process ended without an answer."""

    code = "crash"
