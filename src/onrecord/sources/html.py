"""Web pages: the main text and what the page says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from onrecord.errors import Empty, TooLarge
from onrecord.sources.article import Article
from onrecord.sources.dates import iso_moment
from onrecord.sources.magic import head
from onrecord.sources.text import decode, settled
from onrecord.sources.visible import Visible, visible

if TYPE_CHECKING:
    from onrecord.sources import Failure

MAX_PAGE = 20_000_000  # characters
ENOUGH = 500  # characters of paragraphs below which nothing can be said to be lost
KEPT_SHARE = 0.1  # of the paragraphs' characters: an extraction with less has lost the article
MAX_DEPTH = 200  # open elements; libxml2 drops, without a word, what lies below 256
LATEST = "9999-12-31"  # the day a page states is kept as stated, a mistyped year too

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}["']?\s{0,5}([\w-]{2,40})""", re.IGNORECASE)
_OPENING = re.compile(rb"<(?:!doctype\s+html|html|head|body|article|div|p|meta|title|h1|section|main)[\s>]")
_META = re.compile(r"<meta\s([^<>]{1,500})>", re.IGNORECASE)
_MODIFIED = re.compile(
    r"""(?:property|name|itemprop)\s?=\s?["']?(?:article:modified_time|dateModified)\b""", re.IGNORECASE
)
_CONTENT = re.compile(r"""\bcontent\s?=\s?["']([^"']{4,60})["']""", re.IGNORECASE)
_LINKED_DATA = re.compile(r""""dateModified"\s{0,5}:\s{0,5}"([^"]{4,60})\"""")
_WHOLE_PAGE = (b"<!doctype html", b"<html")


def claims(data: bytes, name: str) -> bool:
    """A page by its ending, or by its tags near the top; a text file only if it is a whole page."""
    if name.endswith((".html", ".htm", ".xhtml")):
        return True
    top = head(data)
    if name.endswith((".txt", ".md")):
        return top.startswith(_WHOLE_PAGE)
    return top.startswith(b"<") and _OPENING.search(top) is not None


def articles(data: bytes, origin: str, metadata: Article) -> Iterator[Article | Failure]:
    """The one article of a page; raises `Empty`, `NotText` or `TooLarge`."""
    declared = metadata.encoding
    named = _CHARSET.search(data[:4096])
    if declared is None and named is not None:
        declared = named.group(1).decode("ascii", "ignore")
    decoded = decode(data, origin, declared)
    yield article_of_page(decoded.text, replace(metadata, origin=origin, encoding=decoded.encoding))


def article_of_page(page: str, metadata: Article) -> Article:
    """The article in a page; what `metadata` states already wins over the page's own words.

    The text's paragraphs are set apart by blank lines. Where extraction loses the
    article (markup nested too deeply, one huge paragraph), all visible paragraphs
    are taken instead, and `warnings` says so. Raises `Empty` or `TooLarge`.
    """
    origin = metadata.origin
    if len(page) > MAX_PAGE:
        raise TooLarge(f"{origin}: the page is longer than {MAX_PAGE:,} characters")
    page = page.replace("\x00", "\ufffd")
    shown = visible(page)
    if not shown.text:
        raise Empty(f"{origin}: the page holds no words")
    found = _extracted(page)
    text = _paragraphs(found.text) if found is not None and found.text else ""
    warnings = list(metadata.warnings)
    if _is_lost(text, shown):
        text = shown.text
        warnings.append("no article could be told from the page; all its visible text was taken")
    article = replace(
        metadata,
        text=text,
        title=metadata.title or _said(found, "title"),
        byline=metadata.byline or _said(found, "author"),
        outlet=metadata.outlet or _said(found, "sitename"),
        published=metadata.published or _said(found, "date"),
        url=metadata.url or _said(found, "url"),
        versioncreated=metadata.versioncreated or _modified(page),
        warnings=tuple(warnings),
    )
    return settled(article)


def _is_lost(text: str, shown: Visible) -> bool:
    if not text or shown.depth > MAX_DEPTH:
        return True
    return len(shown.text) >= ENOUGH and len(text) < KEPT_SHARE * len(shown.text)


def _extracted(page: str) -> Any:
    import logging

    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        return trafilatura.bare_extraction(
            page,
            include_comments=False,
            include_tables=True,
            deduplicate=False,
            with_metadata=True,
            date_extraction_params={"extensive_search": False, "original_date": True, "max_date": LATEST},
        )
    except Exception:
        # trafilatura raises AssertionError, RecursionError and more on broken pages; the visible text is left
        return None


def _modified(page: str) -> str | None:
    """When the page says it was last changed, in a `meta` element or in linked data."""
    for tag in _META.finditer(page):
        stated = _CONTENT.search(tag[1]) if _MODIFIED.search(tag[1]) else None
        if stated is not None and (moment := iso_moment(stated[1])) is not None:
            return moment
    linked = _LINKED_DATA.search(page)
    return iso_moment(linked[1]) if linked is not None else None


def _said(found: Any, field: str) -> str | None:
    value = getattr(found, field, None) if found is not None else None
    return value.strip() or None if isinstance(value, str) else None


def _paragraphs(text: str) -> str:
    return "\n\n".join(line.strip() for line in text.split("\n") if line.strip())
