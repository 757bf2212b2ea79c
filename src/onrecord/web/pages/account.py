"""One's own account: the password, and the tokens of one's programs."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from onrecord.errors import OnrecordError
from onrecord.ledger.users import DAYS, SHORTEST, tokens
from onrecord.web import accounts
from onrecord.web.pages.door import LONGEST_PASSWORD, begin_session
from onrecord.web.room import Asked, Looking, page, room

router = APIRouter()
LONGEST_LIFE = 366  # days of a token
Secret = Annotated[str, Form(max_length=LONGEST_PASSWORD)]


@router.get("/account", response_class=HTMLResponse)
def account(request: Request, ledger: Asked, visitor: Looking, done: str = "") -> HTMLResponse:
    """Who one is here, one's tokens, and the form to change the password."""
    return _shown(request, ledger, visitor, is_changed=done == "password")


@router.post("/account/password")
def change_password(
    request: Request, ledger: Asked, visitor: Looking, current: Secret, new: Secret, again: Secret
) -> Response:
    """Give oneself another password; other sessions end."""
    here, address = room(request), request.client.host if request.client else ""
    try:
        if new != again:
            raise OnrecordError("the new password is not the same both times")
        accounts.change_password(here, visitor, address, current, new)
    except OnrecordError as error:
        return _refused(request, ledger, visitor, error)
    answer = RedirectResponse("/account?done=password", HTTPStatus.SEE_OTHER)
    begin_session(request, answer, here, accounts.own(visitor))
    return answer


@router.post("/account/tokens", response_class=HTMLResponse)
def make_token(
    request: Request,
    ledger: Asked,
    visitor: Looking,
    name: Annotated[str, Form(max_length=200)],
    days: Annotated[int, Form(ge=1, le=LONGEST_LIFE)] = DAYS,
) -> HTMLResponse:
    """Make a token; its secret is on this page alone, which nothing keeps."""
    try:
        made, secret = accounts.make_token(ledger, visitor, name, days)
    except OnrecordError as error:
        return _refused(request, ledger, visitor, error)
    answer = _shown(request, ledger, visitor, made=made, secret=secret)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.post("/account/tokens/{number}/revoke")
def revoke(ledger: Asked, visitor: Looking, number: int) -> Response:
    """Let a token hold no more."""
    if not accounts.revoke(ledger, visitor, number):
        raise HTTPException(HTTPStatus.NOT_FOUND, "you have no token of that number")
    return RedirectResponse("/account#tokens", HTTPStatus.SEE_OTHER)


def _refused(request: Request, ledger: Asked, visitor: Looking, error: OnrecordError) -> HTMLResponse:
    again = _shown(request, ledger, visitor, fault=str(error))
    again.status_code = HTTPStatus.FORBIDDEN if visitor.is_program else HTTPStatus.BAD_REQUEST
    return again


def _shown(request: Request, ledger: Asked, visitor: Looking, **facts: Any) -> HTMLResponse:
    own = tokens(ledger, visitor.user) if visitor.user else []
    facts = {"fault": None, "made": None, "secret": None, "is_changed": False, **facts}
    return page(
        request, "account.html.jinja", tokens=own[::-1], now=accounts.now(), days=DAYS, shortest=SHORTEST,
        longest_life=LONGEST_LIFE, **facts,
    )  # fmt: skip
