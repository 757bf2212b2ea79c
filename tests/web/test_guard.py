"""The guard at the door, as somebody meets it who would mislead it: by raw requests, as a server hands them on."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from onrecord.web.app import create
from onrecord.web.settings import Settings
from tests.awaiting import awaited

HOST = (b"host", b"localhost:8420")
OURS = (b"origin", b"http://localhost:8420")
FORM = (b"content-type", b"application/x-www-form-urlencoded")


class Asking:
    """A server that hands one request to the room, and keeps the answer."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.read = 0

    def __call__(
        self, method: str, path: str, *headers: tuple[bytes, bytes], chunks: tuple[bytes, ...] = (b"",)
    ) -> tuple[int, dict[str, str], bytes]:
        return awaited(self._asked(method, path, headers, list(chunks)))

    async def _asked(
        self, method: str, path: str, headers: tuple[tuple[bytes, bytes], ...], chunks: list[bytes]
    ) -> Any:
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "path": path,
            "raw_path": path.encode(), "query_string": b"", "root_path": "", "scheme": "http",
            "headers": list(headers), "client": ("127.0.0.1", 5000), "server": ("127.0.0.1", 8420),
        }  # fmt: skip
        sent: list[Any] = []

        async def receive() -> Any:
            if not chunks:
                await asyncio.sleep(60)
            self.read += 1
            return {"type": "http.request", "body": chunks.pop(0), "more_body": bool(chunks)}

        async def send(message: Any) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        shown = {name.decode(): value.decode() for name, value in sent[0].get("headers", [])}
        return sent[0]["status"], shown, b"".join(one.get("body", b"") for one in sent[1:])


@pytest.fixture
def asking(room_ledger) -> Asking:
    return Asking(create(Settings(str(room_ledger))))


@pytest.fixture
def asking_team(team_ledger) -> Asking:
    return Asking(create(Settings(str(team_ledger))))


# --- By which name ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    [
        b"evil.example", b"localhost.evil.example", b"localhost@evil.example", b"evil.example#localhost",
        b"localhost/", b"localhost/@evil.example", b"localhost:80:80", b"localhost:evil", b"localhost?", b"",
        b"local\x00host", b"localhost evil", b"[::1", b"127.0.0.1.nip.io", b"2130706433", b"localhost\\evil",
    ],
)  # fmt: skip
def test_it_answers_to_its_own_names_alone(asking, host):
    assert asking("GET", "/", (b"host", host))[0] == 421


@pytest.mark.parametrize("host", [b"localhost", b"LOCALHOST:8420", b"127.0.0.1:1", b"[::1]:8420"])
def test_its_own_names_with_any_port_are_answered(asking, host):
    assert asking("GET", "/", (b"host", host))[0] == 200


def test_without_a_name_there_is_no_answer(asking):
    assert asking("GET", "/")[0] == 421


@pytest.mark.parametrize(
    "name", ["Host", "origin", "authorization", "cookie", "content-type", "content-length", "sec-fetch-site"]
)
def test_a_header_that_decides_something_comes_once(asking, name):
    twice = [(name.lower().encode(), value) for value in (b"localhost:8420", b"0")]
    status, _, body = asking("GET", "/", *([] if name == "Host" else [HOST]), *twice)
    assert (status, name.lower().encode() in body) == (400, True)


def test_an_address_that_is_no_path_is_refused(asking):
    assert asking("GET", "http://evil.example/", HOST)[0] == 400


# --- How much ----------------------------------------------------------------------------------


@pytest.mark.parametrize("length", [b"-1", b"+5", b"1_000", b"\xb2", b"5, 6", b"0x10", b" 5", b"", b"1e3"])
def test_a_length_that_is_no_number_is_refused(asking, length):
    assert asking("POST", "/logout", HOST, OURS, FORM, (b"content-length", length))[0] == 400


def test_a_length_beside_chunks_is_refused(asking):
    both = ((b"content-length", b"3"), (b"transfer-encoding", b"chunked"))
    assert asking("POST", "/logout", HOST, OURS, FORM, *both)[0] == 400


@pytest.mark.parametrize("header", [(b"content-length", b"3"), (b"transfer-encoding", b"chunked")])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_request_for_a_page_brings_nothing(asking, method, header):
    assert asking(method, "/", HOST, header)[0] == 400


