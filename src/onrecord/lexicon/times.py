"""The lexicon of time: the calendar's names, units, numbers, feasts and words for now and then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from onrecord.errors import LexiconError
from onrecord.lexicon.loader import Field, entries, words

LEXICON = "times"
FEAST_RULES = {"fixed": 2, "weekday": 3, "easter": 1, "orthodox": 1, "hijri": 2, "hebrew": 2}
"""How feasts are found, and how many numbers each rule takes."""

UNITS = (
    "second", "minute", "hour", "day", "night", "weekend", "week", "fortnight", "month", "quarter", "year",
    "decade", "century", "millennium",
)  # fmt: skip
SYMBOLS = frozenset({"TS", "TM", "TH", "D", "WE", "W", "M", "Q", "Y"})
REFERENCES = {"present": "PRESENT_REF", "past": "PAST_REF", "future": "FUTURE_REF"}
CONTEXT = (
    "since", "until", "not_years", "not_years_of", "month_openers", "planning", "scheduling",
    "future_auxiliaries", "dated_nouns", "names_before", "names_behind",
)  # fmt: skip
DIRECTIONS = (
    "last", "past", "previous", "next", "coming", "following", "this", "that", "same", "current", "recent",
    "latest", "early", "mid", "late", "earlier", "later", "beginning", "middle", "end",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """One or more words that mean one thing: `kind` is its part in the grammar.

    `words` are in small letters; `named` says that the first is read only with its capital.
    `value` is what the kind needs: a month's number, a unit's name, a season's letters.
    """

    words: tuple[str, ...]
    kind: str
    value: Any = None
    named: bool = False


@dataclass(frozen=True, slots=True)
class UnitOfTime:
    """A unit's name, its symbol in durations (`T` first below the day), how many of it one word is."""

    name: str
    symbol: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class Feast:
    """A feast's rule (`fixed 12 25`) and how many days it lasts."""

    rule: str
    days: int = 1


@dataclass(frozen=True, slots=True)
class DayPart:
    """TIMEX3's letters for a part of the day, or the hour it names; `alone` if it needs no day beside it."""

    code: str
    clock: str | None = None
    alone: bool = False


@dataclass(frozen=True, slots=True)
class TimeWords:
    """Everything the grammar of time knows of words. `terms` are by first word, longest first."""

    terms: Mapping[str, tuple[Term, ...]]
    tens: Mapping[str, int]
    units_of_ten: Mapping[str, int]
    scales: Mapping[str, int]
    doubtful_months: frozenset[str]
    since: frozenset[str]
    until: frozenset[str]
    not_years: frozenset[str]
    not_years_of: frozenset[str]
    month_openers: frozenset[str]
    planning: frozenset[str]
    scheduling: frozenset[str]
    future_auxiliaries: frozenset[str]
    dated_nouns: frozenset[str]
    names_before: frozenset[str]
    names_behind: frozenset[str]


def load_times() -> TimeWords:
    """Read and validate `times.toml` and the user's own; raises `LexiconError`."""
    by_first: dict[str, list[Term]] = {}
    for term in [*_calendar_terms(), *_number_terms(), *_relative_terms()]:
        by_first.setdefault(term.words[0], []).append(term)
    cardinals = words(LEXICON, "number.cardinals")
    return TimeWords(
        terms={
            first: tuple(sorted(found, key=lambda term: -len(term.words)))
            for first, found in by_first.items()
        },
        tens={word: (index + 2) * 10 for index, word in enumerate(words(LEXICON, "number.tens"))},
        units_of_ten={word: number for number, word in enumerate(cardinals)},
        scales=dict(_numbered("number.scales")),
        doubtful_months=frozenset(word.lower() for word in words(LEXICON, "doubtful_months")),
        **{key: frozenset(words(LEXICON, f"context.{key}")) for key in CONTEXT},
    )


def split_words(phrase: str) -> tuple[str, ...]:
    """A phrase of the lexicon as the tokens the grammar sees: in small letters, marks by themselves."""
    spaced = "".join(char if char.isalnum() or char.isspace() else f" {char} " for char in phrase)
    return tuple(spaced.replace("’", "'").lower().split())


