"""The tables as Parquet, one file a table: typed columns, nulls as nulls, texts as they are."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord.export.shapes import Tables, sound
from onrecord.export.tables import TABLES, Column, Row, Table, day, fields
from onrecord.record import Record

if TYPE_CHECKING:
    import pyarrow
    import pyarrow.parquet

ROW_GROUP = 10_000  # rows
ROW_GROUP_TEXT = 8_000_000  # characters of report texts; whichever comes first


def write(records: Iterable[Record], folder: Path) -> None:
    """Write `reports.parquet`, `statements.parquet`, … into `folder`, in row groups of bounded size."""
    with ExitStack() as open_files:
        growing = [_Growing(table, folder, open_files) for table in TABLES]
        for record in records:
            for table in growing:
                table.add(record)
        for table in growing:
            table.flush()


class _Growing:
    """A table being written, with the rows that wait for their group to be full."""

    def __init__(self, table: Table, folder: Path, open_files: ExitStack) -> None:
        from pyarrow.parquet import ParquetWriter

        self.table = table
        self.schema = schema_of(table)
        path = str(folder / f"{table.name}.parquet")
        self.writer: pyarrow.parquet.ParquetWriter = open_files.enter_context(
            ParquetWriter(path, self.schema, compression="zstd")
        )
        self.rows: list[Row] = []
        self.characters = 0

    def add(self, record: Record) -> None:
        self.rows.extend(self.table.rows(record))
        self.characters += len(record.report.text)
        if len(self.rows) >= ROW_GROUP or self.characters >= ROW_GROUP_TEXT:
            self.flush()

    def flush(self) -> None:
        import pyarrow

        if self.rows:
            columns = [_array(column, self.rows) for column in self.table.columns]
            self.writer.write_table(pyarrow.Table.from_arrays(columns, schema=self.schema))
        self.rows, self.characters = [], 0


def schema_of(table: Table) -> pyarrow.Schema:
    """A table's columns with their types; what each means is kept in the file as the field's `comment`."""
    import pyarrow

    found = [
        pyarrow.field(column.name, _type(column), metadata={"comment": column.about})
        for column in table.columns
    ]
    return pyarrow.schema(found, metadata={"comment": table.about})


def _type(column: Column) -> pyarrow.DataType:
    import pyarrow

    return {
        "text": pyarrow.string(),
        "texts": pyarrow.list_(pyarrow.string()),
        "integer": pyarrow.int64(),
        "number": pyarrow.float64(),
        "date": pyarrow.date32(),
    }[column.kind]


def _array(column: Column, rows: list[Row]) -> pyarrow.Array[Any]:
    import pyarrow

    values = [_value(column, row[column.name]) for row in rows]
    return pyarrow.array(values, type=_type(column))


def _value(column: Column, value: Any) -> Any:
    if value is None:
        return None
    if column.kind == "text":
        return sound(value)
    if column.kind == "texts":
        return [sound(text) for text in value]
    if column.kind == "date":
        return day(value)
    return float(value) if column.kind == "number" else value


FORMAT = Tables(
    about=(
        "One Parquet file a table, with typed columns (dates are dates, lists are lists), nulls as nulls and "
        "texts as they are; each column's meaning is in its field's `comment`."
    ),
    ending=".parquet",
    fields=fields(),
    write=write,
)
