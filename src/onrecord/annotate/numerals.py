"""Numerals in all their written forms: "120,000", "1.2m", "two and a half million", "a dozen", "hundreds".

The grammar reads lexemes and gives a value, or an interval for a vague word. Words are in
`lexicon/numbers.toml`. What the number counts, and its modifiers, are other modules' work.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Literal

from onrecord.annotate.lexemes import Lexeme
from onrecord.lexicon.numbers import NumberLexicon

NumeralKind = Literal["number", "vague", "weak", "share"]
Number = int | float

FOLD = "fold"  # the unit of "sixfold"
LONGEST = 300  # digits: a longer row is no count, and has no float
_HYPHENS = frozenset("-‐‑")
_GROUPING = str.maketrans("", "", ", \u00a0\u2009\u202f'’")
_VULGAR = {"½": "0.5", "¼": "0.25", "¾": "0.75", "⅓": "0.3333", "⅔": "0.6667"}


@dataclass(frozen=True, slots=True)
class Numeral:
    """A numeral over the lexemes `[first, last)`.

    `value` is `None` for a vague word, which has `low` and `high` instead. `scale` is what multiplied it
    (1 for none), `is_digits` tells "12" from "twelve". A share ("a third") has its value in percent;
    `bare` is false where an article is part of it ("a dozen").
    """

    first: int
    last: int
    value: Number | None
    kind: NumeralKind = "number"
    low: Number | None = None
    high: Number | None = None
    scale: int = 1
    is_digits: bool = False


def plain(number: Decimal | float) -> Number | None:
    """A number as the record keeps it: whole ones as `int`; `None` for one no database can hold."""
    exact = Decimal(str(number)) if isinstance(number, float) else Decimal(number)
    if not exact.is_finite() or exact.adjusted() > 18:
        return None
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def digits_value(text: str) -> Number | None:
    """The value of a number written in digits, with any grouping; `None` where it is too long to be one."""
    if len(text) > LONGEST:
        return None
    tail = _VULGAR.get(text[-1:])
    bare = (text[:-1] if tail else text).translate(_GROUPING)
    if bare.count(".") > 1:
        bare = bare.replace(".", "")
    try:
        number = Decimal(bare or "0") + Decimal(tail or "0")
    except InvalidOperation:
        return None
    return plain(number)


class NumeralReader:
    """Read the numeral at a lexeme, if one stands there."""

    def __init__(self, lexicon: NumberLexicon) -> None:
        self.lexicon = lexicon
        self.triggers = frozenset(
            {"a", "an", "half", *lexicon.words, *lexicon.scales, *lexicon.fractions}
            | {first for first, *_ in lexicon.vague}
            | {first for first, *_ in lexicon.times_scale}
        )
        self.folds = {word + FOLD: value for word, value in lexicon.words.items() if value > 1}
        self.triggers |= self.folds.keys()
        self.plurals = {f"{word}s": word for word in lexicon.scales}

    def at(self, row: Sequence[Lexeme], at: int) -> Numeral | None:
        """The numeral that starts at lexeme `at`, the longest reading first."""
        lexeme = row[at]
        if lexeme.kind == "number":
            return self._in_digits(row, at)
        if lexeme.kind != "word" or lexeme.lower not in self.triggers:
            return None
        if lexeme.lower in self.folds:
            return Numeral(at, at + 1, self.folds[lexeme.lower])
        return (
            self._vague_scale(row, at)
            or self._part_of_scale(row, at)
            or self._fraction(row, at)
            or self._in_words(row, at)
            or self._vague(row, at)
        )

    def _in_digits(self, row: Sequence[Lexeme], at: int) -> Numeral | None:
        fraction = self._slashed(row, at)
        if fraction is not None:
            return fraction
        value = digits_value(row[at].text)
        if value is None:
            return Numeral(at, at + 1, None, is_digits=True)
        scale, last = self._scale(row, at + 1, row[at])
        return Numeral(at, last, _times(value, scale), scale=scale, is_digits=True)

    def _slashed(self, row: Sequence[Lexeme], at: int) -> Numeral | None:
        """ "1/2", "3/4": a fraction in digits."""
        part = row[at : at + 3]
        if len(part) < 3 or part[1].text not in "/⁄" or part[2].kind != "number":
            return None
        if not (part[0].end == part[1].start and part[1].end == part[2].start):
            return None
        upper, lower = digits_value(part[0].text), digits_value(part[2].text)
        if not upper or not lower or upper >= lower or lower > 10 or isinstance(lower, float):
            return None
        return Numeral(at, at + 3, plain(round(upper / lower, 4)), is_digits=True)

    def _scale(self, row: Sequence[Lexeme], at: int, number: Lexeme) -> tuple[int, int]:
        """What multiplies the number that ends before `at`, and where the scale words end."""
        scale, last = 1, at
        if at < len(row) and row[at].kind == "word":
            word, touches = row[at].lower, row[at].start == number.end
            short = self.lexicon.short_scales.get(word)
            if at + 1 < len(row) and row[at + 1].start == row[at].end and row[at + 1].kind != "mark":
                short = None  # "32m2"
            if short and (touches or len(word) > 1):
                return short, at + 1
        while last < len(row):
            step = last + 1 if row[last].text in _HYPHENS and last + 1 < len(row) else last
            word = row[step].lower
            found = self.lexicon.scales.get(word) or self.lexicon.scales.get(self.plurals.get(word, ""))
            if (
                not found
                or (step > last and scale > 1)
                or (word in self.plurals and scale == 1 and step > last)
            ):
                break
            scale, last = scale * found, step + 1
        return scale, last

    def _in_words(self, row: Sequence[Lexeme], at: int) -> Numeral | None:
        """ "forty-five", "two hundred and fifty thousand", "a million", "two and a half million"."""
        return SpeltNumber(self.lexicon, row, at).numeral()

    def _part_of_scale(self, row: Sequence[Lexeme], at: int) -> Numeral | None:
        """ "half a million", "half a dozen", "a quarter of a million", "a half million"."""
        here = at + 1 if row[at].lower in ("a", "an", "one") else at
        part = self.lexicon.fractions.get(row[here].lower if here < len(row) else "")
        if part is None:
            return None
        words = [lexeme.lower for lexeme in row[here + 1 : here + 4]]
        skipped = 2 if words[:2] in (["of", "a"], ["of", "one"]) else 1 if words[:1] in (["a"], ["-"]) else 0
        scale = self.lexicon.scales.get(words[skipped] if skipped < len(words) else "")
        if not scale:
            return None
        value = plain(round(Decimal(str(part)) * scale / 100))
        return Numeral(at, here + 2 + skipped, value, scale=scale)

    def _fraction(self, row: Sequence[Lexeme], at: int) -> Numeral | None:
        """ "a third", "two-thirds", "three quarters", "half": in percent."""
        head = row[at].lower
        if head == "half":
            is_compound = (
                at + 1 < len(row) and row[at + 1].text in _HYPHENS and row[at + 1].start == row[at].end
            )
            return None if is_compound else Numeral(at, at + 1, 50, "share")  # "half-life"
        count = 1 if head in ("a", "an") else self.lexicon.words.get(head, 0)
        here = at + 1
        if here < len(row) and row[here].text in _HYPHENS:
            here += 1
        word = row[here].lower if here < len(row) else ""
        part = self.lexicon.fractions.get(word) or self.lexicon.fractions.get(word.removesuffix("s"))
        if not part or not 0 < count < 10 or (count > 1) != (word.endswith("s")):
            return None
        follows = row[here + 1].lower if here + 1 < len(row) else ""
        if (
            count == 1
            and here == at + 1
            and follows.isalpha()
            and follows not in self.lexicon.behind_fraction
        ):
            return None  # "a third day"
        wholes = round(100 / part)  # 33.33 is a third: two of them are 66.67, not 66.66
        return Numeral(at, here + 1, plain(round(100 * count / wholes, 2)), "share")

    def _vague_scale(self, row: Sequence[Lexeme], at: int) -> Numeral | None:
        """ "several hundred", "a few thousand", "tens of thousands", "hundreds of millions"."""
        for words, (low, high) in self.lexicon.times_scale.items():
            if not _stands(row, at, words):
                continue
            last = at + len(words)
            plural = self._plural_scale(row, last)
            if plural is not None:  # "many hundreds of thousands"
                return replace(plural, first=at)
            word = row[last].lower if last < len(row) else ""
            scale = self.lexicon.scales.get(self.plurals.get(word, word))
            if scale:
                return Numeral(at, last + 1, None, "vague", low * scale, (high + 1) * scale - 1, scale)
        return self._plural_scale(row, at)

    def _plural_scale(self, row: Sequence[Lexeme], at: int) -> Numeral | None:
        """ "tens of thousands", "hundreds of millions"."""
        plural = self.lexicon.vague.get((row[at].lower,)) if at < len(row) else None
        if plural is None or plural.weak or at + 2 >= len(row) or row[at + 1].lower != "of":
            return None
        scale = self.lexicon.scales.get(self.plurals.get(row[at + 2].lower, ""))
        if not scale or scale <= 100:
            return None
        return Numeral(at, at + 3, None, "vague", plural.low * scale, (plural.high + 1) * scale - 1, scale)

    def _vague(self, row: Sequence[Lexeme], at: int) -> Numeral | None:
        for words, vague in self.lexicon.vague.items():
            if _stands(row, at, words):
                kind: NumeralKind = "weak" if vague.weak else "vague"
                return Numeral(at, at + len(words), None, kind, vague.low, vague.high)
        return None


class SpeltNumber:
    """A number in words, read word by word from lexeme `at`.

    `current` is what the words since the last large scale add up to ("two hundred and fifty"), `total` what
    stands before them ("three million"), `largest` the last large scale.
    """

    def __init__(self, lexicon: NumberLexicon, row: Sequence[Lexeme], at: int) -> None:
        self.lexicon = lexicon
        self.row = row
        self.at = self.here = at
        self.current: Number | None = None
        self.total: Number = 0
        self.largest = 0

    def numeral(self) -> Numeral | None:
        """The numeral, or `None` where none stands here."""
        if self._word(self.here) in ("a", "an"):
            if self._word(self.here + 1) not in self.lexicon.scales:
                return None
            self.current, self.here = 1, self.here + 1
        while self._fraction() or self._step():
            pass
        if self.current is None:
            return None
        value = plain(Decimal(str(self.total + self.current)))
        return Numeral(self.at, self.here, value, scale=self.largest or 1)

    def _word(self, at: int) -> str:
        return self.row[at].lower if at < len(self.row) else ""

    def _fraction(self) -> bool:
        """Take "and a half" or "point seven five" behind what was read."""
        if self.current is None:
            return False
        words = [self._word(self.here + ahead) for ahead in range(3)]
        if words in (["and", "a", "half"], ["and", "one", "half"]) and self.current < 100:
            self.current, self.here = self.current + 0.5, self.here + 3
            return True
        if words[0] != "point" or self.total or not isinstance(self.current, int):
            return False
        digits, after = "", self.here + 1
        while 0 <= self.lexicon.words.get(self._word(after), -1) < 10:
            digits += str(self.lexicon.words[self._word(after)])
            after += 1
        if digits:
            self.current, self.here = float(f"{self.current}.{digits}"), after
        return bool(digits)

    def _step(self) -> bool:
        """Take the next number word or scale, with the hyphen or "and" before it."""
        at, joint = self.here, ""
        if at > self.at and at < len(self.row) and self.row[at].text in _HYPHENS:
            at, joint = at + 1, "-"
        elif at > self.at and self._word(at) == "and":
            if not self._may_go_on_with_and():
                return False
            at, joint = at + 1, "and"
        word = self._word(at)
        value, scale = self.lexicon.words.get(word), self.lexicon.scales.get(word)
        if value is not None and _can_follow(self.current, value, joint == "-"):
            self.current = (self.current or 0) + value
        elif scale and self.current is not None and (not joint or 0 < self.current < 100):
            self._multiply(scale)
        else:
            return False
        self.here = at + 1
        return True

    def _may_go_on_with_and(self) -> bool:
        if self.current is None:
            return False
        return (self.current >= 100 and self.current % 100 == 0) or (self.total > 0 and not self.current)

    def _multiply(self, scale: int) -> None:
        current = self.current or 0
        if scale < 1000:
            self.current = current * scale
        elif not self.largest or scale < self.largest:
            self.total, self.current, self.largest = self.total + current * scale, 0, scale
        else:  # "two thousand million"
            self.total, self.current, self.largest = (self.total + current) * scale, 0, scale


def _can_follow(current: Number | None, value: int, hyphenated: bool) -> bool:
    """Whether a number word adds to what stands before it: "forty" "five", "hundred" "fifty"."""
    if current is None or current == 0:
        return True
    if 20 <= current % 100 < 100 and current % 10 == 0:
        return 0 < value < 10
    return bool(current >= 100 and current % 100 == 0 and 0 < value < 100 and not hyphenated)


def _stands(row: Sequence[Lexeme], at: int, words: Sequence[str]) -> bool:
    return at + len(words) <= len(row) and all(row[at + i].lower == word for i, word in enumerate(words))


def _times(value: Number, scale: int) -> Number | None:
    return value if scale == 1 else plain(Decimal(str(value)) * scale)
