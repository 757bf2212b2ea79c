"""A record as W3C Web Annotations (https://www.w3.org/TR/annotation-model/), a span a target.

Every target has both selectors of text. `TextPositionSelector` counts Unicode code points, "not code units",
from 0, the end left out (section 4.2.5): exactly the record's spans.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from onrecord.export import names
from onrecord.export.shapes import Text
from onrecord.export.tables import wording
from onrecord.record import Actor, Figure, Place, Record, Span, Statement, Time
from onrecord.render.figures import NOBODY, interval, period

AROUND = 32  # characters of prefix and of suffix
CONTEXT = "http://www.w3.org/ns/anno.jsonld"  # the model demands it; nothing here fetches it
Body = dict[str, Any]

FIELDS = (
    ("id", "URN of the statement, figure, actor, place or time"),
    ("motivation", "describing; identifying for an actor or a place"),
    ("generator", "the version of Onrecord that made the record"),
    (
        "body, purpose tagging",
        "statement, figure, actor, place or time; then its act, indicator, kind or type",
    ),
    ("body, purpose describing", "a sentence about it, as text; the whole of it as in the record, as JSON"),
    ("body, purpose identifying", "a place's address at GeoNames"),
    ("target.source", "the text of the report: URN, language"),
    ("target.scope", "where the report was published"),
    ("target.selector", "TextPositionSelector (start, end) and TextQuoteSelector (exact, prefix, suffix)"),
)


def pieces(records: Iterable[Record]) -> Iterator[str]:
    """One AnnotationPage, an annotation a line."""
    head = {"@context": CONTEXT, "id": "urn:onrecord:annotations", "type": "AnnotationPage"}
    yield json.dumps(head)[:-1] + ', "items": ['
    between = "\n"
    for record in records:
        for annotation in annotations_of(record):
            yield between + json.dumps(annotation, ensure_ascii=False)
            between = ",\n"
    yield "\n]}\n"


def annotations_of(record: Record) -> Iterator[dict[str, Any]]:
    """The annotations of a record: its statements, figures, actors, places and times."""
    kept = record.to_dict()
    for statement, plain in zip(record.statements, kept["statements"], strict=True):
        bodies = _bodies("statement", statement.act, _said(record, statement), plain)
        yield _annotation(record, statement.id, statement.content, bodies)
    for figure, plain in zip(record.figures, kept["figures"], strict=True):
        bodies = _bodies("figure", figure.indicator, _counted(record, figure), plain)
        yield _annotation(record, figure.id, [figure.span], bodies)
    for actor, plain in zip(record.actors, kept["actors"], strict=True):
        bodies = _bodies("actor", actor.kind, _called(actor), plain)
        spans = [mention.span for mention in actor.mentions] or [role.span for role in actor.roles]
        yield _annotation(record, actor.id, spans, bodies, "identifying")
    for place, plain in zip(record.places, kept["places"], strict=True):
        bodies = [*_bodies("place", place.precision, _located(place), plain), *_identity(place)]
        yield _annotation(record, place.id, place.mentions, bodies, "identifying")
    for time, plain in zip(record.times, kept["times"], strict=True):
        bodies = _bodies("time", time.type, _dated(time), plain)
        yield _annotation(record, time.id, [time.mention], bodies)


def _annotation(
    record: Record, id: str, spans: Sequence[Span], bodies: list[Body], motivation: str = "describing"
) -> dict[str, Any]:
    return {
        "id": names.of_part(record, id),
        "type": "Annotation",
        "motivation": motivation,
        "generator": {
            "id": names.of_software(record),
            "type": "Software",
            "name": f"Onrecord {record.onrecord}",
        },
        "body": bodies,
        "target": [_target(record, span) for span in spans],
    }


def _target(record: Record, span: Span) -> dict[str, Any]:
    source = {"id": names.of_report(record), "type": "Text", "format": "text/plain"}
    if record.report.language:
        source["language"] = record.report.language
    found = {"type": "SpecificResource", "source": source, "selector": selectors(record.report.text, span)}
    return found | ({"scope": record.report.url} if record.report.url else {})


def selectors(text: str, span: Span) -> list[dict[str, Any]]:
    """The two selectors of a span of `text`."""
    start, end = span
    return [
        {"type": "TextPositionSelector", "start": start, "end": end},
        {
            "type": "TextQuoteSelector",
            "exact": text[start:end],
            "prefix": text[max(0, start - AROUND) : start],
            "suffix": text[end : end + AROUND],
        },
    ]


def _bodies(what: str, kind: str | None, sentence: str, plain: dict[str, Any]) -> list[Body]:
    return [
        *(_text("tagging", tag) for tag in (what, kind) if tag),
        _text("describing", sentence),
        _text("describing", json.dumps(plain, ensure_ascii=False)) | {"format": "application/json"},
    ]


def _text(purpose: str, value: str) -> Body:
    return {"type": "TextualBody", "purpose": purpose, "format": "text/plain", "value": value}


def _identity(place: Place) -> list[Body]:
    if place.geonameid is None or place.offset is not None:  # a spot near a place is not the place
        return []
    address = f"https://sws.geonames.org/{place.geonameid}/"
    return [{"type": "SpecificResource", "purpose": "identifying", "source": address}]


# --- Sentences --------------------------------------------------------------------------


def _said(record: Record, statement: Statement) -> str:
    speaker = statement.speaker.name if statement.speaker else NOBODY
    how = f"{statement.act}, {statement.factuality}, {statement.polarity}"
    return f"{speaker} ({how}): {wording(record, statement)}"


def _counted(record: Record, figure: Figure) -> str:
    amount = interval(figure) or record.words(figure.span)
    parts = (figure.indicator, f"{amount} {figure.unit or ''}".strip(), figure.mode, figure.measure)
    return ", ".join(filter(None, parts))


def _called(actor: Actor) -> str:
    held = [f"{role.title} of {role.of}" if role.of else role.title for role in actor.roles]
    return ", ".join([actor.name, *dict.fromkeys(held)])


def _located(place: Place) -> str:
    if place.lat is None or place.lon is None:
        return f"{place.name}: {place.unresolved or 'not placed'}"
    within = ", ".join(filter(None, (place.name, place.admin1, place.country)))
    return f"{within} ({place.lat}, {place.lon})"


def _dated(time: Time) -> str:
    return period(time) or time.value or time.type


FORMAT = Text(
    about=(
        "One AnnotationPage in JSON-LD, an annotation a line. Offsets are code points of the report's text "
        "as Onrecord keeps it, not of the web page; the quote finds the words on the page."
    ),
    ending=".jsonld",
    fields=(("Fields of an annotation", FIELDS),),
    pieces=pieces,
)
