"""A text cut into words, each with the part it can play in a time expression.

The kinds of all words in a row are a string, one character a word (`Words.signature`), so that
patterns over kinds are ordinary regular expressions (`pattern.py`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from typing import Any

from onrecord.lexicon.times import Term, TimeWords

_PLAIN = "the of and or to in on at per ago before after other times period old long clock final half q fy h"
_WORDS_OF = {
    "a": "a an",
    "every": "every each",
    "more": "more additional",
    "once": "once twice",
    "fiscal": "fiscal financial",
    "whole": "full whole entire",
    "same": "comparable corresponding",
    "later": "hence",
}
GRAMMAR_WORDS: dict[str, str] = {word: word for word in _PLAIN.split()} | {
    word: kind for kind, words in _WORDS_OF.items() for word in words.split()
}
"""The small words of the grammar, each with its kind."""

MARKS: dict[str, str] = {
    ",": ",", ".": ".", ":": ":", "/": "/", "'": "'", "’": "'", "‘": "'", "`": "'",
    "-": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "(": "(", ")": ")",
}  # fmt: skip
OTHER, BREAK, SIGN = "other_word", "break", "sign"
KINDS = (
    OTHER, BREAK, SIGN, "dd", "nn", "year", "count", "suffix", "plural", "meridiem", "number", "vague",
    "ordinal", "second", "month", "short_month", "weekday", "short_weekday", "weekdays", "season", "daypart",
    "dayparts", "day_name", "decade_name", "feast", "unit", "units", "quarter", "set",
    "reference", "zone", "last", "past", "previous", "next", "coming", "following", "this", "that", "same",
    "current", "recent", "latest", "early", "mid", "late", "earlier", "later", "beginning", "middle", "end",
    *sorted(set(GRAMMAR_WORDS.values())), *sorted(set(MARKS.values())),
)  # fmt: skip
CODE_OF = {kind: chr(0xE000 + number) for number, kind in enumerate(dict.fromkeys(KINDS))}

_WORD = re.compile(r"\d{1,3}(?:,\d{3}){1,6}(?!\d)|\d{1,12}|[AaPp]\.[Mm]\b\.?|[^\W\d_]{1,40}|[^\w\s]")
_ORDINAL_ENDS = frozenset({"st", "nd", "rd", "th"})
_MERIDIEMS = frozenset({"am", "pm"})
_MAX_NUMBER_WORDS = 8


class Words:
    """The words of a text by column; `value` is what the lexicon (or the digits) say of each."""

    def __init__(self, text: str, lexicon: TimeWords, breaks: Iterable[int] = ()) -> None:
        self.text = text
        self.lexicon = lexicon
        self.start: list[int] = []
        self.end: list[int] = []
        self.lower: list[str] = []
        self.kind: list[str] = []
        self.value: list[Any] = []
        self._read(sorted(breaks))
        self.signature = "".join(map(CODE_OF.__getitem__, self.kind))

    def __len__(self) -> int:
        return len(self.start)

    def touches_next(self, index: int) -> bool:
        """Whether no blank stands between a word and the next."""
        return index + 1 < len(self.start) and self.end[index] == self.start[index + 1]

    def kind_of(self, index: int) -> str:
        """A word's kind; empty outside the text."""
        return self.kind[index] if 0 <= index < len(self.kind) else ""

    def raw(self, index: int) -> str:
        """A word as written."""
        return self.text[self.start[index] : self.end[index]]

    def at(self, offset: int) -> int:
        """The index of the word at a character offset (the last that starts at or before it)."""
        return bisect_right(self.start, offset) - 1

    def _read(self, breaks: list[int]) -> None:
        found = [(match.start(), match.end()) for match in _WORD.finditer(self.text)]
        text, terms = self.text, self.lexicon.terms
        lowers = [text[start:end].lower() for start, end in found]
        index, waiting = 0, breaks[::-1]
        while index < len(found):
            start, end = found[index]
            if waiting and start >= waiting[-1]:
                while waiting and start >= waiting[-1]:
                    waiting.pop()
                self._add(start, start, "", BREAK, None)
            word = lowers[index]
            known = terms.get(word)
            used = 0
            if known is not None and (term := _term_at(known, lowers, index, text, start)):
                used = self._add_term(term, found, lowers, index)
            if not used:
                kind, value = self._plain(word, start, end)
                self._add(start, end, word, kind, value)
                used = 1
            index += used

    def _add(self, start: int, end: int, lower: str, kind: str, value: Any) -> None:
        self.start.append(start)
        self.end.append(end)
        self.lower.append(lower)
        self.kind.append(kind)
        self.value.append(value)

    def _add_term(self, term: Term, found: list[tuple[int, int]], lowers: list[str], index: int) -> int:
        """Add a word of the lexicon, numbers with all their words; how many words that was."""
        used, kind, value = len(term.words), term.kind, term.value
        if kind == "number" and used == 1:
            used, value = _spelled_number(self.lexicon, lowers, index)
            kind = "year" if used > 1 and 1000 < value < 2100 and value != 2000 else kind
        start, end = found[index][0], found[index + used - 1][1]
        self._add(start, end, " ".join(lowers[index : index + used]), kind, value)
        return used

    def _plain(self, word: str, start: int, end: int) -> tuple[str, Any]:
        first = word[0]
        if first.isdigit():
            return _digits(word)
        if first in MARKS:
            return MARKS[first], None
        if not first.isalnum():
            return SIGN, None
        is_glued = bool(self.end) and self.end[-1] == start and self.kind[-1] in ("dd", "nn", "year")
        if is_glued and word in _ORDINAL_ENDS:
            return "suffix", None
        if is_glued and word == "s":
            return "plural", None
        if word.replace(".", "") in _MERIDIEMS and self.kind and self.kind[-1] in ("dd", "nn"):
            return "meridiem", first
        return GRAMMAR_WORDS.get(word, OTHER), None


