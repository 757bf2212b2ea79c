"""Web pages: the main text and what the page says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from onrecord.errors import Empty, Malformed, TooLarge
from onrecord.sources.article import Article
from onrecord.sources.text import decode, settled

if TYPE_CHECKING:
    from onrecord.sources import Failure

MAX_PAGE = 20_000_000  # characters
ENOUGH = 500  # characters of paragraphs below which nothing can be said to be lost
KEPT_SHARE = 0.1  # of the paragraphs' characters: an extraction with less has lost the article

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}["']?\s{0,5}([\w-]{2,40})""", re.IGNORECASE)
_OPENING = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|article|div|p|meta|title|h1|section|main)[\s>]", re.IGNORECASE
)
_BLOCKS = frozenset(
    {
        "p",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "li",
        "blockquote",
        "br",
        "tr",
        "section",
        "article",
        "figcaption",
        "pre",
        "td",
    }
)
_UNSEEN = frozenset(
    {"script", "style", "noscript", "template", "head", "nav", "footer", "form", "svg", "aside", "button"}
)


LATEST = "9999-12-31"  # the day a page states is kept as stated, a mistyped year too


def claims(data: bytes, name: str) -> bool:
    """A page by its ending, or by its tags near the top."""
    if name.endswith((".html", ".htm", ".xhtml")):
        return True
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"<") and _OPENING.search(head) is not None


def articles(data: bytes, origin: str, metadata: Article) -> Iterator[Article | Failure]:
    """The one article of a page; raises `Empty`, `Malformed`, `NotText` or `TooLarge`."""
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
    are taken instead, and `warnings` says so. Raises `Empty`, `Malformed` or `TooLarge`.
    """
    origin = metadata.origin
    if len(page) > MAX_PAGE:
        raise TooLarge(f"{origin}: the page is longer than {MAX_PAGE:,} characters")
    page = page.replace("\x00", "\ufffd")
    visible = _visible_text(page)
    if not visible.strip():
        raise Empty(f"{origin}: the page holds no words")
    found = _extracted(page, origin)
    text = _paragraphs(found.text) if found is not None and found.text else ""
    warnings = list(metadata.warnings)
    is_lost = len(visible) >= ENOUGH and len(text) < KEPT_SHARE * len(visible)
    if not text or is_lost:
        text = visible
        warnings.append("no article could be told from the page; all its visible text was taken")
    article = replace(
        metadata,
        text=text,
        title=metadata.title or _said(found, "title"),
        byline=metadata.byline or _said(found, "author"),
        outlet=metadata.outlet or _said(found, "sitename"),
        published=metadata.published or _said(found, "date"),
        url=metadata.url or _said(found, "url"),
        warnings=tuple(warnings),
    )
    return settled(article)


def _extracted(page: str, origin: str) -> Any:
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
    except (RecursionError, MemoryError) as fault:
        raise Malformed(f"{origin}: the page's markup is too deep or too large to take apart") from fault
    except Exception:
        # trafilatura raises AssertionError, ValueError and more on broken pages; the visible text is left
        return None


def _said(found: Any, field: str) -> str | None:
    value = getattr(found, field, None) if found is not None else None
    return value.strip() or None if isinstance(value, str) else None


def _paragraphs(text: str) -> str:
    return "\n\n".join(line.strip() for line in text.split("\n") if line.strip())


def _visible_text(page: str) -> str:
    reader = _VisibleText()
    try:
        reader.feed(page)
        reader.close()
    except (AssertionError, ValueError, RecursionError):
        pass  # what was read before the break stands
    return reader.text()


class _VisibleText(HTMLParser):
    """The words a page shows, by block; unlike a tree it has no depth to run out of."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[list[str]] = [[]]
        self.hidden: dict[str, int] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self.hidden[tag] = self.hidden.get(tag, 0) + 1
        elif tag in _BLOCKS and self.blocks[-1]:
            self.blocks.append([])

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self.hidden[tag] = max(0, self.hidden.get(tag, 0) - 1)
        elif tag in _BLOCKS and self.blocks[-1]:
            self.blocks.append([])

    def handle_data(self, data: str) -> None:
        if not any(self.hidden.values()):
            self.blocks[-1].append(data)

    def text(self) -> str:
        """The blocks that hold words, set apart by blank lines."""
        joined = (" ".join("".join(block).split()) for block in self.blocks)
        return "\n\n".join(block for block in joined if block)
