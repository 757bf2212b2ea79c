"""JSON Lines: one report a line; a line that is broken is reported, and the rest go on."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from onrecord.errors import Empty, Malformed, OnrecordError
from onrecord.sources import Failure
from onrecord.sources import json as json_reader
from onrecord.sources.article import Article
from onrecord.sources.text import decode

_BLANK = b"\xef\xbb\xbf \t\r\n"


def claims(data: bytes, name: str) -> bool:
    """A `.jsonl` or `.ndjson` file, or bytes whose first two lines are JSON objects each."""
    if name.endswith((".jsonl", ".ndjson")):
        return True
    if name.endswith((".txt", ".md", ".html", ".htm")):
        return False
    lines = list(islice((line for line in io.BytesIO(data) if line.strip()), 2))
    if len(lines) < 2 or not all(line.lstrip(b"\xef\xbb\xbf \t").startswith(b"{") for line in lines):
        return False
    try:
        json_reader.parsed(lines[0], name)
    except Malformed:
        return False
    return True


def articles(data: bytes, origin: str, metadata: Article) -> Iterator[Article | Failure]:
    """The report of every line; a broken line is a `Failure`. Raises `Empty` where there is no line."""
    encoding = json.detect_encoding(data)
    if not encoding.startswith("utf-8"):
        data = decode(data, origin, encoding).text.encode("utf-8")
    metadata = replace(metadata, encoding=encoding, url=None)  # the address is that of all lines
    is_empty = True
    for number, line in enumerate(io.BytesIO(data), start=1):
        if not line.strip(_BLANK):
            continue
        is_empty = False
        where = f"{origin} line {number}"
        try:
            item = json_reader.parsed(line.strip(_BLANK), where)
            yield from json_reader.articles_of(item, where, replace(metadata, origin=where))
        except OnrecordError as error:
            yield Failure(where, error)
    if is_empty:
        raise Empty(f"{origin}: there are no lines in it")
