"""What people reviewed becomes training data: exact in JSON Lines, whole tokens in spaCy's DocBin."""

from __future__ import annotations

import json
import zipfile

import pytest
import spacy
from spacy.tokens import DocBin

from onrecord.export import ExportError
from onrecord.export.training import export_training
from onrecord.ledger.ledger import Ledger
from onrecord.ledger.reviewing import review
from tests.export.conftest import DENIAL, FLOOD
from tests.running import said


@pytest.fixture
def reviewed(read, tmp_path):
    """A ledger of two reports: in the first an amended, an accepted and a rejected record."""
    with Ledger(tmp_path / "ledger.db") as ledger:
        flood = read(FLOOD, published="2031-01-21", outlet="Tamarind")
        ledger.put(flood, "flood.txt")
        ledger.put(read(DENIAL, published="2031-01-22", outlet="Post of Ruo"), "denial.txt")
        own = flood.report.id
        said = next(one for one in flood.statements if one.kind == "direct")
        review(ledger, own, said.id, "amend", reviewer="Ada Reil", version=0, changes={"act": "confirm"})
        fled, hurt, killed = flood.figures[0], flood.figures[1], flood.figures[-1]
        assert (flood.words(fled.span), flood.words(hurt.span)) == ("More than 1,200", "Dozens")
        review(ledger, own, fled.id, "accept", reviewer="Ada Reil", version=0)
        review(ledger, own, hurt.id, "reject", reviewer="Bo Voss", version=0)
        within = [killed.span.end - 1, killed.span.end]  # the 2 of 12
        review(
            ledger, own, killed.id, "amend", reviewer="Bo Voss", version=0,
            changes={"span": within, "value": 2, "low": 2, "high": 2},
        )  # fmt: skip
        yield ledger


@pytest.fixture
def lines(reviewed, tmp_path):
    export_training(reviewed, tmp_path / "made")
    return [json.loads(line) for line in (tmp_path / "made/training.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture
def docs(reviewed, tmp_path):
    export_training(reviewed, tmp_path / "made")
    english = spacy.blank("en")
    return list(DocBin().from_disk(tmp_path / "made/training.spacy").get_docs(english.vocab))


def test_a_line_is_a_report_with_what_was_reviewed_in_it(lines):
    [line] = lines
    assert line["text"] == FLOOD
    assert [(one["kind"], one["status"], one["label"], one["words"]) for one in line["records"]] == [
        ("statement", "amended", "confirm", ["We held the bridge,", "but not the road."]),
        ("figure", "accepted", "displaced", ["More than 1,200"]),
        ("figure", "rejected", "injured", ["Dozens"]),
        ("figure", "amended", "killed", ["2"]),
    ]
    for one in line["records"]:
        assert [FLOOD[start:end] for start, end in one["spans"]] == one["words"]


def test_the_readings_of_the_machine_and_of_the_person_stand_side_by_side(lines):
    said, fled, hurt, killed = lines[0]["records"]
    assert (said["machine"]["act"], said["person"]["act"]) == ("assert", "confirm")
    assert said["machine"] | {"act": "confirm"} == said["person"]
    assert fled["machine"] == fled["person"]
    assert hurt["person"] is None
    assert (hurt["machine"]["low"], hurt["machine"]["high"]) == (24, 99)
    assert (killed["machine"]["value"], killed["person"]["value"]) == (12, 2)
    assert lines[0]["actors"][said["person"]["speaker"]] == "Adra Amari"
    assert killed["reviewer"] == "Bo Voss"


def test_a_doc_has_the_text_and_the_spans_with_their_labels(docs):
    [doc] = docs
    assert doc.text == FLOOD
    found = {name: [(span.text, span.label_) for span in group] for name, group in doc.spans.items()}
    assert found == {
        "statements": [("We held the bridge,", "confirm"), ("but not the road.", "confirm")],
        "cues": [("said", "confirm")],
        "figures": [("More than 1,200", "displaced")],
        "rejected_statements": [],
        "rejected_figures": [("Dozens", "injured")],
    }


def test_spans_lead_back_to_their_records(docs, lines):
    [doc], [line] = docs, lines
    assert doc.user_data["report_id"] == line["report_id"]
    ids = {tuple(span): one["id"] for one in line["records"] for span in one["spans"]}
    for name in ("statements", "figures", "rejected_figures"):
        for span in doc.spans[name]:
            assert ids[span.start_char, span.end_char] == span.id_


def test_a_span_within_a_token_is_counted_and_in_the_lines_alone(reviewed, tmp_path, docs, lines):
    tally = export_training(reviewed, tmp_path / "again")
    assert (tally.reports, tally.records, tally.spans, tally.off_tokens) == (1, 4, 5, 1)
    assert lines[0]["records"][-1]["words"] == ["2"]
    assert "killed" not in {span.label_ for span in docs[0].spans["figures"]}


def test_the_same_ledger_gives_the_same_bytes_and_an_archive_holds_the_same(reviewed, tmp_path):
    export_training(reviewed, tmp_path / "one")
    export_training(reviewed, tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        for name in ("training.jsonl", "training.spacy"):
            assert archive.read(name) == (tmp_path / "one" / name).read_bytes(), name


def test_only_the_reports_asked_for_are_written(reviewed, tmp_path):
    tally = export_training(reviewed, tmp_path / "none", ["0" * 16])
    assert tally.records == 0
    assert (tmp_path / "none/training.jsonl").read_text() == ""


def test_a_file_in_the_way_is_not_written_over(reviewed, tmp_path):
    (tmp_path / "taken").write_text("mine")
    with pytest.raises(ExportError, match="needs a folder"):
        export_training(reviewed, tmp_path / "taken")
    assert (tmp_path / "taken").read_text() == "mine"


def test_the_command_writes_it_and_tells_what_is_left_out(reviewed, tmp_path):
    command = ("export", "training", "--ledger", str(tmp_path / "ledger.db"))
    done = said(*command, "--output", str(tmp_path / "out"))
    assert done.returncode == 0
    assert "4 reviewed records of 1 reports written to" in done.stderr
    assert "1 of 6 spans begin or end within a token" in done.stderr
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"training.jsonl", "training.spacy"}
    refused = said(*command)
    assert refused.returncode == 1
    assert "name a folder with --output" in refused.stderr
