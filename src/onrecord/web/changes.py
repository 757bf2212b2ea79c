"""What people changed of what the machine found, field by field and in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.ledger.ledger import Ledger
from onrecord.ledger.referring import Referred, referred
from onrecord.ledger.trail import FIELDS, REFERENCES, Kind, Review
from onrecord.record import Record
from onrecord.render.figures import WORDS, number

LABELS = {
    "content": "words", "span": "words", "cue": "words that report it", "statement": "vouched for in",
    "factuality": "how surely", "low": "at least", "high": "at most", "total": "out of",
}  # fmt: skip
"""What a field is called where its name alone would not tell."""
POLARITIES = {"+": "affirmed", "-": "negated"}
NOTHING = "none"
SPANS: dict[Kind, str] = {"statement": "content", "figure": "span"}
"""The field of each kind that holds its words."""
WORDS_OF_REPORT = ("content", "span", "cue")
TELLING = ("speaker", "indicator", "value", "place", "time")
"""The fields that say something by being empty."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A field: what it is called, what it says; `is_words` where that is words of the report."""

    label: str
    now: str
    is_words: bool


@dataclass(frozen=True, slots=True)
class Change:
    """A field that was changed: what it is called, what it was, what it is now.

    `is_words` where both are words of the report.
    """

    field: str
    label: str
    was: str
    now: str
    is_words: bool


@dataclass(frozen=True, slots=True)
class Names:
    """What the fields of a report's records refer to: its text, and names by id (actors, places, times)."""

    text: str
    names: Mapping[str, str]

    def told(self, field: str, value: Any) -> str:
        """A field's value for a person."""
        if value is None:
            return "nobody" if field == "speaker" else NOTHING
        if field == "content":
            return " … ".join(self.text[start:end] for start, end in value)
        if field in ("span", "cue"):
            return self.text[value[0] : value[1]]
        if field == "statement":
            return f"{value}, {self.names[value]}" if value in self.names else value
        if field in REFERENCES:
            return self.names.get(value, value)
        if field == "polarity":
            return POLARITIES[value]
        if field == "modifier":
            return WORDS[value]
        return number(value) if isinstance(value, int | float) else str(value).replace("_", " ")

    def facts(self, fields: Mapping[str, Any]) -> list[Fact]:
        """Each field of a record that says something, nobody and nowhere included."""
        return [
            Fact(LABELS.get(field, field), self.told(field, value), field in WORDS_OF_REPORT)
            for field, value in fields.items()
            if value is not None or field in TELLING
        ]

    def changes(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
        """The fields of two states that differ."""
        return list(self._changes(before, after))

    def _changes(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
        for field in dict.fromkeys(name for names in FIELDS.values() for name in names):
            was, now = before.get(field), after.get(field)
            if was != now:
                label = LABELS.get(field, field)
                is_words = field in WORDS_OF_REPORT
                yield Change(field, label, self.told(field, was), self.told(field, now), is_words)


def names_of(record: Record) -> Names:
    """What the records of a report refer to."""
    names = {actor.id: actor.name for actor in record.actors}
    names |= {place.id: place.name for place in record.places}
    names |= {time.id: record.words(time.mention) for time in record.times}
    names |= {said.id: said.speaker.name for said in record.statements if said.speaker}
    return Names(record.report.text, names)


@dataclass(frozen=True, slots=True)
class Entry:
    """A review with its report, the record's words, and what it changed."""

    review: Review
    report: Referred
    words: str
    changes: list[Change]


def entries(ledger: Ledger, found: Sequence[Review]) -> list[Entry]:
    """Reviews with what they refer to."""
    reports = referred(ledger, found) if found else {}
    return [_entry(review, reports[review.report_id]) for review in found]


def _entry(review: Review, report: Referred) -> Entry:
    names = Names(report.text, report.names)
    field = SPANS[review.kind]
    words = names.told(field, review.after[field])
    return Entry(review, report, words, names.changes(review.before, review.after))
