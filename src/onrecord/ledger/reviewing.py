"""People accept, amend or reject what the machine found; each action is appended to the trail.

A record is a statement or a figure, known by its report's id and its own ("s3"). Its version counts its
reviews; whoever reviews it says which version they saw, and gets `Conflict` where somebody was faster.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, select, update

from onrecord.errors import NotARecord
from onrecord.ledger.ledger import Ledger, _now, storable
from onrecord.ledger.opening import LedgerError
from onrecord.ledger.paths import figure_facts, place_paths, registered_in
from onrecord.ledger.rows import Row, figure_row, statement_row
from onrecord.ledger.schema import reports, reviews
from onrecord.ledger.trail import (
    FIELDS,
    REFERENCES,
    STATUS,
    TABLES,
    Kind,
    Review,
    State,
    append,
    by_record,
    reviews_of,
    state_of,
    to_undo,
)
from onrecord.ledger.waiting import Waiting, queue, waiting
from onrecord.lexicon.indicators import load_indicators
from onrecord.record import Figure, Record, Statement

__all__ = [
    "Conflict",
    "Review",
    "Reviewed",
    "Standing",
    "Waiting",
    "queue",
    "review",
    "standing",
    "standings",
    "trail",
    "training",
    "undo",
    "waiting",
]

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a record stands: `status` is `None` (nobody has looked), accepted, amended or rejected.

    `version` counts its reviews, `fields` are its reviewable fields as they are now, `machine` as the machine
    found them, and `reviewer` is who reviewed it last. `read_at` is when the machine read the report last
    (ISO 8601, UTC).
    """

    version: int
    status: str | None
    fields: Fields
    machine: Fields
    read_at: str
    reviewer: str | None = None


