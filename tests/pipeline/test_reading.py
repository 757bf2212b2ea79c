"""The same bytes whichever way a report is read; anybody's pipeline can hold the components."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
import spacy

import onrecord
from onrecord import samples
from onrecord.errors import ModelError, SourceError
from onrecord.pipeline import DEFAULT_MODEL
from onrecord.reading import read_all, read_articles
from onrecord.record import Record
from onrecord.sources import Failure
from onrecord.sources.article import Article


def lines(*arguments: str, **environment: str) -> bytes:
    """What the command prints as JSON Lines."""
    done = subprocess.run(
        [sys.executable, "-m", "onrecord", "read", "-f", "jsonl", *arguments],
        capture_output=True,
        check=True,
        env={**os.environ, **environment},
    )
    return done.stdout


def test_batch_single_reads_and_two_processes_give_the_same_bytes():
    chosen = [str(path) for path in samples.paths()[:4]]
    batch = lines(*chosen, PYTHONHASHSEED="1")
    assert batch == lines(*chosen, "-w", "2", PYTHONHASHSEED="2")
    assert batch == b"".join(lines(path) for path in chosen[:2]) + lines(*chosen[2:])


def test_json_and_the_record_agree(read):
    record = read("Ruo Amadi said the ford was shut.")
    assert json.loads(record.to_json()) == json.loads(json.dumps(record.to_dict()))


def test_a_component_works_alone_in_a_plain_pipeline():
    nlp = spacy.load(DEFAULT_MODEL)
    nlp.add_pipe("onrecord_attribution")
    [found] = nlp("Ruo Amadi said that the ford was shut.")._.attributions
    assert found.rule == "clause"
    assert found.speaker is None


def test_all_components_work_without_a_report():
    doc = onrecord.load()('"Nobody crosses," said Ruo Amadi.')
    [found] = doc._.attributions
    assert doc._.cast[found.speaker].name == "Ruo Amadi"


def test_a_pipeline_without_a_parser_is_refused():
    with pytest.raises(ModelError, match="not installed"):
        onrecord.load("en_none_such")


def test_one_source_with_two_reports_is_told_so(tmp_path):
    path = tmp_path / "two.jsonl"
    path.write_text('{"text": "Ruo Amadi said so."}\n{"text": "Ode Marr said so."}\n')
    with pytest.raises(SourceError, match="2 reports"):
        onrecord.read(path)
    assert all(isinstance(outcome, Record) for outcome in read_all([str(path)]))


def test_the_input_stays_the_text():
    text = "\ufeffThe ford is shut,\r\nsaid Ruo\u00a0Amadi.\r\n"
    assert onrecord.read_text(text.lstrip("\ufeff").replace("\r\n", "\n")).report.text == (
        "The ford is shut,\nsaid Ruo\u00a0Amadi.\n"
    )


class Deadly:
    """What kills the process that it is handed to."""

    def __reduce__(self):
        return os._exit, (1,)


def test_a_report_that_kills_its_process_fails_alone():
    texts = [f"Ruo Amadi said {number} houses burned in Chirimba." for number in range(12)]
    found = [Article(text=text, origin=f"report {number}") for number, text in enumerate(texts)]
    found[5] = Article(text=texts[5], origin="report 5", record={"deadly": Deadly()})
    outcomes = list(read_articles(found, workers=2))
    assert [type(outcome) for outcome in outcomes] == [Record] * 5 + [Failure] + [Record] * 6
    assert [outcome.report.text for outcome in outcomes if isinstance(outcome, Record)] == [
        text for number, text in enumerate(texts) if number != 5
    ]
    assert outcomes[5].origin == "report 5"
    assert outcomes[5].error.code == "crash"
