"""Where a report came from, and how it stands among others: its versions, its copies, what withdrew it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from onrecord.ledger.contents import BEGINNING
from onrecord.ledger.ledger import Ledger
from onrecord.ledger.schema import reports, sources

AT_MOST = 50  # copies, origins and versions to either side that are told


@dataclass(frozen=True, slots=True)
class Origin:
    """A file, address or line where a report was found, and when that was first."""

    origin: str
    seen_at: str


@dataclass(frozen=True, slots=True)
class Other:
    """Another report of the same story."""

    report_id: str
    title: str
    outlet: str | None
    published: str | None
    status: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a report came from, and how it stands.

    `status` is current, revised or retracted. `versions` are those that followed each other, the first one
    first and the report itself among them; `copies` are the reports with the same copy, the first published
    first, the report among them; both are empty where there are no others. `withdrawn_by` is the notice that
    retracted it, `withdraws` what it retracts itself.
    """

    status: str
    is_cancelled: bool
    copy_of: str | None
    added_at: str
    read_at: str
    origins: list[Origin]
    versions: list[Other]
    copies: list[Other]
    withdrawn_by: Other | None
    withdraws: Other | None


def provenance(ledger: Ledger, report_id: str) -> Provenance:
    """Where a report of the ledger came from, and how it stands; raises `LookupError` for one it has not."""
    with ledger._reading() as connection:
        row = _row(connection, report_id)
        versions = _versions(connection, report_id, row)
        copies = _others(connection, _is_copy(row.copy_of or report_id))
        family = {report_id, *(one.report_id for one in (*versions, *copies))}
        withdrawn_by = (
            _others(connection, reports.c.retracts.in_(family)) if row.status == "retracted" else []
        )
        withdraws = _others(connection, reports.c.id == row.retracts) if row.retracts else []
        seen = select(sources.c.origin, sources.c.seen_at).where(sources.c.report_id == report_id)
        origins = connection.execute(seen.order_by(sources.c.seen_at, sources.c.origin).limit(AT_MOST)).all()
    return Provenance(
        status=row.status,
        is_cancelled=row.pubstatus == "canceled",
        copy_of=row.copy_of,
        added_at=row.added_at,
        read_at=row.read_at,
        origins=[Origin(*found) for found in origins],
        versions=versions,
        copies=copies if len(copies) > 1 else [],
        withdrawn_by=next(iter(withdrawn_by), None),
        withdraws=next(iter(withdraws), None),
    )


def _row(connection: Connection, report_id: str) -> Any:
    names = ("status", "pubstatus", "copy_of", "revises", "retracts", "added_at", "read_at")
    query = select(*(reports.c[name] for name in names)).where(reports.c.id == report_id)
    row = connection.execute(query).first()
    if row is None:
        raise LookupError(report_id)
    return row


def _versions(connection: Connection, report_id: str, row: Any) -> list[Other]:
    before = _chain(connection, row.revises, reports.c.revises, reports.c.id)
    first = select(reports.c.id).where(reports.c.revises == report_id).order_by(reports.c.id)
    is_last = row.status == "current"
    follower = None if is_last else connection.execute(first).scalars().first()
    after = _chain(connection, follower, reports.c.id, reports.c.revises)
    order = [*reversed(before), report_id, *after]
    if len(order) == 1:
        return []
    known = {one.report_id: one for one in _others(connection, reports.c.id.in_(order))}
    return [known[one] for one in order if one in known]


def _chain(
    connection: Connection, start: str | None, wanted: ColumnElement[Any], given: ColumnElement[Any]
) -> list[str]:
    """The ids from `start` on, each found by the one before."""
    found: list[str] = []
    while start is not None and start not in found and len(found) < AT_MOST:
        found.append(start)
        start = connection.execute(select(wanted).where(given == start).order_by(wanted)).scalars().first()
    return found


def _is_copy(original: str) -> ColumnElement[bool]:
    return (reports.c.copy_of == original) | (reports.c.id == original)


def _others(connection: Connection, *conditions: ColumnElement[bool]) -> list[Other]:
    query = select(
        reports.c.id, reports.c.title, reports.c.outlet, reports.c.agency, reports.c.published,
        reports.c.status, func.substr(reports.c.text, 1, BEGINNING).label("beginning"),
    )  # fmt: skip
    query = query.where(*conditions).order_by(reports.c.published, reports.c.id).limit(AT_MOST)
    return [
        Other(
            report_id=row.id,
            title=row.title or " ".join(row.beginning.split()),
            outlet=row.outlet or row.agency,
            published=row.published,
            status=row.status,
        )
        for row in connection.execute(query)
    ]
