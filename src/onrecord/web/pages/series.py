"""Series: what can be followed, and each figure of a series through time, down to its words."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import Annotated, Any, Literal, get_args

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from onrecord.comparison.chart import DARK, LIGHT, PAPER, Look, can_be_drawn
from onrecord.comparison.drawing import Format
from onrecord.comparison.estimates import Estimate, ucdp
from onrecord.comparison.following import followed
from onrecord.comparison.points import Point
from onrecord.comparison.series import (
    POINT_COLUMNS,
    Expectation,
    Group,
    Series,
    check_indicator,
    estimates_of,
    series,
)
from onrecord.comparison.showing import interval, mark
from onrecord.ledger.ledger import Ledger
from onrecord.ledger.options import day
from onrecord.ledger.paths import name_of
from onrecord.lexicon.indicators import load_indicators
from onrecord.record import Measure
from onrecord.render.spreadsheet import write_csv
from onrecord.web.charts import Drawing, charts
from onrecord.web.room import Asked, link, page, room

router = APIRouter()
DRAWN = 500  # figures of a series on its page and in its chart, the latest
IN_A_FILE = 10_000  # figures in a CSV file
AT_ONCE = 60  # rows on a page
EXPECTED = 12  # pairs of expected and observed on a page
LOOKS = {"paper": PAPER, "light": LIGHT, "dark": DARK}
FILTERS = ("place", "population", "measure", "source", "since", "until")
Filters = dict[str, str]


async def _asked(
    place: Annotated[str, Query(max_length=200)] = "",
    population: Annotated[str, Query(max_length=200)] = "",
    measure: Annotated[str, Query(max_length=40)] = "",
    source: Annotated[str, Query(max_length=200)] = "",
    since: Annotated[str, Query(max_length=40)] = "",
    until: Annotated[str, Query(max_length=40)] = "",
) -> Filters:
    given = {
        "place": place, "population": population, "measure": measure, "source": source,
        "since": since.strip() and day(since.strip(), "From"),
        "until": until.strip() and day(until.strip(), "Until"),
    }  # fmt: skip
    return {name: value.strip() for name, value in given.items() if value and value.strip()}


Given = Annotated[Filters, Depends(_asked)]
LookName = Annotated[Literal["paper", "light", "dark"], Query(alias="look")]
Shape = Annotated[Literal["wide", "narrow"], Query(alias="shape")]


@dataclass(frozen=True)
class View:
    """A series as its page has it: group by group, the latest figures first."""

    series: Series
    where: str | None

    @cached_property
    def groups(self) -> list[Group]:
        """The groups of the series."""
        return self.series.groups

    @cached_property
    def rows(self) -> list[tuple[int, Point]]:
        """All figures, each with the number of its group."""
        return [(at, known) for at, group in enumerate(self.groups) for known in reversed(group.points)]

    @cached_property
    def estimates(self) -> list[list[Estimate]]:
        """Best, low and high of each group, the latest first."""
        return [estimates_of(group, ucdp, {})[::-1] for group in self.groups]

    @cached_property
    def expected(self) -> list[Expectation]:
        """What was expected against what was observed, the latest first, the same told once."""
        told: dict[tuple[str, str], Expectation] = {}
        for pair in reversed(self.series.expected):
            told.setdefault((pair.observed.as_of, str(pair)), pair)
        return list(told.values())

    @cached_property
    def pages(self) -> int:
        """On how many pages the rows stand."""
        return max(1, -(-len(self.rows) // AT_ONCE))

    def tables(self, at: int) -> Iterator[tuple[Group, list[Point], list[Estimate]]]:
        """The groups of a page with their figures there and the estimates of those days."""
        chosen = self.rows[(at - 1) * AT_ONCE : at * AT_ONCE]
        for number in dict.fromkeys(number for number, _ in chosen):
            points = [known for own, known in chosen if own == number]
            days = {known.as_of for known in points}
            yield self.groups[number], points, [one for one in self.estimates[number] if one.as_of in days]

    def leads(self, path: str, given: Mapping[str, str]) -> dict[tuple[str, str], str]:
        """The address of each figure's row."""
        return {
            (known.report_id, known.figure): f"{_address(path, given, at // AT_ONCE + 1)}#{anchor(known)}"
            for at, (_, known) in enumerate(self.rows)
        }


def anchor(known: Point) -> str:
    """The id of a figure's row."""
    return f"p{known.report_id}-{known.figure}"


def report_of(known: Point) -> str:
    """The address of a figure's report."""
    return link("/reports/{}", known.report_id)


def _address(path: str, given: Mapping[str, str], at: int) -> str:
    return link(path, **given, page=at if at > 1 else None)


