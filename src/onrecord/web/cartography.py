"""A map as it is drawn: which part of the world it shows, its outlines, where each mark and label stands.

Degrees are drawn as they are, longitudes shortened as they are in the middle of the map (an equirectangular
projection), so that a map of some hundred kilometres is nearly true. Positions are in units of the SVG's
view box; longitudes go on beyond 180 where what is shown lies on both sides of it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from onrecord.comparison.mapping import Placed, Spot
from onrecord.gazetteer.data import country_codes
from onrecord.web.outlines import Box, Outline, Point, outlines

WIDTH, HIGHEST = 960, 560  # of the view box
LEAST = 3.0  # degrees that a map shows at least, from north to south
AROUND = 0.14  # of what is shown, on each side
WIDEST_COUNTRY = 30.0  # degrees: a country that is larger both ways does not widen the map to all of it
SOUTHMOST, NORTHMOST = -60.0, 84.0
BEYOND = 0.2  # of the map, on each side, is drawn for who moves it
TOLERANCES = (0.4, 0.2, 0.1, 0.05)  # degrees that outlines may be off, where that is less than so many units
UNSEEN = 1.0
SPECK = 4  # units: an island smaller than that is not drawn, unless it is all there is of a country
SMALL, LARGE = 4.0, 22.0  # radius of the smallest and the largest figure, where sizes tell
DOT, REACH = 5.5, 13.0
RINGS = {"near": 8.0, "admin2": 9.0, "admin1": 12.0, "country": 16.0, "region": 20.0}
CHARACTER, LINE = 7.4, 15.0  # of a label: how wide a character is about, how high a line
BEARING = 0.7  # of its name is how wide a country is at least that has its name on the map
LONGEST_LABEL = 34  # characters
PHONE = 2.3  # times larger are marks and labels on a phone
WHOLE, HALF = 360.0, 180.0
WESTMOST = -169.0  # of a map of the world: the strait between Asia and America


# --- The view --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class View:
    """The part of the world that a map shows, in degrees; `east` may be beyond 180."""

    west: float
    south: float
    east: float
    north: float

    @property
    def shortened(self) -> float:
        """How long a degree of longitude is drawn, where one of latitude is 1."""
        return math.cos(math.radians((self.south + self.north) / 2))

    @property
    def scale(self) -> float:
        """Units a degree of latitude."""
        return WIDTH / (self.east - self.west) / self.shortened

    @property
    def height(self) -> int:
        """How high the view box is."""
        return round((self.north - self.south) * self.scale)

    def x(self, lon: float) -> float:
        """Where a longitude is, which may be a turn around the world away."""
        return (self._turned(lon) - self.west) * self.scale * self.shortened

    def y(self, lat: float) -> float:
        """Where a latitude is."""
        return (self.north - lat) * self.scale

    def _turned(self, lon: float) -> float:
        middle = (self.west + self.east) / 2
        return lon + WHOLE * round((middle - lon) / WHOLE)


def view_of(spots: Sequence[Spot]) -> View:
    """The view that shows all spots with some land around them, the same for nearly the same spots."""
    boxes = [_box(spot) for spot in spots] or [(-HALF, SOUTHMOST, HALF, NORTHMOST)]
    west, east = _span([(box[0], box[2]) for box in boxes])
    south, north = min(box[1] for box in boxes), max(box[3] for box in boxes)
    high = max(north - south, LEAST) * (1 + 2 * AROUND)
    wide = max(east - west, LEAST) * (1 + 2 * AROUND)
    middle = (south + north) / 2
    high = max(high, wide * math.cos(math.radians(middle)) * HIGHEST / WIDTH)
    step = 2 ** round(math.log2(high / 8))  # so that a new figure seldom moves the map
    high = min(math.ceil(high / step) * step, NORTHMOST - SOUTHMOST)
    south = round((middle - high / 2) / step) * step
    south = min(max(south, SOUTHMOST), NORTHMOST - high)
    shown = high * WIDTH / HIGHEST / math.cos(math.radians(south + high / 2))
    wide = max(wide, shown)
    if wide > HALF:
        return View(WESTMOST, SOUTHMOST, WESTMOST + WHOLE, NORTHMOST)
    west = round(((west + east) / 2 - wide / 2) / step) * step
    return View(west, south, west + wide, south + high)


def _box(spot: Spot) -> Box:
    """What a map with a spot should show: the spot, or the country that it is somewhere in."""
    if spot.precision == "country":
        for outline in outlines():
            west, south, east, north = outline.box
            if outline.code == spot.country and max(east - west, north - south) <= WIDEST_COUNTRY:
                return outline.box
    return spot.lon, spot.lat, spot.lon, spot.lat


def _span(pairs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The shortest way around the world that passes all spans of longitude."""
    ordered = sorted(pairs)
    starts = [west for west, _ in ordered]
    ends = [max(east for _, east in ordered[: at + 1]) for at in range(len(ordered))]
    gaps = [
        (following + (WHOLE if at + 1 == len(starts) else 0) - ends[at], at)
        for at, following in enumerate([*starts[1:], starts[0]])
    ]
    _, at = max(gaps)
    west = starts[(at + 1) % len(starts)]
    east = ends[at] + (0 if at + 1 == len(starts) else WHOLE)
    return west, east


