"""Every place a name can mean: the gazetteer's and the lexicon's, asked together."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from onrecord.gazetteer.data import capitals, country_codes
from onrecord.gazetteer.names import ARABIC_ARTICLES, ARABIC_COUNTRIES, key
from onrecord.gazetteer.store import VARIABLE, Gazetteer, GazetteerError, Place
from onrecord.lexicon.actors import load_actors
from onrecord.lexicon.loader import USER_FOLDER
from onrecord.lexicon.places import Area, PlaceLexicon, load_places

REMEMBERED = 20_000  # names: news repeats itself

USUAL = 2_000_000  # inhabitants of a region that the gazetteer does not have

ACRONYM = 4  # letters up to which a name in capitals must be written so: "US" is not "us"


class Atlas:
    """Names to places. `demonyms` ("Iraqi", "Iraqis"), `codes` ("TX") and `named` hold names as written."""

    def __init__(self, gazetteer: Gazetteer, lexicon: PlaceLexicon) -> None:
        self.gazetteer = gazetteer
        self.countries = gazetteer.countries()
        self.demonyms: dict[str, tuple[Place, ...]] = {}
        self.codes: dict[str, tuple[Place, ...]] = {}
        self.named: dict[str, tuple[Place, ...]] = {}
        self._written: dict[str, frozenset[str]] = {}
        self._seen: dict[str, tuple[Place, ...]] = {}
        self._regions: dict[int, Place] = {}
        self._capitals = {(country, key(name)) for country, name in capitals()}
        self._add_countries()
        for number, area in enumerate(lexicon.areas, start=1):
            self._add_area(area, number)
        self._add_short(lexicon)
        self.keys = frozenset(self.named)

    def find(self, names: Iterable[str]) -> dict[str, tuple[Place, ...]]:
        """For each of `names` (as `names.key` makes them) the places it can mean; none where unknown."""
        wanted = list(names)
        new = [name for name in wanted if name not in self._seen]
        if new:
            if len(self._seen) > REMEMBERED:
                self._seen.clear()
                new = wanted
            found = self.gazetteer.find([*new, *filter(None, map(_without_article, new))])
            for name in new:
                places = found[name] or _arabic(found.get(_without_article(name), ()))
                self._seen[name] = _merged(self.named.get(name, ()), places)
        return {name: self._seen[name] for name in wanted}

    def is_written_so(self, name: str, written: str) -> bool:
        """Whether the name with key `name` may be written `written`: acronyms only as they are."""
        forms = self._written.get(name)
        return forms is None or written in forms

    def region(self, number: int | None) -> Place | None:
        """The first- or second-level region of that number."""
        if number is None:
            return None
        if number not in self._regions:
            place = self.gazetteer.place(number)
            if place is None:
                return None
            self._regions[number] = place
        return self._regions[number]

    def is_capital(self, name: str, place: Place) -> bool:
        """Whether the place found under the key `name` is its country's seat of government."""
        return place.kind == "city" and (place.country, name) in self._capitals

    def alpha3(self, code: str) -> str:
        """The ISO 3166-1 alpha-3 code of a country's code; raises `GazetteerError`."""
        code = code.strip().upper()
        known = code if code in self.countries else country_codes().get(code, ("",))[0]
        if not known:
            raise GazetteerError(f"{code!r} is no country's ISO 3166 code; write for example IQ or IRQ")
        return known

    def _add_countries(self) -> None:
        for country in load_actors().countries:
            place = self.countries.get(country.code)
            if place is None:
                continue
            place = self.countries[country.code] = replace(place, name=country.name)
            for name in (country.name, *country.aliases):
                self._name(name, place)
            self._capitals.update((country.code, key(name)) for name in country.seats)
            for name in (*country.adjectives, *country.people):
                self._demonym(name, place)

    def _add_area(self, area: Area, number: int) -> None:
        """An area without a GeoNames number gets a negative one of its own."""
        known = self.gazetteer.place(area.id) if area.id else None
        place = Place(
            area.id or -number, area.name, area.kind, area.lat, area.lon, area.country or "",
            population=known.population if known else USUAL if area.kind == "admin1" else 0,
        )  # fmt: skip
        for name in (area.name, *area.names):
            self._name(name, place)
        for name in (*area.adjectives, *area.people):
            self._demonym(name, place)

    def _add_short(self, lexicon: PlaceLexicon) -> None:
        regions: dict[str, dict[str, Place]] = {}
        for short in lexicon.short:
            if short.country not in regions:
                regions[short.country] = {
                    key(place.name): place for place in self.gazetteer.regions(short.country)
                }
            place = regions[short.country].get(key(short.region))
            if place is None:
                continue
            for name in short.names:
                self._name(name, place)
            for name in (*short.names, *short.codes):
                self.codes[name] = (*self.codes.get(name, ()), place)

    def _name(self, name: str, place: Place) -> None:
        known = key(name)
        self.named[known] = (*self.named.get(known, ()), place)
        letters = sum(char.isalpha() for char in name)
        if letters <= ACRONYM and (name.isupper() or name.endswith(".")):
            self._written[known] = self._written.get(known, frozenset()) | {name}

    def _demonym(self, name: str, place: Place) -> None:
        if name not in self.demonyms:
            self.demonyms[name] = (place,)


def _merged(ours: tuple[Place, ...], found: tuple[Place, ...]) -> tuple[Place, ...]:
    """The lexicon's places first; one that stands for the gazetteer's own is not said twice."""
    if not ours:
        return found
    numbers = {place.id for place in ours}
    return (*ours, *(place for place in found if place.id not in numbers))


def _without_article(name: str) -> str:
    """ "al raqqa" is listed as "raqqa", or the other way round; empty where there is no article."""
    article, _, rest = name.partition(" ")
    return rest if article in ARABIC_ARTICLES else ""


def _arabic(places: Iterable[Place]) -> tuple[Place, ...]:
    return tuple(place for place in places if place.country in ARABIC_COUNTRIES)


@lru_cache(maxsize=4)
def _atlas(path: Path | None, chosen: str | None, lexicon: str | None) -> Atlas:
    return Atlas(Gazetteer(path), load_places())


def open_atlas(path: Path | None = None) -> Atlas:
    """The atlas over the gazetteer at `path`, or the one in use; raises `GazetteerError`, `LexiconError`."""
    return _atlas(path, os.environ.get(VARIABLE), os.environ.get(USER_FOLDER))
