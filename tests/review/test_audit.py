"""The trail of reviews cannot be changed, and leads to what the ledger holds (requirement R27).

    python -m tests.review.test_audit --actions 10000

does that many random actions on a ledger of either database.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from onrecord.ledger.care import check
from onrecord.ledger.ledger import Ledger
from onrecord.ledger.opening import LedgerError
from onrecord.ledger.reviewing import Conflict, review, standing, trail, undo
from onrecord.ledger.trail import FIELDS, STATUS
from tests.crash.kill9 import databases
from tests.faults import tell
from tests.ledger.making import varied

REVIEWERS = ("Ada Reil", "Bo Voss", "Tomas Amadi")
ACTIONS = {
    "sqlite": 2_000,
    "postgresql": 1_000,
}  # each commit of PostgreSQL's takes longer; the script does more
REPORTS = 60

# --- Nothing gets past the database -------------------------------------------------------

OF_BOTH = (
    "UPDATE reviews SET reviewer = 'Nobody'",
    "UPDATE reviews SET note = 'no' WHERE id = 1",
    "UPDATE reviews SET id = 99 WHERE id = 1",
    "DELETE FROM reviews",
    "DELETE FROM reviews WHERE id = 2",
    "INSERT INTO reviews SELECT * FROM reviews",
    "DELETE FROM reports",
)
OF_ONE = {
    "sqlite": (
        "INSERT OR REPLACE INTO reviews SELECT id, at, 'Nobody', report_id, kind, record, version, action, "
        "before, after, note, undoes FROM reviews WHERE id = 1",
        "INSERT OR REPLACE INTO reviews SELECT 99, at, 'Nobody', report_id, kind, record, version, action, "
        "before, after, note, undoes FROM reviews WHERE id = 1",
        "REPLACE INTO reviews SELECT * FROM reviews WHERE id = 1",
        "UPDATE OR REPLACE reviews SET id = 1 WHERE id = 2",
        "UPDATE OR IGNORE reviews SET reviewer = 'Nobody'",
        "INSERT INTO reviews SELECT * FROM reviews WHERE true ON CONFLICT (id) DO UPDATE SET reviewer = 'Nobody'",
    ),
    "postgresql": (
        "TRUNCATE reviews",
        "TRUNCATE reports CASCADE",
        "TRUNCATE reviews RESTART IDENTITY CASCADE",
        "INSERT INTO reviews SELECT * FROM reviews ON CONFLICT (id) DO UPDATE SET reviewer = 'Nobody'",
        "MERGE INTO reviews USING (SELECT 1 AS one) s ON reviews.id = s.one WHEN MATCHED THEN DELETE",
        "SET LOCAL session_replication_role = replica; UPDATE reviews SET reviewer = 'Nobody'",
        "WITH gone AS (DELETE FROM reviews RETURNING id) SELECT * FROM gone",
    ),
}  # fmt: skip


@pytest.fixture
def reviewed(room, ford):
    review(room, ford.report.id, "f1", "accept", reviewer=REVIEWERS[0], version=0)
    review(room, ford.report.id, "s1", "reject", reviewer=REVIEWERS[1], version=0, note="nobody said so")
    return room


def test_no_statement_changes_or_removes_a_review(reviewed):
    before = trail(reviewed)
    for statement in (*OF_BOTH, *OF_ONE[reviewed.engine.dialect.name]):
        with pytest.raises(DBAPIError), reviewed.engine.begin() as connection:
            connection.exec_driver_sql(statement)
        assert trail(reviewed) == before, statement
    assert len(before) == 2


def test_the_refusal_says_why(reviewed):
    refusal = pytest.raises(LedgerError, match="the trail of reviews is added to, never changed")
    with refusal, reviewed._writing() as connection:
        connection.execute(text("DELETE FROM reviews"))


# --- The trail leads to what is there ----------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ("UPDATE figures SET value = 13 WHERE id = 'f1' AND review = 'accepted'", "f1: its reviews leave it with another value"),
        ("UPDATE figures SET review = NULL", "f1: it is not reviewed, by its reviews accepted"),
        ("UPDATE statements SET review = 'accepted' WHERE id = 's1'", "s1: it is accepted, by its reviews rejected"),
        ("UPDATE statements SET review = 'accepted' WHERE id = 's3'", "s3: it is accepted, by its reviews not reviewed"),
        ("UPDATE statements SET speaker = NULL WHERE id = 's2'", "s2: its reviews leave it with another speaker"),
        ("DELETE FROM figures WHERE review = 'accepted'", "f1: it is accepted by its reviews, and gone"),
    ],
)  # fmt: skip
def test_a_record_that_is_not_what_its_reviews_made_it_is_found(reviewed, ford, address, change, finding):
    review(reviewed, ford.report.id, "s2", "accept", reviewer=REVIEWERS[0], version=0)
    assert list(check(address)) == []
    with reviewed.engine.begin() as connection:
        connection.execute(text(change))
    assert f"report {ford.report.id}: {finding}" in list(check(address))


@pytest.mark.parametrize(
    ("version", "action", "undoes", "changed", "finding"),
    [
        (3, "accept", None, {}, "it is version 3 where 2 was to come"),
        (2, "accept", None, {"before": {"value": 1}}, "what was before it is not what the review before it left"),
        (2, "reject", None, {"after": {"status": "accepted"}}, "reject left it accepted"),
        (2, "undo", 1, {}, "it does not bring back what was before review 1"),
        (2, "undo", 2, {}, "it undoes what cannot be undone"),
    ],
)  # fmt: skip
def test_a_review_that_does_not_follow_from_the_ones_before_is_found(
    reviewed, ford, address, version, action, undoes, changed, finding
):
    [first] = trail(reviewed, record_id="f1")
    states = {side: {**first.after, **changed.get(side, {})} for side in ("before", "after")}
    facts = {"version": version, "action": action, "undoes": undoes, "report": ford.report.id}
    with reviewed.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO reviews (at, reviewer, report_id, kind, record, version, action, before, after, undoes) "
                "VALUES ('2031-03-06', 'Nobody', :report, 'figure', 'f1', :version, :action, :before, :after, :undoes)"
            ),
            facts | {side: json.dumps(state) for side, state in states.items()},
        )
    assert any(f"f1: review 3: {finding}" in found for found in check(address)), list(check(address))


# --- Random actions --------------------------------------------------------------------------


class Reviewing:
    """Random reviews of a ledger, and what they should lead to."""

    def __init__(self, ledger: Ledger, seed: int = 1) -> None:
        self.ledger = ledger
        self.chance = random.Random(seed)
        self.records = {record.report.id: record for record in ledger.records()}
        self.keys = [
            (report_id, one.id)
            for report_id, record in self.records.items()
            for one in (*record.statements, *record.figures)
        ]
        self.versions = dict.fromkeys(self.keys, 0)
        self.refused = self.conflicts = 0
        self.mistaken: list[str] = []

    def act(self) -> None:
        """Do one thing to one record; one in ten saw an older version, and changes nothing."""
        key = self.chance.choice(self.keys)
        version = self.versions[key]
        is_stale = self.chance.random() < 0.1
        seen = version + self.chance.choice((-1, 1, 2)) if is_stale else version
        action = self.chance.choice((*STATUS, "amend", "undo"))
        common = {"reviewer": self.chance.choice(REVIEWERS), "version": seen}
        try:
            if action == "undo":
                undo(self.ledger, *key, **common)
            else:
                changes = self._changes(key) if action == "amend" else None
                review(self.ledger, *key, action, changes=changes, **common)
            self.versions[key] += 1
            outcome = "done"
        except Conflict as conflict:
            outcome = "conflict" if conflict.standing.version == version else "conflict with another version"
            self.conflicts += 1
        except LedgerError:  # nothing to undo, or it is so already
            outcome = "refused"
            self.refused += 1
        if (outcome == "conflict") != is_stale:
            self.mistaken.append(f"{key}: version {seen} of {version}: {outcome}")

    def _changes(self, key: tuple[str, str]) -> dict[str, object]:
        report_id, own = key
        record = self.records[report_id]
        start = self.chance.randrange(len(record.report.text) - 20)
        while not record.report.text[start : start + 12].strip():
            start += 1
        span = [start, start + 12]
        ids = {
            name: [None, *(one.id for one in getattr(record, name))] for name in ("actors", "places", "times")
        }
        statements = [None, *(one.id for one in record.statements)]
        number = self.chance.randrange(10_000)
        choices: dict[str, object] = {
            "act": self.chance.choice(("assert", "deny", "warn", "hope")),
            "factuality": self.chance.choice(("certain", "possible")),
            "polarity": self.chance.choice("+-"),
            "speaker": self.chance.choice(ids["actors"]),
            "content": [span],
            "cue": self.chance.choice((None, span)),
        }
        if own.startswith("f"):
            choices = {
                "span": span,
                "indicator": self.chance.choice((None, "killed", "injured", "other")),
                "unit": self.chance.choice((None, "ox", "Zoë's 𝔽ord")),
                "mode": self.chance.choice(("observed", "expected")),
                "measure": self.chance.choice((None, "flow", "cumulative")),
                "total": self.chance.choice((None, number, number + 0.25)),
                "place": self.chance.choice(ids["places"]),
                "time": self.chance.choice(ids["times"]),
                "statement": self.chance.choice(statements),
            }
            if self.chance.random() < 0.3:
                return {"value": number, "low": number, "high": number + 5, "modifier": "~"}
        return dict(self.chance.sample(sorted(choices.items()), self.chance.randint(1, 3)))

    def faults(self) -> Iterator[str]:
        """Who was let through or not against the rules, and what the trail, replayed, does not lead to."""
        yield from self.mistaken
        for report_id, own in self.keys:
            state = replayed(trail(self.ledger, report_id=report_id, record_id=own, limit=10**6)[::-1])
            now = standing(self.ledger, report_id, own)
            if now.version != self.versions[report_id, own]:
                yield f"{report_id} {own}: version {now.version}, not {self.versions[report_id, own]}"
            if state is not None and state != {"status": now.status, **now.fields}:
                yield f"{report_id} {own}: {now} where the trail leads to {state}"
        for record in self.ledger.records(with_rejected=True):
            for figure in record.figures:
                if self.ledger_words(record.report.id, figure.id) != record.words(figure.span):
                    yield f"{record.report.id} {figure.id}: its span does not hold its words"

    def ledger_words(self, report_id: str, own: str) -> str:
        with self.ledger._reading() as connection:
            query = text("SELECT words FROM figures WHERE report_id = :report_id AND id = :own")
            return connection.execute(query, {"report_id": report_id, "own": own}).scalar_one()


def replayed(history) -> dict | None:
    """The state that the actions lead to from the first one's start, by their own changes alone."""
    if not history:
        return None
    state = dict(history[0].before)
    stack = []
    for one in history:
        if one.action == "undo":
            state = stack.pop()
        else:
            stack.append(state)
            changed = {name: value for name, value in one.after.items() if value != one.before[name]}
            assert one.action == "amend" or set(changed) <= {"status"}
            state = {**state, **changed, "status": STATUS[one.action]}
    assert set(state) - {"status"} in [set(names) for names in FIELDS.values()]
    return state


