"""The bundled dispatches read as their author meant them."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from datetime import date

import pytest

from onrecord import samples
from onrecord.reading import read_all
from onrecord.record import Record

STORY = tomllib.loads(samples.read_text("story.toml"))
TOLD = [dispatch for dispatch in STORY["dispatch"] if dispatch.get("statements")]
ALIKE = 0.75  # share of words two contents have in common
FIGURES = [
    pytest.param(dispatch, planned, id=f"{dispatch['id']}-{planned['series']}-{planned['value']}")
    for dispatch in STORY["dispatch"]
    for planned in dispatch["figures"]
]
SERIES = {series["id"]: series for series in STORY["series"]}
MISSED = {
    # Only who knows the story can tell that these people have crossed a border.
    ("07", 5_000): {"indicator", "measure"},
    ("07", 2_300): {"indicator", "measure"},
    ("17", 6_850): {"indicator", "measure"},  # "were being fed": people reached with aid
    ("24", 4_100): {"indicator"},  # "who had fled there"
    # "And the camps? The Post finds them emptying": whom the camps hold is a sentence away.
    ("22", 44_900): {"indicator", "measure"},
    ("22", 51_700): {"indicator", "measure"},
    # The plan collects the rations in one series of flows; "had received by" and "to reach by" are totals.
    ("05", 35_000): {"measure"},
    ("23", 21_300): {"measure"},
    ("23", 35_000): {"measure"},
}


@pytest.fixture(scope="module")
def records() -> dict[str, list[Record]]:
    """The records of every sample file."""
    return {path.name: list(read_all([str(path)])) for path in samples.paths()}


def record_of(records, dispatch):
    """A dispatch's record; in a file of several, the day tells which."""
    found = records[dispatch["file"]]
    if len(found) == 1:
        return found[0]
    [record] = [record for record in found if record.report.published == dispatch["published"]]
    return record


def folded(name):
    """A name without case and article."""
    return (name or "").casefold().removeprefix("the ")


def alike(one, other):
    """How many words two contents share, of those they have."""
    left, right = (Counter(re.findall(r"\w+", " ".join(words).lower())) for words in (one, other))
    return 2 * sum((left & right).values()) / max(1, sum((left + right).values()))


def nearest(record, expected):
    """The statement most like the expected one."""
    return max(record.statements, key=lambda s: alike(expected["content"], record.words(s.content)))


def test_there_are_twenty_four_dispatches_and_each_says_that_it_is_invented(records):
    every = [record for found in records.values() for record in found]
    assert len(every) == len(STORY["dispatch"]) == 24
    assert all(STORY["story"]["notice"] in record.report.text for record in every)


def test_every_dispatch_is_dated_as_the_story_has_it(records):
    for dispatch in STORY["dispatch"]:
        assert record_of(records, dispatch).report.published == dispatch["published"]
        assert date.fromisoformat(dispatch["published"])


@pytest.mark.parametrize("dispatch", TOLD, ids=[dispatch["id"] for dispatch in TOLD])
def test_every_statement_its_author_meant_is_found_with_speaker_act_and_kind(records, dispatch):
    record = record_of(records, dispatch)
    for expected in dispatch["statements"]:
        if expected.get("optional"):
            continue
        found = nearest(record, expected)
        assert alike(expected["content"], record.words(found.content)) >= ALIKE, expected["content"]
        assert folded(found.speaker and found.speaker.name) == folded(expected.get("speaker"))
        assert (found.act, found.kind, found.polarity) == (
            expected["act"],
            expected["kind"],
            expected.get("polarity", "+"),
        ), expected["content"]


def figure_of(record, planned):
    """The figure of a record that the plan gives, by its value and its words, and the planned one it replaces."""
    same = [figure for figure in record.figures if figure.value == planned["value"]]
    told = planned["text"]
    return next(
        figure
        for figure in same
        if record.words(figure.span) in told or told in record.words(figure.span)
        or set(record.words(figure.span).split()) & set(told.split())
    )  # fmt: skip


@pytest.mark.parametrize(("dispatch", "planned"), FIGURES)
def test_every_figure_its_author_planned_is_found_and_read_as_the_plan_has_it(records, dispatch, planned):
    record, series = record_of(records, dispatch), SERIES[planned["series"]]
    found = figure_of(record, planned)
    wrong = set()
    if (found.indicator or "other") != series["indicator"]:
        wrong.add("indicator")
    if found.measure != series["measure"]:
        wrong.add("measure")
    assert (found.mode in ("expected", "planned")) == planned.get("expected", False)
    assert wrong == MISSED.get((dispatch["id"], planned["value"]), set())


@pytest.mark.parametrize(("dispatch", "planned"), [one for one in FIGURES if one.values[1].get("replaces")])
def test_a_figure_that_corrects_another_says_which(records, dispatch, planned):
    record = record_of(records, dispatch)
    old = figure_of(record, planned).replaces
    assert [figure.value for figure in record.figures if figure.id == old] == [planned["replaces"]]


def test_an_unknown_sample_is_named_in_the_error():
    with pytest.raises(samples.NotFound, match=r"nowhere\.txt"):
        samples.read_text("nowhere.txt")
