"""Actors: who is heard, who they are, what they said over time; to merge, split and rename."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from onrecord.comparison.disputes import disputes_of
from onrecord.ledger import asking, register
from onrecord.ledger.asking import Filters
from onrecord.ledger.profiles import Profile, entries, profile
from onrecord.lexicon.actors import KINDS
from onrecord.web.room import Asked, Looking, link, page, room

router = APIRouter()
AT_ONCE = 50
SHOWN = 8  # statements, figures and disputes on an actor's page
MONTHS = 24  # of the chart of what they said, the latest
PROPOSED = 20
SHADES = 5

Page = Annotated[int, Query(alias="page", ge=1, le=200)]
Named = Annotated[str, Form(max_length=400)]


@router.get("/actors", response_class=HTMLResponse)
def actors(
    request: Request,
    ledger: Asked,
    name: Annotated[str, Query(max_length=200)] = "",
    kind: Annotated[str, Query(max_length=40)] = "",
    at: Page = 1,
) -> HTMLResponse:
    """Those who are heard most, or who go by a name."""
    asked = {"name": name.strip() or None, "kind": kind if kind in KINDS else None}

    def ask() -> list[Any]:
        return entries(ledger, **asked, limit=AT_ONCE + 1, offset=(at - 1) * AT_ONCE)

    found = ask() if asked["name"] else room(request).remembered.answer(f"actors {asked['kind']} {at}", ask)
    with ledger._reading() as connection:
        proposals = register.open_proposals(connection)
    return page(
        request,
        "actors.html.jinja",
        actors=found[:AT_ONCE],
        asked=asked,
        kinds=[known for known in KINDS if known != "unnamed"],
        proposals=proposals[:PROPOSED],
        waiting=len(proposals),
        previous=link("/actors", **asked, page=at - 1) if at > 1 else None,
        next=link("/actors", **asked, page=at + 1) if len(found) > AT_ONCE else None,
    )


@router.get("/actors/{number}", response_class=HTMLResponse)
def actor(request: Request, ledger: Asked, number: int) -> HTMLResponse:
    """Who somebody is, what they said by month and act, what they vouch for, whom they contradict."""
    own = Filters(speaker=f"@{number}", limit=SHOWN)
    with ledger._reading() as connection:
        known = profile(connection, number)
        if known is None:
            gone = "the register has no such actor; it may have been merged"
            raise HTTPException(HTTPStatus.NOT_FOUND, gone)
        said, figures = asking.statements(connection, own), asking.figures(connection, own)
        changes = register.history(connection, number)
    return page(
        request,
        "actor.html.jinja",
        actor=known,
        months=_months(known),
        said=said,
        figures=figures,
        disputes=room(request).kept.answer(
            ("disputes of", number), lambda: disputes_of(ledger, number, SHOWN)
        ),
        changes=changes[::-1],
    )


def _months(known: Profile) -> dict[str, Any]:
    """Statements by act and month, with a shade for each number: a table that reads as a chart."""
    by_act: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for month, act, number in known.said:
        by_act[act][month] = number
    months = sorted({month for month, *_ in known.said if month})[-MONTHS:]
    most = max((number for *_, number in known.said), default=1)
    rows = [(act, [_cell(counts.get(month, 0), most) for month in months]) for act, counts in by_act.items()]
    return {"columns": months, "rows": sorted(rows, key=lambda row: (-sum(n for n, _ in row[1]), row[0]))}


def _cell(number: int, most: int) -> tuple[int, int]:
    """A number with its shade, 0 (none) to `SHADES` (most)."""
    return number, -(-number * SHADES // most)


# --- What people decide ---------------------------------------------------------------------


@router.post("/actors/{number}/rename")
def rename(ledger: Asked, visitor: Looking, number: int, name: Named) -> Response:
    """Give an actor a name that it keeps."""
    register.rename(ledger, number, name, by=visitor.name)
    return _to(number)


@router.post("/actors/{number}/merge")
def merge(ledger: Asked, visitor: Looking, number: int, other: Named) -> Response:
    """Make another actor this one."""
    given = other.strip().removeprefix("@")
    register.merge(ledger, number, int(given) if given.isdecimal() else other, by=visitor.name)
    return _to(number)


@router.post("/actors/{number}/split")
def split(ledger: Asked, visitor: Looking, number: int, name: Named) -> Response:
    """Make one name of an actor an actor of its own."""
    return _to(register.split(ledger, number, name, by=visitor.name))


@router.post("/actors/{number}/refuse")
def refuse(ledger: Asked, visitor: Looking, number: int, other: Annotated[int, Form()]) -> Response:
    """Say that two actors are not one."""
    register.refuse(ledger, number, other, by=visitor.name)
    return RedirectResponse("/actors#proposals", HTTPStatus.SEE_OTHER)


@router.post("/actors/{number}/undo")
def undo(ledger: Asked, visitor: Looking, number: int, change: Annotated[int, Form()]) -> Response:
    """Take a change back."""
    taken_back = register.undo(ledger, change, by=visitor.name)
    return _to(_standing(taken_back.facts.get("ids", ()), number, taken_back.facts.get("new")))


def _standing(ids: Sequence[int], number: int, gone: int | None) -> int:
    return next((one for one in ids if one != gone), number)


def _to(number: int) -> Response:
    return RedirectResponse(f"/actors/{number}", HTTPStatus.SEE_OTHER)
