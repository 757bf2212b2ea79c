"""S6: what is sent is neither too much nor too slow, in whatever way it is sent, to a room that is really served."""

from __future__ import annotations

import concurrent.futures
import http.client
import io
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn

from onrecord.web.app import create
from onrecord.web.settings import Settings
from tests.web.test_serve import asked, serving

MEGABYTE = 1_000_000
LIMIT = 4 * MEGABYTE
GRACE, SLOWEST = 0.5, 64_000
BOUNDARY = "b0undary"
URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
AT_ONCE = 20
LARGE = 12 * MEGABYTE


class Served:
    """A room on a port of its own, and its spool."""

    def __init__(self, ledger: Path, spool: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.spool = spool
        settings = Settings(
            str(ledger), port=self.port, max_body=LIMIT, grace=GRACE, slowest=SLOWEST, spool=str(spool)
        )
        config = uvicorn.Config(create(settings), port=self.port, log_level="warning", http="httptools")
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        while not self.server.started:
            assert self.thread.is_alive()
            time.sleep(0.02)

    def close(self) -> None:
        """End it."""
        self.server.should_exit = True
        self.thread.join(30)

    @property
    def has_jobs(self) -> bool:
        """Whether anything was taken, or left half taken."""
        return self.spool.exists() and any(path.is_dir() for path in self.spool.iterdir())

    def raw(self, *headers: str) -> socket.socket:
        """A connection on which an upload has begun: its headers are sent."""
        line = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        own = ("POST /add HTTP/1.1", f"Host: 127.0.0.1:{self.port}", f"Origin: http://127.0.0.1:{self.port}")
        line.sendall("\r\n".join((*own, *headers, "", "")).encode())
        return line

    def post(self, kind: str, body: bytes) -> int:
        """The status that a whole request is answered with."""
        length = f"Content-Length: {len(body)}"
        with self.raw(f"Content-Type: {kind}", length) as line:
            line.sendall(body)
            return status(line)


def status(line: socket.socket) -> int:
    """The status of an answer; 0 where there is none."""
    found = b""
    while b"\r\n" not in found and (part := _received(line)):
        found += part
    return int(found.split(b" ")[1]) if found else 0


def _received(line: socket.socket) -> bytes:
    try:
        return line.recv(4096)
    except ConnectionError:
        return b""


def is_closed(line: socket.socket) -> bool:
    """Whether the room ends a connection: nothing can be sent on it any more."""
    try:
        while line.recv(65536):
            pass
    except ConnectionError:
        pass
    return True


def sent(line: socket.socket, pieces: Iterator[bytes]) -> int:
    """How many bytes the room takes before it hangs up."""
    count = 0
    try:
        for piece in pieces:
            line.sendall(piece)
            count += len(piece)
    except ConnectionError:
        pass
    return count


@pytest.fixture
def room(room_ledger, tmp_path) -> Iterator[Served]:
    """A room that takes four megabytes, and is soon out of patience."""
    served = Served(room_ledger, tmp_path / "spool")
    yield served
    served.close()


def part(name: str, value: bytes, file: str | None = None) -> bytes:
    named = f'; filename="{file}"' if file is not None else ""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'
    return head.encode() + value + b"\r\n"


END = f"--{BOUNDARY}--\r\n".encode()
WHAT = part("what", b"files")


def test_a_body_over_the_limit_is_refused_before_it_is_sent(room):
    with room.raw(f"Content-Type: {MULTIPART}", f"Content-Length: {LIMIT + 1}") as line:
        assert status(line) == 413
        assert is_closed(line)
    assert not room.has_jobs


def test_a_body_within_the_limit_is_taken(room):
    body = WHAT + part("files", bytes(LIMIT - 1000), "large.bin") + END
    assert room.post(MULTIPART, body) == 303


def test_a_chunked_body_is_refused_at_the_limit(room):
    """It says no length: what comes is counted, and no more is taken than the limit and what is on the way."""
    chunk = b"%x\r\n" % 100_000 + bytes(100_000) + b"\r\n"
    head = WHAT + part("files", b"", "large.bin").removesuffix(b"\r\n")
    first = b"%x\r\n" % len(head) + head + b"\r\n"
    with room.raw(f"Content-Type: {MULTIPART}", "Transfer-Encoding: chunked") as line:
        heard: list[int] = []
        listener = threading.Thread(target=lambda: heard.append(status(line)))
        listener.start()
        count = sent(line, (piece for piece in (first, *[chunk] * 1000)))
        listener.join(30)
        assert heard in ([413], [0])  # what was still being sent may have pushed the answer aside
        assert LIMIT <= count < 5 * LIMIT
    assert not room.has_jobs


def test_of_a_body_that_is_longer_than_it_says_nothing_more_is_read(room):
    """What follows the length that was stated would be another request, and is none."""
    body = WHAT + part("files", b"{", "a.json") + END
    with room.raw(f"Content-Type: {MULTIPART}", f"Content-Length: {len(body)}") as line:
        line.sendall(body + bytes(100_000))
        assert status(line) in (303, 400)
        assert is_closed(line)
    assert sum(path.stat().st_size for path in room.spool.glob("*/files/*")) <= 1


def test_of_a_body_that_is_shorter_than_it_says_nothing_is_kept(room):
    with room.raw(f"Content-Type: {MULTIPART}", "Content-Length: 100000") as line:
        line.sendall(WHAT + part("files", b"{", "a.json") + END)
        assert status(line) == 408
        assert is_closed(line)
    assert not room.has_jobs


def test_a_client_that_hangs_up_leaves_nothing(room):
    with room.raw(f"Content-Type: {MULTIPART}", "Content-Length: 100000") as line:
        line.sendall(WHAT + part("files", b"{", "a.json"))
    assert room.post(MULTIPART, WHAT + END) == 422  # the room goes on
    assert not room.has_jobs


def test_a_slow_client_is_dropped(room):
    """At an eighth of the slowest speed, whatever it still has to send."""
    with room.raw(f"Content-Type: {MULTIPART}", f"Content-Length: {LIMIT}") as line:
        line.sendall(WHAT + part("files", b"", "slow.txt").removesuffix(b"\r\n"))
        heard: list[int] = []
        listener = threading.Thread(target=lambda: heard.append(status(line)))
        listener.start()

        def drops() -> Iterator[bytes]:
            while listener.is_alive():
                time.sleep(0.05)
                yield bytes(SLOWEST // 20 // 8)

        count = sent(line, drops())
        listener.join(30)
        assert heard == [408]
        assert count < LIMIT / 10
    assert not room.has_jobs


FIELDS = {
    "1,001 fields": (b"&".join(b"f%d=1" % number for number in range(1001)),
                     b"".join(part(f"f{number}", b"1") for number in range(1001)) + END),
    "a field over 1 MB": (b"what=text&text=" + b"a" * (1024 * 1024 + 1),
                          part("what", b"text") + part("text", b"a" * (1024 * 1024 + 1)) + END),
    "1,001 files": (None, WHAT + b"".join(part("files", b"{", "a.json") for _ in range(1001)) + END),
}  # fmt: skip


@pytest.mark.parametrize("kind", [URLENCODED, MULTIPART], ids=["urlencoded", "multipart"])
@pytest.mark.parametrize("what", FIELDS)
def test_too_many_fields_and_too_large_ones_are_refused(room, what, kind):
    body = FIELDS[what][0 if kind == URLENCODED else 1]
    if body is None:
        pytest.skip("no files are sent so")
    assert room.post(kind, body) == 400
    assert not room.has_jobs


@pytest.mark.parametrize("kind", [URLENCODED, MULTIPART], ids=["urlencoded", "multipart"])
def test_a_thousand_fields_are_not_too_many(room, kind):
    """The limit is where it is said to be: these are read, and only then is a text missing."""
    if kind == URLENCODED:
        body = b"what=text&" + b"&".join(b"f%d=1" % number for number in range(999))
    else:
        body = part("what", b"text") + b"".join(part(f"f{number}", b"1") for number in range(999)) + END
    assert room.post(kind, body) == 422


def test_twenty_uploads_at_once_take_little_memory(room_ledger):
    """Their bytes lie on the disk: the process that serves grows by less than 200 MB, for 240 MB that are sent."""
    with serving(room_ledger) as (address, process):
        place = urlsplit(address)
        origin = f"http://{place.netloc}"

        def upload(number: int) -> int:
            body = WHAT + part("files", bytes(LARGE), f"{number}.bin") + END
            line = http.client.HTTPConnection(place.hostname or "", place.port or 0, timeout=120)
            line.request("POST", "/add", io.BytesIO(body), {
                "Origin": origin, "Content-Type": MULTIPART, "Content-Length": str(len(body)),
            })  # fmt: skip
            return line.getresponse().status

        assert asked(address, "add").status_code == 200  # which waits until it is open
        assert upload(0) == 303
        before = _memory(process.pid)
        peak = [before]
        is_over = threading.Event()

        def watch() -> None:
            while not is_over.wait(0.02):
                peak.append(_memory(process.pid))

        watcher = threading.Thread(target=watch)
        watcher.start()
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            assert list(pool.map(upload, range(AT_ONCE))) == [303] * AT_ONCE
        is_over.set()
        watcher.join()
        assert len(peak) > 10
        assert max(peak) - before < 200 * MEGABYTE


def _memory(process: int) -> int:
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "terminated"])
def test_the_room_takes_its_spool_away_when_it_closes(room_ledger, tmp_path, how):
    spool = tmp_path / "spool"
    spool.mkdir()
    with serving(room_ledger, "--spool", str(spool)) as (address, process):
        origin = {"Origin": address.removesuffix("/")}
        assert asked(address, "add").status_code == 200
        answer = asked(
            address, "add", method="POST", headers=origin, data={"what": "text", "text": "He said no."}
        )
        assert answer.status_code == 303
        [own] = spool.iterdir()
        assert own.stat().st_mode & 0o777 == 0o700
        process.send_signal(how)
        process.wait(60)
        assert list(spool.iterdir()) == []
