"""The ledger: add reports to it, get their records back, search them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, bindparam, delete, func, insert, select, update
from sqlalchemy.exc import DBAPIError

from onrecord.__about__ import __version__
from onrecord.ledger import DEFAULT
from onrecord.ledger.carrying import carried_over
from onrecord.ledger.deriving import completed, derive, forget, relate, underived
from onrecord.ledger.opening import LedgerError, engine_of, migrate, reason
from onrecord.ledger.rows import Row, record_of, report_row, rows_of, without_rejected
from onrecord.ledger.schema import RECORD_TABLES, fetched, rejects, reports, sources
from onrecord.ledger.trail import note_given, reviews_of
from onrecord.ledger.versions import cancel
from onrecord.record import Record
from onrecord.sources import Article, Failure, Validator

AT_ONCE = 200  # reports fetched in one go
ATTEMPTS = 3  # to read an input, before it is only tried again when somebody asks for it
CURRENT = ("current", "revised")
"""The status of reports that count; what their publisher withdrew is "retracted"."""
_OF_CANCELED = ("url", "outlet", "external_id", "published", "versioncreated")
_UNSTORABLE = str.maketrans({"\0": "\ufffd"} | {chr(code): "\ufffd" for code in range(0xD800, 0xE000)})


@dataclass(frozen=True, slots=True)
class Reject:
    """An input that could not be read, with its reason and how often it was tried."""

    origin: str
    code: str
    reason: str
    attempts: int
    first_tried_at: str
    last_tried_at: str

    @property
    def is_parked(self) -> bool:
        """Whether it was tried often enough to be left alone until somebody asks for it."""
        return self.attempts >= ATTEMPTS


@dataclass(frozen=True, slots=True)
class Hit:
    """A report that a search found; `excerpt` shows the words around the first match."""

    report_id: str
    title: str | None
    outlet: str | None
    published: str | None
    excerpt: str


class Ledger:
    """Many reports in one database. Use it as a context manager, or `close()` it."""

    def __init__(self, ledger: str | Path = DEFAULT) -> None:
        """Open a ledger, or make it: a file's path, or `postgresql+psycopg://…`. Raises `LedgerError`."""
        self.engine: Engine = engine_of(ledger)
        try:
            migrate(self.engine)
            self._derive_older()
        except BaseException:
            self.engine.dispose()
            raise

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def _derive_older(self) -> None:
        """Work out for the reports of an older schema what the ledger works out since."""
        with self._reading() as connection:
            waiting = underived(connection)
        for record in self.records(waiting):
            with self._writing() as connection:
                derive(connection, record)

    # --- Writing --------------------------------------------------------------------------

    def put(self, record: Record, origin: str) -> bool:
        """Keep a record, found at `origin`, in one transaction; whether it was new.

        A text already known gains a source and nothing else.
        """
        with self._writing(in_bulk=True) as connection:
            return self._put(connection, record, origin)

    def put_behind(self, record: Record, origin: str, behind: Executor) -> Future[bool]:
        """As `put`, but the commit, which waits for the disk, is left to `behind`.

        The record is kept once the future is done; other writers wait until then.
        """
        with ExitStack() as writing:
            is_new = self._put(writing.enter_context(self._writing(in_bulk=True)), record, origin)
            return behind.submit(_committed, writing.pop_all(), is_new)

    def _put(self, connection: Connection, record: Record, origin: str) -> bool:
        now, origin = _now(), origin.translate(_UNSTORABLE)
        is_new = not self._is_known(connection, record.report.id)
        if is_new:
            row = _storable(report_row(record)) | {"added_at": now, "read_at": now}
            connection.execute(_INSERT[reports.name], row)
            self._put_rows(connection, record)
            note_given(connection, record, now)
        self._put_source(connection, record.report.id, origin, now, is_new)
        connection.execute(_NO_REJECT, {"origin": origin})
        return is_new

    def renew(self, record: Record) -> None:
        """Put a record made anew in the place of the old one of the same report; reviews stay in force."""
        with self._writing() as connection:
            if found := reviews_of(connection, record.report.id):
                record = carried_over(record, next(self._found(connection, [record.report.id])), found)
            row = _storable(report_row(record)) | {"read_at": _now(), "is_compared": False}
            connection.execute(update(reports).where(reports.c.id == record.report.id).values(row))
            forget(connection, record.report.id)
            for table in RECORD_TABLES:
                connection.execute(delete(table).where(table.c.report_id == record.report.id))
            self._put_rows(connection, record)

    def note_source(self, report_id: str, origin: str) -> bool:
        """Whether a report is known; where it is, `origin` is kept as one more place it came from."""
        origin = origin.translate(_UNSTORABLE)
        with self._reading() as connection:  # most are new, and wait for no writer
            if not self._is_known(connection, report_id):
                return False
        with self._writing(in_bulk=True) as connection:
            self._put_source(connection, report_id, origin, _now())
            connection.execute(_NO_REJECT, {"origin": origin})
        return True

    def cancel(self, article: Article) -> bool:
        """Retract the versions of an article that was canceled without a text; whether that was new.

        Those that are added later are retracted, too. Raises `Empty` where nothing tells which article it is.
        """
        facts = {name: getattr(article, name) for name in _OF_CANCELED} | {"agency": None}
        origin = article.origin.translate(_UNSTORABLE)
        with self._writing() as connection:
            is_new = cancel(connection, _storable(facts), origin, _now())
            connection.execute(_NO_REJECT, {"origin": origin})
        return is_new

    def reject(self, failure: Failure) -> None:
        """Keep an input that could not be read, with its reason."""
        now = _now()
        facts = {
            "code": getattr(failure.error, "code", "fault"),
            "reason": str(failure.error).translate(_UNSTORABLE),
            "onrecord": __version__,
            "last_tried_at": now,
        }
        origin = failure.origin.translate(_UNSTORABLE)
        with self._writing(in_bulk=True) as connection:
            known = connection.execute(select(rejects.c.attempts).where(rejects.c.origin == origin)).scalar()
            if known is None:
                row = {"origin": origin, "attempts": 1, "first_tried_at": now, **facts}
                connection.execute(insert(rejects), row)
            else:
                changed = {"attempts": known + 1, **facts}
                connection.execute(update(rejects).where(rejects.c.origin == origin).values(changed))

    def note_fetched(self, address: str, validator: Validator) -> None:
        """Keep what the server of an address gave, so that it is asked only for what has changed since."""
        row = {
            "address": address,
            "etag": validator.etag,
            "last_modified": validator.last_modified,
            "fetched_at": _now(),
        }
        with self._writing() as connection:
            connection.execute(delete(fetched).where(fetched.c.address == address))
            connection.execute(insert(fetched), _storable(row))

    def _put_rows(self, connection: Connection, record: Record) -> None:
        for table, rows in completed(connection, record, rows_of(record)):
            if rows:
                connection.execute(_INSERT[table.name], [_storable(row) for row in rows])
        relate(connection, record)

    def _put_source(
        self, connection: Connection, report_id: str, origin: str, now: str, is_new: bool = False
    ) -> None:
        source = {"report_id": report_id, "origin": origin}
        if is_new or connection.execute(_SEEN, source).first() is None:
            connection.execute(_INSERT[sources.name], source | {"seen_at": now})

    def _is_known(self, connection: Connection, report_id: str) -> bool:
        return connection.execute(_KNOWN, {"report_id": report_id}).first() is not None

    # --- Reading --------------------------------------------------------------------------

    def record(self, report_id: str, *, with_rejected: bool = False) -> Record | None:
        """The record of a report, or `None` where the ledger has no such report; see `records`."""
        return next(self.records([report_id], with_rejected=with_rejected), None)

    def records(
        self, report_ids: Iterable[str] | None = None, *, with_rejected: bool = False
    ) -> Iterator[Record]:
        """The records of some reports, or of all, by date of publication and id.

        What people rejected is left out of them, unless asked for.
        """
        ids = list(report_ids) if report_ids is not None else self.report_ids()
        for start in range(0, len(ids), AT_ONCE):
            with self._reading() as connection:
                found = self._found(connection, ids[start : start + AT_ONCE])
            for record in found:
                yield record if with_rejected else without_rejected(record)

    def report_ids(
        self,
        *,
        since: str | None = None,
        until: str | None = None,
        outlet: str | None = None,
        status: Sequence[str] | None = None,
    ) -> list[str]:
        """The ids of the reports by date of publication and id, those without a date last.

        `since` and `until` are ISO dates, `outlet` a name in any case, `status` those wanted; all if `None`.
        """
        query = select(reports.c.id).where(*_chosen(since, until, outlet, status))
        query = query.order_by(reports.c.published.is_(None), reports.c.published, reports.c.id)
        with self._reading() as connection:
            return list(connection.execute(query).scalars())

    def rejects(self, code: str | None = None) -> list[Reject]:
        """What could not be read, by origin; of one `code` alone if given."""
        columns = [rejects.c[name] for name in Reject.__dataclass_fields__]
        query = select(*columns).order_by(rejects.c.origin)
        if code is not None:
            query = query.where(rejects.c.code == code)
        with self._reading() as connection:
            return [Reject(**row) for row in connection.execute(query).mappings()]

    def fetched(self, address: str) -> Validator | None:
        """What the server of an address gave when all of it was last added."""
        query = select(fetched.c.etag, fetched.c.last_modified).where(fetched.c.address == address)
        with self._reading() as connection:
            row = connection.execute(query).first()
        return None if row is None else Validator(row.etag, row.last_modified)

    def sources(self, report_id: str) -> list[str]:
        """Where a report was found."""
        query = select(sources.c.origin).where(sources.c.report_id == report_id).order_by(sources.c.origin)
        with self._reading() as connection:
            return list(connection.execute(query).scalars())

    def counts(self) -> dict[str, int]:
        """How many rows each table holds."""
        tables = (reports, sources, *reversed(RECORD_TABLES), rejects)
        with self._reading() as connection:
            return {
                table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
                for table in tables
            }

    def search(self, words: str, limit: int = 20) -> list[Hit]:
        """Reports whose title or text holds all of the words, best first.

        Words in double quotation marks are one phrase. Raises `LedgerError` for a query without a word.
        """
        from onrecord.ledger.search import found_reports

        with self._reading() as connection:
            return [Hit(**row) for row in found_reports(connection, words, limit)]

    def _found(self, connection: Connection, ids: Sequence[str]) -> Iterator[Record]:
        """The records of some reports in that order, with what people rejected."""
        found = self._rows(connection, ids)
        tables = {table.name: self._by_report(connection, table, ids) for table in RECORD_TABLES}
        return (
            record_of(found[own], {name: rows.get(own, []) for name, rows in tables.items()})
            for own in ids
            if own in found
        )

    def _rows(self, connection: Connection, ids: Sequence[str]) -> dict[str, Row]:
        query = select(reports).where(reports.c.id.in_(ids))
        return {row["id"]: row for row in connection.execute(query).mappings()}

    def _by_report(self, connection: Connection, table: Any, ids: Sequence[str]) -> dict[str, list[Row]]:
        query = select(table).where(table.c.report_id.in_(ids)).order_by(table.c.report_id, table.c.position)
        found: dict[str, list[Row]] = {}
        for row in connection.execute(query).mappings():
            found.setdefault(row["report_id"], []).append(row)
        return found

    @contextmanager
    def _writing(self, in_bulk: bool = False) -> Iterator[Connection]:
        """A transaction that writes; one of many `in_bulk` lets others go first."""
        try:
            with self.engine.connect() as connection, connection.execution_options(in_bulk=in_bulk).begin():
                yield connection
        except DBAPIError as fault:
            raise _failed(self.engine, fault) from fault

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with self.engine.connect() as connection:
                yield reading(connection)
        except DBAPIError as fault:
            raise _failed(self.engine, fault) from fault


