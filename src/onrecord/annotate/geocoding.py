"""Which place a name means: every reading weighed by what is known of it and by the text's other places.

A reading is more likely the more people live there, the nearer it lies to likely readings of the other
names, and where the text names its region or country. The names decide together, in a few rounds.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from onrecord.annotate.placehood import Toponymic
from onrecord.gazetteer.atlas import Atlas
from onrecord.gazetteer.store import Place
from onrecord.lexicon.places import NounKind, Weights

Vector = NDArray[np.float64]

EARTH = 6371.0088  # km, the mean radius
READINGS = 20  # of one name, the likeliest ones
TOGETHER = 1200  # readings weighed at once; those of a long text decide in stretches
AROUND = 100.0  # km within which a town and the region named after it are much the same place
SEAT = 0.02  # of a region's people at least live in the town its name is first taken for, if it is so near
FAR_SEAT = 0.2  # ... if it is farther off: "New York" is the city, "Quebec" the province
LARGE = 10_000  # inhabitants of a capital at least: a hamlet of the same name is none
IN_REGION = 6  # more of them where they lie in a region the text names


@dataclass(slots=True)
class Sense:
    """One name in one meaning: its mentions (indexes), its readings and how likely each one is."""

    key: str
    mentions: list[int]
    readings: tuple[Place, ...] = ()
    hint: NounKind | None = None
    home: int | None = None
    chances: list[float] = field(default_factory=list)

    def best(self) -> tuple[Place, float] | None:
        """The likeliest reading and its chance; `None` where the name is not known.

        A town and the district or region of its name around it are one answer, by their chances together;
        which of them is meant the words around the name say, else it is the town.
        """
        if not self.readings:
            return None
        at = max(range(len(self.readings)), key=lambda i: (self.chances[i], -i))
        top = self.readings[at]
        same = [i for i, place in enumerate(self.readings) if i == at or _is_around(place, top)]
        chance = min(1.0, sum(self.chances[i] for i in same))
        return min((self.readings[i] for i in same), key=self._rank), chance

    def _rank(self, place: Place) -> tuple[bool, bool, int, int]:
        return place.kind != self.hint, not self._is_seat(place), -place.population, place.id

    def _is_seat(self, place: Place) -> bool:
        """Whether a town is large enough that the name of its region is first taken for it."""
        if place.kind != "city":
            return False
        around = [other for other in self.readings if other.id in (place.admin1, place.admin2)]
        return all(
            place.population >= (SEAT if distance(place, region) <= AROUND else FAR_SEAT) * region.population
            for region in around
        )


def _is_around(one: Place, other: Place) -> bool:
    """Whether of two places of one name one is the region around the other."""
    if one.kind == other.kind or one.country != other.country or "country" in (one.kind, other.kind):
        return False
    is_home = one.id in (other.admin1, other.admin2) or other.id in (one.admin1, one.admin2)
    return is_home or distance(one, other) <= AROUND


def distance(one: Place, other: Place) -> float:
    """Kilometres between two places on the sphere."""
    lat, lon, to_lat, to_lon = map(math.radians, (one.lat, one.lon, other.lat, other.lon))
    square = math.sin((to_lat - lat) / 2) ** 2
    square += math.cos(lat) * math.cos(to_lat) * math.sin((to_lon - lon) / 2) ** 2
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(square)))


def senses(names: Sequence[Toponymic]) -> list[Sense]:
    """Names gathered by meaning: namesakes are one place unless the text puts them in different regions."""
    by_name: dict[str, dict[str, Sense]] = {}
    for number, name in enumerate(names):
        home = "" if name.inside is None else names[name.inside].key
        by_home = by_name.setdefault(name.key, {})
        sense = by_home.setdefault(home, Sense(name.key, [], name.places, home=name.inside))
        sense.mentions.append(number)
        sense.hint = sense.hint or name.hint
    found = [sense for by_home in by_name.values() for sense in _without_homeless(by_home)]
    found.sort(key=lambda sense: sense.mentions[0])
    return found


def _without_homeless(by_home: dict[str, Sense]) -> list[Sense]:
    """The senses of one name, the mentions without a region counted to the first that has one."""
    homeless = by_home.get("")
    placed = [sense for home, sense in by_home.items() if home]
    if homeless is not None and placed:
        placed[0].mentions = sorted(placed[0].mentions + homeless.mentions)
        placed[0].hint = placed[0].hint or homeless.hint
    return placed or list(by_home.values())


class Resolver:
    """Weigh the readings of a text's place names."""

    def __init__(self, atlas: Atlas, weights: Weights) -> None:
        self.atlas = atlas
        self.weights = weights

    def resolve(self, found: Sequence[Sense], names: Sequence[Toponymic]) -> None:
        """Fill the `readings` and `chances` of every sense."""
        homes = _regions_named(found)
        for sense in found:
            sense.readings = self._likeliest(sense, homes)
        for stretch in _stretches([sense for sense in found if sense.readings]):
            _Table(stretch, self._prior, names, self).settle(self.weights)

    def _likeliest(self, sense: Sense, homes: frozenset[int]) -> tuple[Place, ...]:
        if len(sense.readings) <= READINGS:
            return sense.readings
        ranked = sorted(sense.readings, key=lambda place: (-self._prior(sense, place), place.id))
        near = [place for place in ranked[READINGS:] if place.admin1 in homes]
        return (*ranked[:READINGS], *near[:IN_REGION])

    def _prior(self, sense: Sense, place: Place) -> float:
        """The log-odds of a reading by itself."""
        weights = self.weights
        score = weights.get(place.kind, 0.0)
        score += weights["people"] * math.log10(place.population + 10)
        if not place.own:
            score += weights["other name"]
        if place.own and place.population >= LARGE and self.atlas.is_capital(sense.key, place):
            score += weights["capital"]
        if sense.hint is not None and sense.hint != place.kind:
            score += weights["other kind"]
        return score

    def contains(self, region: Place, place: Place) -> bool:
        """Whether `place` lies in `region`, as far as the gazetteer knows."""
        if region.kind == "country":
            return place.country == region.country and place.id != region.id
        return region.id in (place.admin1, place.admin2)


