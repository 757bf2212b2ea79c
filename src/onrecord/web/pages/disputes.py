"""Disputes: what cannot both hold, both sides' words side by side, and what people decided about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from math import inf
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from onrecord.comparison.disputes import KINDS, Dispute, dispute_by_id, found_disputes, quarrel_of
from onrecord.comparison.rivals import bounds
from onrecord.comparison.rulings import Ruling, rulings_on, says, settled_elsewhere, verdict
from onrecord.comparison.settling import Overruled, explain, reopen, settle, sides_of
from onrecord.ledger.ledger import Ledger
from onrecord.ledger.paths import name_of
from onrecord.lexicon.indicators import load_indicators
from onrecord.web.room import Asked, Looking, link, page, room

router = APIRouter()
AT_ONCE = 12
PAGES = 15
OPEN, SETTLED, ALL = "open", "settled", "all"
WANTED: dict[str, bool | None] = {OPEN: False, SETTLED: True, ALL: None}
TELLS = {
    "interval": "numbers that do not meet", "denial": "a denial",
    "whole": "a part greater than its whole", "falling": "a total that fell",
}  # fmt: skip
"""What each kind of dispute is called."""
Sides = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Bar:
    """What a figure allows, drawn from 0 to 100; `is_open` where it has no upper bound."""

    start: float
    length: float
    is_open: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A dispute as its page has it: `sides` are plain data, as the trail keeps them."""

    id: str
    sides: Sides
    place: str | None
    rank: float | None
    repeats: int
    history: Sequence[Ruling]
    is_found: bool = True

    @property
    def ruling(self) -> Ruling | None:
        """What settles it."""
        return verdict(self.history)

    @property
    def is_single(self) -> bool:
        """Whether both sides are one figure: a part and the whole that it names."""
        return _key(self.sides["one"]) == _key(self.sides["other"])

    @property
    def bars(self) -> dict[str, Bar] | None:
        """What both figures allow, on one scale from nought; `None` where no numbers are in dispute."""
        if self.is_single:
            return None
        return bars({name: self.sides[name] for name in ("one", "other")})

    def holds(self, side: Mapping[str, Any]) -> bool:
        """Whether people have said that a side holds."""
        return self.ruling is not None and _key(side) in self.ruling.holds


def bars(sides: Mapping[str, Mapping[str, Any]]) -> dict[str, Bar] | None:
    """What figures allow, on one scale from nought; `None` where one has no number, or one below nought."""
    allowed = {
        name: bounds(side["value"], side["low"], side["high"], side["modifier"])
        if "modifier" in side
        else None
        for name, side in sides.items()
    }
    known = {name: found for name, found in allowed.items() if found is not None}
    ends = [end for found in known.values() for end in found if end != inf]
    if len(known) < len(sides) or min(ends) < 0 or max(ends) == 0:
        return None
    scale = 84 / max(ends)
    return {
        name: Bar(
            round(low * scale, 1), round((100 if high == inf else high * scale) - low * scale, 1), high == inf
        )
        for name, (low, high) in known.items()
    }


def _key(side: Mapping[str, Any]) -> tuple[str, str]:
    return side["report_id"], side["id"]


# --- The list -----------------------------------------------------------------------------


async def _asked(
    kind: Annotated[str, Query(max_length=20)] = "",
    indicator: Annotated[str, Query(max_length=60)] = "",
    place: Annotated[str, Query(max_length=200)] = "",
) -> dict[str, str]:
    given = {"kind": kind, "indicator": indicator, "place": place}
    return {name: value.strip() for name, value in given.items() if value.strip()}


Given = Annotated[dict[str, str], Depends(_asked)]


@router.get("/disputes", response_class=HTMLResponse)
def index(
    request: Request,
    ledger: Asked,
    given: Given,
    state: str = OPEN,
    at: Annotated[int, Query(alias="page", ge=1, le=PAGES)] = 1,
) -> HTMLResponse:
    """Disputes, the weightiest first."""
    state = state if state in WANTED else OPEN
    asked = ("disputes", state, at, tuple(sorted(given.items())))
    found = room(request).kept.answer(asked, lambda: _listed(ledger, given, WANTED[state], at))
    path = "/disputes"
    kept = {**given, "state": "" if state == OPEN else state}
    return page(
        request,
        "disputes.html.jinja",
        disputes=found[:AT_ONCE],
        given={"kind": "", "indicator": "", "place": "", **given},
        state=state,
        is_narrowed=bool(given) or state != OPEN,
        kinds=TELLS,
        states={OPEN: "open", SETTLED: "settled", ALL: "open and settled"},
        indicators=tuple(sorted(load_indicators().terms)),
        says=says,
        previous=link(path, **kept, page=at - 1) if at > 1 else None,
        next=link(path, **kept, page=at + 1) if len(found) > AT_ONCE and at < PAGES else None,
    )


