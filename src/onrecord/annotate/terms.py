"""Terms: a numeral with the sign or unit of its own: "$3m", "25km", "9 per cent", "95 billion pesos"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from onrecord.annotate.lexemes import Lexeme
from onrecord.annotate.numerals import FOLD, Numeral, NumeralReader, plain
from onrecord.lexicon.actors import load_actors
from onrecord.lexicon.numbers import NumberLexicon, load_numbers
from onrecord.lexicon.units import Currency, UnitLexicon, load_units
from onrecord.record import Span

AmountKind = Literal["count", "weak", "percent", "measure", "money", "duration"]

LONGEST_UNIT = 5  # lexemes of a unit
TIGHT = frozenset("-–—‒−")
_SIGNS_LONG = 4  # characters of the longest sign or code before a number
_METRE_SCALE = "m"


@dataclass(frozen=True, slots=True)
class Term:
    """A numeral with its own sign and unit, over the lexemes `[first, last)`."""

    numeral: Numeral
    first: int
    last: int
    kind: AmountKind
    unit: str | None = None
    currency: Currency | None = None
    is_negative: bool = False


class TermReader:
    """Read the term whose number stands at a lexeme."""

    def __init__(self) -> None:
        self.numbers: NumberLexicon = load_numbers()
        self.units: UnitLexicon = load_units()
        self.numerals = NumeralReader(self.numbers)
        self.countries = {
            name.lower(): country.code
            for country in load_actors().countries
            for name in (*country.adjectives, country.name, *country.aliases)
        }
        self.barred: frozenset[int] = frozenset()

    def bar(self, row: Sequence[Lexeme], spans: Sequence[Span]) -> None:
        """Read no number within the spans (dates, sorted) of the row to come.

        "Two days later" is a date, and two days are a duration in it: those are read.
        """
        self.barred = frozenset(
            index
            for index in _inside(row, spans)
            if index + 1 >= len(row) or row[index + 1].lower not in self.units.durations
        )

    def may_start(self, lexeme: Lexeme) -> bool:
        """Whether a number may start with a lexeme."""
        return lexeme.kind == "number" or lexeme.lower in self.numerals.triggers

    def at(self, row: Sequence[Lexeme], at: int, text: str) -> Term | None:
        """The term whose number starts at lexeme `at` of `text`'s row."""
        numeral = None if at in self.barred else self.numerals.at(row, at)
        if numeral is None:
            return None
        start = row[at].start
        sign, sign_first = self._sign(row, at, text)
        first = at if sign is None else sign_first
        negative = _is_minus(row, first - 1, start if sign is None else row[first].start)
        negative = negative or (sign is not None and row[at - 1].text in "-−")
        if negative and sign is None:
            first = _minus_first(row, at)
        if sign is not None:
            last = self._repeated_currency(row, numeral.last)
            return Term(numeral, first, last, "money", sign, None, negative)
        kind, unit, currency, last, numeral = self.unit(row, numeral)
        return Term(numeral, first, last, kind, unit, currency, negative)

    def _sign(self, row: Sequence[Lexeme], at: int, text: str) -> tuple[str | None, int]:
        """The currency before the number at `at`, and the lexeme its sign starts with."""
        end = row[at].start
        if end and (
            text[end - 1 : end].isspace()
            or (text[end - 1 : end] in "-−" and text[end - 2 : end - 1] in "$£€")
        ):
            end -= 1
        for length in range(min(_SIGNS_LONG, end), 0, -1):
            written = text[end - length : end]
            code = self.units.signs.get(written)
            if code is None or (length < len(written.lstrip())):
                continue
            before = text[end - length - 1 : end - length]
            if written[0].isalpha() and (before.isalnum() or before == "-"):
                continue
            if written.isalpha() and len(written) < 3 and end != row[at].start:
                continue  # "Le 5", "N 12": words, unless they touch the number
            first = at
            while first > 0 and row[first - 1].start >= end - length:
                first -= 1
            return code, first
        return None, at

    def _repeated_currency(self, row: Sequence[Lexeme], at: int) -> int:
        """Where "US" or "USD" or "US dollars" behind "$500" ends."""
        last = at
        if last < len(row) and row[last].text in ("US", "USD", "U.S", "AUD", "CAD"):
            last += 1
        for length in (2, 1):
            if words_at(row, last, length) in self.units.currencies:
                return last + length
        return last

    def unit(
        self, row: Sequence[Lexeme], numeral: Numeral
    ) -> tuple[AmountKind, str | None, Currency | None, int, Numeral]:
        """Kind, unit and end of what stands behind a numeral; "50m" may turn out to be metres."""
        last = numeral.last
        if row[last - 1].lower in self.numerals.folds:
            return "measure", FOLD, None, last, numeral
        kind: AmountKind = "weak" if numeral.kind == "weak" else "count"
        if numeral.kind == "share":
            of = [lexeme.lower for lexeme in row[last : last + 3]]
            is_time = bool(
                {*of[:1], *of[2:]} & self.units.durations
            )  # "a quarter of a century", "half an hour"
            return ("duration" if is_time else "percent"), "%", None, last, numeral
        metres = self._metres(row, numeral)
        if metres is not None:
            return "measure", "m", None, last, metres
        at = last
        if at < len(row) and row[at].text in TIGHT and row[at].start == row[at - 1].end:
            at += 1  # "a 15-mile road"
        if at >= len(row):
            return kind, None, None, last, numeral
        if row[at].lower == FOLD and at > last:
            return "measure", FOLD, None, at + 1, numeral  # "10-fold"
        touches = row[at].start == row[at - 1].end and at == last
        if touches and row[at].text in self.units.money_glued:
            return "money", self.units.money_glued[row[at].text], None, at + 1, numeral
        glued = self._glued(row, at) if touches else None
        if glued is not None:
            symbol, end = glued
            return "percent" if symbol == "%" else "measure", symbol, None, end, numeral
        for length in range(LONGEST_UNIT, 0, -1):
            words = words_at(row, at, length)
            if not words:
                continue
            if words in self.units.percent and (not row[at].text.isalpha() or len(words[0]) > 2 or touches):
                return "percent", "%", None, at + length, numeral
            if words in self.units.points:
                return "percent", "percentage point", None, at + length, numeral
            if words in self.units.measures and self._is_unit(row, at, length):
                return "measure", self.units.measures[words], None, at + length, numeral
        return self._money_or_time(row, at, kind, numeral)

    def _money_or_time(
        self, row: Sequence[Lexeme], at: int, kind: AmountKind, numeral: Numeral
    ) -> tuple[AmountKind, str | None, Currency | None, int, Numeral]:
        code = self.units.signs.get(row[at].text)
        if (code is not None and len(row[at].text) > 2) or row[at].text in ("€", "£", "¥"):
            return "money", code, None, at + 1, numeral
        skip = at
        while (
            skip < min(at + 4, len(row) - 1)
            and words_at(row, skip, 1) not in self.units.currencies
            and self._could_be_of_money(row, skip)
        ):
            skip += 1
        if skip < len(row) and row[skip].lower == "of" and numeral.kind == "vague":
            skip += 1  # "millions of dollars"
        for length in (2, 1):
            currency = self.units.currencies.get(words_at(row, skip, length))
            if currency is not None and not (currency.name == "pound" and _weighs(row, skip + length)):
                country = self._country_of(row, at, skip)
                return "money", currency.countries.get(country or ""), currency, skip + length, numeral
        long = at + (row[at].lower in self.units.before_durations)
        if long < len(row) and row[long].lower in self.units.durations:
            return "duration", row[long].lower, None, long + 1, numeral
        return kind, None, None, numeral.last, numeral

    def _could_be_of_money(self, row: Sequence[Lexeme], at: int) -> bool:
        """Whether a lexeme could stand between a number and the currency's name ("Australian")."""
        return row[at].text[:1].isupper() or row[at].lower in ("us", "u", "s", ".")

    def _country_of(self, row: Sequence[Lexeme], first: int, last: int) -> str | None:
        """The country named between a number and its currency: "10.5 million Australian dollars"."""
        return self.countries.get(" ".join(lexeme.lower for lexeme in row[first:last]).replace(" . ", "."))

    def _glued(self, row: Sequence[Lexeme], at: int) -> tuple[str, int] | None:
        """A unit written right behind the digits, which may hold marks and digits itself ("km/h", "m2")."""
        written, best = "", None
        for end in range(at, min(at + 4, len(row))):
            if end > at and row[end].start != row[end - 1].end:
                break
            written += row[end].text
            symbol = self.units.glued.get(written)
            follows = row[end + 1] if end + 1 < len(row) else None
            ends = follows is None or follows.start > row[end].end or follows.kind == "mark"
            if symbol is not None and ends:
                best = symbol, end + 1
        return best

    def _is_unit(self, row: Sequence[Lexeme], at: int, length: int) -> bool:
        """Short unit words are units only as their lexicon has them: "12 in 2015" holds no inches."""
        written = row[at].text
        if length > 1 or len(written) > 3:
            return True
        return written in self.units.glued or (len(written) > 1 and written.islower())

    def _metres(self, row: Sequence[Lexeme], numeral: Numeral) -> Numeral | None:
        """The numeral without its "m" where that must be metres: "spaced 50m apart", "a 100m race"."""
        if not numeral.is_digits or numeral.scale != 1_000_000 or row[numeral.last - 1].text != _METRE_SCALE:
            return None
        if numeral.value is None or row[numeral.last - 2].kind != "number":
            return None
        follows = row[numeral.last].lower if numeral.last < len(row) else ""
        if follows not in self.numbers.metres:
            return None
        return replace(numeral, value=plain(Decimal(str(numeral.value)) / numeral.scale), scale=1)


