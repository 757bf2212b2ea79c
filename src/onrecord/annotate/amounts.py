"""Amounts: a numeral with its unit of measure or money, its modifiers, its range and its whole.

"more than $3m", "between 200 and 250 million euros", "15–20", "as many as one in four", "40 of 56". What a
bare count counts is read from the syntax elsewhere. The grammar works on lexemes alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from onrecord.annotate.lexemes import Lexeme, lexemes
from onrecord.annotate.numerals import Number, plain
from onrecord.annotate.terms import TIGHT, AmountKind, Term, TermReader, words_at
from onrecord.lexicon.units import Currency
from onrecord.record import Modifier, Span

LONGEST_PHRASE = 5  # lexemes of a modifier
CHANGE_REACH = 8  # lexemes before "from 40 to 60" among which a verb of change stands
LARGEST_ODDS = 1_000_000  # "one in a million"
ORDER: dict[Modifier, int] = {"=": 0, "~": 1, ">": 2, ">=": 2, "<": 2, "<=": 2, "range": 3}


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as the words give it.

    `span` holds modifiers, number, and unit of measure or money; `core` the number alone, over the lexemes
    `[first, last)`. `unit` is a symbol, an ISO 4217 code or `%`; `currency` the name of a currency whose
    country is not said; `per` the other half of a rate. `phrases` are the modifiers' words.
    """

    span: Span
    core: Span
    first: int
    last: int
    value: Number | None
    low: Number | None
    high: Number | None
    modifier: Modifier
    kind: AmountKind
    unit: str | None = None
    currency: Currency | None = None
    per: str | None = None
    total: Number | None = None
    phrases: tuple[str, ...] = ()
    is_digits: bool = False
    is_negative: bool = False
    is_conversion: bool = False


