"""Lines on a page, set in paragraphs again: a PDF knows where its words stand, not what belongs together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

GAP = 1.35  # times the usual distance of lines: a paragraph ends
OTHER_SIZE = 1.12  # times a line's type size: a headline begins or ends
INDENT = 0.8  # of the type size
SAME_LINE = 0.3  # of the type size between two baselines: they are one line's parts
HALF_EMPTY = 0.6  # of the column's width filled: the line was ended on purpose, whatever its last sign
OUTER_LINES = 2  # at the top and the bottom of a page, where headers and footers stand
REPEATED_ON = 3  # pages: a line that comes again on so many, and on half of all, is a header or footer

_ENDS = re.compile(r"[.!?:…][\"'”’»)\]]{0,3}$")
_HYPHEN = re.compile(r"(?<=\w)[-\u2010\u00ad]$")
_PAGE_NUMBER = re.compile(
    r"(?i)[-–—|\s]{0,6}(?:page\s{1,4})?\d{1,4}(?:\s{0,4}(?:of|/)\s{0,4}\d{1,4})?[-–—|\s]{0,6}"
)
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one line, with the box they fill in points from the page's lower left corner."""

    text: str
    left: float
    right: float
    baseline: float
    size: float


@dataclass(frozen=True, slots=True)
class Body:
    """Paragraphs set apart by blank lines, and how many headers, footers and page numbers were left out."""

    text: str
    left_out: int


def paragraphs(pages: Sequence[Sequence[Line]]) -> Body:
    """The paragraphs of a document's pages; one that runs over a page's or a column's end is one again."""
    kept, left_out = _without_running_lines(pages)
    parts: list[str] = []
    before: Line | None = None
    for page in kept:
        pitch = _pitch(page)
        for line in page:
            if before is None or _is_break(before, line, page, pitch):
                parts.append(line.text)
            else:
                parts[-1] = _joined(parts[-1], line.text)
            before = line
    return Body("\n\n".join(" ".join(part.split()) for part in parts), left_out)


def _without_running_lines(pages: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], int]:
    outer = [_outer(page) for page in pages]
    counted = Counter(key for lines in outer for key in {_key(line) for line in lines})
    enough = max(REPEATED_ON, (len(pages) + 1) // 2)
    kept = [
        [
            line
            for line in page
            if line not in lines or not (counted[_key(line)] >= enough or _is_page_number(line, len(pages)))
        ]
        for page, lines in zip(pages, outer, strict=True)
    ]
    return kept, sum(map(len, pages)) - sum(map(len, kept))


def _outer(page: Sequence[Line]) -> list[Line]:
    """The lines at a page's top and bottom; all of a page with few lines could be words of its story."""
    if len(page) <= 2 * OUTER_LINES:
        return []
    down = sorted(page, key=lambda line: -line.baseline)
    return down[:OUTER_LINES] + down[-OUTER_LINES:]


def _key(line: Line) -> str:
    return _DIGITS.sub("0", line.text.strip())


def _is_page_number(line: Line, pages: int) -> bool:
    return pages > 1 and _PAGE_NUMBER.fullmatch(line.text.strip()) is not None


def _pitch(page: Sequence[Line]) -> float:
    """The usual distance of one line from the next, in points; 0 where there is none to tell."""
    drops = [above.baseline - below.baseline for above, below in pairwise(page)]
    usual = [
        drop
        for drop, above in zip(drops, page, strict=False)
        if SAME_LINE * above.size < drop < 3 * above.size
    ]
    return median(usual) if usual else 0.0


def _is_break(above: Line, below: Line, page: Sequence[Line], pitch: float) -> bool:
    """Whether a new paragraph begins with the line below."""
    drop = above.baseline - below.baseline
    larger, smaller = max(above.size, below.size), max(0.1, min(above.size, below.size))
    if abs(drop) < SAME_LINE * larger:
        return False
    if larger / smaller > OTHER_SIZE:
        return True
    if drop < 0:  # a new column or page
        return _ENDS.search(above.text.rstrip()) is not None or not _goes_on(above, below)
    if drop > GAP * (pitch or 1.5 * larger):
        return True
    column = [line for line in page if abs(line.left - above.left) < 3 * above.size]
    margin = min((line.left for line in column), default=above.left)
    if below.left - margin > INDENT * larger and above.left - margin < INDENT * larger:
        return True
    return _was_ended(above, below, max((line.right for line in column), default=above.right))


def _goes_on(above: Line, below: Line) -> bool:
    return below.text.lstrip()[:1].islower() or len(above.text.split()) > 4


def _was_ended(above: Line, below: Line, edge: float) -> bool:
    """Whether the line above ends before the column's edge though the next word would have fitted in."""
    word = below.text.split(maxsplit=1)[0]
    letter = (below.right - below.left) / max(1, len(below.text))
    has_room = above.right + letter * (len(word) + 2) < edge
    if not has_room:
        return False
    filled = (above.right - above.left) / max(1.0, edge - above.left)
    return filled < HALF_EMPTY or _ENDS.search(above.text.rstrip()) is not None


def _joined(text: str, more: str) -> str:
    """Two lines of a paragraph as one; a hyphen that only broke a word at the line's end goes."""
    text, more = text.rstrip(), more.lstrip()
    if _HYPHEN.search(text) is None:
        return f"{text} {more}"
    return (text[:-1] if more[:1].islower() else text) + more
