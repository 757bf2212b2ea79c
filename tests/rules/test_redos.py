"""No pattern of the package takes more than linear time, whatever the text."""

from __future__ import annotations

import importlib
import os
import pkgutil
import re
from dataclasses import fields
from functools import partial

import pytest

import onrecord
from onrecord.anatomy.vocabulary import vocabulary
from tests.growth import assert_grows_no_faster, cpu_seconds

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
SIZE = 100_000 if os.environ.get("ONRECORD_THOROUGH") else 40_000  # characters, and twice as many
STEP = 2.5  # time at twice the length over time at the length
NOISE = 0.03  # seconds below which a ratio says nothing


def patterns() -> dict[str, re.Pattern[str]]:
    """Every compiled text pattern of the package by module and name."""
    found = {}
    for module in pkgutil.walk_packages(onrecord.__path__, "onrecord."):
        if module.name.endswith("__main__") or ".migrations." in module.name:  # these run when imported
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


def search(pattern: re.Pattern[str], text: str) -> None:
    """Search through all of `text`."""
    for _ in pattern.finditer(text):
        pass


def test_the_patterns_are_found():
    assert len(PATTERNS) > 20


@pytest.mark.parametrize("name", PATTERNS)
def test_the_time_of_a_pattern_grows_in_proportion_to_the_text(name):
    for shape, unit in SHAPES.items():
        text = unit * (2 * SIZE // len(unit))
        parts = (text[: len(text) // 16], text[: len(text) // 2], text)
        start, half, whole = (partial(search, PATTERNS[name], part) for part in parts)
        short = min(cpu_seconds(start), cpu_seconds(start))
        assert short < 1.0, f"{name} on {shape}: {short:.2f} s for {len(parts[0])} characters"
        assert_grows_no_faster(half, whole, ratio=STEP, noise=NOISE, of=f"{name} on {shape}")
