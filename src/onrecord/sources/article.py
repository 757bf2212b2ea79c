"""What a reader gets out of an input: text, and what came with it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Article:
    """One article's text with the metadata its source states, before anything is read into it.

    `text` is final: offsets of the record count its code points. `origin` names
    the input in messages ("story.html", "feed.jsonl line 3", "standard input").
    `published` is an ISO date (or `None`); the other fields are as the source
    words them. `encoding` is the one the bytes were decoded with, `warnings` what a
    reader should know (mojibake suspected, 2 characters replaced).
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
