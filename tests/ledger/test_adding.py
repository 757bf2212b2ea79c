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
from onrecord.ledger.opening import LedgerError
from onrecord.sources.url import Page
from tests.running import said

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
    assert tally(list(add(ledger, [str(folder)]))) == {"added": 6, "known": 0, "failed": 1, "cancelled": 0}
    before = [record.to_json() for record in ledger.records()]
    assert tally(list(add(ledger, [str(folder)]))) == {"added": 0, "known": 6, "failed": 1, "cancelled": 0}
    assert [record.to_json() for record in ledger.records()] == before
    [reject] = ledger.rejects()
    assert (reject.code, reject.attempts) == ("malformed", 2)


def test_a_run_that_stopped_goes_on_where_it_stopped(ledger, folder):
    list(islice(add(ledger, [str(folder)]), 3))
    done = ledger.counts()["reports"]
    assert 0 < done < 6
    assert tally(list(add(ledger, [str(folder)]))) == {
        "added": 6 - done,
        "known": done,
        "failed": 1,
        "cancelled": 0,
    }


def test_what_was_mended_is_read_on_retry(ledger, folder):
    list(add(ledger, [str(folder)]))
    (folder / "bad.json").write_text(
        json.dumps({"text": "The council said that 40 men had come back."}), "utf-8"
    )
    assert tally(list(retry(ledger))) == {"added": 1, "known": 0, "failed": 0, "cancelled": 0}
    assert ledger.rejects() == []


def test_closed_between_two_reports_it_has_kept_those_it_told_of_and_no_other(ledger, folder):
    adding = add(ledger, [str(folder)])
    told = [next(adding) for _ in range(3)]
    adding.close()
    assert set(ledger.report_ids()) == {added.report_id for added in told if added.outcome == "added"}


def test_interrupted_while_the_next_is_fetched_it_keeps_and_tells_of_what_was_read_before(ledger):
    def fetch(url, *, etag=None, last_modified=None):
        if url.endswith("2"):
            raise KeyboardInterrupt
        return Page(TEXTS[int(url[-1])].encode(), url, "gate.txt", "utf-8")

    adding = add(ledger, [f"https://vale.example/{number}" for number in range(4)], fetch=fetch)
    told = [next(adding), next(adding)]
    with pytest.raises(KeyboardInterrupt):
        next(adding)
    assert [added.outcome for added in told] == ["added", "added"]
    assert set(ledger.report_ids()) == {added.report_id for added in told}


def test_outcomes_come_in_the_order_of_the_input_whatever_they_are(ledger, tmp_path, read):
    record = json.loads(read(TEXTS[3]).to_json())
    items = [
        {"text": TEXTS[0]},
        {"text": TEXTS[0], "id": "again"},
        {"text": " "},
        {"text": TEXTS[1]},
        record,
        {"text": TEXTS[2]},
        {"uri": "https://vale.example/2", "pubstatus": "canceled"},
        {"text": TEXTS[1]},
        {"text": TEXTS[3]},
    ]
    path = tmp_path / "many.jsonl"
    path.write_text("".join(json.dumps(item) + "\n" for item in items), "utf-8")
    outcomes = list(add(ledger, [str(path)]))
    assert [added.origin for added in outcomes] == [f"{path} line {number}" for number in range(1, 10)]
    assert [added.state for added in outcomes] == [
        "ok", "skipped", "empty", "ok", "ok", "ok", "cancelled", "skipped", "skipped",
    ]  # fmt: skip


def test_what_cannot_be_committed_is_not_told_of_and_ends_the_run(tmp_path, folder):
    refusal = (
        "CREATE TABLE odd (of TEXT REFERENCES reports (id) DEFERRABLE INITIALLY DEFERRED)",
        "CREATE TRIGGER odd_last AFTER INSERT ON sources WHEN new.origin LIKE '%/2.txt' BEGIN "
        "INSERT INTO odd VALUES ('nowhere'); END",
    )
    with Ledger(tmp_path / "ledger.db") as ledger:
        with ledger.engine.begin() as connection:
            for statement in refusal:
                connection.exec_driver_sql(statement)
        told = []
        with pytest.raises(LedgerError, match="FOREIGN KEY"):
            told.extend(added.report_id for added in add(ledger, [str(folder)]))
        assert len(told) == 2
        assert set(ledger.report_ids()) == set(told)


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
        return said(*arguments, ONRECORD_LEDGER=str(tmp_path / "mine.db"))

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


def test_each_report_has_one_state(ledger, tmp_path):
    from onrecord.sources import feed

    (tmp_path / "empty.txt").write_text("  \n", "utf-8")
    (tmp_path / "bad.json").write_text("{", "utf-8")
    (tmp_path / "good.txt").write_text(TEXTS[0], "utf-8")
    (tmp_path / "news.rss").write_text(
        f"<rss><channel><item><title>Ford</title><description>{TEXTS[1]}</description></item></channel></rss>",
        "utf-8",
    )
    found = {os.path.basename(added.origin): added for added in add(ledger, [str(tmp_path)])}
    assert {name: added.state for name, added in found.items()} == {
        "bad.json": "failed",
        "empty.txt": "empty",
        "good.txt": "ok",
        "news.rss entry 1": "partial",
    }
    assert feed.SUMMARY in ledger.record(found["news.rss entry 1"].report_id).report.warnings
    assert {added.state for added in add(ledger, [str(tmp_path)])} == {"failed", "empty", "skipped"}


