"""The reading room, served for those who measure it, look at it or take its picture."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import uvicorn

from onrecord.web.app import create
from onrecord.web.settings import Settings

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
"""What a Chromium is started with that asks nothing of the network."""
OPENING = 60  # seconds until the room answers, at most


@contextmanager
def served_here(ledger: Path | str, **settings: Any) -> Iterator[str]:
    """The reading room in a thread of this process: its address, without a slash at the end."""
    port = _free_port()
    app = create(Settings(str(ledger), port=port, local="ana", **settings))
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        if not thread.is_alive():
            raise RuntimeError("the reading room did not open")
        thread.join(0.05)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(20)


@contextmanager
def serving(ledger: Path | str, log: IO[Any], workers: int = 2) -> Iterator[int]:
    """`onrecord serve` in processes of its own, which write to `log`: its port."""
    port = _free_port()
    command = (sys.executable, "-m", "onrecord", "serve", "--ledger", str(ledger), "--port", str(port))
    process = subprocess.Popen((*command, "--workers", str(workers)), stdout=log, stderr=log)
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port


def _wait(port: int) -> None:
    until = time.monotonic() + OPENING
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


class Client:
    """One who asks, and waits for each answer, on a connection; light, as it shares the server's cores."""

    def __init__(self, port: int) -> None:
        self.port = port

    async def __aenter__(self) -> Client:
        await self._connect()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.writer.close()

    async def _connect(self) -> None:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 24)
        self.is_open = True

    async def ask(self, method: str, path: str, sent: Any = None) -> tuple[int, bytes]:
        """Status and body; on a new connection where the last answer closed it."""
        if not self.is_open:
            self.writer.close()
            await self._connect()
        body = b"" if sent is None else json.dumps(sent).encode()
        here = f"127.0.0.1:{self.port}"
        head = f"{method} {path} HTTP/1.1\r\nHost: {here}\r\nOrigin: http://{here}\r\n"
        if body:
            head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        self.writer.write(head.encode() + b"\r\n" + body)
        answer = (await self.reader.readuntil(b"\r\n\r\n")).lower()
        status = int(answer.split(b" ", 2)[1])
        self.is_open = b"connection: close" not in answer
        if b"content-length: " in answer:
            length = int(answer.partition(b"content-length: ")[2].split(b"\r\n")[0])
            return status, await self.reader.readexactly(length)
        whole = b""
        while size := int((await self.reader.readuntil(b"\r\n")).strip(), 16):
            whole += (await self.reader.readexactly(size + 2))[:-2]
        await self.reader.readuntil(b"\r\n")
        return status, whole
