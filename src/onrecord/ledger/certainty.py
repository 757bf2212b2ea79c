"""How sure the machine is of what it found, by what is in the record: what people should look at first."""

from __future__ import annotations

from math import prod

from onrecord.record import Figure, Place, Statement

_KINDS = {"direct": 1.0, "mixed": 0.95, "indirect": 0.9}
LEAST_OF_PLACE = 0.5  # what a place that is not on the map leaves


def certainty_of_statement(statement: Statement) -> float:
    """How sure a statement is, 0..1: the less, the less is known of who said it, by which words, how firmly.

    The speaker's confidence (by name, or by a pronoun's reference), times a factor for each thing that is
    missing or vague.
    """
    return _product(
        _of_speaker(statement),
        0.8 if statement.cue is None else 1.0,
        0.8 if statement.factuality == "unknown" else 1.0,
        _KINDS[statement.kind],
    )


def certainty_of_figure(figure: Figure, place: Place | None, vouching: Statement | None) -> float:
    """How sure a figure is, 0..1: the less, the less is known of what it counts, where, when, by whose word.

    The confidence of its place and of the speaker who vouches for it, times a factor for each thing that is
    missing or vague.
    """
    return _product(
        1.0 if vouching is None else _of_speaker(vouching),
        0.6 if figure.indicator in (None, "other") else 1.0,
        0.8 if figure.value is None else 0.9 if figure.modifier == "~" else 1.0,
        0.8 if place is None else max(place.confidence, LEAST_OF_PLACE),
        0.9 if figure.time is None else 1.0,
        0.9 if figure.measure is None else 1.0,
    )


def _of_speaker(statement: Statement) -> float:
    if statement.speaker is None:
        return 0.5
    return 1.0 if statement.speaker_confidence is None else statement.speaker_confidence


def _product(*factors: float) -> float:
    return min(1.0, max(0.0, round(prod(factors), 4)))
