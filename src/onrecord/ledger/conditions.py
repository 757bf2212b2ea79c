"""Conditions in a form that each database answers fast.

Many values go as one parameter: given with the condition, or by its name when the query is run, so that a
query that is asked again and again is made once. Making it takes as long as running it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from sqlalchemy import ARRAY, Boolean, ColumnElement, Dialect, String, Text, bindparam, func
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine

T = TypeVar("T")
_BETWEEN = "\x1f"  # the values of a pair, where a database takes it as one


def among(column: ColumnElement[Any], values: Iterable[Any] | str) -> ColumnElement[bool]:
    """Whether a column has one of many values; `values` may be the name under which a list is given later."""
    return _Among(column, _parameter(values, _Listed(column.type)))


def among_keys(table: Any, keys: Iterable[tuple[str, str]] | str) -> ColumnElement[bool]:
    """Whether a row of `table` is one of many, each found by the table's key."""
    return among_pairs(table.c.report_id, table.c.id, keys)


def among_pairs(
    one: ColumnElement[str], other: ColumnElement[str], pairs: Iterable[tuple[str, str]] | str
) -> ColumnElement[bool]:
    """Whether two columns have one of many pairs of values, each found by an index of both."""
    return _AmongPairs(one, other, _parameter(pairs, _Paired()))


def unindexed(column: ColumnElement[T]) -> ColumnElement[T]:
    """A column whose index is not used, because most rows have the value asked for."""
    return func.coalesce(column, column)


# --- How they are written in each database's SQL ----------------------------------------------


class _Among(FunctionElement[bool]):
    inherit_cache = True
    type = Boolean()

    def self_group(self, against: Any = None) -> _Among:
        """The condition as it is: "= 1" after it, for a database that knows no truth, would hide an index."""
        return self


class _AmongPairs(_Among):
    inherit_cache = True


class _Listed(TypeDecorator[Sequence[Any]]):
    """A list as one parameter: JSON for SQLite, an array for PostgreSQL."""

    impl = Text
    cache_ok = True

    def __init__(self, item: TypeEngine[Any]) -> None:
        super().__init__()
        self.item = item

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(self.item) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Iterable[Any] | None, dialect: Dialect) -> Any:
        listed = list(value or ())
        return listed if dialect.name == "postgresql" else json.dumps(listed)


class _Paired(_Listed):
    """Pairs as one parameter, in order."""

    cache_ok = True

    def __init__(self) -> None:
        super().__init__(String())

    def process_bind_param(self, value: Iterable[Any] | None, dialect: Dialect) -> Any:
        pairs = sorted(value or ())
        if dialect.name == "postgresql":
            return [_BETWEEN.join(pair) for pair in pairs]
        return json.dumps(pairs)


def _parameter(values: Iterable[Any] | str, type_: TypeEngine[Any]) -> Any:
    if isinstance(values, str):
        return bindparam(values, type_=type_)
    return bindparam(None, list(values), type_=type_)


def _written(element: FunctionElement[bool], compiler: SQLCompiler, **options: Any) -> list[str]:
    return [compiler.process(clause, **options) for clause in element.clauses]


@compiles(_Among, "sqlite")
def _among_in_sqlite(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = _written(element, compiler, **options)
    return f"{column} IN (SELECT value FROM json_each({values}))"


@compiles(_Among, "postgresql")
def _among_in_postgresql(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = _written(element, compiler, **options)
    return f"{column} = ANY ({values})"


@compiles(_AmongPairs, "sqlite")
def _pairs_in_sqlite(element: _AmongPairs, compiler: SQLCompiler, **options: Any) -> str:
    one, other, pairs = _written(element, compiler, **options)
    known = "SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]')"
    return f"({one}, {other}) IN ({known} FROM json_each({pairs}))"


@compiles(_AmongPairs, "postgresql")
def _pairs_in_postgresql(element: _AmongPairs, compiler: SQLCompiler, **options: Any) -> str:
    one, other, pairs = _written(element, compiler, **options)
    known = "SELECT split_part(pair, E'\\x1f', 1), split_part(pair, E'\\x1f', 2)"
    return f"({one}, {other}) IN ({known} FROM unnest({pairs}) AS pair)"
