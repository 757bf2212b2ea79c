"""The trail of rulings: what people decided about disputes, in order, appended and never changed.

A dispute is known by its id, which stays when it is found anew; its version counts its rulings. A quarrel is
what disputes of several reports have in common: the same sources with the same words. What is settled for
one of them is settled for all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, and_, select
from sqlalchemy.orm import aliased

from onrecord.ledger.ledger import Ledger
from onrecord.ledger.schema import rulings as stored

Action = Literal["settle", "explain", "reopen"]
Verdict = Literal["one", "other", "both", "neither"]


@dataclass(frozen=True, slots=True)
class Ruling:
    """One action of a reviewer on a dispute; `verdict` says of "settle" which side holds.

    `version` counts the dispute's rulings from 1; `at` is ISO 8601, UTC. `sides` is the dispute as it was,
    as plain data: its `kind`, `why`, `indicator`, `path` and `as_of`, and of `one` and `other` the words.
    """

    id: int
    at: str
    reviewer: str
    dispute_id: str
    version: int
    action: Action
    verdict: Verdict | None
    note: str | None
    quarrel: str
    sides: dict[str, Any]

    @property
    def holds(self) -> tuple[tuple[str, str], ...]:
        """The sides that hold by it, each by its report's id and its own."""
        named = ("one", "other") if self.verdict == "both" else (self.verdict,)
        sides = [self.sides[name] for name in named if name in ("one", "other")]
        return tuple((side["report_id"], side["id"]) for side in sides)


_later = aliased(stored, name="later")
_is_settled: ColumnElement[bool] = and_(
    stored.c.action == "settle",
    ~select(_later.c.id)
    .where(
        _later.c.dispute_id == stored.c.dispute_id,
        _later.c.version > stored.c.version,
        _later.c.action != "explain",
    )
    .exists(),
)


def settled_ids() -> Select[Any]:
    """The query of the ids of disputes that are settled."""
    return select(stored.c.dispute_id).where(_is_settled)


def settled_quarrels(connection: Connection) -> frozenset[str]:
    """The quarrels of disputes that are settled."""
    return frozenset(connection.execute(select(stored.c.quarrel).where(_is_settled)).scalars())


def rulings_of(connection: Connection, dispute_id: str) -> list[Ruling]:
    """The rulings on a dispute, the first one first."""
    query = select(stored).where(stored.c.dispute_id == dispute_id).order_by(stored.c.version)
    return [Ruling(**row) for row in connection.execute(query).mappings()]


def rulings_on(ledger: Ledger, dispute_ids: Iterable[str]) -> dict[str, list[Ruling]]:
    """The rulings on some disputes, by the dispute, each the first one first."""
    query = select(stored).where(stored.c.dispute_id.in_(list(dispute_ids))).order_by(stored.c.version)
    found: dict[str, list[Ruling]] = defaultdict(list)
    with ledger._reading() as connection:
        for row in connection.execute(query).mappings():
            found[row["dispute_id"]].append(Ruling(**row))
    return dict(found)


def settled_elsewhere(connection: Connection, dispute_id: str, quarrel: str) -> Ruling | None:
    """The latest ruling that settles the same quarrel for another report."""
    query = select(stored).where(_is_settled, stored.c.quarrel == quarrel, stored.c.dispute_id != dispute_id)
    row = connection.execute(query.order_by(stored.c.id.desc())).mappings().first()
    return None if row is None else Ruling(**row)


def verdict(history: Sequence[Ruling]) -> Ruling | None:
    """The ruling that settles a dispute, of all on it in order; `None` where it is open."""
    last = next((ruling for ruling in reversed(history) if ruling.action != "explain"), None)
    return last if last is not None and last.action == "settle" else None


def said(ruling: Ruling) -> str:
    """What a reviewer did, in words: "settled it: what Ruo Amadi says holds"."""
    note = f" (“{ruling.note}”)" if ruling.note else ""
    if ruling.action == "explain":
        return f"explained it{note}"
    if ruling.action == "reopen":
        return f"reopened it{note}"
    return f"settled it: {says(ruling)}{note}"


def says(ruling: Ruling) -> str:
    """What a ruling that settles says, in words."""
    if ruling.verdict in ("one", "other"):
        return f"what {ruling.sides[ruling.verdict]['source']} says holds"
    return "both may hold" if ruling.verdict == "both" else "neither holds"
