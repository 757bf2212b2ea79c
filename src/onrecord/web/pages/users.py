"""The users, for an administrator: who may do what."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from onrecord.errors import OnrecordError
from onrecord.ledger import users as known
from onrecord.ledger.users import SHORTEST, Role, User
from onrecord.web import accounts
from onrecord.web.pages.door import LONGEST_NAME, LONGEST_PASSWORD
from onrecord.web.room import Asked, Looking, page

router = APIRouter()


@router.get("/users", response_class=HTMLResponse)
def users(request: Request, ledger: Asked) -> HTMLResponse:
    """Everybody who may sign in, or might once."""
    return _shown(request, ledger)


@router.post("/users")
def add(
    request: Request,
    ledger: Asked,
    name: Annotated[str, Form(max_length=LONGEST_NAME)],
    password: Annotated[str, Form(max_length=LONGEST_PASSWORD)],
    role: Annotated[Role, Form()] = Role.reader,
) -> Response:
    """Add somebody who may sign in from now on."""
    try:
        accounts.add(ledger, name, password, role)
    except OnrecordError as error:
        return _shown(request, ledger, str(error), name=name, role=role)
    return RedirectResponse("/users", HTTPStatus.SEE_OTHER)


@router.post("/users/{number}/role")
def give_role(
    request: Request, ledger: Asked, visitor: Looking, number: int, role: Annotated[Role, Form()]
) -> Response:
    """Give somebody else another role, at once."""
    try:
        accounts.change_role(ledger, visitor, _user(ledger, number), role)
    except OnrecordError as error:
        return _shown(request, ledger, str(error))
    return RedirectResponse("/users", HTTPStatus.SEE_OTHER)


@router.post("/users/{number}/disable")
def disable(request: Request, ledger: Asked, visitor: Looking, number: int) -> Response:
    """Let somebody else in no more."""
    try:
        accounts.shut_out(ledger, visitor, _user(ledger, number))
    except OnrecordError as error:
        return _shown(request, ledger, str(error))
    return RedirectResponse("/users", HTTPStatus.SEE_OTHER)


def _user(ledger: Asked, number: int) -> User:
    found = accounts.find(ledger, number)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "there is no user of that number")
    return found


def _shown(request: Request, ledger: Asked, fault: str | None = None, **given: Any) -> HTMLResponse:
    facts = {"name": "", "role": Role.reader, **given}
    shown = page(
        request, "users.html.jinja", users=known.users(ledger), roles=list(Role), shortest=SHORTEST,
        fault=fault, given=facts,
    )  # fmt: skip
    shown.status_code = HTTPStatus.BAD_REQUEST if fault else HTTPStatus.OK
    return shown
