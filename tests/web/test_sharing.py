"""Processes that serve one address take what comes in turn: none keeps people waiting while another is idle."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from anyio import to_thread

from onrecord.web.sharing import SharingLoop, is_full
from tests.awaiting import awaited


class Answering(asyncio.Protocol):
    """Answers with its server's name, the seconds asked for and whether others wait there, so much later.

    For these it takes the one thread that its server has.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.work = asyncio.get_running_loop().create_task(self.answer(float(data)))

    async def answer(self, seconds: float) -> None:
        if seconds:
            await to_thread.run_sync(time.sleep, seconds)
        self.transport.write(f"{self.name} {seconds} {is_full()}".encode())  # type: ignore[attr-defined]
        self.transport.close()


@contextmanager
def served(name: str, shared: socket.socket) -> Iterator[None]:
    """A server with a loop of its own, as it has in a process of its own."""
    loop = SharingLoop()

    async def serve() -> asyncio.AbstractServer:
        to_thread.current_default_thread_limiter().total_tokens = 1
        return await loop.create_server(lambda: Answering(name), sock=shared, ssl=None, backlog=64)

    async def close(server: asyncio.AbstractServer) -> None:
        server.close()
        await server.wait_closed()

    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(serve(), loop).result(10)
    try:
        yield
    finally:
        asyncio.run_coroutine_threadsafe(close(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as shared:
        yield shared


async def ask(port: int, seconds: float) -> str:
    """What one hears who asks for an answer that takes so long."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(str(seconds).encode())
    answer = (await reader.read()).decode()
    writer.close()
    return answer


async def asked(port: int, *seconds: float) -> list[str]:
    """What those hear who ask at once, in the order in which they are answered."""
    return [await answer for answer in asyncio.as_completed([ask(port, one) for one in seconds])]


def test_two_take_what_comes_at_once_by_halves(listening):
    with served("one", listening.dup()), served("other", listening.dup()):
        answers = awaited(asked(listening.getsockname()[1], *[0.1] * 12))
    taken = Counter(answer.split()[0] for answer in answers)
    assert min(taken["one"], taken["other"]) >= 4


def test_what_needs_no_thread_does_not_wait_until_one_is_free(listening):
    with served("one", listening.dup()):
        answers = awaited(asked(listening.getsockname()[1], 2, 2, 0, 0))
    assert [answer.split()[1] for answer in answers] == ["0.0", "0.0", "2.0", "2.0"]


def test_one_that_others_wait_for_is_full(listening):
    async def last_of_four(port: int) -> str:
        slow = [asyncio.create_task(ask(port, 1.5)) for _ in range(3)]
        await asyncio.sleep(1)
        last = await ask(port, 0)
        await asyncio.gather(*slow)
        return last

    with served("one", listening.dup()):
        assert awaited(last_of_four(listening.getsockname()[1])) == "one 0.0 True"


def test_one_on_an_address_of_its_own_takes_all(listening):
    """As where a single process serves: nobody is told to come again."""

    async def serve() -> bool:
        server = await asyncio.get_running_loop().create_server(lambda: Answering("own"), "127.0.0.1", 0)
        to_thread.current_default_thread_limiter().total_tokens = 1
        answers = await asked(server.sockets[0].getsockname()[1], 0.2, 0.2, 0.2)
        server.close()
        return answers == ["own 0.2 False"] * 3

    assert awaited(serve(), SharingLoop)