def _calendar_terms() -> Iterable[Term]:
    for key, count, kind in (("months", 12, "month"), ("weekdays", 7, "weekday")):
        listed = words(LEXICON, key)
        if len(listed) != count:
            raise LexiconError(f"{LEXICON}.toml: {key} must be {count} entries in order, not {len(listed)}")
        for number, entry in enumerate(listed, 1):
            full, *short = entry.split()
            yield Term((full.lower(),), kind, number, named=True)
            yield from (Term((word.lower(),), f"short_{kind}", number, named=True) for word in short)
            if kind == "weekday":
                yield Term((f"{full.lower()}s",), "weekdays", number, named=True)
    yield from (Term((word,), "decade_name", number) for word, number in _numbered("decades"))
    code = {"code": Field(str, required=True, allowed=frozenset({"SP", "SU", "FA", "WI"}))}
    for word, season in entries(LEXICON, "season", code).items():
        yield Term((word.lower(),), "season", season["code"])
    yield from _feast_terms()


def _feast_terms() -> Iterable[Term]:
    fields = {"rule": Field(str, required=True), "days": Field(int)}
    for name, entry in entries(LEXICON, "feast", fields).items():
        rule, *numbers = entry["rule"].split() or [""]
        if len(numbers) != FEAST_RULES.get(rule) or not all(n.lstrip("-").isdigit() for n in numbers):
            known = ", ".join(f"{rule} with {count} numbers" for rule, count in FEAST_RULES.items())
            raise LexiconError(f"{LEXICON}.toml: [feast.{name}] rule {entry['rule']!r} is none of: {known}")
        yield Term(
            split_words(name), "feast", Feast(entry["rule"], entry.get("days", 1)), named=name[0].isupper()
        )


def _number_terms() -> Iterable[Term]:
    yield from (
        Term((word,), "number", number) for number, word in enumerate(words(LEXICON, "number.cardinals"))
    )
    yield from (
        Term((word,), "number", 10 * number) for number, word in enumerate(words(LEXICON, "number.tens"), 2)
    )
    for number, word in enumerate(words(LEXICON, "number.ordinals"), 1):
        yield Term(split_words(word), "second" if word == "second" else "ordinal", number)
    yield from (Term(split_words(phrase), "vague") for phrase in words(LEXICON, "number.vague"))
    yield from (Term(split_words(phrase), "number", value) for phrase, value in _numbered("number.counted"))


def _relative_terms() -> Iterable[Term]:
    fields = {
        "symbol": Field(str, required=True, allowed=SYMBOLS),
        "times": Field(int),
        "forms": Field(list, required=True),
    }
    for name, entry in entries(LEXICON, "unit", fields).items():
        if name not in UNITS:
            raise LexiconError(f"{LEXICON}.toml: [unit.{name}] is no unit; one of: {', '.join(UNITS)}")
        unit = UnitOfTime(name, entry["symbol"], entry.get("times", 1))
        for form in entry["forms"]:
            if form != "second":  # an ordinal too: its kind is its own
                yield Term((form,), _unit_kind(name, form), unit)
    for kind in DIRECTIONS:
        yield from (Term(split_words(word), kind) for word in words(LEXICON, f"direction.{kind}"))
    part = {"code": Field(str, required=True), "clock": Field(str), "alone": Field(bool)}
    for word, entry in entries(LEXICON, "daypart", part).items():
        yield Term((word,), "daypart", DayPart(**entry))
        yield Term((f"{word}s",), "dayparts", DayPart(**entry))
    day = {"offset": Field(int, required=True), "part": Field(str)}
    for word, entry in entries(LEXICON, "day", day).items():
        yield Term((word,), "day_name", (entry["offset"], entry.get("part", "")))
    for word, entry in entries(LEXICON, "set", {"value": Field(str, required=True)}).items():
        yield Term((word,), "set", entry["value"])
    for key, value in REFERENCES.items():
        yield from (
            Term(split_words(phrase), "reference", value) for phrase in words(LEXICON, f"reference.{key}")
        )
    yield from (Term(split_words(zone), "zone") for zone in words(LEXICON, "context.zones"))


def _unit_kind(name: str, form: str) -> str:
    if name == "quarter" and form == "quarter":
        return "quarter"
    return "units" if form.endswith("s") or form == "millennia" else "unit"


def _numbered(key: str) -> Iterable[tuple[str, int]]:
    """A list's entries that end in a number: "hundred 100"."""
    for entry in words(LEXICON, key):
        phrase, _, number = entry.rpartition(" ")
        if not phrase or not number.isdigit():
            raise LexiconError(f"{LEXICON}.toml: {key}: {entry!r} must end in its number")
        yield phrase, int(number)
