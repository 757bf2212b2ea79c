"""What went wrong, told to a person as a page and to a program as problem details (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from onrecord.errors import OnrecordError
from onrecord.ledger.opening import LedgerError
from onrecord.web.room import page
from onrecord.web.room import room as room_of

PROBLEM = "application/problem+json"
INTERRUPTED = ("interrupted", "statement timeout", "canceling statement")


def install(app: FastAPI) -> None:
    """Let an application tell its errors this way; none shows what is inside it."""

    @app.exception_handler(HTTPException)
    async def _refused(request: Request, error: HTTPException) -> Response:
        return told(request, error.status_code, str(error.detail), dict(error.headers or {}))

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> Response:
        faults = [f"{'.'.join(map(str, fault['loc'][1:]))}: {fault['msg']}" for fault in error.errors()]
        return told(request, HTTPStatus.UNPROCESSABLE_ENTITY, "; ".join(faults))

    @app.exception_handler(OnrecordError)
    async def _failed(request: Request, error: OnrecordError) -> Response:
        if isinstance(error, LedgerError) and any(words in str(error) for words in INTERRUPTED):
            seconds = room_of(request).settings.patience
            late = f"the question took longer than {seconds:g} s; ask for less: a place, a period, a speaker"
            return told(request, HTTPStatus.SERVICE_UNAVAILABLE, late)
        return told(request, HTTPStatus.BAD_REQUEST, str(error))

    @app.exception_handler(Exception)
    async def _fault(request: Request, _: Exception) -> Response:
        return told(request, HTTPStatus.INTERNAL_SERVER_ERROR, "a fault of the program; its log tells more")


def told(request: Request, status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    """An error in the form that who asked can read."""
    title = HTTPStatus(status).phrase
    if request.url.path.startswith("/api/"):
        problem = {
            "type": "about:blank", "title": title, "status": int(status), "detail": detail,
            "instance": request.url.path,
        }  # fmt: skip
        return JSONResponse(problem, status, headers, media_type=PROBLEM)
    shown = page(request, "problem.html.jinja", status=int(status), title=title, detail=detail)
    shown.status_code = status
    shown.headers.update(headers or {})
    return shown