class AmountReader:
    """Find every amount in a row of lexemes."""

    def __init__(self) -> None:
        self.terms = TermReader()
        self.numbers, self.units = self.terms.numbers, self.terms.units

    def amounts(self, text: str) -> Iterator[Amount]:
        """The amounts of `text`, in order, none inside another."""
        return self.amounts_in(lexemes(text), text)

    def amounts_in(self, row: Sequence[Lexeme], text: str, barred: Sequence[Span] = ()) -> Iterator[Amount]:
        """The amounts of a text already taken apart; no number within the `barred` spans (dates) is read."""
        previous: Amount | None = None
        for found in self._plain_amounts(row, text, barred):
            previous = _converted(row, previous, found)
            yield previous

    def _plain_amounts(self, row: Sequence[Lexeme], text: str, barred: Sequence[Span]) -> Iterator[Amount]:
        self.terms.bar(row, barred)
        at = 0
        while at < len(row):
            found = self.at(row, at, text) if self.terms.may_start(row[at]) else None
            if found is not None:
                yield found
                at = max(found.last, at + 1)
            else:
                at += 1

    def at(self, row: Sequence[Lexeme], at: int, text: str) -> Amount | None:
        """The amount whose number starts at lexeme `at`."""
        term = self.terms.at(row, at, text)
        if term is None:
            return None
        found = (
            self._one_in(row, term)
            or self._range(row, term, text)
            or self._part_of_whole(row, term, text)
            or self._single(row, term)
        )
        return self._rated(row, self._modified(row, found))

    # --- From terms to amounts -------------------------------------------------------

    def _single(self, row: Sequence[Lexeme], term: Term) -> Amount:
        numeral = term.numeral
        vague = numeral.value is None and numeral.low is not None
        value = -numeral.value if term.is_negative and numeral.value else numeral.value
        return Amount(
            span=Span(row[term.first].start, row[term.last - 1].end),
            core=Span(row[numeral.first].start, row[numeral.last - 1].end),
            first=term.first,
            last=term.last,
            value=value,
            low=numeral.low if vague else value,
            high=numeral.high if vague else value,
            modifier="range" if vague else "=",
            kind=term.kind,
            unit=term.unit,
            currency=term.currency,
            is_digits=numeral.is_digits,
            is_negative=term.is_negative,
        )

    def _range(self, row: Sequence[Lexeme], term: Term, text: str) -> Amount | None:
        """ "15–20", "15 to 20", "between 200 and 250 million euros", "three or four"."""
        joint = term.last
        if joint + 1 >= len(row) or term.numeral.value is None:
            return None
        opener = row[term.first - 1].lower if term.first else ""
        word = row[joint].lower
        if word == "and":
            if not self._is_between(row, term.first):
                return None
        elif word not in self.numbers.joints and not _is_price_slash(row, term, joint):
            return None
        tight = row[joint].text in TIGHT
        if tight and not _is_tight(row, joint):
            return None
        start = joint + 1
        if row[start].kind == "mark" and self._sign_ahead(row, start):
            start = self._sign_ahead(row, start)
        other = self.terms.at(row, start, text) if start < len(row) else None
        if other is None or other.numeral.value is None or other.first > start:
            return None
        return self._joined(row, term, other, opener)

    def _sign_ahead(self, row: Sequence[Lexeme], at: int) -> int:
        """The lexeme of the number behind a currency sign that starts at `at`, else 0."""
        end = at
        while end < min(at + 3, len(row)) and row[end].kind != "number":
            end += 1
        return end if end < len(row) and row[end].kind == "number" else 0

    def _is_between(self, row: Sequence[Lexeme], at: int) -> bool:
        before = [lexeme.lower for lexeme in row[max(0, at - 4) : at]]
        return "between" in before

    def _joined(self, row: Sequence[Lexeme], one: Term, other: Term, opener: str) -> Amount | None:
        low, high = one.numeral.value, other.numeral.value
        if low is None or high is None:
            return None
        if (
            one.numeral.scale == 1
            and other.numeral.scale > 1
            and low < high / other.numeral.scale + (low == 0)
        ):
            borrowed = plain(Decimal(str(low)) * other.numeral.scale)
            low = borrowed if borrowed is not None else low
        before = row[max(0, one.first - CHANGE_REACH) : one.first]
        if opener == "from" and any(lexeme.lower in self.numbers.changing for lexeme in before):
            return None
        if opener == "by" and row[one.last].lower == "to" and (one.unit or not other.unit):
            return None  # "rose by 300 to 1,200": a change and a level
        if one.kind == "money" and other.kind in ("count", "weak"):
            other = replace(other, kind=one.kind, unit=one.unit, currency=one.currency)
        elif one.kind not in ("count", "weak") and (one.kind, one.unit) != (other.kind, other.unit):
            return None
        if not low < high or (row[one.last].lower == "or" and high - low > 2 and not one.numeral.scale > 1):
            return None
        return Amount(
            span=Span(row[one.first].start, row[other.last - 1].end),
            core=Span(row[one.numeral.first].start, row[other.numeral.last - 1].end),
            first=one.first,
            last=other.last,
            value=None,
            low=low,
            high=high,
            modifier="range",
            kind=other.kind,
            unit=other.unit,
            currency=other.currency,
            is_digits=one.numeral.is_digits and other.numeral.is_digits,
            phrases=(opener,) if opener in ("between", "from") else (),
        )

    def _one_in(self, row: Sequence[Lexeme], term: Term) -> Amount | None:
        """ "one in five", "three out of four", "nine of every ten": a share in percent."""
        numeral = term.numeral
        if term.kind != "count" or numeral.value is None or not 0 < numeral.value < 10:
            return None
        for words in (("out", "of", "every"), ("out", "of"), ("of", "every"), ("in", "every"), ("in",)):
            last = term.last + len(words)
            if [lexeme.lower for lexeme in row[term.last : last]] != list(words) or last >= len(row):
                continue
            whole = self.terms.numerals.at(row, last)
            largest = LARGEST_ODDS if numeral.value == 1 else 100
            if whole is None or not whole.value or not numeral.value < whole.value <= largest:
                return None
            exact = words != ("out", "of")
            if not exact and (whole.value > 10 or whole.is_digits):
                return None  # "12 out of 60 lorries" is a part of a whole, "nine out of ten" a share
            if words == ("in",) and (
                numeral.is_digits != whole.is_digits or (whole.value > 20 and whole.value % 10)
            ):
                return None  # "12 in 15 towns"
            value = plain(round(100 * numeral.value / whole.value, 4 if whole.value > 100 else 2))
            found = self._single(row, term)
            end = row[whole.last - 1].end
            return replace(
                found,
                span=Span(found.span.start, end), core=Span(found.core.start, end), last=whole.last,
                value=value, low=value, high=value, kind="percent", unit="%",
            )  # fmt: skip
        return None

    def _part_of_whole(self, row: Sequence[Lexeme], term: Term, text: str) -> Amount | None:
        """ "40 of 56 districts", "12 of the 18", "2,500 out of an estimated 10,000"."""
        if (
            term.kind not in ("count", "percent")
            or term.numeral.value is None
            or term.first != term.numeral.first
        ):
            return None
        for words in (("out", "of"), ("of",)):
            at = term.last + len(words)
            if [lexeme.lower for lexeme in row[term.last : at]] != list(words):
                continue
            while at < min(len(row), term.last + 6) and row[at].lower in self.numbers.determiners:
                at += 1
            whole = self.terms.numerals.at(row, at) if at < len(row) else None
            if whole is None or whole.kind != "number" or whole.value is None:
                return None
            if self.terms.unit(row, whole)[0] != "count":
                return None
            if term.kind == "count" and not whole.value >= term.numeral.value:
                return None
            found = self._single(row, term)
            end = row[whole.last - 1].end
            return replace(found, span=Span(found.span.start, end), last=whole.last, total=whole.value)
        return None

    # --- Modifiers ---------------------------------------------------------------------

    def _modified(self, row: Sequence[Lexeme], found: Amount) -> Amount:
        first, phrases = found.first, list(found.phrases)
        symbols: list[Modifier] = ["="]
        if found.modifier == "range" and phrases:
            first -= 1
        while (match := self._before(row, first)) is not None:
            symbol, length = match
            first -= length
            symbols.append(symbol)
            phrases.insert(0, " ".join(lexeme.lower for lexeme in row[first : first + length]))
        last = found.last
        after = self._after(row, last)
        if after is not None:
            symbol, length = after
            symbols.append(symbol)
            phrases.append(" ".join(lexeme.lower for lexeme in row[last : last + length]))
            last += length
        if not phrases:
            return found
        if found.kind == "count" and last < len(row) and row[last].lower in self.units.durations:
            found = replace(found, kind="duration", unit=row[last].lower)  # "20-plus months"
            last += 1
        strongest = max(symbols, key=ORDER.__getitem__)
        span = Span(min(found.span.start, row[first].start), max(found.span.end, row[last - 1].end))
        return _bounded(replace(found, span=span, first=first, last=last, phrases=tuple(phrases)), strongest)

    def _before(self, row: Sequence[Lexeme], at: int) -> tuple[Modifier, int] | None:
        for length in range(min(LONGEST_PHRASE, at), 0, -1):
            words = words_at(row, at - length, length)
            symbol = self.numbers.before.get(words)
            behind = row[at - length - 1].lower if at > length else ""
            if behind in self.numbers.not_behind.get(words, ()):
                continue
            if symbol is not None:
                return symbol, length
        return None

    def _after(self, row: Sequence[Lexeme], at: int) -> tuple[Modifier, int] | None:
        skipped = 1 if at < len(row) and row[at].text in TIGHT and _is_tight(row, at) else 0
        for length in range(LONGEST_PHRASE, 0, -1):
            symbol = self.numbers.after.get(words_at(row, at + skipped, length))
            if symbol is not None:
                return symbol, length + skipped
        return None

    def _rated(self, row: Sequence[Lexeme], found: Amount) -> Amount:
        """The amount with the other half of its rate where one stands right behind: "$40 a barrel"."""
        per, last = self.per_at(row, found.last)
        if per is None or found.kind == "duration":
            return found
        return replace(found, per=per, last=last)

    def per_at(self, row: Sequence[Lexeme], at: int) -> tuple[str | None, int]:
        """The other half of a rate at lexeme `at` ("a day", "per person", "daily"), and where it ends."""
        words = [lexeme.lower for lexeme in row[at : at + 3]]
        per = self.per_in(words)
        if per is None:
            return None, at
        return per, at + (2 if per in words[1:2] else 1)

    def per_in(self, words: Sequence[str]) -> str | None:
        """The other half of a rate that lower-case words begin with; "11 a week ago" holds none."""
        if not words:
            return None
        if words[0] in self.units.per_words:
            is_title = bool(self.units.titles.intersection(words[1:2]))  # "12 daily newspapers"
            return None if is_title else self.units.per_words[words[0]]
        if words[0] in self.units.per_openers and words[1:2] and words[1] in self.units.per:
            return None if words[2:3] and words[2] in self.units.not_per else words[1]
        return "unit" if words[0] in self.units.apiece else None


