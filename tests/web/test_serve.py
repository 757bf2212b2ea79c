"""`onrecord serve`, as it is run: which address it takes, whom it lets in there, how it ends."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from onrecord.ledger.ledger import Ledger
from onrecord.ledger.users import add_user
from tests.ledger.server import emptied
from tests.web.conftest import PASSWORD, USERS

COMMAND = [sys.executable, "-c", "from onrecord.cli import main; main()", "serve", "--port", "0"]


@contextmanager
def serving(ledger: Path | str, *options: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The room as a process of its own, once it says where it is; its address."""
    with subprocess.Popen(
        [*COMMAND, "--ledger", str(ledger), *options], stderr=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    ) as process:  # fmt: skip
        try:
            told = []
            for line in process.stderr:
                told.append(line)
                if found := re.search(r"the reading room is at (\S+) ", line):
                    yield found[1], process
                    break
            else:
                pytest.fail(f"it did not open: {told}")
        finally:
            if process.poll() is None:
                process.kill()


def asked(address: str, path: str = "", **more: object) -> httpx.Response:
    """An answer of the room, which may need a moment to open."""
    transport = httpx.HTTPTransport(retries=8)
    with httpx.Client(transport=transport, timeout=60, trust_env=False) as client:
        return client.request(more.pop("method", "GET"), address + path, **more)  # type: ignore[arg-type]


def told(*options: str) -> tuple[int, str]:
    """What the command says where it does not open the room."""
    done = subprocess.run([*COMMAND, *options], capture_output=True, text=True, timeout=120, check=False)
    return done.returncode, done.stderr


def test_on_the_machine_itself_anybody_there_comes_in_and_ctrl_c_closes_the_room(room_ledger):
    with serving(room_ledger) as (address, process):
        assert address.startswith("http://127.0.0.1:")
        answer = asked(address)
        assert "Ford toll rises" in answer.text
        assert "server" not in answer.headers
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
        assert process.wait(30) == 0
    assert " GET / 200 " in rest
    assert "Traceback" not in rest


def test_where_there_are_users_one_signs_in_on_the_machine_itself_as_well(team_ledger):
    with serving(team_ledger) as (address, _):
        assert asked(address, "reports").headers["location"] == "/login?next=%2Freports"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--host", "0.0.0.0", "--name", "room.example"], "0.0.0.0: others could reach this address"),
        (["--host", "::", "--name", "room.example"], "::: others could reach this address"),
        (["--name", "room.example"], "--name room.example: others could come by this name"),
        (["--name", "room.example", "--https"], "--https: others could come through the proxy"),
    ],
    ids=["all", "all of IPv6", "name", "proxy"],
)
def test_an_address_that_others_reach_needs_users(room_ledger, options, words):
    status, said = told("--ledger", str(room_ledger), *options)
    assert status != 0
    assert words in said
    assert "onrecord users add NAME --role admin" in said
    assert "Traceback" not in said


def test_with_users_it_is_served_there_and_answers_to_the_names_given(team_ledger):
    with serving(team_ledger, "--host", "0.0.0.0", "--name", "room.example") as (address, _):
        port = address.rstrip("/").rpartition(":")[2]
        assert address == f"http://room.example:{port}/"
        here = f"http://127.0.0.1:{port}/"
        assert asked(here, headers={"Host": "room.example"}).status_code == 303
        assert asked(here, headers={"Host": "other.example"}).status_code == 421


@pytest.mark.parametrize("options", [["--host", "0.0.0.0"], ["--https"]])
def test_a_room_that_nobody_could_name_is_not_opened(team_ledger, options):
    status, said = told("--ledger", str(team_ledger), *options)
    assert status != 0
    assert "--name room.example" in said


def test_a_port_in_use_is_told_of(room_ledger):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        status, said = told("--ledger", str(room_ledger), "--port", port)
    assert status != 0
    assert f"port {port} is in use" in said
    assert "Traceback" not in said


def test_an_address_of_another_machine_is_told_of(team_ledger):
    status, said = told("--ledger", str(team_ledger), "--host", "203.0.113.7")
    assert status != 0
    assert "203.0.113.7" in said
    assert "cannot be listened on" in said


def test_a_ledger_that_cannot_be_made_is_told_of(tmp_path):
    status, said = told("--ledger", str(tmp_path / "nowhere" / "room.db"))
    assert status != 0
    assert "room.db" in said
    assert "Traceback" not in said


def test_a_ledger_that_is_not_there_yet_is_made_and_told_of(tmp_path):
    with serving(tmp_path / "new.db") as (address, _):
        assert asked(address).status_code == 200
    assert (tmp_path / "new.db").is_file()


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_two_processes_serve_one_ledger_and_end_together(request, database, tmp_path):
    ledger = str(tmp_path / "two.db")
    if database == "postgresql":
        ledger = emptied(request.getfixturevalue("postgresql"), "serve_two")
    with Ledger(ledger) as opened:
        add_user(opened, USERS["admin"], PASSWORD, "admin")
    with serving(ledger, "--workers", "2") as (address, process):
        origin = {"Origin": address.rstrip("/")}
        sent = {"name": USERS["admin"], "password": PASSWORD}
        signed_in = asked(address, "login", method="POST", data=sent, headers=origin)
        assert signed_in.status_code == 303, signed_in.text
        cookie = {"Cookie": signed_in.headers["set-cookie"].partition(";")[0]}
        path = "reports?outlet=Secret%20Gazette"
        answers = [asked(address, path, headers=cookie).status_code for _ in range(20)]
        assert answers == [200] * 20
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
        assert process.wait(30) == 0
    assert "Traceback" not in rest
    assert len(re.findall(r"INFO onrecord\.web\.requests: GET /reports 200 \d+ ms\n", rest)) == 20
    assert "Secret" not in rest
