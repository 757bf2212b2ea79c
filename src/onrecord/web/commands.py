"""The command that serves the reading room."""

from __future__ import annotations

import dataclasses
import errno
import getpass
import ipaddress
import os
import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from onrecord.errors import OnrecordError
from onrecord.ledger import DEFAULT
from onrecord.ledger.options import LedgerAddress, opened
from onrecord.render.printing import say
from onrecord.web.settings import LOOPBACK_NAMES, PORT, Settings, hand_over, is_loopback

AT_ONCE = 400  # requests; more are told to come again
LEAVING = 5  # seconds that requests under way have when the room is closed


def add_commands(app: typer.Typer) -> None:
    """Give an application the command that serves."""
    app.command()(serve)


def serve(
    ledger: LedgerAddress = DEFAULT,
    host: Annotated[
        str, typer.Option(help="The address to listen on; others than your own machine's need users.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0: any that is free.")] = PORT,
    name: Annotated[
        list[str] | None,
        typer.Option(
            help="A name it may be asked by, beside the address itself; may be given again.",
            show_default=False,
        ),
    ] = None,
    workers: Annotated[
        int, typer.Option("--workers", "-w", min=1, help="Processes that answer at once.")
    ] = 1,
    https: Annotated[
        bool, typer.Option("--https", help="People reach it by HTTPS, through a proxy of yours.")
    ] = False,
    spool: Annotated[
        Path | None,
        typer.Option(
            help="Where what is uploaded waits to be read; else in the system's temporary folder.",
            show_default=False,
            exists=True,
            file_okay=False,
            writable=True,
        ),
    ] = None,
) -> None:
    """Open the reading room: a web page on the ledger.

    On your own machine's address nobody needs to sign in, and nobody else gets in. For a team give the ledger
    users first (onrecord users add), then an address they can reach.
    """
    import uvicorn

    from onrecord.ledger.users import has_users

    is_new = "://" not in ledger and not Path(ledger).exists()
    with opened(ledger, must_exist=False) as known:
        has_team = has_users(known)
    settings = Settings(
        ledger=str(ledger), host=host, hosts=_names(host, name or (), https), local=_user(),
        is_secure=https, port=_free_port(host, port),
    )  # fmt: skip
    if not settings.is_private and not has_team:
        raise OnrecordError(
            f"{_why_not_private(settings)}, and the ledger has no users; make one first with: "
            "onrecord users add NAME --role admin"
        )
    if is_new:
        say(f"there was no ledger at {ledger}: this is a new one")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # else the spool would stay
    with TemporaryDirectory(prefix="onrecord-", dir=spool) as private:
        hand_over(dataclasses.replace(settings, spool=private))
        say(f"the reading room is at {_address(settings)} (Ctrl-C closes it)")
        uvicorn.run(
            "onrecord.web.app:serving", factory=True, host=host, port=settings.port, workers=workers,
            loop="onrecord.web.sharing:SharingLoop", http="httptools", ws="none", log_config=None,
            access_log=False, server_header=False, timeout_keep_alive=20, limit_concurrency=AT_ONCE,
            timeout_graceful_shutdown=LEAVING,
        )  # fmt: skip


def _names(host: str, given: Sequence[str], is_secure: bool) -> tuple[str, ...]:
    """The names that the room answers to; raises `OnrecordError` where nobody could know them."""
    is_any = _is_any(host)
    if not given and (is_any or is_secure):
        why = (
            f"{host}: every address of this machine" if is_any else "--https: the proxy has a name of its own"
        )
        raise OnrecordError(f"{why}; say by which name people will ask, as in: --name room.example")
    own = LOOPBACK_NAMES if is_any or is_loopback(host) else ()
    return tuple(dict.fromkeys((*given, *own, *(() if is_any else (host,)))))


def _is_any(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return host == ""


def _why_not_private(settings: Settings) -> str:
    if not is_loopback(settings.host):
        return f"{settings.host}: others could reach this address"
    if settings.is_secure:
        return "--https: others could come through the proxy"
    foreign = next(name for name in settings.hosts if not is_loopback(name))
    return f"--name {foreign}: others could come by this name"


def _free_port(host: str, port: int) -> int:
    """The port, or a free one for 0; raises `OnrecordError` where it cannot be listened on."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen()
            return int(probe.getsockname()[1])
    except OSError as fault:
        if fault.errno == errno.EADDRINUSE:
            raise OnrecordError(f"port {port} is in use; choose another with --port, or 0 for any") from fault
        raise OnrecordError(
            f"{host} port {port}: cannot be listened on: {fault.strerror or fault}"
        ) from fault


def _address(settings: Settings) -> str:
    """Where people find the room."""
    if settings.is_secure:
        return f"https://{settings.hosts[0]}/"
    name = settings.hosts[0] if _is_any(settings.host) else settings.host
    return f"http://[{name}]:{settings.port}/" if ":" in name else f"http://{name}:{settings.port}/"


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"
