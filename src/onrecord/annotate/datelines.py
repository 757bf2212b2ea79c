"""The place a report is filed from: one of its places, though the dateline stands outside the sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Doc

from onrecord.annotate.placehood import Toponymic
from onrecord.gazetteer.atlas import Atlas
from onrecord.gazetteer.names import key
from onrecord.gazetteer.store import Place
from onrecord.record import Span

_REGION = re.compile(r",\s?(?P<region>[^\W\d_][^,;:()\n–—-]{0,40})")
LOOKED_THROUGH = 2000  # characters from the top in which a dateline stands
SURE = 4.0  # log-odds: the report itself says that it is a place


def dateline_names(doc: Doc, atlas: Atlas) -> list[Toponymic]:
    """The dateline's place and, where it is said, the region it lies in ("TRIPOLI, Lebanon"); else none."""
    report = doc._.report
    if report is None or not report.dateline_place:
        return []
    span = _place_span(report.text, doc.text, report.dateline_place)
    if span is None:
        return []
    region = _region(report.text, span.end, atlas)
    name = _name(report.text, span, atlas)
    if region is None:
        return [name]
    name.inside = 1
    return [name, region]


def _place_span(text: str, body: str, place: str) -> Span | None:
    """Where the margins of `text` name `place`: in `body`, as long as `text`, the margins are blanks."""
    pattern = re.compile(rf"(?<!\w){re.escape(place)}(?!\w)", re.IGNORECASE)
    for found in pattern.finditer(text, 0, LOOKED_THROUGH):
        if body[found.start() : found.end()].isspace():
            return Span(found.start(), found.end())
    return None


def _name(text: str, span: Span, atlas: Atlas) -> Toponymic:
    word = key(text[span.start : span.end])
    return Toponymic(0, 0, span, word, atlas.find([word])[word], "name", ["dateline"], SURE, "city")


def _region(text: str, end: int, atlas: Atlas) -> Toponymic | None:
    """The country or region named right after a comma, by its longest words that the atlas knows."""
    found = _REGION.match(text, end)
    if found is None:
        return None
    start = found.start("region")
    for stop in _stops(found["region"]):
        words = found["region"][:stop]
        span = Span(start, start + stop)
        places = atlas.codes.get(words) or atlas.codes.get(f"{words}.")
        if places:
            return Toponymic(0, 0, span, key(words), places, "code", ["dateline"], SURE)
        places = tuple(place for place in atlas.find([key(words)])[key(words)] if _may_hold(place))
        if places:
            return Toponymic(0, 0, span, key(words), places, "name", ["dateline"], SURE)
    return None


def _stops(words: str) -> Iterator[int]:
    """The ends of the words, the last first."""
    for found in reversed(list(_WORD.finditer(words))):
        yield found.end()


_WORD = re.compile(r"\S+")


def _may_hold(place: Place) -> bool:
    return place.kind in ("country", "admin1", "region")
