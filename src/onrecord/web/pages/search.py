"""Search: names, words and figures at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from onrecord.api import OpenLedger
from onrecord.ledger.contents import figures_of
from onrecord.ledger.profiles import entries
from onrecord.ledger.search import terms_of
from onrecord.web.room import Asked, page

router = APIRouter()
REPORTS, ACTORS, FIGURES = 25, 6, 12
_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\w,])|(?<![\w.,])\d+(?:\.\d+)?(?![\w,])")


@router.get("/search", response_class=HTMLResponse)
def search(request: Request, ledger: Asked, q: Annotated[str, Query(max_length=400)] = "") -> HTMLResponse:
    """What the ledger has under some words."""
    words = q.strip()
    found = _found(ledger, words) if any(True for _ in terms_of(words)) else None
    return page(request, "search.html.jinja", words=words, found=found, pieces=_pieces(words))


def _pieces(words: str) -> Callable[[str], list[tuple[str, bool]]]:
    """What cuts a text into pieces, each with whether it is one of the words."""
    terms = [r"\W+".join(map(re.escape, term)) for term in terms_of(words)]
    is_term = re.compile(rf"\b({'|'.join(terms)})\w{{0,3}}" if terms else r"(?!)", re.IGNORECASE)

    def cut(text: str) -> list[tuple[str, bool]]:
        found, at = [], 0
        for match in is_term.finditer(text):
            found += [(text[at : match.start()], False), (match[0], True)]
            at = match.end()
        return [*found, (text[at:], False)]

    return cut


def _found(ledger: OpenLedger, words: str) -> dict[str, Any]:
    hits = ledger.search(words, REPORTS)
    numbers = [float(number.replace(",", "")) for number in _NUMBER.findall(words)]
    return {
        "reports": hits,
        "actors": entries(ledger, name=words, limit=ACTORS) if not numbers else [],
        "figures": figures_of(ledger, [hit.report_id for hit in hits], numbers, FIGURES) if numbers else [],
    }
