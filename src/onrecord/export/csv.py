"""The tables as CSV, one file a table, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from onrecord.export.shapes import Tables, sound
from onrecord.export.tables import TABLES, Column, fields
from onrecord.record import Record
from onrecord.render.spreadsheet import cell

BETWEEN = "; "  # between the texts of a list
Cell = Callable[[Any], Any]


def write(records: Iterable[Record], folder: Path, *, cell: Cell = cell) -> None:
    """Write `reports.csv`, `statements.csv`, … into `folder`: UTF-8, RFC 4180, a heading line.

    `cell` makes a cell of a value; the usual one keeps text from becoming a formula.
    """
    with ExitStack() as open_files:
        writers = []
        for table in TABLES:
            path = folder / f"{table.name}.csv"
            stream = open_files.enter_context(path.open("w", encoding="utf-8", newline=""))
            writer = csv.writer(stream, lineterminator="\r\n")
            writer.writerow([column.name for column in table.columns])
            writers.append((table, writer))
        for record in records:
            for table, writer in writers:
                for row in table.rows(record):
                    writer.writerow([cell(value_of(row[column.name], column)) for column in table.columns])


def value_of(value: Any, column: Column) -> Any:
    """A value for one cell: lists joined, text that UTF-8 can hold."""
    if column.kind == "texts":
        value = BETWEEN.join(value)
    return sound(value) if isinstance(value, str) else value


FORMAT = Tables(
    about=(
        "One CSV file a table, UTF-8. Text that a spreadsheet would run as a formula gets an apostrophe "
        "before it, and line ends in a text become blanks; take `csv_raw`, `parquet` or `jsonl` where "
        "programs read it."
    ),
    ending=".csv",
    fields=fields(),
    write=partial(write, cell=cell),
)
