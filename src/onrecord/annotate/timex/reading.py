"""What a rule makes of the words it matched, and what it may ask about their surroundings."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.annotate.timex.anchoring import Context
from onrecord.annotate.timex.calendar import Period
from onrecord.annotate.timex.pattern import Pattern, compiled
from onrecord.annotate.timex.words import Words
from onrecord.record import TimeType


@dataclass(frozen=True, slots=True)
class Reading:
    """The meaning of an expression: type, TIMEX3 value, and its days where they are known.

    `is_anchor` says that later words like "the day before" may count from it, `is_clock` that it is
    an hour, whose day may follow ("noon Thursday").
    """

    type: TimeType
    value: str | None
    period: Period | None = None
    is_anchor: bool = False
    is_clock: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A reading of the words `[first, last]`."""

    first: int
    last: int
    reading: Reading


class Match:
    """The words a rule's pattern matched, by label, with the text and the context around them."""

    def __init__(self, match: re.Match[str], words: Words, context: Context) -> None:
        self.words = words
        self.context = context
        self._match = match
        self.first, self.last = match.start(), match.end() - 1

    def index(self, label: str) -> int:
        """The labelled word's index; -1 where the pattern has no such word, or the match lacks it."""
        return self._match.start(label) if label in self._match.re.groupindex else -1

    def has(self, label: str) -> bool:
        """Whether the labelled word is there."""
        return self.index(label) >= 0

    def value(self, label: str) -> Any:
        """The labelled word's value; `None` where it is missing."""
        at = self.index(label)
        return self.words.value[at] if at >= 0 else None

    def kind(self, label: str) -> str:
        """The labelled word's kind; empty where it is missing."""
        at = self.index(label)
        return self.words.kind[at] if at >= 0 else ""

    def lower(self, label: str) -> str:
        """The labelled word in small letters; empty where it is missing."""
        at = self.index(label)
        return self.words.lower[at] if at >= 0 else ""

    def before(self, back: int = 1) -> str:
        """The word before the match in small letters; empty at the start of a block of text."""
        at = self.first - back
        return self.words.lower[at] if at >= 0 else ""

    def kind_before(self, back: int = 1) -> str:
        """The kind of the word before the match; empty at the start."""
        return self.words.kind_of(self.first - back)

    def after(self, on: int = 1) -> str:
        """The word after the match in small letters; empty at the end of a block of text."""
        at = self.last + on
        return self.words.lower[at] if at < len(self.words) else ""

    def kind_after(self, on: int = 1) -> str:
        """The kind of the word after the match; empty at the end."""
        return self.words.kind_of(self.last + on)

    def is_glued_before(self) -> bool:
        """Whether the word before the match touches it."""
        return self.first > 0 and self.words.touches_next(self.first - 1)

    def is_glued_after(self) -> bool:
        """Whether the word after the match touches it."""
        return self.words.touches_next(self.last)

    def is_tight_from(self, label: str) -> bool:
        """Whether no blank stands between a word and the end of the match."""
        return all(self.words.touches_next(index) for index in range(self.index(label), self.last))

    def is_title(self, label: str) -> bool:
        """Whether a word has a capital among small letters, as in the name of a programme."""
        raw = self.words.raw(self.index(label))
        return raw[:1].isupper() and raw[1:].islower()

    def is_tight(self) -> bool:
        """Whether no blank stands inside the match."""
        return all(self.words.touches_next(index) for index in range(self.first, self.last))


PARTS = "early|mid|late|earlier|later|middle"
"""The kinds of words for a part of a stretch, as patterns have them."""

UNIT = "unit|quarter"
"""The kinds of words for one unit."""

NUMERALS = frozenset({"dd", "nn", "year", "count"})
"""The kinds of words in digits."""

Answer = Reading | Sequence[Found] | None


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern, and what to make of a match: a reading of all of it, findings in it, or nothing."""

    pattern: Pattern
    read: Callable[[Match], Answer]


def rule(read: Callable[[Match], Answer], *notations: str) -> tuple[Rule, ...]:
    """One rule a notation, all read in the same way."""
    return tuple(Rule(compiled(notation), read) for notation in notations)


def date(period: Period | None, value: str | None = None, *, is_anchor: bool = True) -> Reading | None:
    """The reading of a stretch of days as a date; `None` stays `None`."""
    if period is None:
        return None
    return Reading("date", value or period.value, period, is_anchor)