# --- Outlines -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Land:
    """A country in view: its code, its name, its outline as an SVG path, where its name may stand.

    `size` is how many units it reaches across.
    """

    code: str
    name: str
    path: str
    at: Point | None
    size: int


@lru_cache(maxsize=64)
def land(view: View) -> tuple[Land, ...]:
    """The countries in view, and somewhat beyond."""
    wide, high = (view.east - view.west) * BEYOND, (view.north - view.south) * BEYOND
    wide = min(wide, (WHOLE - view.east + view.west) / 2)
    frame = (view.west - wide, view.south - high, view.east + wide, view.north + high)
    tolerance = next((degrees for degrees in TOLERANCES if degrees * view.scale <= UNSEEN), 0.0)
    names_at = {code: (lon, lat) for code, (lat, lon) in country_codes().values()}
    found = []
    for outline in outlines():
        paths = [_path(ring, view) for ring in _in_frame(outline, frame, tolerance)]
        largest = max((size for _, size in paths), default=0)
        path = "".join(path for path, size in paths if size >= min(SPECK, largest))
        if path:
            at = names_at.get(outline.code)
            found.append(Land(outline.code, outline.name, path, at and _in_view(at, view), largest))
    return tuple(sorted(found, key=lambda one: -one.size))


def _in_view(at: Point, view: View) -> Point | None:
    x, y = view.x(at[0]), view.y(at[1])
    return (round(x), round(y)) if 0 <= x <= WIDTH and 0 <= y <= view.height else None


def _in_frame(outline: Outline, frame: Box, tolerance: float) -> Iterator[list[Point]]:
    """The rings of a country, cut off at a frame that may reach beyond 180 degrees."""
    west, south, east, north = frame
    for turn in (-WHOLE, 0.0, WHOLE):
        least, most = outline.box[0] + turn, outline.box[2] + turn
        if least > east or most < west or outline.box[1] > north or outline.box[3] < south:
            continue
        for ring in outline.rings(tolerance):
            turned = [(lon + turn, lat) for lon, lat in ring]
            for axis, limit, sign in ((0, west, 1), (0, east, -1), (1, south, 1), (1, north, -1)):
                turned = _cut(turned, axis, limit, sign)
            if len(turned) > 2:
                yield turned


def _cut(ring: Sequence[Point], axis: int, limit: float, sign: int) -> list[Point]:
    """The part of a ring on one side of a line, by Sutherland and Hodgman."""
    if all((point[axis] - limit) * sign >= 0 for point in ring):
        return list(ring)
    kept: list[Point] = []
    before = ring[-1] if ring else (0.0, 0.0)
    for point in ring:
        was_in, is_in = ((end[axis] - limit) * sign >= 0 for end in (before, point))
        if was_in != is_in:
            share = (limit - before[axis]) / (point[axis] - before[axis])
            kept.append(
                (before[0] + share * (point[0] - before[0]), before[1] + share * (point[1] - before[1]))
            )
        if is_in:
            kept.append(point)
        before = point
    return kept


def _path(ring: Sequence[Point], view: View) -> tuple[str, int]:
    """A ring in whole units, without what those do not show, and how large it is."""
    across, up = view.scale * view.shortened, view.scale
    steps: list[str] = []
    points: list[tuple[int, int]] = []
    last: tuple[int, int] | None = None
    for lon, lat in ring:
        point = (round((lon - view.west) * across), round((view.north - lat) * up))
        if last is None:
            steps.append(f"M{point[0]} {point[1]}l")
        elif point != last:
            right, down = point[0] - last[0], point[1] - last[1]
            steps.append(f"{right}{'' if down < 0 else ' '}{down} ")
        else:
            continue
        last = point
        points.append(point)
    size = max(max(ends) - min(ends) for ends in zip(*points, strict=True))
    return (f"{''.join(steps).rstrip()}z", size) if len(steps) > 2 else ("", 0)


# --- Marks ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mark:
    """A spot as it is drawn: `number` is its place in the list, `radii` those of its figures by day.

    `reach` is how far from its middle it can be clicked. `days` are ordinals of the Gregorian calendar, the
    earliest first.
    """

    number: int
    spot: Spot
    x: float
    y: float
    radius: float
    reach: float
    days: tuple[int, ...]
    radii: tuple[float, ...]

    @property
    def label(self) -> str:
        """What the mark is called on the map."""
        return cut_short(where(self.spot))


