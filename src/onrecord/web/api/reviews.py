"""What the machine found, for people to accept, amend or reject; what waits for them, and the trail."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import HTTPException, Path, Query, Request, Response
from pydantic import Field

from onrecord.api import OpenLedger
from onrecord.ledger import reviewing, waiting
from onrecord.ledger.opening import LedgerError
from onrecord.ledger.trail import Kind
from onrecord.web.api import models
from onrecord.web.api.answers import (
    LARGEST,
    MOST,
    Listed,
    Missing,
    Sent,
    changes,
    filters,
    looks,
    part_of,
    routed,
)
from onrecord.web.api.comparison import Note, Version
from onrecord.web.api.lists import Indicator, Place, text
from onrecord.web.api.reports import Outlet, ReportId
from onrecord.web.room import Asked, Looking

router = routed("Reviews")

RecordId = Annotated[str, Path(max_length=40, description="Id of the statement or figure in it.")]
Id = Annotated[int, Field(ge=1, le=LARGEST)]
Limit = Annotated[int, Query(ge=1, le=MOST, description="At most so many at once.")]
KindAsked = Annotated[Kind | Missing, Query(description="Such records alone.")]
ReadAt = Annotated[
    str | None,
    Field(max_length=40, description="`read_at` of the standing you saw: if the report was read anew, 409."),
]


class Deciding(Sent):
    """What a reviewer makes of a record as it is."""

    action: Literal["accept", "reject", "undo"]
    version: Version
    read_at: ReadAt = None
    note: Note = None


class Amending(Sent):
    """What a reviewer makes of a record, and in which of its fields it was wrong."""

    action: Literal["amend"]
    version: Version
    read_at: ReadAt = None
    changes: Annotated[
        dict[str, Any],
        Field(
            description="Some of its reviewable fields, as RECORD.md has them.", examples=[{"act": "deny"}]
        ),
    ]
    note: Note = None


NewReview = Annotated[Deciding | Amending, Field(discriminator="action")]


@router.get(
    "/review", summary="What waits for a reviewer", responses=looks(), response_model=Listed[models.Waiting]
)
def queue(
    request: Request,
    response: Response,
    ledger: Asked,
    kind: KindAsked = None,
    indicator: Indicator = None,
    outlet: Outlet = None,
    place: Place = None,
    after: Annotated[str | Missing, text("Go on behind this one: `next` has it.")] = None,
    limit: Limit = 50,
) -> Any:
    """Records that nobody has reviewed, the least certain first; of copies and retracted reports none."""
    asked = filters(kind=kind, indicator=indicator, outlet=outlet, place=place, after=after)
    found = waiting.queue(ledger, **asked, limit=limit + 1)
    following = {"after": found[limit - 1].after} if len(found) > limit else None
    return part_of(request, response, found[:limit], following)


@router.get("/reports/{report_id}/records/{record_id}", summary="How a record stands", responses=looks(404))
def standing(ledger: Asked, report_id: ReportId, record_id: RecordId) -> models.Standing:
    """How a statement or a figure stands: what people made of it, and what the machine had found."""
    return models.Standing.model_validate(_standing(ledger, report_id, record_id))


@router.get(
    "/reports/{report_id}/records/{record_id}/reviews",
    summary="The reviews of a record",
    responses=looks(404),
    response_model=list[models.Review],
)
def reviews_of(ledger: Asked, report_id: ReportId, record_id: RecordId) -> Any:
    """What people decided about a record, the latest first."""
    _standing(ledger, report_id, record_id)
    return reviewing.trail(ledger, report_id=report_id, record_id=record_id, limit=MOST)


@router.post(
    "/reports/{report_id}/records/{record_id}/reviews",
    summary="Accept, amend, reject or undo",
    status_code=HTTPStatus.CREATED,
    responses=changes(404, 409),
)
def review(
    ledger: Asked, visitor: Looking, report_id: ReportId, record_id: RecordId, sent: NewReview
) -> models.Review:
    """Append a review to the trail; the record is at once what it says.

    `version` and `read_at` are those of the record as you saw it. Where somebody was faster, or the report
    was read anew, the answer is 409, and its `standing` tells how the record stands now.
    """
    _standing(ledger, report_id, record_id)
    facts: dict[str, Any] = {
        "reviewer": visitor.name, "version": sent.version, "read_at": sent.read_at, "note": sent.note,
    }  # fmt: skip
    if sent.action == "undo":
        made = reviewing.undo(ledger, report_id, record_id, **facts)
    else:
        amended = sent.changes if isinstance(sent, Amending) else None
        made = reviewing.review(ledger, report_id, record_id, sent.action, changes=amended, **facts)
    return models.Review.model_validate(made)


@router.get("/trail", summary="The trail of reviews", responses=looks(), response_model=Listed[models.Review])
def trail(
    request: Request,
    response: Response,
    ledger: Asked,
    report_id: Annotated[str | Missing, text("On this report.")] = None,
    record_id: Annotated[str | Missing, text("On this record of it.")] = None,
    reviewer: Annotated[str | Missing, text("By this reviewer.")] = None,
    before: Annotated[Id | Missing, Query(description="Before this review: `next` has it.")] = None,
    limit: Limit = 50,
) -> Any:
    """What people decided about records, the latest first; it is appended to, and never changed."""
    asked = filters(report_id=report_id, record_id=record_id, reviewer=reviewer, before=before)
    found = reviewing.trail(ledger, **asked, limit=limit + 1)
    following = {"before": found[limit - 1].id} if len(found) > limit else None
    return part_of(request, response, found[:limit], following)


def _standing(ledger: OpenLedger, report_id: str, record_id: str) -> reviewing.Standing:
    try:
        return reviewing.standing(ledger, report_id, record_id)
    except LedgerError as error:
        raise HTTPException(HTTPStatus.NOT_FOUND, str(error)) from error