class Conflict(LedgerError):
    """The record has been reviewed, or its report read anew, since it was looked at.

    `standing` is how it stands now.
    """

    code = "conflict"

    def __init__(self, message: str, standing: Standing) -> None:
        super().__init__(message)
        self.standing = standing


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A record as people left it: its `status`, its reviewable `fields`, and by whom.

    `machine` are the fields as the machine found them; `None` where the record came reviewed, and nobody
    knows.
    """

    report_id: str
    record_id: str
    kind: Kind
    status: str
    fields: Fields
    machine: Fields | None
    reviewer: str


# --- Acting ------------------------------------------------------------------------------


def review(
    ledger: Ledger,
    report_id: str,
    record_id: str,
    action: str,
    *,
    reviewer: str,
    version: int,
    read_at: str | None = None,
    changes: Mapping[str, Any] | None = None,
    note: str | None = None,
) -> Review:
    """Accept, amend or reject a record, and append that to its trail, all or nothing.

    `version` is the one the reviewer saw (0: never reviewed), `read_at` that of its standing then (`None`:
    never mind whether the report was read anew since). `changes` go with "amend" alone: some of the
    record's reviewable fields as plain data, spans as `[start, end]`, references as ids of the report.
    What is accepted stays as it is now, also where somebody amended it before. Raises `Conflict` where the
    record has been reviewed or read anew since, `LedgerError` for an unknown record, action, field or value.
    """
    if action not in STATUS:
        raise LedgerError(f"{action}: no such action; there are: {', '.join(STATUS)}")
    if bool(changes) != (action == "amend"):
        raise LedgerError("say what to amend" if action == "amend" else "changes go with amend alone")
    with ledger._writing() as connection:
        found = _Found(ledger, connection, report_id, record_id, version, read_at)
        fields = found.amended(changes) if changes else None
        return found.append(action, STATUS[action], fields, reviewer, note)


def undo(
    ledger: Ledger,
    report_id: str,
    record_id: str,
    *,
    reviewer: str,
    version: int,
    read_at: str | None = None,
    note: str | None = None,
) -> Review:
    """Take back the latest action on a record that has not been taken back; that is appended, too.

    Raises `Conflict` as `review` does, `LedgerError` where nothing is left to undo.
    """
    with ledger._writing() as connection:
        found = _Found(ledger, connection, report_id, record_id, version, read_at)
        latest = to_undo(found.history)
        if latest is None:
            raise LedgerError(f"{record_id}: there is nothing to undo")
        fields = found.without_lost(latest.before)
        return found.append("undo", latest.before["status"], fields, reviewer, note, latest.id)


class _Found:
    """The record that a reviewer acts on, as it is now, within the transaction."""

    def __init__(
        self,
        ledger: Ledger,
        connection: Connection,
        report_id: str,
        record_id: str,
        version: int,
        read_at: str | None,
    ) -> None:
        self.ledger = ledger
        self.connection = connection
        self.report_id = report_id
        self.record_id = record_id
        self.kind, row = _row(connection, report_id, record_id)
        self.history = reviews_of(connection, report_id, record_id)
        self.before = state_of(self.kind, row)
        present = _standing(self.before, self.history, _read_at(connection, report_id))
        if version != present.version:
            by = f"{present.reviewer} has reviewed it" if present.reviewer else "nobody has reviewed it"
            raise Conflict(
                f"{record_id}: {by}, and this is version {present.version} of it, not {version}; "
                "look at it again",
                present,
            )
        if read_at is not None and read_at != present.read_at:
            raise Conflict(
                f"{record_id}: its report was read anew at {present.read_at}, and this may be another record "
                "than the one you saw; look at it again",
                present,
            )

    def amended(self, changes: Mapping[str, Any]) -> Fields:
        """The fields with some of them changed; raises `LedgerError` where they cannot be."""
        unknown = [name for name in changes if name not in FIELDS[self.kind]]
        if unknown:
            raise LedgerError(
                f"{self.record_id}: {unknown[0]} of a {self.kind} cannot be amended; "
                f"these can: {', '.join(FIELDS[self.kind])}"
            )
        fields = _fields(self.before) | {name: _plain(value) for name, value in changes.items()}
        if fields == _fields(self.before):
            raise LedgerError(f"{self.record_id}: it is so already; accept it, or say what to amend")
        return fields

    def without_lost(self, state: State) -> Fields:
        """The fields of a state, but for what they refer to and the report has no longer."""
        record = self._record()
        fields = _fields(state)
        for name, of in REFERENCES.items():
            if fields.get(name) not in {None, *(item.id for item in getattr(record, of))}:
                fields[name] = None
        return fields

    def append(
        self,
        action: str,
        status: str | None,
        fields: Fields | None,
        reviewer: str,
        note: str | None,
        undoes: int | None = None,
    ) -> Review:
        """Write the record's new state, and the review of it to the trail."""
        reviewer = storable(reviewer.strip())
        if not reviewer:
            raise LedgerError("a review needs the reviewer's name")
        if fields == _fields(self.before):
            fields = None
        values = {"review": status} | (self._values(fields) if fields is not None else {})
        table = TABLES[self.kind]
        own = and_(table.c.report_id == self.report_id, table.c.id == self.record_id)
        self.connection.execute(update(table).where(own).values(values))
        is_it = reports.c.id == self.report_id
        self.connection.execute(update(reports).where(is_it).values(is_compared=False))
        _, row = _row(self.connection, self.report_id, self.record_id)
        facts = {
            "at": _now(), "reviewer": reviewer, "report_id": self.report_id, "kind": self.kind,
            "record": self.record_id, "version": len(self.history) + 1, "action": action,
            "before": self.before, "after": state_of(self.kind, row),
            "note": storable(note.strip()) or None if note else None, "undoes": undoes,
        }  # fmt: skip
        return append(self.connection, facts)

    def _values(self, fields: Fields) -> dict[str, Any]:
        """The columns of the record with these fields, and of what is worked out from them."""
        record = self._record()
        changed = _changed(record, self.kind, self.record_id, fields, self.before)
        if isinstance(changed, Statement):
            values = statement_row(record, changed)
        else:
            one = dataclasses.replace(record, figures=(changed,))
            known = registered_in(self.connection, self.report_id)
            [facts] = figure_facts(one, known, place_paths(record))
            values = figure_row(record, changed) | facts
        return {
            name: storable(value) if isinstance(value, str) else value
            for name, value in values.items()
            if name not in ("id", "review")
        }

    def _record(self) -> Record:
        return next(self.ledger._found(self.connection, [self.report_id]))


def _changed(record: Record, kind: Kind, record_id: str, fields: Fields, before: State) -> Statement | Figure:
    """The statement or figure with these fields; raises `LedgerError` where they make none."""
    plain = record.to_dict()
    item = next(item for item in plain[f"{kind}s"] if item["id"] == record_id)
    item.update(fields)
    try:
        made = Record.from_dict(plain)
    except NotARecord as error:
        raise LedgerError(f"{record_id}: {str(error).removeprefix(f'{record_id}: ')}") from error
    if kind == "statement":
        statement = next(one for one in made.statements if one.id == record_id)
        _check_content(made, statement)
        return statement
    figure = next(one for one in made.figures if one.id == record_id)
    _check_figure(made, figure, before)
    return figure


def _check_content(record: Record, statement: Statement) -> None:
    at = 0
    for span in statement.content:
        if span.start < at:
            raise LedgerError(f"{statement.id}: the spans of its content overlap, or are not in order")
        if not record.words(span).strip():
            raise LedgerError(f"{statement.id}: there are no words from {span.start} to {span.end}")
        at = span.end