# Made once: making a statement takes as long as running it
_KNOWN = select(reports.c.id).where(reports.c.id == bindparam("report_id"))
_SEEN = select(sources.c.origin).where(
    sources.c.report_id == bindparam("report_id"), sources.c.origin == bindparam("origin")
)
_NO_REJECT = delete(rejects).where(rejects.c.origin == bindparam("origin"))
_INSERT = {table.name: insert(table) for table in (reports, sources, *RECORD_TABLES)}


def _committed(writing: ExitStack, is_new: bool) -> bool:
    writing.close()
    return is_new


def reading(connection: Connection) -> Connection:
    """The connection for reading alone: it waits for no writer, and sees one state of the ledger."""
    if connection.dialect.name == "postgresql":
        return connection.execution_options(reads=True, isolation_level="REPEATABLE READ")
    return connection.execution_options(reads=True)


@contextmanager
def connected(ledger: Ledger | Connection) -> Iterator[Connection]:
    """A connection for reading: the ledger's, or the one that somebody reads by already."""
    if isinstance(ledger, Connection):
        yield ledger
    else:
        with ledger._reading() as connection:
            yield connection


def _chosen(
    since: str | None, until: str | None, outlet: str | None, status: Sequence[str] | None
) -> Iterator[ColumnElement[bool]]:
    if since is not None:
        yield reports.c.published >= since
    if until is not None:
        yield reports.c.published < f"{until}~"  # a time of that day comes before it
    if outlet is not None:
        yield func.lower(func.coalesce(reports.c.outlet, reports.c.agency)) == outlet.lower()
    if status is not None:
        yield reports.c.status.in_(status)


def _failed(engine: Engine, fault: DBAPIError) -> LedgerError:
    where = engine.url.render_as_string(hide_password=True).removeprefix("sqlite:///")
    return LedgerError(f"{where}: {reason(fault)}")


def storable(text: str) -> str:
    """A text without what no database holds."""
    return text.translate(_UNSTORABLE)


def _storable(row: dict[str, Any]) -> dict[str, Any]:
    """A row without what no database holds: NUL and lone surrogates become U+FFFD, one for one."""
    return {name: _sound(value) for name, value in row.items()}


def _sound(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.isascii() and "\0" not in value else value.translate(_UNSTORABLE)
    return [_sound(item) for item in value] if isinstance(value, list) else value


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