def _regions_named(found: Sequence[Sense]) -> frozenset[int]:
    return frozenset(
        place.id for sense in found for place in sense.readings[:2] if place.kind in ("admin1", "admin2")
    )


def _stretches(found: Sequence[Sense]) -> Iterator[list[Sense]]:
    """The senses in text order, in parts of at most so many readings."""
    part: list[Sense] = []
    size = 0
    for sense in found:
        if part and size + len(sense.readings) > TOGETHER:
            yield part
            part, size = [], 0
        part.append(sense)
        size += len(sense.readings)
    if part:
        yield part


class _Table:
    """All readings of all names side by side."""

    def __init__(
        self,
        found: Sequence[Sense],
        prior: Callable[[Sense, Place], float],
        names: Sequence[Toponymic],
        resolver: Resolver,
    ) -> None:
        self.found = found
        self.places = [place for sense in found for place in sense.readings]
        self.first = np.cumsum([0, *(len(sense.readings) for sense in found)])
        self.group = np.repeat(np.arange(len(found)), np.diff(self.first))
        self.prior = np.array([prior(sense, place) for sense in found for place in sense.readings])
        self.size = np.array([float(len(sense.mentions)) for sense in found])
        self.homes = self._homes(names, resolver)

    def _homes(self, names: Sequence[Toponymic], resolver: Resolver) -> Vector:
        """+1 for a reading in the region that the text says the name lies in, -1 outside of it."""
        homes = np.zeros(len(self.places))
        for number, sense in enumerate(self.found):
            if sense.home is None:
                continue
            regions = names[sense.home].places
            for at in range(self.first[number], self.first[number + 1]):
                inside = any(resolver.contains(region, self.places[at]) for region in regions)
                homes[at] = 1.0 if inside else -1.0
        return homes

    def settle(self, weights: Weights) -> None:
        """Let every name's readings and those of the others agree, and write the chances."""
        nearness = self._nearness(weights["km"])
        nation, nations = _numbered([place.country for place in self.places])
        area, areas = _numbered([_region_of(place) for place in self.places])
        fixed = self.prior + weights["stated region"] * self.homes
        nowhere = weights["nowhere"]
        chances = self._softmax(fixed, nowhere)
        counts = np.sqrt(self.size)[self.group]
        for _ in range(3):
            near = self._from_others(nearness, chances)
            mass = chances * counts
            by_nation = self._shared(mass, nation, len(nations), nations)
            by_area = self._shared(mass, area, len(areas), areas)
            chances = self._softmax(
                fixed
                + weights["near"] * np.minimum(near, weights["near at most"])
                + weights["same country"] * by_nation
                + weights["same region"] * by_area,
                nowhere,
            )
        for number, sense in enumerate(self.found):
            sense.chances = [round(float(c), 4) for c in chances[self.first[number] : self.first[number + 1]]]

    def _nearness(self, reach: float) -> Vector:
        """How near each reading is to each of another name: 1 at the same place, falling with distance."""
        lat = np.radians([place.lat for place in self.places])
        lon = np.radians([place.lon for place in self.places])
        points = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
        chords = np.sqrt(np.maximum(0.0, 2.0 - 2.0 * (points @ points.T)))
        nearness: Vector = np.exp(chords * (-EARTH / reach))
        wide = np.array([place.kind == "country" or not place.country for place in self.places])
        nearness[:, wide] = 0.0
        nearness[wide, :] = 0.0
        nearness[self.group[:, None] == self.group[None, :]] = 0.0
        return nearness

    def _from_others(self, nearness: Vector, chances: Vector) -> Vector:
        best = np.maximum.reduceat(nearness * chances[None, :], self.first[:-1], axis=1)
        total: Vector = best.sum(axis=1)
        return total

    def _shared(self, mass: Vector, number: NDArray[np.int64], size: int, labels: Sequence[str]) -> Vector:
        """The share of the other names' chances that falls on a reading's country or region."""
        whole = np.bincount(number, weights=mass, minlength=size)
        own = np.zeros((len(self.found), size))
        np.add.at(own, (self.group, number), mass)
        others = whole[number] - own[self.group, number]
        rest = mass.sum() - np.bincount(self.group, weights=mass)[self.group]
        share: Vector = others / (rest + 1.0)
        share[np.array([not labels[n] for n in number], dtype=bool)] = 0.0
        return share

    def _softmax(self, scores: Vector, nowhere: float) -> Vector:
        """Chances of the readings of each name, against each other and against none of them being meant."""
        top = np.maximum(np.maximum.reduceat(scores, self.first[:-1]), nowhere)
        odds = np.exp(scores - top[self.group])
        whole = np.add.reduceat(odds, self.first[:-1]) + np.exp(nowhere - top)
        chances: Vector = odds / whole[self.group]
        return chances


def _region_of(place: Place) -> str:
    if place.kind == "admin1":
        return str(place.id)
    return "" if place.admin1 is None else str(place.admin1)


def _numbered(labels: Sequence[str]) -> tuple[NDArray[np.int64], list[str]]:
    known: dict[str, int] = {}
    numbers = [known.setdefault(label, len(known)) for label in labels]
    return np.array(numbers, dtype=np.int64), list(known)
