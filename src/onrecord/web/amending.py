"""The form in which a reviewer amends a record: from its fields to strings, and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any, get_args

from onrecord.errors import OnrecordError
from onrecord.ledger.trail import FIELDS, Kind
from onrecord.lexicon.indicators import load_indicators
from onrecord.record import Act, Factuality, Measure, Mode, Modifier, Record
from onrecord.render.figures import WORDS, period
from onrecord.web.changes import POLARITIES, SPANS

NUMBERS = ("value", "low", "high", "total")
SHORT = 60  # characters of a statement in a choice
Fields = Mapping[str, Any]
Form = Mapping[str, str]
Choice = tuple[str, str]
"""A value of a form, and what it is called."""


def filled(kind: Kind, fields: Fields) -> dict[str, str]:
    """The form of a record's fields: its words as numbers ("start1", "end1", …), nothing as empty strings."""
    words = fields[SPANS[kind]]
    form: dict[str, str] = {}
    for at, (start, end) in enumerate(words if kind == "statement" else [words], 1):
        form |= {f"start{at}": str(start), f"end{at}": str(end)}
    plain = {name: fields[name] for name in _plain(kind)}
    return form | {name: "" if value is None else str(value) for name, value in plain.items()}


def amended(kind: Kind, form: Form, fields: Fields) -> dict[str, Any]:
    """The fields that a form changes, of those it was made of. Raises `OnrecordError` for no such value."""
    pieces = list(_pieces(form))
    if not pieces:
        raise OnrecordError("say from which character to which the words go")
    if kind == "figure" and len(pieces) > 1:
        raise OnrecordError("a figure has its words in one piece")
    given: dict[str, Any] = {SPANS[kind]: pieces if kind == "statement" else pieces[0]}
    for name in _plain(kind):
        if name in form:
            given[name] = _number(name, form[name]) if name in NUMBERS else form[name].strip() or None
    return {name: value for name, value in given.items() if value != fields[name]}


def _plain(kind: Kind) -> list[str]:
    return [name for name in FIELDS[kind] if name not in ("content", "span", "cue")]


def _pieces(form: Form) -> Iterator[list[int]]:
    """The spans that a form holds, those left empty passed over."""
    for at in count(1):
        bounds = [form.get(f"{side}{at}") for side in ("start", "end")]
        if bounds == [None, None]:
            return
        written = [(bound or "").strip() for bound in bounds]
        if any(written):
            if not all(bound.isascii() and bound.isdigit() for bound in written):
                raise OnrecordError(f"words {at}: say from which character to which, by two whole numbers")
            yield [int(bound) for bound in written]


def _number(name: str, written: str) -> int | float | None:
    plain = written.replace(",", "").replace(" ", "").strip()
    if not plain:
        return None
    try:
        found = float(plain)
        return int(plain) if plain.lstrip("+-").isdecimal() else found
    except ValueError:
        raise OnrecordError(f"{name}: “{written}” is no number") from None


def choices(record: Record, kind: Kind) -> dict[str, list[Choice]]:
    """What can be chosen for the fields of a statement or a figure, beside nothing."""
    if kind == "statement":
        return {
            "speaker": [(actor.id, actor.name) for actor in record.actors],
            "act": _words(get_args(Act)),
            "factuality": _words(get_args(Factuality)),
            "polarity": list(POLARITIES.items()),
        }
    return {
        "modifier": [(value, WORDS[value]) for value in get_args(Modifier)],
        "indicator": _words([*sorted(load_indicators().terms), "other"]),
        "mode": _words(get_args(Mode)),
        "measure": _words(get_args(Measure)),
        "place": [(place.id, place.name) for place in record.places],
        "time": [(time.id, _timed(record.words(time.mention), period(time))) for time in record.times],
        "statement": [
            (one.id, f"{one.id}: {_shortened(record.words(one.content[0]))}") for one in record.statements
        ],
    }


def _words(values: Sequence[str]) -> list[Choice]:
    return [(value, value.replace("_", " ")) for value in dict.fromkeys(values)]


def _timed(words: str, days: str) -> str:
    return f"{words} ({days})" if days else words


def _shortened(words: str) -> str:
    return words if len(words) <= SHORT else f"{words[:SHORT].rstrip()}…"
