"""Adding by the reading room: what is given becomes a job, read by a process of its own, one after another."""

from __future__ import annotations

import fcntl
import re
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from onrecord.ledger.ledger import Ledger
from onrecord.web.jobs import Jobs, uploaded
from tests.net.conftest import canary  # noqa: F401
from tests.net.test_ssrf import CLOSED, SPELLINGS
from tests.web.conftest import signed_in

GATE = "Gate shut\n\nWarden Ruo Amadi said on Monday that 14 people had been turned back at the gate of Odde."
WAIT = 120  # seconds for a job, on a busy machine
LINES = "".join(
    f'{{"text": "The warden of gate {number} said that {number + 20} men had crossed the ford at Odde."}}\n'
    for number in range(400)
)


def ended(client, answer) -> dict:
    """The state of the job that an answer leads to, once it is over."""
    assert answer.status_code == 303, answer.text
    until = time.monotonic() + WAIT
    while time.monotonic() < until:
        state = client.get(f"{answer.headers['location']}/state").json()
        if state["is_over"]:
            return state
        time.sleep(0.1)
    raise AssertionError(state)


def files(*named: tuple[str, bytes]) -> list:
    return [("files", (name, content, "application/octet-stream")) for name, content in named]


def test_a_pasted_text_becomes_a_report_with_what_is_said_of_it(client, room_ledger):
    given = {"what": "text", "text": GATE, "outlet": "Vale Gazette", "published": "2031-03-09"}
    state = ended(client, client.post("/add", data=given))
    assert (state["done"], state["sentence"]) == (1, "1 report: 1 new.")
    [address] = re.findall(r'href="(/reports/[^"]+)"', state["rows"])
    assert client.get(address).status_code == 200
    with Ledger(room_ledger) as ledger:
        [report_id] = [name.rpartition("/")[2] for name in [address]]
        report = ledger.record(report_id).report
        assert (report.title, report.outlet, report.published) == ("Gate shut", "Vale Gazette", "2031-03-09")
        [origin] = ledger.sources(report_id)
        assert origin.startswith("pasted://local/20")


def test_uploaded_files_are_read_each_and_their_names_are_no_paths(client, room_ledger, tmp_path):
    name = "../../etc/\u202epass<b>wd.txt"
    given = files((name, GATE.encode()), ("broken.json", b"{"), ("x.bin", bytes(range(7)) * 99))
    answer = client.post("/add", data={"what": "files"}, files=given)
    state = ended(client, answer)
    assert state["sentence"] == "3 reports: 1 new, 2 could not be read."
    assert "upload://broken.json: not JSON" in state["rows"]
    assert "../../etc/" in state["rows"]
    assert "<b>" not in state["rows"]
    assert 'data-code="U+202E"' in state["rows"]
    with Ledger(room_ledger) as ledger:
        assert {reject.origin for reject in ledger.rejects()} == {"upload://broken.json", "upload://x.bin"}
    job = answer.headers["location"]
    page = client.get(job).text
    assert page.count("Save a copy") == 3
    saved = client.get(f"{job}/files/1")
    assert saved.content == GATE.encode()
    assert saved.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert "/" not in saved.headers["content-disposition"].partition("''")[2]
    assert saved.headers["content-type"] == "application/octet-stream"
    assert "sandbox" in saved.headers["content-security-policy"]
    assert client.get(f"{job}/files/4").status_code == 404
    assert client.get(f"{job}/files/0").status_code == 404


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"what": "text", "text": " \n"}, "Paste the text of a report first."),
        ({"what": "text", "text": GATE, "published": "in May"}, "not a day"),
        ({"what": "text", "text": GATE, "address": "javascript:alert(1)"}, "begins with http:// or https://"),
        ({"what": "addresses", "addresses": ""}, "Write the address"),
        (
            {"what": "addresses", "addresses": "https://a.example\n/etc/passwd"},
            "begins with http:// or https://",
        ),
        ({"what": "addresses", "addresses": "-"}, "begins with http:// or https://"),
        ({"what": "addresses", "addresses": "file:///etc/passwd"}, "begins with http:// or https://"),
        (
            {"what": "addresses", "addresses": "\n".join(f"http://a.example/{n}" for n in range(201))},
            "at most 200",
        ),
        ({"what": "files"}, "Choose a file first."),
    ],
    ids=lambda given: str(given)[:60],
)
def test_a_form_that_is_not_right_is_shown_again_with_what_was_typed(client, given, words):
    answer = client.post("/add", data=given)
    assert answer.status_code == 422
    assert words in answer.text
    if "text" in given and given["text"].strip():
        assert "Warden Ruo Amadi" in answer.text
    assert "/jobs/" not in client.get("/add").text


def test_no_address_inside_a_network_is_fetched(client, canary):  # noqa: F811
    """S5: every closed address and every spelling of one, at a port where somebody would answer, and at 80."""
    hosts = [f"[{address}]" if ":" in address else address for address in CLOSED] + list(SPELLINGS)
    addresses = [f"http://{host}:{canary.port}/" for host in hosts]
    addresses += [f"{scheme}://{host}/" for host in SPELLINGS for scheme in ("http", "https")]
    addresses += [f"http://u:p@127.0.0.1:{canary.port}/", f"http://a.example\\@127.0.0.1:{canary.port}/"]
    addresses = sorted(set(addresses))
    answer = client.post("/add", data={"what": "addresses", "addresses": "\n".join(addresses)})
    state = ended(client, answer)
    assert state["done"] == len(addresses) > 140
    rows = (
        client.get(answer.headers["location"]).text + client.get(f"{answer.headers['location']}?page=2").text
    )
    assert rows.count("<code>refused</code>") == len(addresses)
    assert canary.connections == 0


