"""Feeds (RSS, Atom, RDF): the articles in them, and the pages that summaries lead to."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, BinaryIO

from onrecord.errors import Empty, Malformed, OnrecordError
from onrecord.sources import Failure
from onrecord.sources.article import Article
from onrecord.sources.dates import iso_day, iso_moment
from onrecord.sources.magic import is_feed
from onrecord.sources.text import settled
from onrecord.sources.visible import visible

SUMMARY = "the feed holds only a summary of it"
BROKEN = "the feed it comes from is not well-formed"
_NESTED = re.compile(rb"""<!ENTITY\s{1,20}[\w.:-]{1,100}\s{1,20}["'][^"'&]*&[A-Za-z]""")
_ENCODINGS = ("CharacterEncodingOverride", "NonXMLContentType")  # said of feeds that are whole all the same


def claims(data: bytes, name: str) -> bool:
    """Bytes with a feed's first element near the top, or a file whose ending says so."""
    return is_feed(data) or (name.endswith((".rss", ".atom")) and data.lstrip()[:1] == b"<")


def articles(data: bytes, origin: str, metadata: Article) -> Iterator[Article | Failure]:
    """The article of every entry; one of which the feed has only a summary says so in its warnings.

    Raises `Malformed`, or `Empty` for a feed without entries.
    """
    from onrecord.sources.confined import confined

    yield from confined(parsed, data, origin, metadata)


def link_of(found: Article | Failure) -> str | None:
    """Where the whole of an article is, of which a feed holds only a summary."""
    if isinstance(found, Article) and SUMMARY in found.warnings:
        return found.url
    return None


def parsed(stream: BinaryIO, origin: str, metadata: Article) -> Iterator[Article | Failure]:
    """The articles of a feed; to be run where a crash does no harm."""
    import feedparser  # type: ignore[import-untyped]

    headers = {"content-location": metadata.url} if metadata.url else {}
    if metadata.encoding:
        headers["content-type"] = f"application/xml; charset={metadata.encoding}"
    data = stream.read()
    if _NESTED.search(data):
        raise Malformed(f"{origin}: the feed defines entities by other entities, which no feed needs")
    try:
        feed = feedparser.parse(io.BytesIO(data), response_headers=headers)
    except Exception as fault:  # feedparser lets some of its parsers' faults through, of many kinds
        raise Malformed(f"{origin}: the feed is damaged ({type(fault).__name__})") from fault
    is_broken = bool(feed.bozo) and type(feed.get("bozo_exception")).__name__ not in _ENCODINGS
    if not feed.entries:
        raise _no_entries(origin, is_broken)
    known = replace(
        metadata,
        url=None,
        outlet=metadata.outlet or _plain(feed.feed.get("title_detail")),
        language=metadata.language or feed.feed.get("language"),
        encoding=feed.get("encoding") or metadata.encoding,
        warnings=(*metadata.warnings, *([BROKEN] if is_broken else [])),
    )
    for number, entry in enumerate(feed.entries, start=1):
        where = f"{origin} entry {number}"
        try:
            yield _article(entry, replace(known, origin=where))
        except OnrecordError as error:
            yield Failure(where, error)


def _no_entries(origin: str, is_broken: bool) -> OnrecordError:
    if is_broken:
        return Malformed(f"{origin}: the feed is not well-formed, and no entries can be told in it")
    return Empty(f"{origin}: the feed has no entries")


def _article(entry: Mapping[str, Any], known: Article) -> Article:
    """The article of an entry: its content, else its summary or its title, with a warning."""
    title = _plain(entry.get("title_detail"))
    link = str(entry.get("link") or "").strip()
    words = next((found for part in entry.get("content") or () if (found := _plain(part))), "")
    warnings = known.warnings
    if not words:
        words = _plain(entry.get("summary_detail")) or title or ""
        warnings = (*warnings, SUMMARY)
    if not words:
        raise Empty(f"{known.origin}: the entry holds no words")
    stated = (entry.get(field) for field in ("published", "updated", "created"))
    return settled(
        replace(
            known,
            text=words,
            title=title,
            byline=entry.get("author") or None,
            published=next((day for value in stated if value and (day := iso_day(value))), None),
            url=link if link.lower().startswith(("http://", "https://")) else None,
            external_id=entry.get("id") or None,
            versioncreated=iso_moment(str(entry["updated"])) if "updated" in entry else None,
            warnings=warnings,
            is_partial=SUMMARY in warnings,
        )
    )


def _plain(part: Mapping[str, Any] | None) -> str | None:
    """The words of a field, its markup read where it has any."""
    value = str(part.get("value") or "") if part else ""
    if part and "html" in str(part.get("type")):
        value = visible(value).text
    return value.strip() or None
