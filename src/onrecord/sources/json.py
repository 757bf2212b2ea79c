"""JSON: one report, a list of them, a ninjs item, or a record Onrecord itself wrote."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from onrecord.errors import Empty, Malformed, OnrecordError
from onrecord.sources import Failure
from onrecord.sources.article import Article
from onrecord.sources.text import settled

MAX_DIGITS = 4_000  # of a whole number: longer ones are no metadata of a report

_TEXTS = ("text", "body", "content", "body_text", "articleBody", "article")
_PAGES = ("html", "body_html", "body_xhtml")
_LISTS = ("reports", "articles", "items", "documents")
_FIELDS = {
    "title": ("title", "headline", "name"),
    "outlet": ("outlet", "publisher", "source", "site_name", "provider"),
    "byline": ("byline", "author", "creator", "by"),
    "published": ("published", "date", "datePublished", "published_at", "pubdate", "versioncreated", "versionCreated",
                  "firstcreated", "firstCreated"),
    "url": ("url", "link", "uri"),
    "language": ("language", "lang"),
    "external_id": ("id", "guid", "uri"),
}  # fmt: skip


def claims(data: bytes, name: str) -> bool:
    """A `.json` file, or bytes that parse as a JSON object or list."""
    if name.endswith(".json"):
        return True
    head = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if name.endswith((".txt", ".md", ".html", ".htm")) or head[:1] not in (b"{", b"["):
        return False
    try:
        parsed(data, name)
    except Malformed:
        return False
    return True


def articles(data: bytes, origin: str, metadata: Article) -> Iterator[Article | Failure]:
    """The reports of a JSON document; raises `Malformed` for broken JSON, `Empty` for one without a report."""
    value = parsed(data, origin)
    items = _items(value)
    if items is None:
        yield from articles_of(value, origin, metadata)
        return
    if not items:
        raise Empty(f"{origin}: the JSON holds no report")
    for number, item in enumerate(items, start=1):
        where = f"{origin} item {number}"
        try:
            yield from articles_of(item, where, replace(metadata, origin=where))
        except OnrecordError as error:
            yield Failure(where, error)


def parsed(data: bytes, origin: str) -> Any:
    """The value of a JSON document in UTF-8, UTF-16 or UTF-32; raises `Malformed`."""
    try:
        text = data.decode(json.detect_encoding(data))
        return json.loads(text.removeprefix("\ufeff"), parse_constant=_refused, parse_int=_whole)
    except RecursionError as fault:
        raise Malformed(f"{origin}: the JSON is nested too deeply") from fault
    except UnicodeError as fault:
        raise Malformed(f"{origin}: not JSON: it is not in Unicode") from fault
    except ValueError as fault:
        raise Malformed(f"{origin}: not JSON: {fault}") from fault


def articles_of(item: Any, origin: str, metadata: Article) -> Iterator[Article | Failure]:
    """The article of one JSON object; raises `Empty` where it holds no text."""
    if not isinstance(item, Mapping):
        raise Empty(f"{origin}: the JSON is no report: an object with a field `text` or `html` is")
    if "onrecord" in item and isinstance(item.get("report"), Mapping):
        item = item["report"]
    known = _with_fields(metadata, item, origin)
    text, page = _ninjs_body(item) if "bodies" in item else (_first(item, _TEXTS), _first(item, _PAGES))
    if text is not None:
        yield settled(replace(known, text=text))
    elif page is not None:
        from onrecord.sources.html import article_of_page

        yield article_of_page(page, known)
    else:
        raise Empty(f"{origin}: the JSON is no report: it has no `text` or `html` with words in it")


def _items(value: Any) -> list[Any] | None:
    if isinstance(value, list):
        return value
    if isinstance(value, Mapping) and _first(value, (*_TEXTS, *_PAGES)) is None and "bodies" not in value:
        for name in _LISTS:
            if isinstance(value.get(name), list):
                return list(value[name])
    return None


def _with_fields(metadata: Article, item: Mapping[str, Any], origin: str) -> Article:
    found: dict[str, Any] = {"origin": origin}
    for field, names in _FIELDS.items():
        value = _first(item, names)
        if value is not None:
            found[field] = value.strip()
    if "title" not in found and isinstance(item.get("headlines"), list):
        headline = _preferred(item["headlines"], "role", ("main", "", None))
        if headline is not None:
            found["title"] = headline
    if "published" in found:
        found["published"] = _iso_day(found["published"])
    return replace(metadata, **found)


def _first(item: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    """The first field with words in it; a number counts, and the name inside an object or list."""
    for name in names:
        value = item.get(name)
        if isinstance(value, list) and value:
            value = value[0]
        if isinstance(value, Mapping):
            value = value.get("name") or value.get("rendered") or value.get("literal")
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            value = str(value)
        if isinstance(value, str) and value.strip():
            return value
    return None


def _ninjs_body(item: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """A ninjs 3 item's body: plain text if it has one, else HTML."""
    bodies = item["bodies"] if isinstance(item["bodies"], list) else []
    text = _preferred(bodies, "contentType", ("text/plain",))
    page = _preferred(bodies, "contentType", ("text/html", "application/xhtml+xml", None))
    return text, page


def _preferred(items: list[Any], key: str, wanted: tuple[str | None, ...]) -> str | None:
    entries = [entry for entry in items if isinstance(entry, Mapping) and isinstance(entry.get("value"), str)]
    for kind in wanted:
        for entry in entries:
            if (entry.get(key) or entry.get(key.lower()) or None) == (kind or None) and entry[
                "value"
            ].strip():
                return str(entry["value"])
    return None


def _iso_day(value: str) -> str | None:
    """The day of an ISO date or time, or of an RFC 2822 one ("Mon, 3 Feb 2031 10:00:00 GMT"); else nothing."""
    from datetime import date
    from email.utils import parsedate

    try:
        return date.fromisoformat(value[:10]).isoformat()
    except ValueError:
        pass
    parts = parsedate(value)
    if parts is None:
        return None
    try:
        return date(*parts[:3]).isoformat()
    except ValueError:
        return None


def _refused(word: str) -> Any:
    raise ValueError(f"{word} is not a JSON value")


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) <= MAX_DIGITS else float("inf")