def test_what_failed_three_times_is_left_alone_until_asked_for(ledger, folder):
    def tried(**how):
        return [added.origin for added in retry(ledger, **how)]

    list(add(ledger, [str(folder)]))
    bad = str(folder / "bad.json")
    assert tried(code="empty") == []
    assert tried(code="malformed") == [bad]
    assert tried() == [bad]
    assert ledger.rejects()[0].is_parked
    assert tried() == []
    assert tried(every=True) == [bad]
    assert ledger.rejects("malformed")[0].attempts == 4


def test_only_the_lines_that_failed_are_tried_again(ledger, tmp_path):
    path = tmp_path / "many.jsonl"
    path.write_text(json.dumps({"text": TEXTS[0]}) + "\n{\n" + json.dumps({"text": ""}) + "\n", "utf-8")
    assert [added.state for added in add(ledger, [str(path)])] == ["ok", "failed", "empty"]
    path.write_text(json.dumps({"text": TEXTS[0]}) + "\n" + json.dumps({"text": TEXTS[1]}) + "\n{", "utf-8")
    assert [added.state for added in retry(ledger, code="malformed")] == ["ok"]
    assert [reject.origin for reject in ledger.rejects()] == [f"{path} line 3"]


def test_a_feed_is_asked_for_news_once_all_of_it_is_kept(ledger):
    def item(number, words):
        return (
            f"<item><guid>{number}</guid><content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'>"
            f"{words}</content:encoded></item>"
        )

    entries = [
        item(0, TEXTS[0]),
        item(1, "Der Damm brach in der Nacht, und niemand weiß, wer ihn geöffnet hat. " * 3),
    ]
    asked = []

    def fetch(url, *, etag=None, last_modified=None):
        asked.append(etag)
        if etag == "whole":
            return Page(b"", url, "", None, is_unchanged=True)
        mark = "whole" if len(entries) == 1 else "part"
        body = f"<rss><channel>{''.join(entries)}</channel></rss>".encode()
        return Page(body, url, "feed.rss", "utf-8", etag=mark)

    def states():
        return [added.state for added in add(ledger, ["https://paper.example/feed"], fetch=fetch)]

    assert states() == ["ok", "failed"]
    assert states() == ["skipped", "failed"]
    entries.pop()
    assert states() == ["skipped"]
    assert states() == []
    assert asked == [None, None, None, "whole"]


def test_how_many_there_are_is_counted_where_that_is_cheap(folder, tmp_path):
    from onrecord.ledger.adding import expected

    (folder / "bad.json").unlink()
    (folder / "more.jsonl").write_text("{}\n{}\n", "utf-8")
    assert expected([str(folder)]) == 8
    assert expected([str(folder), "nowhere.txt"]) == 9
    assert expected(["https://paper.example/feed"]) is None
    assert expected(["-"]) is None


def test_stopped_by_ctrl_c_it_says_what_is_kept_and_goes_on(tmp_path):
    from tests.ledger.making import varied, written

    made = written(varied(400), tmp_path / "made.jsonl")
    command = [
        sys.executable,
        "-m",
        "onrecord",
        "add",
        str(made),
        "--ledger",
        str(tmp_path / "l.db"),
        "--outcomes",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1, env={**os.environ, "PYTHONUNBUFFERED": "1"}) as process:  # fmt: skip
        for _ in range(5):
            assert process.stdout.readline().startswith("ok\t")
        process.send_signal(signal.SIGINT)
        rest, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    kept = 5 + rest.count("ok\t")
    with Ledger(tmp_path / "l.db") as ledger:
        assert ledger.counts()["reports"] in (kept, kept + 1)
    assert f"stopped: {kept} added" in said
    assert "the same command goes on" in said
    assert "Traceback" not in said
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    with Ledger(tmp_path / "l.db") as ledger:
        assert ledger.counts()["reports"] == 400


def test_adding_leaves_the_processor_to_others(tmp_path):
    (tmp_path / "ford.txt").write_text("Ford shut\n\nThe ford at Odde is shut, the council said on Monday.")
    told = subprocess.run(
        [sys.executable, "-c", _ADD_AND_TELL, str(tmp_path / "ford.txt"), "--ledger", str(tmp_path / "a.db")],
        capture_output=True, text=True, timeout=120, check=True, preexec_fn=lambda: os.nice(1),
    )  # fmt: skip
    own = os.getpriority(os.PRIO_PROCESS, 0) + 1
    assert int(told.stdout.splitlines()[-1]) == max(10, own)


_ADD_AND_TELL = """
import os, sys
from onrecord.cli import main
sys.argv[1:1] = ["add"]
try:
    main()
finally:
    print(os.getpriority(os.PRIO_PROCESS, 0))
"""
