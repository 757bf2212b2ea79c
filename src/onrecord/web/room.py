"""What every page and every answer of the API needs: the ledger, who looks, the templates."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from functools import cached_property, lru_cache
from http import HTTPStatus
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock, Semaphore
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import Depends, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from onrecord.__about__ import __version__
from onrecord.api import OpenLedger
from onrecord.ledger.pulse import Clock, Kept, Pulse
from onrecord.ledger.users import User, authenticate, has_users, session_user, token_user
from onrecord.render.escape import printable
from onrecord.render.page import TEMPLATES, asset, furnish, shown, web_address
from onrecord.web.access import ACCESS, ADMIN, ANYONE, READER, may
from onrecord.web.guessing import Guessing
from onrecord.web.jobs import Jobs
from onrecord.web.logs import escaped
from onrecord.web.settings import Settings

COOKIE = "onrecord_session"
BROUGHT = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
"""Headers of a proxy that brings somebody else's request."""
HASHING = 2  # passwords looked at at once
MEMORY = 10.0  # seconds for which a count over the whole ledger is good enough
log = logging.getLogger("onrecord.web")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who looks: a user's name and role; `is_local` where nobody needs to sign in.

    `is_program` where a token was sent.
    """

    name: str
    role: str
    user: User | None = None
    is_local: bool = False
    is_program: bool = False

    def may(self, needed: str) -> bool:
        """Whether they may do what needs a role."""
        return may(self.role, needed)


NOBODY = Visitor("", ANYONE)


class Room:
    """A ledger that is served.

    Answers that are `kept` hold until the ledger changes; what is `remembered` may be some seconds old:
    counts over all that the ledger holds.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.ledger = OpenLedger(settings.ledger)
        self.guessing = Guessing()
        self._hashing = Semaphore(HASHING)
        self._pulse = Pulse(self.ledger.engine)
        self.kept = Kept(self._pulse)
        self.remembered = Kept(Clock(MEMORY))
        self._jobs: Jobs | None = None
        self._own_spool: TemporaryDirectory[str] | None = None
        self._lock = Lock()

    @property
    def jobs(self) -> Jobs:
        """What is given to be read."""
        with self._lock:
            if self._jobs is None:
                spool = self.settings.spool
                if not spool:
                    self._own_spool = TemporaryDirectory(prefix="onrecord-")
                    spool = self._own_spool.name
                self._jobs = Jobs(Path(spool), self.settings.ledger)
            return self._jobs

    def close(self) -> None:
        """Let go of the ledger, and of what is being read into it."""
        if self._jobs is not None:
            self._jobs.close()
        if self._own_spool is not None:
            self._own_spool.cleanup()
        self._pulse.close()
        self.ledger.close()

    @cached_property
    def templates(self) -> Environment:
        """The templates of the pages."""
        environment = Environment(
            loader=ChoiceLoader([PackageLoader("onrecord.web"), TEMPLATES]), autoescape=True,
            undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, auto_reload=False,
        )  # fmt: skip
        furnish(environment)
        environment.filters.update(shown=_shown, plain=printable, address=web_address, number=_number)
        environment.globals.update(static=static, version=__version__)
        return environment

    def visitor(self, request: Request) -> Visitor:
        """Who sent a request."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme:
            is_token = scheme.lower() == "bearer"
            return _known(token_user(self.ledger, token.strip()), True) if is_token else NOBODY
        cookie = request.cookies.get(COOKIE)
        user = session_user(self.ledger, cookie) if cookie else None
        if user is None and self._is_local(request) and not self.has_users():
            return Visitor(self.settings.local, ADMIN, is_local=True)
        return _known(user)

    def has_users(self) -> bool:
        """Whether anybody has been added, so that all must sign in."""
        return self.kept.answer("has users", lambda: has_users(self.ledger))

    def authenticated(self, name: str, password: str) -> User | None:
        """The user of this name and password; few are looked at at once, for each takes 64 MB and a core."""
        with self._hashing:
            return authenticate(self.ledger, name, password)

    def _is_local(self, request: Request) -> bool:
        """Whether a request comes from this machine, and not through a proxy on it."""
        return self.settings.is_private and not any(name in request.headers for name in BROUGHT)


def room(request: Request) -> Room:
    """The room a request came to."""
    found: Room = request.app.state.room
    return found


def admit(request: Request) -> None:
    """Let a visitor in who may do what they ask for; else raise what says so."""
    if hasattr(request.state, "visitor"):
        return
    visitor = request.state.visitor = room(request).visitor(request)
    method, path = request.method, request.scope["path"]
    needed = ACCESS[method, request.scope["route"].path]
    if visitor.may(needed):
        return
    log.warning("refused %s %s to %s", method, escaped(path), escaped(visitor.name or "a stranger"))
    if visitor.role != ANYONE:
        raise HTTPException(HTTPStatus.FORBIDDEN, f"that needs the role {needed}; yours is {visitor.role}")
    if not room(request).has_users():
        why = "you come from elsewhere, and the ledger has no users; make one with: "
        raise HTTPException(HTTPStatus.FORBIDDEN, f"{why}onrecord users add NAME --role admin")
    if path.startswith("/api/"):
        challenge = {"WWW-Authenticate": "Bearer"}
        raise HTTPException(HTTPStatus.UNAUTHORIZED, "sign in, or send a token", challenge)
    asked = path + (f"?{request.url.query}" if request.url.query else "")
    back = {"Location": f"/login?{urlencode({'next': asked})}" if method == "GET" else "/login"}
    raise HTTPException(HTTPStatus.SEE_OTHER, "sign in first", back)


class AdmitFirst:
    """An ASGI application in which nobody's request is read before they are admitted."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve a request; what it brings is handed on once it is known that it may."""

        async def admitted() -> Any:
            if "route" in scope and not hasattr(Request(scope).state, "visitor"):
                await run_in_threadpool(admit, Request(scope))
            return await receive()

        await self.app(scope, admitted if scope["type"] == "http" else receive, send)


