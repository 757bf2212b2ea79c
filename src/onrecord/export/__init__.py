"""Records in the formats other tools read.

`export` writes records to a file, a folder or a stream. A new format is a module with a `FORMAT`,
one of the shapes in `shapes.py`, and its name in `FORMATS`.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, TextIO

from onrecord.export.shapes import ExportError, Format
from onrecord.record import Record

__all__ = ["FORMATS", "ExportError", "export", "format_of"]

FORMATS = (
    "csv", "csv_raw", "xlsx", "parquet", "jsonl", "geojson", "hxl", "annotation", "claims", "gkg",
)  # fmt: skip
"""The formats; each is the name of its module here."""


def export(records: Iterable[Record], format: str, target: Path | BinaryIO | TextIO) -> None:
    """Write records, in their order, as one of `FORMATS`; the same records give the same bytes.

    `target` is a path or an open stream, which stays open. A format of several tables (`csv`, `csv_raw`,
    `parquet`) makes a folder of the path, or a zip archive where it ends in `.zip`; to a stream it is always
    an archive. A file at the path is replaced once the new one is complete. Raises `ExportError`.
    """
    chosen = format_of(format)
    try:
        if isinstance(target, Path):
            chosen.to_path(records, target)
        elif isinstance(target, io.TextIOBase):
            chosen.to_text(records, target)
        else:
            chosen.to_bytes(records, target)  # type: ignore[arg-type]
    except BrokenPipeError:
        raise  # the reader has enough: for the command line to say nothing of
    except OSError as fault:
        where = target if isinstance(target, Path) else "the output"
        raise ExportError(f"{where}: cannot be written: {fault.strerror or fault}") from fault


def format_of(name: str) -> Format:
    """The format of this name; raises `ExportError`."""
    if name not in FORMATS:
        raise ExportError(f"there is no export format {name!r}; choose one of: {', '.join(FORMATS)}")
    found: Format = import_module(f"onrecord.export.{name}").FORMAT
    return found
