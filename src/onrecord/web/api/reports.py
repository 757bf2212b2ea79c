"""Reports: the list of them, each as it came, and its record."""

from __future__ import annotations

import dataclasses
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import HTTPException, Path, Query, Request, Response

from onrecord.api import OpenLedger
from onrecord.ledger.contents import listed
from onrecord.ledger.provenance import provenance
from onrecord.record import Record
from onrecord.web.api import models
from onrecord.web.api.answers import (
    LONGEST,
    Listed,
    Missing,
    Paged,
    Since,
    Until,
    filters,
    looks,
    page_of,
    routed,
)
from onrecord.web.room import Asked, room

router = routed("Reports")

ReportId = Annotated[str, Path(max_length=LONGEST, description="Id of the report.")]
Outlet = Annotated[
    str | Missing, Query(max_length=LONGEST, description="Of this outlet's reports, in any case.")
]
Status = Annotated[
    list[models.Status], Query(description="Of such reports; may be given again. All where none is given.")
]


@router.get("/stats", summary="How much the ledger holds", responses=looks())
def stats(request: Request, ledger: Asked) -> models.Counts:
    """Count what the ledger holds."""
    return models.Counts(**room(request).kept.answer("counts", ledger.counts))


@router.get(
    "/reports", summary="The latest reports", responses=looks(), response_model=Listed[models.ReportListed]
)
def reports(
    request: Request,
    response: Response,
    ledger: Asked,
    paging: Paged,
    since: Since = None,
    until: Until = None,
    outlet: Outlet = None,
    status: Status = [],  # noqa: B006 - FastAPI copies it
) -> Any:
    """Reports, the latest published first."""
    asked = filters(since=since, until=until, outlet=outlet, status=status or None)
    found = listed(ledger, **asked, limit=paging.limit + 1, offset=paging.start)
    return page_of(request, response, paging, found)


@router.get("/reports/{report_id}", summary="A report", responses=looks(404))
def report(ledger: Asked, report_id: ReportId) -> models.ReportWhole:
    """A report as it came, where from, and how it stands among others."""
    record = _record(ledger, report_id)
    facts = dataclasses.asdict(provenance(ledger, report_id))
    return models.ReportWhole(report=record.to_dict()["report"], **facts)


@router.get(
    "/reports/{report_id}/record",
    summary="The record of a report",
    responses=looks(404),
    response_model=models.Record,
)
def record(ledger: Asked, report_id: ReportId) -> Any:
    """All that a report says, traced to its words: the same JSON that `onrecord read --format json` gives."""
    return _record(ledger, report_id).to_dict()


def _record(ledger: OpenLedger, report_id: str) -> Record:
    found = ledger.record(report_id)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "the ledger has no such report")
    return found