def fill(ledger: Ledger, reports: int = REPORTS) -> None:
    for number, record in enumerate(varied(reports)):
        ledger.put(record, f"made {number}")


def fast(connection, _) -> None:
    connection.execute("PRAGMA synchronous=OFF")  # nothing is promised while many actions are tried


def test_random_actions_replayed_give_what_is_there_and_a_stale_version_a_conflict(ledger, address):
    kind = ledger.engine.dialect.name
    if kind == "sqlite":
        event.listen(ledger.engine, "connect", fast)
    ledger.engine.dispose()
    fill(ledger)
    reviewing = Reviewing(ledger)
    for _ in range(ACTIONS[kind]):
        reviewing.act()
    assert list(reviewing.faults()) == []
    assert list(check(address)) == []
    done = len(trail(ledger, limit=10**6))
    assert done + reviewing.conflicts + reviewing.refused == ACTIONS[kind]
    assert reviewing.conflicts > ACTIONS[kind] / 20
    assert done > ACTIONS[kind] / 2


# --- At full scale ---------------------------------------------------------------------------


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--actions", type=int, default=10_000)
    given = parser.parse_args()
    has_failed = False
    with databases() as found:
        for name, new_address in found.items():
            address = new_address("audited")
            with Ledger(address) as ledger:
                fill(ledger)
                reviewing = Reviewing(ledger)
                for _ in range(given.actions):
                    reviewing.act()
                faults = [*reviewing.faults(), *check(address)]
                done = len(trail(ledger, limit=10**7))
            print(
                f"{name}: {given.actions} actions, {done} done, {reviewing.conflicts} conflicts, "
                f"{reviewing.refused} refused: {len(faults)} faults",
                flush=True,
            )
            has_failed |= tell(faults)
    sys.exit(has_failed)


if __name__ == "__main__":
    main()
