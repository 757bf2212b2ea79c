"""The tables in CSV, Excel and Parquet, read by others."""

from __future__ import annotations

import csv
import datetime
import io
import zipfile

import openpyxl
import pandas
import pyarrow.parquet
import pytest

from onrecord.export import xlsx
from onrecord.export.tables import TABLES
from tests.export.conftest import hostile_record, written


def csv_tables(data):
    """Rows as dicts, by table."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {
            name.removesuffix(".csv"): list(
                csv.DictReader(io.StringIO(archive.read(name).decode(), newline=""))
            )
            for name in archive.namelist()
        }


def parquet_tables(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {
            name.removesuffix(".parquet"): pyarrow.parquet.read_table(io.BytesIO(archive.read(name)))
            for name in archive.namelist()
        }


def workbook(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def sheet_rows(sheet):
    heading, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(heading, row, strict=True)) for row in rows]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_rows_have_a_value_for_every_column(records, table):
    for record in [*records, hostile_record("The dyke held.")]:
        for row in table.rows(record):
            assert set(row) == {column.name for column in table.columns}


def test_the_three_hold_the_same_rows(records):
    in_csv, in_parquet = csv_tables(written(records, "csv")), parquet_tables(written(records, "parquet"))
    book = workbook(written(records, "xlsx"))
    for table in TABLES:
        names = [column.name for column in table.columns]
        assert in_parquet[table.name].column_names == names
        assert [cell.value for cell in book[table.name][1]] == names
        sizes = {
            len(in_csv[table.name]),
            in_parquet[table.name].num_rows,
            book[table.name].max_row - 1,
            sum(len(list(table.rows(record))) for record in records),
        }
        assert len(sizes) == 1


# --- CSV --------------------------------------------------------------------------------


def test_pandas_reads_csv(records):
    with zipfile.ZipFile(io.BytesIO(written(records, "csv"))) as archive:
        figures = pandas.read_csv(archive.open("figures.csv"))
    [fled] = figures[figures.words == "More than 1,200"].to_dict("records")
    assert (fled["value"], fled["indicator"], fled["place_name"]) == (1200, "displaced", "Mosul")
    [hurt] = figures[figures.words == "Dozens"].to_dict("records")
    assert pandas.isna(hurt["value"])
    assert (hurt["low"], hurt["high"]) == (24, 99)


def test_raw_csv_keeps_text_as_it_is():
    text = '=1+1\n"It held," he said'
    [report] = csv_tables(written([hostile_record(text)], "csv_raw"))["reports"]
    assert report["text"] == text


# --- Parquet ----------------------------------------------------------------------------


def test_parquet_is_typed_with_nulls_as_nulls(records):
    tables = parquet_tables(written(records, "parquet"))
    figures = tables["figures"]
    assert figures.schema.field("value").type == pyarrow.float64()
    assert figures.schema.field("span_start").type == pyarrow.int64()
    assert figures.schema.field("start").type == pyarrow.date32()
    assert tables["actors"].schema.field("aliases").type == pyarrow.list_(pyarrow.string())
    [hurt] = [row for row in figures.to_pylist() if row["words"] == "Dozens"]
    assert hurt["value"] is None
    assert tables["reports"].to_pylist()[0]["published"] == datetime.date(2031, 1, 21)


def test_parquet_says_what_a_column_means(records):
    field = parquet_tables(written(records, "parquet"))["figures"].schema.field("low")
    assert field.metadata[b"comment"].decode() == "least the words allow; empty: open"


def test_parquet_keeps_text_raw():
    text = "=1+1\0\r\n\tthe dyke 🌊"
    [report] = parquet_tables(written([hostile_record(text)], "parquet"))["reports"].to_pylist()
    assert report["text"] == report["title"] == text


def test_spans_in_parquet_are_those_words(records):
    tables = parquet_tables(written(records, "parquet"))
    texts = {row["id"]: row["text"] for row in tables["reports"].to_pylist()}
    for name in ("pieces", "figures", "times", "mentions"):
        for row in tables[name].to_pylist():
            assert texts[row["report_id"]][row["span_start"] : row["span_end"]] == row["words"]
    for row in tables["statements"].to_pylist():
        if row["cue"] is not None:
            assert texts[row["report_id"]][row["cue_start"] : row["cue_end"]] == row["cue"]


def test_parquet_fills_one_row_group_after_another(records, monkeypatch):
    monkeypatch.setattr("onrecord.export.parquet.ROW_GROUP", 2)
    with zipfile.ZipFile(io.BytesIO(written(records * 3, "parquet"))) as archive:
        file = pyarrow.parquet.ParquetFile(io.BytesIO(archive.read("reports.parquet")))
    assert (file.num_row_groups, file.metadata.num_rows) == (3, 6)


# --- Excel ------------------------------------------------------------------------------


def test_excel_has_real_dates_and_numbers_under_frozen_headings(records):
    sheet = workbook(written(records, "xlsx"))["figures"]
    assert sheet.freeze_panes == "A2"
    [fled] = [row for row in sheet_rows(sheet) if row["words"] == "More than 1,200"]
    assert fled["value"] == 1200
    assert fled["start"] == datetime.datetime(2031, 1, 13)
    at = {cell.value: cell.column for cell in sheet[1]}
    assert sheet.cell(2, at["start"]).is_date
    assert sheet.cell(2, at["value"]).data_type == "n"
    assert sheet.column_dimensions["C"].width == 40


def test_a_full_sheet_goes_on_in_the_next(records, monkeypatch):
    monkeypatch.setattr(xlsx, "MOST_ROWS", 3)
    book = workbook(written(records * 2, "xlsx"))
    assert book.sheetnames[:3] == ["reports", "reports 2", "statements"]
    ids = [row["id"] for name in ("reports", "reports 2") for row in sheet_rows(book[name])]
    assert ids == [record.report.id for record in records * 2]


@pytest.mark.parametrize("letter", ["a", "🌊"], ids=["one-unit", "two-units"])
def test_a_text_too_long_for_a_cell_is_cut_and_says_so(letter):
    [row] = sheet_rows(workbook(written([hostile_record(letter * 40_000)], "xlsx"))["reports"])
    assert row["text"].endswith(xlsx.CUT)
    assert 32_765 <= len(row["text"].encode("utf-16-le")) // 2 <= 32_767


def test_a_day_before_excels_calendar_stays_text():
    [row] = sheet_rows(workbook(written([hostile_record("The dyke held.", "1815-06-18")], "xlsx"))["reports"])
    assert row["published"] == "1815-06-18"


def test_what_xml_cannot_hold_is_replaced():
    [row] = sheet_rows(workbook(written([hostile_record("a\0b\x01c\ud800d\ufffee")], "xlsx"))["reports"])
    assert row["text"] == "a\ufffdb\ufffdc\ufffdd\ufffde"
