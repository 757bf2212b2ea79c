"""Text from outside never becomes a formula in a spreadsheet."""

from __future__ import annotations

import csv
import io
import itertools
import shutil
import subprocess
import zipfile

import openpyxl
import pytest

from onrecord.export import export
from tests.export.conftest import hostile_record, written

TRIGGERS = ("=", "+", "-", "@", "\t=", "\r=", "\n=", "＝", "＋", "－", "＠", "|")
BEFORE = ("", " ", "\u00a0", "\u3000")
AFTER = ("1+1", "SUM(A1:A9)", "cmd|' /C calc'!A0", 'HYPERLINK("http://example.org","x")', "A1")
PAYLOADS = [before + trigger + after for before, trigger, after in itertools.product(BEFORE, TRIGGERS, AFTER)]


def test_there_are_enough_payloads():
    assert len(PAYLOADS) >= 200


@pytest.mark.parametrize("format", ["csv", "hxl"])
def test_no_cell_of_text_starts_a_formula(format):
    data = written([hostile_record(payload) for payload in PAYLOADS], format)
    for name, text in files(data):
        for row in itertools.islice(csv.reader(io.StringIO(text, newline="")), 1, None):
            for value in row:
                is_number = value.lstrip("-").replace(".", "").isdigit()
                assert is_number or value.strip()[:1] not in set("=+-@\t\r\n＝＋－＠|") or value == "-", name


def test_excels_cells_of_text_are_typed_as_text():
    book = openpyxl.load_workbook(io.BytesIO(written(map(hostile_record, PAYLOADS), "xlsx")))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert {row[1] for row in book["reports"].iter_rows(min_row=2, values_only=True)} == {
        "'" + " ".join(payload.splitlines()) for payload in PAYLOADS
    }


@pytest.mark.parametrize("format", ["csv", "xlsx", "parquet"])
def test_a_negative_number_stays_a_number(format):
    data = written([hostile_record("-5")], format)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if format == "csv":
            [row] = csv.DictReader(io.StringIO(archive.read("figures.csv").decode()))
            assert (row["value"], row["words"]) == ("-5", "'-5")
        elif format == "xlsx":
            heading, row = openpyxl.load_workbook(io.BytesIO(data))["figures"].iter_rows(values_only=True)
            found = dict(zip(heading, row, strict=True))
            assert (found["value"], found["words"]) == (-5, "'-5")
        else:
            import pyarrow.parquet

            [row] = pyarrow.parquet.read_table(io.BytesIO(archive.read("figures.parquet"))).to_pylist()
            assert (row["value"], row["words"]) == (-5, "-5")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_libreoffice_finds_no_formula(format, tmp_path):
    target = tmp_path / ("tables" if format == "csv" else "tables.xlsx")
    export(map(hostile_record, PAYLOADS), format, target)
    opened = sorted(target.iterdir()) if target.is_dir() else [target]
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    command = ["soffice", home, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "seen")]
    subprocess.run([*command, *map(str, opened)], check=True, capture_output=True, timeout=300)
    for path in opened:
        book = openpyxl.load_workbook(tmp_path / "seen" / f"{path.stem}.xlsx")
        assert "f" not in {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}


def files(data):
    """The texts of an export: of the files in an archive, or the one."""
    if not data.startswith(b"PK"):
        return [("", data.decode())]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(name, archive.read(name).decode()) for name in archive.namelist()]
