"""JSON Lines: one report a line; a line that is broken is reported, and the rest go on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from onrecord.errors import Empty, Malformed, OnrecordError
from onrecord.sources import Failure
from onrecord.sources import json as json_reader
from onrecord.sources.article import Article


def claims(data: bytes, name: str) -> bool:
    """A `.jsonl` or `.ndjson` file, or bytes whose first two lines are JSON objects each."""
    if name.endswith((".jsonl", ".ndjson")):
        return True
    if name.endswith((".txt", ".md", ".html", ".htm")):
        return False
    lines = [line for line in data.split(b"\n", 2)[:2] if line.strip()]
    if len(lines) < 2 or not all(line.lstrip(b"\xef\xbb\xbf \t").startswith(b"{") for line in lines):
        return False
    try:
        json_reader.parsed(lines[0], name)
    except Malformed:
        return False
    return True


def articles(data: bytes, origin: str, metadata: Article) -> Iterator[Article | Failure]:
    """The report of every line; a broken line is a `Failure`. Raises `Empty` where there is no line."""
    is_empty = True
    for number, line in enumerate(data.split(b"\n"), start=1):
        if not line.strip(b"\xef\xbb\xbf \t\r"):
            continue
        is_empty = False
        where = f"{origin} line {number}"
        try:
            yield from json_reader.articles_of(
                json_reader.parsed(line, where), where, replace(metadata, origin=where)
            )
        except OnrecordError as error:
            yield Failure(where, error)
    if is_empty:
        raise Empty(f"{origin}: there are no lines in it")
