"""What the reviews of a trail refer to: the reports with their texts, and who and what their fields name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, Table, func, select

from onrecord.ledger.conditions import among_keys
from onrecord.ledger.ledger import Ledger
from onrecord.ledger.rows import Key
from onrecord.ledger.schema import actors, places, reports, statements, times
from onrecord.ledger.trail import REFERENCES, Review

_SPEAKS = (actors.c.report_id == statements.c.report_id) & (actors.c.id == statements.c.speaker)
_WORDS = func.substr(reports.c.text, times.c.span_start + 1, times.c.span_end - times.c.span_start)
_NAMES: tuple[tuple[Table, Select[Any]], ...] = (
    (actors, select(actors.c.report_id, actors.c.id, actors.c.name)),
    (places, select(places.c.report_id, places.c.id, places.c.name)),
    (times, select(times.c.report_id, times.c.id, _WORDS).join(reports, reports.c.id == times.c.report_id)),
    (statements, select(statements.c.report_id, statements.c.id, actors.c.name).join(actors, _SPEAKS)),
)
_NAMED = {table.name: query.where(among_keys(table, "keys")) for table, query in _NAMES}
"""What fields refer to, and by what a person knows it: a name, a time's words, a statement's speaker."""


@dataclass(frozen=True, slots=True)
class Referred:
    """A report that reviews are of; `names` are by the ids of what its records refer to."""

    title: str | None
    outlet: str | None
    published: str | None
    text: str
    names: Mapping[str, str]


def referred(ledger: Ledger, found: Sequence[Review]) -> dict[str, Referred]:
    """What some reviews refer to, by report; an id that its report no longer has is left without a name."""
    with ledger._reading() as connection:
        names = _names(connection, found)
        outlet = func.coalesce(reports.c.outlet, reports.c.agency).label("outlet")
        query = select(reports.c.id, reports.c.title, reports.c.published, reports.c.text, outlet)
        query = query.where(reports.c.id.in_({review.report_id for review in found}))
        return {
            row.id: Referred(row.title, row.outlet, row.published, row.text, names[row.id])
            for row in connection.execute(query)
        }


def _names(connection: Connection, found: Sequence[Review]) -> dict[str, dict[str, str]]:
    wanted: dict[str, set[Key]] = defaultdict(set)
    for review in found:
        for state in (review.before, review.after):
            for field, of in REFERENCES.items():
                if state.get(field) is not None:
                    wanted[of].add((review.report_id, state[field]))
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for table, keys in wanted.items():
        for report_id, own, name in connection.execute(_NAMED[table], {"keys": keys}):
            names[report_id][own] = name
    return names
