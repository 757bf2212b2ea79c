"""Places said by distance and direction from another: "15 km south of Tikrit"."""

from __future__ import annotations

import math
from dataclasses import dataclass

from onrecord.annotate.columns import HYPHENS, Columns
from onrecord.lexicon.numbers import load_numbers
from onrecord.lexicon.places import PlaceLexicon
from onrecord.record import Span

EARTH = 6371.0088  # km, the mean radius
FARTHEST = 2000.0  # km: farther off, a direction says nothing of where
MAX_BRACKET = 6  # tokens: "(nine miles)"


@dataclass(frozen=True, slots=True)
class Displacement:
    """So many `km` at `bearing` degrees from north, of the place named at the end of `span`."""

    span: Span
    km: float
    bearing: float


def displaced(lat: float, lon: float, km: float, bearing: float) -> tuple[float, float]:
    """The point `km` kilometres from (`lat`, `lon`) at `bearing` degrees, on the sphere; degrees."""
    angle, course = km / EARTH, math.radians(bearing)
    north, east = math.radians(lat), math.radians(lon)
    sine = math.sin(north) * math.cos(angle) + math.cos(north) * math.sin(angle) * math.cos(course)
    latitude = math.asin(max(-1.0, min(1.0, sine)))
    east += math.atan2(
        math.sin(course) * math.sin(angle) * math.cos(north), math.cos(angle) - math.sin(north) * sine
    )
    longitude = (math.degrees(east) + 540.0) % 360.0 - 180.0
    return round(math.degrees(latitude), 5), round(longitude, 5)


class OffsetReader:
    """Read the words before a place's name backwards: "of", direction, unit, number."""

    def __init__(self, lexicon: PlaceLexicon) -> None:
        self.units = lexicon.units
        self.bearings = lexicon.bearings
        self.nouns = lexicon.words.city | lexicon.words.district | lexicon.words.region
        self.numbers = load_numbers().words

    def before(self, columns: Columns, start: int, end: int) -> Displacement | None:
        """The displacement whose base is the place at tokens `[start, end)`, if there is one."""
        at = self._skip_noun(columns, start - 1)
        if at < 0 or columns.lowers[at] not in ("of", "from"):
            return None
        bearing, at = self._bearing(columns, at - 1)
        if bearing is None:
            return None
        at = self._skip_bracket(columns, at)
        unit = self.units.get(columns.lowers[at]) if at >= 0 else None
        if unit is None:
            return self._joined(columns, at, end, bearing)
        at -= 1
        if at >= 0 and columns.words[at] in HYPHENS:
            at -= 1
        return self._made(columns, at, end, self._number(columns, at), unit, bearing)

    def _joined(self, columns: Columns, at: int, end: int, bearing: float) -> Displacement | None:
        """ "15km": number and unit as one token."""
        word = columns.lowers[at] if at >= 0 else ""
        digits = word.rstrip("abcdefghijklmnopqrstuvwxyz.")
        unit = self.units.get(word[len(digits) :])
        if not digits or unit is None:
            return None
        return self._made(columns, at, end, _number(digits), unit, bearing)

    def _made(
        self, columns: Columns, at: int, end: int, number: float | None, unit: float, bearing: float
    ) -> Displacement | None:
        if number is None or not 0 < number * unit <= FARTHEST:
            return None
        return Displacement(columns.span(at, end), round(number * unit, 3), bearing)

    def _skip_noun(self, columns: Columns, at: int) -> int:
        """Over "the city of" to the word before it."""
        if at >= 1 and columns.lowers[at] == "of" and columns.lowers[at - 1] in self.nouns:
            at -= 2
        if at >= 0 and columns.lowers[at] in ("the", "a"):
            at -= 1
        return at

    def _bearing(self, columns: Columns, at: int) -> tuple[float | None, int]:
        """The longest direction that ends at `at`, and the token before it."""
        for length in (5, 3, 1):
            first = at - length + 1
            if first < 0:
                continue
            word = "".join(columns.lowers[first : at + 1])
            if word in self.bearings:
                before = first - 1
                if before >= 1 and columns.lowers[before] == "the" and columns.lowers[before - 1] == "to":
                    before -= 2
                return self.bearings[word], before
        return None, at

    def _skip_bracket(self, columns: Columns, at: int) -> int:
        """Over "(nine miles)"."""
        if at < 0 or columns.words[at] != ")":
            return at
        for before in range(at - 1, max(-1, at - MAX_BRACKET), -1):
            if columns.words[before] == "(":
                return before - 1
        return at

    def _number(self, columns: Columns, at: int) -> float | None:
        if at < 0:
            return None
        word = columns.lowers[at]
        spelt = self.numbers.get(word)
        return float(spelt) if spelt is not None else _number(word)


def _number(word: str) -> float | None:
    digits = word.replace(",", "")
    if not digits.replace(".", "", 1).isdecimal() or not digits.isascii() or len(digits) > 9:
        return None
    return float(digits)
