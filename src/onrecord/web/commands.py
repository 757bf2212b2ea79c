"""The command that serves the reading room."""

from __future__ import annotations

import getpass
import logging
import os
from typing import Annotated

import typer

from onrecord.errors import OnrecordError
from onrecord.ledger import DEFAULT
from onrecord.ledger.options import LedgerAddress, opened
from onrecord.render.printing import say
from onrecord.web.settings import LOOPBACK_NAMES, PORT, Settings, hand_over, is_loopback


def add_commands(app: typer.Typer) -> None:
    """Give an application the command that serves."""
    app.command()(serve)


def serve(
    ledger: LedgerAddress = DEFAULT,
    host: Annotated[
        str, typer.Option(help="The address to listen on; others than your own machine's need users.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port.")] = PORT,
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
) -> None:
    """Open the reading room: a web page on the ledger.

    On your own machine's address nobody needs to sign in, and nobody else gets in. For a team give the ledger
    users first (onrecord users add), then an address they can reach.
    """
    import uvicorn

    from onrecord.ledger.users import has_users

    with opened(ledger, must_exist=False) as known:
        has_team = has_users(known)
    if not is_loopback(host) and not has_team:
        raise OnrecordError(
            f"{host}: others could reach this address, and the ledger has no users; make one first with: "
            "onrecord users add NAME --role admin"
        )
    names = dict.fromkeys([*(LOOPBACK_NAMES if is_loopback(host) else (host,)), *(name or ())])
    hand_over(
        Settings(ledger=str(ledger), host=host, port=port, hosts=tuple(names), local=_user(), is_secure=https)
    )
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    say(f"the reading room is at http://{host}:{port}/ (Ctrl-C closes it)")
    uvicorn.run(
        "onrecord.web.app:serving", factory=True, host=host, port=port, workers=workers, log_level="warning",
        server_header=False, timeout_keep_alive=20, limit_concurrency=400,
    )  # fmt: skip


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"
