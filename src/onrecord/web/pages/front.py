"""The front page: what is in the ledger, the latest reports, open disputes."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from onrecord.ledger.contents import listed
from onrecord.web.room import Asked, page

router = APIRouter()
LATEST = 8


@router.get("/", response_class=HTMLResponse)
def front(request: Request, ledger: Asked) -> HTMLResponse:
    """What is in the ledger."""
    return page(
        request,
        "front.html.jinja",
        counts=ledger.counts(),
        latest=listed(ledger, limit=LATEST),
        disputes=ledger.disputes(limit=4),
    )
