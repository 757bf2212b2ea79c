"""Cues between commas, and what is no statement at all."""

from __future__ import annotations

import pytest


def told(record):
    """Who said what, pieces and all."""
    return [
        (
            record.words(statement.speaker_mention),
            record.words(statement.cue),
            record.words(statement.content),
        )
        for statement in record.statements
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "By dawn, the warden predicts, the ford will be shut.",
            ("the warden", "predicts", ["By dawn", "the ford will be shut"]),
            id="after-a-fronted-phrase",
        ),
        pytest.param(
            'It could be, she warned, "the highest water in years".',
            ("she", "warned", ["It could be", "the highest water in years"]),
            id="before-a-quoted-predicate",
        ),
        pytest.param(
            "Nobody, one of them added, called him back.",
            ("one of them", "added", ["Nobody", "called him back"]),
            id="between-subject-and-verb",
        ),
        pytest.param(
            "Forty houses in Odde were under water, its mayor, Ode Marr, told the Vale Gazette by telephone.",
            ("its mayor, Ode Marr", "told", ["Forty houses in Odde were under water"]),
            id="speaker-with-an-apposition",
        ),
        pytest.param(
            "The ford is shut, the warden said on Monday, and the bridge is gone.",
            ("the warden", "said", ["The ford is shut", "and the bridge is gone"]),
            id="going-on-after-the-cue",
        ),
        pytest.param(
            "The ford is shut, the warden said, but the army denies it has closed the road.",
            ("the warden", "said", ["The ford is shut"]),
            id="another-statement-after-the-cue",
        ),
        pytest.param(
            'The mayor called the report "a number with a beard on it".',
            ("The mayor", "called", ['the report "a number with a beard on it"']),
            id="quoted-predicate",
        ),
        pytest.param(
            "The board denies that it opened the gates, as rebels have alleged.",
            ("The board", "denies", ["it opened the gates"]),
            id="as-clause-is-not-denied",
        ),
    ],
)
def test_a_cue_is_found_by_the_marks_around_it(read, text, expected):
    assert expected in told(read(text))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Does the army deny that it opened the gates?", id="question"),
        pytest.param("The papers cannot agree who won it.", id="left-open"),
        pytest.param("The board did not say how it knew.", id="not-said"),
        pytest.param("He would neither confirm nor deny that a deal had been reached.", id="neither-nor"),
        pytest.param("The warden declined to comment.", id="silence"),
    ],
)
def test_what_puts_nothing_forward_is_no_statement(read, text):
    assert read(text).statements == ()


def test_a_quotation_over_two_paragraphs_takes_the_cue_of_the_second(read):
    record = read("She does not think so.\n\n“They wait for the water.\n\n“Then they come,” the warden says.")
    assert ("the warden", "says", ["They wait for the water.", "Then they come,"]) in told(record)


def test_a_closing_mark_stays_with_its_opening_mark(read):
    [statement] = read('Ruo Amadi accused the board of opening the gates "to save its turbines".').statements
    assert statement.kind == "mixed"


def test_list_lines_of_a_situation_report_are_no_transcript(read):
    record = read(
        "ISTER: FLOODS\nSituation Report No. 3\n\nDISPLACEMENT\nSome 2,900 people a day have come in.\n"
        "• Odde school: 5,260\n• Karsa station: 4,900\n• Mission ground: 3,140\n\nThe warden says the ford is shut.\n"
    )
    assert [record.words(statement.content) for statement in record.statements] == [["the ford is shut"]]
