"""What a database holds, in short: its tables, columns and indexes, and a sum over the rows of each table."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Engine, TableClause, column, inspect, select, table, text

from onrecord.ledger.schema import metadata

AT_ONCE = 2000  # rows fetched
_SHAPE = {
    "sqlite": (
        "SELECT type, name, tbl_name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'",
        "SELECT m.name, c.name, c.type, c.\"notnull\" FROM sqlite_master m, pragma_table_info(m.name) c "
        "WHERE m.type = 'table'",
    ),
    "postgresql": (
        "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns "
        "WHERE table_schema = 'public'",
        "SELECT event_object_table, trigger_name, action_statement FROM information_schema.triggers",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class State:
    """Two databases of one kind with the same state hold the same."""

    shape: tuple[tuple[str, ...], ...]
    rows: dict[str, str]

    def differing(self, other: State) -> list[str]:
        """What is not the same in another state."""
        shapes = sorted({" ".join(one) for one in set(self.shape) ^ set(other.shape)})
        names = sorted(
            name for name in {*self.rows, *other.rows} if self.rows.get(name) != other.rows.get(name)
        )
        return [*shapes, *(f"rows of {name}" for name in names)]


def state_of(engine: Engine) -> State:
    """The state of a database, whatever its schema."""
    with engine.connect().execution_options(reads=True) as connection:
        shape = [
            tuple(map(str, row))
            for query in _SHAPE[connection.dialect.name]
            for row in connection.execute(text(query))
        ]
        inspected = inspect(connection)
        present = sorted({*metadata.tables} & {*inspected.get_table_names()})
        # without their types: what the database has, and not what this version makes of it
        found = [
            table(name, *(column(known["name"]) for known in inspected.get_columns(name))) for name in present
        ]
    return State(tuple(sorted(shape)), sums(engine, found))


def sums(engine: Engine, tables: Iterable[TableClause] = metadata.sorted_tables) -> dict[str, str]:
    """The number of rows of each table and a sum over them in which order does not count.

    With the ledger's own tables it is the same on SQLite and PostgreSQL.
    """
    found = {}
    with engine.connect().execution_options(reads=True, yield_per=AT_ONCE) as connection:
        for own in tables:
            count = total = 0
            for row in connection.execute(select(*sorted(own.c, key=lambda known: known.name))):
                plain = repr([_plain(value) for value in row]).encode("utf-8", "surrogatepass")
                hashed = hashlib.blake2b(plain, digest_size=16)
                count, total = count + 1, total + int.from_bytes(hashed.digest())
            found[own.name] = f"{count}:{total % 2**128:032x}"
    return found


def _plain(value: object) -> object:
    """A whole number is one, whether a database gives it as 12 or as 12.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
