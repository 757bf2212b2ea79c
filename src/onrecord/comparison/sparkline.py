"""A series of numbers as one line of block characters."""

from __future__ import annotations

from collections.abc import Sequence

BLOCKS = "▁▂▃▄▅▆▇█"
WIDEST = 60


def sparkline(numbers: Sequence[float], width: int = WIDEST) -> str:
    """One block a number, from the least to the greatest; of too many, the last of each stretch."""
    if len(numbers) > width:
        numbers = [numbers[(at + 1) * len(numbers) // width - 1] for at in range(width)]
    if not numbers:
        return ""
    least, span = min(numbers), max(numbers) - min(numbers)
    if not span:
        return BLOCKS[3] * len(numbers)
    return "".join(BLOCKS[round((number - least) / span * (len(BLOCKS) - 1))] for number in numbers)
