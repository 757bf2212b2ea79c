"""Older ledgers are brought up to date with all they hold; stopped half-way they are as they were."""

from __future__ import annotations

import os
import signal

import pytest
from sqlalchemy import MetaData, event, select

from onrecord.ledger.care import check
from onrecord.ledger.ledger import Ledger
from onrecord.ledger.opening import engine_of, head, is_current, move, revision_of
from onrecord.ledger.schema import metadata
from tests.ledger.making import lines, varied

REVISIONS = ("0001", "0002")


def test_all_revisions_are_tried_here(ledger):
    assert head() == REVISIONS[-1], "name the new one in REVISIONS"


@pytest.fixture
def filled(ledger):
    for number, record in enumerate(varied(9)):
        ledger.put(record, f"made {number}")
    return ledger


def dump(engine) -> dict[str, list[tuple]]:
    """All rows of all tables that the ledger's code knows, with the columns that are there."""
    with engine.connect().execution_options(reads=True) as connection:
        found = MetaData()
        found.reflect(connection, only=lambda name, _: name in metadata.tables)
        return {
            table.name: sorted(
                tuple(map(str, row))
                for row in connection.execute(select(*sorted(table.c, key=lambda c: c.name)))
            )
            for table in found.sorted_tables
        }


@pytest.mark.parametrize("older", REVISIONS[:-1])
def test_down_and_up_again_keeps_every_record(filled, older):
    before = lines(filled.records())
    with filled.engine.begin() as connection:
        move(connection, older)
    old = dump(filled.engine)
    for _ in range(2):
        with filled.engine.begin() as connection:
            move(connection, "head")
        with filled.engine.begin() as connection:
            move(connection, older)
        assert dump(filled.engine) == old
    with Ledger(filled.engine.url.render_as_string(hide_password=False)) as again:
        assert lines(again.records()) == before


def test_reports_of_an_older_ledger_are_compared_as_new_ones_are(filled, address):
    worked_out = {name: rows for name, rows in dump(filled.engine).items() if name != "rejects"}
    with filled.engine.begin() as connection:
        move(connection, "0001")
    with Ledger(address) as again:
        now = dump(again.engine)
        for name in ("signatures", "bands", "register_names", "figures", "places"):
            assert len(now[name]) == len(worked_out[name]), name
        assert now["places"] == worked_out["places"]
        assert now["signatures"] == worked_out["signatures"]
    assert list(check(address)) == []


def test_all_the_way_down_leaves_nothing(filled):
    with filled.engine.begin() as connection:
        move(connection, "base")
    assert all(not rows for rows in dump(filled.engine).values())


@pytest.mark.parametrize("point", [1, 5, 12, 20, 30])
def test_killed_while_migrating_it_is_old_or_new(filled, address, point):
    with filled.engine.begin() as connection:
        move(connection, "0001")
    old = dump(filled.engine)
    filled.close()
    child = os.fork()
    if child == 0:
        engine = engine_of(address)
        left = [point]

        def die(*_) -> None:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(engine, "after_cursor_execute", die)
        try:
            with engine.begin() as connection:
                move(connection, "head")
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    engine = engine_of(address)
    with engine.connect().execution_options(reads=True) as connection:
        present = revision_of(connection)
    if present == "0001":
        assert dump(engine) == old
    else:
        assert is_current(engine)
    engine.dispose()
    with Ledger(address) as ledger:
        assert ledger.counts()["reports"] == 9
    assert list(check(address)) == []
