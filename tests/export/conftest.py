"""Reports to export: one story told twice, and a record made to break a writer."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable

import pytest

from onrecord.export import export
from onrecord.record import Actor, Figure, Mention, Place, Record, Report, Role, Span, Statement, Time

FLOOD = (
    "MOSUL, January 21 (Tamarind) - More than 1,200 people fled their homes in Mosul last week, Colonel Adra "
    'Amari told reporters on Tuesday. "We held the bridge," she said, "but not the road." Dozens were injured '
    "in Aleppo, the Health Ministry said. At least 12 soldiers were killed in Karsabad."
)
DENIAL = (
    "Colonel Adra Amari denied on Wednesday that the bridge at Odde had fallen. The agency expects 40,000 people "
    'to be displaced in Aleppo. "Open the gates!" the mayor Lena Voss demanded.'
)


@pytest.fixture(scope="session")
def records(read) -> list[Record]:
    return [
        read(FLOOD, published="2031-01-21", title="Floods at the bridge", outlet="Tamarind", url="https://example.org/a?b=1"),
        read(DENIAL, published="2031-01-22", title="Bridge holds", outlet="Post of Ruo"),
    ]  # fmt: skip


def written(records: Iterable[Record], format: str) -> bytes:
    """What a format makes of records."""
    stream = io.BytesIO()
    export(records, format, stream)
    return stream.getvalue()


def hostile_record(text: str, published: str | None = "2031-01-21") -> Record:
    """A record in which every text is `text`, and every span all of it."""
    span = Span(0, len(text))
    actor = Actor("a1", text, "person", (text,), (Role(text, text, span),), None, (Mention(span),))
    place = Place("p1", text, (span,), None, 36.3, 43.1, "IRQ", text, "city", 0.5)
    time = Time("t1", span, "date", published, None, text)
    statement = Statement(
        "s1", (span,), "direct", actor, span, span, actor, "deny", "certain", "-", "t1", rule="x"
    )
    figure = Figure(
        "f1", span, -5, -5, None, "=", text, text, "killed", actor, 10**18, "p1", "t1", statement="s1"
    )
    report = Report("0123456789abcdef", text, text, text, text, text, text, text, published, text, "en", text)
    return Record("0.0", report, (actor,), (place,), (time,), (statement,), (figure,))


Hostile = Callable[[str], Record]