def _bounded(found: Amount, modifier: Modifier) -> Amount:
    """The amount with the bounds its modifier leaves."""
    if modifier == "=":
        return found
    if found.modifier == "range":
        low = found.low if modifier not in ("<", "<=") else None
        high = found.high if modifier not in (">", ">=") else None
        return (
            found
            if modifier == "~" or found.phrases[:1] == ("between",)
            else replace(found, low=low, high=high)
        )
    low = found.value if modifier in (">", ">=") else None
    high = found.value if modifier in ("<", "<=") else None
    return replace(found, modifier=modifier, low=low, high=high)


def _converted(row: Sequence[Lexeme], previous: Amount | None, found: Amount) -> Amount:
    """A measure in brackets is the one before it in other units, with its modifier: "under 8 km (5 mi)"."""
    if previous is None or found.kind != "measure" or previous.kind != "measure" or found.phrases:
        return found
    between = "".join(lexeme.text for lexeme in row[previous.last : found.first])
    if between not in ("(", "/") or (between == "/" and not previous.is_conversion):
        return found
    found = replace(found, is_conversion=True, phrases=previous.phrases)
    return _bounded(found, previous.modifier) if previous.modifier != "range" else found


def _is_price_slash(row: Sequence[Lexeme], term: Term, at: int) -> bool:
    """Whether a slash joins two sums of money: "$7/$9", not "$7/day"."""
    if term.kind != "money" or row[at].text != "/" or row[at - 1].end != row[at].start:
        return False
    return at + 2 < len(row) and row[at + 1].kind == "mark" and row[at + 2].kind == "number"


def _is_tight(row: Sequence[Lexeme], at: int) -> bool:
    """Whether a mark touches what stands before and behind it, or is a dash with blanks on both sides."""
    before, after = row[at - 1].end == row[at].start, at + 1 < len(row) and row[at].end == row[at + 1].start
    return bool(before and after) or (row[at].text in "–" and not before and not after)
