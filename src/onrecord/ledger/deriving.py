"""What the ledger works out of a record as it keeps it, in the same transaction.

Where each place lies, who each actor is across reports, whose copy the report is, and which report it revises
or withdraws.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, delete, select

from onrecord.ledger import copies, versions
from onrecord.ledger.paths import figure_facts, fill, place_paths
from onrecord.ledger.register import enrol, mark
from onrecord.ledger.schema import RECORD_TABLES, actors, bands, figures, places, reports, signatures
from onrecord.record import Record

Rows = Sequence[dict[str, Any]]


def derive(connection: Connection, record: Record) -> None:
    """Work out what belongs to a record of an older schema, whose rows are in place."""
    relate(connection, record)
    registered = enrol(connection, record)
    mark(connection, record.report.id, registered)
    fill(connection, record, registered)


def relate(connection: Connection, record: Record) -> None:
    """Say whose copy a report is, and which it revises or withdraws; its rows are in place."""
    versions.note(connection, record, copies.note(connection, record))


def completed(
    connection: Connection, record: Record, rows: Mapping[str, Rows]
) -> Iterator[tuple[Table, Rows]]:
    """The tables in order with their rows: those of actors with who they are across reports, of places and
    figures with where they lie, and of figures when and who is counted, too."""
    paths = place_paths(record)
    registered = enrol(connection, record)
    for table in reversed(RECORD_TABLES):
        found = rows[table.name]
        if table is places:
            found = [row | {"path": paths[row["id"]]} for row in found]
        elif table is actors:
            found = [row | {"registered": registered.get(row["id"])} for row in found]
        elif table is figures:
            facts = figure_facts(record, registered, paths)
            found = [row | fact for row, fact in zip(found, facts, strict=True)]
        yield table, found


def forget(connection: Connection, report_id: str) -> None:
    """Take back what was worked out, before a record is made anew."""
    for table in (signatures, bands):
        connection.execute(delete(table).where(table.c.report_id == report_id))


def underived(connection: Connection) -> list[str]:
    """Reports of an older schema, for which nothing has been worked out yet; none has been compared."""
    has_signature = select(signatures.c.report_id).where(signatures.c.report_id == reports.c.id).exists()
    query = select(reports.c.id).where(reports.c.is_compared.is_(False), ~has_signature)
    return list(connection.execute(query.order_by(reports.c.id)).scalars())