# What a request alone tells is told in coroutines: a plain function would wait for a thread.
async def _visitor(request: Request) -> Visitor:
    found: Visitor = request.state.visitor
    return found


async def _ledger(request: Request) -> OpenLedger:
    return room(request).ledger


Looking = Annotated[Visitor, Depends(_visitor)]
Asked = Annotated[OpenLedger, Depends(_ledger)]


def page(request: Request, template: str, **facts: Any) -> HTMLResponse:
    """A page made from a template, which also knows who looks and where they are."""
    visitor = getattr(request.state, "visitor", NOBODY)
    here = request.url.path
    made = room(request).templates.get_template(template)
    html = made.render(visitor=visitor, here=here, query=request.query_params, link=link, **facts)
    return HTMLResponse(html.encode("utf-8", "replace"))


def link(path: str, *parts: object, **query: object) -> str:
    """An address of this place: `parts` fill the path's braces, `query` is what is not empty of it."""
    filled = path.format(*(quote(str(part), safe="") for part in parts))
    asked = urlencode({name: value for name, value in query.items() if value not in (None, "", False)})
    return f"{filled}?{asked}" if asked else filled


def own_path(address: str | None) -> str:
    """An address to go on to if it is a path of this place; else the front page."""
    given = address or ""
    is_path = given.startswith("/") and given[1:2] not in ("/", "\\")
    return given if is_path and given.isprintable() and "\\" not in given else "/"


@lru_cache(maxsize=64)
def static(name: str) -> str:
    """The address of a static file, which changes with what is in it."""
    return f"/static/{name}?{hashlib.sha256(static_bytes(name)).hexdigest()[:12]}"


@lru_cache(maxsize=64)
def static_bytes(name: str) -> bytes:
    """A static file's content; raises `FileNotFoundError`."""
    if name in ("record.css", "record.js"):
        return asset(name).encode()
    if not name.replace(".", "").replace("-", "").isalnum() or ".." in name:
        raise FileNotFoundError(name)
    return resources.files("onrecord.web").joinpath("static", name).read_bytes()


def _known(user: User | None, is_program: bool = False) -> Visitor:
    return NOBODY if user is None else Visitor(user.name, user.role, user, is_program=is_program)


def _shown(value: object) -> Any:
    return shown("" if value is None else str(value))


def _number(value: float | int | None) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.4g}"


__all__ = [
    "COOKIE", "NOBODY", "READER", "AdmitFirst", "Asked", "Looking", "Room", "Visitor", "admit", "link",
    "own_path", "page", "room", "static", "static_bytes",
]  # fmt: skip
