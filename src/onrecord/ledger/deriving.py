"""What the ledger works out of a record as it keeps it, in the same transaction.

Where each place lies, who each actor is across reports, whose copy the report is, and which report it revises
or withdraws.
"""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from onrecord.ledger import copies, versions
from onrecord.ledger.paths import fill
from onrecord.ledger.register import enrol
from onrecord.ledger.schema import bands, reports, signatures
from onrecord.record import Record


def derive(connection: Connection, record: Record) -> None:
    """Work out what belongs to a record whose rows are in place; again is as once."""
    versions.note(connection, record, copies.note(connection, record))
    fill(connection, record, enrol(connection, record))


def forget(connection: Connection, report_id: str) -> None:
    """Take back what was worked out, before a record is made anew."""
    for table in (signatures, bands):
        connection.execute(delete(table).where(table.c.report_id == report_id))


def underived(connection: Connection) -> list[str]:
    """Reports of an older schema, for which nothing has been worked out yet; none has been compared."""
    has_signature = select(signatures.c.report_id).where(signatures.c.report_id == reports.c.id).exists()
    query = select(reports.c.id).where(reports.c.is_compared.is_(False), ~has_signature)
    return list(connection.execute(query.order_by(reports.c.id)).scalars())