def _check_figure(record: Record, figure: Figure, before: State) -> None:
    known = dict.fromkeys((*load_indicators().terms, "other"))
    if figure.indicator not in (None, before["indicator"], *known):
        raise LedgerError(f"{figure.id}: {figure.indicator} is no indicator; there are: {', '.join(known)}")
    if not record.words(figure.span).strip():
        raise LedgerError(f"{figure.id}: there are no words from {figure.span.start} to {figure.span.end}")
    bounds = [bound for bound in (figure.low, figure.value, figure.high) if bound is not None]
    if bounds != sorted(bounds):
        shown = " and ".join(
            f"{name} {bound:g}"
            for name, bound in (("low", figure.low), ("value", figure.value), ("high", figure.high))
            if bound is not None
        )
        raise LedgerError(f"{figure.id}: {shown} are not in order; amend them together")


def _row(connection: Connection, report_id: str, record_id: str) -> tuple[Kind, Row]:
    for kind, table in TABLES.items():
        query = select(table).where(table.c.report_id == report_id, table.c.id == record_id)
        row = connection.execute(query).mappings().first()
        if row is not None:
            return kind, row
    raise LedgerError(f"{report_id} {record_id}: the ledger has no such statement or figure")


def _plain(value: Any) -> Any:
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def _fields(state: State) -> Fields:
    return {name: value for name, value in state.items() if name != "status"}


# --- How records stand -----------------------------------------------------------------


def standing(ledger: Ledger, report_id: str, record_id: str) -> Standing:
    """How a record stands; of one that a report read anew no longer has, how it stood last.

    Raises `LedgerError` for one that never was.
    """
    with ledger._reading() as connection:
        history = reviews_of(connection, report_id, record_id)
        try:
            state = state_of(*_row(connection, report_id, record_id))
        except LedgerError:
            if not history:
                raise
            state = history[-1].after
        return _standing(state, history, _read_at(connection, report_id))


def standings(ledger: Ledger, report_id: str) -> dict[str, Standing]:
    """How those records of a report stand that have been reviewed, by their ids."""
    with ledger._reading() as connection:
        histories = by_record(reviews_of(connection, report_id))
        if not histories:
            return {}
        read_at = _read_at(connection, report_id)
        present: dict[str, State] = {}
        for kind, table in TABLES.items():
            own = [one for one, history in histories.items() if history[0].kind == kind]
            query = select(table).where(table.c.report_id == report_id, table.c.id.in_(own))
            for row in connection.execute(query).mappings():
                present[row["id"]] = state_of(kind, row)
    return {
        own: _standing(present.get(own, history[-1].after), history, read_at)
        for own, history in histories.items()
    }


def _read_at(connection: Connection, report_id: str) -> str:
    query = select(reports.c.read_at).where(reports.c.id == report_id)
    return str(connection.execute(query).scalar_one())


def _standing(state: State, history: Sequence[Review], read_at: str) -> Standing:
    return Standing(
        version=len(history),
        status=state["status"],
        fields=_fields(state),
        machine=_fields(history[0].before if history else state),
        read_at=read_at,
        reviewer=history[-1].reviewer if history else None,
    )


def trail(
    ledger: Ledger,
    *,
    report_id: str | None = None,
    record_id: str | None = None,
    reviewer: str | None = None,
    before: int | None = None,
    limit: int = 100,
) -> list[Review]:
    """The reviews, the newest first: of a report, a record, a reviewer; `before` the review of a number."""
    query = select(reviews).order_by(reviews.c.id.desc()).limit(limit)
    for column, wanted in (
        (reviews.c.report_id, report_id),
        (reviews.c.record, record_id),
        (reviews.c.reviewer, reviewer),
    ):
        if wanted is not None:
            query = query.where(column == wanted)
    if before is not None:
        query = query.where(reviews.c.id < before)
    with ledger._reading() as connection:
        return [Review(**row) for row in connection.execute(query).mappings()]


def training(ledger: Ledger) -> Iterator[Reviewed]:
    """The records that people accepted, amended or rejected and that are still there, report by report."""
    with ledger._reading() as connection:
        report_ids = connection.execute(select(reviews.c.report_id).distinct()).scalars().all()
    for report_id in sorted(report_ids):
        with ledger._reading() as connection:
            histories = by_record(reviews_of(connection, report_id))
            rows = [
                (kind, row)
                for kind, table in TABLES.items()
                for row in connection.execute(
                    select(table)
                    .where(table.c.report_id == report_id, table.c.review.is_not(None))
                    .order_by(table.c.position)
                ).mappings()
            ]
        for kind, row in rows:
            history = histories[row["id"]]
            first, state = history[0], state_of(kind, row)
            yield Reviewed(
                report_id=report_id,
                record_id=row["id"],
                kind=kind,
                status=state["status"],
                fields=_fields(state),
                machine=None if first.came_reviewed else _fields(first.before),
                reviewer=history[-1].reviewer,
            )
