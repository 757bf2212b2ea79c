"""The front page: what is in the ledger, the latest reports, open disputes, series that moved."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from onrecord.comparison.disputes import found_disputes
from onrecord.comparison.moved import moved
from onrecord.ledger.contents import listed
from onrecord.web.room import Asked, page, room

router = APIRouter()
LATEST, DISPUTES, MOVED = 8, 4, 6


@router.get("/", response_class=HTMLResponse)
def front(request: Request, ledger: Asked) -> HTMLResponse:
    """What is in the ledger; its counts and comparisons may be some seconds old."""
    here = room(request)
    return page(
        request,
        "front.html.jinja",
        counts=here.remembered.answer("counts", ledger.counts),
        latest=listed(ledger, limit=LATEST),
        disputes=here.remembered.answer("disputes", lambda: found_disputes(ledger, limit=DISPUTES)),
        moved=here.remembered.answer("moved", lambda: moved(ledger, MOVED)),
    )
