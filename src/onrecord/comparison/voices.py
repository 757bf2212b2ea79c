"""Who speaks: the names under which one voice goes, so that the same one is not set against itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, select

from onrecord.comparison.vocabulary import folded
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
    """The actors of a report as voices, its own voice, and what tells that another is on its matter."""

    report_id: str
    published: str | None
    publisher: str
    own: Voice
    voices: dict[str, Voice]
    matter: frozenset[str]

    @property
    def registered(self) -> frozenset[int]:
        """The register's actors in the report."""
        return frozenset(voice.registered for voice in self.voices.values() if voice.registered is not None)

    def voice(self, actor: str | None) -> Voice:
        """The voice of an actor; the report's own for none."""
        return self.voices.get(actor or "", self.own)


def casts(connection: Connection, report_ids: Iterable[str]) -> dict[str, Cast]:
    """The casts of some reports."""
    found: dict[str, Cast] = {}
    for chosen in chunks(sorted(set(report_ids))):
        rows = defaultdict(list)
        query = select(actors).where(actors.c.report_id.in_(chosen)).order_by(actors.c.position)
        for row in connection.execute(query).mappings():
            rows[row["report_id"]].append(row)
        places_of = _places(connection, chosen)
        columns = [reports.c[name] for name in ("id", "outlet", "agency", "published", "dateline_place")]
        for report in connection.execute(select(*columns).where(reports.c.id.in_(chosen))).mappings():
            report_id = report["id"]
            found[report_id] = _cast(report, rows[report_id], places_of.get(report_id, ()))
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
    known: dict[str, str] = {}
    for row in rows:
        for name in (row["name"], *row["aliases"]):
            known.setdefault(folded(name), _key(row, publisher))
    voices = {row["id"]: _voice(row, publisher, known) for row in rows}
    matter = {
        f"@{row['registered']}"
        for row in rows
        if row["registered"] is not None and row["kind"] not in ("outlet", "population")
    }
    matter.update(places_of)
    if report["dateline_place"]:
        matter.add(folded(report["dateline_place"]))
    return Cast(report["id"], report["published"], publisher, own, voices, frozenset(matter))


def _voice(row: Any, publisher: str, known: dict[str, str]) -> Voice:
    keys = {_key(row, publisher)}
    if row["kind"] == "outlet":
        keys.add(folded(row["name"]))  # as its own reports have it
    for _, of, *_ in row["roles"]:
        if of:
            keys.add(known.get(folded(of), f"of {folded(of)}"))
    names = frozenset(folded(name) for name in (row["name"], *row["aliases"]))
    return Voice(row["name"], frozenset(keys), names, row["registered"], row["kind"] != "unnamed")


def _key(row: Any, publisher: str) -> str:
    if row["registered"] is not None:
        return f"@{row['registered']}"
    name = folded(row["name"])
    return f"{name} in {folded(publisher)}" if row["kind"] == "unnamed" else name
