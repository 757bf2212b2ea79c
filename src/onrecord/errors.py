"""What can go wrong, said to the person at the keyboard."""

from __future__ import annotations


class OnrecordError(Exception):
    """The root of every error Onrecord raises on purpose.

    The message is one line for a person: what was wrong, with which input,
    what to do. `code` is a short stable word for programs.
    """

    code = "error"


class SourceError(OnrecordError):
    """An input that cannot be turned into a report."""

    code = "source"


class NotFound(SourceError):
    """The file, folder or pattern names nothing."""

    code = "not_found"


class NotText(SourceError):
    """The input is binary, or in a format Onrecord does not read."""

    code = "not_text"


class Empty(SourceError):
    """The input holds no words to read."""

    code = "empty"


class Malformed(SourceError):
    """The input claims a format (JSON, HTML) that it breaks."""

    code = "malformed"


class NotARecord(SourceError):
    """The input claims to be a record of Onrecord, and is none; the message names what is wrong."""

    code = "record"


class NotEnglish(SourceError):
    """The report is written in a language Onrecord does not read yet."""

    code = "not_english"


class TooLarge(SourceError):
    """The input is larger than the limit that keeps reading time bounded."""

    code = "too_large"


class Incomplete(SourceError):
    """The reader lost part of the text, and says so rather than keep it silent."""

    code = "incomplete"


class Unreachable(SourceError):
    """The address could not be fetched."""

    code = "unreachable"


class Refused(SourceError):
    """The address is one that Onrecord will not connect to (private, odd port, odd scheme)."""

    code = "refused"


class LexiconError(OnrecordError):
    """A lexicon file breaks its own rules; the message names file, entry and field."""

    code = "lexicon"


class ModelError(OnrecordError):
    """The configured spaCy pipeline is missing or lacks a parser."""

    code = "model"
