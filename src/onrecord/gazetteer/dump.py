"""Make a gazetteer of GeoNames' own files: `allCountries.txt` or a country's, and `alternateNamesV2.txt`.

The files are read line by line, the places' twice: regions first, then everything with its region.
Their columns are those of GeoNames' readme: 19, tab-separated; of the alternate names at least 4.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from onrecord.gazetteer.data import country_codes
from onrecord.gazetteer.names import ARABIC_COUNTRIES, bare, is_usable
from onrecord.gazetteer.store import Gazetteer, GazetteerError, Kind, Place, write

COLUMNS = 19
NAME_COLUMNS = 4
LANGUAGES = frozenset({"en", "", "abbr"})  # of other names an English report uses

COUNTRIES = frozenset({"PCL", "PCLD", "PCLF", "PCLI", "PCLIX", "PCLS", "TERR"})
REGIONS = frozenset(
    {"CONT", "RGN", "RGNE", "RGNL", "AREA", "OCN", "SEA", "GULF", "PEN", "DSRT", "MTS", "ISLS"}
)
SPOTS = frozenset({"AIRB", "AIRP", "BDG", "CMPRF", "DAM", "INSM", "MNMT", "OILF", "PP", "PRT", "PS", "STNB"})
"""Of the spots GeoNames lists (class S), those that news is made at."""


def build(path: Path, places: Path, names: Path | None = None, countries: Collection[str] = ()) -> int:
    """Write the gazetteer at `path`; the number of places in it.

    `countries` are ISO alpha-2 or alpha-3 codes; none means all. Countries that the files leave out are
    taken from the gazetteer that came with Onrecord. Raises `GazetteerError`.
    """
    codes = {code: iso3 for code, (iso3, _) in country_codes().items()}
    wanted = _wanted(countries, codes)
    regions = _regions(places)
    found = _places(places, codes, wanted, regions, with_names=names is None)
    others = Gazetteer().countries() if not wanted or len(wanted) < len(codes) else {}
    known = ((place, ()) for place in others.values())
    told = {"source": f"GeoNames, {places.name}" + (f" and {names.name}" if names else "")}
    return write(path, chain(found, known), told, () if names is None else _names(names))


def _wanted(countries: Collection[str], codes: Mapping[str, str]) -> frozenset[str]:
    """The alpha-2 codes of `countries`."""
    by_long = {iso3: code for code, iso3 in codes.items()}
    wanted = set()
    for country in countries:
        code = country.strip().upper()
        if code not in codes and code not in by_long:
            raise GazetteerError(f"{country!r} is no country's ISO 3166 code; write for example IQ or IRQ")
        wanted.add(by_long.get(code, code))
    return frozenset(wanted)


def _rows(path: Path, columns: int) -> Iterator[tuple[int, list[str]]]:
    """The lines of a file of GeoNames, numbered, in their columns."""
    try:
        with path.open(encoding="utf-8", newline="\n") as lines:
            for number, line in enumerate(lines, start=1):
                row = line.rstrip("\r\n").split("\t")
                if len(row) < columns:
                    raise GazetteerError(
                        f"{path}, line {number}: {len(row)} columns, not {columns} as in GeoNames' files"
                    )
                yield number, row
    except UnicodeDecodeError as fault:
        raise GazetteerError(f"{path}: not a text of GeoNames; unpack the zip file first") from fault
    except OSError as fault:
        raise GazetteerError(f"{path}: cannot be read: {fault.strerror or fault}") from fault


def _regions(path: Path) -> dict[str, int]:
    """The numbers of regions and districts by GeoNames' code ("IQ.15", "IQ.15.90392")."""
    regions = {}
    for number, row in _rows(path, COLUMNS):
        if row[6] == "A" and row[7] in ("ADM1", "ADM2"):
            code = ".".join(row[8:9] + row[10 : 11 if row[7] == "ADM1" else 12])
            regions[code] = _number(path, number, row[0])
    return regions


def _places(
    path: Path,
    codes: Mapping[str, str],
    wanted: frozenset[str],
    regions: Mapping[str, int],
    *,
    with_names: bool,
) -> Iterator[tuple[Place, Sequence[str]]]:
    for number, row in _rows(path, COLUMNS):
        code = row[8]
        kind = _kind(row[6], row[7])
        if kind is None or (code and code not in codes):
            continue
        if wanted and code not in wanted and kind != "country":
            continue
        country = codes.get(code, "")
        yield Place(
            _number(path, number, row[0]), row[1], kind, _degrees(path, number, row[4]),
            _degrees(path, number, row[5]), country, _home(regions, row[8:9] + row[10:11], row[0]),
            _home(regions, row[8:9] + row[10:12], row[0]), int(row[14]) if row[14].isdecimal() else 0,
        ), tuple(_others(row, country, with_names))  # fmt: skip


def _home(regions: Mapping[str, int], code: Sequence[str], own: str) -> int | None:
    """The number of the region with that code, if it is not the place itself."""
    number = regions.get(".".join(code))
    return None if number is None or str(number) == own else number


def _kind(group: str, feature: str) -> Kind | None:
    """What a GeoNames feature is here; `None` for what news does not name."""
    if group == "P":
        return "city"
    if group == "A":
        kinds: dict[str, Kind] = {"ADM1": "admin1", "ADM2": "admin2"}
        return "country" if feature in COUNTRIES else kinds.get(feature)
    if feature in REGIONS:
        return "region"
    return "point" if group in ("H", "L", "T", "V") or feature in SPOTS else None


def _others(row: Sequence[str], country: str, with_names: bool) -> Iterator[str]:
    names = [row[1], row[2], *(row[3].split(",") if with_names else ())]
    usable = list(filter(is_usable, names))
    yield from usable
    if country in ARABIC_COUNTRIES:
        yield from filter(None, map(bare, usable))


def _names(path: Path) -> Iterator[tuple[int, str]]:
    for number, row in _rows(path, NAME_COLUMNS):
        if row[2] in LANGUAGES and (is_usable(row[3]) or row[2] == "abbr"):
            yield _number(path, number, row[1]), row[3]


def _number(path: Path, line: int, word: str) -> int:
    if not word.isascii() or not word.isdecimal():
        raise GazetteerError(f"{path}, line {line}: {word[:40]!r} is no GeoNames number")
    return int(word)


def _degrees(path: Path, line: int, word: str) -> float:
    try:
        degrees = float(word)
    except ValueError:
        degrees = float("nan")
    if not -180.0 <= degrees <= 180.0:
        raise GazetteerError(f"{path}, line {line}: {word[:40]!r} is no latitude or longitude")
    return degrees
