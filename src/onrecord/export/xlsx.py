"""The tables as an Excel workbook (Office Open XML, ECMA-376), one sheet a table."""

from __future__ import annotations

import datetime
import re
import zipfile
from collections.abc import Iterable
from typing import IO, TYPE_CHECKING, Any, BinaryIO

from onrecord.export.csv import value_of
from onrecord.export.shapes import THEN, Binary, DatelessArchive
from onrecord.export.tables import TABLES, Column, Row, Table, day, fields
from onrecord.record import Record
from onrecord.render.spreadsheet import cell as harmless

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell

MOST_ROWS = 1_048_576  # of a sheet, and
MOST_UNITS = 32_767  # UTF-16 code units of a cell: "Excel specifications and limits", Microsoft
CUT = " … [cut here]"
FIRST_DAY = datetime.date(1900, 3, 1)  # before it Excel's calendar has a day that never was
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2
_WIDE = frozenset({"words", "title", "url", "text", "name", "aliases", "warnings"})


def write(records: Iterable[Record], stream: BinaryIO | IO[bytes]) -> None:
    """Write the workbook to `stream`; a table too long for a sheet goes on in another ("mentions 2")."""
    from openpyxl import Workbook
    from openpyxl.writer.excel import ExcelWriter

    workbook = Workbook(write_only=True)
    workbook.properties.creator = "Onrecord"
    workbook.properties.created = workbook.properties.modified = datetime.datetime(*THEN)
    sheets = [_Sheets(workbook, table) for table in TABLES]
    try:
        for record in records:
            for sheet in sheets:
                for row in sheet.table.rows(record):
                    sheet.append(row)
    except BaseException:
        _abandon(sheets)
        raise
    _in_order(workbook, sheets)
    with DatelessArchive(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        ExcelWriter(workbook, archive).write_data()


class _Sheets:
    """The sheet of a table, and the next one where it is full."""

    def __init__(self, workbook: Workbook, table: Table) -> None:
        self.workbook = workbook
        self.table = table
        self.sheets: list[Any] = []
        self._begin()

    def append(self, row: Row) -> None:
        if self.rows == MOST_ROWS:
            self._begin()
        self.sheet.append([_cell(self.sheet, column, row[column.name]) for column in self.table.columns])
        self.rows += 1

    def _begin(self) -> None:
        from openpyxl.utils import get_column_letter

        number = len(self.sheets) + 1
        self.sheet: Any = self.workbook.create_sheet(
            self.table.name if number == 1 else f"{self.table.name} {number}"
        )
        self.sheet.freeze_panes = "A2"
        for position, column in enumerate(self.table.columns, start=1):
            self.sheet.column_dimensions[get_column_letter(position)].width = _width(column)
        self.sheet.append([_heading(self.sheet, column) for column in self.table.columns])
        self.sheets.append(self.sheet)
        self.rows = 1


def _in_order(workbook: Workbook, sheets: list[_Sheets]) -> None:
    """Put a table's further sheets after its first one."""
    order = [sheet for found in sheets for sheet in found.sheets]
    workbook._sheets = order  # type: ignore[attr-defined]


def _abandon(sheets: list[_Sheets]) -> None:
    """Close and remove the files that openpyxl keeps half-written sheets in."""
    for found in sheets:
        for sheet in found.sheets:
            sheet.close()
            sheet._writer.cleanup()


def _width(column: Column) -> float:
    """A width in characters: of an id, a date or a number, or of the start of a text."""
    if column.name in _WIDE:
        return 40
    return max(12, len(column.name) + 2)


def _heading(sheet: Any, column: Column) -> Cell:
    from openpyxl.styles import Font

    cell = _text_cell(sheet, column.name)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: Any, column: Column, value: Any) -> Any:
    """A cell of the column's kind: a date, a number, or text typed as text."""
    if value is None:
        return None
    if column.kind in ("integer", "number"):
        return value
    if column.kind == "date":
        found = day(value)
        if found is not None and found >= FIRST_DAY and len(value) == len("2031-01-21"):
            return found
    return _text_cell(sheet, cell_text(harmless(value_of(value, column))))


def _text_cell(sheet: Any, text: str) -> Cell:
    from openpyxl.cell import WriteOnlyCell

    cell: Cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"  # whatever the text looks like
    return cell


def cell_text(text: str) -> str:
    """A text that a cell can hold: what XML cannot becomes U+FFFD, what Excel cannot is cut, and says so."""
    text = _NOT_XML.sub("\ufffd", text)
    if len(text) <= MOST_UNITS // 2 or len(text.encode("utf-16-le")) <= 2 * MOST_UNITS:
        return text
    kept = text.encode("utf-16-le")[: 2 * (MOST_UNITS - len(CUT))]
    return kept.decode("utf-16-le", errors="ignore") + CUT


FORMAT = Binary(
    about=(
        "A workbook with one sheet a table, headings frozen, dates as dates and numbers as numbers. Text "
        "that would start a formula gets an apostrophe before it; a text longer than Excel's 32,767 "
        "characters is cut and says so."
    ),
    ending=".xlsx",
    fields=fields(),
    write=write,
)
