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
    listed = sorted(keys)
    if connection.dialect.name == "sqlite":
        pairs = func.json_each(json.dumps(listed)).table_valued("value").c.value
        known = select(func.json_extract(pairs, "$[0]"), func.json_extract(pairs, "$[1]"))
    else:
        columns = (bindparam(None, [key[at] for key in listed], type_=ARRAY(String)) for at in (0, 1))
        unnested = func.unnest(*columns).table_valued("report_id", "id").render_derived()
        known = select(unnested.c.report_id, unnested.c.id)
    return tuple_(table.c.report_id, table.c.id).in_(known)


def unindexed(column: ColumnElement[T]) -> ColumnElement[T]:
    """A column whose index is not used, because most rows have the value asked for."""
    return func.coalesce(column, column)
