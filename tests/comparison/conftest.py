"""Ledgers filled with short invented dispatches: the people, outlets and places in them do not exist."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from onrecord.anatomy.report import text_id
from onrecord.ledger.ledger import Ledger
from onrecord.ledger.schema import actors, figures, register, reports
from onrecord.record import Actor, Figure, Record, Report, Role, Span, Statement

VALE = "ODD/Vale/9001"
_serial = itertools.count()


@dataclass(frozen=True)
class Claim:
    """One figure in a sentence of its own, as a dispatch has it."""

    value: float | None = None
    speaker: str | None = None
    words: str = ""
    indicator: str | None = "killed"
    measure: str | None = "cumulative"
    mode: str = "observed"
    modifier: str = "="
    low: float | None = None
    high: float | None = None
    unit: str | None = "person"
    counted: str | None = None
    total: float | None = None
    replaces: str | None = None
    as_of: str | None = None
    since: str | None = None
    path: str | None = VALE
    kind: str = "person"
    role_of: str | None = None
    says: str | None = None
    act: str = "assert"
    polarity: str = "+"

    @property
    def shown(self) -> str:
        return self.words or f"{self.value:,.0f}"

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        if (self.low, self.high) != (None, None):
            return self.low, self.high
        exact = self.value if self.modifier == "=" else None
        return (self.value if self.modifier in (">", ">=") else exact), (
            self.value if self.modifier in ("<", "<=") else exact
        )


@dataclass(frozen=True)
class Says:
    """A statement without a figure."""

    words: str
    speaker: str
    act: str = "assert"
    polarity: str = "+"
    kind: str = "person"
    about: tuple[str, ...] = ()


def record_of(
    outlet: str | None, published: str, claims: tuple[Any, ...], agency: str | None = None
) -> Record:
    """The record of a dispatch that makes these claims, one sentence each."""
    text = f"Dispatch {next(_serial)} of {outlet or agency}.\n\n"
    cast: dict[str, Actor] = {}
    statements, found = [], []

    def actor(name: str, kind: str, of: str | None = None) -> Actor:
        if name not in cast:
            roles = (Role("spokesman", of, Span(0, 1)),) if of else ()
            cast[name] = Actor(f"a{len(cast) + 1}", name, kind, roles=roles)  # type: ignore[arg-type]
        return cast[name]

    for number, claim in enumerate(claims, 1):
        start = len(text)
        statement = None
        if isinstance(claim, Says):
            text += f"{claim.speaker} said {claim.words}. "
            content = Span(text.index(claim.words, start), text.index(claim.words, start) + len(claim.words))
            for name in claim.about:
                actor(name, "organization")
            statements.append(_statement(number, actor(claim.speaker, claim.kind), content, claim))
            continue
        sentence = claim.says or f"{claim.shown} people were {claim.indicator} in the Vale"
        text += (f"{claim.speaker} said " if claim.speaker else "") + sentence + ". "
        at = text.index(claim.shown, start)
        if claim.speaker:
            content = Span(text.index(sentence, start), text.index(sentence, start) + len(sentence))
            statement = f"s{number}"
            statements.append(
                _statement(number, actor(claim.speaker, claim.kind, claim.role_of), content, claim)
            )
        low, high = claim.bounds
        found.append(
            Figure(
                f"f{number}", Span(at, at + len(claim.shown)), claim.value, low, high, claim.modifier,
                claim.unit, None, claim.indicator, None, claim.total, None, None, claim.mode, claim.measure,
                None, claim.replaces, None, None, statement,
            )
        )  # fmt: skip
    report = Report(text_id(text), text, outlet=outlet, agency=agency, published=published)
    return Record("0", report, tuple(cast.values()), (), (), tuple(statements), tuple(found))


def _statement(number: int, speaker: Actor, content: Span, claim: Any) -> Statement:
    return Statement(
        f"s{number}", (content,), "indirect", speaker, None, None, None, claim.act,
        "counterfactual" if claim.act == "deny" else "certain", claim.polarity,
    )  # fmt: skip


def keep(
    opened: Ledger,
    record: Record,
    claims: tuple[Any, ...],
    copy_of: str | None = None,
    status: str = "current",
    revises: str | None = None,
) -> str:
    """Put a record into the ledger with what is derived from it as the test says."""
    columns = (reports.c.id, reports.c.copy_of, reports.c.status, reports.c.revises)
    with opened.engine.connect() as connection:
        before = connection.execute(select(*columns)).mappings().all()
    opened.put(record, record.report.id)
    report_id, published = record.report.id, record.report.published
    with opened.engine.begin() as connection:
        for row in before:  # short dispatches are alike: which are copies is for the test to say
            connection.execute(update(reports).where(reports.c.id == row["id"]).values(**row))
        facts = {"copy_of": copy_of, "status": status, "revises": revises}
        connection.execute(update(reports).where(reports.c.id == report_id).values(facts))
        for number, claim in enumerate(claims, 1):
            if isinstance(claim, Claim):
                facts = {
                    "as_of": claim.as_of or published, "since": claim.since, "path": claim.path,
                    "counted": claim.counted,
                }  # fmt: skip
                at = (figures.c.report_id == report_id, figures.c.id == f"f{number}")
                connection.execute(update(figures).where(*at).values(facts))
        for actor in record.actors:
            if actor.kind == "unnamed":
                continue
            at = (actors.c.report_id == report_id, actors.c.id == actor.id)
            number = _registered(connection, actor)
            connection.execute(update(actors).where(*at).values(registered=number))
    return report_id


def _registered(connection: Any, actor: Actor) -> int:
    """The register's number of an actor by its name alone, whatever else tells actors apart."""
    known = connection.execute(select(register.c.id).where(register.c.name == actor.name)).scalar()
    if known is None:
        known = (connection.execute(select(func.max(register.c.id))).scalar() or 0) + 1
        connection.execute(insert(register).values(id=known, name=actor.name, kind=actor.kind))
    return known


Add = Callable[..., str]


@pytest.fixture
def add(ledger) -> Add:
    """Add a dispatch to the ledger: outlet, day, then its claims; its report's id."""

    def added(
        outlet: str | None, published: str, *claims: Any, agency: str | None = None, **facts: Any
    ) -> str:
        return keep(ledger, record_of(outlet, published, claims, agency), claims, **facts)

    return added


def day(number: int) -> str:
    """The day so many days after 1 March 2031."""
    return (datetime.date(2031, 3, 1) + datetime.timedelta(days=number)).isoformat()
