"""What is in a ledger, report by report: lists of reports, of their figures, of what could not be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select

from onrecord.ledger.ledger import Ledger, Reject, _chosen
from onrecord.ledger.schema import figures, rejects, reports, stands, statements


@dataclass(frozen=True, slots=True)
class Listed:
    """A report in a list, with how many statements and figures it has."""

    report_id: str
    title: str | None
    outlet: str | None
    agency: str | None
    published: str | None
    added_at: str
    status: str
    copy_of: str | None
    statements: int
    figures: int
    beginning: str


BEGINNING = 240  # characters of the text, for a report without a title


def _counted(table: Any) -> Any:
    query = select(func.count()).where(table.c.report_id == reports.c.id, stands(table))
    return query.scalar_subquery().label(table.name)


_LISTED: Select[Any] = select(
    reports.c.id.label("report_id"), reports.c.title, reports.c.outlet, reports.c.agency, reports.c.published,
    reports.c.added_at, reports.c.status, reports.c.copy_of, _counted(statements), _counted(figures),
    func.substr(reports.c.text, 1, BEGINNING).label("beginning"),
)  # fmt: skip


def listed(
    ledger: Ledger,
    *,
    since: str | None = None,
    until: str | None = None,
    outlet: str | None = None,
    status: Sequence[str] | None = None,
    limit: int = 50,
    offset: int = 0,
) -> list[Listed]:
    """Reports, the latest published first. `since` and `until` are ISO dates (inclusive)."""
    query = _LISTED.where(*_chosen(since, until, outlet, status))
    query = query.order_by(reports.c.published.desc().nulls_last(), reports.c.id)
    return _rows(ledger, query.limit(limit).offset(offset))


def by_id(ledger: Ledger, report_ids: Sequence[str]) -> dict[str, Listed]:
    """Some reports by their ids, those that the ledger has."""
    found = _rows(ledger, _LISTED.where(reports.c.id.in_(report_ids))) if report_ids else []
    return {report.report_id: report for report in found}


@dataclass(frozen=True, slots=True)
class Figured:
    """A figure of a report in a list."""

    report_id: str
    figure: str
    words: str
    unit: str | None
    indicator: str | None
    title: str | None
    outlet: str | None
    published: str | None


def figures_of(
    ledger: Ledger, report_ids: Sequence[str], values: Sequence[float], limit: int
) -> list[Figured]:
    """The figures of some reports that are one of some numbers, or have one as a bound."""
    query = (
        select(
            figures.c.report_id, figures.c.id.label("figure"), figures.c.words, figures.c.unit,
            figures.c.indicator, reports.c.title, reports.c.published,
            func.coalesce(reports.c.outlet, reports.c.agency).label("outlet"),
        )
        .join(reports, reports.c.id == figures.c.report_id)
        .where(
            figures.c.report_id.in_(report_ids),
            stands(figures),
            or_(*(figures.c[name].in_(values) for name in ("value", "low", "high"))),
        )
        .order_by(reports.c.published.desc(), figures.c.report_id, figures.c.position)
        .limit(limit)
    )  # fmt: skip
    with ledger._reading() as connection:
        return [Figured(**row) for row in connection.execute(query).mappings()]


def rejected(
    ledger: Ledger, code: str | None = None, *, limit: int | None = None, offset: int = 0
) -> list[Reject]:
    """What could not be read, what was tried last first; of one `code` alone if given."""
    query = select(*(rejects.c[name] for name in Reject.__dataclass_fields__))
    if code is not None:
        query = query.where(rejects.c.code == code)
    query = query.order_by(rejects.c.last_tried_at.desc(), rejects.c.origin).limit(limit).offset(offset)
    with ledger._reading() as connection:
        return [Reject(**row) for row in connection.execute(query).mappings()]


def reject_codes(ledger: Ledger) -> list[tuple[str, int]]:
    """Why inputs could not be read, in a word, with how many there are of each, the most first."""
    number = func.count().label("number")
    query = select(rejects.c.code, number).group_by(rejects.c.code).order_by(number.desc(), rejects.c.code)
    with ledger._reading() as connection:
        return [(code, count) for code, count in connection.execute(query)]


def _rows(ledger: Ledger, query: Select[Any]) -> list[Listed]:
    with ledger._reading() as connection:
        return [Listed(**row) for row in connection.execute(query).mappings()]
