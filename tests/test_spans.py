"""Spans are sacred: whatever the text, every span of its record stands for the words it claims."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.errors import OnrecordError
from onrecord.integrity import violations
from onrecord.reading import read_text
from onrecord.record import Actor, Mention, Record, Report, Span, Statement

EXAMPLES = int(os.environ.get("ONRECORD_EXAMPLES", "250"))

_MARKS = [
    '"',
    "“",
    "”",
    "‘",
    "’",
    "'",
    "«",
    "»",
    "„",
    "``",
    "''",
    "(",
    ")",
    "—",
    " - ",
    "…",
    ":",
    ";",
    ", ",
    ". ",
    "? ",
]
_ODD = [
    "e\u0301", "👩\u200d👧", "\u202eabc\u202c", "\u2066x\u2069", "zero\u200bwidth", "𝔘𝔫𝔦", "ａｂ１２", "\u00ad", "\u00a0",
    "\u0085", "\u2028", "\u2029", "\r\n", "\r", "\n", "\n\n", "\ufeff", "\x00", "\ud800", "مرحبا", "שלום", "\t", "\x1b[31m",
]  # fmt: skip
_WORDS = [
    "Mayor Ruo Amadi", "the minister", "she", "Colonel Ode Marr", "The Tarn Courier", "officials", "said", "told",
    "denied", "added", "according to", "that", "the dam", "was safe", "has failed", "40 villages", "warned", "of floods",
    "accused", "the army of shelling", "are said to", "have drowned", "quoted", "as saying", "in a statement", "TARN (Vale Press)",
    "who", "asked not to be named", "on Monday", "Q:", "A:", "By Ada Rell", "\n\nThe river rose again.", "We hope", "it rains",
]  # fmt: skip

reports = st.lists(
    st.one_of(st.sampled_from(_WORDS), st.sampled_from(_MARKS), st.sampled_from(_ODD), st.text(max_size=6)),
    min_size=1,
    max_size=40,
).map(" ".join)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(reports)
def test_every_span_stands_for_its_words_under_any_unicode(text):
    try:
        record = read_text(text)
    except OnrecordError:
        return
    assert violations(record) == []
    assert len(record.report.text) == len(text.replace("\r\n", "\n").removeprefix("\ufeff"))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(reports)
def test_the_same_text_gives_the_same_bytes(text):
    try:
        first = read_text(text).to_json()
    except OnrecordError:
        return
    assert read_text(text).to_json() == first


def test_a_span_outside_the_text_is_a_violation():
    report = Report(id="x", text="short")
    actor = Actor("a1", "Nobody", "person", mentions=(Mention(Span(2, 99)),))
    assert violations(Record("0", report, actors=(actor,))) == ["a1: span (2, 99) outside the text of 5"]


def test_content_with_its_own_quotation_marks_is_a_violation():
    statement = Statement("s1", (Span(0, 4),), "direct", None, None, None, None, "assert", "certain", "+")
    record = Record("0", Report(id="x", text='"Go"'), statements=(statement,))
    assert violations(record) == ["s1: content keeps its quotation marks (0, 4)"]
