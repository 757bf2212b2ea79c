"""The trail of reviews: what people decided about statements and figures, appended and never changed.

A record's row holds its present state; each review tells the state before it and after it. A state is the
record's status (`None`: nobody has looked) and its reviewable fields, as plain data. A record keeps the id
under which it was reviewed, also when its report is read anew (`carrying.py`), so that an id in the trail
means one thing for ever.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Table, insert, select

from onrecord.ledger.rows import Row, number
from onrecord.ledger.schema import figures, reviews, statements
from onrecord.record import Record

Kind = Literal["statement", "figure"]
Action = Literal["accept", "amend", "reject", "undo"]
State = dict[str, Any]

STATUS = {"accept": "accepted", "amend": "amended", "reject": "rejected"}
"""What each action makes of a record; an undo makes of it what it was."""
TABLES: dict[Kind, Table] = {"statement": statements, "figure": figures}
FIELDS = {
    "statement": ("content", "speaker", "act", "factuality", "polarity", "cue"),
    "figure": (
        "span", "value", "low", "high", "modifier", "unit", "indicator", "mode", "measure", "total", "place",
        "time", "statement",
    ),
}  # fmt: skip
"""The reviewable fields of each kind."""
REFERENCES = {"speaker": "actors", "place": "places", "time": "times", "statement": "statements"}
"""The reviewable fields that hold an id, and what of."""
ADDING = "onrecord add"
"""Who reviewed a record that came reviewed, where nobody else is known; nor is what the machine had found."""
VOUCHED = ("accepted", "amended")
"""The status of records whose fields somebody stands for."""
_SPANS = ("cue", "span")
_NUMBERS = ("value", "low", "high", "total")


@dataclass(frozen=True, slots=True)
class Review:
    """One action of a reviewer on a record: a statement or a figure, by its id in its report ("s3").

    `version` counts the record's reviews from 1; `before` and `after` are its states: its `status` and its
    reviewable fields. `undoes` is the number of the review that an undo takes back. `at` is ISO 8601, UTC.
    """

    id: int
    at: str
    reviewer: str
    report_id: str
    kind: Kind
    record: str
    version: int
    action: Action
    before: State
    after: State
    note: str | None = None
    undoes: int | None = None

    @property
    def came_reviewed(self) -> bool:
        """Whether the record was added as one that people had reviewed elsewhere."""
        return self.reviewer == ADDING


def state_of(kind: Kind, row: Row) -> State:
    """The state a row holds."""
    state: State = {"status": row["review"]}
    for name in FIELDS[kind]:
        if name in _SPANS:
            start, end = row[f"{name}_start"], row[f"{name}_end"]
            state[name] = None if start is None else [start, end]
        else:
            state[name] = number(row[name]) if name in _NUMBERS else row[name]
    return state


def reviews_of(connection: Connection, report_id: str, record_id: str | None = None) -> list[Review]:
    """The reviews of a report, or of one of its records, the first one first."""
    query = select(reviews).where(reviews.c.report_id == report_id).order_by(reviews.c.id)
    if record_id is not None:
        query = query.where(reviews.c.record == record_id)
    return [Review(**row) for row in connection.execute(query).mappings()]


def by_record(found: Iterable[Review]) -> dict[str, list[Review]]:
    """Reviews of one report by their record, each in order."""
    grouped: dict[str, list[Review]] = defaultdict(list)
    for review in found:
        grouped[review.record].append(review)
    return grouped


def append(connection: Connection, facts: Mapping[str, Any]) -> Review:
    """Add a review to the trail."""
    added = connection.execute(insert(reviews).values(**facts))
    assert added.inserted_primary_key is not None
    return Review(id=added.inserted_primary_key[0], **facts)


def to_undo(history: Sequence[Review]) -> Review | None:
    """The latest action of a record that has not been taken back."""
    undone = {review.undoes for review in history}
    return next((one for one in reversed(history) if one.action != "undo" and one.id not in undone), None)


def note_given(connection: Connection, record: Record, at: str) -> None:
    """Begin the trail of what came reviewed with a record that is added; its rows are in place."""
    statuses = [one.review for one in record.statements] + [one.review for one in record.figures]
    if not any(statuses):
        return
    actions = {status: action for action, status in STATUS.items()}
    for kind, table in TABLES.items():
        given = select(table).where(table.c.report_id == record.report.id, table.c.review.is_not(None))
        for row in connection.execute(given.order_by(table.c.position)).mappings().all():
            after = state_of(kind, row)
            facts = {
                "at": at, "reviewer": ADDING, "report_id": record.report.id, "kind": kind,
                "record": row["id"], "version": 1, "action": actions[row["review"]],
                "before": after | {"status": None}, "after": after, "note": "it came reviewed",
                "undoes": None,
            }  # fmt: skip
            append(connection, facts)


# --- Replay ------------------------------------------------------------------------------


def findings(history: Sequence[Review], present: State | None) -> Iterator[str]:
    """What is wrong with the reviews of one record, replayed in order, and its present state.

    While nobody vouches for a record (all is taken back, or it is rejected), its fields are the machine's,
    which may read the report anew, and find it no more.
    """
    state: State = {}
    done: dict[int, Review] = {}
    for at, review in enumerate(history, 1):
        where = f"review {review.id}"
        if review.version != at:
            yield f"{where}: it is version {review.version} where {at} was to come"
        if state.get("status") in VOUCHED and review.before != state:
            yield f"{where}: what was before it is not what the review before it left"
        if review.action == "undo":
            undone = done.pop(review.undoes or 0, None)
            if undone is None:
                yield f"{where}: it undoes what cannot be undone"
            elif not _is_same_but_for_lost(review.after, undone.before):
                yield f"{where}: it does not bring back what was before review {undone.id}"
        else:
            done[review.id] = review
            if review.after["status"] != STATUS.get(review.action):
                yield f"{where}: {review.action} left it {review.after['status']}"
        state = review.after
    status = state.get("status")
    if present is None:
        if status in VOUCHED:
            yield f"it is {status} by its reviews, and gone"
    elif status != present["status"]:
        yield f"it is {present['status'] or 'not reviewed'}, by its reviews {status or 'not reviewed'}"
    elif status in VOUCHED and present != state:
        changed = ", ".join(name for name in state if state[name] != present.get(name))
        yield f"its reviews leave it with another {changed}"


def _is_same_but_for_lost(state: State, wanted: State) -> bool:
    """Whether a state is the one wanted, where what is no longer in the report may be missing."""
    return all(
        state.get(name) == value or (name in REFERENCES and state.get(name) is None)
        for name, value in wanted.items()
    )
