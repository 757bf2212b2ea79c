"""Who speaks: the names under which one voice goes, so that the same one is not set against itself."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, Text, select
from sqlalchemy import cast as sql_cast

from onrecord.comparison.vocabulary import folded
from onrecord.ledger.conditions import among, unindexed
from onrecord.ledger.schema import actors, places, reports

Id = TypeVar("Id", str, int)
NARROW = ("point", "city", "admin2")
AT_ONCE = 400  # reports asked for in one statement


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who says things: `keys` are its own and of those it speaks for, `names` what it is called."""

    name: str
    keys: frozenset[str]
    names: frozenset[str]
    registered: int | None = None
    is_named: bool = True

    def is_independent_of(self, other: Voice) -> bool:
        """Whether neither is the other, nor speaks for the other, nor for the same third."""
        return not self.keys & other.keys


@dataclass(frozen=True, slots=True)
class Cast:
    """The actors of a report as voices, its own voice, and what tells that another is on its matter.

    `registered` are the register's actors in the report.
    """

    report_id: str
    published: str | None
    publisher: str
    own: Voice
    matter: frozenset[str]
    registered: frozenset[int]
    actors: Mapping[str, Any]
    _voices: dict[str, Voice] = field(default_factory=dict)

    def voice(self, actor: str | None) -> Voice:
        """The voice of an actor; the report's own for none."""
        row = self.actors.get(actor or "")
        if row is None:
            return self.own
        if row["id"] not in self._voices:
            self._voices[row["id"]] = self._voice(row)
        return self._voices[row["id"]]

    def _voice(self, row: Any) -> Voice:
        keys = {_key(row, self.publisher)}
        if row["kind"] == "outlet":
            keys.add(folded(row["name"]))  # as its own reports have it
        for _, of, *_ in json.loads(row["roles"]):
            if of:
                keys.add(self._called(folded(of)) or f"of {folded(of)}")
        names = frozenset(map(folded, _names(row)))
        return Voice(row["name"], frozenset(keys), names, row["registered"], row["kind"] != "unnamed")

    def _called(self, name: str) -> str | None:
        """The key of the first actor who goes by a name."""
        for row in self.actors.values():
            if name in map(folded, _names(row)):
                return _key(row, self.publisher)
        return None


_ACTORS = select(
    actors.c.report_id, actors.c.id, actors.c.position, actors.c.name, actors.c.kind, actors.c.registered,
    sql_cast(actors.c.aliases, Text).label("aliases"), sql_cast(actors.c.roles, Text).label("roles"),
)  # fmt: skip


def casts(connection: Connection, report_ids: Iterable[str]) -> dict[str, Cast]:
    """The casts of some reports."""
    found: dict[str, Cast] = {}
    for chosen in chunks(sorted(set(report_ids))):
        rows = defaultdict(list)
        for row in connection.execute(_ACTORS.where(actors.c.report_id.in_(chosen))).mappings():
            rows[row["report_id"]].append(row)
        places_of = _places(connection, chosen)
        columns = [reports.c[name] for name in ("id", "outlet", "agency", "published", "dateline_place")]
        for report in connection.execute(select(*columns).where(reports.c.id.in_(chosen))).mappings():
            report_id = report["id"]
            own = sorted(rows[report_id], key=lambda row: row["position"])
            found[report_id] = _cast(report, own, places_of.get(report_id, ()))
    return found


def on_matter(connection: Connection, report_ids: Collection[str], matter: frozenset[str]) -> set[str]:
    """Those of some reports that may share a matter, by their rows alone; their casts tell for sure."""
    registered = [int(key[1:]) for key in matter if key.startswith("@") and key[1:].isdecimal()]
    numbers = [int(key[6:]) for key in matter if key.startswith("place ") and key[6:].isdecimal()]
    found: set[str] = set()
    for table, column, wanted in (
        (actors, actors.c.registered, registered),
        (places, places.c.geonameid, numbers),
    ):
        query = select(table.c.report_id).where(
            among(table.c.report_id, report_ids),
            among(unindexed(column), wanted),
        )
        found.update(connection.execute(query).scalars())
    query = select(reports.c.id, reports.c.dateline_place).where(
        among(reports.c.id, set(report_ids) - found), reports.c.dateline_place.is_not(None)
    )
    found.update(row.id for row in connection.execute(query) if folded(row.dateline_place) in matter)
    return found


def chunks(ids: Sequence[Id]) -> Iterable[Sequence[Id]]:
    """A list in pieces that a statement can hold."""
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


def _places(connection: Connection, report_ids: Sequence[str]) -> dict[str, set[str]]:
    """The places on the map that reports tell of, regions and countries left out."""
    found: dict[str, set[str]] = defaultdict(set)
    query = select(places.c.report_id, places.c.geonameid).where(
        places.c.report_id.in_(report_ids), places.c.precision.in_(NARROW), places.c.geonameid.is_not(None)
    )
    for report_id, geonameid in connection.execute(query):
        found[report_id].add(f"place {geonameid}")
    return found


def _cast(report: Any, rows: Sequence[Any], places_of: Iterable[str]) -> Cast:
    named = report["outlet"] or report["agency"]
    publisher = named or f"report {report['id']}"
    own_name = report["agency"] or named or "an unknown outlet"
    keys = frozenset({folded(own_name) if named else publisher})
    own = Voice(own_name, keys, frozenset({folded(own_name)}), is_named=bool(named))
    registered = [row for row in rows if row["registered"] is not None]
    matter = {f"@{row['registered']}" for row in registered if row["kind"] not in ("outlet", "population")}
    matter.update(places_of)
    if report["dateline_place"]:
        matter.add(folded(report["dateline_place"]))
    return Cast(
        report["id"], report["published"], publisher, own, frozenset(matter),
        frozenset(row["registered"] for row in registered), {row["id"]: row for row in rows},
    )  # fmt: skip


def _names(row: Any) -> Iterable[str]:
    return (row["name"], *json.loads(row["aliases"]))


def _key(row: Any, publisher: str) -> str:
    if row["registered"] is not None:
        return f"@{row['registered']}"
    name = folded(row["name"])
    return f"{name} in {folded(publisher)}" if row["kind"] == "unnamed" else name
