"""A real server on this machine, and a canary that nothing may connect to."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from onrecord.sources.url import MAX_BODY

STORY = "<html><body><p>The café stays open, Mayor Inés Dávila said.</p></body></html>"


class Canary:
    """A listening socket that counts who connects."""

    def __init__(self) -> None:
        self.connections = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.connections += 1
            connection.close()


class Handler(BaseHTTPRequestHandler):
    """Pages by path; what a server may do wrong, too."""

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers)))  # type: ignore[attr-defined]
        name = self.path.strip("/").partition("/")[0]
        getattr(self, f"page_{name}", self.page_missing)()

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for header, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(header.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def page_story(self) -> None:
        self.answer(200, STORY.encode(), Content_Type="text/html; charset=utf-8")

    def page_latin(self) -> None:
        self.answer(200, STORY.encode("cp1252"), Content_Type='text/html; Charset="iso-8859-1"')

    def page_packed(self) -> None:
        self.answer(200, gzip.compress(STORY.encode()), Content_Type="text/html", Content_Encoding="gzip")

    def page_cut(self) -> None:
        packed = gzip.compress(STORY.encode())[:-12]
        self.answer(200, packed, Content_Type="text/html", Content_Encoding="gzip")

    def page_bomb(self) -> None:
        self.answer(200, gzip.compress(bytes(60_000_000)), Content_Type="text/html", Content_Encoding="gzip")

    def page_odd(self) -> None:
        self.answer(200, b"\x0b\x02", Content_Type="text/html", Content_Encoding="br")

    def page_json(self) -> None:
        self.answer(200, b'{"text": "It holds, she said."}', Content_Type="application/json")

    def page_picture(self) -> None:
        self.answer(200, b"\x89PNG\r\n\x1a\n" + bytes(50), Content_Type="text/html")

    def page_huge(self) -> None:
        self.answer(200, b"a" * (MAX_BODY + 1), Content_Type="text/plain")

    def page_short(self) -> None:
        self.answer(200, b"half", Content_Length="5000")

    def page_moved(self) -> None:
        self.answer(302, Location="../story")

    def page_loop(self) -> None:
        self.answer(301, Location=self.path + "x")

    def page_refresh(self) -> None:
        body = (
            f'<html><meta http-equiv="refresh" content="0;url={self.server.leads_to}"><p>Wait, he said.</p>'  # type: ignore[attr-defined]
        )
        self.answer(200, body.encode(), Content_Type="text/html")

    def page_to(self) -> None:
        _, _, status = self.path.strip("/").partition("/")
        self.answer(int(status), Location=self.server.leads_to)  # type: ignore[attr-defined]

    def page_slow(self) -> None:
        self.server.ended.wait(20)  # type: ignore[attr-defined]

    def page_drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        while not self.server.ended.wait(0.05):  # type: ignore[attr-defined]
            try:
                self.wfile.write(b"a")
            except OSError:
                return

    def page_missing(self) -> None:
        self.answer(404)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """The server, with what it was asked and where it is to lead."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.leads_to = ""
        self.ended = threading.Event()
        self.address = f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients may hang up."""


@pytest.fixture
def server() -> Iterator[Server]:
    """A web server on this machine."""
    server = Server()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server
    server.ended.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def canary() -> Iterator[Canary]:
    """A listener on this machine's own address that must stay unvisited."""
    canary = Canary()
    yield canary
    canary.socket.close()
