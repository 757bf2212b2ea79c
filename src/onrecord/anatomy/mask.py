"""What the parser gets to see of a report: the body, with its margins blanked."""

from __future__ import annotations

import re

from onrecord.anatomy.lines import SENTENCE_END, WRAP_WIDTH
from onrecord.record import Report

_NOT_LINE_END = re.compile(r"[^\n]")
_LINE_END = re.compile(r"\n\s*")
_GAP = re.compile(r"\s*")


def body_mask(report: Report) -> str:
    """The report's text with every margin but the headline blanked, each character in its place.

    The result is as long as `report.text`, so offsets hold; line ends stay.
    """
    pieces: list[str] = []
    at = 0
    for part in report.anatomy:
        if part.part == "headline":
            continue
        start, end = part.span
        pieces.append(report.text[at:start])
        pieces.append(_NOT_LINE_END.sub(" ", report.text[start:end]))
        at = end
    pieces.append(report.text[at:])
    return "".join(pieces)


def paragraph_breaks(report: Report) -> tuple[int, ...]:
    """The sorted offsets at which a new block of text starts, the text's own start left out.

    A block starts behind a blank line, behind a line that was not wrapped, behind
    every margin, and where a headline starts.
    """
    text = report.text
    starts = set(_line_starts(text))
    for part in report.anatomy:
        gap = _GAP.match(text, part.span.end)
        starts.add(gap.end() if gap else part.span.end)
        if part.part == "headline":
            starts.add(part.span.start)
    return tuple(sorted(offset for offset in starts if 0 < offset < len(text)))


def _line_starts(text: str) -> list[int]:
    starts = []
    line_start = 0
    for gap in _LINE_END.finditer(text):
        line = text[line_start : gap.start()].rstrip()
        line_start = gap.end()
        if gap.group().count("\n") == 1 and _was_wrapped(line, text[gap.end() : gap.end() + 1]):
            continue
        starts.append(gap.end())
    return starts


def _was_wrapped(line: str, following: str) -> bool:
    if not line or line[-1] in SENTENCE_END:
        return False
    return following.islower() or (len(line) >= WRAP_WIDTH and following.isalnum())
