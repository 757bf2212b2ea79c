"""Find quotations by their marks: double, single, low, guillemets, reopened and forgotten ones.

One pass over the characters. A quotation never runs past the end of its
paragraph: one that goes on is opened again in the next, or its closing mark was
forgotten; either way its neighbours keep their own marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from onrecord.annotate.layers import Quotation
from onrecord.record import Span

_CLOSERS = {
    "“": '”“"„',
    "„": "“”",
    "«": "»",
    "‹": "›",
    "»": "«",
    "‘": "’",
    "‚": "‘’",
}
MAX_SINGLE = 1200  # a single-quoted passage longer than this is a stray apostrophe


def quotations(text: str, paragraph_starts: Sequence[int] = ()) -> tuple[Quotation, ...]:
    """All quotations of `text` in order, outermost and nested, none across a paragraph's end.

    `paragraph_starts` are the sorted offsets where a paragraph begins. Offsets of the
    result count characters of `text`; empty quotations are left out.
    """
    found: list[Quotation] = []
    bounds = [0, *paragraph_starts, len(text)]
    for start, end in pairwise(bounds):
        found.extend(_in_paragraph(text, start, end))
    return tuple(sorted(found, key=lambda quotation: (quotation.outer.start, -quotation.outer.end)))


def _in_paragraph(text: str, start: int, end: int) -> list[Quotation]:
    while end > start and text[end - 1].isspace():
        end -= 1
    found: list[Quotation] = []
    open_marks: list[tuple[str, int, int]] = []  # mark, its offset, its width
    at = start
    while at < end:
        width = 2 if text[at : at + 2] in ("''", "``", "´´") else 1
        mark = _canonical(text, at, width)
        if mark is None:
            at += 1
            continue
        opener = _closes(open_marks, mark, text, at, width, start, end)
        if opener is not None:
            _, opened, opened_width = open_marks[opener]
            del open_marks[opener:]
            inner = Span(opened + opened_width, at)
            if text[inner.start : inner.end].strip():
                found.append(Quotation(inner, Span(opened, at + width)))
        elif _opens(mark, text, at, width, start, end):
            if not any(previous == mark for previous, _, _ in open_marks):
                open_marks.append((mark, at, width))
            elif mark in '"“':
                _close_unfinished(found, open_marks, text, at)
                open_marks.append((mark, at, width))
        at += width
    _close_unfinished(found, open_marks, text, end)
    return found


def _close_unfinished(
    found: list[Quotation], open_marks: list[tuple[str, int, int]], text: str, end: int
) -> None:
    while end > 0 and text[end - 1].isspace():
        end -= 1
    for mark, opened, width in open_marks:
        if mark not in "'‘‚" and text[opened + width : end].strip():
            found.append(Quotation(Span(opened + width, end), Span(opened, end), closed=False))
    open_marks.clear()


def _canonical(text: str, at: int, width: int) -> str | None:
    char = text[at]
    if width == 2:
        return '"'
    if char in "＂〝〞":
        return '"'
    if char in "“”„«»‹›‘’‚\"'":
        return char
    return None


def _is_word(text: str, at: int, start: int, end: int) -> bool:
    return start <= at < end and text[at].isalnum()


def _opens(mark: str, text: str, at: int, width: int, start: int, end: int) -> bool:
    before_is_word = _is_word(text, at - 1, start, end)
    after = text[at + width] if at + width < end else " "
    if mark in "“„«‹‚‘":
        return not (mark == "‘" and before_is_word)
    if mark == '"':
        return not after.isspace()
    if mark == "'":
        if before_is_word or after.isspace() or (at > start and text[at - 1] in ")]"):
            return False
        return _single_closes_later(text, at, end)
    return False


def _single_closes_later(text: str, at: int, end: int) -> bool:
    """A straight single mark opens a quotation only if a plausible closing one follows."""
    limit = min(end, at + MAX_SINGLE)
    close = text.find("'", at + 1, limit)
    while close >= 0:
        after = text[close + 1] if close + 1 < end else " "
        if not after.isalnum() and not text[close - 1].isspace():
            plural_possessive = (
                text[close - 1] == "s" and after == " " and text[close + 2 : close + 3].islower()
            )
            if not plural_possessive or text.find("'", close + 1, limit) < 0:
                return True
        close = text.find("'", close + 1, limit)
    return False


def _closes(
    open_marks: list[tuple[str, int, int]], mark: str, text: str, at: int, width: int, start: int, end: int
) -> int | None:
    """Index of the open mark that this one closes, or `None`."""
    after = text[at + width] if at + width < end else " "
    before = text[at - 1] if at > start else " "
    for index in range(len(open_marks) - 1, -1, -1):
        opened, offset, _ = open_marks[index]
        if opened == '"':
            matches = (mark == '"' and at > offset) or mark == "”"
            if mark == '"' and before.isspace() and after.isalnum():
                matches = False  # a forgotten closing mark: this one opens anew
        elif opened == "'":
            matches = mark == "'" and not after.isalnum() and not before.isspace()
            if matches and before == "s" and after == " ":  # 'the miners' turn' goes on
                matches = not _single_closes_later(text, at, end)
            matches = matches or (mark == "’" and not after.isalnum() and not before.isspace())
        elif opened in ("‘", "‚"):
            matches = mark in "’‘" and not after.isalnum() and not before.isspace()
            if matches and before == "s" and after == " ":
                matches = not _single_curly_later(text, at, end)
        else:
            matches = mark in _CLOSERS.get(opened, "")
            if opened == "“" and mark == '"' and before.isspace():
                matches = False
            if opened == "“" and mark == "“":
                matches = False
        if matches:
            return index
    return None


def _single_curly_later(text: str, at: int, end: int) -> bool:
    """Whether ‘workers’ … ’ has another closing mark before a new one opens."""
    limit = min(end, at + MAX_SINGLE)
    close = text.find("’", at + 1, limit)
    while close >= 0:
        if text.find("‘", at + 1, close) >= 0:
            return False
        after = text[close + 1] if close + 1 < end else " "
        if not after.isalnum():
            return True
        close = text.find("’", close + 1, limit)
    return False
