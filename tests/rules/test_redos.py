"""No pattern of the package takes more than linear time, whatever the text."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from dataclasses import fields

import pytest

import onrecord
from onrecord.anatomy.vocabulary import vocabulary

SHAPES = {
    "letters": "a",
    "capitals": "KARSA ",
    "digits": "1234567890",
    "commas": "a, ",
    "marks": "\"“‘'([",
    "dashes": " - ",
    "blanks": " \t",
    "names": "Ruo Amadi, the mayor of Odde (left) ",
}
SIZE = 100_000
STEP = 2.5  # time at twice the length over time at the length
TRIES = 8
NOISE = 0.03  # seconds below which a ratio says nothing


def patterns() -> dict[str, re.Pattern[str]]:
    """Every compiled text pattern of the package by module and name."""
    found = {}
    for module in pkgutil.walk_packages(onrecord.__path__, "onrecord."):
        if module.name.endswith("__main__"):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                found[f"{module.name}.{name}"] = value
    words = vocabulary()
    for field in fields(words):
        value = getattr(words, field.name)
        if isinstance(value, re.Pattern):
            found[f"anatomy vocabulary.{field.name}"] = value
    return found


PATTERNS = patterns()


def seconds(pattern: re.Pattern[str], text: str) -> float:
    """The least CPU time of two searches through all of `text`."""
    best = float("inf")
    for _ in range(2):
        started = time.process_time()
        for _ in pattern.finditer(text):
            pass
        best = min(best, time.process_time() - started)
    return best


def grown(pattern: re.Pattern[str], text: str) -> tuple[float, float]:
    """The least times for half of `text` and for all of it.

    A busy machine can slow any one search; only a pattern that grows too fast does so every time.
    """
    once = twice = float("inf")
    for _ in range(TRIES):
        once = min(once, seconds(pattern, text[: len(text) // 2]))
        twice = min(twice, seconds(pattern, text))
        if twice <= STEP * once + NOISE:
            break
    return once, twice


def test_the_patterns_are_found():
    assert len(PATTERNS) > 20


@pytest.mark.parametrize("name", PATTERNS)
def test_the_time_of_a_pattern_grows_in_proportion_to_the_text(name):
    pattern = PATTERNS[name]
    for shape, unit in SHAPES.items():
        text = unit * (2 * SIZE // len(unit))
        short = seconds(pattern, text[: len(text) // 16])
        assert short < 1.0, f"{name} on {shape}: {short:.2f} s for {len(text) // 16} characters"
        once, twice = grown(pattern, text)
        assert twice <= STEP * once + NOISE, f"{name} on {shape}: {once:.3f} s, then {twice:.3f} s"
