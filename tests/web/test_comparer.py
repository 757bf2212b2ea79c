"""What is added while the room is open is compared by one of its processes, until it closes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import func, select, update

from onrecord.ledger.ledger import Ledger
from onrecord.ledger.schema import reports
from onrecord.web import comparer
from onrecord.web.comparer import Comparer

SOON = 20  # seconds


def waiting(ledger: Ledger) -> int:
    """How many reports have not been compared."""
    query = select(func.count()).select_from(reports).where(reports.c.is_compared.is_(False))
    with ledger._reading() as connection:
        return connection.execute(query).scalar_one()


def forget(ledger: Ledger) -> None:
    """Let all reports wait again, as when they are new."""
    with ledger._writing() as connection:
        connection.execute(update(reports).values(is_compared=False))


@contextmanager
def comparing(path: Path, shared: Path) -> Iterator[Comparer]:
    with Ledger(path) as ledger:
        own = Comparer(ledger, str(shared))
        own.start()
        try:
            yield own
        finally:
            own.stop()


def is_compared_soon(ledger: Ledger) -> bool:
    until = time.monotonic() + SOON
    while waiting(ledger) and time.monotonic() < until:
        time.sleep(0.05)
    return not waiting(ledger)


def test_new_reports_are_compared_and_another_process_goes_on_where_one_closes(
    room_ledger, tmp_path, monkeypatch
):
    monkeypatch.setattr(comparer, "PAUSE", 0.1)
    with Ledger(room_ledger) as ledger:
        forget(ledger)
        with comparing(room_ledger, tmp_path) as one:
            assert is_compared_soon(ledger)
            with comparing(room_ledger, tmp_path):
                forget(ledger)
                assert is_compared_soon(ledger)
                one.stop()
                forget(ledger)
                assert is_compared_soon(ledger), "nobody took the turn of the one that closed"


def test_a_shared_folder_that_is_not_there_is_made_again(room_ledger, tmp_path, monkeypatch):
    monkeypatch.setattr(comparer, "PAUSE", 0.1)
    shared = tmp_path / "not yet" / "spool"
    with Ledger(room_ledger) as ledger, comparing(room_ledger, shared):
        for number in range(2):
            forget(ledger)
            assert is_compared_soon(ledger)
            shared.rename(tmp_path / f"taken away {number}")


def test_what_hinders_comparing_is_told_and_it_goes_on(room_ledger, tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(comparer, "PAUSE", 0.1)
    shared = tmp_path / "spool"
    shared.write_text("a file where a folder should be")
    with Ledger(room_ledger) as ledger:
        forget(ledger)
        with comparing(room_ledger, shared):
            time.sleep(0.5)
            assert "not compared" in caplog.text
            shared.unlink()
            assert is_compared_soon(ledger)


def test_of_two_processes_one_compares(room_ledger, tmp_path, monkeypatch):
    monkeypatch.setattr(comparer, "PAUSE", 0.1)
    with Ledger(room_ledger) as ledger, (tmp_path / comparer.TURN).open("w") as held:
        comparer.fcntl.flock(held, comparer.fcntl.LOCK_EX)
        with comparing(room_ledger, tmp_path):
            forget(ledger)
            before = waiting(ledger)
            time.sleep(1)
            assert waiting(ledger) == before, "it compared though it was another's turn"
            comparer.fcntl.flock(held, comparer.fcntl.LOCK_UN)
            assert is_compared_soon(ledger)
