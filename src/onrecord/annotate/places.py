"""Find places and say where on the map they are."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc

from onrecord.annotate.columns import Columns
from onrecord.annotate.datelines import dateline_names
from onrecord.annotate.geocoding import Resolver, Sense, senses
from onrecord.annotate.layers import Toponym, declare_extensions
from onrecord.annotate.offsets import OffsetReader, displaced
from onrecord.annotate.placehood import Toponymic
from onrecord.annotate.toponyms import ToponymFinder
from onrecord.gazetteer.atlas import open_atlas
from onrecord.gazetteer.names import key
from onrecord.gazetteer.store import Kind, Place
from onrecord.lexicon.actors import load_actors
from onrecord.lexicon.places import load_places
from onrecord.record import Precision

UNKNOWN = "not in the gazetteer"
SEVERAL = "several places of this name"
UNLIKELY = "no likely place of this name"


@Language.factory("onrecord_places", assigns=["doc._.places"], requires=["doc._.cast"])
def create_places(nlp: Language, name: str) -> PlaceFinder:
    """Make the component that fills `doc._.places`."""
    return PlaceFinder()


class PlaceFinder:
    """Write `doc._.places`: every place the text names, in order of first mention."""

    def __init__(self) -> None:
        self.lexicon = load_places()
        self.atlas = open_atlas()
        self.names = ToponymFinder(self.atlas, self.lexicon, load_actors())
        self.resolver = Resolver(self.atlas, self.lexicon.reading)
        self.offsets = OffsetReader(self.lexicon)

    def __call__(self, doc: Doc) -> Doc:
        """Fill `doc._.places`; the text and every other layer stay as they are."""
        columns = Columns(doc)
        names = self._believed(dateline_names(doc, self.atlas), self.names.find(columns, doc._.cast))
        found = senses(names)
        self.resolver.resolve(found, names)
        gathered = self._gathered(found, names)
        text = columns.text if doc._.report is None else doc._.report.text  # with its margins
        toponyms = [self._toponym(text, group, names) for group in gathered]
        doc._.places = tuple(_in_order([*toponyms, *self._displaced(columns, toponyms, gathered, names)]))
        return doc

    def _believed(self, datelines: Sequence[Toponymic], found: Sequence[Toponymic]) -> list[Toponymic]:
        """The names taken for places, `inside` counted anew; a region after its town is one with it."""
        names = [*datelines, *found]
        for name in found:
            if name.inside is not None:
                name.inside += len(datelines)
        reading = self.lexicon.reading
        for name in names:
            if name.inside is not None and name.belief > reading["believed"]:
                names[name.inside].belief = max(names[name.inside].belief, name.belief)
        kept = [
            at
            for at, name in enumerate(names)
            if name.belief > reading["believed" if name.places else "believed unknown"]
        ]
        place_of = {at: number for number, at in enumerate(kept)}
        for name in names:
            name.inside = None if name.inside is None else place_of.get(name.inside)
        return [names[at] for at in kept]

    def _gathered(self, found: Sequence[Sense], names: Sequence[Toponymic]) -> list[list[Sense]]:
        """Senses that mean one place ("U.S.", "America", "American") side by side."""
        groups: dict[str, list[Sense]] = {}
        for sense in found:
            best = sense.best()
            told = best is not None and best[1] >= self.lexicon.reading["told"]
            meaning = f"#{best[0].id}" if best and told else f"{sense.key}/{sense.home}"
            groups.setdefault(meaning, []).append(sense)
        return list(groups.values())

    def _toponym(self, text: str, group: Sequence[Sense], names: Sequence[Toponymic]) -> Toponym:
        mentions = [names[at] for at in sorted({at for sense in group for at in sense.mentions})]
        spans = tuple(sorted({name.span for name in mentions}))
        best = max((sense.best() for sense in group), key=lambda reading: reading[1] if reading else -1.0)
        belief = max(1.0 / (1.0 + math.exp(-name.belief)) for name in mentions)
        if best is None or best[1] < self.lexicon.reading["told"]:
            reason = UNKNOWN if best is None else SEVERAL if len(group[0].readings) > 1 else UNLIKELY
            return Toponym(_written(text, mentions, None), spans, confidence=0.0, unresolved=reason)
        place, chance = best
        home = place if place.kind == "admin1" else self.atlas.region(place.admin1)
        return Toponym(
            _written(text, mentions, place),
            spans,
            geonameid=place.id if place.id > 0 else None,
            lat=place.lat,
            lon=place.lon,
            country=place.country or None,
            admin1=home.name if home else None,
            precision=_precision(place.kind),
            confidence=round(chance * belief, 2),
        )

    def _displaced(
        self,
        columns: Columns,
        toponyms: Sequence[Toponym],
        gathered: Sequence[Sequence[Sense]],
        names: Sequence[Toponymic],
    ) -> Iterator[Toponym]:
        """A place of its own for "15 km south of Tikrit", with its base's index as yet."""
        for number, group in enumerate(gathered):
            base = toponyms[number]
            if base.lat is None or base.lon is None or base.precision in ("country", "region"):
                continue
            for at in sorted({at for sense in group for at in sense.mentions}):
                name = names[at]
                moved = self.offsets.before(columns, name.start, name.end) if name.end else None
                if moved is None:
                    continue
                lat, lon = displaced(base.lat, base.lon, moved.km, moved.bearing)
                words = " ".join(columns.text[moved.span.start : moved.span.end].split())
                yield replace(
                    base, name=words, mentions=(moved.span,), geonameid=None, lat=lat, lon=lon, admin1=None,
                    precision="near", offset_of=number, offset_km=moved.km, offset_bearing=moved.bearing,
                )  # fmt: skip


def _in_order(toponyms: Sequence[Toponym]) -> Iterator[Toponym]:
    """The places by first mention, `offset_of` pointing to where its base has come to stand."""
    order = sorted(range(len(toponyms)), key=lambda at: (toponyms[at].mentions[0], at))
    place_of = {at: number for number, at in enumerate(order)}
    for at in order:
        toponym, base = toponyms[at], toponyms[at].offset_of
        yield toponym if base is None else replace(toponym, offset_of=place_of[base])


def _precision(kind: Kind) -> Precision:
    return kind


def _written(text: str, mentions: Sequence[Toponymic], place: Place | None) -> str:
    """The name to show: a country's or an area's own; else as the text writes it, not in capitals."""
    mentions = [name for name in mentions if name.basis not in ("demonym", "code")]
    if place is not None and (place.kind in ("country", "region") or not mentions):
        return place.name
    written = [" ".join(text[name.span.start : name.span.end].split()) for name in mentions]
    small = [name for name in written if not name.isupper()]
    if small:
        return small[0]
    if place is not None and key(place.name) == key(written[0]):
        return place.name
    return written[0].title()


declare_extensions()
