"""Care for a ledger: check it, back it up while it is written to, restore a backup into an empty one."""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    Integer,
    Table,
    and_,
    func,
    insert,
    inspect,
    literal_column,
    not_,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError

from onrecord.errors import NotARecord
from onrecord.ledger.ledger import Ledger, reading
from onrecord.ledger.opening import LedgerError, engine_of, head, is_current, revision_of
from onrecord.ledger.rows import PIECES, Row, record_of
from onrecord.ledger.schema import (
    RECORD_TABLES,
    actors,
    disputes,
    figures,
    mentions,
    metadata,
    places,
    register,
    reports,
    statements,
)
from onrecord.ledger.trail import TABLES, by_record, findings, reviews_of, state_of
from onrecord.record import Record

PAGES = 4096  # copied at once, before writers get their turn
RESTARTS = 3  # for writers that come between; then the rest is copied in one go
ROWS = 1000  # copied at once
MOST = 100  # findings of one kind

# --- Check -------------------------------------------------------------------------------


def check(ledger: str | Path) -> Iterator[str]:
    """What is wrong with a ledger, a sentence each; nothing for a sound one.

    The database's own checks, the schema, every reference, every span with the words it stands for, and the
    trail of reviews, which must lead to what is there. Raises `LedgerError` where the ledger cannot be
    opened at all.
    """
    engine = engine_of(ledger)
    try:
        with engine.connect() as connection:
            yield from _checked(reading(connection))
    except DBAPIError as fault:
        yield f"the database cannot be read: {str(fault.orig or fault).splitlines()[0]}"
    finally:
        engine.dispose()


def _checked(connection: Connection) -> Iterator[str]:
    present = revision_of(connection)
    if present != head():
        yield (
            f"its schema is {present or 'none'}, not {head()}; other commands bring an older one up to date"
        )
        return
    missing = {table.name for table in metadata.sorted_tables} - set(inspect(connection).get_table_names())
    if missing:
        yield f"tables are missing: {', '.join(sorted(missing))}"
        return
    if connection.dialect.name == "sqlite":
        yield from _sqlite_findings(connection)
    for table in metadata.sorted_tables:
        yield from _broken_keys(connection, table)
    yield from _orphans(connection)
    for report_id in connection.execute(select(reports.c.id).order_by(reports.c.id)).scalars().all():
        yield from (f"report {report_id}: {finding}" for finding in _findings_of(connection, report_id))


