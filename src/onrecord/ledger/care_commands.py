"""The commands that care for a ledger: parse arguments, call the library, print."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from onrecord.ledger import DEFAULT
from onrecord.ledger.options import LedgerAddress, opened, require_ledger

FAILED = 1


def add_commands(app: typer.Typer) -> None:
    """Give an application the commands that care for a ledger."""
    for command in (check, backup, restore):
        app.command()(command)


def check(ledger: LedgerAddress = DEFAULT) -> None:
    """Check a ledger: the database, every reference, every span with its words, the trail of reviews.

    What is wrong is printed, a line each, and the exit code is 1. Where nothing is, how safely the
    database keeps what is added is said, too.
    """
    from onrecord.ledger import care
    from onrecord.ledger.opening import safety
    from onrecord.render.escape import printable

    require_ledger(ledger)
    is_sound = True
    for finding in care.check(ledger):
        print(printable(finding))
        is_sound = False
    if not is_sound:
        raise typer.Exit(FAILED)
    print("The ledger is sound.")
    with opened(ledger) as known:
        print(safety(known.engine))


def backup(
    file: Annotated[Path, typer.Argument(help="The file to make, an SQLite ledger.", show_default=False)],
    ledger: LedgerAddress = DEFAULT,
) -> None:
    """Copy a ledger, as it is now, to a file; others may go on writing to it.

    The copy of a ledger in PostgreSQL is a ledger in SQLite, too.
    """
    from onrecord.ledger import care

    with opened(ledger) as known:
        care.backup(known, file)
    print(f"backed up to {file}")


def restore(
    file: Annotated[Path, typer.Argument(help="A backup.", show_default=False)],
    ledger: LedgerAddress = DEFAULT,
) -> None:
    """Fill an empty ledger, in SQLite or PostgreSQL, from a backup."""
    from onrecord.ledger import care

    with opened(ledger, must_exist=False) as known:
        care.restore(file, known)
        reports = known.counts()["reports"]
    print(f"{reports} reports restored")