def _digits(word: str) -> tuple[str, Any]:
    if "," in word or not word.isascii():
        return "count", None
    number = int(word)
    if len(word) == 4 and 1000 <= number <= 2999:
        return "year", number
    if len(word) <= 2 and 1 <= number <= 31:
        return "dd", number
    return ("nn", number) if len(word) <= 4 else ("count", None)


def _term_at(known: tuple[Term, ...], lowers: list[str], index: int, text: str, start: int) -> Term | None:
    """The longest of the lexicon's terms that the words from `index` spell."""
    for term in known:
        if term.named and not text[start].isupper():
            continue
        size = len(term.words)
        if size == 1 or _folded(lowers[index : index + size]) == term.words:
            return term
    return None


def _folded(words: list[str]) -> tuple[str, ...]:
    return tuple("'" if word == "’" else word for word in words)


def _spelled_number(lexicon: TimeWords, lowers: list[str], index: int) -> tuple[int, int]:
    """How many words a number in words takes, and the number: "twenty-five", "nineteen ninety-six"."""
    total = part = 0
    used, at = 0, index
    while at < len(lowers) and at - index < _MAX_NUMBER_WORDS:
        word = lowers[at]
        if word in lexicon.scales and used:
            scale = lexicon.scales[word]
            total, part = (
                (total + max(part, 1) * scale, 0) if scale >= 1000 else (total, max(part, 1) * scale)
            )
        elif (number := lexicon.tens.get(word, lexicon.units_of_ten.get(word))) is None:
            if not used or word not in ("-", "and"):
                break
            at += 1
            follower = lowers[at] if at < len(lowers) else ""
            if word == "-" and not (
                part % 100 >= 20 and part % 10 == 0 and _is_digit_word(lexicon, follower)
            ):
                break
            if word == "and" and not (total + part >= 100 and _is_number_word(lexicon, follower)):
                break
            continue
        elif (
            not used
            or (part % 100 == 0 and part)
            or (part % 10 == 0 and part % 100 >= 20 and number < 10)
            or (total and not part)
        ):
            part += number
        elif total == 0 and 10 <= part <= 20 and number >= 10:
            total, part = part * 100, number
        else:
            break
        at += 1
        used = at - index
    return used, total + part


def _is_number_word(lexicon: TimeWords, word: str) -> bool:
    return word in lexicon.tens or word in lexicon.units_of_ten


def _is_digit_word(lexicon: TimeWords, word: str) -> bool:
    return 0 < lexicon.units_of_ten.get(word, 0) < 10
