"""The door: whose name it is asked by, where changes come from, how much comes in, what goes with answers.

One ASGI layer around the whole application, so that no route can be without it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from onrecord.web.settings import Settings

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

SAFE = ("GET", "HEAD", "OPTIONS")
GRACE, SLOWEST = 10.0, 64_000  # seconds, then bytes a second: a body that comes slower is dropped
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


class Guard:
    """An ASGI application around another."""

    def __init__(self, app: Application, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Serve a request, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        sending = _with_headers(send)
        refused = self._refusal(scope["method"], scope["path"], headers)
        if refused is not None:
            await _refuse(scope, sending, *refused)
            return
        body = _Body(receive, sending, self.settings.max_body)
        try:
            await self.app(scope, body.receive, body.send)
        except _Refused as error:
            if not body.has_answered:
                await _refuse(scope, sending, error.status, error.detail)

    def _refusal(self, method: str, path: str, headers: dict[bytes, str]) -> tuple[int, str] | None:
        host = headers.get(b"host", "")
        if _name(host) not in self.settings.hosts:
            return HTTPStatus.MISDIRECTED_REQUEST, "this address is not served under that name"
        length = headers.get(b"content-length", "0")
        if not length.isdigit() or int(length) > self.settings.max_body:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"at most {self.settings.max_body:,} bytes"
        is_ambient = not headers.get(b"authorization", "").lower().startswith("bearer ")
        if method in SAFE or not is_ambient:
            return None
        is_ours = urlsplit(headers.get(b"origin", "")).netloc == host
        if not is_ours or headers.get(b"sec-fetch-site", "same-origin") != "same-origin":
            return HTTPStatus.FORBIDDEN, "a change must come from a page of this address"
        kind = headers.get(b"content-type", "application/json").partition(";")[0].strip().lower()
        if path.startswith("/api/") and length != "0" and kind != "application/json":
            return HTTPStatus.FORBIDDEN, "the API takes application/json"
        return None


class _Refused(Exception):
    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail


class _Body:
    """A request's body as it comes in: neither too much of it nor too slow."""

    def __init__(self, receive: Receive, send: Send, most: int) -> None:
        self._receive, self._send, self.most = receive, send, most
        self.size = 0
        self.is_whole = False
        self.started: float | None = None
        self.has_answered = False

    async def receive(self) -> Message:
        if self.is_whole:
            return await self._receive()  # a disconnect
        now = asyncio.get_running_loop().time()
        self.started = self.started or now
        until = self.started + GRACE + self.size / SLOWEST
        try:
            message = await asyncio.wait_for(self._receive(), max(until - now, 0.001))
        except TimeoutError:
            raise _Refused(HTTPStatus.REQUEST_TIMEOUT, "the request came too slowly") from None
        self.size += len(message.get("body", b""))
        if self.size > self.most:
            raise _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"at most {self.most:,} bytes")
        self.is_whole = not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        self.has_answered = True
        await self._send(message)


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            present = {name.lower() for name, _ in message.get("headers", [])}
            added = [
                (name.encode(), value.encode())
                for name, value in (*HEADERS.items(), ("cache-control", "private, no-cache"))
                if name.encode() not in present
            ]
            message = {**message, "headers": [*message.get("headers", []), *added]}
        await send(message)

    return sending


async def _refuse(scope: MutableMapping[str, Any], send: Send, status: int, detail: str) -> None:
    title = HTTPStatus(status).phrase
    if scope["path"].startswith("/api/"):
        kind = b"application/problem+json"
        body = json.dumps({"type": "about:blank", "title": title, "status": int(status), "detail": detail})
    else:
        kind, body = b"text/plain; charset=utf-8", f"{title}: {detail}\n"
    headers = [(b"content-type", kind), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": int(status), "headers": headers})
    await send({"type": "http.response.body", "body": body.encode()})


def _name(host: str) -> str:
    """The name in a Host header, without its port."""
    try:
        return (urlsplit(f"//{host}").hostname or "") if "@" not in host else ""
    except ValueError:
        return ""
