"""Every format, through the one way in."""

from __future__ import annotations

import io
import json
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.export import FORMATS, ExportError, export, format_of
from onrecord.export.shapes import Binary, Tables, Text
from tests.export.conftest import hostile_record, written

TEXTS = [name for name in FORMATS if isinstance(format_of(name), Text)]
SETS = [name for name in FORMATS if isinstance(format_of(name), Tables)]
FILES = [name for name in FORMATS if not isinstance(format_of(name), Tables)]
ODD = st.text(
    st.sampled_from("=+-@\t\r\n\0\x0b\x1f\x85\u2028'\";,#| ＝aé\U0001f30a\ud800\udfff\ufffe"), min_size=1
) | st.text(st.characters(), min_size=1)  # fmt: skip


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_records_give_the_same_bytes(records, format, monkeypatch):
    first = written(records, format)
    monkeypatch.setattr("time.time", lambda: 4e9)
    assert written(records, format) == first


@pytest.mark.parametrize("format", FORMATS)
def test_a_path_and_a_stream_get_the_same(records, format, tmp_path):
    path = tmp_path / ("out.zip" if format in SETS else "out")
    export(iter(records), format, path)
    if format == "xlsx" or format in SETS:
        with zipfile.ZipFile(path) as kept, zipfile.ZipFile(io.BytesIO(written(records, format))) as streamed:
            assert {name: kept.read(name) for name in kept.namelist()} == {
                name: streamed.read(name) for name in streamed.namelist()
            }
    else:
        assert path.read_bytes() == written(records, format)
    assert os.listdir(tmp_path) == [path.name]


@pytest.mark.parametrize("format", SETS)
def test_a_set_of_tables_fills_a_folder(records, format, tmp_path):
    folder = tmp_path / "tables"
    export(records, format, folder)
    with zipfile.ZipFile(io.BytesIO(written(records, format))) as archive:
        assert {file.name: file.read_bytes() for file in folder.iterdir()} == {
            name: archive.read(name) for name in archive.namelist()
        }


@pytest.mark.parametrize("format", TEXTS)
def test_a_stream_of_text_gets_text(records, format):
    stream = io.StringIO(newline="")
    export(records, format, stream)
    assert stream.getvalue().encode() == written(records, format)


@pytest.mark.parametrize("format", FORMATS)
def test_no_records_make_an_empty_export(format):
    assert written([], format) is not None


@pytest.mark.parametrize("format", FORMATS)
@given(text=ODD)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_can_be_written(format, text):
    data = written([hostile_record(text)], format)
    if format in TEXTS:
        data.decode("utf-8")


@pytest.mark.parametrize("published", [None, "2031-01-21T10:00:00+03:00", "0099-01-01", "soon"])
@pytest.mark.parametrize("format", FORMATS)
def test_any_day_of_publication_can_be_written(format, published):
    assert written([hostile_record("The dyke held.", published)], format)


# --- What goes wrong --------------------------------------------------------------------


def test_an_unknown_format_names_the_known_ones():
    with pytest.raises(ExportError, match=r"no export format 'word'; choose one of: csv, .*gkg"):
        export([], "word", io.BytesIO())


def test_a_path_without_a_folder_is_refused(tmp_path):
    with pytest.raises(ExportError, match="there is no folder"):
        export([], "jsonl", tmp_path / "none" / "out.jsonl")


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(ExportError, match="is a folder; name a file"):
        export([], "jsonl", tmp_path)


def test_a_set_needs_a_folder_or_an_archive(tmp_path):
    (tmp_path / "out").write_text("kept")
    with pytest.raises(ExportError, match=r"needs a folder, or a name ending in \.zip"):
        export([], "csv", tmp_path / "out")
    assert (tmp_path / "out").read_text() == "kept"


@pytest.mark.parametrize("format", [name for name in FORMATS if name not in TEXTS])
def test_a_stream_of_text_takes_no_bytes(format):
    with pytest.raises(ExportError, match="no text; name a"):
        export([], format, io.StringIO())


@pytest.mark.parametrize("format", FILES)
def test_what_stood_at_the_path_stays_when_the_records_stop_short(records, format, tmp_path):
    def broken():
        yield records[0]
        raise RuntimeError("the reader fell over")

    path = tmp_path / "out"
    path.write_text("kept")
    with pytest.raises(RuntimeError):
        export(broken(), format, path)
    assert path.read_text() == "kept"
    assert os.listdir(tmp_path) == ["out"]


@pytest.mark.filterwarnings("error")
def test_a_workbook_that_stops_short_leaves_nothing_behind(records, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def broken():
        yield records[0]
        raise RuntimeError("the reader fell over")

    with pytest.raises(RuntimeError):
        export(broken(), "xlsx", io.BytesIO())
    assert os.listdir(tmp_path) == []


def test_a_new_file_has_the_rights_any_new_file_has(records, tmp_path):
    Path(tmp_path, "plain").touch()
    export(records, "jsonl", tmp_path / "out")
    assert (tmp_path / "out").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_records_are_read_one_at_a_time(records):
    """A text format has written a record before it asks for the next."""
    stream = io.BytesIO()
    sizes = []

    def asked():
        for record in records * 3:
            sizes.append(stream.tell())
            yield record

    export(asked(), "jsonl", stream)
    assert sizes == sorted(set(sizes))


# --- JSON Lines -------------------------------------------------------------------------


def test_a_line_is_the_record(records):
    lines = written(records, "jsonl").decode().split("\n")
    assert lines == [*(record.to_json() for record in records), ""]
    assert [json.loads(line)["report"]["text"] for line in lines[:-1]] == [
        record.report.text for record in records
    ]


def test_every_shape_is_known():
    assert all(isinstance(format_of(name), Text | Binary | Tables) for name in FORMATS)