def _sqlite_findings(connection: Connection) -> Iterator[str]:
    for (finding,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if finding != "ok":
            yield f"the database is damaged: {finding}"
    indexed = "SELECT count(*) FROM report_words_docsize"
    words = connection.exec_driver_sql(indexed).scalar_one()
    count = connection.execute(select(func.count()).select_from(reports)).scalar_one()
    if words != count:
        yield f"the index of words has {words} reports, the ledger {count}"


def _broken_keys(connection: Connection, table: Table) -> Iterator[str]:
    """Rows whose foreign key leads nowhere."""
    for key in table.foreign_key_constraints:
        pairs = [(column.parent, column.column) for column in key.elements]
        yield from _leading_nowhere(connection, table, pairs)


def _orphans(connection: Connection) -> Iterator[str]:
    """Rows that refer to what is not there, where no key of the database sees to it."""
    of_ledger = (
        (actors, [(actors.c.registered, register.c.id)]),
        *((reports, [(reports.c[name], reports.c.id)]) for name in ("copy_of", "revises", "retracts")),
    )
    of_report = (
        (statements, "within", statements),
        (figures, "replaces", figures),
        (places, "offset_of", places),
    )
    for table, pairs in of_ledger:
        yield from _leading_nowhere(connection, table, pairs)
    for table, name, other in of_report:
        pairs = [(table.c.report_id, other.c.report_id), (table.c[name], other.c.id)]
        yield from _leading_nowhere(connection, table, pairs)
    yield from _leading_nowhere(
        connection, mentions, *_either(mentions.c.report_id, mentions.c.of, actors, places)
    )
    for side in ("one", "other"):
        ends = _either(disputes.c[f"{side}_report"], disputes.c[side], figures, statements)
        yield from _leading_nowhere(connection, disputes, *ends)


def _either(report: Any, own: Any, *tables: Table) -> Iterator[list[tuple[Any, Any]]]:
    for table in tables:
        yield [(report, table.c.report_id), (own, table.c.id)]


def _leading_nowhere(connection: Connection, table: Table, *ends: Sequence[tuple[Any, Any]]) -> Iterator[str]:
    """A finding for each row whose columns lead to no row of any of the `ends`."""
    columns = [column for column, _ in ends[0]]
    query = select(
        *table.primary_key.columns, *(column.label(f"to_{at}") for at, column in enumerate(columns))
    )
    query = query.where(*(column.is_not(None) for column in columns))
    for pairs in ends:
        other = pairs[0][1].table.alias("other")
        same = and_(*(column == other.c[target.name] for column, target in pairs))
        query = query.where(not_(select(literal_column("1")).select_from(other).where(same).exists()))
    for row in connection.execute(query.limit(MOST)):
        own = " ".join(str(value) for value in row[: len(table.primary_key.columns)])
        names = ", ".join(column.name for column in columns if column.name != "report_id")
        yield f"{table.name} {own}: its {names} leads to nothing ({row[-1]})"


def _findings_of(connection: Connection, report_id: str) -> Iterator[str]:
    """What is wrong with one report's rows."""
    try:
        query = select(reports).where(reports.c.id == report_id)
        report = connection.execute(query).mappings().one()
        rows: dict[str, Sequence[Row]] = {
            table.name: connection.execute(
                select(table).where(table.c.report_id == report_id).order_by(table.c.position)
            )
            .mappings()
            .all()
            for table in RECORD_TABLES
        }
        record = record_of(report, rows)
        Record.from_dict(record.to_dict())
    except NotARecord as error:
        yield str(error)
        return
    except (ValueError, TypeError, KeyError, OverflowError) as fault:
        yield f"its rows make no record ({type(fault).__name__}: {fault})"
        return
    yield from _other_words(record, rows)
    yield from _astray(connection, report_id, rows)


def _other_words(record: Record, rows: Mapping[str, Sequence[Row]]) -> Iterator[str]:
    kept = {row["id"]: row["words"] for name in ("statements", "figures") for row in rows[name]}
    for statement in record.statements:
        if kept[statement.id] != PIECES.join(record.words(statement.content)):
            yield f"{statement.id}: its spans do not hold its words"
    for figure in record.figures:
        if kept[figure.id] != record.words(figure.span):
            yield f"{figure.id}: its span does not hold its words"


def _astray(connection: Connection, report_id: str, rows: Mapping[str, Sequence[Row]]) -> Iterator[str]:
    """Records that stand otherwise than their reviews, in order, leave them."""
    histories = by_record(reviews_of(connection, report_id))
    present = {row["id"]: state_of(kind, row) for kind, table in TABLES.items() for row in rows[table.name]}
    marked = {own for own, state in present.items() if state["status"] is not None}
    for own in sorted(marked | set(histories)):
        found = findings(histories.get(own, ()), present.get(own))
        yield from (f"{own}: {finding}" for finding in found)


# --- Backup ------------------------------------------------------------------------------


def backup(ledger: Ledger, path: Path | str) -> None:
    """Copy a ledger, as it is at one moment, to an SQLite file, while others may write to it.

    A file at `path` is replaced once the copy is complete. Raises `LedgerError`.
    """
    path = Path(path)
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise LedgerError(f"{path}: name a file in a folder that is there")
    if ledger.engine.dialect.name == "sqlite":
        own = ledger.engine.url.database
        if own is not None and path.exists() and os.path.samefile(own, path):
            raise LedgerError(f"{path}: is the ledger itself")
    with _beside(path) as made:
        if ledger.engine.dialect.name == "sqlite":
            _copy_pages(ledger.engine, made)
        else:
            with Ledger(made) as target, _snapshot(ledger.engine) as source:
                _copy_rows(source, target.engine)
        _settle(made)


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """A file beside `path` that takes its name when all went well."""
    made = path.with_name(f".onrecord-{secrets.token_hex(8)}")
    try:
        yield made
        os.replace(made, path)
    except (sqlite3.Error, DBAPIError) as fault:
        reason = str(getattr(fault, "orig", None) or fault).splitlines()[0]
        raise LedgerError(f"{path}: the backup cannot be made: {reason}") from fault
    except OSError as fault:
        raise LedgerError(f"{path}: cannot be written: {fault.strerror or fault}") from fault
    finally:
        for ending in ("", "-journal", "-wal", "-shm"):
            made.with_name(made.name + ending).unlink(missing_ok=True)


def _settle(made: Path) -> None:
    """See that the file is whole, and on the disk."""
    with sqlite3.connect(made) as target:
        [(finding,)] = target.execute("PRAGMA quick_check(1)").fetchall()
    target.close()
    if finding != "ok":
        raise LedgerError(f"the copy is damaged ({finding}); check the ledger with: onrecord check")
    with made.open("rb+") as stream:
        os.fsync(stream.fileno())


class _Restarted(Exception):
    """Writers came between too often."""


def _copy_pages(engine: Engine, path: Path) -> None:
    restarts, before = 0, 0

    def watch(_: int, remaining: int, total: int) -> None:
        nonlocal restarts, before
        copied = total - remaining
        restarts += copied <= before
        before = copied
        if restarts > RESTARTS:
            raise _Restarted

    with engine.connect() as connection:
        source: Any = connection.connection.driver_connection
        target = sqlite3.connect(path)
        try:
            source.backup(target, pages=PAGES, progress=watch, sleep=0.01)
        except _Restarted:
            source.backup(target, pages=-1)  # writers wait meanwhile
        finally:
            target.close()


@contextmanager
def _snapshot(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        yield reading(connection)


# --- Restore -----------------------------------------------------------------------------


def restore(path: Path | str, ledger: Ledger) -> None:
    """Fill an empty ledger from a backup, ids and all; all of it or nothing. Raises `LedgerError`."""
    path = Path(path)
    if not path.is_file():
        raise LedgerError(f"{path}: there is no such file")
    with tempfile.TemporaryDirectory(prefix="onrecord-") as made:
        engine = engine_of(path)
        try:
            up_to_date = is_current(engine)
        except DBAPIError as fault:
            raise LedgerError(f"{path}: is no backup of a ledger: {fault.orig}") from fault
        finally:
            engine.dispose()
        if not up_to_date:  # an older one is brought up to date as a copy
            path = Path(shutil.copyfile(path, Path(made, "ledger.db")))
        with Ledger(path) as source, _snapshot(source.engine) as connection:
            _copy_rows(connection, ledger.engine)


def _copy_rows(source: Connection, target: Engine) -> None:
    """Copy all tables into an empty ledger in one transaction."""
    try:
        with target.begin() as connection:
            for table in metadata.sorted_tables:
                if connection.execute(select(table).limit(1)).first() is not None:
                    raise LedgerError(
                        f"{target.url.render_as_string(hide_password=True)}: holds something already; "
                        "restore into an empty ledger"
                    )
            for table in metadata.sorted_tables:
                for rows in _chunks(source, table):
                    connection.execute(insert(table), rows)
            if connection.dialect.name == "postgresql":
                _set_sequences(connection, metadata.sorted_tables)
                for table in metadata.sorted_tables:  # else they are planned for as empty for a while
                    connection.execute(text(f"ANALYZE {table.name}"))
    except DBAPIError as fault:
        raise LedgerError(f"the rows cannot be copied: {str(fault.orig or fault).splitlines()[0]}") from fault


def _chunks(source: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=ROWS)
    for rows in source.execute(query).mappings().partitions(ROWS):
        yield [dict(row) for row in rows]


def _set_sequences(connection: Connection, found: Iterable[Table]) -> None:
    for table in found:
        [*keys] = table.primary_key.columns
        if len(keys) != 1 or not isinstance(keys[0].type, Integer):
            continue
        sequence = connection.execute(
            text("SELECT pg_get_serial_sequence(:table, :column)"),
            {"table": table.name, "column": keys[0].name},
        ).scalar()
        last = connection.execute(select(func.max(keys[0]))).scalar()
        if sequence is not None and last is not None:
            connection.execute(text("SELECT setval(:sequence, :last)"), {"sequence": sequence, "last": last})
