"""The trail: who changed what, when, from what to what."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from onrecord.ledger import reviewing
from onrecord.web.changes import entries
from onrecord.web.room import Asked, link, page

router = APIRouter()
AT_ONCE = 25


@router.get("/trail", response_class=HTMLResponse)
def trail(
    request: Request,
    ledger: Asked,
    reviewer: Annotated[str, Query(max_length=100)] = "",
    report: Annotated[str, Query(max_length=40)] = "",
    record: Annotated[str, Query(max_length=20)] = "",
    before: Annotated[int, Query(ge=0)] = 0,
) -> HTMLResponse:
    """The reviews, the newest first."""
    given = {"reviewer": reviewer.strip(), "report": report.strip(), "record": record.strip()}
    found = reviewing.trail(
        ledger,
        reviewer=given["reviewer"] or None,
        report_id=given["report"] or None,
        record_id=given["record"] or None,
        before=before or None,
        limit=AT_ONCE + 1,
    )
    return page(
        request,
        "trail.html.jinja",
        entries=entries(ledger, found[:AT_ONCE]),
        given=given,
        next=link("/trail", **given, before=found[AT_ONCE - 1].id) if len(found) > AT_ONCE else None,
    )
