"""A write-ahead log only where SQLite's is safe; else a rollback journal, flushed at every commit."""

from __future__ import annotations

import sqlite3
import subprocess
import sys

import pytest
from sqlalchemy import text

from onrecord.ledger import opening
from onrecord.ledger.ledger import Ledger
from onrecord.ledger.opening import EXTRA, safety


@pytest.mark.parametrize(
    ("floor", "journal", "said"),
    [
        ((0,), "wal", "keeps a write-ahead log, flushed to the disk at every commit."),
        (
            (99, 1, 2),
            "delete",
            "keeps a rollback journal, flushed to the disk at every commit: before 99.1.2",
        ),
    ],
    ids=["safe", "unsafe"],
)
def test_the_journal_is_one_that_is_safe_with_this_sqlite(tmp_path, monkeypatch, floor, journal, said):
    monkeypatch.setattr(opening, "SAFE_WAL", floor)
    with Ledger(tmp_path / "ledger.db") as ledger:
        with ledger.engine.connect() as connection:
            assert connection.execute(text("PRAGMA journal_mode")).scalar_one() == journal
            assert connection.execute(text("PRAGMA synchronous")).scalar_one() == EXTRA
        assert f"SQLite {sqlite3.sqlite_version} {said}" in safety(ledger.engine)


def test_check_says_how_safely_the_ledger_is_kept(tmp_path):
    Ledger(tmp_path / "ledger.db").close()
    command = [sys.executable, "-m", "onrecord", "check", "--ledger", str(tmp_path / "ledger.db")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "The ledger is sound." in done.stdout
    assert "flushed to the disk at every commit" in done.stdout
