"""What the commands that work on a ledger share: their options, and how these are checked."""

from __future__ import annotations

import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.errors import OnrecordError

if TYPE_CHECKING:
    from onrecord.ledger.ledger import Ledger


class Answer(StrEnum):
    """How answers are printed."""

    text = "text"
    csv = "csv"
    json = "json"


LedgerAddress = Annotated[
    str,
    typer.Option(
        "--ledger",
        "-l",
        envvar="ONRECORD_LEDGER",
        help="The ledger: a file, or postgresql+psycopg://…",
        show_envvar=True,
    ),
]
Place = Annotated[
    str | None, typer.Option("--place", "-p", help="In this place and all within it.", show_default=False)
]
Since = Annotated[
    str | None, typer.Option("--since", metavar="DAY", help="From this day on.", show_default=False)
]
Until = Annotated[
    str | None, typer.Option("--until", metavar="DAY", help="Up to this day.", show_default=False)
]
Shown = Annotated[Answer, typer.Option("--format", "-f", help="A table, CSV for a spreadsheet, or JSON.")]


def opened(address: str, must_exist: bool = True) -> Ledger:
    """The ledger at an address; raises `OnrecordError` where it must exist and does not."""
    from onrecord.ledger.ledger import Ledger

    if must_exist:
        require_ledger(address)
    return Ledger(address)


def require_ledger(address: str) -> None:
    """Refuse the address of a file that is not there."""
    if "://" not in address and not Path(address).is_file():
        raise OnrecordError(
            f"{address}: there is no ledger here; make one with: onrecord add FOLDER --ledger {address}"
        )


def day(given: str | None, option: str) -> str | None:
    """A day as given, checked: YYYY-MM-DD."""
    if given is None:
        return None
    try:
        return datetime.date.fromisoformat(given).isoformat()
    except ValueError as fault:
        raise OnrecordError(f"{option} {given}: not a day; write it as 2031-02-05") from fault
