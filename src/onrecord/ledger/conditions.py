"""Conditions in a form that each database answers fast.

Many values go as one parameter, a JSON list: given with the condition, or by its name when the query is run,
so that a query that is asked again and again is made once. Making it takes as long as running it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, TypeVar

from sqlalchemy import Boolean, ColumnElement, Dialect, Text, bindparam, collate, func
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

T = TypeVar("T")


def among(column: ColumnElement[Any], values: Iterable[Any] | str) -> ColumnElement[bool]:
    """Whether a column has one of many values; `values` may be the name under which a list is given later."""
    return _Among(column, _parameter(values))


def among_keys(table: Any, keys: Iterable[tuple[str, str]] | str) -> ColumnElement[bool]:
    """Whether a row of `table` is one of many, each found by the table's key."""
    return among_pairs(table.c.report_id, table.c.id, keys)


def among_pairs(
    one: ColumnElement[str], other: ColumnElement[str], pairs: Iterable[tuple[str, str]] | str
) -> ColumnElement[bool]:
    """Whether two columns have one of many pairs of values, each found by an index of both."""
    return _AmongPairs(one, other, _parameter(pairs))


def unindexed(column: ColumnElement[T]) -> ColumnElement[T]:
    """A column whose index is not used, because most rows have the value asked for."""
    return func.coalesce(column, column)


def has_letters(column: ColumnElement[str], letters: str, *, is_sqlite: bool) -> ColumnElement[bool]:
    """Whether a text holds some letters of ASCII, in whatever case: all that SQLite's LIKE knows."""
    # what PostgreSQL does for the letters of all languages takes four times as long
    small = column if is_sqlite else func.lower(collate(column, "C"))
    return small.contains(letters.lower(), autoescape=True)


# --- How they are written in each database's SQL ----------------------------------------------


class _Among(FunctionElement[bool]):
    inherit_cache = True
    type = Boolean()

    def self_group(self, against: Any = None) -> _Among:
        """The condition as it is: "= 1" after it, for a database that knows no truth, would hide an index."""
        return self


class _AmongPairs(_Among):
    inherit_cache = True


class _Listed(TypeDecorator[Iterable[Any]]):
    """A list as one parameter, which PostgreSQL's driver writes much faster than an array."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Iterable[Any] | None, dialect: Dialect) -> str:
        return json.dumps(list(value or ()))


def _parameter(values: Iterable[Any] | str) -> Any:
    if isinstance(values, str):
        return bindparam(values, type_=_Listed())
    return bindparam(None, list(values), type_=_Listed())


def _written(element: FunctionElement[bool], compiler: SQLCompiler, **options: Any) -> list[str]:
    return [compiler.process(clause, **options) for clause in element.clauses]


@compiles(_Among, "sqlite")
def _among_in_sqlite(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = _written(element, compiler, **options)
    return f"{column} IN (SELECT value FROM json_each({values}))"


@compiles(_Among, "postgresql")
def _among_in_postgresql(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = _written(element, compiler, **options)
    of_column = compiler.dialect.type_compiler_instance.process(next(iter(element.clauses)).type)
    listed = f"SELECT json_array_elements_text(CAST({values} AS JSON))"
    return f"{column} = ANY (CAST(ARRAY({listed}) AS {of_column}[]))"


@compiles(_AmongPairs, "sqlite")
def _pairs_in_sqlite(element: _AmongPairs, compiler: SQLCompiler, **options: Any) -> str:
    one, other, pairs = _written(element, compiler, **options)
    known = "SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]')"
    return f"({one}, {other}) IN ({known} FROM json_each({pairs}))"


@compiles(_AmongPairs, "postgresql")
def _pairs_in_postgresql(element: _AmongPairs, compiler: SQLCompiler, **options: Any) -> str:
    one, other, pairs = _written(element, compiler, **options)
    known = "SELECT pair ->> 0, pair ->> 1"
    return f"({one}, {other}) IN ({known} FROM json_array_elements(CAST({pairs} AS JSON)) AS pair)"
