"""Figures as HXL: CSV with a row of hashtags under the headings (https://hxlstandard.org, 1.1).

A row is a figure, with its place, its dates and whose words it rests on. Each indicator has a column of its
own, tagged as `lexicon/indicators.toml` says; what was only expected or planned, rates and changes stay out
of those columns, so that nobody adds them up with what was counted.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from onrecord.export.shapes import Field, Text
from onrecord.lexicon.indicators import Indicator, load_indicators
from onrecord.record import Figure, Record
from onrecord.render.figures import FigureRow, cells, figure_rows
from onrecord.render.spreadsheet import cell

# Heading, hashtag, what it holds. The tags in use on HDX come first; attributes after them say more.
WHERE_AND_WHEN = (
    ("published", "#date+reported", "day of publication"),
    ("start", "#date+start", "first day the figure holds for; empty: open or unknown"),
    ("end", "#date+end", "last day the figure holds for; empty: open or unknown"),
    ("country", "#country+code+v_iso3", "ISO 3166-1 alpha-3"),
    ("admin1", "#adm1+name", "first-level region"),
    ("place", "#loc+name", "the place as named"),
    ("geonameid", "#loc+code+v_geonames", "GeoNames' number"),
    ("precision", "#geo+precision", "point, city, admin2, admin1, country, region or near"),
    ("lat", "#geo+lat", "degrees north (WGS 84)"),
    ("lon", "#geo+lon", "degrees east"),
)
HOW_AND_WHO = (
    ("indicator", "#indicator+name", "term of the indicator vocabulary"),
    ("value", "#indicator+value+num", "the number, whatever its mode; empty for a vague word or a range"),
    ("low", "#indicator+value+min", "least the words allow; empty: open"),
    ("high", "#indicator+value+max", "most the words allow; empty: open"),
    ("modifier", "#indicator+modifier", "exactly, about, more than, at least, less than, at most, between"),
    ("unit", "#indicator+unit", "what is counted, or the unit of measure"),
    ("mode", "#indicator+mode", "observed, expected, planned or estimated"),
    ("measure", "#indicator+measure", "stock, cumulative, flow, rate or change"),
    ("counted", "#group+name", "who or what is counted, in words"),
    ("vouched_by", "#meta+speaker", "the speaker whose words hold it, or whose report it is"),
    ("outlet", "#meta+source", "who published the report"),
    ("url", "#meta+url", "where the report was published"),
    ("words", "#description", "the figure as worded"),
    ("report", "#meta+id+report", "the report"),
    ("figure", "#meta+id+figure", "the figure's id within its report"),
)
COUNTED_NOW = frozenset({"observed", "estimated"})


def lines(records: Iterable[Record]) -> Iterator[str]:
    """The rows of all figures that have an indicator with a hashtag, and a number."""
    terms = tagged()
    yield _line([*_headings(WHERE_AND_WHEN), *(term.name for term in terms), *_headings(HOW_AND_WHO)])
    yield _line([*_tags(WHERE_AND_WHEN), *(term.hxl for term in terms), *_tags(HOW_AND_WHO)])
    names = {term.name for term in terms}
    for record in records:
        for row in figure_rows(record):
            if row.figure.indicator in names and row.interval:
                yield _line(_row(record, row, terms))


def tagged() -> list[Indicator]:
    """The indicators that have a hashtag, in the order of the vocabulary."""
    return [term for term in load_indicators().terms.values() if term.hxl]


def is_a_count(figure: Figure, term: Indicator) -> bool:
    """Whether a figure may stand in its indicator's own column, and be added up there."""
    if figure.mode not in COUNTED_NOW:
        return False
    return figure.measure not in ("rate", "change") or figure.measure == term.measure


def _row(record: Record, row: FigureRow, terms: list[Indicator]) -> list[Any]:
    known = cells(record, row)
    place = row.place
    known |= {
        "admin1": place and place.admin1,
        "geonameid": place and place.geonameid,
        "precision": place and place.precision,
    }
    own = [
        row.figure.value if term.name == row.figure.indicator and is_a_count(row.figure, term) else None
        for term in terms
    ]
    return [
        *(known[name] for name in _headings(WHERE_AND_WHEN)),
        *own,
        *(known[name] for name in _headings(HOW_AND_WHO)),
    ]


def _headings(columns: tuple[tuple[str, str, str], ...]) -> list[str]:
    return [name for name, _, _ in columns]


def _tags(columns: tuple[tuple[str, str, str], ...]) -> list[str]:
    return [tag for _, tag, _ in columns]


def _line(values: Iterable[Any]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerow([cell(value) for value in values])
    return stream.getvalue()


def _fields(columns: tuple[tuple[str, str, str], ...]) -> tuple[Field, ...]:
    return tuple((f"{name} `{tag}`", about) for name, tag, about in columns)


FORMAT = Text(
    about=(
        "A row a figure, with hashtags in the second row. An indicator's own column holds what was observed "
        "or estimated; what was expected or planned, rates and changes are in `value` only."
    ),
    ending=".csv",
    fields=(
        ("Where and when", _fields(WHERE_AND_WHEN)),
        ("Indicators", tuple((f"{term.name} `{term.hxl}`", term.about) for term in tagged())),
        ("How much, and who says so", _fields(HOW_AND_WHO)),
    ),
    pieces=lines,
)
