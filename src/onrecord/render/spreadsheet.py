"""CSV that a spreadsheet may open: text from outside never becomes a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

_TRIGGERS = frozenset("=+-@\t\r\n＝＋－＠|")


def write_csv(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], stream: TextIO) -> None:
    """Write `rows` with a heading line; `None` is an empty cell, numbers stay numbers."""
    writer = csv.writer(stream, lineterminator="\r\n")  # RFC 4180
    writer.writerow(columns)
    for row in rows:
        writer.writerow([cell(row.get(column)) for column in columns])


def cell(value: Any) -> Any:
    """A value as a cell: text that would start a formula gets an apostrophe before it.

    What starts one: = + - @, tab and line ends, also behind blanks and in full-width forms (OWASP, "CSV
    injection"; ASVS 1.2.10). Line ends inside a text become blanks, so that a row is a line.
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    text = " ".join(value.replace("\0", "\ufffd").splitlines())
    starts = {text[:1], text.lstrip()[:1]}
    return f"'{text}" if text and starts & _TRIGGERS else text
