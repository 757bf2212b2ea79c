"""A text as its readers need it: lines, and what is true of the text as a whole."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from onrecord.anatomy.dateline import Dateline, dateline_at
from onrecord.anatomy.furniture import is_numbered, is_stamped
from onrecord.anatomy.lines import WRAP_WIDTH, Line, lines_of
from onrecord.anatomy.names import is_loud
from onrecord.anatomy.vocabulary import Vocabulary

LOUD_SHARE = 0.6  # of letters in capitals, from which a text counts as printed in capitals
SAMPLE = 5000
WRAPPED_AT_MOST = 120  # characters a line; longer lines are paragraphs, not wrapped ones
COMPANY = 2  # lines with a clock time or a list number that make it a manner of the text

_SPEAKER = re.compile(r"(?P<label>[^\W\d_][\w .'’\-]{0,40})(?:\s?\([^)\n]{1,60}\))?:(?:\s|$)")


@dataclass(frozen=True)
class Page:
    """A text with its lines; `vocabulary` is the words of margins it is read by."""

    text: str
    vocabulary: Vocabulary

    @cached_property
    def lines(self) -> list[Line]:
        """The lines that hold words."""
        return lines_of(self.text)

    @cached_property
    def is_loud(self) -> bool:
        """Whether the text is printed in capitals throughout."""
        letters = [character for character in self.text[:SAMPLE] if character.isalpha()]
        return len(letters) > 40 and sum(map(str.isupper, letters)) / len(letters) > LOUD_SHARE

    @cached_property
    def is_stamped(self) -> bool:
        """Whether several lines begin with a clock time, as a live blog's entries do."""
        return sum(map(is_stamped, self.lines)) >= COMPANY

    @cached_property
    def is_numbered(self) -> bool:
        """Whether several lines begin with a list number."""
        return sum(map(is_numbered, self.lines)) >= COMPANY

    @cached_property
    def speakers(self) -> frozenset[str]:
        """The labels that turns of a conversation begin with ("RELL", "Q"): in capitals, or repeated."""
        labels = Counter(match["label"] for line in self.lines if (match := _SPEAKER.match(line.words)))
        turns = {label: times for label, times in labels.items() if label.isupper() or times > 1}
        return frozenset(turns) if sum(turns.values()) >= COMPANY else frozenset()

    @cached_property
    def width(self) -> int:
        """The longest of the first lines."""
        return max((len(line.words) for line in self.lines[:60]), default=0)

    @cached_property
    def repeated(self) -> frozenset[str]:
        """Short lines in capitals that come more than once: speakers, not headings."""
        shouted = Counter(line.words for line in self.lines if len(line.words) <= 60 and is_loud(line.words))
        return frozenset(words for words, times in shouted.items() if times > 1)

    def below(self, index: int) -> Line | None:
        """The next line that holds words."""
        return self.lines[index + 1] if index + 1 < len(self.lines) else None

    def dateline_of(self, line: Line, index: int | None = None, *, first: bool) -> Dateline | None:
        """The dateline that `line` (number `index`, or a part of it) begins with.

        `first` says that no dateline has been read yet and the line is near the top.
        """
        if not line.opens or self.is_speaker(line.words):
            return None
        return dateline_at(
            self.text,
            line.start,
            line.end,
            self.vocabulary,
            first=first,
            loud=self.is_loud,
            colon_ends=first and not self.speakers,
            continues=index is not None and self.is_wrapped(index),
        )

    def is_speaker(self, words: str) -> bool:
        """Whether these words begin with a speaker's label, in a text that has several."""
        match = _SPEAKER.match(words)
        return match is not None and match["label"] in self.speakers

    def is_wrapped(self, index: int) -> bool:
        """Whether line `index` was broken for want of room and goes on in the next."""
        line, below = self.lines[index], self.below(index)
        if line.closes or below is None:
            return False
        if below.words[0].islower():
            return True
        room = len(line.words) + 1 + len(below.words.split(None, 1)[0])
        fills_width = len(line.words) >= WRAP_WIDTH and room > self.width
        return self.width <= WRAPPED_AT_MOST and fills_width and below.words[0].isalnum()
