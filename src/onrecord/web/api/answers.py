"""What the answers of the API share: pages of lists, a tag to ask again by, what may go wrong."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

PREFIX = "/api/v1"
MOST = 200  # of a list at once
DEEPEST = 50  # page of a list: what lies behind is asked for by narrower filters, or exported
LARGEST = 2**31 - 1  # number of anything in the ledger
LONGEST = 200  # characters of a name that is asked for

T = TypeVar("T")


class Shown(BaseModel):
    """What an answer is made of; read from the library's own objects."""

    model_config = ConfigDict(from_attributes=True)


class Sent(BaseModel):
    """What a request brings; a field that is not known is refused."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str = Field(description="What kind of problem; about:blank: what its status says.")
    title: str = Field(description="Its status in words.")
    status: int = Field(description="The status of the answer.")
    detail: str = Field(description="What was wrong with this request, in a sentence for a person.")
    instance: str | None = Field(None, description="The path that was asked for.")


class Listed(Shown, Generic[T]):
    """A page of a list."""

    items: list[T]
    next: str | None = Field(description="Where the next page is; null on the last one.")


# --- What is asked for -------------------------------------------------------------------


def _iso(value: Any) -> Any:
    """A day as text alone: a number is none, though one could be made of it."""
    return value if isinstance(value, str) and len(value) == 10 and value[4] == "-" else None


def _whole(value: Any) -> Any:
    """A whole number however JSON has it: 3 and 3.0 are one."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


WHOLE = BeforeValidator(_whole)
Day = Annotated[datetime.date, BeforeValidator(_iso)]
Missing = SkipJsonSchema[None]  # a parameter may be left out, and is not null
Since = Annotated[Day | Missing, Query(description="From this day on.", examples=["2031-03-01"])]
Until = Annotated[Day | Missing, Query(description="Up to this day.", examples=["2031-03-31"])]
Words = Annotated[str, Field(min_length=1, max_length=LONGEST)]
Number = Annotated[int, Path(ge=1, le=LARGEST, description="Its number.")]


@dataclass(frozen=True, slots=True)
class Paging:
    """Which part of a list is asked for."""

    page: int
    limit: int

    @property
    def start(self) -> int:
        """How many are passed over."""
        return (self.page - 1) * self.limit

    @property
    def enough(self) -> int:
        """How many from the beginning tell the page, and whether there is more."""
        return self.start + self.limit + 1


async def _paging(
    page: Annotated[int, Query(ge=1, le=DEEPEST, description="Which page, from 1.")] = 1,
    limit: Annotated[int, Query(ge=1, le=MOST, description="At most so many at once.")] = 50,
) -> Paging:
    return Paging(page, limit)


Paged = Annotated[Paging, Depends(_paging)]


def filters(**given: Any) -> dict[str, Any]:
    """What is asked for, without what is not; days as ISO texts."""
    return {name: _plain(value) for name, value in given.items() if value is not None}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value


# --- What is answered --------------------------------------------------------------------


def page_of(request: Request, response: Response, paging: Paging, found: Sequence[Any]) -> Mapping[str, Any]:
    """A page of what was found from its first item on, one more than the page has if there is more."""
    has_more = len(found) > paging.limit and paging.page < DEEPEST
    following = {"page": paging.page + 1, "limit": paging.limit} if has_more else None
    return part_of(request, response, found[: paging.limit], following)


def part_of(
    request: Request, response: Response, items: Sequence[Any], following: Mapping[str, Any] | None
) -> Mapping[str, Any]:
    """A part of a list, and where it goes on: the address that was asked for with other parameters."""
    address = None
    if following is not None:
        asked = [pair for pair in request.query_params.multi_items() if pair[0] not in following]
        address = f"{quote(request.scope['path'])}?{urlencode([*asked, *following.items()])}"
        response.headers["Link"] = f'<{address}>; rel="next"'
    return {"items": items, "next": address}


class _Tagged(APIRoute):
    """A route whose answers carry a tag, by which who has them already is told so."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def tagged(request: Request) -> Response:
            response = await handle(request)
            if request.method != "GET" or response.status_code != HTTPStatus.OK:
                return response
            tag = f'"{hashlib.sha256(bytes(response.body)).hexdigest()[:32]}"'
            if _has(request.headers.get("if-none-match", ""), tag):
                response = Response(None, HTTPStatus.NOT_MODIFIED)
            response.headers["ETag"] = tag
            return response

        return tagged


async def _refuse_unknown(request: Request) -> None:
    """Refuse a parameter that is not known: a misspelt filter would else leave everything in."""
    known = set(_parameters(request.scope["route"].dependant))
    if unknown := set(request.query_params) - known:
        raise RequestValidationError([{"loc": ("query", min(unknown)), "msg": "there is no such parameter"}])


def _parameters(dependant: Dependant) -> Iterator[str]:
    yield from (parameter.alias for parameter in dependant.query_params)
    for other in dependant.dependencies:
        yield from _parameters(other)


def _has(tags: str, tag: str) -> bool:
    return any(known.strip().removeprefix("W/") in (tag, "*") for known in tags.split(","))


_PROBLEMS = {
    400: "What is asked for cannot be answered; the detail says why.",
    401: "Sign in, or send a token.",
    403: "The role of whoever asks is too small, or the change does not come from a page of this address.",
    404: "There is no such thing.",
    408: "The request came too slowly.",
    409: "Somebody changed it since; look at it again.",
    413: "The request is too large.",
    415: "Send application/json.",
    421: "This address is not served under that name.",
    422: "A parameter or a field is not as described.",
    429: "Too much at once; come again later.",
    503: "The question takes too long; ask for less.",
}
_ALWAYS = (400, 401, 403, 421, 422, 503)
_OF_CHANGES = (*_ALWAYS, 408, 413, 415)


def looks(*more: int) -> dict[int | str, dict[str, Any]]:
    """What a route that is looked at may answer beside what it has."""
    return _problems(_ALWAYS, more) | {304: {"description": "It is still what If-None-Match names."}}


def changes(*more: int) -> dict[int | str, dict[str, Any]]:
    """What a route that changes something may answer beside what it has."""
    return _problems(_OF_CHANGES, more)


def _problems(*statuses: tuple[int, ...]) -> dict[int | str, dict[str, Any]]:
    known = sorted({status for some in statuses for status in some})
    return {status: {"model": Problem, "description": _PROBLEMS[status]} for status in known}


def routed(subject: str) -> APIRouter:
    """A router for one subject of the API."""
    known = [Depends(_refuse_unknown)]
    return APIRouter(prefix=PREFIX, tags=[subject], route_class=_Tagged, dependencies=known)
