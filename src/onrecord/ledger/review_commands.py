"""`onrecord reviews`: what people decided about records, the newest first."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onrecord.ledger import DEFAULT
from onrecord.ledger.options import Answer, LedgerAddress, Shown, opened
from onrecord.render.printing import lay_out, plain_table, print_csv, print_json

if TYPE_CHECKING:
    from rich.table import Table

    from onrecord.ledger.reviewing import Review

COLUMNS = (
    "id", "at", "reviewer", "report_id", "kind", "record", "version", "action", "status", "changes", "note",
    "undoes",
)  # fmt: skip


def add_review_commands(app: typer.Typer) -> None:
    """Give an application the command that lists the trail."""
    app.command()(reviews)


def reviews(
    ledger: LedgerAddress = DEFAULT,
    report: Annotated[
        str | None, typer.Option("--report", "-r", help="Of this report, by its id.", show_default=False)
    ] = None,
    record: Annotated[
        str | None, typer.Option("--record", help="Of this statement or figure: s3, …", show_default=False)
    ] = None,
    reviewer: Annotated[
        str | None, typer.Option("--reviewer", help="By this reviewer.", show_default=False)
    ] = None,
    before: Annotated[
        int | None,
        typer.Option("--before", help="Those before the review of this number.", show_default=False),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="At most so many.")] = 50,
    format: Shown = Answer.text,
) -> None:
    """List what people accepted, amended, rejected or took back, the newest first.

    Nothing of it is ever changed or removed; JSON shows each record as it was before and after.
    """
    from onrecord.ledger.reviewing import trail

    with opened(ledger) as known:
        found = trail(
            known, report_id=report, record_id=record, reviewer=reviewer, before=before, limit=limit
        )
    if format is Answer.json:
        print_json([asdict(review) for review in found])
    elif format is Answer.csv:
        print_csv([_flat(review) for review in found], COLUMNS)
    elif not found:
        print("No reviews.")
    else:
        lay_out(lambda console: console.print(_table(found)))


def _flat(review: Review) -> dict[str, Any]:
    """A review as cells."""
    cells = asdict(review) | {"status": review.after["status"], "changes": "; ".join(_changes(review))}
    return {name: cells[name] for name in COLUMNS}


def _changes(review: Review) -> Iterator[str]:
    for name, value in review.after.items():
        was = review.before.get(name)
        if name != "status" and value != was:
            yield f"{name} {_shown(was)} → {_shown(value)}"


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _table(found: Iterable[Review]) -> Table:
    from rich.text import Text

    from onrecord.render.escape import printable

    table = plain_table()
    for heading in ("no.", "at", "reviewer", "report", "action", "changes", "note"):
        table.add_column(heading, overflow="fold", ratio=2 if heading in ("changes", "note") else None)
    for review in found:
        action = review.action + (f" of {review.undoes}" if review.undoes else "")
        cells = (
            str(review.id), review.at, review.reviewer, f"{review.report_id} {review.record}", action,
            "; ".join(_changes(review)), review.note or "",
        )  # fmt: skip
        table.add_row(*(Text(printable(cell)) for cell in cells))
    return table