def words_at(row: Sequence[Lexeme], at: int, length: int) -> tuple[str, ...]:
    """The `length` lexemes from `at` in lower case; none at all where the row is too short."""
    return tuple(lexeme.lower for lexeme in row[at : at + length]) if at + length <= len(row) else ()


def _inside(row: Sequence[Lexeme], spans: Sequence[Span]) -> Iterator[int]:
    """The indexes of the lexemes that start within one of the spans (sorted, apart)."""
    at = 0
    for index, lexeme in enumerate(row):
        while at < len(spans) and spans[at].end <= lexeme.start:
            at += 1
        if at < len(spans) and spans[at].start <= lexeme.start:
            yield index


def _is_minus(row: Sequence[Lexeme], at: int, start: int) -> bool:
    """Whether a minus sign or word at lexeme `at` belongs to the number that starts at `start`."""
    if at < 0:
        return False
    if row[at].lower == "minus":
        return True
    if row[at].text not in "-−–" or row[at].end != start:
        return False
    return at == 0 or row[at - 1].end < row[at].start or row[at - 1].lower == "minus"


def _minus_first(row: Sequence[Lexeme], at: int) -> int:
    """The lexeme where the minus before the number at `at` starts: "-", "minus", "minus-"."""
    first = at - 1
    return first - 1 if first and row[first].text in "-−–" and row[first - 1].lower == "minus" else first


def _weighs(row: Sequence[Lexeme], at: int) -> bool:
    """Whether "pounds" are followed by what is weighed ("pounds of rice")."""
    return at < len(row) and row[at].lower == "of"
