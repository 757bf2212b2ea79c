"""`onrecord figures`: a table to read, a CSV that a spreadsheet opens without harm."""

from __future__ import annotations

import csv
import io

import pytest

from onrecord.render.spreadsheet import cell, write_csv
from tests.running import onrecord

REPORT = (
    "Ford toll rises\n\n"
    "At least 12 people were killed at Odde on Monday, Warden Ruo Amadi said. Prices rose by 5 per cent.\n\n"
    "(Invented.)\n"
)


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "ford.txt"
    path.write_text(REPORT, "utf-8")
    return path


def rows(output: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(output.decode("utf-8"), newline="")))


def test_the_figures_of_a_report_are_a_table(report):
    page = onrecord("figures", str(report)).stdout.decode()
    assert "At least 12" in page
    assert "≥ 12" in page
    assert "killed" in page
    assert "Ruo Amadi" in page


def test_reading_a_report_shows_its_figures_under_the_statements(report):
    page = onrecord("read", str(report)).stdout.decode()
    assert page.index("assert · certain") < page.index("≥ 12")


def test_the_csv_has_a_row_a_figure_with_numbers_as_numbers(report):
    killed, prices = rows(onrecord("figures", str(report), "--format", "csv").stdout)
    assert (killed["words"], killed["value"], killed["low"], killed["high"]) == (
        "At least 12",
        "12",
        "12",
        "",
    )
    assert (killed["modifier"], killed["indicator"], killed["vouched_by"]) == (
        "at least",
        "killed",
        "Ruo Amadi",
    )
    assert (prices["unit"], prices["measure"], prices["direction"]) == ("%", "change", "up")
    assert REPORT[int(killed["from_character"]) : int(killed["to_character"])] == "At least 12"


def test_the_csv_of_several_reports_goes_to_a_file_and_bad_ones_are_named(report, tmp_path):
    out = tmp_path / "figures.csv"
    done = onrecord("figures", str(report), str(tmp_path / "nowhere.txt"), "-f", "csv", "-o", str(out))
    assert done.returncode == 1
    assert b"nowhere.txt" in done.stderr
    assert len(rows(out.read_bytes())) == 2


def test_a_report_without_figures_says_so(tmp_path):
    path = tmp_path / "none.txt"
    path.write_text("The ford at Odde is shut, Warden Ruo Amadi said. Nobody crosses it now.", "utf-8")
    assert "No figures in this text." in onrecord("figures", str(path)).stdout.decode()


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-5 men", "@cmd", "\t=1", " =1", "\r=1", "＝1", "|calc", "=HYPERLINK(\"x\")"],
)  # fmt: skip
def test_text_that_would_start_a_formula_is_neutralised(text):
    assert cell(text).startswith("'")


@pytest.mark.parametrize("value", [-5, 2.5, 0, "12 men", "a=b", ""])
def test_numbers_and_plain_words_stay_as_they_are(value):
    assert cell(value) == value


def test_a_text_of_several_lines_stays_one_row():
    stream = io.StringIO()
    write_csv([{"said": "one\r\ntwo\u2028three", "value": None}], ("said", "value"), stream)
    assert stream.getvalue() == "said,value\r\none two three,\r\n"


def test_a_title_that_is_a_formula_reaches_no_cell_as_one(tmp_path):
    path = tmp_path / "bad.json"
    path.write_text(
        '{"title": "=1+1", "text": "Ruo Amadi said 12 people had drowned at the ford of Odde on the way home."}',
        "utf-8",
    )
    [row] = rows(onrecord("figures", str(path), "-f", "csv").stdout)
    assert row["title"] == "'=1+1"
