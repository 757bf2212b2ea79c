"""Parquet files: a report a row, its text or page in a column named as JSON reports name theirs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from onrecord.errors import Empty, Malformed, OnrecordError
from onrecord.sources import Failure
from onrecord.sources import json as json_reader
from onrecord.sources.article import Article

if TYPE_CHECKING:
    import pyarrow.parquet

ROWS = 64  # read at a time
_MARK = b"PAR1"
_FIRST_PAGE = b"PAR1\x15"  # what nearly every writer begins with, so that a file cut short is known, too


def claims(data: bytes, name: str) -> bool:
    """A file marked as Parquet at both ends, or one that begins as they do."""
    is_whole = len(data) > 2 * len(_MARK) and data.startswith(_MARK) and data.endswith(_MARK)
    return is_whole or data.startswith(_FIRST_PAGE)


def articles(data: bytes | Path, origin: str, metadata: Article) -> Iterator[Article | Failure]:
    """The report of every row; raises `Malformed`, or `Empty` where no column holds texts."""
    from onrecord.sources.confined import confined

    yield from confined(parsed, data, origin, metadata)


def parsed(stream: BinaryIO, origin: str, metadata: Article) -> Iterator[Article | Failure]:
    """The reports of the rows, read a few at a time; to be run where a crash does no harm."""
    import pyarrow
    import pyarrow.parquet

    pyarrow.set_cpu_count(1)
    number = 0
    metadata = replace(metadata, url=None)  # it is the file's, and no row's
    try:
        table = pyarrow.parquet.ParquetFile(stream)
        columns = _columns(table, origin)
        for batch in table.iter_batches(ROWS, columns=list(columns), use_threads=False):
            for row in batch.to_pylist():
                number += 1
                item = {name: _plain(row[column]) for column, name in columns.items()}
                yield from _in_row(item, f"{origin} row {number}", metadata)
    except (pyarrow.ArrowMemoryError, MemoryError):
        raise MemoryError from None
    except (pyarrow.ArrowException, OSError, ValueError) as fault:
        reason = f"{origin}: the Parquet file is damaged: {str(fault).partition(chr(10))[0][:200]}"
        if not number:
            raise Malformed(reason) from fault
        yield Failure(origin, Malformed(f"{reason}; the rows after number {number} were not read"))
        return
    if not number:
        raise Empty(f"{origin}: the Parquet file has no rows")


def _columns(table: pyarrow.parquet.ParquetFile, origin: str) -> dict[str, str]:
    """The columns a report is made of, with the names JSON reports give them, whatever their case."""
    known = {name.lower(): name for name in json_reader.FIELD_NAMES}
    found = {name: known[name.lower()] for name in table.schema_arrow.names if name.lower() in known}
    if not set(found.values()).intersection(json_reader.TEXT_NAMES):
        raise Empty(f"{origin}: the Parquet file has no column named text, body, content, article or html")
    return found


def _plain(value: Any) -> Any:
    """A value as JSON has it: dates as ISO words, bytes as the text they are."""
    if isinstance(value, date):
        return value.isoformat()
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def _in_row(item: dict[str, Any], where: str, metadata: Article) -> Iterator[Article | Failure]:
    if not any(item.get(name) for name in json_reader.TEXT_NAMES):
        yield Failure(where, Empty(f"{where}: the row holds no text"))
        return
    try:
        yield from json_reader.articles_of(item, where, replace(metadata, origin=where))
    except OnrecordError as error:
        yield Failure(where, error)