def where(spot: Spot) -> str:
    """A spot in words, which say where it is no point: "somewhere in Malawi"."""
    if spot.is_exact:
        return spot.place
    return f"near {spot.place}" if spot.precision == "near" else f"somewhere in {spot.place}"


def cut_short(label: str) -> str:
    """A label that is not too long for a map."""
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1].rstrip()}…"


def marks(spots: Sequence[Spot], view: View, is_sized: bool) -> list[Mark]:
    """The marks of spots, the largest first, so that smaller ones lie above them."""
    most = max((abs(one.point.middle or 0) for spot in spots for one in spot.figures), default=0) or 1
    at = [(round(view.x(spot.lon), 1), round(view.y(spot.lat), 1)) for spot in spots]
    made = []
    for number, spot in enumerate(spots, start=1):
        x, y = at[number - 1]
        told = sorted(spot.figures, key=lambda one: (one.point.as_of, one.point.published or ""))
        radii = tuple(_radius(one, most if is_sized else None) for one in told)
        days = tuple(ordinal(one.point.as_of) for one in told)
        made.append(Mark(number, spot, x, y, radii[-1], _reach((x, y), at), days, radii))
    return sorted(made, key=lambda mark: (mark.spot.is_exact, -mark.radius))


def _reach(own: Point, others: Sequence[Point]) -> float:
    """How far around a mark a click is meant for it: no farther than half the way to the next."""
    near = min((math.dist(own, other) for other in others if other != own), default=2 * REACH)
    return round(max(SMALL, min(REACH, near / 2)), 1)


def _radius(one: Placed, most: float | None) -> float:
    if one.precision in RINGS:
        return RINGS[one.precision]
    if most is None or one.point.middle is None:
        return DOT
    return sized(one.point.middle, most)


def sized(value: float, most: float) -> float:
    """The radius of a value, whose area tells how large it is."""
    return round(max(SMALL, LARGE * math.sqrt(abs(value) / most)), 1)


def ordinal(day: str) -> int:
    """A day as a number of the calendar, 1 for what is no day."""
    try:
        return date.fromisoformat(day[:10]).toordinal()
    except ValueError:
        return 1


# --- Labels -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Label:
    """Words on the map beside a mark, or a country's name, and on which screens it fits.

    Where it fits on none it can be shown when the map is seen closer; a country's name begins at `x` and `y`.
    """

    words: str
    x: float
    y: float
    of: int  # the mark's number; 0: a country's name
    fits_wide: bool
    fits_phone: bool

    @property
    def where(self) -> str:
        """On which screens it fits, as a style sheet calls them."""
        if self.fits_wide:
            return "" if self.fits_phone else "wide"
        return "phone" if self.fits_phone else "crowded"


def labels(drawn: Sequence[Mark], lands: Iterable[Land], view: View) -> list[Label]:
    """The labels that fit without lying over each other: those with most figures first, then countries."""
    order = sorted(drawn, key=lambda mark: (-len(mark.days), mark.number))
    wanted = [(mark.label, mark.x, mark.y, mark.number, mark.radius) for mark in order]
    wanted += [(one.name, one.at[0], one.at[1], 0, 0.0) for one in lands if _bears(one) and one.at]
    fitting = {times: _fitting(wanted, drawn, view.height, times) for times in (1.0, PHONE)}
    return [
        Label(words, x, y, of, at in fitting[1.0], at in fitting[PHONE])
        for at, (words, x, y, of, _) in enumerate(wanted)
        if of or at in fitting[1.0] or at in fitting[PHONE]
    ]


def _bears(one: Land) -> bool:
    """Whether a country is large enough for its name."""
    return one.size > len(one.name) * CHARACTER * BEARING


def _fitting(
    wanted: Sequence[tuple[str, float, float, int, float]],
    drawn: Sequence[Mark],
    height: int,
    times: float,
) -> set[int]:
    taken = [
        (mark.x - DOT * times, mark.y - DOT * times, mark.x + DOT * times, mark.y + DOT * times, mark.number)
        for mark in drawn
    ]
    found = set()
    for at, (words, x, y, of, radius) in enumerate(wanted):
        wide, high = len(words) * CHARACTER * times, LINE * times
        left = x + (radius + 4) * times if of else x - wide / 2
        box = (left, y - high / 2, left + wide, y + high / 2, of)
        is_inside = box[0] >= 0 and box[1] >= 0 and box[2] <= WIDTH and box[3] <= height
        if is_inside and not any(_meet(box, other) for other in taken if other[4] != of or not of):
            taken.append(box)
            found.add(at)
    return found


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
