"""Numbers in all their written forms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.annotate.lexemes import lexemes
from onrecord.annotate.numerals import NumeralReader, digits_value
from onrecord.lexicon.numbers import load_numbers

READER = NumeralReader(load_numbers())
ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
SCALES = ((1_000_000_000, "billion"), (1_000_000, "million"), (1_000, "thousand"), (100, "hundred"))


def read(text):
    """The first numeral of a text and the words it takes."""
    row = lexemes(text)
    for at in range(len(row)):
        found = READER.at(row, at)
        if found is not None:
            return found, text[row[found.first].start : row[found.last - 1].end]
    return None, ""


def in_words(number):
    """A whole number below a trillion as English spells it."""
    for size, name in SCALES:
        if number >= size:
            rest = number % size
            joint = " and " if rest and rest < 100 else " "
            return f"{in_words(number // size)} {name}" + (joint + in_words(rest) if rest else "")
    if number < 20:
        return ONES[number]
    return TENS[number // 10 - 2] + (f"-{ONES[number % 10]}" if number % 10 else "")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("120,000 people", 120_000),
        ("3 000 people", 3_000),
        ("3\u00a0000 people", 3_000),
        ("12\u202f500 people", 12_500),
        ("1.200.000 people", 1_200_000),
        ("12,34,567 people", 1_234_567),
        ("1.2m people", 1_200_000),
        ("$4.5bn", 4_500_000_000),
        ("25k", 25_000),
        ("2.5 million", 2_500_000),
        ("two and a half million", 2_500_000),
        ("half a million", 500_000),
        ("a quarter of a million", 250_000),
        ("a dozen", 12),
        ("half a dozen", 6),
        ("three dozen", 36),
        ("forty-five", 45),
        ("two hundred and fifty thousand", 250_000),
        ("a hundred", 100),
        ("a thousand and one nights", 1_001),
        ("eight point seven metres", 8.7),
        ("2½ miles", 2.5),
        ("half", 50),
        ("two-thirds of", 66.67),
        ("a third of", 33.33),
        ("１２３", 123),
    ],
)
def test_a_number_has_the_value_its_words_say(text, value):
    found, _ = read(text)
    assert found.value == value


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("dozens", 24, 99),
        ("hundreds", 200, 999),
        ("tens of thousands", 20_000, 99_999),
        ("hundreds of thousands", 200_000, 999_999),
        ("several hundred", 200, 999),
        ("a few thousand", 2_000, 9_999),
        ("several", 3, 9),
    ],
)
def test_a_vague_word_has_no_value_but_an_interval(text, low, high):
    found, words = read(text)
    assert (found.value, found.low, found.high) == (None, low, high)
    assert words == text


@pytest.mark.parametrize("text", ["a man", "the second day", "a third day", "an hour", "nobody"])
def test_words_that_only_look_like_numbers_are_none(text):
    assert read(text)[0] is None


@given(st.integers(0, 999_999_999_999))
def test_a_number_spelt_out_reads_as_itself(number):
    text = in_words(number)
    found, words = read(text)
    assert (found.value, words) == (number, text)


@given(st.integers(1_000, 10**15), st.sampled_from([",", "\u00a0", "\u202f", "\u2009", " "]))
def test_a_number_with_its_thousands_apart_reads_as_itself(number, mark):
    text = f"{number:,}".replace(",", mark)
    found, words = read(text)
    assert (found.value, words) == (number, text)


@given(st.decimals(0, 10**9, places=2, allow_nan=False))
def test_a_decimal_reads_as_itself(number):
    assert digits_value(f"{number:,}") == pytest.approx(float(number))


@given(
    st.integers(1, 999),
    st.sampled_from([("million", 10**6), ("bn", 10**9), ("m", 10**6), ("thousand", 1000)]),
)
def test_a_scale_word_multiplies(number, scale):
    name, size = scale
    gap = "" if len(name) < 3 else " "
    assert read(f"{number}{gap}{name}")[0].value == number * size
