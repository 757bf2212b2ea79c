"""A record's figures as rows for people: the same words on the terminal, on the page and in a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from onrecord.record import Actor, Figure, Place, Record, Statement, Time

NOBODY = "nobody named"
WORDS = {
    "=": "exactly", "~": "about", ">": "more than", ">=": "at least", "<": "less than", "<=": "at most",
    "range": "between",
}  # fmt: skip
SIGNS = {"~": "≈ ", ">": "> ", ">=": "≥ ", "<": "< ", "<=": "≤ "}


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure with what it hangs on, looked up.

    `words` are the figure as worded, `interval` what the words allow ("≥ 12", "24–99"), `counted`
    who or what is counted, `as_of` the date or period it holds for, `vouched_by` the speaker whose
    words hold it (`NOBODY` where the text names none), or whose report it is.
    """

    figure: Figure
    words: str
    interval: str
    counted: str
    where: str
    as_of: str
    mode: str
    vouched_by: str
    statement: Statement | None
    place: Place | None
    time: Time | None


def figure_rows(record: Record) -> list[FigureRow]:
    """The figures of a record in text order."""
    statements = {statement.id: statement for statement in record.statements}
    places = {place.id: place for place in record.places}
    times = {time.id: time for time in record.times}
    return [
        _row(
            record,
            figure,
            statements.get(figure.statement or ""),
            places.get(figure.place or ""),
            times.get(figure.time or ""),
        )
        for figure in record.figures
    ]


def _row(
    record: Record, figure: Figure, statement: Statement | None, place: Place | None, time: Time | None
) -> FigureRow:
    return FigureRow(
        figure=figure,
        words=record.words(figure.span),
        interval=interval(figure),
        counted=_counted(record, figure),
        where=place.name if place else "",
        as_of=period(time),
        mode=" ".join(filter(None, (figure.mode, figure.measure and _measure(figure)))),
        vouched_by=_vouched_by(record, statement),
        statement=statement,
        place=place,
        time=time,
    )


def interval(figure: Figure) -> str:
    """What the words allow: "120,000", "≥ 12", "24–99", "40 of 56"; nothing where no number can be told."""
    if figure.modifier == "range":
        return f"{number(figure.low)}–{number(figure.high)}".strip("–")
    if figure.value is None:
        return ""
    whole = f" of {number(figure.total)}" if figure.total is not None else ""
    return f"{SIGNS.get(figure.modifier, '')}{number(figure.value)}{whole}"


def number(value: int | float | None) -> str:
    """A number with its thousands apart; nothing for none."""
    return "" if value is None else f"{value:,}"


def period(time: Time | None) -> str:
    """A time's interval: one day, "from – to", an open side left blank."""
    if time is None or (time.start is None and time.end is None):
        return ""
    if time.start == time.end:
        return time.start or ""
    return f"{time.start or '…'} – {time.end or '…'}"


def _counted(record: Record, figure: Figure) -> str:
    per = f" per {figure.per}" if figure.per else ""
    if isinstance(figure.population, Actor):
        return figure.population.name + per
    if figure.population is not None:
        return str(record.words(figure.population)) + per
    return (figure.unit or "") + per


def _measure(figure: Figure) -> str:
    return f"{figure.measure} {figure.direction}" if figure.direction else str(figure.measure)


def _vouched_by(record: Record, statement: Statement | None) -> str:
    if statement is None:
        return record.report.outlet or record.report.agency or "the report"
    return statement.speaker.name if statement.speaker else NOBODY


COLUMNS = (
    "report", "title", "outlet", "published", "url", "figure", "words", "value", "low", "high", "modifier",
    "unit", "per", "total", "indicator", "counted", "place", "country", "lat", "lon", "start", "end", "mode",
    "measure", "direction", "replaces", "vouched_by", "statement", "said", "from_character", "to_character",
)  # fmt: skip
"""The columns of the spreadsheet of figures."""


def cells(record: Record, row: FigureRow) -> dict[str, Any]:
    """One row of the spreadsheet of figures: numbers as numbers, missing values as `None`."""
    figure, report = row.figure, record.report
    return {
        "report": report.id,
        "title": report.title,
        "outlet": report.outlet or report.agency,
        "published": report.published,
        "url": report.url,
        "figure": figure.id,
        "words": row.words,
        "value": figure.value,
        "low": figure.low,
        "high": figure.high,
        "modifier": WORDS[figure.modifier],
        "unit": figure.unit,
        "per": figure.per,
        "total": figure.total,
        "indicator": figure.indicator,
        "counted": row.counted,
        "place": row.where or None,
        "country": row.place.country if row.place else None,
        "lat": row.place.lat if row.place else None,
        "lon": row.place.lon if row.place else None,
        "start": row.time.start if row.time else None,
        "end": row.time.end if row.time else None,
        "mode": figure.mode,
        "measure": figure.measure,
        "direction": figure.direction,
        "replaces": figure.replaces,
        "vouched_by": row.vouched_by,
        "statement": figure.statement,
        "said": " … ".join(record.words(row.statement.content)) if row.statement else None,
        "from_character": figure.span.start,
        "to_character": figure.span.end,
    }
