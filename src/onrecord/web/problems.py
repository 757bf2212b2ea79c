"""What went wrong, told to a person as a page and to a program as problem details (RFC 9457)."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from sqlalchemy.exc import DataError, DBAPIError
from starlette.exceptions import HTTPException

from onrecord.comparison.settling import Overruled
from onrecord.errors import OnrecordError
from onrecord.ledger.opening import reason
from onrecord.ledger.reviewing import Conflict
from onrecord.web.access import methods
from onrecord.web.room import page
from onrecord.web.room import room as room_of

PROBLEM = "application/problem+json"
INTERRUPTED = ("interrupted", "statement timeout", "canceling statement")
STATUS = {"conflict": HTTPStatus.CONFLICT, "not for programs": HTTPStatus.FORBIDDEN}
"""By the code of an error; of the others: 400."""
LONGEST = 1000  # characters of a detail that what was sent could make long
log = logging.getLogger("onrecord.web")


def install(app: FastAPI) -> None:
    """Let an application tell its errors this way; none shows what is inside it."""

    @app.exception_handler(HTTPException)
    async def _refused(request: Request, error: HTTPException) -> Response:
        headers = dict(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            headers["Allow"] = ", ".join(methods(request.scope["route"].path))
        return told(request, error.status_code, str(error.detail), headers)

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> Response:
        faults = [f"{'.'.join(map(str, fault['loc'][1:]))}: {fault['msg']}" for fault in error.errors()]
        return told(request, HTTPStatus.UNPROCESSABLE_ENTITY, "; ".join(faults)[:LONGEST])

    @app.exception_handler(OnrecordError)
    async def _failed(request: Request, error: OnrecordError) -> Response:
        if isinstance(error.__cause__, DBAPIError):
            return _of_database(request, error, error.__cause__)
        status = STATUS.get(getattr(error, "code", ""), HTTPStatus.BAD_REQUEST)
        return told(request, status, str(error), now=_as_it_is_now(error))

    @app.exception_handler(Exception)
    async def _fault(request: Request, _: Exception) -> Response:
        return told(request, HTTPStatus.INTERNAL_SERVER_ERROR, "a fault of the program; its log tells more")


def _of_database(request: Request, error: OnrecordError, fault: DBAPIError) -> Response:
    """What the database did not do, without where it is."""
    if any(words in str(error) for words in INTERRUPTED):
        seconds = room_of(request).settings.patience
        late = f"the question took longer than {seconds:g} s; ask for less: a place, a period, a speaker"
        return told(request, HTTPStatus.SERVICE_UNAVAILABLE, late)
    if isinstance(fault, DataError):
        return told(
            request, HTTPStatus.BAD_REQUEST, "no database can look for that: it is too large, or no text"
        )
    is_sqlite = room_of(request).ledger.engine.dialect.name == "sqlite"
    why = reason(fault) if is_sqlite else type(fault.orig).__name__  # PostgreSQL would tell what was sent
    log.error("the database failed: %s", why)
    detail = "the ledger's database does not answer as it should; its log tells more"
    return told(request, HTTPStatus.SERVICE_UNAVAILABLE, detail)


def _as_it_is_now(error: OnrecordError) -> dict[str, Any]:
    """What somebody else changed meanwhile, as plain data."""
    if isinstance(error, Conflict):
        return {"standing": asdict(error.standing)}
    return {"since": [asdict(ruling) for ruling in error.since]} if isinstance(error, Overruled) else {}


def told(
    request: Request,
    status: int,
    detail: str,
    headers: dict[str, str] | None = None,
    now: Mapping[str, Any] | None = None,
) -> Response:
    """An error in the form that who asked can read; a program is told, too, how things are `now`."""
    title, path = HTTPStatus(status).phrase, request.scope["path"]
    if path.startswith("/api/"):
        problem = {
            "type": "about:blank", "title": title, "status": int(status), "detail": detail, "instance": path,
            **(now or {}),
        }  # fmt: skip
        return JSONResponse(problem, status, headers, media_type=PROBLEM)
    shown = page(request, "problem.html.jinja", status=int(status), title=title, detail=detail)
    shown.status_code = status
    shown.headers.update(headers or {})
    return shown
