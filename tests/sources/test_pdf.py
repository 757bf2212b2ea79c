"""PDF: words of the text layer, set in paragraphs again."""

from __future__ import annotations

import pytest

from onrecord.errors import Empty, Malformed
from onrecord.sources import articles_in
from onrecord.sources.faults import Encrypted
from onrecord.sources.pdf import MADE_ON
from tests.sources.documents import pdf, set_in_lines

FIRST = (
    "The ferry across the Lorn strait will sail again in May, the harbour",
    "master, Tomas Reil, said on Tuesday after a meeting with islanders that",
    "lasted well into the evening.",
)
SECOND = (
    "“We have two boats and three crews, and that is enough for a summer,”",
    "Reil told reporters.",
)


def read(data, **options):
    [article] = articles_in(data, "story.pdf", name="story.pdf", **options)
    return article


def test_lines_are_joined_into_the_paragraphs_they_were_set_from():
    article = read(pdf([set_in_lines(FIRST, SECOND)]))
    assert article.text == "\n\n".join([" ".join(FIRST), " ".join(SECOND)])


def test_a_paragraph_that_fills_its_last_line_ends_where_space_follows():
    lines = [*set_in_lines(FIRST[:2]), *set_in_lines(SECOND, top=660)]
    assert read(pdf([lines])).text == "\n\n".join([" ".join(FIRST[:2]), " ".join(SECOND)])


def test_an_indent_begins_a_paragraph():
    lines = [
        (50, 700, 10, FIRST[0]),
        (50, 688, 10, FIRST[1]),
        (64, 676, 10, SECOND[0]),
        (50, 664, 10, FIRST[1]),
    ]
    assert read(pdf([lines])).text.count("\n\n") == 1


def test_a_headline_in_larger_type_is_a_paragraph_of_its_own():
    lines = [(50, 720, 18, "Ferry to sail again in May"), *set_in_lines(FIRST)]
    assert read(pdf([lines])).text.split("\n\n")[0] == "Ferry to sail again in May"


def test_a_paragraph_goes_on_over_the_end_of_a_page():
    assert read(pdf([set_in_lines(FIRST[:2]), set_in_lines(FIRST[2:])])).text == " ".join(FIRST)


@pytest.mark.parametrize(
    ("above", "below", "joined"),
    [("the har-", "bour master", "the harbour master"), ("the Lorn-", "Odde line", "the Lorn-Odde line")],
    ids=["a word broken", "a name with a hyphen"],
)
def test_a_hyphen_that_only_breaks_a_word_goes(above, below, joined):
    words = "Reil said nothing of the kind, nor did he say who would pay for "
    [text] = [read(pdf([set_in_lines((words + above, below + " will stay as it is."))])).text]
    assert text == f"{words}{joined} will stay as it is."


def test_headers_footers_and_page_numbers_are_left_out_and_that_is_said():
    pages = [
        [
            (50, 780, 8, "Harbour Gazette, 4 March 2031"),
            *set_in_lines([f"{word} {line}" for line in (*FIRST, *SECOND)]),
            (300, 20, 8, f"Page {number + 1} of 4"),
        ]
        for number, word in enumerate(("Then", "Still", "Later", "Also"))
    ]
    article = read(pdf(pages))
    assert "Gazette" not in article.text
    assert "Page" not in article.text
    assert article.text.count("Reil told reporters.") == 4
    assert article.warnings == ("page headers, footers and numbers left out: 8 lines",)


def test_the_file_says_title_author_and_day_and_the_day_is_doubted():
    article = read(
        pdf(
            [set_in_lines(FIRST)],
            info="/Title (Ferry to sail) /Author (Ilse Brandt) /CreationDate (D:20310304080000Z)",
        )
    )
    assert (article.title, article.byline, article.published) == (
        "Ferry to sail",
        "Ilse Brandt",
        "2031-03-04",
    )
    assert article.warnings == (MADE_ON,)


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ("Microsoft Word - draft3.docx", None),
        ("untitled", None),
        ("Microsoft Word - Ferry to sail", "Ferry to sail"),
    ],
)
def test_a_title_that_is_a_files_name_is_none(stated, title):
    assert read(pdf([set_in_lines(FIRST)], info=f"/Title ({stated})")).title == title


def test_a_pdf_without_a_text_layer_is_refused_with_the_reason():
    with pytest.raises(Empty, match="no text layer"):
        read(pdf([[]]))


def test_a_pdf_with_a_password_is_refused_with_the_reason():
    locked = pdf(
        [set_in_lines(FIRST)],
        encrypt=f"/Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <{'00' * 32}> /U <{'11' * 32}>",
    )
    with pytest.raises(Encrypted, match="protected with a password"):
        read(locked)


@pytest.mark.parametrize(
    "broken", [b"%PDF-1.7\nnothing", pdf([set_in_lines(FIRST)])[:60]], ids=["empty", "cut"]
)
def test_a_damaged_pdf_is_refused_with_one_line(broken):
    with pytest.raises(Malformed) as caught:
        read(broken)
    assert "\n" not in str(caught.value)
