"""GKG rows, taken apart as GDELT's codebook says."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pandas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.export.gkg import COLUMNS
from tests.export.conftest import hostile_record, written

NAMES = [name for name, _ in COLUMNS]


def rows(records):
    lines = written(records, "gkg").decode().split("\n")
    assert lines.pop() == ""
    return [dict(zip(NAMES, line.split("\t"), strict=True)) for line in lines]


def blocks(text):
    return [block for block in text.split(";") if block]


@pytest.fixture
def row(records):
    return rows(records)[0]


def test_pandas_reads_27_columns_without_a_heading(records, tmp_path):
    (tmp_path / "gkg.csv").write_bytes(written(records, "gkg"))
    table = pandas.read_csv(tmp_path / "gkg.csv", sep="\t", header=None, quoting=3, dtype=str)
    assert table.shape == (len(records), 27)


def test_a_row_says_when_and_where_it_was_published(row):
    assert row["GKGRECORDID"] == "20310121000000-1"
    assert row["V2.1DATE"] == "20310121000000"
    assert (row["V2SOURCECOLLECTIONIDENTIFIER"], row["V2SOURCECOMMONNAME"]) == ("1", "example.org")
    assert row["V2DOCUMENTIDENTIFIER"] == "https://example.org/a?b=1"
    assert ElementTree.fromstring(row["V2EXTRASXML"]).text == "Floods at the bridge"


def test_a_report_without_an_address_is_cited(records):
    cited = rows(records)[1]
    assert cited["V2SOURCECOLLECTIONIDENTIFIER"] == "2"
    assert cited["V2DOCUMENTIDENTIFIER"] == "Post of Ruo, Bridge holds, 2031-01-22"


def test_reports_of_a_day_are_numbered(records):
    assert [row["GKGRECORDID"][-2:] for row in rows([records[0]] * 3)] == ["-1", "-2", "-3"]


def test_counts_have_type_object_place_and_offset(row, records):
    kinds = {block.split("#")[0]: block.split("#") for block in blocks(row["V2.1COUNTS"])}
    assert set(kinds) == {"AFFECT", "KILL"}
    _, count, thing, where, name, country, *_, offset = kinds["AFFECT"]
    assert (count, thing, where, name, country) == ("1200", "person", "4", "Mosul, Nineveh, Iraq", "IZ")
    assert records[0].report.text[int(offset) :].startswith("More than 1,200")
    assert {len(block.split("#")) for block in blocks(row["V1COUNTS"])} == {10}
    assert {len(block.split("#")) for block in blocks(row["V2.1COUNTS"])} == {11}


def test_what_is_expected_is_an_amount_and_no_count(records):
    expected = rows(records)[1]
    assert "40000" not in expected["V2.1COUNTS"]
    assert "40000,person" in expected["V2.1AMOUNTS"]


def test_quotations_stand_at_their_offsets(row, records):
    text = records[0].report.text
    quoted = [block.split("|") for block in row["V2.1QUOTATIONS"].split("#")]
    assert [(verb, words) for _, _, verb, words in quoted] == [
        ("said", "We held the bridge,"),
        ("said", "but not the road."),
    ]
    for offset, length, _, words in quoted:
        assert text[int(offset) : int(offset) + int(length)] == words


def test_names_stand_at_their_offsets(row, records):
    text = records[0].report.text
    assert row["V1PERSONS"] == "Adra Amari"
    for column in ("V2ENHANCEDPERSONS", "V2ENHANCEDORGANIZATIONS", "V2.1ALLNAMES"):
        for block in blocks(row[column]):
            name, offset = block.split(",")
            assert text[int(offset) :].casefold().startswith(name.casefold())


def test_days_have_their_resolution(row):
    resolution, month, day, year, _ = blocks(row["V2.1ENHANCEDDATES"])[0].split("#")
    assert (resolution, month, day, year) == ("3", "1", "21", "2031")


def test_places_of_either_column_agree(row):
    plain = [block.split("#") for block in blocks(row["V1LOCATIONS"])]
    enhanced = [block.split("#") for block in blocks(row["V2ENHANCEDLOCATIONS"])]
    assert {len(block) for block in plain} == {7}
    assert {len(block) for block in enhanced} == {9}
    assert {tuple(block[:3]) for block in plain} == {tuple(block[:3]) for block in enhanced}


@given(st.text(min_size=1) | st.text(st.sampled_from(";#|,\t\n\r<&>a"), min_size=1))
@settings(deadline=None)
def test_no_text_breaks_a_row_apart(text):
    [row] = rows([hostile_record(text)])
    assert len(row["V2.1QUOTATIONS"].split("|")) == 4
    assert len(row["V2.1COUNTS"].split("#")) == 11
    assert len(row["V2ENHANCEDPERSONS"].split(",")) == 2
    assert len(row["V2ENHANCEDLOCATIONS"].split("#")) == 9
