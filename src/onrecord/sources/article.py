"""What a reader gets out of an input: text, and what came with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

CANCELED = "canceled"
"""The `pubstatus` of what its publisher withdrew; such an article alone may have no text."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article's text with the metadata its source states, before anything is read into it.

    `text` is final: offsets of the record count its code points. `origin` names
    the input in messages ("story.html", "feed.jsonl line 3", "standard input").
    `published` is an ISO date (or `None`). `versioncreated`, when this version was made, is an ISO date
    or time, in UTC where the source states a zone. `pubstatus` is "usable", "withheld" or "canceled",
    as ninjs has it. The other fields are as the source
    words them. `encoding` is the one the bytes were decoded with, `warnings` what a
    reader should know (mojibake suspected, 2 characters replaced). `is_partial` is true where the
    input is known to lack some of the article's text; a warning says why.

    `record` is set where the input is a record Onrecord wrote: the whole of it as parsed from JSON,
    with the article's text as its report's, character for character.
    """

    text: str
    origin: str
    title: str | None = None
    outlet: str | None = None
    byline: str | None = None
    published: str | None = None
    url: str | None = None
    language: str | None = None
    external_id: str | None = None
    versioncreated: str | None = None
    pubstatus: str | None = None
    encoding: str | None = None
    warnings: tuple[str, ...] = ()
    is_partial: bool = False
    record: Mapping[str, Any] | None = field(default=None, hash=False, repr=False)
