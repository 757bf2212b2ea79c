"""A ledger is checked, backed up while others write, and restored into another database."""

from __future__ import annotations

import multiprocessing
import time

import pytest
from sqlalchemy import text

from onrecord.ledger.adding import add
from onrecord.ledger.care import backup, check, restore
from onrecord.ledger.ledger import Ledger
from onrecord.ledger.opening import LedgerError
from tests.ledger.making import lines, varied, written


@pytest.fixture
def filled(ledger):
    for number, record in enumerate(varied(6)):
        ledger.put(record, f"made {number}")
    return ledger


def test_a_sound_ledger_has_no_findings(filled, address):
    assert list(check(address)) == []


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ("UPDATE figures SET words = 'thirteen' WHERE id = 'f1'", "f1: its span does not hold its words"),
        ("UPDATE statements SET words = 'other' WHERE id = 's1'", "s1: its spans do not hold its words"),
        ("UPDATE figures SET span_end = 99999 WHERE id = 'f1'", "not in the text"),
        ("UPDATE mentions SET span_end = span_start WHERE position = 0", "not in the text"),
        ("UPDATE actors SET registered = 99999 WHERE id = 'a1'", "its registered leads to nothing"),
        ("UPDATE reports SET copy_of = 'nowhere'", "its copy_of leads to nothing"),
        ("UPDATE figures SET replaces = 'f99'", "its replaces leads to nothing"),
        ("INSERT INTO mentions SELECT report_id, 'a99', position, span_start, span_end, confidence "
         "FROM mentions WHERE mentions.of = 'a1'", "its of leads to nothing"),
        ("UPDATE statements SET act = 'sing' WHERE id = 's1'", "'sing' is none of"),
        ("UPDATE alembic_version SET version_num = '0000'", "its schema is 0000"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(filled, address, change, finding):
    with filled.engine.begin() as connection:
        connection.execute(text(change))
    assert any(finding in found for found in check(address)), list(check(address))


def test_a_file_that_is_no_database_is_a_finding(tmp_path):
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"no database at all" * 500)
    assert any("cannot be read" in finding for finding in check(broken))


def test_a_backup_restored_into_either_database_exports_the_same(filled, new_address, tmp_path, request):
    backup(filled, tmp_path / "copy.db")
    before = lines(filled.records())
    targets = [new_address("other"), str(tmp_path / "restored.db")]
    for target in targets:
        with Ledger(target) as restored:
            restore(tmp_path / "copy.db", restored)
            assert lines(restored.records()) == before
            assert restored.counts() == filled.counts()
            assert restored.search("villagers fled")
            restored.put(next(varied(1, seed=7)), "one more")
        assert list(check(target)) == []


def test_postgresql_plans_for_what_was_restored_at_once(filled, new_address, tmp_path):
    backup(filled, tmp_path / "copy.db")
    with Ledger(new_address("other")) as restored:
        restore(tmp_path / "copy.db", restored)
        if restored.engine.dialect.name != "postgresql":
            pytest.skip("SQLite plans without counting")
        counted = (
            "SELECT relname, reltuples FROM pg_class WHERE relname IN ('reports', 'statements', 'figures')"
        )
        with restored.engine.connect() as connection:
            known = dict(connection.execute(text(counted)).all())
        assert known == {name: restored.counts()[name] for name in known}
        assert len(known) == 3


def test_a_backup_is_restored_into_an_empty_ledger_only(filled, tmp_path):
    backup(filled, tmp_path / "copy.db")
    with pytest.raises(LedgerError, match="holds something already"):
        restore(tmp_path / "copy.db", filled)
    with pytest.raises(LedgerError, match="no such file"):
        restore(tmp_path / "none.db", filled)
    (tmp_path / "text.db").write_text("no ledger", "utf-8")
    with pytest.raises(LedgerError, match="no backup"):
        restore(tmp_path / "text.db", filled)


def test_a_backup_made_while_others_add_is_sound(address, tmp_path):
    made = written(varied(60), tmp_path / "made.jsonl")
    process = multiprocessing.get_context("spawn").Process(target=_add, args=(address, str(made)))
    with Ledger(address) as ledger:
        process.start()
        while ledger.counts()["reports"] == 0:
            time.sleep(0.01)
        for number in range(3):
            acknowledged = set(ledger.report_ids())
            backup(ledger, tmp_path / f"{number}.db")
            assert list(check(tmp_path / f"{number}.db")) == []
            with Ledger(tmp_path / f"{number}.db") as copy:
                assert acknowledged <= set(copy.report_ids())
        process.join()
        assert process.exitcode == 0
        assert ledger.counts()["reports"] == 60


def _add(address, path):
    with Ledger(address) as ledger:
        for _ in add(ledger, [path]):
            pass
