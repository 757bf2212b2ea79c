"""The door: whose name it is asked by, where changes come from, how much comes in, what goes with answers.

One ASGI layer around the whole application, so that no route can be without it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from onrecord.web.logs import escaped
from onrecord.web.settings import Settings
from onrecord.web.sharing import is_full

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

SAFE = ("GET", "HEAD", "OPTIONS")
TAKES_FILES = ("/add", "/api/v1/jobs")
SINGLE = (
    b"host", b"origin", b"authorization", b"cookie", b"content-type", b"content-length", b"transfer-encoding",
    b"sec-fetch-site",
)  # fmt: skip
"""Headers that decide something here: where two say different things, somebody is being misled."""
POLICY = "; ".join((
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'",
    "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'",
))  # fmt: skip
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",  # no-referrer would take the origin from forms, too
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
POLICIES = b"content-security-policy"  # one beside another: what either forbids is forbidden
KEPT_TO_HTTPS = {"strict-transport-security": "max-age=31536000"}
PORTS = {"http": ":80", "https": ":443"}
log = logging.getLogger("onrecord.web")
requests = logging.getLogger("onrecord.web.requests")


class Refused(Exception):
    """A request that goes no further, with what to answer."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail


class Guard:
    """An ASGI application around another."""

    def __init__(self, app: Application, settings: Settings) -> None:
        self.app = app
        self.settings = settings
        secure = KEPT_TO_HTTPS if settings.is_secure else {}
        self.headers = [(name.encode(), value.encode()) for name, value in (HEADERS | secure).items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, or refuse it; tell the log of either."""
        if scope["type"] == "websocket":  # none is served
            await send({"type": "websocket.close", "code": 1008})
        elif scope["type"] != "http":
            await self.app(scope, receive, send)
        else:
            answer = _Answer(send, self.headers, scope["method"] == "HEAD")
            began = time.perf_counter()
            try:
                await self._serve(scope, receive, answer)
            finally:
                took = (time.perf_counter() - began) * 1000
                path = escaped(scope["path"])
                requests.info("%s %s %s %.0f ms", escaped(scope["method"]), path, answer.status or "-", took)

    async def _serve(self, scope: Scope, receive: Receive, answer: _Answer) -> None:
        try:
            body = _Body(receive, answer, self._checked(scope), self.settings)
            if scope["method"] == "HEAD":
                scope = {**scope, "method": "GET"}
            await self.app(scope, body.receive, body.send)
            if body.refused is not None:
                raise body.refused
        except Refused as refused:
            if refused.status == HTTPStatus.FORBIDDEN:
                log.warning("refused %s %s: %s", scope["method"], escaped(scope["path"]), refused.detail)
            if not answer.status:
                await _refuse(scope, answer.send, refused)
        except Exception:
            log.exception("a fault in %s %s", scope["method"], escaped(scope["path"]))
            if not answer.status:
                await _refuse(scope, answer.send, Refused(500, "a fault of the program; its log tells more"))

    def _checked(self, scope: Scope) -> int:
        """How many bytes a request may have, or none; raises `Refused` where it may not come in."""
        method, path, headers = scope["method"], scope["path"], _headers(scope)
        host = headers.get(b"host", "")
        if _name(host) not in self.settings.hosts:
            raise Refused(HTTPStatus.MISDIRECTED_REQUEST, "this address is not served under that name")
        if not path.startswith("/"):
            raise Refused(HTTPStatus.BAD_REQUEST, "the address is no path")
        length = headers.get(b"content-length", "0")
        is_chunked = b"transfer-encoding" in headers
        if not (length.isascii() and length.isdecimal()) or (is_chunked and b"content-length" in headers):
            raise Refused(HTTPStatus.BAD_REQUEST, "how long the request is cannot be told")
        has_body = is_chunked or length.strip("0") != ""
        if method in SAFE and has_body:
            raise Refused(HTTPStatus.BAD_REQUEST, f"a {method} has no content")
        most = self.settings.max_body if path in TAKES_FILES else self.settings.max_form
        if len(length) > 18 or int(length) > most:
            raise _too_large(most)
        if method not in SAFE:
            self._check_change(path, host, headers, has_body)
        return most

    def _check_change(self, path: str, host: str, headers: Mapping[bytes, str], has_body: bool) -> None:
        """Raise `Refused` for what a browser may have been made to send by a page that is not ours."""
        is_ambient = not headers.get(b"authorization", "").lower().startswith("bearer ")
        if is_ambient:
            scheme = "https" if self.settings.is_secure else "http"
            ours = _origin(f"{scheme}://{host}")
            came_from = headers.get(b"sec-fetch-site", "same-origin")
            if _origin(headers.get(b"origin", "")) != ours or came_from != "same-origin":
                raise Refused(HTTPStatus.FORBIDDEN, f"a change must come from a page of {ours}")
        kind = headers.get(b"content-type", "").partition(";")[0].strip().lower()
        if path.startswith("/api/") and has_body and kind != "application/json":
            status = HTTPStatus.FORBIDDEN if is_ambient else HTTPStatus.UNSUPPORTED_MEDIA_TYPE
            raise Refused(status, "the API takes application/json")


class _Body:
    """A request's body as it comes in: neither too much of it nor too slow."""

    def __init__(self, receive: Receive, answer: _Answer, most: int, settings: Settings) -> None:
        self._receive, self._answer, self.most = receive, answer, most
        self.grace, self.slowest = settings.grace, settings.slowest
        self.size = 0
        self.is_whole = False
        self.started: float | None = None
        self.refused: Refused | None = None

    async def receive(self) -> Message:
        if self.is_whole:
            return await self._receive()  # a disconnect
        now = asyncio.get_running_loop().time()
        self.started = now if self.started is None else self.started
        until = self.started + self.grace + self.size / self.slowest
        try:
            message = await asyncio.wait_for(self._receive(), max(until - now, 0.001))
        except TimeoutError:
            self.refused = Refused(HTTPStatus.REQUEST_TIMEOUT, "the request came too slowly")
            raise self.refused from None
        self.size += len(message.get("body", b""))
        if self.size > self.most:
            self.refused = _too_large(self.most)
            raise self.refused
        self.is_whole = not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        if self.refused is None:  # else what reads the body tells of a fault of its own
            await self._answer.send(message)


class _Answer:
    """What goes out: with the headers that every answer has, and without content where HEAD asks for none."""

    def __init__(self, send: Send, headers: list[tuple[bytes, bytes]], is_head: bool) -> None:
        self._send, self._headers, self.is_head = send, headers, is_head
        self.status: int | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            given = list(message.get("headers", []))
            present = {name.lower() for name, _ in given}
            always = [*self._headers, (b"cache-control", b"private, no-cache")]
            if is_full():  # what is asked next comes to whichever process has a thread for it
                always.append((b"connection", b"close"))
            given += [(name, value) for name, value in always if name not in present or name == POLICIES]
            message = {**message, "headers": given}
        elif self.is_head and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self._send(message)


async def _refuse(scope: Scope, send: Send, refused: Refused) -> None:
    status, detail = int(refused.status), refused.detail
    title = HTTPStatus(status).phrase
    if scope["path"].startswith("/api/"):
        kind = b"application/problem+json"
        body = json.dumps({"type": "about:blank", "title": title, "status": status, "detail": detail})
    else:
        kind, body = b"text/plain; charset=utf-8", f"{title}: {detail}\n"
    content = body.encode()
    headers = [
        (b"content-type", kind), (b"content-length", str(len(content)).encode()), (b"connection", b"close"),
    ]  # fmt: skip
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})


def _headers(scope: Scope) -> dict[bytes, str]:
    """The headers by name; raises `Refused` where one that decides something came twice."""
    found: dict[bytes, str] = {}
    for name, value in scope["headers"]:
        name = name.lower()
        if name in found and name in SINGLE:
            raise Refused(HTTPStatus.BAD_REQUEST, f"the header {name.decode('latin-1')} came twice")
        found[name] = value.decode("latin-1")
    return found


def _too_large(most: int) -> Refused:
    return Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"at most {most:,} bytes")


def _origin(given: str) -> str:
    """An origin in one spelling: scheme, host, and the port where it is not the usual one."""
    origin = given.lower()
    return origin.removesuffix(PORTS.get(origin.partition("://")[0], " "))


def _name(host: str) -> str:
    """The name in a Host header, without its port; empty where it is more than a name and a port."""
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port  # raises where it is none
    except ValueError:
        return ""
    return parts.hostname or "" if parts.netloc == host and "@" not in host else ""
