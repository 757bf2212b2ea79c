"""What reports say of one thing over time, and what cannot both hold."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import HTTPException, Path, Query, Request, Response
from pydantic import Field

from onrecord.api import OpenLedger
from onrecord.comparison import series as series_of
from onrecord.comparison.disputes import Dispute, Side, dispute_by_id, found_disputes
from onrecord.comparison.estimates import ucdp
from onrecord.comparison.following import followed
from onrecord.comparison.mapping import placed
from onrecord.comparison.moved import moved
from onrecord.comparison.points import Point
from onrecord.comparison.rulings import Verdict, rulings_on, verdict
from onrecord.comparison.series import Series, estimates_of
from onrecord.comparison.settling import explain, reopen, settle
from onrecord.record import Measure
from onrecord.web.api import models
from onrecord.web.api.answers import (
    LARGEST,
    LONGEST,
    WHOLE,
    Listed,
    Missing,
    Paged,
    Sent,
    Since,
    Until,
    changes,
    filters,
    looks,
    page_of,
    routed,
)
from onrecord.web.api.lists import Indicator, ModeAsked, Place, text
from onrecord.web.pages.front import MOVED
from onrecord.web.room import Asked, Looking, room

router = routed("Comparison")

Population = Annotated[str | Missing, text("Who is counted, or a part of it.")]
MeasureAsked = Annotated[Measure | Missing, Query(description="Such figures alone.")]
Source = Annotated[str | Missing, text("Who says so: a speaker or an outlet, or a part.")]
Kind = Annotated[
    Literal["interval", "denial", "whole", "falling"] | Missing, Query(description="Such disputes alone.")
]
Settled = Annotated[Literal["open", "settled", "all"], Query(description="Those that people have settled?")]
DisputeId = Annotated[str, Path(max_length=LONGEST, description="Id of the dispute.")]
Note = Annotated[str | None, Field(max_length=2000, description="Why, in your words.")]
Version = Annotated[
    int, Field(ge=0, le=LARGEST, description="The version you saw: another is refused with 409."), WHOLE
]


# --- Series ------------------------------------------------------------------------------


@router.get(
    "/series", summary="What can be followed", responses=looks(), response_model=list[models.Followed]
)
def indicators(request: Request, ledger: Asked) -> Any:
    """The indicators that have figures, those with most first."""
    return room(request).remembered.answer("followed", lambda: followed(ledger))


@router.get("/series/{indicator}", summary="A series", responses=looks(), response_model=models.Series)
def one_series(
    ledger: Asked,
    indicator: Annotated[str, Path(max_length=LONGEST, description="What is counted.", examples=["killed"])],
    place: Place = None,
    population: Population = None,
    measure: MeasureAsked = None,
    since: Since = None,
    until: Until = None,
    source: Source = None,
    mode: ModeAsked = None,
) -> Any:
    """The figures of one indicator over time, with best, low and high for each day.

    The latest thousand figures at most; a note says where there are more. Figures that do not count are there
    and marked.
    """
    asked = filters(
        place=place, population=population, measure=measure, since=since, until=until, source=source,
        mode=mode,
    )  # fmt: skip
    return _plain_series(series_of(ledger, indicator, **asked))


def _plain_series(found: Series) -> dict[str, Any]:
    at = {(known.report_id, known.figure): number for number, known in enumerate(found.points)}

    def position(known: Point) -> int:
        return at[known.report_id, known.figure]

    return {
        "indicator": found.indicator,
        "filters": found.filters,
        "notes": found.notes,
        "points": found.points,
        "groups": [
            {
                "label": group.label, "measure": group.measure, "unit": group.unit, "counted": group.counted,
                "points": [position(known) for known in group.points],
            }
            for group in found.groups
        ],
        "expected": [
            {
                "observed": position(pair.observed), "expected": position(pair.expected),
                "share": pair.share, "sentence": str(pair),
            }
            for pair in found.expected
        ],
        "estimates": list(_plain_estimates(found, position)),
    }  # fmt: skip


def _plain_estimates(found: Series, position: Callable[[Point], int]) -> Iterator[dict[str, Any]]:
    for number, group in enumerate(found.groups):
        for estimate in estimates_of(group, ucdp, {}):
            yield {
                "group": number, "as_of": estimate.as_of, "best": estimate.best, "low": estimate.low,
                "high": estimate.high, "sources": estimate.sources,
                "points": [position(known) for known in estimate.points],
            }  # fmt: skip


@router.get("/moved", summary="Series that moved", responses=looks(), response_model=list[models.Moved])
def latest_moves(request: Request, ledger: Asked) -> Any:
    """Series whose latest figure differs from the one of an earlier day, the latest first."""
    return room(request).remembered.answer("moved", lambda: moved(ledger, MOVED))


@router.get("/map", summary="Figures on the map", responses=looks(), response_model=list[models.Placed])
def on_map(
    request: Request,
    ledger: Asked,
    indicator: Indicator = None,
    place: Place = None,
    measure: MeasureAsked = None,
    mode: ModeAsked = None,
    since: Since = None,
    until: Until = None,
) -> Any:
    """The latest figures that have a place, two hundred at most; what does not count is left out."""
    asked = filters(indicator=indicator, place=place, measure=measure, mode=mode, since=since, until=until)
    return room(request).kept.answer(("placed", *sorted(asked.items())), lambda: placed(ledger, **asked))


# --- Disputes ----------------------------------------------------------------------------


class Settling(Sent):
    """Which side of a dispute holds."""

    holds: Verdict
    version: Version
    note: Note = None


class Explaining(Sent):
    """Words about a dispute."""

    note: Annotated[str, Field(min_length=1, max_length=2000)]
    version: Version


class Reopening(Sent):
    """A settled dispute is to be open again."""

    version: Version
    note: Note = None


@router.get(
    "/disputes", summary="What cannot both hold", responses=looks(), response_model=Listed[models.Dispute]
)
def list_disputes(
    request: Request,
    response: Response,
    ledger: Asked,
    paging: Paged,
    indicator: Indicator = None,
    place: Place = None,
    kind: Kind = None,
    since: Since = None,
    until: Until = None,
    standing: Settled = "open",
) -> Any:
    """Disputes, the weightiest first. `since` and `until` are of the later side."""
    asked = filters(indicator=indicator, place=place, kind=kind, since=since, until=until)
    settled = {"open": False, "settled": True, "all": None}[standing]

    def find() -> list[Any]:
        found = found_disputes(ledger, **asked, settled=settled, limit=paging.enough)[paging.start :]
        return [_plain_dispute(one) for one in found]

    question = ("disputes", *sorted(asked.items()), standing, paging.page, paging.limit)
    return page_of(request, response, paging, room(request).kept.answer(question, find))


@router.get(
    "/disputes/{dispute_id}", summary="A dispute", responses=looks(404), response_model=models.DisputeWhole
)
def dispute(ledger: Asked, dispute_id: DisputeId) -> Any:
    """A dispute with its rulings."""
    found = _dispute(ledger, dispute_id)
    history = rulings_on(ledger, [dispute_id]).get(dispute_id, [])
    settling = verdict(history)
    return {
        "dispute": _plain_dispute(found), "version": len(history), "rulings": history,
        "settled": settling and settling.verdict,
    }  # fmt: skip


@router.post("/disputes/{dispute_id}/settle", summary="Say which side holds", responses=changes(404, 409))
def settle_dispute(ledger: Asked, visitor: Looking, dispute_id: DisputeId, sent: Settling) -> models.Ruling:
    """Say which side of a dispute holds; it is told no longer among the open ones."""
    _dispute(ledger, dispute_id)
    return _told(
        settle(ledger, dispute_id, sent.holds, reviewer=visitor.name, version=sent.version, note=sent.note)
    )


@router.post("/disputes/{dispute_id}/explain", summary="Add a note", responses=changes(404, 409))
def explain_dispute(
    ledger: Asked, visitor: Looking, dispute_id: DisputeId, sent: Explaining
) -> models.Ruling:
    """Add a note to a dispute, which stays as it is."""
    _dispute(ledger, dispute_id)
    return _told(explain(ledger, dispute_id, sent.note, reviewer=visitor.name, version=sent.version))


@router.post("/disputes/{dispute_id}/reopen", summary="Open a settled dispute", responses=changes(404, 409))
def reopen_dispute(ledger: Asked, visitor: Looking, dispute_id: DisputeId, sent: Reopening) -> models.Ruling:
    """Open a settled dispute again."""
    _dispute(ledger, dispute_id)
    return _told(reopen(ledger, dispute_id, reviewer=visitor.name, version=sent.version, note=sent.note))


def _dispute(ledger: OpenLedger, dispute_id: str) -> Dispute:
    found = dispute_by_id(ledger, dispute_id)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "the ledger has no such dispute")
    return found


def _told(ruling: Any) -> models.Ruling:
    return models.Ruling.model_validate(ruling)


def _plain_dispute(found: Dispute) -> dict[str, Any]:
    facts = {name: getattr(found, name) for name in models.Dispute.model_fields}
    return facts | {"one": _plain_side(found.one), "other": _plain_side(found.other)}


def _plain_side(side: Side) -> dict[str, Any]:
    facts = {field.name: getattr(side, field.name) for field in dataclasses.fields(side)}
    figure = facts.pop("figure")
    if figure is not None:
        facts |= {name: getattr(figure, name) for name in ("value", "low", "high")}
    return facts
