"""The gazetteer's file: the one module that knows SQLite.

Two tables: `places`, one row a place under its GeoNames number, and `names`, every name of it
as `key` compares them. The file is written once, then only ever opened for reading.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Literal, get_args

from onrecord.errors import OnrecordError
from onrecord.gazetteer.names import key

Kind = Literal["country", "admin1", "admin2", "city", "point", "region"]
KINDS: tuple[Kind, ...] = get_args(Kind)

SCHEMA = 1
VARIABLE = "ONRECORD_GAZETTEER"
BUILT_IN = "places.sqlite"
ATTRIBUTION = "Places from GeoNames (https://www.geonames.org), licensed under CC BY 4.0."
ASKED_AT_ONCE = 500  # SQLite takes at most 999 parameters in older versions
ROWS_AT_ONCE = 5000

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE places (
    id INTEGER PRIMARY KEY,   -- GeoNames' number
    name TEXT NOT NULL,
    kind INTEGER NOT NULL,    -- index into KINDS
    lat REAL NOT NULL, lon REAL NOT NULL,
    country TEXT NOT NULL,    -- ISO 3166-1 alpha-3
    admin1 INTEGER, admin2 INTEGER,
    population INTEGER NOT NULL
);
CREATE TABLE names (
    key TEXT NOT NULL, place INTEGER NOT NULL,
    own INTEGER NOT NULL,     -- 1: the place's usual name, 0: another one
    PRIMARY KEY (key, place)
) WITHOUT ROWID;
"""
_FIND = """
SELECT n.key, p.id, p.name, p.kind, p.lat, p.lon, p.country, p.admin1, p.admin2, p.population, n.own
FROM names n CROSS JOIN places p ON p.id = n.place WHERE n.key IN ({marks})
ORDER BY n.key, p.population DESC, p.id
"""

_META = "SELECT key, value FROM meta ORDER BY key"
_ADD_NAME = "INSERT OR IGNORE INTO names SELECT ?, id, 0 FROM places WHERE id = ?"


class GazetteerError(OnrecordError):
    """A gazetteer that is missing, is no gazetteer, or cannot be built; the message says what to do."""

    code = "gazetteer"


@dataclass(frozen=True, slots=True)
class Place:
    """A row of the gazetteer. `admin1` and `admin2` are the ids of the regions it lies in.

    `own` is false where the name it was found by is not its usual one.
    """

    id: int
    name: str
    kind: Kind
    lat: float
    lon: float
    country: str
    admin1: int | None = None
    admin2: int | None = None
    population: int = 0
    own: bool = True


def write(
    path: Path,
    places: Iterable[tuple[Place, Sequence[str]]],
    told: Mapping[str, str],
    more_names: Iterable[tuple[int, str]] = (),
) -> int:
    """Write the gazetteer at `path` from places with their other names; the number of places.

    `told` goes into the file's meta table. `more_names` are further names by place number; those of
    places that are not there are passed over. An older file stays where that fails. Raises `GazetteerError`.
    """
    part = path.with_name(path.name + ".part")
    try:
        part.unlink(missing_ok=True)
        with closing(sqlite3.connect(part)) as database:
            count = _fill(database, places, told, more_names)
        os.replace(part, path)
    except (sqlite3.Error, OSError) as fault:
        raise GazetteerError(f"{path}: the gazetteer cannot be written: {fault}") from fault
    finally:
        part.unlink(missing_ok=True)
    return count


def _fill(
    database: sqlite3.Connection,
    places: Iterable[tuple[Place, Sequence[str]]],
    told: Mapping[str, str],
    more_names: Iterable[tuple[int, str]],
) -> int:
    database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _TABLES)
    known = {"schema": str(SCHEMA), "attribution": ATTRIBUTION, **told}
    database.executemany("INSERT INTO meta VALUES (?, ?)", sorted(known.items()))
    for chunk in _chunks(places):
        database.executemany("INSERT OR IGNORE INTO places VALUES (?,?,?,?,?,?,?,?,?)", map(_row, chunk))
        database.executemany("INSERT OR IGNORE INTO names VALUES (?,?,?)", _names(chunk))
    database.executemany(_ADD_NAME, ((key(name), number) for number, name in more_names))
    [count] = database.execute("SELECT count(*) FROM places").fetchone()
    database.commit()
    database.execute("VACUUM")
    return int(count)


