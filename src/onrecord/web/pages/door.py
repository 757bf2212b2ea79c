"""Signing in and out."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from onrecord.ledger.users import authenticate, close_session, open_session
from onrecord.web.room import COOKIE, Asked, own_path, page, room

router = APIRouter()
HOURS = 12
PAUSE = 0.5  # seconds before a wrong password is answered


@router.get("/login", response_class=HTMLResponse)
def sign_in_page(request: Request, next: str = "/") -> HTMLResponse:
    """The form to sign in with."""
    return page(request, "login.html.jinja", next=own_path(next), name="", fault=None)


@router.post("/login", response_class=HTMLResponse)
async def sign_in(
    request: Request,
    ledger: Asked,
    name: Annotated[str, Form(max_length=100)],
    password: Annotated[str, Form(max_length=400)],
    next: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    """Open a session for a name with its password."""
    user = await asyncio.to_thread(authenticate, ledger, name, password)
    if user is None:
        await asyncio.sleep(PAUSE)
        fault = "No such name with that password."
        again = page(request, "login.html.jinja", next=own_path(next), name=name, fault=fault)
        again.status_code = HTTPStatus.UNAUTHORIZED
        return again
    token = await asyncio.to_thread(open_session, ledger, user, HOURS)
    answer = RedirectResponse(own_path(next), HTTPStatus.SEE_OTHER)
    is_secure = room(request).settings.is_secure
    answer.set_cookie(COOKIE, token, HOURS * 3600, httponly=True, samesite="lax", secure=is_secure)
    return answer


@router.post("/logout")
def sign_out(request: Request, ledger: Asked) -> Response:
    """Close the session."""
    token = request.cookies.get(COOKIE)
    if token:
        close_session(ledger, token)
    answer = RedirectResponse("/login", HTTPStatus.SEE_OTHER)
    answer.delete_cookie(COOKIE)
    return answer
