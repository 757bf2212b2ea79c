"""The register of actors: who is heard, who they are, and what people decide about it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import HTTPException, Query, Request, Response
from pydantic import Field

from onrecord.api import OpenLedger
from onrecord.ledger import register
from onrecord.ledger.opening import LedgerError
from onrecord.ledger.profiles import Entry, entries, profile
from onrecord.record import ActorKind
from onrecord.web.api import models
from onrecord.web.api.answers import (
    LARGEST,
    WHOLE,
    Listed,
    Missing,
    Number,
    Paged,
    Sent,
    Words,
    changes,
    filters,
    looks,
    page_of,
    routed,
)
from onrecord.web.api.lists import text
from onrecord.web.room import Asked, Looking, room

router = routed("Actors")

Name = Annotated[str | Missing, text("A part of one of their names.")]
Kind = Annotated[ActorKind | Missing, Query(description="Of such actors.")]
Code = Annotated[str, Field(pattern="^[A-Z]{3}$")]
Country = Annotated[Code | Missing, Query(description="ISO 3166-1 alpha-3.", examples=["MWI"])]
Id = Annotated[int, Field(ge=1, le=LARGEST, description="Number of an actor in the register."), WHOLE]


class Other(Sent):
    """Another actor of the register."""

    other: Id


class Named(Sent):
    """A name."""

    name: Words


class Pair(Sent):
    """Two actors of the register."""

    one: Id
    other: Id


@router.get("/actors", summary="Who is heard", responses=looks(), response_model=Listed[models.Entry])
def actors(
    request: Request,
    response: Response,
    ledger: Asked,
    paging: Paged,
    kind: Kind = None,
    country: Country = None,
    name: Name = None,
) -> Any:
    """Actors of the register, those of most reports first."""
    asked = filters(kind=kind, country=country, name=name)

    def find() -> list[Entry]:
        return entries(ledger, **asked, limit=paging.limit + 1, offset=paging.start)

    question = ("actors", *sorted(asked.items()), paging.page, paging.limit)
    return page_of(request, response, paging, room(request).kept.answer(question, find))


@router.get(
    "/actors/proposals",
    summary="Who may be the same",
    responses=looks(),
    response_model=Listed[models.Proposal],
)
def proposals(request: Request, response: Response, ledger: Asked, paging: Paged) -> Any:
    """Pairs of actors that may be one, each with the reason, for a person to merge or refuse."""
    with ledger._reading() as connection:
        found = register.open_proposals(connection)
    chosen = found[paging.start : paging.enough]
    return page_of(request, response, paging, chosen)


@router.post("/actors/proposals/refuse", summary="Say that two actors are not one", responses=changes(404))
def refuse(ledger: Asked, visitor: Looking, pair: Pair) -> models.RegisterChange:
    """Two actors are not one: they are not proposed again."""
    _require(ledger, pair.one, pair.other)
    return _change(ledger, register.refuse(ledger, pair.one, pair.other, by=visitor.name))


@router.get(
    "/actors/changes",
    summary="What people changed in the register",
    responses=looks(),
    response_model=Listed[models.RegisterChange],
)
def history(request: Request, response: Response, ledger: Asked, paging: Paged) -> Any:
    """Changes of the register, the latest first."""
    with ledger._reading() as connection:
        found = register.history(connection)[::-1]
    chosen = [_told(change) for change in found[paging.start : paging.enough]]
    return page_of(request, response, paging, chosen)


@router.post(
    "/actors/changes/{number}/undo", summary="Take a change of the register back", responses=changes(404)
)
def undo(ledger: Asked, visitor: Looking, number: Number) -> models.RegisterChange:
    """Take a change back; which that is now, is told."""
    with ledger._reading() as connection:
        if register.find_change(connection, number) is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, "the register has no such change")
    register.undo(ledger, number, by=visitor.name)
    return _change(ledger, number)


@router.get("/actors/{number}", summary="An actor", responses=looks(404))
def actor(ledger: Asked, number: Number) -> models.Profile:
    """Who somebody is: names, roles, what they said by month and act."""
    found = profile(ledger, number)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "the register has no such actor; it may have been merged")
    facts = {name: getattr(found, name) for name in models.Profile.model_fields}
    facts["names"] = list(found.names)
    facts["roles"] = [{"title": title, "reports": count} for title, count in found.roles]
    facts["said"] = [{"month": month, "act": act, "statements": count} for month, act, count in found.said]
    return models.Profile.model_validate(facts)


@router.post("/actors/{number}/rename", summary="Give an actor a name", responses=changes(404))
def rename(ledger: Asked, visitor: Looking, number: Number, sent: Named) -> models.RegisterChange:
    """Give an actor a name that it keeps, whatever reports call it."""
    _require(ledger, number)
    return _change(ledger, register.rename(ledger, number, sent.name, by=visitor.name))


@router.post("/actors/{number}/merge", summary="Make another actor this one", responses=changes(404))
def merge(ledger: Asked, visitor: Looking, number: Number, sent: Other) -> models.RegisterChange:
    """Make two actors one: this one keeps its name, and gets the other's names and reports."""
    _require(ledger, number, sent.other)
    return _change(ledger, register.merge(ledger, number, sent.other, by=visitor.name))


@router.post(
    "/actors/{number}/split",
    summary="Make a name an actor of its own",
    responses=changes(404),
    response_model=models.Entry,
)
def split(ledger: Asked, visitor: Looking, number: Number, sent: Named) -> Any:
    """Make one name of an actor an actor of its own, with the reports that call it so: the new actor."""
    _require(ledger, number)
    return profile(ledger, register.split(ledger, number, sent.name, by=visitor.name))


def _require(ledger: OpenLedger, *numbers: int) -> None:
    with ledger._reading() as connection:
        for number in numbers:
            try:
                register.find(connection, number)
            except LedgerError:
                why = f"there is no actor {number} in the register; it may have been merged"
                raise HTTPException(HTTPStatus.NOT_FOUND, why) from None


def _change(ledger: OpenLedger, number: int) -> models.RegisterChange:
    with ledger._reading() as connection:
        change = register.find_change(connection, number)
    assert change is not None  # just made, and never removed
    return _told(change)


def _told(change: register.Change) -> models.RegisterChange:
    facts = {name: getattr(change, name) for name in ("id", "at", "by", "action", "undone_by")}
    return models.RegisterChange(sentence=str(change), **facts)
