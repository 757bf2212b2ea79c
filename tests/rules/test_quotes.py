"""Odd, unclosed and nested quotation marks: bounded time, bounded reach, neighbours unharmed."""

from __future__ import annotations

import pytest

from onrecord.annotate.paragraphs import paragraph_starts
from onrecord.annotate.quotations import quotations
from tests.growth import assert_grows_no_faster

GOOD = 'The ford is shut, said Ruo Amadi. "Nobody crosses the river today," he added.'
STORMS = {
    "unclosed-curly": "“the ford ",
    "unclosed-straight": '"the ford ',
    "unclosed-single": "‘the ford ",
    "closing-only": "the ford” ",
    "nested": "“‘“the ford’ ",
    "guillemets": "«the «ford ",
    "mixed": "“the \"ford' »is‘ ",
    "apostrophes": "the ford's rock 'n' ",
}


@pytest.mark.parametrize("storm", STORMS.values(), ids=STORMS.keys())
def test_a_thousand_odd_marks_leave_the_paragraphs_beside_them_alone(read, storm):
    text = f"{GOOD}\n\n{storm * 1000}\n\n{GOOD}"
    record = read(text)
    whole = [
        statement
        for statement in record.statements
        if record.words(statement.content) == ["Nobody crosses the river today,"]
    ]
    assert len(whole) == 2
    assert {statement.speaker.name for statement in whole} == {"Ruo Amadi"}


@pytest.mark.parametrize("storm", STORMS.values(), ids=STORMS.keys())
def test_no_statement_runs_past_the_paragraph_in_which_it_lost_its_closing_mark(read, storm):
    text = f"Ode Marr said: {storm * 30}\n\nThe army left the town on Monday. Shops opened again.\n\n{GOOD}"
    record = read(text)
    last = text.index("The army left")
    for statement in record.statements:
        for start, end in statement.content:
            assert end <= last or start >= last


@pytest.mark.parametrize("storm", STORMS.values(), ids=STORMS.keys())
def test_the_time_for_quotation_marks_grows_in_proportion(storm):
    def find(times):
        text = storm * times
        quotations(text, paragraph_starts(text))

    assert_grows_no_faster(lambda: find(4_000), lambda: find(8_000), ratio=2.5, noise=0.03)
