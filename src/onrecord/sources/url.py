"""Fetch a page from the web, and from nowhere else.

Every address is checked when the connection is made, on the very address that is
then used, so that a name cannot be checked in one place and lead to another; every
redirect is a new connection and is checked the same way.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus

import httpcore
import httpx

from onrecord.__about__ import __version__
from onrecord.errors import Refused, TooLarge, Unreachable
from onrecord.sources.magic import gunzipped
from onrecord.sources.network import CONNECT_SECONDS, GuardedNetwork, Resolver, system_resolver

MAX_HOPS = 5
MAX_BODY = 20 * 1024 * 1024
WHOLE_SECONDS = 30.0
REDIRECTS = frozenset({301, 302, 303, 307, 308})
Headers = tuple[tuple[str, str], ...]
HEADERS: Headers = (
    ("User-Agent", f"onrecord/{__version__}"),
    (
        "Accept",
        "text/html,application/rss+xml,application/atom+xml,application/json;q=0.9,text/plain;q=0.8,*/*;q=0.1",
    ),
    ("Accept-Encoding", "gzip"),
)
_ENDINGS = {"text/html": ".html", "application/xhtml+xml": ".html", "application/json": ".json"}
_CHARSET = re.compile(r"""charset\s{0,5}=\s{0,5}["']?([\w.:-]{1,40})""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """What was fetched: the body, the address it came from in the end, and its charset if one was stated.

    `etag` and `last_modified` are what the server wants to be asked with the next time; where it says
    that nothing has changed since they were given, `is_unchanged` is true and the body empty.
    """

    body: bytes
    url: str
    name: str
    charset: str | None
    etag: str | None = None
    last_modified: str | None = None
    is_unchanged: bool = False


def fetch(
    url: str,
    *,
    allow_private: bool = False,
    resolver: Resolver = system_resolver,
    seconds: float = WHOLE_SECONDS,
    etag: str | None = None,
    last_modified: str | None = None,
) -> Page:
    """Fetch an `http` or `https` address, following at most five redirects, within `seconds`.

    Raises `Refused` for an address Onrecord does not connect to, `TooLarge` for a body
    over 20 MB, `Unreachable` for everything else that goes wrong. `allow_private` opens
    private addresses and other ports; `resolver` replaces the system's (name, port → addresses).
    With the `etag` or `last_modified` of an earlier `Page`, one that has not changed since is not sent again.
    """
    headers = (
        *HEADERS,
        *((("If-None-Match", etag),) if etag else ()),
        *((("If-Modified-Since", last_modified),) if last_modified else ()),
    )
    deadline = time.monotonic() + seconds
    network = GuardedNetwork(resolver, allow_private, deadline)
    context = httpx.create_ssl_context(trust_env=False)
    with httpcore.ConnectionPool(ssl_context=context, network_backend=network) as pool:
        at = _checked(url)
        for _ in range(MAX_HOPS + 1):
            outcome = _one_hop(pool, at, url, deadline, headers)
            if isinstance(outcome, Page):
                return outcome
            at = outcome
    raise Unreachable(f"{url}: redirects more than {MAX_HOPS} times")


def _checked(url: str, base: httpx.URL | None = None) -> httpx.URL:
    """An address as it will be connected to, or `Refused`; hosts and ports are checked on connecting."""
    try:
        parsed = httpx.URL(url) if base is None else base.join(url)
    except (httpx.InvalidURL, UnicodeError, ValueError) as fault:
        raise Refused(f"{url}: not a web address") from fault
    if parsed.scheme not in ("http", "https"):
        raise Refused(f"{url}: only http and https addresses are fetched")
    if not parsed.host:
        raise Refused(f"{url}: the address names no host")
    if parsed.port == 0 or ("%" in parsed.host and ":" not in parsed.host):
        raise Refused(f"{url}: not a web address")
    if parsed.userinfo:
        raise Refused(f"{parsed.host}: addresses with a user name or password are not fetched")
    return parsed


def _one_hop(
    pool: httpcore.ConnectionPool, at: httpx.URL, asked: str, deadline: float, asking: Headers
) -> Page | httpx.URL:
    """The page at `at`, or the address it redirects to."""
    target = httpcore.URL(scheme=at.raw_scheme, host=at.raw_host, port=at.port, target=at.raw_path)
    timeouts = dict.fromkeys(("connect", "read", "write", "pool"), CONNECT_SECONDS)
    try:
        with pool.stream("GET", target, headers=asking, extensions={"timeout": timeouts}) as response:
            headers = {
                name.decode("latin-1").lower(): value.decode("utf-8", "replace")
                for name, value in response.headers
            }
            if response.status in REDIRECTS and "location" in headers:
                return _checked(headers["location"], at)
            if response.status == HTTPStatus.NOT_MODIFIED:
                return replace(_page(b"", at, headers), is_unchanged=True)
            if response.status >= 400:
                raise Unreachable(f"{asked}: the server answered {response.status}{_phrase(response.status)}")
            body = _unpacked(_bounded(response.iter_stream(), asked, deadline), headers, asked)
            return _page(body, at, headers)
    except Refused as fault:
        raise Refused(f"{asked}: {fault}") from fault
    except httpcore.TimeoutException as fault:
        raise Unreachable(f"{asked}: no answer in time") from fault
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol) as fault:
        raise Unreachable(f"{asked}: cannot be fetched: {fault or type(fault).__name__}") from fault


def _phrase(status: int) -> str:
    return f" {HTTPStatus(status).phrase}" if status in HTTPStatus.__members__.values() else ""


def _bounded(chunks: Iterable[bytes], asked: str, deadline: float) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > MAX_BODY:
            raise TooLarge(f"{asked}: the page is larger than {MAX_BODY // 1024 // 1024} MB")
        if time.monotonic() > deadline:
            raise Unreachable(f"{asked}: no answer in time")
    return bytes(body)


def _unpacked(body: bytes, headers: Mapping[str, str], asked: str) -> bytes:
    """The body without its transfer's gzip, unpacked within the limits of any gzip input."""
    packing = headers.get("content-encoding", "identity").strip().lower()
    if not body or packing in ("", "identity"):
        return body
    if packing not in ("gzip", "x-gzip"):
        raise Unreachable(
            f"{asked}: the server packs its answer as {packing[:20]!r}, which was not asked for"
        )
    return gunzipped(body, asked)


def _page(body: bytes, at: httpx.URL, headers: Mapping[str, str]) -> Page:
    stated = headers.get("content-type", "")
    charset = _CHARSET.search(stated)
    ending = _ENDINGS.get(stated.partition(";")[0].strip().lower(), "")
    name = at.path.rsplit("/", 1)[-1] + ending
    return Page(
        body,
        str(at),
        name,
        charset[1] if charset else None,
        headers.get("etag"),
        headers.get("last-modified"),
    )
