"""Lengths of time as TIMEX3 writes them: a number of units."""

from __future__ import annotations

from onrecord.annotate.timex.reading import Match
from onrecord.lexicon.times import UnitOfTime

SECOND = UnitOfTime("second", "TS")
QUARTER = UnitOfTime("quarter", "Q")
_SMALLER = {"Y": "6M", "TH": "30M", "TM": "30S", "D": "T12H"}
"""Half a unit in smaller ones, as TimeBank writes it: `P2Y6M`, `PT5H30M`."""


def unit_of(match: Match) -> UnitOfTime:
    """The unit of the word labelled `unit`."""
    kind = match.kind("unit")
    if kind == "second":
        return SECOND
    unit: UnitOfTime = QUARTER if kind == "quarter" else match.value("unit")
    return unit


def amount(match: Match) -> int | None:
    """How many the word labelled `amount` says; `None` where it leaves it open."""
    kind = match.kind("amount")
    if kind == "a":
        return 1
    return None if kind == "vague" else match.value("amount")


def duration(count: float | None, unit: UnitOfTime) -> str:
    """The value of so many units: `P3D`, `PT24H`, `PXY` where the number is open."""
    prefix, symbol = ("PT", unit.symbol[1:]) if unit.symbol.startswith("T") else ("P", unit.symbol)
    number = "X" if count is None else str(count * unit.times)
    return f"{prefix}{number.removesuffix('.0')}{symbol}"


def half_a(unit: UnitOfTime) -> str:
    """The value of half a unit."""
    if unit.times > 1 or unit.symbol not in _SMALLER:
        return duration(0.5, unit)
    smaller = _SMALLER[unit.symbol]
    return f"P{'T' if unit.symbol.startswith('T') else ''}{smaller}"


def and_a_half(count: int | None, unit: UnitOfTime) -> str:
    """The value of so many units and a half."""
    if count is None or unit.times > 1 or unit.symbol not in _SMALLER:
        return duration(None if count is None else count + 0.5, unit)
    return duration(count, unit) + _SMALLER[unit.symbol]
