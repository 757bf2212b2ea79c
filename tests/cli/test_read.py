"""The command as a person meets it: what it prints, where, and how it exits."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.running import onrecord

REPORT = (
    "Ford shut, warden says\n\n"
    'The ford at Odde is shut, Warden Ruo Amadi told the Vale Gazette on Monday. "Nobody crosses," he said.\n\n'
    "(Invented.)\n"
)


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> Path:
    """A file with one invented report."""
    path = tmp_path_factory.mktemp("reports") / "ford.txt"
    path.write_text(REPORT, "utf-8")
    return path


def one_line(error: bytes) -> str:
    """The single line on standard error."""
    lines = error.decode().splitlines()
    assert len(lines) == 1, lines
    assert "Traceback" not in lines[0]
    return lines[0]


def test_a_report_is_printed_with_speakers_cues_and_words(report):
    done = onrecord("read", str(report))
    page = done.stdout.decode()
    assert done.returncode == 0
    assert done.stderr == b""
    assert "Ford shut, warden says" in page
    assert "Ruo Amadi" in page
    assert "Nobody crosses," in page
    assert "Vale Gazette" in page


def test_plain_output_has_no_colour_codes_and_no_trailing_blanks(report):
    page = onrecord("read", str(report)).stdout.decode()
    assert "\x1b" not in page
    assert all(line == line.rstrip() for line in page.split("\n"))


def test_json_is_the_contract(report):
    record = json.loads(onrecord("read", str(report), "--format", "json").stdout)
    assert list(record) == [
        "onrecord", "report", "actors", "places", "times", "statements", "figures", "events",
    ]  # fmt: skip
    assert record["report"]["text"] == REPORT
    assert record["statements"][-1]["kind"] == "direct"


def test_several_reports_are_an_array_in_json_and_lines_in_jsonl(report):
    array = json.loads(onrecord("read", str(report), str(report), "-f", "json").stdout)
    lines = onrecord("read", str(report), str(report), "-f", "jsonl").stdout.decode().splitlines()
    assert array == [json.loads(line) for line in lines]
    assert len(lines) == 2


def test_standard_input_is_a_source(report):
    done = onrecord("read", "-", "-f", "jsonl", stdin=REPORT.encode())
    assert json.loads(done.stdout)["statements"]


def test_html_goes_to_a_file(report, tmp_path):
    done = onrecord("read", str(report), "-f", "html", "-o", str(tmp_path / "ford.html"))
    assert done.returncode == 0
    assert (tmp_path / "ford.html").read_text("utf-8").lstrip().lower().startswith("<!doctype html>")


def test_several_pages_go_to_a_folder(report, tmp_path):
    other = tmp_path / "other.txt"
    other.write_text("Ode Marr said the bridge was gone.\n", "utf-8")
    assert (
        onrecord("read", str(report), str(other), "-f", "html", "-o", str(tmp_path / "pages")).returncode == 0
    )
    assert len(list((tmp_path / "pages").glob("*.html"))) == 2


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        pytest.param("missing.txt", None, "no such file", id="missing"),
        pytest.param("empty.txt", b"", "empty", id="empty"),
        pytest.param("blank.txt", b" \n\t\n", "empty", id="blank"),
        pytest.param("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(64), "PNG", id="picture"),
        pytest.param("data.txt", bytes(range(256)) * 8, "not text", id="binary"),
        pytest.param("broken.json", b'{"text": "The ford', "JSON", id="broken-json"),
        pytest.param(
            "german.txt",
            "Der Bürgermeister sagte am Montag, die Brücke über den Fluss sei seit dem Hochwasser gesperrt. "
            "Niemand wisse, wann sie wieder geöffnet werde, erklärte die Sprecherin des Ministeriums. "
            "Die Bewohner der Dörfer am Ostufer müssten weiter mit Booten versorgt werden.".encode(),
            "English",
            id="german",
        ),
    ],
)
def test_what_cannot_be_read_gets_one_clear_line_and_exit_code_one(tmp_path, name, content, says):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    done = onrecord("read", str(path))
    line = one_line(done.stderr)
    assert done.returncode == 1
    assert done.stdout == b""
    assert name in line
    assert says in line


def test_in_a_batch_the_rest_goes_on(report, tmp_path):
    done = onrecord("read", str(tmp_path / "missing.txt"), str(report), "-f", "jsonl")
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 1
    assert "missing.txt" in one_line(done.stderr)


def test_quiet_says_nothing_of_failures_but_exits_with_one(report, tmp_path):
    done = onrecord("read", "--quiet", str(tmp_path / "missing.txt"))
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["reed"], id="unknown-command"),
        pytest.param(["read"], id="no-source"),
        pytest.param(["read", "x", "--format", "xml"], id="unknown-format"),
        pytest.param(["explain", "x"], id="explain-without-statement"),
    ],
)
def test_wrong_use_gets_one_line_and_exit_code_two(arguments):
    done = onrecord(*arguments)
    assert done.returncode == 2
    assert one_line(done.stderr).startswith("onrecord: ")


def test_an_unknown_model_is_one_line(report):
    done = onrecord("read", str(report), "--model", "en_none_such")
    assert done.returncode == 1
    assert "en_none_such" in one_line(done.stderr)


def test_a_file_that_cannot_be_written_is_one_line(report, tmp_path):
    done = onrecord("read", str(report), "-f", "json", "-o", str(tmp_path / "nowhere" / "out.json"))
    assert done.returncode == 1
    assert "cannot be written" in one_line(done.stderr)


def test_too_long_a_report_is_refused_with_the_way_out(report):
    done = onrecord("read", str(report), "--max-characters", "50")
    assert done.returncode == 1
    assert "--max-characters" in one_line(done.stderr)


def test_help_does_not_load_the_parser():
    code = "import sys; sys.argv = ['onrecord', '--help']\ntry:\n import onrecord.cli; onrecord.cli.main()\n"
    code += "except SystemExit: pass\nprint('spacy' in sys.modules, 'rich' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.split()[-2:] == [b"False", b"False"]


def test_the_reader_of_the_output_may_leave_early(report):
    command = f"{sys.executable} -m onrecord read {report} {report} -f jsonl | head -c 10"
    done = subprocess.run(command, shell=True, capture_output=True, check=True)
    assert b"Traceback" not in done.stderr


def test_explain_names_rule_and_words(report):
    at = REPORT.index("Nobody")
    done = onrecord("explain", str(report), "--at", str(at))
    page = done.stdout.decode()
    assert done.returncode == 0
    assert "cue-after" in page
    assert f"{at}–" in page
    assert "Nobody crosses," in page


def test_explain_takes_a_statement_id(report):
    assert onrecord("explain", str(report), "--statement", "s1").stdout.startswith(b"s1")
    done = onrecord("explain", str(report), "--statement", "s99")
    assert done.returncode == 1
    assert "s99" in one_line(done.stderr)


def test_the_samples_can_be_listed_and_copied(tmp_path):
    listed = onrecord("samples").stdout.decode().splitlines()
    assert onrecord("samples", "--copy", str(tmp_path / "copy")).returncode == 0
    assert sorted(Path(line).name for line in listed) == sorted(p.name for p in (tmp_path / "copy").iterdir())
