"""The list of reports."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from onrecord.ledger.contents import listed
from onrecord.web.room import Asked, link, page

router = APIRouter()
AT_ONCE = 40


@router.get("/reports", response_class=HTMLResponse)
def reports(
    request: Request,
    ledger: Asked,
    outlet: str = "",
    since: str = "",
    until: str = "",
    at: Annotated[int, Query(alias="page", ge=1, le=500)] = 1,
) -> HTMLResponse:
    """The latest reports."""
    asked = {"outlet": outlet or None, "since": since or None, "until": until or None}
    found = listed(ledger, **asked, limit=AT_ONCE + 1, offset=(at - 1) * AT_ONCE)
    return page(
        request,
        "reports.html.jinja",
        reports=found[:AT_ONCE],
        asked=asked,
        previous=link("/reports", **asked, page=at - 1) if at > 1 else None,
        next=link("/reports", **asked, page=at + 1) if len(found) > AT_ONCE else None,
    )
