"""The application: the room, its pages, its API, the guard around them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio import to_thread
from fastapi import Depends, FastAPI

from onrecord.__about__ import __version__
from onrecord.ledger.opening import map_into_memory
from onrecord.web import api, pages, problems
from onrecord.web.access import require_complete
from onrecord.web.comparer import Comparer
from onrecord.web.guard import Guard
from onrecord.web.logs import write_to_stderr
from onrecord.web.patience import limit
from onrecord.web.room import AdmitFirst, Room, admit
from onrecord.web.settings import Settings, handed_over

AT_ONCE = {"sqlite": 2, "postgresql": 8}
"""Requests a process answers at once, the others in turn: more would take the interpreter from each other at
every row that SQLite reads; PostgreSQL is waited for."""


def create(settings: Settings) -> Guard:
    """The reading room as an ASGI application. Raises `LedgerError`, `LookupError`."""
    room = Room(settings)
    limit(room.ledger.engine, settings.patience)
    map_into_memory(room.ledger.engine)

    @asynccontextmanager
    async def open_room(_: FastAPI) -> AsyncIterator[None]:
        comparer = Comparer(room.ledger, settings.spool)
        comparer.start()
        to_thread.current_default_thread_limiter().total_tokens = AT_ONCE[room.ledger.engine.dialect.name]
        yield
        await asyncio.to_thread(comparer.stop)
        await asyncio.to_thread(room.close)

    app = FastAPI(
        title="Onrecord", version=__version__, lifespan=open_room, dependencies=[Depends(admit)],
        docs_url=None, redoc_url=None, openapi_url=None,
        summary="What reports say, each traced to its words.",
    )  # fmt: skip
    app.state.room = room
    app.add_middleware(AdmitFirst)
    routers = (*pages.ROUTERS, *api.ROUTERS)
    require_complete(routers)
    for router in routers:
        app.include_router(router)
    problems.install(app)
    return Guard(app, settings)


def serving() -> Guard:
    """The application with the settings that `onrecord serve` handed over, in a process of its own."""
    write_to_stderr()
    return create(handed_over())
