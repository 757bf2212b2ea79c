"""A text as the number grammar sees it: numbers, words and marks with their offsets.

spaCy's tokens split "3 000" and "1.2m" in ways that differ from model to model; here a number is
one lexeme with its grouping marks, a word is letters, and every other visible character is a mark.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

LexemeKind = Literal["number", "word", "mark"]

_BLANK = " \u00a0\u2009\u202f"
_LEXEME = re.compile(
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)"  # 120,000
    r"|\d{1,2}(?:,\d\d)+,\d{3}(?!\d)"  # 1,20,000
    rf"|(?<![\d.,])\d{{1,3}}(?:[{_BLANK}]\d{{3}})+(?![\d{_BLANK}]?\d)(?:\.\d+)?"  # 3 000
    r"|\d{1,3}(?:\.\d{3}){2,}(?!\d)"  # 1.200.000
    r"|\d{1,3}(?:['’]\d{3})+(?!\d)"  # 3'000
    r"|\d+(?:\.\d+)?[½¼¾⅓⅔]?|(?<![\w.])\.\d+|[½¼¾⅓⅔])"
    r"|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)"
    r"|(?P<mark>[^\s\w]|_)"
)


class Lexeme(NamedTuple):
    """One number, word or mark: `text[start:end]` in code points."""

    text: str
    lower: str
    start: int
    end: int
    kind: LexemeKind


def lexemes(text: str) -> list[Lexeme]:
    """Every lexeme of `text`, in order; blanks are left out."""
    found = []
    for match in _LEXEME.finditer(text):
        word = match[0]
        kind: LexemeKind = match.lastgroup  # type: ignore[assignment]
        found.append(Lexeme(word, word.lower(), match.start(), match.end(), kind))
    return found
