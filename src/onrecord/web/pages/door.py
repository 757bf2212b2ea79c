"""Signing in and out."""

from __future__ import annotations

import asyncio
import math
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from onrecord.ledger.users import HOURS, User, close_session, open_session
from onrecord.web.room import COOKIE, Room, own_path, page, room

router = APIRouter()
PAUSE = 0.5  # seconds before a wrong password is answered
LONGEST_NAME, LONGEST_PASSWORD = 100, 400  # characters


@router.get("/login", response_class=HTMLResponse)
def sign_in_page(request: Request, next: Annotated[str, Query(max_length=2000)] = "/") -> HTMLResponse:
    """The form to sign in with."""
    return page(request, "login.html.jinja", next=own_path(next), name="", fault=None)


@router.post("/login", response_class=HTMLResponse)
async def sign_in(
    request: Request,
    name: Annotated[str, Form(max_length=LONGEST_NAME)],
    password: Annotated[str, Form(max_length=LONGEST_PASSWORD)],
    next: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    """Open a session for a name with its password, in place of any that was open."""
    here, address = room(request), request.client.host if request.client else ""
    if wait := math.ceil(here.guessing.begin(name, address)):
        fault = f"Too many wrong passwords. Wait {wait} second{'' if wait == 1 else 's'}, then try again."
        again = page(request, "login.html.jinja", next=own_path(next), name=name, fault=fault)
        again.status_code = HTTPStatus.TOO_MANY_REQUESTS
        again.headers["Retry-After"] = str(wait)
        return again
    user = await asyncio.to_thread(here.authenticated, name, password)
    if user is None:
        here.guessing.fail(name, address)
        await asyncio.sleep(PAUSE)
        fault = "No such name with that password."
        again = page(request, "login.html.jinja", next=own_path(next), name=name, fault=fault)
        again.status_code = HTTPStatus.UNAUTHORIZED
        return again
    here.guessing.forgive(name, address)
    answer = RedirectResponse(own_path(next), HTTPStatus.SEE_OTHER)
    await asyncio.to_thread(begin_session, request, answer, here, user)
    return answer


@router.post("/logout")
def sign_out(request: Request) -> Response:
    """Close the session."""
    _end_session(request, room(request))
    answer = RedirectResponse("/login", HTTPStatus.SEE_OTHER)
    answer.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=room(request).settings.is_secure)
    return answer


def begin_session(request: Request, answer: Response, here: Room, user: User) -> None:
    """Open a session for a user, and close the one that the request came with."""
    _end_session(request, here)
    secret = open_session(here.ledger, user, HOURS)
    is_secure = here.settings.is_secure
    answer.set_cookie(COOKIE, secret, HOURS * 3600, httponly=True, samesite="lax", secure=is_secure)


def _end_session(request: Request, here: Room) -> None:
    if secret := request.cookies.get(COOKIE):
        close_session(here.ledger, secret)
