"""Conditions in a form that each database answers fast."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, TypeVar

from sqlalchemy import ARRAY, ColumnElement, Connection, String, any_, bindparam, func, select, tuple_

from onrecord.ledger.rows import Key

T = TypeVar("T")


def among(connection: Connection, column: ColumnElement[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """Whether a column has one of many values, which go as one parameter."""
    listed = list(values)
    if connection.dialect.name == "sqlite":
        known = func.json_each(json.dumps(listed)).table_valued("value")
        return column.in_(select(known.c.value))
    return column == any_(bindparam(None, listed, type_=ARRAY(column.type)))


def among_keys(connection: Connection, table: Any, keys: Iterable[Key]) -> ColumnElement[bool]:
    """Whether a row of `table` is one of many, each found by the table's key."""
    return among_pairs(connection, table.c.report_id, table.c.id, keys)


def among_pairs(
    connection: Connection, one: ColumnElement[str], other: ColumnElement[str], values: Iterable[Key]
) -> ColumnElement[bool]:
    """Whether two columns have one of many pairs of values, each found by an index of both."""
    listed = sorted(values)
    if connection.dialect.name == "sqlite":
        pairs = func.json_each(json.dumps(listed)).table_valued("value").c.value
        known = select(func.json_extract(pairs, "$[0]"), func.json_extract(pairs, "$[1]"))
    else:
        columns = (bindparam(None, [pair[at] for pair in listed], type_=ARRAY(String)) for at in (0, 1))
        unnested = func.unnest(*columns).table_valued("one", "other").render_derived()
        known = select(unnested.c.one, unnested.c.other)
    return tuple_(one, other).in_(known)


def unindexed(column: ColumnElement[T]) -> ColumnElement[T]:
    """A column whose index is not used, because most rows have the value asked for."""
    return func.coalesce(column, column)
