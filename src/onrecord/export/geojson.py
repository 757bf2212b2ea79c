"""Places and figures on the map as GeoJSON (RFC 7946)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from onrecord.export.shapes import Field, Text
from onrecord.export.tables import FIGURES, PLACES, TABLES
from onrecord.record import Place, Record

REPORT = ("title", "outlet", "agency", "published", "url")
_ROWS = {table.name: table.rows for table in TABLES}
_COORDINATES = frozenset({"lat", "lon"})  # in the geometry, and nowhere else


def pieces(records: Iterable[Record]) -> Iterator[str]:
    """One FeatureCollection, a feature a line: each report's places, then its figures at their place.

    Coordinates are longitude, latitude (WGS 84). What has no place on the map has no geometry (`null`).
    """
    yield '{"type": "FeatureCollection", "features": ['
    between = "\n"
    for record in records:
        for feature in features(record):
            yield between + json.dumps(feature, ensure_ascii=False, allow_nan=False)
            between = ",\n"
    yield "\n]}\n"


def features(record: Record) -> Iterator[dict[str, Any]]:
    """The features of a record."""
    places = {place.id: place for place in record.places}
    report = {name: getattr(record.report, name) for name in REPORT}
    for row in _ROWS["places"](record):
        yield _feature("place", row, places[row["id"]], report)
    for row in _ROWS["figures"](record):
        yield _feature("figure", row, places.get(row["place"] or ""), report)


def _feature(what: str, row: dict[str, Any], place: Place | None, report: dict[str, Any]) -> dict[str, Any]:
    properties = {name: value for name, value in row.items() if name not in _COORDINATES}
    if what == "figure":
        properties |= {
            "precision": place and place.precision,
            "place_confidence": place and place.confidence,
        }
    return {
        "type": "Feature",
        "id": f"{row['report_id']}/{row['id']}",
        "geometry": _point(place),
        "properties": {"what": what, **properties, **report},
    }


def _point(place: Place | None) -> dict[str, Any] | None:
    if place is None or place.lat is None or place.lon is None:
        return None
    return {"type": "Point", "coordinates": [place.lon, place.lat]}


def _fields(columns: Iterable[Any]) -> tuple[Field, ...]:
    return tuple((column.name, column.about) for column in columns if column.name not in _COORDINATES)


_OF_ALL = (
    ("what", "place or figure"),
    ("title, outlet, agency, published, url", "of the report"),
)
_OF_THE_PLACE = (
    ("precision", "of the figure's place: point, city, admin2, admin1, country, region or near"),
    ("place_confidence", "of the figure's place, 0 to 1"),
)

FORMAT = Text(
    about=(
        "One FeatureCollection of points, longitude before latitude. Read `precision` before drawing a "
        "point: a country's is its middle. What could not be placed has no geometry (`null`)."
    ),
    ending=".geojson",
    fields=(
        ("Properties of every feature", _OF_ALL),
        ("Properties of a figure", (*_fields(FIGURES), *_OF_THE_PLACE)),
        ("Properties of a place", _fields(PLACES)),
    ),
    pieces=pieces,
)
