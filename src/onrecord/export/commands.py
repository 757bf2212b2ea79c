"""The command that exports a ledger: parse arguments, call the library."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from onrecord.errors import OnrecordError
from onrecord.export import FORMATS, export, format_of
from onrecord.ledger import DEFAULT
from onrecord.ledger.asking_commands import Outlet, StatusOption, statuses
from onrecord.ledger.options import LedgerAddress, Since, Until, day, opened
from onrecord.render.printing import say


def add_commands(app: typer.Typer) -> None:
    """Give an application the command."""
    app.command(name="export")(export_ledger)


def export_ledger(
    format: Annotated[str, typer.Argument(help=f"One of: {', '.join(FORMATS)}.", show_default=False)],
    ledger: LedgerAddress = DEFAULT,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            show_default=False,
            help="Write to this file; sets of tables to this folder, or to a .zip.",
        ),
    ] = None,
    since: Since = None,
    until: Until = None,
    outlet: Outlet = None,
    status: StatusOption = None,
) -> None:
    """Write the records of a ledger for other tools; retracted reports are left out unless asked for.

    jsonl is the format to keep: onrecord add gives the same records back. The same ledger gives the same
    bytes. docs/exports.md tells what each format holds.
    """  # fmt: skip
    chosen = format_of(format)
    if format == "csv_raw":
        say("csv_raw holds texts as they are, and a spreadsheet may run them as formulas; csv is for those")
    is_text = hasattr(chosen, "pieces")
    if output is None and not is_text and sys.stdout.isatty():
        raise OnrecordError(f"{format} is no text to print; name a file or a folder with --output")
    with opened(ledger) as known:
        ids = known.report_ids(
            since=day(since, "--since"),
            until=day(until, "--until"),
            outlet=outlet,
            status=statuses(status),
        )
        export(known.records(ids), format, output if output is not None else sys.stdout.buffer)
    if output is None:
        sys.stdout.flush()
    else:
        say(f"{len(ids)} reports written to {output}")
