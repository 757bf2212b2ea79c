"""JSON: one report, a list of them, a ninjs item, or a record Onrecord itself wrote."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from onrecord.errors import Empty, Malformed, OnrecordError
from onrecord.sources import Failure
from onrecord.sources.article import CANCELED, Article
from onrecord.sources.dates import iso_day, iso_moment
from onrecord.sources.text import settled, with_fit_metadata

MAX_DIGITS = 4_000  # of a whole number: longer ones are no metadata of a report

_TEXTS = ("text", "body", "content", "body_text", "content_text", "articleBody", "article")
_PAGES = ("html", "body_html", "body_xhtml", "content_html")
_LISTS = ("reports", "articles", "items", "documents", "data", "results")
_FIELDS = {
    "title": ("title", "headline", "name"),
    "outlet": ("outlet", "publisher", "source", "site_name", "provider", "infosources"),
    "byline": ("byline", "author", "authors", "creator", "by"),
    "published": ("published", "date", "datePublished", "date_published", "published_at", "pubdate",
                  "versioncreated", "versionCreated", "firstcreated", "firstCreated"),
    "language": ("language", "lang"),
    "external_id": ("id", "guid", "uri"),
}  # fmt: skip
_ADDRESSES = ("url", "link", "uri")
_VERSIONS = (
    "versioncreated", "versionCreated", "dateModified", "date_modified", "modified", "updated", "updated_at",
)  # fmt: skip
_STATUSES = ("pubstatus", "pubStatus")
FIELD_NAMES = frozenset().union(_TEXTS, _PAGES, _ADDRESSES, _VERSIONS, _STATUSES, *_FIELDS.values())
TEXT_NAMES = (*_TEXTS, *_PAGES)
_NAMES = ("name", "rendered", "literal", "value")  # where an object in a field's place holds its words
_USABLE = "usable"  # a ninjs item's status, unless its source withheld or cancelled it
_STATUS = {_USABLE: _USABLE, "withheld": "withheld", CANCELED: CANCELED, "cancelled": CANCELED}
_OF_RECORD = (
    "title", "outlet", "byline", "published", "url", "language", "external_id", "versioncreated", "pubstatus",
    "encoding",
)  # fmt: skip


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
    """The reports of a JSON document; raises `Malformed` if it is broken, `Empty` if it holds no report."""
    value = parsed(data, origin)
    metadata = replace(metadata, encoding=json.detect_encoding(data))
    items = _items(value)
    if items is None:
        yield from articles_of(value, origin, metadata)
        return
    if not items:
        raise Empty(f"{origin}: the JSON holds no report")
    metadata = replace(metadata, url=None)  # it is the list's, and no item's
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
    except json.JSONDecodeError as fault:
        line = f"line {fault.lineno} " if fault.lineno > 1 else ""
        raise Malformed(f"{origin}: not JSON: {fault.msg}, {line}column {fault.colno}") from fault
    except ValueError as fault:
        raise Malformed(f"{origin}: not JSON: {fault}") from fault


def articles_of(item: Any, origin: str, metadata: Article) -> Iterator[Article | Failure]:
    """The article of one JSON object; raises `Empty` where it holds no text, unless it was canceled."""
    if not isinstance(item, Mapping):
        raise Empty(f"{origin}: the JSON is no report: an object with a field `text` or `html` is")
    if "onrecord" in item and isinstance(item.get("report"), Mapping):
        yield _of_record(item, origin, metadata)
        return
    known = _with_fields(metadata, item, origin)
    try:
        yield _with_body(known, item, origin)
    except Empty:
        if known.pubstatus != CANCELED:
            raise
        yield with_fit_metadata(known)


def _of_record(item: Mapping[str, Any], origin: str, metadata: Article) -> Article:
    """The article a record was made from, with the record where it is whole and its text holds."""
    report = item["report"]
    text = report.get("text") if isinstance(report.get("text"), str) else ""
    stated = {name: report[name] for name in _OF_RECORD if isinstance(report.get(name), str)}
    article = settled(replace(metadata, **{**stated, "text": text, "origin": origin}))
    if article.text != text or not isinstance(item.get("statements"), list):
        return article
    warnings = report.get("warnings")
    said = tuple(map(str, warnings)) if isinstance(warnings, list) else ()
    return replace(article, warnings=said, record=item)


def _with_body(known: Article, item: Mapping[str, Any], origin: str) -> Article:
    text, page = _ninjs_body(item) if "bodies" in item else _body(item)
    if text is not None:
        return settled(replace(known, text=text))
    if page is not None:
        from onrecord.sources.html import article_of_page

        return article_of_page(page, known)
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
            found["title"] = headline.strip()
    address = _first(item, _ADDRESSES)
    if address is not None and address.strip().lower().startswith(("http://", "https://")):
        found["url"] = address.strip()
    warnings = list(metadata.warnings)
    if "published" in found:
        stated = found["published"]
        found["published"] = iso_day(stated)
        if found["published"] is None:
            warnings.append(f"the date it states, {stated[:40]!r}, is in no form Onrecord knows")
    found["versioncreated"] = iso_moment(_first(item, _VERSIONS) or "")
    # NewsML-G2 writes the same as "stat:usable".
    status = (_first(item, _STATUSES) or "").strip().lower().rpartition(":")[2]
    found["pubstatus"] = _STATUS.get(status)
    if status not in ("", _USABLE):
        warnings.append(f"its source marks it as {status[:40]!r}")
    return replace(metadata, warnings=tuple(warnings), **found)


def _body(item: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """The text and the page an object holds; a list of paragraphs is one text."""
    content = item.get("content")
    if isinstance(content, Mapping) and isinstance(content.get("rendered"), str):
        return None, content["rendered"]
    return _first(item, _TEXTS, between="\n\n"), _first(item, _PAGES, between="\n")


def _first(item: Mapping[str, Any], names: tuple[str, ...], between: str = ", ") -> str | None:
    """The first field with words in it; a list's are joined by `between`."""
    for name in names:
        value = item.get(name)
        words = [_words(part) for part in value] if isinstance(value, list) else [_words(value)]
        joined = between.join(part for part in words if part.strip())
        if joined:
            return joined
    return None


def _words(value: Any) -> str:
    """The words of a field: a number counts, and the name inside an object."""
    if isinstance(value, Mapping):
        value = next((value[name] for name in _NAMES if value.get(name)), None)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else ""


def _ninjs_body(item: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """A ninjs 3 item's body: plain text if it has one, else HTML."""
    bodies = item["bodies"] if isinstance(item["bodies"], list) else []
    text = _preferred(bodies, "contentType", ("text/plain",))
    page = _preferred(bodies, "contentType", ("text/html", "application/xhtml+xml", None))
    return text, page


def _preferred(items: list[Any], key: str, wanted: tuple[str | None, ...]) -> str | None:
    """The value of the first entry whose `key` is the first `wanted` there is (`None`: not stated)."""
    entries = [entry for entry in items if isinstance(entry, Mapping) and isinstance(entry.get("value"), str)]
    for kind in wanted:
        for entry in entries:
            stated = entry.get(key) or entry.get(key.lower()) or None
            if stated == (kind or None) and entry["value"].strip():
                return str(entry["value"])
    return None


def _refused(word: str) -> Any:
    raise ValueError(f"{word} is not a JSON value")


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) <= MAX_DIGITS else float("inf")