def _listed(ledger: Ledger, given: Mapping[str, str], settled: bool | None, at: int) -> list[Shown]:
    """The disputes of a page, and one more where there are more."""
    if given.get("kind", KINDS[0]) not in KINDS:
        return []
    found = found_disputes(ledger, **given, settled=settled, limit=at * AT_ONCE + 1)[(at - 1) * AT_ONCE :]
    rulings = rulings_on(ledger, [dispute.id for dispute in found])
    return [_shown(ledger, dispute, rulings.get(dispute.id, ())) for dispute in found]


def _shown(ledger: Ledger, dispute: Dispute, history: Sequence[Ruling]) -> Shown:
    sides = sides_of(dispute)
    return Shown(dispute.id, sides, _place(ledger, sides), dispute.rank, dispute.repeats, history)


def _place(ledger: Ledger, sides: Sides) -> str | None:
    if sides["path"] is None:
        return None
    with ledger._reading() as connection:
        return name_of(connection, sides["path"])


# --- One dispute --------------------------------------------------------------------------


@router.get("/disputes/{dispute_id}", response_class=HTMLResponse)
def one(request: Request, dispute_id: str) -> HTMLResponse:
    """A dispute with its trail."""
    return _page(request, dispute_id)


@router.post("/disputes/{dispute_id}/settle", response_class=HTMLResponse)
def settle_it(
    request: Request,
    ledger: Asked,
    visitor: Looking,
    dispute_id: str,
    holds: Annotated[str, Form(max_length=20)],
    version: Annotated[int, Form()],
    note: Annotated[str, Form(max_length=4000)] = "",
) -> Response:
    """Say which side holds."""
    return _ruled(
        request,
        dispute_id,
        lambda: settle(ledger, dispute_id, holds, reviewer=visitor.name, version=version, note=note),
        {"holds": holds, "note": note},
    )


@router.post("/disputes/{dispute_id}/explain", response_class=HTMLResponse)
def explain_it(
    request: Request,
    ledger: Asked,
    visitor: Looking,
    dispute_id: str,
    version: Annotated[int, Form()],
    note: Annotated[str, Form(max_length=4000)] = "",
) -> Response:
    """Add a note."""
    return _ruled(
        request,
        dispute_id,
        lambda: explain(ledger, dispute_id, note, reviewer=visitor.name, version=version),
        {"explanation": note},
    )


@router.post("/disputes/{dispute_id}/reopen", response_class=HTMLResponse)
def reopen_it(
    request: Request,
    ledger: Asked,
    visitor: Looking,
    dispute_id: str,
    version: Annotated[int, Form()],
    note: Annotated[str, Form(max_length=4000)] = "",
) -> Response:
    """Open a settled dispute again."""
    return _ruled(
        request,
        dispute_id,
        lambda: reopen(ledger, dispute_id, reviewer=visitor.name, version=version, note=note),
        {"explanation": note},
    )


def _ruled(
    request: Request, dispute_id: str, act: Callable[[], Ruling], given: Mapping[str, str]
) -> Response:
    """Back to the dispute; where somebody was faster, what they said, and what was written stays."""
    try:
        act()
    except Overruled as overruled:
        shown = _page(request, dispute_id, str(overruled), given)
        shown.status_code = HTTPStatus.CONFLICT
        return shown
    return RedirectResponse(link("/disputes/{}", dispute_id), HTTPStatus.SEE_OTHER)


def _page(
    request: Request, dispute_id: str, fault: str | None = None, given: Mapping[str, str] | None = None
) -> HTMLResponse:
    ledger = room(request).ledger
    dispute = dispute_by_id(ledger, dispute_id)
    history = rulings_on(ledger, [dispute_id]).get(dispute_id, [])
    if dispute is None and not history:
        raise HTTPException(HTTPStatus.NOT_FOUND, "the ledger has no such dispute")
    if dispute is None:
        sides = history[-1].sides
        shown = Shown(dispute_id, sides, _place(ledger, sides), None, 0, history, is_found=False)
    else:
        shown = _shown(ledger, dispute, history)
    return page(
        request,
        "dispute.html.jinja",
        dispute=shown,
        elsewhere=_elsewhere(ledger, dispute) if dispute is not None and not shown.ruling else None,
        kinds=TELLS,
        says=says,
        fault=fault,
        given={"holds": "", "note": "", "explanation": "", **(given or {})},
    )


def _elsewhere(ledger: Ledger, dispute: Dispute) -> Ruling | None:
    with ledger._reading() as connection:
        return settled_elsewhere(connection, dispute.id, quarrel_of(dispute))
