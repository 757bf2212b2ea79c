"""Connections to public addresses only, whatever a name, a spelling or a redirect leads to."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import httpcore

from onrecord.errors import Refused

PORTS = frozenset({80, 443})
CONNECT_SECONDS = 10.0
MAX_TRIED = 3  # of a name's addresses

Resolver = Callable[[str, int], Sequence[str]]
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Networks no report is published from: this machine, private and shared networks, link-local
# (with the clouds' metadata services), documentation, benchmarks, multicast and reserved
# (IANA special-purpose registries). `is_global` alone misses some, and differs between Python releases.
_CLOSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "::/128", "::1/128", "64:ff9b:1::/48", "100::/64", "2001:10::/28", "2001:db8::/32", "3fff::/20",
        "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    )
)  # fmt: skip
# IPv6 networks whose last 32 bits are an IPv4 address: NAT64, IPv4-compatible, IPv4-translated.
_WRAPPING = tuple(ipaddress.ip_network(network) for network in ("64:ff9b::/96", "::/96", "::ffff:0:0:0/96"))
# Names that lead inside by design: reserved ones, and services that answer with the address in the name.
_CLOSED_NAMES = (
    "localhost", "localdomain", "local", "internal", "home.arpa",
    "nip.io", "sslip.io", "xip.io", "localtest.me", "lvh.me",
)  # fmt: skip


def system_resolver(host: str, port: int) -> Sequence[str]:
    """Every address the system knows for a name, in its order."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def is_public(address: str) -> bool:
    """Whether an address is one that anybody on the internet could publish from.

    IPv4 addresses wrapped in IPv6 (mapped, compatible, 6to4, Teredo, NAT64) are unwrapped first.
    """
    try:
        found: Address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if any(found.version == network.version and found in network for network in _CLOSED):
        return False
    inner = _wrapped(found)
    if inner:
        return all(is_public(str(wrapped)) for wrapped in inner)
    return found.is_global and not found.is_multicast


def _wrapped(address: Address) -> tuple[ipaddress.IPv4Address, ...]:
    if isinstance(address, ipaddress.IPv4Address):
        return ()
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    if address.sixtofour is not None:
        return (address.sixtofour,)
    if address.teredo is not None:
        return address.teredo
    if any(address in network for network in _WRAPPING):
        return (ipaddress.IPv4Address(int(address) & 0xFFFFFFFF),)
    return ()


def _literal(host: str) -> str | None:
    """The address a host spells out, in any of the ways that systems read ("127.1", "0x7f000001")."""
    try:
        return str(ipaddress.ip_address(host.strip("[]").partition("%")[0]))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return None


class GuardedNetwork(httpcore.NetworkBackend):
    """Connects to public addresses only: resolves, checks every answer, then uses the ones it checked.

    `deadline` (of the monotonic clock) ends every connection, however slowly the other side goes on.
    """

    def __init__(self, resolver: Resolver, allow_private: bool, deadline: float) -> None:
        self.resolver = resolver
        self.allow_private = allow_private
        self.deadline = deadline
        self.network = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect; raises `Refused` before any packet is sent to an address that is not open."""
        addresses = self._addresses(host, port)
        for tried, address in enumerate(addresses, start=1):
            try:
                stream = self.network.connect_tcp(
                    address, port, _until(self.deadline, timeout), local_address, socket_options
                )
                return _TimedStream(stream, self.deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if tried == len(addresses):
                    raise
        raise httpcore.ConnectError(f"the name {host!r} is not known")

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        """Refuse: no address leads to a socket of this machine."""
        raise Refused("local sockets are not fetched from")

    def sleep(self, seconds: float) -> None:
        """Wait, as the connection pool asks."""
        time.sleep(seconds)

    def _addresses(self, host: str, port: int) -> list[str]:
        name = host.rstrip(".").lower()
        if not self.allow_private:
            self._require_open(name, port)
        literal = _literal(name)
        try:
            addresses = [literal] if literal is not None else list(self.resolver(host, port))
        except (OSError, UnicodeError) as fault:
            raise httpcore.ConnectError(f"the name {host!r} is not known") from fault
        if not self.allow_private and not all(is_public(address) for address in addresses):
            raise Refused(
                f"{host!r} is, or leads to, an address inside a private network, which is not fetched "
                "(--allow-private opens it)"
            )
        return addresses[:MAX_TRIED]

    def _require_open(self, name: str, port: int) -> None:
        if port not in PORTS:
            raise Refused(f"port {port}: only 80 and 443 are fetched from (--allow-private opens others)")
        if any(name == closed or name.endswith(f".{closed}") for closed in _CLOSED_NAMES):
            raise Refused(
                f"{name!r} names a private network, which is not fetched (--allow-private opens it)"
            )


def _until(deadline: float, timeout: float | None) -> float:
    """The seconds a step may take: its own, or what is left of the whole."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time is up")
    return left if timeout is None else min(timeout, left)


class _TimedStream(httpcore.NetworkStream):
    """A connection whose every step ends by the deadline: a slow server cannot string it along."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self.stream = stream
        self.deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.stream.read(max_bytes, _until(self.deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.stream.write(buffer, _until(self.deadline, timeout))

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        wrapped = self.stream.start_tls(ssl_context, server_hostname, _until(self.deadline, timeout))
        return _TimedStream(wrapped, self.deadline)

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)