@pytest.mark.parametrize("length", [b"1000001", b"9" * 30])
def test_a_form_is_refused_by_its_length_before_it_is_read(asking, length):
    assert asking("POST", "/login", HOST, OURS, FORM, (b"content-length", length))[0] == 413
    assert asking.read == 0


def test_a_form_that_says_no_length_is_refused_where_it_grows_too_long(asking):
    chunks = (b"name=", *[b"x" * 100_000] * 200)
    status, headers, _ = asking(
        "POST", "/login", HOST, OURS, FORM, (b"transfer-encoding", b"chunked"), chunks=chunks
    )
    assert (status, headers["connection"]) == (413, "close")
    assert asking.read == 11


def test_what_comes_too_slowly_is_dropped(room_ledger):
    asking = Asking(create(Settings(str(room_ledger), grace=0.05)))
    started = ((b"content-length", b"100"), FORM)
    assert asking("POST", "/login", HOST, OURS, *started, chunks=())[0] == 408


def test_what_a_stranger_sends_is_not_read(asking_team):
    sent = ((b"content-length", b"9"), FORM)
    status, headers, _ = asking_team("POST", "/actors/1/rename", HOST, OURS, *sent, chunks=(b"name=Nobody",))
    assert (status, headers["location"], asking_team.read) == (303, "/login", 0)


# --- From where --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "origin",
    [
        b"http://localhost", b"http://localhost:8421", b"https://localhost:8420", b"http://127.0.0.1:8420",
        b"http://localhost:8420.evil.example", b"http://evil.example", b"http://localhost:8420/", b"null", b"",
        b"http://evil@localhost:8420", b"//localhost:8420", b"localhost:8420", b"ftp://localhost:8420",
        b"http://localhost:8420 http://evil.example",
    ],
)  # fmt: skip
def test_a_change_from_anywhere_else_is_refused(asking, origin):
    assert asking("POST", "/logout", HOST, (b"origin", origin))[0] == 403


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        (b"localhost", b"http://localhost"), (b"localhost:80", b"http://localhost"),
        (b"localhost", b"http://localhost:80"), (b"LocalHost:8420", b"http://localhost:8420"),
        (b"[::1]:8420", b"http://[::1]:8420"),
    ],
)  # fmt: skip
def test_the_usual_port_goes_without_saying(asking, host, origin):
    assert asking("POST", "/logout", (b"host", host), (b"origin", origin))[0] == 303


def test_behind_https_changes_come_from_https(room_ledger):
    asking = Asking(create(Settings(str(room_ledger), hosts=("room.example",), is_secure=True)))
    host = (b"host", b"room.example")
    assert asking("POST", "/logout", host, (b"origin", b"http://room.example"))[0] == 403
    status, headers, _ = asking("POST", "/logout", host, (b"origin", b"https://room.example"))
    assert status == 303
    assert headers["strict-transport-security"] == "max-age=31536000"


@pytest.mark.parametrize("credentials", [b"", b"Basic YTpi", b"bearer", b"Bearer\tx", b"xbearer y"])
def test_what_is_no_token_does_not_open_the_door_to_changes(asking, credentials):
    assert asking("POST", "/logout", HOST, (b"authorization", credentials))[0] == 403


# --- Through a proxy ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header", [b"x-forwarded-for", b"forwarded", b"via", b"x-real-ip", b"x-forwarded-host"]
)
def test_what_a_proxy_brings_is_not_taken_for_this_machines_own(asking, header):
    status, _, body = asking("GET", "/", HOST, (header, b"203.0.113.9"))
    assert status == 403
    assert b"onrecord users add" in body


def test_behind_a_name_of_its_own_nobody_is_taken_for_this_machines_own(room_ledger):
    asking = Asking(create(Settings(str(room_ledger), hosts=("localhost", "room.example"))))
    assert asking("GET", "/", HOST)[0] == 403


# --- Answers ------------------------------------------------------------------------------------


def test_head_is_answered_as_get_is_but_without_content(asking):
    status, headers, body = asking("HEAD", "/login", HOST)
    _, whole, _ = asking("GET", "/login", HOST)
    assert (status, body) == (200, b"")
    assert headers["content-length"] == whole["content-length"]
