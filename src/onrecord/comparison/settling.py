"""People settle, explain or reopen a dispute; each action is appended to the trail of rulings.

Whoever acts says which version of the dispute they saw, and gets `Overruled` where somebody was faster.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

from sqlalchemy import Connection, insert

from onrecord.comparison.disputes import Dispute, Side, dispute_in, quarrel_of
from onrecord.comparison.rulings import Action, Ruling, Verdict, rulings_of, said, verdict
from onrecord.comparison.showing import interval
from onrecord.ledger.ledger import Ledger, _now, storable
from onrecord.ledger.opening import LedgerError
from onrecord.ledger.schema import rulings

_OF_DISPUTE = ("kind", "why", "indicator", "path", "as_of")
_OF_SIDE = (
    "report_id", "id", "words", "quote", "source", "speaker", "outlet", "agency", "published", "title",
)  # fmt: skip
_OF_FIGURE = ("value", "low", "high", "modifier")


class Overruled(LedgerError):
    """Somebody has ruled on the dispute since it was looked at; `since` are those rulings."""

    code = "conflict"

    def __init__(self, message: str, since: Sequence[Ruling]) -> None:
        super().__init__(message)
        self.since = since


def settle(
    ledger: Ledger,
    dispute_id: str,
    holds: str,
    *,
    reviewer: str,
    version: int | None = None,
    note: str | None = None,
) -> Ruling:
    """Say which side of a dispute holds: "one", "other", "both" or "neither"; also where it is settled.

    `version` is the one the reviewer saw (0: nobody has ruled); `None` stands for what is there now. Raises
    `Overruled` where somebody has ruled since, `LedgerError` for an unknown dispute or verdict.
    """
    if holds not in get_args(Verdict):
        raise LedgerError(f"{holds}: no verdict; there are: {', '.join(get_args(Verdict))}")
    return _rule(ledger, dispute_id, "settle", reviewer, version, note, holds)


def explain(
    ledger: Ledger, dispute_id: str, note: str, *, reviewer: str, version: int | None = None
) -> Ruling:
    """Add a note to a dispute, which stays as it is; raises as `settle` does."""
    if not note.strip():
        raise LedgerError("an explanation needs words")
    return _rule(ledger, dispute_id, "explain", reviewer, version, note)


def reopen(
    ledger: Ledger, dispute_id: str, *, reviewer: str, version: int | None = None, note: str | None = None
) -> Ruling:
    """Open a settled dispute again; raises as `settle` does."""
    return _rule(ledger, dispute_id, "reopen", reviewer, version, note)


def _rule(
    ledger: Ledger,
    dispute_id: str,
    action: Action,
    reviewer: str,
    version: int | None,
    note: str | None,
    holds: str | None = None,
) -> Ruling:
    reviewer = storable(reviewer.strip())
    if not reviewer:
        raise LedgerError("a ruling needs the reviewer's name")
    with ledger._writing() as connection:
        history = rulings_of(connection, dispute_id)
        if version is not None and version != len(history):
            raise Overruled(_said_since(history[version:]), history[version:])
        if action == "reopen" and verdict(history) is None:
            raise LedgerError("the dispute is open already")
        quarrel, sides = _as_it_is(connection, dispute_id, history)
        facts = {
            "at": _now(), "reviewer": reviewer, "dispute_id": dispute_id, "version": len(history) + 1,
            "action": action, "verdict": holds, "note": storable(note.strip()) or None if note else None,
            "quarrel": quarrel, "sides": sides,
        }  # fmt: skip
        added = connection.execute(insert(rulings).values(**facts))
        assert added.inserted_primary_key is not None
        return Ruling(id=added.inserted_primary_key[0], **facts)  # type: ignore[arg-type]


def _as_it_is(
    connection: Connection, dispute_id: str, history: Sequence[Ruling]
) -> tuple[str, dict[str, Any]]:
    """The quarrel and the sides of a dispute, or those it had when somebody ruled on it last."""
    found = dispute_in(connection, dispute_id)
    if found is not None:
        return quarrel_of(found), sides_of(found)
    if history:
        return history[-1].quarrel, history[-1].sides
    raise LedgerError(f"{dispute_id}: the ledger has no such dispute")


def sides_of(dispute: Dispute) -> dict[str, Any]:
    """A dispute as plain data, as the trail keeps it."""
    facts = {name: getattr(dispute, name) for name in _OF_DISPUTE}
    return facts | {"one": _plain(dispute.one), "other": _plain(dispute.other)}


def _plain(side: Side) -> dict[str, Any]:
    facts = {name: getattr(side, name) for name in _OF_SIDE}
    if side.figure is not None:
        facts |= {name: getattr(side.figure, name) for name in _OF_FIGURE}
        facts["allows"] = interval(side.figure)
    return facts


def _said_since(since: Sequence[Ruling]) -> str:
    if not since:
        return "the dispute has fewer rulings than you saw; look at it again"
    told = "; ".join(f"{ruling.reviewer} {said(ruling)}" for ruling in since)
    return f"{told}: that was since you looked; look at it again"
