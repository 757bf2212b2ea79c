"""Records in any number without reading each: a few invented reports, read once, with other words at their end."""

from __future__ import annotations

import dataclasses
import datetime
import random
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from onrecord.anatomy.report import text_id
from onrecord.reading import read_text
from onrecord.record import Record

TEXTS = (
    "At least 12 people were killed at the ford of Tikrit on Monday, Warden Ruo Amadi told the Vale Gazette. "
    '"Nobody crosses," he said. Some 3,000 villagers have fled since May.',
    "The bridge at Mosul is shut, the council said. Mayor Lena Orsted denied that 40 men had crossed it.",
    "About 200 families left Kirkuk, according to Tomas Reil of Dry Ground Relief. He hopes they will return.",
)
OUTLETS = ("Vale Gazette", "Ford Courier", "The Odde Post")
OTHER_WORDS = 150  # more than a report's own, so that no two are copies of one text
SYLLABLES = ("ba", "ke", "lo", "mi", "nu", "ra", "so", "ti", "vu", "ze")


@cache
def patterns() -> tuple[Record, ...]:
    return tuple(read_text(text, published="2031-03-05", outlet="Vale Gazette") for text in TEXTS)


def varied(number: int, seed: int = 1) -> Iterator[Record]:
    """`number` records, the same for the same seed."""
    chance = random.Random(seed)
    for count in range(number):
        pattern = patterns()[count % len(TEXTS)]
        words = " ".join("".join(chance.choices(SYLLABLES, k=3)) for _ in range(OTHER_WORDS))
        text = f"{pattern.report.text}\n\n{words}.\n"
        day = datetime.date(2031, 1, 1) + datetime.timedelta(days=chance.randrange(300))
        report = dataclasses.replace(
            pattern.report,
            id=text_id(text),
            text=text,
            published=day.isoformat(),
            outlet=chance.choice(OUTLETS),
        )
        yield dataclasses.replace(pattern, report=report)


def written(records: Iterable[Record], path: Path) -> Path:
    """The records as JSON Lines."""
    path.write_text("".join(record.to_json() + "\n" for record in records), "utf-8")
    return path


def lines(records: Iterable[Record]) -> str:
    """The records as one text, to be compared."""
    return "".join(record.to_json() + "\n" for record in records)
