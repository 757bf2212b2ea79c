"""Older ledgers are brought up to date with all they hold; stopped half-way they are as they were.

    python -m tests.db.test_migrate --docs 10000 --points 20

Every pair of revisions that follow each other is tried: up, down and up again, and killed at many points.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, event, text

from onrecord.ledger import register, reviewing
from onrecord.ledger.care import backup, check, restore
from onrecord.ledger.ledger import Ledger
from onrecord.ledger.opening import MIGRATIONS, LedgerError, engine_of, migrate, move, revision_of
from onrecord.ledger.users import add_user
from tests.crash.kill9 import databases
from tests.db.dumping import State, state_of
from tests.faults import tell
from tests.ledger.making import lines, varied

REVISIONS = [step.revision for step in ScriptDirectory(str(MIGRATIONS)).walk_revisions()][::-1]
PAIRS = list(itertools.pairwise(REVISIONS))


# --- One pair of revisions -----------------------------------------------------------------


@dataclass
class Result:
    """What came of it: where kills left the ledger, and a line for each thing that is not as it should be."""

    left: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def moved(address: str, older: str, newer: str, points: int, seed: int = 1) -> Result:
    """Take a ledger of revision `newer` down, up, down and up, and kill `points` processes that take it up.

    The ledger is left at `older`.
    """
    engine, result = engine_of(address), Result()
    before, _ = _taken(engine, older)
    new, statements = _taken(engine, newer)
    seconds = time.monotonic()
    for revision, expected in ((older, before), (newer, new), (older, before)):
        found, _ = _taken(engine, revision)
        result.faults += [f"at {revision} again: {other}" for other in found.differing(expected)]
    seconds = (time.monotonic() - seconds) / 3
    chance = random.Random(seed)
    for point in range(points):
        # at a statement, or at a time, for what lies between statements
        at, after = 1 + point * statements // points, None
        if point % 2:
            at, after = None, chance.random() * seconds
        engine.dispose()
        _killed(address, newer, at, after)
        with engine.connect().execution_options(reads=True) as connection:
            present = revision_of(connection)
        result.left["old" if present == older else "new"] += 1
        expected = before if present == older else new
        result.faults += [
            f"killed at point {point}, it is at {present} but for: {other}"
            for other in state_of(engine).differing(expected)
        ]
        if present != older:
            _taken(engine, older)
    engine.dispose()
    return result


def _taken(engine: Engine, revision: str) -> tuple[State, int]:
    """Take a ledger up or down; its state then, and how many statements it took."""
    count = 0

    def note(*_) -> None:
        nonlocal count
        count += 1

    event.listen(engine, "after_cursor_execute", note)
    with engine.begin() as connection:
        move(connection, revision)
    event.remove(engine, "after_cursor_execute", note)
    return state_of(engine), count


def _killed(address: str, revision: str, at: int | None, after: float | None) -> None:
    """Migrate in a process that kills itself after a number of statements, or of seconds."""
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    try:
        engine = engine_of(address)
        left = itertools.count(1)

        def die(*_) -> None:
            if next(left) == at:
                os.kill(os.getpid(), signal.SIGKILL)

        def die_later() -> None:
            time.sleep(after)
            os.kill(os.getpid(), signal.SIGKILL)

        event.listen(engine, "after_cursor_execute", die)
        if after is not None:
            threading.Thread(target=die_later, daemon=True).start()
        with engine.begin() as connection:
            move(connection, revision)
    finally:
        os._exit(0)


def refused(address: str) -> Iterator[str]:
    """Pretend that a newer Onrecord made the ledger; what is wrong with how it is refused."""
    engine = engine_of(address)
    with engine.begin() as connection:
        present = revision_of(connection)
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    before = state_of(engine)
    try:
        migrate(engine)
        yield "a newer ledger is not refused"
    except LedgerError as error:
        if "newer Onrecord" not in str(error):
            yield f"a newer ledger is refused with: {error}"
    yield from (f"a newer ledger was changed: {other}" for other in state_of(engine).differing(before))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :present"), {"present": present})
    engine.dispose()


def fill(ledger: Ledger, docs: int) -> None:
    """Keep `docs` records, and let a person change the register."""
    for number, record in enumerate(varied(docs)):
        ledger.put(record, f"made {number}")
    for number in range(1, 4):
        register.rename(ledger, number, f"Number {number} of Odde")
    register.undo(ledger)
    register.refuse(ledger, 1, 3)
    register.merge(ledger, 2, 3)


# --- Tests -----------------------------------------------------------------------------------


@pytest.fixture
def filled(ledger, address):
    fill(ledger, 9)
    ledger.engine.dispose()
    return address


def _as(address: str, revision: str) -> str:
    engine = engine_of(address)
    with engine.begin() as connection:
        move(connection, revision)
    engine.dispose()
    return address


@pytest.mark.parametrize(("older", "newer"), PAIRS)
def test_up_down_and_up_again_keeps_all_and_killed_on_the_way_it_is_old_or_new(filled, older, newer):
    with Ledger(filled) as ledger:
        before = lines(ledger.records())
    result = moved(_as(filled, newer), older, newer, points=3)
    assert result.faults == []
    assert result.left["old"] > 0
    with Ledger(filled) as again:
        assert lines(again.records()) == before
    assert list(check(filled)) == []


def test_reports_of_the_oldest_ledger_are_compared_as_new_ones_are(ledger, address):
    for number, record in enumerate(varied(9)):
        ledger.put(record, f"made {number}")
    before = state_of(ledger.engine)
    ledger.engine.dispose()
    with Ledger(_as(address, REVISIONS[0])) as again:
        now = state_of(again.engine)
    assert now.shape == before.shape
    assert now.rows["places"] == before.rows["places"]
    assert now.rows["signatures"] == before.rows["signatures"]
    for name in ("bands", "register_names", "figures"):
        assert now.rows[name].split(":")[0] == before.rows[name].split(":")[0], name
    assert list(check(address)) == []


def test_which_entries_older_changes_are_about_is_known_as_of_new_ones(filled):
    engine = engine_of(filled)
    before = state_of(engine).rows["changed_entries"]
    engine.dispose()
    with Ledger(_as(filled, "0009")) as again:
        assert state_of(again.engine).rows["changed_entries"] == before
    assert not before.startswith("0:")


def _certainties(ledger: Ledger) -> dict[tuple[str, str], float]:
    with ledger._reading() as connection:
        return {
            (report_id, own): certainty
            for table in ("statements", "figures")
            for report_id, own, certainty in connection.execute(
                text(f"SELECT report_id, id, certainty FROM {table}")
            )
        }


def test_the_certainty_of_older_records_is_what_adding_them_gives(filled):
    with Ledger(filled) as ledger:
        before = _certainties(ledger)
    with Ledger(_as(filled, "0004")) as again:
        assert _certainties(again) == pytest.approx(before)
    assert len(set(before.values())) > 3


def test_an_older_schema_has_no_trail_and_keeps_records_as_people_left_them(filled):
    with Ledger(filled) as ledger:
        amended, rejected = [one for one in reviewing.queue(ledger) if one.kind == "figure"][:2]
        for one, action, changes in ((amended, "amend", {"unit": "ox"}), (rejected, "reject", None)):
            reviewing.review(
                ledger, one.report_id, one.record_id, action, reviewer="Ada Reil", version=0, changes=changes
            )
        add_user(ledger, "Ada Reil", "a ford without a toll", "reviewer")
        left = lines(ledger.records(with_rejected=True))
    with Ledger(_as(filled, "0004")) as again:
        now = lines(again.records())
        assert now == left.replace('"review": "amended"', '"review": null').replace(
            '"review": "rejected"', '"review": null'
        )
        assert now != left
        assert reviewing.trail(again) == []
    assert list(check(filled)) == []


def test_all_the_way_down_leaves_nothing(filled):
    engine = engine_of(_as(filled, "base"))
    assert state_of(engine).rows == {}
    engine.dispose()


def test_a_newer_ledger_is_refused_and_left_as_it_is(filled):
    assert list(refused(filled)) == []


# --- At full scale ---------------------------------------------------------------------------


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--docs", type=int, default=10_000)
    parser.add_argument("--points", type=int, default=20, help="kills for each pair of revisions")
    given = parser.parse_args()
    has_failed = False
    with databases() as found, tempfile.TemporaryDirectory(prefix="onrecord-migrate-") as folder:
        copy = Path(folder, "copy.db")
        with Ledger(Path(folder, "filled.db")) as ledger:
            event.listen(ledger.engine, "connect", _fast)
            fill(ledger, given.docs)
            backup(ledger, copy)
        print(f"{given.docs} records, {copy.stat().st_size / 1e6:.0f} MB", flush=True)
        for name, new_address in found.items():
            address = new_address("migrated")
            with Ledger(address) as ledger:
                restore(copy, ledger)
            faults = list(refused(address))
            for older, newer in reversed(PAIRS):
                started = time.monotonic()
                result = moved(address, older, newer, given.points)
                faults += result.faults
                print(
                    f"{name}: {older} and {newer}: {result.left.total()} kills left {result.left['old']} old and "
                    f"{result.left['new']} new: {len(result.faults)} faults, {time.monotonic() - started:.0f} s",
                    flush=True,
                )
            has_failed |= tell(faults)
    sys.exit(has_failed)


def _fast(connection, _) -> None:
    connection.execute("PRAGMA synchronous=OFF")  # nothing is promised while it is filled


if __name__ == "__main__":
    main()
