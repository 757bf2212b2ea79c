"""Adding inputs: once each, in order, going on where it stopped, with what failed kept."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from itertools import islice

import pytest

from onrecord.ledger.adding import add, reread, retry, tally
from onrecord.ledger.ledger import Ledger

TEXTS = [
    f"The warden of gate {number} said that {number + 2} men had crossed the ford at Odde."
    for number in range(6)
]


@pytest.fixture
def folder(tmp_path):
    """Six invented reports, and one file that is none."""
    folder = tmp_path / "reports"
    folder.mkdir()
    for number, words in enumerate(TEXTS):
        (folder / f"{number}.txt").write_text(words, "utf-8")
    (folder / "bad.json").write_text("{", "utf-8")
    return folder


def test_a_folder_is_added_and_adding_it_again_changes_nothing(ledger, folder):
    assert tally(list(add(ledger, [str(folder)]))) == {"added": 6, "known": 0, "failed": 1}
    before = [record.to_json() for record in ledger.records()]
    assert tally(list(add(ledger, [str(folder)]))) == {"added": 0, "known": 6, "failed": 1}
    assert [record.to_json() for record in ledger.records()] == before
    [reject] = ledger.rejects()
    assert (reject.code, reject.attempts) == ("malformed", 2)


def test_a_run_that_stopped_goes_on_where_it_stopped(ledger, folder):
    list(islice(add(ledger, [str(folder)]), 3))
    done = ledger.counts()["reports"]
    assert 0 < done < 6
    assert tally(list(add(ledger, [str(folder)]))) == {"added": 6 - done, "known": done, "failed": 1}


def test_what_was_mended_is_read_on_retry(ledger, folder):
    list(add(ledger, [str(folder)]))
    (folder / "bad.json").write_text(
        json.dumps({"text": "The council said that 40 men had come back."}), "utf-8"
    )
    assert tally(list(retry(ledger))) == {"added": 1, "known": 0, "failed": 0}
    assert ledger.rejects() == []


def test_two_processes_keep_the_same_records_as_one(ledger, folder, tmp_path):
    list(add(ledger, [str(folder)], workers=2))
    with Ledger(tmp_path / "alone.db") as alone:
        list(add(alone, [str(folder)]))
        assert [record.to_json() for record in ledger.records()] == [
            record.to_json() for record in alone.records()
        ]


def test_records_of_another_version_are_made_anew(ledger, folder):
    from sqlalchemy import update

    from onrecord.ledger.schema import reports, statements

    list(add(ledger, [str(folder)]))
    before = [record.to_json() for record in ledger.records()]
    with ledger.engine.begin() as connection:
        connection.execute(update(reports).values(onrecord="0.0.1"))
        connection.execute(update(statements).values(act="ask"))
    assert tally(list(reread(ledger)))["added"] == 6
    assert [record.to_json() for record in ledger.records()] == before


def test_killed_at_any_moment_nothing_is_lost_doubled_or_half_written(folder, tmp_path):
    path = tmp_path / "killed.db"
    command = [sys.executable, "-m", "onrecord", "add", str(folder), "--ledger", str(path), "--quiet"]
    for wait in (1.5, 3.0, 3.6):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        process.wait()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "rejected" in done.stdout
    with Ledger(path) as killed, Ledger(tmp_path / "whole.db") as whole:
        list(add(whole, [str(folder)]))
        assert [record.to_json() for record in killed.records()] == [
            record.to_json() for record in whole.records()
        ]
        with killed.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall() == []


def test_the_command_adds_lists_and_searches(folder, tmp_path):
    def onrecord(*arguments):
        environment = {**os.environ, "ONRECORD_LEDGER": str(tmp_path / "mine.db")}
        return subprocess.run(
            [sys.executable, "-m", "onrecord", *arguments],
            capture_output=True,
            text=True,
            env=environment,
            check=False,
        )

    missing = onrecord("search", "ford")
    assert missing.returncode == 1
    assert "there is no ledger here" in missing.stderr
    added = onrecord("add", str(folder))
    assert added.returncode == 1
    assert added.stdout == "6 added, 0 known already, 1 rejected\n"
    assert "bad.json" in added.stderr
    assert "gate 3" in onrecord("search", "gate 3").stdout
    assert "Nothing found." in onrecord("search", "zeppelin").stdout
    assert "bad.json" in onrecord("rejects").stdout
    assert json.loads(onrecord("stats", "--format", "json").stdout)["reports"] == 6
    assert "Traceback" not in added.stderr + missing.stderr
