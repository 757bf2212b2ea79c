"""What was said, and what was counted: lists that filters narrow, each row with its words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from onrecord.ledger import asking
from onrecord.ledger.asking import Filters
from onrecord.lexicon.indicators import load_indicators
from onrecord.record import Act, Factuality, Mode
from onrecord.web.room import Asked, link, page

router = APIRouter()
AT_ONCE = 25
COUNTED = 50  # rows whose facts are counted beside the list, the newest
MOST_OF_A_FACET = 8
PAGES = 40


async def _asked(
    speaker: Annotated[str, Query(max_length=200)] = "",
    act: Annotated[str, Query(max_length=40)] = "",
    about: Annotated[str, Query(max_length=400)] = "",
    place: Annotated[str, Query(max_length=200)] = "",
    since: Annotated[str, Query(max_length=40)] = "",
    until: Annotated[str, Query(max_length=40)] = "",
    outlet: Annotated[str, Query(max_length=200)] = "",
    factuality: Annotated[str, Query(max_length=40)] = "",
    indicator: Annotated[str, Query(max_length=60)] = "",
    mode: Annotated[str, Query(max_length=40)] = "",
) -> dict[str, str]:
    given = {
        "speaker": speaker, "act": act, "about": about, "place": place, "since": since, "until": until,
        "outlet": outlet, "factuality": factuality, "indicator": indicator, "mode": mode,
    }  # fmt: skip
    return {name: value.strip() for name, value in given.items() if value.strip()}


Given = Annotated[dict[str, str], Depends(_asked)]
Page = Annotated[int, Query(alias="page", ge=1, le=PAGES)]


@router.get("/statements", response_class=HTMLResponse)
def statements(request: Request, ledger: Asked, given: Given, at: Page = 1) -> HTMLResponse:
    """Who said what: the newest report first."""
    filters = _filters(given, at)
    rows = asking.statements(ledger, filters)
    facets = _facets(rows, ("act", "speaker", "factuality", "outlet"), given)
    choices = {"act": get_args(Act), "factuality": get_args(Factuality)}
    return _listed(request, "statements", given, at, rows, facets, choices)


@router.get("/figures", response_class=HTMLResponse)
def figures(request: Request, ledger: Asked, given: Given, at: Page = 1) -> HTMLResponse:
    """What was counted: the newest report first."""
    rows = asking.figures(ledger, _filters(given, at))
    facets = _facets(rows, ("indicator", "place", "mode", "speaker", "outlet"), given)
    choices = {"indicator": tuple(sorted(load_indicators().terms)), "mode": get_args(Mode)}
    return _listed(request, "figures", given, at, rows, facets, choices)


def _filters(given: dict[str, str], at: int) -> Filters:
    """The filters, with a limit that also tells whether there is more than this page."""
    asked: dict[str, Any] = dict(given)
    return Filters(**asked, limit=max(COUNTED if at == 1 else 0, at * AT_ONCE + 1))


def _listed(
    request: Request,
    what: str,
    given: dict[str, str],
    at: int,
    rows: Sequence[Any],
    facets: Sequence[Any],
    choices: Mapping[str, Sequence[str]],
) -> HTMLResponse:
    path = f"/{what}"
    is_last = len(rows) <= at * AT_ONCE or at == PAGES
    return page(
        request,
        f"{what}.html.jinja",
        rows=rows[(at - 1) * AT_ONCE : at * AT_ONCE],
        given={name: given.get(name, "") for name in Filters.__dataclass_fields__},
        is_narrowed=bool(given),
        facets=facets if at == 1 else (),
        counted=min(len(rows), COUNTED),
        choices=choices,
        previous=link(path, **given, page=at - 1) if at > 1 else None,
        next=None if is_last else link(path, **given, page=at + 1),
    )


def _facets(rows: Iterable[Any], names: Sequence[str], given: dict[str, str]) -> list[Any]:
    """What the newest rows are like: for each fact its values, most frequent first."""
    rows = list(rows)[:COUNTED]
    facets = []
    for name in names:
        if name in given:
            continue
        values = Counter(str(getattr(row, name)) for row in rows if getattr(row, name))
        if len(values) > 1:
            facets.append((name, values.most_common(MOST_OF_A_FACET)))
    return facets