def _chunks(places: Iterable[tuple[Place, Sequence[str]]]) -> Iterator[list[tuple[Place, Sequence[str]]]]:
    chunk = []
    for place in places:
        chunk.append(place)
        if len(chunk) == ROWS_AT_ONCE:
            yield chunk
            chunk = []
    yield chunk


def _row(entry: tuple[Place, Sequence[str]]) -> tuple[object, ...]:
    place, _ = entry
    return (
        place.id, place.name, KINDS.index(place.kind), round(place.lat, 5), round(place.lon, 5),
        place.country, place.admin1, place.admin2, place.population,
    )  # fmt: skip


def _names(chunk: Iterable[tuple[Place, Sequence[str]]]) -> Iterator[tuple[str, int, int]]:
    for place, others in chunk:
        own = _own(place)
        for name in dict.fromkeys((key(place.name), *own, *map(key, others))):
            if name:
                yield name, place.id, int(name in own)


def _own(place: Place) -> tuple[str, ...]:
    """The usual names of a place: "Washington, D.C." is Washington too."""
    name, comma, _ = place.name.partition(",")
    return (key(place.name), key(name)) if comma and place.kind == "city" else (key(place.name),)


def default_path() -> Path:
    """The gazetteer in use: the file `ONRECORD_GAZETTEER` names, else the one that came with Onrecord."""
    chosen = os.environ.get(VARIABLE)
    return Path(chosen) if chosen else Path(str(resources.files("onrecord.gazetteer"))) / BUILT_IN


def meta(path: Path) -> dict[str, str]:
    """What the gazetteer at `path` says of itself; empty where there is none."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            return dict(database.execute(_META))
    except sqlite3.Error:
        return {}


class Gazetteer:
    """A gazetteer's file opened for reading."""

    def __init__(self, path: Path | None = None) -> None:
        """Open the file at `path`, or the one in use; raises `GazetteerError`."""
        self.path = path or default_path()
        if not self.path.is_file():
            is_chosen = path is None and os.environ.get(VARIABLE)
            hint = f"{VARIABLE} names it" if is_chosen else "install Onrecord again"
            raise GazetteerError(f"{self.path}: there is no gazetteer here; {hint}")
        try:
            address = f"{self.path.absolute().as_uri()}?mode=ro&immutable=1"
            self._database = sqlite3.connect(address, uri=True, check_same_thread=False)
            self.meta: dict[str, str] = dict(self._database.execute(_META))
        except sqlite3.Error as fault:
            raise GazetteerError(f"{self.path}: this file is no gazetteer of Onrecord: {fault}") from fault
        if self.meta.get("schema") != str(SCHEMA):
            raise GazetteerError(
                f"{self.path}: made by another version of Onrecord; onrecord gazetteer build makes it again"
            )

    def find(self, keys: Iterable[str]) -> dict[str, tuple[Place, ...]]:
        """For each of `keys` (as `names.key` makes them) the places of that name, most people first."""
        wanted = sorted(set(keys))
        found: dict[str, list[Place]] = {name: [] for name in wanted}
        for start in range(0, len(wanted), ASKED_AT_ONCE):
            part = wanted[start : start + ASKED_AT_ONCE]
            marks = ",".join("?" * len(part))
            for name, *row, own in self._database.execute(_FIND.format(marks=marks), part):
                found[name].append(_place(row, bool(own)))
        return {name: tuple(places) for name, places in found.items()}

    def countries(self) -> dict[str, Place]:
        """Every country by its ISO 3166-1 alpha-3 code."""
        query = "SELECT * FROM places WHERE kind = ? ORDER BY id"
        rows = self._database.execute(query, (KINDS.index("country"),))
        return {place.country: place for place in map(_place, rows)}

    def regions(self, country: str) -> tuple[Place, ...]:
        """The first-level regions of a country (alpha-3), by id."""
        query = "SELECT * FROM places WHERE kind = ? AND country = ? ORDER BY id"
        return tuple(map(_place, self._database.execute(query, (KINDS.index("admin1"), country))))

    def place(self, number: int) -> Place | None:
        """The place of a GeoNames number."""
        row = self._database.execute("SELECT * FROM places WHERE id = ?", (number,)).fetchone()
        return None if row is None else _place(row)

    def __reduce__(self) -> tuple[type[Gazetteer], tuple[Path]]:
        """Another process opens the file anew."""
        return type(self), (self.path,)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()


def _place(row: Sequence[Any], own: bool = True) -> Place:
    number, name, kind, lat, lon, country, admin1, admin2, population = row
    return Place(number, name, KINDS[kind], lat, lon, country, admin1, admin2, population, own)
