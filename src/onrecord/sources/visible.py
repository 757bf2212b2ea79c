"""The words a web page shows, read in one pass: no tree to build, no depth to run out of.

The standard library's parser takes quadratic time on broken tags, and a tree drops what
is nested too deeply; this keeps every word, and stands behind the extraction of the article.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})")
_TAG_PART = re.compile(r">|=\s{0,20}([\"'])")
_RAW = {
    name: re.compile(f"</{name}", re.IGNORECASE)
    for name in ("script", "style", "noscript", "template", "iframe", "svg")
}
_BLOCKS = frozenset({
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "dt", "dd", "blockquote", "br", "tr", "td", "th",
    "section", "article", "main", "figcaption", "caption", "pre", "body", "header", "footer", "nav", "aside",
    "form",
})  # fmt: skip
_FURNITURE = frozenset({"nav", "footer", "aside", "button"})
# Elements that are left open lawfully: they count for no depth.
_OPEN_ENDED = frozenset({
    "p", "li", "dt", "dd", "tr", "td", "th", "option", "br", "hr", "img", "input", "meta", "link", "source",
    "wbr", "col", "area", "base", "embed", "track", "param",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Visible:
    """A page's words, its blocks set apart by blank lines, and how deep its elements nest."""

    text: str
    depth: int


def visible(page: str) -> Visible:
    """The words a page shows, menus and footers left out unless one of them never ends."""
    reader = _Reader(page)
    reader.run()
    return Visible(reader.text(), reader.deepest)


class _Reader:
    def __init__(self, page: str) -> None:
        self.page = page
        self.blocks: list[tuple[bool, list[str]]] = [(False, [])]
        self.furniture = dict.fromkeys(sorted(_FURNITURE), 0)
        self.is_in_head = False
        self.depth = 0
        self.deepest = 0

    def run(self) -> None:
        at = 0
        while True:
            opening = self.page.find("<", at)
            if opening < 0:
                self.words(self.page[at:])
                return
            self.words(self.page[at:opening])
            at = self.past(opening)

    def past(self, opening: int) -> int:
        """The offset after the markup that begins at `opening`, read on the way."""
        tag = _TAG.match(self.page, opening)
        if tag is not None:
            end = self.end_of_tag(tag.end())
            return self.closed(tag[2].lower(), end) if tag[1] else self.opened(tag[2].lower(), end)
        if self.page.startswith("<!--", opening):
            return self.after("-->", opening + 2)
        if self.page.startswith(("<!", "<?", "</"), opening):
            return self.after(">", opening)
        self.words("<")
        return opening + 1

    def after(self, sign: str, start: int) -> int:
        end = self.page.find(sign, start)
        return len(self.page) if end < 0 else end + len(sign)

    def end_of_tag(self, at: int) -> int:
        """The offset after a tag's `>`, passing over those in its quoted values."""
        while (part := _TAG_PART.search(self.page, at)) is not None:
            if part[1] is None:
                return part.end()
            at = self.after(part[1], part.end())
        return len(self.page)

    def opened(self, name: str, end: int) -> int:
        if name in _RAW:
            closing = _RAW[name].search(self.page, end)
            return len(self.page) if closing is None else self.after(">", closing.end())
        if name == "head":
            self.is_in_head = True
        elif name in _BLOCKS:
            self.is_in_head = False
        if name in _FURNITURE:
            self.furniture[name] += 1
        if name in _BLOCKS:
            self.break_block()
        if name not in _OPEN_ENDED and self.page[end - 2] != "/":
            self.depth += 1
            self.deepest = max(self.deepest, self.depth)
        return end

    def closed(self, name: str, end: int) -> int:
        if name == "head":
            self.is_in_head = False
        if name in _FURNITURE:
            self.furniture[name] = max(0, self.furniture[name] - 1)
        if name in _BLOCKS:
            self.break_block()
        if name not in _OPEN_ENDED:
            self.depth = max(0, self.depth - 1)
        return end

    def break_block(self) -> None:
        self.blocks.append((any(self.furniture.values()), []))

    def words(self, text: str) -> None:
        if text and not self.is_in_head:
            self.blocks[-1][1].append(text)

    def text(self) -> str:
        is_all_shown = any(self.furniture.values())
        joined = ("".join(parts) for is_furniture, parts in self.blocks if is_all_shown or not is_furniture)
        tidied = (" ".join(_unescaped(block).split()) for block in joined)
        return "\n\n".join(block for block in tidied if block)


def _unescaped(block: str) -> str:
    try:
        return html.unescape(block)
    except ValueError:  # a character number of thousands of digits
        return block
