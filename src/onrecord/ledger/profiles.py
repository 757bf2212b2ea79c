"""Who somebody of the register is: names, roles, what they said over time, and who is heard most."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, and_, func, select

from onrecord.ledger.ledger import Ledger, connected
from onrecord.ledger.register import is_called
from onrecord.ledger.register_matching import BY_HAND
from onrecord.ledger.schema import actors, register, register_names, reports, stands, statements

ROLES_FROM = 400  # appearances whose roles are gathered, the latest
MONTH = 7  # characters of an ISO date that tell the month


@dataclass(frozen=True, slots=True)
class Entry:
    """An actor of the register, with the number of reports they appear in."""

    id: int
    name: str
    kind: str
    country: str | None
    reports: int


@dataclass(frozen=True, slots=True)
class Profile:
    """Who an actor is. `said` counts their statements by month ("2031-02") and act, `roles` the reports
    that give them each title, most first."""

    id: int
    name: str
    kind: str
    country: str | None
    names: tuple[str, ...]
    roles: tuple[tuple[str, int], ...]
    said: tuple[tuple[str, str, int], ...]
    reports: int

    @property
    def statements(self) -> int:
        """How many statements are theirs."""
        return sum(number for *_, number in self.said)


def entries(
    ledger: Ledger,
    *,
    name: str | None = None,
    kind: str | None = None,
    country: str | None = None,
    limit: int = 50,
    offset: int = 0,
) -> list[Entry]:
    """Actors of the register, those of most reports first; `name` is a part of one of their names.

    `country` is ISO 3166-1 alpha-3.
    """
    number = func.count(actors.c.report_id.distinct()).label("reports")
    query = (
        select(register, number)
        .join(actors, actors.c.registered == register.c.id)
        .group_by(register.c.id, register.c.name, register.c.kind, register.c.country)
        .order_by(number.desc(), register.c.name, register.c.id)
    )
    if kind is not None:
        query = query.where(register.c.kind == kind)
    if country is not None:
        query = query.where(register.c.country == country)
    if name is not None:
        query = query.where(is_called(name))
    with ledger._reading() as connection:
        return [Entry(**row) for row in connection.execute(query.limit(limit).offset(offset)).mappings()]


def profile(ledger: Ledger | Connection, number: int) -> Profile | None:
    """The profile of an actor of the register, or `None` where there is none of that number."""
    with connected(ledger) as connection:
        row = connection.execute(select(register).where(register.c.id == number)).mappings().first()
        if row is None:
            return None
        return Profile(
            **row,
            names=_names(connection, number, row["name"]),
            roles=_roles(connection, number),
            said=_said(connection, number),
            reports=connection.execute(_appearances(number)).scalar_one(),
        )


def _appearances(number: int) -> Select[Any]:
    return select(func.count(actors.c.report_id.distinct())).where(actors.c.registered == number)


def _names(connection: Connection, number: int, shown: str) -> tuple[str, ...]:
    query = select(register_names.c.name).where(
        register_names.c.registered == number, register_names.c.key != BY_HAND
    )
    return tuple(sorted(set(connection.execute(query.distinct()).scalars()) - {shown}))


def _roles(connection: Connection, number: int) -> tuple[tuple[str, int], ...]:
    query = select(actors.c.report_id, actors.c.roles).where(actors.c.registered == number)
    held: defaultdict[str, set[str]] = defaultdict(set)
    for report_id, roles in connection.execute(query.limit(ROLES_FROM)):
        for title, of, *_ in roles:
            held[f"{title} of {of}" if of else title].add(report_id)
    counted = Counter({title: len(found) for title, found in held.items()})
    return tuple(sorted(counted.items(), key=lambda entry: (-entry[1], entry[0])))


def _said(connection: Connection, number: int) -> tuple[tuple[str, str, int], ...]:
    month = func.substr(func.coalesce(reports.c.published, ""), 1, MONTH)
    query = (
        select(month, statements.c.act, func.count())
        .join_from(actors, statements, _speaks())
        .join(reports, reports.c.id == statements.c.report_id)
        .where(actors.c.registered == number, reports.c.copy_of.is_(None), stands(statements))
        .group_by(month, statements.c.act)
        .order_by(month, statements.c.act)
    )
    return tuple((when, act, count) for when, act, count in connection.execute(query))


def _speaks() -> Any:
    return and_(statements.c.report_id == actors.c.report_id, statements.c.speaker == actors.c.id)
