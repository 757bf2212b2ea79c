"""The page on exports is the code's own."""

from __future__ import annotations

from pathlib import Path

from onrecord.export import FORMATS
from onrecord.export.describing import described

PAGE = Path(__file__).parents[2] / "docs" / "exports.md"


def test_the_page_is_current():
    assert PAGE.read_text("utf-8") == described()


def test_the_page_names_every_format():
    assert [line[3:] for line in described().splitlines() if line.startswith("## ")] == [*FORMATS, "training"]
