"""How long a question to the ledger may take: the database stops it then."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import Connection, Engine, event

STEPS = 20_000  # of SQLite's virtual machine between two looks at the clock


def limit(engine: Engine, seconds: float) -> None:
    """Stop whatever is read by this engine after so many seconds; what is written may take its time."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "before_cursor_execute", _clocked(seconds))
        event.listen(engine, "checkin", _unclocked)
    else:
        event.listen(engine, "begin", _timed(seconds))


def _clocked(seconds: float) -> Any:
    def before(connection: Connection, *_: Any) -> None:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        if not connection.get_execution_options().get("reads"):
            raw.set_progress_handler(None, 0)
            return
        until = time.monotonic() + seconds
        raw.set_progress_handler(lambda: time.monotonic() > until, STEPS)

    return before


def _unclocked(raw: Any, _: Any) -> None:
    if raw is not None:
        raw.set_progress_handler(None, 0)


def _timed(seconds: float) -> Any:
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("reads"):
            connection.exec_driver_sql(f"SET LOCAL statement_timeout = {int(seconds * 1000)}")

    return begin
