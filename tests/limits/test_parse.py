"""Texts that break parsers: they are read, or at least survived."""

from __future__ import annotations

import pytest

from onrecord.integrity import violations

SENTENCE = "Ruo Amadi said that the ford at Odde was shut and that nobody could cross it. "


@pytest.mark.parametrize(
    "storm",
    [
        pytest.param("Ruo Amadi said that " + "the ford was shut and " * 1000, id="sentence-of-5000-tokens"),
        pytest.param(SENTENCE + "!" * 100_000, id="100k-exclamation-marks"),
        pytest.param(SENTENCE + "(" * 100_000, id="100k-brackets"),
        pytest.param(SENTENCE + "a" * 900_000, id="a-word-of-900k-letters"),
        pytest.param(SENTENCE + "_-" * 50_000, id="a-row-of-dashes"),
        pytest.param("Ruo said " * 1500, id="nothing-but-cues"),
        pytest.param("said that " * 1500, id="cues-without-speakers"),
        pytest.param("Q: a\nA: b\n" * 1500, id="a-thousand-turns"),
        pytest.param("who said that he who said that she " * 400, id="deep-relative-clauses"),
        pytest.param(SENTENCE + "\n" * 200_000 + SENTENCE, id="a-desert-of-line-breaks"),
        pytest.param("according to " * 2000, id="according-to"),
    ],
)
def test_a_pathological_text_is_read_with_sound_spans(read, storm):
    record = read(storm)
    assert violations(record) == []
    if storm.startswith(SENTENCE):
        assert record.statements[0].speaker.name == "Ruo Amadi"


def test_a_row_of_marks_costs_no_words(read):
    record = read(f"{SENTENCE}\n\n{'=' * 80}\n\nOde Marr said the bridge was gone.")
    assert [statement.speaker.name for statement in record.statements] == ["Ruo Amadi", "Ode Marr"]
