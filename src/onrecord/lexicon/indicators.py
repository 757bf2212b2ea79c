"""The indicator lexicon: what a figure may count, what evokes it, and how sure or firm it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import cast, get_args

from onrecord.errors import LexiconError
from onrecord.lexicon.loader import Field, entries, table, words
from onrecord.record import Measure

LEXICON = "indicators"
_LISTS = (
    "nouns", "weak", "of", "objects", "subjects", "adjectives", "pairs", "amid", "losing", "totals",
    "settings", "of_things",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Indicator:
    """A term of the indicator vocabulary; the lists are lemmas (`indicators.toml` says what each is for)."""

    name: str
    about: str
    nouns: frozenset[str]
    weak: frozenset[str]
    of: frozenset[str]
    objects: frozenset[str]
    subjects: frozenset[str]
    adjectives: frozenset[str]
    pairs: frozenset[tuple[str, ...]]
    amid: frozenset[str]
    losing: frozenset[str]
    totals: frozenset[str]
    settings: frozenset[str]
    of_things: frozenset[str]
    people: bool
    unit: str | None
    hxl: str | None
    toll: bool
    measure: Measure | None
    foreseen: Measure | None


@dataclass(frozen=True, slots=True)
class IndicatorLexicon:
    """The vocabulary, and the words that tell change, revision, mode and measure."""

    terms: Mapping[str, Indicator]
    adjectives: frozenset[str]
    people: frozenset[str]
    happenings: frozenset[str]
    not_people: frozenset[str]
    counts: frozenset[str]
    gatherings: frozenset[str]
    anybody: frozenset[str]
    claiming: frozenset[str]
    singular: Mapping[str, str]
    up: frozenset[str]
    down: frozenset[str]
    moving: frozenset[str]
    level: frozenset[str]
    revise: frozenset[str]
    correct: frozenset[str]
    corrected: frozenset[str]
    superseded: tuple[str, ...]
    erring: tuple[str, ...]
    expected: frozenset[str]
    planned: frozenset[str]
    asking: frozenset[str]
    described: frozenset[str]
    estimated: frozenset[str]
    phrases_estimated: frozenset[str]
    raising: frozenset[str]
    readying: frozenset[str]
    fitted: frozenset[str]
    room: frozenset[str]
    capacity: frozenset[str]
    enough: frozenset[str]
    holding: frozenset[str]
    since: tuple[str, ...]
    now: tuple[str, ...]


@lru_cache(maxsize=1)
def load_indicators() -> IndicatorLexicon:
    """Read and validate `indicators.toml` and the user's own; raises `LexiconError`."""
    fields = dict.fromkeys(_LISTS, Field(list)) | {
        "about": Field(str, required=True),
        "unit": Field(str),
        "hxl": Field(str),
        "toll": Field(bool),
        "people": Field(bool),
        "measure": Field(str, allowed=frozenset(get_args(Measure))),
        "foreseen": Field(str, allowed=frozenset(get_args(Measure))),
    }
    terms = {}
    for name, entry in entries(LEXICON, "indicator", fields).items():
        lists = {key: frozenset(entry.get(key, ())) for key in _LISTS if key != "pairs"}
        terms[name] = Indicator(
            name=name,
            about=entry["about"],
            pairs=frozenset(tuple(pair.split()) for pair in entry.get("pairs", ())),
            people=entry.get("people", False),
            unit=entry.get("unit"),
            hxl=entry.get("hxl"),
            toll=entry.get("toll", False),
            measure=cast("Measure | None", entry.get("measure")),
            foreseen=cast("Measure | None", entry.get("foreseen")),
            **lists,
        )
    listed = {
        key: frozenset(words(LEXICON, where))
        for key, where in {
            "people": "people.nouns", "happenings": "people.happenings", "not_people": "people.not_people",
            "counts": "people.counts", "gatherings": "people.gatherings",
            "anybody": "people.anybody", "claiming": "people.claiming", "up": "change.up",
            "down": "change.down", "moving": "change.moving", "level": "change.level",
            "revise": "change.revise", "correct": "change.correct", "corrected": "change.corrected",
            "expected": "mode.expected", "planned": "mode.planned",
            "asking": "mode.asking", "described": "mode.described",
            "estimated": "mode.estimated", "phrases_estimated": "mode.phrases_estimated",
            "raising": "mode.raising", "readying": "readiness.readying", "fitted": "readiness.fitted",
            "room": "readiness.room", "capacity": "readiness.capacity", "enough": "readiness.enough",
            "holding": "readiness.holding",
        }.items()
    }  # fmt: skip
    return IndicatorLexicon(
        terms=terms,
        adjectives=frozenset().union(*(term.adjectives for term in terms.values() if term.people)),
        singular=_singular(),
        superseded=words(LEXICON, "change.superseded"),
        erring=words(LEXICON, "change.erring"),
        since=words(LEXICON, "measure.since"),
        now=words(LEXICON, "measure.now"),
        **listed,
    )


def _singular() -> dict[str, str]:
    found = table(LEXICON, "people").get("singular", {})
    if not isinstance(found, dict) or not all(isinstance(word, str) for word in found.values()):
        raise LexiconError(f"{LEXICON}.toml: [people] singular must be a table of words")
    return found
