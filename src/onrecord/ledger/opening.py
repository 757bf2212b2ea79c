"""Open a ledger's database: connect, set it up for safety, bring its tables to this version."""

from __future__ import annotations

import random
import sqlite3
import time
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError

from onrecord.errors import OnrecordError

MIGRATIONS = Path(__file__).parent / "migrations"
AGAIN = (0.0005, 0.002)  # seconds after which a writer looks whether the lock is free
AGAIN_IN_BULK = (0.004, 0.016)  # one that adds report after report looks less often: people go before it
BUSY_SECONDS = 30  # a writer waits so long for another before it gives up
WRITERS = 0x6F6E7265636F7264  # the lock of writers on PostgreSQL
IN_BULK = WRITERS + 1  # of those that add report after report, one alone waits for the lock of writers
EXTRA = 3  # SQLite's number of synchronous=EXTRA, which flushes the folder too when a journal is removed
MAPPED = 2**31 - 2**16  # bytes of a file that SQLite maps at most
SAFE_WAL = (3, 51, 3)
"""From here SQLite's write-ahead log is safe with several connections; before, a rollback journal is kept."""


class LedgerError(OnrecordError):
    """A ledger that cannot be opened, read or written; the message says what to do."""

    code = "ledger"


def engine_of(ledger: str | Path) -> Engine:
    """The engine of a ledger named by a file's path or an SQLAlchemy address, set up but not migrated."""
    address = str(ledger)
    try:
        url = make_url(address) if "://" in address else make_url(f"sqlite:///{Path(address).absolute()}")
        if url.get_backend_name() not in ("sqlite", "postgresql"):
            raise LedgerError(f"{address}: a ledger is an SQLite file or a postgresql+psycopg:// address")
        if url.get_backend_name() == "sqlite":
            engine = create_engine(url)
            event.listen(engine, "connect", _set_up_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
            return engine
        # a plan made for any values would serve busy places badly: each question gets its own
        own_plans = {"prepare_threshold": None} if url.get_driver_name() == "psycopg" else {}
        engine = create_engine(url, pool_pre_ping=True, connect_args=own_plans)
        event.listen(engine, "begin", _begin_postgresql)
        return engine
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as fault:
        raise LedgerError(f"{address}: not a ledger's address: {fault}") from fault


def migrate(engine: Engine) -> None:
    """Bring the tables to this version, in one transaction; raises `LedgerError` for a newer ledger."""
    try:
        if is_current(engine):
            return
        with engine.begin() as connection:
            _refuse_newer(connection, engine)
            move(connection, "head")
    except DBAPIError as fault:
        raise LedgerError(f"{_shown(engine)}: {reason(fault)}") from fault


def move(connection: Connection, revision: str) -> None:
    """Bring the tables up or down to a revision ("head": this version's) within a transaction."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    present, order = revision_of(connection), [step.revision for step in _scripts().walk_revisions()]
    is_down = present in order and revision in order and order.index(revision) > order.index(present)
    (command.downgrade if is_down or revision == "base" else command.upgrade)(config, revision)


def is_current(engine: Engine) -> bool:
    """Whether the tables are those of this version."""
    with engine.connect().execution_options(reads=True) as connection:
        return revision_of(connection) == head()


def revision_of(connection: Connection) -> str | None:
    """The schema's revision; `None` for an empty database."""
    return MigrationContext.configure(connection).get_current_revision()


@cache
def head() -> str | None:
    """The revision of this version's schema."""
    return _scripts().get_current_head()


def _refuse_newer(connection: Connection, engine: Engine) -> None:
    present = revision_of(connection)
    known = {revision.revision for revision in _scripts().walk_revisions()}
    if present is not None and present not in known:
        raise LedgerError(
            f"{_shown(engine)}: made by a newer Onrecord (schema {present}); install that version to open it"
        )


def _scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(config)


def _set_up_sqlite(connection: Any, _: Any) -> None:
    """What every SQLite connection needs: foreign keys, patience, a journal that survives power loss."""
    connection.isolation_level = None  # SQLAlchemy says when a transaction begins
    journal = "WAL" if sqlite3.sqlite_version_info >= SAFE_WAL else "DELETE"
    patience = f"busy_timeout={BUSY_SECONDS * 1000}"
    for pragma in ("foreign_keys=ON", patience, f"journal_mode={journal}", "synchronous=EXTRA"):
        connection.execute(f"PRAGMA {pragma}")


def map_into_memory(engine: Engine) -> None:
    """Let the connections of an engine read an SQLite file where the system keeps it, by no call for a page.

    For one who reads all day: where a disk fails to give a page, the process ends instead of telling so.
    """
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda raw, _: raw.execute(f"PRAGMA mmap_size={MAPPED}"))
        engine.dispose()


def safety(engine: Engine) -> str:
    """How the ledger's database keeps what it was told to keep, in a sentence."""
    with engine.connect().execution_options(reads=True) as connection:
        if connection.dialect.name == "sqlite":
            journal = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
            flushed = connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
            when = f"{'' if flushed >= EXTRA else 'not '}flushed to the disk at every commit"
            if journal == "wal":
                return f"SQLite {sqlite3.sqlite_version} keeps a write-ahead log, {when}."
            wanted = ".".join(map(str, SAFE_WAL))
            return (
                f"SQLite {sqlite3.sqlite_version} keeps a rollback journal, {when}: before {wanted} a "
                "write-ahead log may damage a file that several connections use."
            )
        names = ("server_version", "fsync", "synchronous_commit")
        version, fsync, commit = (
            connection.exec_driver_sql(f"SHOW {name}").scalar_one().split()[0] for name in names
        )
        return f"PostgreSQL {version} keeps its own log: fsync is {fsync}, synchronous_commit is {commit}."


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes the lock at once, so that two wait for each other instead of failing."""
    options = connection.get_execution_options()
    if options.get("reads"):
        connection.exec_driver_sql("BEGIN")
        return
    again = AGAIN_IN_BULK if options.get("in_bulk") else AGAIN
    # SQLite's own patience looks every tenth of a second: among busy writers it seldom finds the lock free
    until = time.monotonic() + BUSY_SECONDS
    database: Any = connection.connection.driver_connection
    database.execute("PRAGMA busy_timeout=0")
    try:
        while not _has_begun(connection, until):
            time.sleep(random.uniform(*again))
    finally:
        database.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")


def _has_begun(connection: Connection, until: float) -> bool:
    """Whether a writer has got the lock; raises where it is not free until then."""
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except OperationalError as fault:
        is_busy = getattr(fault.orig, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
        if not is_busy or time.monotonic() > until:
            raise
        return False
    return True


def _begin_postgresql(connection: Connection) -> None:
    """Writers take turns, as they do on SQLite: none meets another's half-made rows.

    Turns go by order of asking: whoever changes little waits for one report at most, and not for all adders'.
    """
    options = connection.get_execution_options()
    if options.get("reads"):
        return
    if options.get("in_bulk"):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({IN_BULK})")
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS})")


def _shown(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=True).removeprefix("sqlite:///")


def reason(fault: DBAPIError) -> str:
    """What a database says went wrong, in a line."""
    said = str(fault.orig or fault).splitlines()[0]
    number = getattr(fault.orig, "sqlite_errorcode", 0) & 0xFF
    if number in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        return f"there is no space left for it, or the disk fails ({said}); make room and run it again"
    return said
