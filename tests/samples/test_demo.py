"""The sample dispatches, put together, tell their story."""

from __future__ import annotations

import re

import pytest

from onrecord import samples
from onrecord.demo import story
from onrecord.reading import read_all


@pytest.fixture(scope="module")
def told() -> str:
    """The last part of the demo, white space evened out."""
    return re.sub(r"\s+", " ", story(list(read_all([str(path) for path in samples.paths()]))))


@pytest.mark.parametrize(
    "part",
    [
        pytest.param(
            "4,150 of an expected 60,000: 6.9 % “By Tuesday evening 4,150 people had registered",
            id="first-days",
        ),
        pytest.param("33,900 of an expected 60,000: 56 %", id="a-fortnight-later"),
        pytest.param("46,200 of an expected 60,000: 77 %", id="at-the-peak"),
        pytest.param("41 became 38", id="toll-revised"),
        pytest.param(
            "41 as of 2031-02-05, emergency commissioner's office, Tamarind, 2031-02-05: 2 copies left out",
            id="copies",
        ),
        pytest.param(
            "denial: Free River Movement denies what Hastings Chidothi says", id="who-broke-the-dyke"
        ),
        pytest.param(
            "“15.40 The Free River Movement has denied that its fighters blew up the Nsanje dyke.”",
            id="its-words",
        ),
        pytest.param("denial: Shire Generation Authority denies what Lameck Sitolo says", id="the-gates"),
    ],
)
def test_the_demo_ends_with(told, part):
    assert part in told


def test_what_was_corrected_is_not_set_against_what_was_expected(told):
    assert "49,800 of an expected" not in told
