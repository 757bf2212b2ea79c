"""What was said and counted, and which places were named: lists that filters narrow, with the words."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

from fastapi import Query, Request, Response

from onrecord.api import OpenLedger
from onrecord.ledger import asking
from onrecord.ledger.asking import Filters
from onrecord.record import Act, Factuality, Mode
from onrecord.web.api import models
from onrecord.web.api.answers import (
    LONGEST,
    Listed,
    Missing,
    Paged,
    Paging,
    Since,
    Until,
    filters,
    looks,
    page_of,
    routed,
)
from onrecord.web.api.reports import Outlet
from onrecord.web.room import Asked

router = routed("Lists")


def text(description: str, **more: Any) -> Any:
    """A parameter of words, described."""
    return Query(min_length=1, max_length=LONGEST, description=description, **more)


Speaker = Annotated[
    str | Missing,
    text("Said by: a name, part of one, or a register number (@12).", examples=["Amadi", "@12"]),
]
About = Annotated[str | Missing, text('Words that it holds; a "phrase" in quotation marks.')]
Place = Annotated[str | Missing, text("In this place and all within it: a name or a path.")]
ActAsked = Annotated[Act | Missing, Query(description="What kind of act.")]
FactualityAsked = Annotated[Factuality | Missing, Query(description="How far the speaker commits.")]
Indicator = Annotated[str | Missing, text("Of what is counted.", examples=["killed"])]
ModeAsked = Annotated[Mode | Missing, Query(description="Observed, or looking ahead.")]
Status = Annotated[
    list[models.Status],
    Query(description="Of such reports; may be given again. All but retracted where none is given."),
]


@router.get("/statements", summary="What was said", responses=looks(), response_model=Listed[models.Said])
def statements(
    request: Request,
    response: Response,
    ledger: Asked,
    paging: Paged,
    speaker: Speaker = None,
    act: ActAsked = None,
    about: About = None,
    place: Place = None,
    since: Since = None,
    until: Until = None,
    outlet: Outlet = None,
    factuality: FactualityAsked = None,
    status: Status = [],  # noqa: B006 - FastAPI copies it
) -> Any:
    """Statements, those of the newest report first; all that is given must hold.

    A statement is of a place where its words name it, or where a figure in it is of there. Of copies each
    counts.
    """
    asked = filters(
        speaker=speaker, act=act, about=about, place=place, since=since, until=until, outlet=outlet,
        factuality=factuality, status=status or None,
    )  # fmt: skip
    return _answered(request, response, ledger, paging, asking.statements, asked)


@router.get("/figures", summary="What was counted", responses=looks(), response_model=Listed[models.Counted])
def figures(
    request: Request,
    response: Response,
    ledger: Asked,
    paging: Paged,
    indicator: Indicator = None,
    speaker: Speaker = None,
    act: ActAsked = None,
    about: About = None,
    place: Place = None,
    since: Since = None,
    until: Until = None,
    outlet: Outlet = None,
    factuality: FactualityAsked = None,
    mode: ModeAsked = None,
    status: Status = [],  # noqa: B006 - FastAPI copies it
) -> Any:
    """Figures, those of the newest report first; all that is given must hold.

    `since` and `until` ask for the last day a figure holds for. `speaker`, `act` and `factuality` are of the
    statement that vouches for it.
    """
    asked = filters(
        indicator=indicator, speaker=speaker, act=act, about=about, place=place, since=since, until=until,
        outlet=outlet, factuality=factuality, mode=mode, status=status or None,
    )  # fmt: skip
    return _answered(request, response, ledger, paging, asking.figures, asked)


@router.get(
    "/places", summary="Which places were named", responses=looks(), response_model=Listed[models.Located]
)
def places(
    request: Request,
    response: Response,
    ledger: Asked,
    paging: Paged,
    place: Place = None,
    about: About = None,
    since: Since = None,
    until: Until = None,
    outlet: Outlet = None,
    status: Status = [],  # noqa: B006 - FastAPI copies it
) -> Any:
    """Places that reports name, those of the newest report first; `about` asks for words of the report."""
    asked = filters(place=place, about=about, since=since, until=until, outlet=outlet, status=status or None)
    return _answered(request, response, ledger, paging, asking.places, asked)


def _answered(
    request: Request,
    response: Response,
    ledger: OpenLedger,
    paging: Paging,
    ask: Callable[[OpenLedger, Filters], Sequence[Any]],
    asked: Mapping[str, Any],
) -> Mapping[str, Any]:
    found = ask(ledger, dataclasses.replace(Filters(**asked), limit=paging.enough))
    return page_of(request, response, paging, found[paging.start :])


@router.get(
    "/search", summary="Reports that hold words", responses=looks(), response_model=Listed[models.Hit]
)
def search(
    request: Request,
    response: Response,
    ledger: Asked,
    paging: Paged,
    words: Annotated[str, Query(min_length=1, max_length=400, description='Words, or a "phrase".')],
) -> Any:
    """The reports that hold all of the words, best first."""
    found = ledger.search(words, paging.enough)
    return page_of(request, response, paging, found[paging.start :])