@router.get("/series", response_class=HTMLResponse)
def index(request: Request, ledger: Asked, given: Given, indicator: str = "") -> Response:
    """What can be followed; with an indicator the way to its series."""
    if indicator:
        return RedirectResponse(link("/series/{}", indicator, **given), HTTPStatus.SEE_OTHER)
    found = room(request).remembered.answer("followed", lambda: followed(ledger))
    return page(request, "series_list.html.jinja", followed=found, **_choices(given))


@router.get("/series/{indicator}.csv")
def table(ledger: Asked, indicator: str, given: Given) -> Response:
    """The figures of a series as CSV."""
    found = series(ledger, indicator, **given, limit=IN_A_FILE)
    stream = io.StringIO()
    write_csv(found.to_dicts(), POINT_COLUMNS, stream)
    return Response(stream.getvalue().encode("utf-8", "replace"), media_type="text/csv; charset=utf-8")


@router.get("/series/{indicator}/chart.svg")
def svg(
    request: Request,
    indicator: str,
    given: Given,
    look: LookName = "paper",
    shape: Shape = "wide",
) -> Response:
    """The chart of a series; each dot leads to the row of its figure."""
    return _chart(request, indicator, given, "svg", LOOKS[look].narrow if shape == "narrow" else LOOKS[look])


@router.get("/series/{indicator}/chart.png")
def png(request: Request, indicator: str, given: Given) -> Response:
    """The chart of a series as a picture for a paper."""
    return _chart(request, indicator, given, "png", PAPER)


def _chart(request: Request, indicator: str, given: Filters, format: Format, look: Look) -> Response:
    view = _view(request, indicator, given)
    drawing = Drawing(view.series, format, look, view.leads(link("/series/{}", indicator), given))
    name = drawing.name()
    headers = {"ETag": f'"{name}"'}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    try:
        content = charts().content(drawing, name)
    except TimeoutError:
        detail = "many charts are being drawn; look again in a moment"
        raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, detail, {"Retry-After": "10"}) from None
    kind = "image/svg+xml" if format == "svg" else "image/png"
    return Response(content, media_type=kind, headers=headers)


@router.get("/series/{indicator}", response_class=HTMLResponse)
def one(
    request: Request,
    indicator: str,
    given: Given,
    at: Annotated[int, Query(alias="page", ge=1, le=DRAWN)] = 1,
) -> HTMLResponse:
    """A series: its chart, what was expected, every figure with its words, best and low and high by day."""
    view = _view(request, indicator, given)
    if at > view.pages:
        raise HTTPException(HTTPStatus.NOT_FOUND, f"the series has {view.pages} pages")
    path = link("/series/{}", indicator)
    return page(
        request,
        "series.html.jinja",
        indicator=indicator,
        about=load_indicators().terms[indicator].about,
        view=view,
        at=at,
        tables=list(view.tables(at)),
        expected=view.expected[:EXPECTED] if at == 1 else (),
        is_drawn=can_be_drawn(view.series),
        chart=lambda format="svg", **asked: link(f"{path}/chart.{format}", **given, **asked),
        csv=link("/series/{}.csv", indicator, **given),
        earlier=_earlier(view.series, path, given),
        previous=_address(path, given, at - 1) if at > 1 else None,
        next=_address(path, given, at + 1) if at < view.pages else None,
        anchor=anchor,
        report_of=report_of,
        interval=interval,
        mark=mark,
        **_choices(given),
    )


def _view(request: Request, indicator: str, given: Filters) -> View:
    check_indicator(indicator)
    ledger = room(request).ledger

    def make() -> View:
        found = series(ledger, indicator, **given, limit=DRAWN)
        return View(found, _named(ledger, given.get("place")))

    return room(request).kept.answer(("series", indicator, tuple(sorted(given.items()))), make)


def _named(ledger: Ledger, place: str | None) -> str | None:
    """What a place is called that was asked for by its name or its path."""
    if place is None or not ("/" in place or place.isupper()):
        return place
    with ledger._reading() as connection:
        return name_of(connection, place)


def _earlier(found: Series, path: str, given: Filters) -> str | None:
    """The address of the figures before those that are shown, where there are some."""
    if len(found.points) < DRAWN or not any(note.startswith("the latest") for note in found.notes):
        return None
    return link(path, **given | {"until": found.points[0].as_of})


def _choices(given: Filters) -> dict[str, Any]:
    """What the form of filters shows."""
    return {
        "given": dict.fromkeys(FILTERS, "") | given,
        "is_narrowed": bool(given),
        "indicators": tuple(sorted(load_indicators().terms)),
        "measures": get_args(Measure),
    }
