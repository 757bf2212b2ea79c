"""JSON Lines of records: one record a line, as `onrecord read --format jsonl` prints it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from onrecord.export.shapes import Text
from onrecord.record import Record

FIELDS = (
    ("onrecord", "version that made the record"),
    ("report", "the article: its text, and what its margins say of it"),
    ("actors", "who speaks, acts or is spoken of"),
    ("places", "places, on the map where that could be told"),
    ("times", "TIMEX3 expressions with their interval"),
    ("statements", "attributed propositions"),
    ("figures", "counted or measured quantities"),
    ("events", "what happened"),
)


def lines(records: Iterable[Record]) -> Iterator[str]:
    """Each record as a line of JSON (https://jsonlines.org)."""
    for record in records:
        yield record.to_json() + "\n"


FORMAT = Text(
    about="One record a line, whole and unchanged: the format to keep, and to read again.",
    ending=".jsonl",
    fields=(("Fields of a line", FIELDS),),
    pieces=lines,
)
