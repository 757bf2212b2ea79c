"""Processes that serve one address share what comes: each takes a connection when it has a thread for it.

Left to themselves all take what they can, and one that got many keeps people waiting while another is idle.
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import uvloop
from anyio import to_thread

LOOK = 0.001  # seconds after which a busy process looks whether it has a thread free
LATEST = 0.25  # seconds after which it takes one more all the same: much is answered without a thread


class SharingLoop(uvloop.Loop):
    """An event loop whose servers take from a given socket, which other processes may serve too, in turn."""

    shares = False

    async def create_server(self, protocol_factory: Any, *args: Any, **options: Any) -> Any:
        """A server; one on an address of its own takes all that comes."""
        if "sock" not in options:
            return await super().create_server(protocol_factory, *args, **options)
        self.shares = True
        shared: socket.socket = options["sock"]
        shared.listen(options["backlog"])
        shared.setblocking(False)
        return _Sharing(self, shared, protocol_factory)


def is_full() -> bool:
    """Whether somebody waits for a thread of this process, which shares its address with others."""
    loop = asyncio.get_running_loop()
    if not (isinstance(loop, SharingLoop) and loop.shares):
        return False
    return to_thread.current_default_thread_limiter().statistics().tasks_waiting > 0


class _Sharing:
    """A server, as far as uvicorn needs one, that takes one connection after the other while it has room."""

    def __init__(self, loop: SharingLoop, shared: socket.socket, factory: Callable[[], Any]) -> None:
        self._loop, self._shared, self._factory = loop, shared, factory
        self._taking = loop.create_task(self._take())

    def close(self) -> None:
        """Take no more."""
        self._taking.cancel()

    async def wait_closed(self) -> None:
        """Wait until no more are taken."""
        await asyncio.wait([self._taking])

    async def _take(self) -> None:
        while True:
            await _room()
            with suppress(OSError):  # it has gone already, or no descriptor is free
                taken, _ = await self._loop.sock_accept(self._shared)
                await self._loop.connect_accepted_socket(self._factory, taken)
            await asyncio.sleep(LOOK)  # what it asks for is begun before the next is taken


async def _room() -> None:
    """Wait until a thread is free, but not for long."""
    limiter = to_thread.current_default_thread_limiter()
    until = time.monotonic() + LATEST
    while limiter.borrowed_tokens >= limiter.total_tokens and time.monotonic() < until:
        await asyncio.sleep(LOOK)
