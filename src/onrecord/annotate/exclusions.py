"""Numbers that are no figures: names, ages, ordinals, scores, hours, phone and list numbers.

Dates, times of day and durations are told by the times component; here stands the rest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Token

from onrecord.annotate.amounts import Amount, AmountReader
from onrecord.annotate.lexemes import Lexeme
from onrecord.annotate.numerals import FOLD

_ORDINAL = frozenset({"st", "nd", "rd", "th"})
_PHONE = re.compile(r"\+?\(?\d[\d ().\-\u00a0]{5,24}\d(?!\d)")
_COORDINATES = re.compile(
    r"\d{1,3}(?:\.\d{1,9})?\s?°\s?(?:\d{1,2}(?:\.\d{1,6})?\s?[′'’]\s?)?(?:\d{1,2}(?:\.\d{1,6})?\s?[″\"”]\s?)?[NSEW]\b"
    r"|-?\d{1,3}\.\d{3,9}\s?[;,]\s?-?\d{1,3}\.\d{3,9}(?!\d)"
)
_HOUR = re.compile(r"(?:[01]?\d|2[0-3])\.[0-5]\d|(?:[01]\d|2[0-3])[0-5]\d")
_BEFORE_HOURS = frozenset({"at", "by", "until", "till", "from", "since", "before", "after"})
_GLUE = frozenset("_@#/\\=&")
_YEARS = range(1800, 2100)
_SENTENCE_ENDS = frozenset(".!?:;\n")
_HYPHENS = frozenset("-–—‑")
STREET_WORDS = 3  # of a street's name before "Road"
FOLD_REACH = 3  # lexemes around "sixfold" among which a word of change stands
PHONE_DIGITS = 7  # the least a phone number holds


class Exclusions:
    """Tell the amounts of one text that are no figures."""

    def __init__(self, reader: AmountReader, text: str, row: Sequence[Lexeme]) -> None:
        self.numbers = reader.numbers
        self.ages = [tuple(word for word in age if word not in "-‑") for age in reader.numbers.ages]
        self.durations = reader.units.durations
        self.text = text
        self.row = row
        self.barred = [
            match.span()
            for match in _PHONE.finditer(text)
            if sum(mark.isdigit() for mark in match[0]) >= PHONE_DIGITS and _is_phone(match[0])
        ]
        self.barred += [match.span() for match in _COORDINATES.finditer(text)]

    def excludes(self, amount: Amount, number: Token, noun: Token | None) -> bool:
        """Whether an amount is no figure; `number` is its token, `noun` what it seems to count."""
        if amount.value is None and amount.low is None:
            return amount.is_digits and self._is_glued(amount)  # a row of digits too long to be a number
        return (
            self._is_glued(amount)
            or self._is_ordinal(amount)
            or self._is_barred(amount)
            or self._is_list_number(amount)
            or self._is_score(amount)
            or self._is_named(amount, number, noun)
            or self._is_house_number(amount, noun)
            or self._is_idle_fold(amount)
            or self._is_bare_year(amount, noun)
            or self._is_idle_one(amount, number, noun)
            or self._is_clock(amount, noun)
            or self._is_week_or_two(amount)
        )

    def _before(self, amount: Amount) -> Lexeme | None:
        first = amount.first
        while first > 0 and self.row[first].start > amount.core.start:
            first -= 1
        return self.row[first - 1] if first > 0 else None

    def _after(self, amount: Amount) -> Lexeme | None:
        return self.row[amount.last] if amount.last < len(self.row) else None

    def _is_glued(self, amount: Amount) -> bool:
        """Letters, hyphens and slashes that make the digits part of a word: "F-16", "S23", "9/11"."""
        if not amount.is_digits:
            return False
        start, end = amount.span.start, amount.span.end
        around = self.text[max(0, start - 2) : start], self.text[end : end + 2]
        if any("·" in beside and any(mark.isalnum() for mark in beside) for beside in around):
            return True
        before, after = self.text[start - 1 : start], self.text[end : end + 1]
        if before and (
            before.isalnum()
            or (before in _GLUE and not (before == "/" and amount.kind == "money"))
            or (before in ".:" and self.text[start - 2 : start - 1].isalnum())
        ):
            return True
        if before in _HYPHENS and self.text[start - 2 : start - 1].isalnum() and not amount.is_negative:
            return True
        if after and (after.isalpha() or after in _GLUE):
            is_price = amount.kind == "money" and not self.text[end + 1 : end + 2].isalnum()
            return not (after == "/" and (is_price or amount.per is not None))  # "$99/£75", "$12/day"
        return after in ":" and after != "" and self.text[end + 1 : end + 2].isdigit()

    def _is_ordinal(self, amount: Amount) -> bool:
        after = self._after(amount)
        return after is not None and after.lower in _ORDINAL and after.start == self.row[amount.last - 1].end

    def is_age(self, amount: Amount, number: Token) -> bool:
        """ "aged 49 and 52", "39-year-old", ", 74,", "at the age of 56"."""
        if amount.kind not in ("count", "duration", "weak"):
            return False
        after = self._after(amount)
        at = amount.last - (amount.kind == "duration")
        words = [lexeme.lower for lexeme in self.row[at : at + 4] if lexeme.text not in "-‑"]
        if any(tuple(words[: len(age)]) == age for age in self.ages):
            return True
        before = self._before(amount)
        first = before
        if before is not None and before.lower in ("and", "or", ",", "to") and amount.first > 2:
            first = self.row[amount.first - 3]  # "aged 49 and 52"
        if first is not None and first.lower in ("aged", "age", "ages"):
            return True
        if number.i >= 2 and number.nbor(-1).lower_ == "of" and number.nbor(-2).lower_ in ("age", "ages"):
            return True
        if not (amount.is_digits and amount.value is not None and isinstance(amount.value, int)):
            return False
        apposed = before is not None and before.text == "," and after is not None and after.text in ",.;)"
        return bool(apposed and 0 < amount.value < 120 and number.i >= 2 and _is_name(number.nbor(-2)))

    def _is_barred(self, amount: Amount) -> bool:
        """Within a phone number or a pair of coordinates."""
        start = amount.core.start
        return amount.is_digits and any(first <= start < last for first, last in self.barred)

    def _is_list_number(self, amount: Amount) -> bool:
        """ "1. ", "(2)", "3)" and "[4]" at the start of a line or around a note's number."""
        if not amount.is_digits or amount.kind != "count":
            return False
        start, end = amount.core
        line = self.text[self.text.rfind("\n", 0, start) + 1 : start].strip()
        after = self.text[end : end + 2]
        if not line and (after[:1] in (")", "]") or (after[:1] == "." and after[1:2].isspace())):
            return True
        return self.text[start - 1 : start] == "[" and after[:1] == "]"

    def _is_score(self, amount: Amount) -> bool:
        """ "3-1", "52-35": two numbers around a hyphen that do not rise, or a game's or vote's result."""
        if not amount.is_digits or amount.kind != "count":
            return False
        row = self.row
        for mark, other in ((amount.last, amount.last + 1), (amount.first - 1, amount.first - 2)):
            if 0 <= other < len(row) and 0 <= mark < len(row) and row[mark].text in _HYPHENS:
                touches = (
                    row[mark].start in (row[mark - 1].end,)
                    and row[mark].end == row[min(mark + 1, len(row) - 1)].start
                )
                if touches and row[other].kind == "number":
                    return True
        if amount.modifier == "range" and "-" in self.text[amount.core.start : amount.core.end]:
            near = row[max(0, amount.first - 4) : amount.first]
            return any(lexeme.lower in self.numbers.scores for lexeme in near)
        return False

    def _is_named(self, amount: Amount, number: Token, noun: Token | None) -> bool:
        """ "Resolution 2254", "Highway 1", "Article 5", "Boeing 737", "Euro 2020"."""
        if amount.kind not in ("count", "weak") or amount.total is not None or amount.phrases:
            return False
        before = self._before(amount)
        if before is not None and before.text in _HYPHENS and amount.is_negative and amount.first > 0:
            before = self.row[amount.first - 1]
        if (
            before is None
            or before.end < amount.core.start - 3
            or self.text[before.end : amount.core.start].strip(" .-\u00a0")
        ):
            return False
        if number.i and number.nbor(-1).pos_ == "VERB" and number.nbor(-1).idx == before.start:
            return False  # "the union counts 38 dead"
        counts_behind = noun is not None and noun.i > number.i
        if before.text == "." and amount.first > 1:
            before = self.row[amount.first - 2]  # "No. 14", "Fig. 2"
        if before.lower in self.numbers.always_named and (amount.is_digits or before.text[:1].isupper()):
            return True
        if (
            before.lower in ("and", "or", ",")
            and number.dep_ == "conj"
            and amount.is_digits
            and not counts_behind
        ):
            first = number.head
            if first.i and first.nbor(-1).lower_ in self.numbers.always_named:
                return True  # "Resolutions 2254 and 2118"
        if before.lower.rstrip(".") in self.numbers.named and not counts_behind:
            return before.text[:1].isupper() or amount.is_digits or before.lower == "number"
        if before.text[:1].isupper() and before.lower in self.numbers.named and amount.is_digits:
            return not counts_behind or (noun is not None and noun.pos_ == "PROPN")
        if not amount.is_digits or amount.value is None or number.i == 0:
            return False
        previous = number.nbor(-1)
        if previous.tag_ == "NN" and number.head == previous and not counts_behind:
            return True  # "chromosome 13", "day 42"
        if previous.text in _HYPHENS and previous.i:
            previous = previous.nbor(-1)  # "COVID -19"
        if previous.pos_ != "PROPN" or not previous.text[:1].isupper():
            return False
        if isinstance(amount.value, int) and amount.value in _YEARS and not counts_behind:
            return True  # "the Digital Economy Act 2017"
        if counts_behind and noun is not None:
            if noun.pos_ == "PROPN":
                return noun.i <= number.i + 2  # "Note 20 Ultra"
            return noun.tag_ == "NN" and amount.value != 1  # "the Stoxx 600 index"
        return previous.head == number or number.head.i < number.i

    def _is_house_number(self, amount: Amount, noun: Token | None) -> bool:
        """ "At 12 Mill Road", "of 6016 North Ferry St.": a bare number before a street's name."""
        if not amount.is_digits or amount.kind != "count" or amount.modifier != "=" or amount.phrases:
            return False
        if "," in self.text[amount.core.start : amount.core.end] or self._counts_before(amount):
            return False
        if noun is not None and noun.pos_ != "PROPN" and noun.lower_ not in self.numbers.streets:
            return False  # "holds 12 Mill Road checkpoints"
        row, at = self.row, amount.last
        last = min(len(row), at + STREET_WORDS + 1)
        while at < last and row[at].text[:1].isupper() and row[at].lower not in self.numbers.streets:
            at += 1
        if at >= last or at == amount.last:
            return False
        return row[at].lower in self.numbers.streets and row[at].text[:1].isupper()

    def _is_idle_fold(self, amount: Amount) -> bool:
        """ "The task is twofold" has two sides; "grew sixfold", "a sixfold increase" measure a change."""
        if amount.unit != FOLD:
            return False
        around = self.row[max(0, amount.first - FOLD_REACH) : amount.last + FOLD_REACH]
        return self.numbers.changing.isdisjoint(lexeme.lower for lexeme in around)

    def _counts_before(self, amount: Amount) -> bool:
        """Whether a word before a number, as "the" or "all", shows that it counts."""
        before = self._before(amount)
        return before is not None and before.lower in ("the", "all", "these", "those", "some")

    def _is_bare_year(self, amount: Amount, noun: Token | None) -> bool:
        if not amount.is_digits or amount.kind != "count" or noun is not None or amount.phrases:
            return False
        written = self.text[amount.core.start : amount.core.end]
        return len(written) == 4 and isinstance(amount.value, int) and amount.value in _YEARS

    def _is_clock(self, amount: Amount, noun: Token | None) -> bool:
        """ "The attack began at 2130", "13.15 What we know": an hour, as soldiers or live pages write it."""
        if not amount.is_digits or amount.kind != "count" or noun is not None or amount.phrases:
            return False
        start, end = amount.core
        written, before = self.text[start:end], self._before(amount)
        if not _HOUR.fullmatch(written):
            return False
        is_line_start = not self.text[self.text.rfind("\n", 0, start) + 1 : start].strip()
        if "." in written and is_line_start:
            return True
        return before is not None and before.lower in _BEFORE_HOURS and self.text[end : end + 1] != "%"

    def _is_week_or_two(self, amount: Amount) -> bool:
        """ "a week or two", "a day or so": a duration, elliptic."""
        before = self._before(amount)
        return (
            before is not None
            and before.lower == "or"
            and amount.first > 2
            and self.row[amount.first - 2].lower in self.durations
        )

    def _is_idle_one(self, amount: Amount, number: Token, noun: Token | None) -> bool:
        """ "one" that counts nothing: a pronoun, "one of the best", "no one", "one day"."""
        if amount.value != 1 or amount.is_digits or amount.phrases or amount.kind not in ("count", "weak"):
            return False
        if self.text[amount.core.start : amount.core.end].lower() != "one":
            return False
        if amount.total is not None:
            return False
        if noun is None or noun.i < number.i:
            return True
        return number.dep_ != "nummod"


def _is_phone(written: str) -> bool:
    """A plus sign, or groups as no count is grouped: "318-555-0142", not "12 300 000"."""
    if written.startswith("+"):
        return True
    groups = re.split(r"[ ().\-\u00a0]+", written.strip("()"))
    if len(groups) < 3 or (any(mark in written for mark in ".") and len(groups) < 3):
        return False
    return "-" in written and all(group.isdigit() for group in groups if group) and len(groups[-1]) == 4


def _is_name(token: Token) -> bool:
    return token.pos_ == "PROPN" or token.ent_type_ == "PERSON"
