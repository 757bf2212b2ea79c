"""Fetch a page from the web, and from nowhere else.

Every address is checked when the connection is made, on the very address that is
then used, so that a name cannot be checked in one place and lead to another; every
redirect is a new connection and is checked the same way.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

from onrecord.__about__ import __version__
from onrecord.errors import Refused, TooLarge, Unreachable

MAX_HOPS = 5
MAX_BODY = 20 * 1024 * 1024
CONNECT_SECONDS = 10.0
WHOLE_SECONDS = 30.0
PORTS = frozenset({80, 443})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
USER_AGENT = f"onrecord/{__version__}"

Resolver = Callable[[str, int], Sequence[str]]
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Networks no report is published from: this machine, private and shared networks, link-local
# (with the clouds' metadata services), benchmarks, multicast and reserved (IANA special-purpose registries).
_CLOSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "::/128", "::1/128", "fc00::/7", "fe80::/10", "fec0::/10",
        "ff00::/8", "100::/64", "2001:db8::/32",
    )
)  # fmt: skip
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_COMPATIBLE = ipaddress.ip_network("::/96")


@dataclass(frozen=True, slots=True)
class Page:
    """What was fetched: the body, the address it came from in the end, and its charset if one was stated."""

    body: bytes
    url: str
    name: str
    charset: str | None


def fetch(url: str, *, allow_private: bool = False, resolver: Resolver | None = None) -> Page:
    """Fetch an `http` or `https` address, following at most five redirects.

    Raises `Refused` for an address Onrecord does not connect to, `TooLarge` for a body
    over 20 MB, `Unreachable` for everything else that goes wrong. `allow_private` opens
    private addresses and other ports; `resolver` replaces the system's (name, port → addresses).
    """
    deadline = time.monotonic() + WHOLE_SECONDS
    transport = _transport(_GuardedNetwork(resolver or system_resolver, allow_private))
    headers = {
        "User-Agent": USER_AGENT,
        "Accept": "text/html,application/json;q=0.9,text/plain;q=0.8,*/*;q=0.1",
    }
    timeout = httpx.Timeout(CONNECT_SECONDS, read=CONNECT_SECONDS)
    with httpx.Client(transport=transport, headers=headers, timeout=timeout, trust_env=False) as client:
        at = url
        for _ in range(MAX_HOPS + 1):
            _check_url(at, allow_private)
            outcome = _one_hop(client, at, url, deadline)
            if isinstance(outcome, Page):
                return outcome
            at = outcome
    raise Unreachable(f"{url}: redirects more than {MAX_HOPS} times")


def system_resolver(host: str, port: int) -> Sequence[str]:
    """Every address the system knows for a name, in its order."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def is_public(address: str) -> bool:
    """Whether an address is one that anybody on the internet could publish from.

    IPv4 addresses wrapped in IPv6 (mapped, compatible, 6to4, Teredo, NAT64) are unwrapped first.
    """
    try:
        found: Address = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    return all(_is_open(inner) for inner in (found, *_wrapped(found)))


def _is_open(address: Address) -> bool:
    if any(address.version == network.version and address in network for network in _CLOSED):
        return False
    if isinstance(address, ipaddress.IPv6Address) and _wrapped(address):
        return True  # judged by the address inside
    return address.is_global and not address.is_multicast


def _wrapped(address: Address) -> tuple[Address, ...]:
    if isinstance(address, ipaddress.IPv4Address):
        return ()
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    if address.sixtofour is not None:
        return (address.sixtofour,)
    if address.teredo is not None:
        return address.teredo
    if address in _NAT64 or address in _COMPATIBLE:
        return (ipaddress.IPv4Address(int(address) & 0xFFFFFFFF),)
    return ()


def _check_url(url: str, allow_private: bool) -> None:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as fault:
        raise Refused(f"{url}: not a web address") from fault
    if parts.scheme not in ("http", "https"):
        raise Refused(f"{url}: only http and https addresses are fetched")
    if not parts.hostname:
        raise Refused(f"{url}: the address names no host")
    if parts.username is not None or parts.password is not None:
        raise Refused(f"{url}: addresses with a user name or password are not fetched")
    if port is not None and port not in PORTS and not allow_private:
        raise Refused(f"{url}: only ports 80 and 443 are fetched from (--allow-private opens others)")


def _one_hop(client: httpx.Client, at: str, asked: str, deadline: float) -> Page | str:
    """The page at `at`, or the address it redirects to."""
    try:
        with client.stream("GET", at) as response:
            if response.status_code in REDIRECTS and "location" in response.headers:
                return urljoin(at, response.headers["location"])
            if response.status_code >= 400:
                raise Unreachable(
                    f"{asked}: the server answered {response.status_code} {response.reason_phrase}"
                )
            body = _bounded(response.iter_bytes(), asked, deadline)
            name = urlsplit(at).path.rsplit("/", 1)[-1]
            kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
            ending = {
                "text/html": ".html",
                "application/xhtml+xml": ".html",
                "application/json": ".json",
            }.get(kind, "")
            return Page(body, at, name + ending, response.charset_encoding)
    except httpx.TimeoutException as fault:
        raise Unreachable(f"{asked}: no answer in time") from fault
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, ValueError) as fault:
        raise Unreachable(f"{asked}: cannot be fetched: {fault or type(fault).__name__}") from fault


def _bounded(chunks: Iterable[bytes], asked: str, deadline: float) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > MAX_BODY:
            raise TooLarge(f"{asked}: the page is larger than {MAX_BODY // 1024 // 1024} MB")
        if time.monotonic() > deadline:
            raise Unreachable(f"{asked}: took longer than {WHOLE_SECONDS:.0f} seconds")
    return bytes(body)


def _transport(network: httpcore.NetworkBackend) -> httpx.HTTPTransport:
    transport = httpx.HTTPTransport(trust_env=False)
    # httpx offers no way to hand it a network; its pool is httpcore's public class.
    transport._pool = httpcore.ConnectionPool(
        ssl_context=httpx.create_ssl_context(trust_env=False), network_backend=network
    )
    return transport


class _GuardedNetwork(httpcore.NetworkBackend):
    """Connects to public addresses only: resolves, checks every answer, then uses the one it checked."""

    def __init__(self, resolver: Resolver, allow_private: bool) -> None:
        self.resolver = resolver
        self.allow_private = allow_private
        self.network = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            addresses = list(self.resolver(host, port))
        except (OSError, UnicodeError) as fault:
            raise httpcore.ConnectError(f"the name {host!r} is not known") from fault
        if not addresses:
            raise httpcore.ConnectError(f"the name {host!r} is not known")
        if not self.allow_private and not all(is_public(address) for address in addresses):
            raise Refused(
                f"{host}: is, or leads to, an address inside a private network, which is not fetched "
                "(--allow-private opens it)"
            )
        return self.network.connect_tcp(
            addresses[0], port, timeout=timeout, local_address=local_address, socket_options=socket_options
        )

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        raise Refused("local sockets are not fetched from")

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)
