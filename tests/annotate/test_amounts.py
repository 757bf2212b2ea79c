"""Amounts: modifiers, ranges, shares, money and measures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.annotate.amounts import AmountReader
from onrecord.lexicon.numbers import load_numbers

READER = AmountReader()


def only(text):
    """The one amount of a text."""
    [found] = READER.amounts(text)
    return found


@pytest.mark.parametrize(
    ("text", "value", "low", "high", "modifier"),
    [
        ("120 men", 120, 120, 120, "="),
        ("more than 120 men", 120, 120, None, ">"),
        ("well over 120 men", 120, 120, None, ">"),
        ("at least 120 men", 120, 120, None, ">="),
        ("no fewer than 120 men", 120, 120, None, ">="),
        ("120 or more men", 120, 120, None, ">="),
        ("fewer than 120 men", 120, None, 120, "<"),
        ("up to 120 men", 120, None, 120, "<="),
        ("as many as 120 men", 120, None, 120, "<="),
        ("no more than 120 men", 120, None, 120, "<="),
        ("nearly 120 men", 120, None, None, "~"),
        ("an estimated 120 men", 120, None, None, "~"),
        ("some 120 men", 120, None, None, "~"),
        ("120 or so men", 120, None, None, "~"),
        ("at least some 120 men", 120, 120, None, ">="),
        ("only 120 men", 120, 120, 120, "="),
        ("a record 120 men", 120, 120, 120, "="),
        ("between 200 and 250 men", None, 200, 250, "range"),
        ("15–20 men", None, 15, 20, "range"),
        ("15 to 20 men", None, 15, 20, "range"),
        ("three or four men", None, 3, 4, "range"),
        ("fifteen to 20 men", None, 15, 20, "range"),
    ],
)
def test_a_modifier_sets_the_bounds(text, value, low, high, modifier):
    found = only(text)
    assert (found.value, found.low, found.high, found.modifier) == (value, low, high, modifier)
    assert text[found.span.start : found.span.end] == text.removesuffix(" men")


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("$3m", 3_000_000, "USD"),
        ("US$ 24 million", 24_000_000, "USD"),
        ("€600 million", 600_000_000, "EUR"),
        ("HK$3.7 billion", 3_700_000_000, "HKD"),
        ("£2.10", 2.1, "GBP"),
        ("KES 5,000", 5_000, "KES"),
        ("5,000 CHF", 5_000, "CHF"),
        ("25km", 25, "km"),
        ("a 15-mile road", 15, "mi"),
        ("212,400 square metres", 212_400, "m²"),
        ("9 per cent", 9, "%"),
        ("9%", 9, "%"),
        ("-1.3%", -1.3, "%"),
        ("minus 5 degrees Celsius", -5, "degC"),
        ("12 percentage points", 12, "percentage point"),
        ("nine in ten", 90, "%"),
        ("one in four", 25, "%"),
        ("spaced 50m apart", 50, "m"),
    ],
)
def test_money_measures_and_shares_have_their_unit(text, value, unit):
    found = only(text)
    assert (found.value, found.unit) == (value, unit)


def test_the_scale_of_a_range_holds_for_both_ends():
    found = only("between 200 and 250 million euros")
    assert (found.low, found.high) == (200_000_000, 250_000_000)


def test_a_part_has_its_whole():
    assert [(found.value, found.total) for found in READER.amounts("40 of 56 towns, 12 of the 18, 3 out of 20")] == [
        (40, 56), (12, 18), (3, 20),
    ]  # fmt: skip


def test_a_rise_by_one_number_to_another_is_no_range():
    assert [found.value for found in READER.amounts("rose by 300 to 1,200")] == [300, 1_200]


def test_a_rate_has_its_other_half_but_a_time_ago_is_none():
    assert [found.per for found in READER.amounts("$40 a barrel; 300 per day; 500 pesos each; 11 a week ago")] == [
        "barrel", "day", "unit", None,
    ]  # fmt: skip


def test_a_measure_in_brackets_keeps_the_modifier_of_the_one_it_translates():
    _, other = READER.amounts("under 8 km (5.0 mi)")
    assert (other.modifier, other.high) == ("<", 5)


@given(
    st.integers(1, 10**9),
    st.sampled_from(
        [" ".join(words) for words in sorted(load_numbers().before) if all(w.isalpha() for w in words)]
    ),
)
def test_whatever_the_modifier_the_value_lies_within_the_bounds(number, modifier):
    found = only(f"{modifier} {number:,} men")
    assert found.value == number
    assert found.low is None or found.low <= number
    assert found.high is None or number <= found.high


@given(st.text(alphabet="0123456789,. -–%$€mkn\u00a0andtoormilhuredfv½٣", max_size=60))
def test_no_text_breaks_the_reader_and_every_interval_stands_the_right_way_round(text):
    end = 0
    for found in READER.amounts(text):
        assert end <= found.core.start < found.core.end <= len(text)
        assert found.span.start <= found.core.start
        assert found.core.end <= found.span.end
        end = found.core.end
        assert found.low is None or found.high is None or found.low <= found.high
        if found.value is not None:
            assert found.low is None or found.low <= found.value
            assert found.high is None or found.value <= found.high


def test_up_to_behind_a_verb_of_rising_is_no_limit():
    assert [found.modifier for found in READER.amounts("has gone up to 12; up to 12")] == ["=", "<="]
