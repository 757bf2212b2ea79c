"""The command that exports a ledger: parse arguments, call the library."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from onrecord.errors import OnrecordError
from onrecord.export import FORMATS, export, format_of
from onrecord.ledger import DEFAULT
from onrecord.ledger.asking_commands import Outlet, StatusOption, statuses
from onrecord.ledger.options import LedgerAddress, Since, Until, day, opened
from onrecord.render.printing import say

TRAINING = "training"


def add_commands(app: typer.Typer) -> None:
    """Give an application the command."""
    app.command(name="export")(export_ledger)


def export_ledger(
    format: Annotated[
        str, typer.Argument(help=f"One of: {', '.join((*FORMATS, TRAINING))}.", show_default=False)
    ],
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
    bytes. training is what people reviewed, and nothing else. docs/exports.md tells what each format holds.
    """  # fmt: skip
    chosen_status = statuses(status)
    if format == TRAINING:
        _export_training(ledger, output, day(since, "--since"), day(until, "--until"), outlet, chosen_status)
        return
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
            status=chosen_status,
        )
        export(known.records(ids), format, output if output is not None else sys.stdout.buffer)
    if output is None:
        sys.stdout.flush()
    else:
        say(f"{len(ids)} reports written to {output}")


def _export_training(
    ledger: str,
    output: Path | None,
    since: str | None,
    until: str | None,
    outlet: str | None,
    status: Sequence[str],
) -> None:
    from onrecord.export.training import export_training

    if output is None:
        raise OnrecordError("training is no text to print; name a folder with --output")
    with opened(ledger) as known:
        ids = known.report_ids(since=since, until=until, outlet=outlet, status=status)
        tally = export_training(known, output, ids)
    say(f"{tally.records} reviewed records of {tally.reports} reports written to {output}")
    if tally.off_tokens:
        say(
            f"{tally.off_tokens} of {tally.spans + tally.off_tokens} spans begin or end within a token: "
            "training.spacy leaves them out, training.jsonl has them"
        )
