"""Quotations by their marks. All texts are invented."""

import pytest

from onrecord.annotate.paragraphs import paragraph_starts, turn_labels
from onrecord.annotate.quotations import quotations


def quoted(text: str) -> list[str]:
    return [text[q.inner.start : q.inner.end] for q in quotations(text, paragraph_starts(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('"Go home," she said.', ["Go home,"], id="straight"),
        pytest.param("“Go home,” she said.", ["Go home,"], id="curly"),
        pytest.param("«Go home», she said.", ["Go home"], id="guillemets"),
        pytest.param("„Go home“, she said.", ["Go home"], id="low-opening"),
        pytest.param("''Go home,'' she said.", ["Go home,"], id="two-single-marks"),
        pytest.param("``Go home,'' she said.", ["Go home,"], id="typewriter"),
        pytest.param("'Go home,' she said.", ["Go home,"], id="single-straight"),
        pytest.param("‘Go home,’ she said.", ["Go home,"], id="single-curly"),
        pytest.param('“Go home," she said.', ["Go home,"], id="mixed-marks"),
        pytest.param("The mayor's office and the drivers' union met.", [], id="apostrophes"),
        pytest.param("The workers’ hall and the mayor’s office.", [], id="curly-apostrophes"),
        pytest.param(
            "'It is the drovers' turn,' she said.", ["It is the drovers' turn,"], id="possessive-inside"
        ),
        pytest.param("In the '90s it rained.", [], id="decade"),
        pytest.param('Empty "" marks.', [], id="empty"),
        pytest.param(
            "“She told me ‘leave now’ twice,” he said.",
            ["She told me ‘leave now’ twice,", "leave now"],
            id="nested",
        ),
    ],
)
def test_marks_of_every_kind_are_found(text, expected):
    assert quoted(text) == expected


def test_a_quotation_reopened_in_the_next_paragraph_stays_two_pieces():
    text = "“The road is cut.\n\n“We are waiting for boats,” said Ruo Amadi."
    assert quoted(text) == ["The road is cut.", "We are waiting for boats,"]


def test_a_forgotten_closing_mark_does_not_swallow_the_next_paragraph():
    text = 'He said: "The bridge is gone.\n\nThe army sent boats. "Two came," she said.'
    assert quoted(text) == ["The bridge is gone.", "Two came,"]


def test_a_forgotten_closing_mark_does_not_swallow_the_next_quotation():
    assert quoted('"The bridge is gone, he said. "Two boats came," she said.')[-1] == "Two boats came,"


def test_a_line_wrapped_by_hand_is_one_paragraph():
    text = "The river rose again in the night and the wardens of the lower town\nrang the bell twice.\n\nNobody slept."
    assert [text[at : at + 6] for at in paragraph_starts(text)] == ["Nobody"]


def test_labels_of_a_conversation_are_found_and_headings_are_not():
    talk = "SPOKESPERSON (Ada Rell): Good day.\n\nQ: Is it true?\n\nRELL: No."
    assert [talk[s:e] for s, e in turn_labels(talk, paragraph_starts(talk))] == [
        "SPOKESPERSON (Ada Rell)", "Q", "RELL",
    ]  # fmt: skip
    headings = "Weather: Rain.\n\nRoads: The ford is shut."
    assert turn_labels(headings, paragraph_starts(headings)) == ()
