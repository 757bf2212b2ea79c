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


def test_an_unknown_sample_is_named_in_the_error():
    with pytest.raises(samples.NotFound, match=r"nowhere\.txt"):
        samples.read_text("nowhere.txt")