def test_a_job_that_is_stopped_keeps_what_it_has_read(client, room_ledger):
    answer = client.post("/add", data={"what": "files"}, files=files(("many.jsonl", LINES.encode())))
    address = answer.headers["location"]
    while client.get(f"{address}/state").json()["done"] == 0:
        time.sleep(0.1)
    assert client.post(f"{address}/stop").headers["location"] == address
    state = ended(client, answer)
    assert state["headline"] == "Stopped reading 1 file"
    assert 0 < state["done"] < state["total"] == 400
    with Ledger(room_ledger) as ledger:
        assert state["done"] <= ledger.counts()["reports"] - 3 <= state["done"] + 1


def test_a_page_that_reads_on_its_own_shows_a_job_that_is_under_way(client, tmp_path):
    spool = Path(client.app.app.state.room.jobs.folder)
    with (spool / "turn").open("w") as turn:  # somebody else has a job read
        fcntl.flock(turn, fcntl.LOCK_EX)
        answer = client.post("/add", data={"what": "text", "text": GATE})
        page = client.get(answer.headers["location"]).text
        assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page
        assert "Waiting to read a pasted text" in page
        assert "<progress" in page
        assert "It waits for others to be read." in page
        assert client.get("/add").text.count("Waiting to read a pasted text") == 1
    ended(client, answer)
    page = client.get(answer.headers["location"]).text
    assert "http-equiv" not in page
    assert "<progress" not in page


def test_a_job_that_waits_can_be_stopped_before_it_is_read(client, room_ledger):
    spool = Path(client.app.app.state.room.jobs.folder)
    with (spool / "turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        answer = client.post("/add", data={"what": "text", "text": GATE})
        client.post(f"{answer.headers['location']}/stop")
        assert ended(client, answer)["headline"] == "Stopped reading a pasted text"
    with Ledger(room_ledger) as ledger:
        assert ledger.counts()["reports"] == 3


def test_what_is_given_is_for_nobody_else_to_see_and_gone_when_the_room_closes(room_ledger, serve):
    client = serve(room_ledger)
    answer = client.post("/add", data={"what": "files"}, files=files(("a.json", b"{")))
    spool = Path(client.app.app.state.room.jobs.folder)
    ended(client, answer)
    assert spool.stat().st_mode & 0o777 == 0o700
    job = spool / urlsplit(answer.headers["location"]).path.rpartition("/")[2]
    assert [path.name for path in (job / "files").iterdir()] == ["1.json"]
    client.__exit__(None, None, None)
    assert not spool.exists()


def test_a_day_later_a_job_is_gone(client):
    jobs = client.app.app.state.room.jobs
    answer = client.post("/add", data={"what": "files"}, files=files(("a.json", b"{")))
    ended(client, answer)
    new = answer.headers["location"].rpartition("/")[2]
    day = 24 * 3600 * 10**9
    old = f"{int(new[:16], 16) - day - 10**9:016x}{new[16:]}"
    (jobs.folder / new).rename(jobs.folder / old)
    assert client.get(f"/jobs/{old}").status_code == 200
    ended(client, client.post("/add", data={"what": "files"}, files=files(("b.json", b"{"))))
    assert client.get(f"/jobs/{old}").status_code == 404


@pytest.mark.parametrize("job_id", ["x", "0" * 33, "turn", "%2e%2e%2fpasswd"])
def test_a_job_that_is_none_is_not_found(client, job_id):
    assert client.get(f"/jobs/{job_id}").status_code == 404
    assert client.get(f"/jobs/{job_id}/files/1").status_code == 404
    assert client.post(f"/jobs/{job_id}/stop").status_code == 404


def test_who_only_reads_cannot_add(stranger):
    reader = signed_in(stranger, "reader")
    assert reader.get("/add").status_code == 403
    assert reader.post("/add", data={"what": "text", "text": GATE}).status_code == 403
    assert 'href="/add"' not in reader.get("/reports").text
    assert signed_in(stranger, "reviewer").get("/add").status_code == 200


def test_a_job_whose_process_dies_says_so(tmp_path, room_ledger):
    jobs = Jobs(tmp_path / "spool", str(tmp_path / "no" / "such" / "folder" / "room.db"))
    job_id = jobs.start("ana", uploads=[uploaded("a.txt", (tmp_path / "a.txt").open("w+b"))])
    until = time.monotonic() + WAIT
    while not (job := jobs.find(job_id)).is_over and time.monotonic() < until:
        time.sleep(0.1)
    assert job.stage == "failed"
    assert job.reason
    jobs.close()


def test_too_many_jobs_are_not_taken(tmp_path, room_ledger):
    from onrecord.errors import OnrecordError
    from onrecord.web.jobs import MOST_WAITING

    jobs = Jobs(tmp_path / "spool", str(room_ledger))
    with (jobs.folder / "turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        for _ in range(MOST_WAITING):
            jobs.start("ana", ["http://127.0.0.1/"])
        with pytest.raises(OnrecordError, match="jobs wait to be read"):
            jobs.start("ana", ["http://127.0.0.1/"])
        jobs.close()


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("a.txt", ".txt"), ("a.json.gz", ".json.gz"), ("REPORT.PDF", ".pdf"), ("a", ""), ("..", ""), ("a.t/x", ""),
        ("a.\u202etxt", ""), ("a.txt\n", ""), ("x" * 5000 + ".docx", ".docx"), ("", ""), ("a." + "b" * 50, ""),
    ],
    ids=lambda value: repr(value)[:20],
)  # fmt: skip
def test_of_a_files_name_an_innocent_ending_alone_is_used(name, ending):
    assert uploaded(name, None).ending == ending
    assert len(uploaded(name, None).origin) < 300
