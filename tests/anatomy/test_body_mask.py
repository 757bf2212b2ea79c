"""What the parser sees, and properties that hold for any text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.anatomy import body_mask, paragraph_breaks, report_of
from onrecord.sources.article import Article
from tests.growth import assert_grows_no_faster

FRAGMENTS = [
    "CAIRO (Rift News)", "© AFP 2016/ JANE DOE", "2016-12-28", "By Ada Brook in Lomé", "| The Karsa Echo |",
    "PRESS RELEASE", "Bridge closed at Karsa", "The governor said so.", "\n", "\n\n", "  ", " — ", "• ", "16.40 ",
    "HIGHLIGHTS", "(Reporting by Ada Brook)", "Q:", "ROE:", "“We go,” he said.", "Lomé, 3 May 2019. ", ".", ",", "/",
    "Photo: Ada Brook", "###", "(", ")", "3 May", "\u00a0", "É", "\U0001f600", "İ", "\ud800", "\r", "\u2028",
]  # fmt: skip
ARTICLES = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join))


@settings(max_examples=300, deadline=None)
@given(text=ARTICLES, title=st.one_of(st.none(), st.sampled_from(FRAGMENTS), st.text(max_size=40)))
def test_spans_are_in_bounds_sorted_and_apart(text: str, title: str | None) -> None:
    report = report_of(Article(text, "test", title=title))
    assert report.text == text
    at = 0
    for part in report.anatomy:
        assert at <= part.span.start < part.span.end <= len(text)
        assert not text[part.span.start].isspace()
        assert not text[part.span.end - 1].isspace()
        at = part.span.end


@settings(max_examples=300, deadline=None)
@given(text=ARTICLES)
def test_mask_keeps_length_line_ends_and_body(text: str) -> None:
    report = report_of(Article(text, "test"))
    mask = body_mask(report)
    hidden = {offset for part in report.anatomy if part.part != "headline" for offset in range(*part.span)}
    assert len(mask) == len(text)
    for offset, (seen, written) in enumerate(zip(mask, text, strict=True)):
        if offset in hidden and written != "\n":
            assert seen == " "
        else:
            assert seen == written


@settings(max_examples=200, deadline=None)
@given(text=ARTICLES)
def test_breaks_are_sorted_and_inside_the_text(text: str) -> None:
    breaks = paragraph_breaks(report_of(Article(text, "test")))
    assert list(breaks) == sorted(set(breaks))
    assert all(0 < offset < len(text) for offset in breaks)


def test_headline_stays_in_the_mask_and_dateline_goes() -> None:
    text = "Bridge closed - Foreign Minister\n\nCAIRO (Rift News)Losses were small, he said."
    mask = body_mask(report_of(Article(text, "test")))
    assert mask == "Bridge closed - Foreign Minister\n\n" + " " * 17 + "Losses were small, he said."


def test_headline_on_a_line_with_its_date_and_credit_starts_a_block() -> None:
    text = "2031-02-03 © AFP 2030/ JANE DOE  Karsa Bridge Closes\n\nCAIRO (Rift News) - It was late.\n"
    breaks = paragraph_breaks(report_of(Article(text, "test")))
    assert {text.index("Karsa"), text.index("CAIRO"), text.index("It was")} <= set(breaks)


def test_wrapped_line_starts_no_block_but_a_blank_line_does() -> None:
    text = "The bridge at Karsa was closed on Tuesday after three lorries\nfell into it.\n\nMore came.\nIt rained."
    breaks = paragraph_breaks(report_of(Article(text, "test")))
    assert breaks == (text.index("More"), text.index("It rained"))


GROWING = {
    "one line of words": "word ",
    "line ends": "\n",
    "spaces": " ",
    "brackets": "(",
    "capitals": "CAIRO ",
    "digits": "1",
    "bars": "a | ",
    "short lines": "word here\n",
}


@pytest.mark.parametrize("unit", GROWING.values(), ids=GROWING.keys())
def test_reading_time_grows_with_length_not_its_square(unit: str) -> None:
    def read(times: int) -> None:
        report = report_of(Article(unit * times, "test"))
        body_mask(report)
        paragraph_breaks(report)

    read(100)
    assert_grows_no_faster(lambda: read(5_000), lambda: read(40_000), ratio=20, noise=0.03)
