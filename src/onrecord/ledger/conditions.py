"""Conditions in a form that each database answers fast."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, TypeVar

from sqlalchemy import ARRAY, ColumnElement, Connection, any_, bindparam, func, select

T = TypeVar("T")


def among(connection: Connection, column: ColumnElement[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """Whether a column has one of many values, which go as one parameter."""
    listed = list(values)
    if connection.dialect.name == "sqlite":
        known = func.json_each(json.dumps(listed)).table_valued("value")
        return column.in_(select(known.c.value))
    return column == any_(bindparam(None, listed, type_=ARRAY(column.type)))


def unindexed(column: ColumnElement[T]) -> ColumnElement[T]:
    """A column whose index is not used, because most rows have the value asked for."""
    return func.coalesce(column, column)
