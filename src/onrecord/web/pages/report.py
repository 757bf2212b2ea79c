"""A report beside its record: what the machine found, and what people made of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from onrecord.ledger.provenance import provenance
from onrecord.ledger.reviewing import Standing, standings
from onrecord.ledger.rows import without_rejected
from onrecord.ledger.trail import ADDING
from onrecord.record import Figure, Record, Statement
from onrecord.render.figures import FigureRow, figure_rows
from onrecord.render.page import pieces
from onrecord.web.changes import Change, Names, names_of
from onrecord.web.room import Asked, page

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Card:
    """A statement or a figure of the margin (`row` for a figure), and what people made of it."""

    id: str
    statement: Statement | None
    row: FigureRow | None
    standing: Standing | None
    changes: list[Change]

    @property
    def came_reviewed(self) -> bool:
        """Whether it was reviewed elsewhere, before it came to this ledger."""
        return self.standing is not None and self.standing.reviewer == ADDING


@router.get("/reports/{report_id}", response_class=HTMLResponse)
def report(request: Request, ledger: Asked, report_id: str) -> HTMLResponse:
    """A report beside its record."""
    whole = ledger.record(report_id, with_rejected=True)
    if whole is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "the ledger has no such report")
    record = without_rejected(whole)
    kept = {statement.id for statement in record.statements} | {figure.id for figure in record.figures}
    cards = _cards(whole, standings(ledger, report_id))
    return page(
        request,
        "report.html.jinja",
        **pieces(record),
        cards=[card for card in cards if card.id in kept],
        rejected=[card for card in cards if card.id not in kept],
        provenance=provenance(ledger, report_id),
    )


def _cards(record: Record, standings: dict[str, Standing]) -> list[Card]:
    """The cards in the order of their words in the text."""
    names = names_of(record)
    rows = {row.figure.id: row for row in figure_rows(record)}
    found: Iterable[Statement | Figure] = sorted((*record.statements, *record.figures), key=_position)
    return [_card(item, rows.get(item.id), standings.get(item.id), names) for item in found]


def _card(item: Statement | Figure, row: FigureRow | None, standing: Standing | None, names: Names) -> Card:
    statement = item if isinstance(item, Statement) else None
    changes = names.changes(standing.machine, standing.fields) if standing else []
    return Card(item.id, statement, row, standing, changes)


def _position(item: Statement | Figure) -> tuple[int, int]:
    span = item.content[0] if isinstance(item, Statement) else item.span
    return span.start, -span.end
