"""Best, low and high by rule: low ≤ best ≤ high whatever the sources say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.comparison import Point, read_weights, series, ucdp
from onrecord.errors import OnrecordError
from onrecord.record import Span
from tests.comparison.conftest import Claim


def _point(value, low, high, modifier, source="Ruo Amadi", number=0, kind="person") -> Point:
    return Point(
        report_id=f"r{number}", figure="f1", span=Span(0, 2), words="12", quote="12", value=value, low=low,
        high=high, modifier=modifier, unit="person", per=None, total=None, indicator="killed", counted=None,
        population="", measure="cumulative", mode="observed", as_of="2031-03-05", since=None, path=None,
        speaker=source, speaker_kind=kind, source=source, outlet="Vale Gazette", agency=None,
        published="2031-03-05", title=None, statement="s1", replaces=None, copy_of=None,
    )  # fmt: skip


_number = st.integers(0, 10**9)


@st.composite
def _points(draw):
    made = []
    for number in range(draw(st.integers(1, 8))):
        modifier = draw(st.sampled_from(["=", "~", ">", ">=", "<", "<=", "range"]))
        value = draw(_number)
        low = value if modifier in ("=", ">", ">=") else draw(_number) if modifier == "range" else None
        high = (
            value
            if modifier in ("=", "<", "<=")
            else (low or 0) + draw(_number)
            if modifier == "range"
            else None
        )
        source = draw(st.sampled_from(["Ruo Amadi", "Ida Ford", "Odde Council"]))
        made.append(_point(None if modifier == "range" else value, low, high, modifier, source, number))
    return made


@given(_points(), st.dictionaries(st.sampled_from(["ruo amadi", "ida ford"]), st.floats(0, 5)))
def test_low_is_at_most_best_and_best_at_most_high(points, weights):
    estimate = ucdp(points, weights)
    if estimate is None:
        assert all(weights.get(point.who) == 0 for point in points)
    else:
        assert estimate.low <= estimate.best <= estimate.high


@given(_points(), st.randoms())
def test_the_order_of_points_does_not_matter(points, chance):
    mixed = list(points)
    chance.shuffle(mixed)
    assert ucdp(mixed, {}) == ucdp(points, {})


def test_best_is_the_median_and_of_two_the_lower():
    points = [_point(n, n, n, "=", source, n) for n, source in ((12, "a"), (40, "b"), (15, "c"))]
    assert (ucdp(points, {}).best, ucdp(points, {}).low, ucdp(points, {}).high) == (15, 12, 40)
    assert ucdp(points[:2], {}).best == 12


def test_a_source_that_weighs_more_draws_the_best_estimate():
    points = [_point(n, n, n, "=", source, n) for n, source in ((12, "a"), (40, "b"))]
    assert ucdp(points, {"b": 3.0}).best == 40
    assert ucdp(points, {"a": 0.0}).low == 40


def test_an_open_bound_leaves_the_figure_itself():
    assert ucdp([_point(12, 12, None, ">=")], {}).high == 12


def test_one_speaker_in_two_outlets_is_one_source_and_unnamed_ones_are_two(ledger, add):
    for outlet, value in (("Vale Gazette", 12), ("Ford Courier", 12)):
        add(outlet, "2031-03-05", Claim(value, "Ruo Amadi"))
        add(outlet, "2031-03-06", Claim(value, "officials", kind="unnamed"))
    sizes = [len(estimate.points) for estimate in series(ledger, "killed").estimates()]
    assert sizes == [1, 2]


def test_the_rule_may_be_another(ledger, add):
    from onrecord.comparison import Estimate

    add("Vale Gazette", "2031-03-05", Claim(12), Claim(15, "Ruo Amadi"))

    def highest(points, weights):
        most = max(point.value for point in points)
        return Estimate(most, most, most, tuple(points))

    [estimate] = series(ledger, "killed").estimates(rule=highest)
    assert estimate.best == 15


def test_weights_are_read_from_a_file_and_faults_name_the_entry(tmp_path):
    path = tmp_path / "weights.toml"
    path.write_text('[weights]\n"Ruo Amadi" = 0.5\n')
    assert read_weights(path) == {"ruo amadi": 0.5}
    for text in (
        '[weights]\n"Ruo" = -1\n',
        '[weights]\nRuo = "much"\n',
        "x = 1\n",
        "[weights\n",
        "[weights]\nRuo = inf\n",
    ):
        path.write_text(text)
        with pytest.raises(OnrecordError, match="weights"):
            read_weights(path)
