"""The place lexicon: areas no list of cities has, short names of regions, the words around a place's name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast

from onrecord.errors import LexiconError
from onrecord.lexicon.loader import Field, entries, table, words

AreaKind = Literal["region", "admin1", "point"]
NounKind = Literal["city", "admin2", "admin1", "country"]
Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Area:
    """A sea, continent, region or part of a country by its names; `lat`, `lon` in degrees."""

    name: str
    lat: float
    lon: float
    kind: AreaKind
    names: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    country: str | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class ShortNames:
    """How a first-level region is abbreviated: `names` anywhere, `codes` only after "City, "."""

    region: str
    country: str
    names: tuple[str, ...]
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """Words around a place's name; lower case, but for `institutions`, `features` and `common`."""

    locative: frozenset[str]
    strong: frozenset[str]
    city: frozenset[str]
    district: frozenset[str]
    region: frozenset[str]
    country: frozenset[str]
    institutions: frozenset[str]
    features: frozenset[str]
    parts: frozenset[str]
    common: frozenset[str]

    def kind_of(self, noun: str) -> NounKind | None:
        """The kind of place that a noun in lower case names; `None` for any other word."""
        if noun in self.city:
            return "city"
        if noun in self.district:
            return "admin2"
        if noun in self.region:
            return "admin1"
        return "country" if noun in self.country else None


@dataclass(frozen=True, slots=True)
class PlaceLexicon:
    """Everything the places component knows of words; `units` in kilometres, `bearings` in degrees."""

    areas: tuple[Area, ...]
    short: tuple[ShortNames, ...]
    words: PlaceWords
    units: Mapping[str, float]
    bearings: Mapping[str, float]
    evidence: Weights
    reading: Weights


def load_places() -> PlaceLexicon:
    """Read and validate `places.toml`, the user's laid over it; raises `LexiconError`."""
    return PlaceLexicon(
        areas=_areas(),
        short=_short(),
        words=_words(),
        units=_measures("unit", "km"),
        bearings=_measures("bearing", "degrees"),
        evidence=_weights("evidence"),
        reading=_weights("reading"),
    )


def _areas() -> tuple[Area, ...]:
    fields = {
        "at": Field(list, required=True),
        "names": Field(list),
        "adjectives": Field(list),
        "people": Field(list),
        "country": Field(str),
        "id": Field(int),
        "kind": Field(str, allowed=frozenset({"region", "admin1", "point"})),
    }
    areas = []
    for name, entry in entries("places", "area", fields).items():
        lat, lon = _point(name, entry["at"])
        lists = {key: tuple(entry.get(key, ())) for key in ("names", "adjectives", "people")}
        kind = cast(AreaKind, entry.get("kind", "region"))
        areas.append(Area(name, lat, lon, kind, country=entry.get("country"), id=entry.get("id"), **lists))
    return tuple(areas)


def _point(name: str, at: list[object]) -> tuple[float, float]:
    match at:
        case [int() | float() as lat, int() | float() as lon] if -90 <= lat <= 90 and -180 <= lon <= 180:
            return float(lat), float(lon)
    raise LexiconError(f"places.toml: [area.{name}] at must be degrees north and degrees east, not {at!r}")


def _short() -> tuple[ShortNames, ...]:
    fields = {"country": Field(str, required=True), "names": Field(list), "codes": Field(list)}
    return tuple(
        ShortNames(region, entry["country"], tuple(entry.get("names", ())), tuple(entry.get("codes", ())))
        for region, entry in entries("places", "short", fields).items()
    )


def _words() -> PlaceWords:
    lists = (
        "locative", "strong", "city", "district", "region", "country", "institutions", "features", "parts",
        "common",
    )  # fmt: skip
    return PlaceWords(*(frozenset(words("places", f"words.{key}")) for key in lists))


def _weights(name: str) -> dict[str, float]:
    weights = table("places", name)
    for word, weight in weights.items():
        if not isinstance(weight, int | float):
            raise LexiconError(f"places.toml: [{name}] {word!r} must be a number, not {weight!r}")
    return weights


def _measures(table: str, field: str) -> dict[str, float]:
    fields = {field: Field(float, required=True), "names": Field(list, required=True)}
    return {
        name: entry[field] for entry in entries("places", table, fields).values() for name in entry["names"]
    }
