"""How surely a name is a place's: the evidence for and against, each piece with its weight."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from onrecord.annotate.columns import Columns
from onrecord.annotate.layers import CastMember
from onrecord.annotate.names import title_like_sentences
from onrecord.gazetteer.atlas import Atlas
from onrecord.gazetteer.names import key
from onrecord.gazetteer.store import Place
from onrecord.lexicon.actors import ActorLexicon
from onrecord.lexicon.places import NounKind, PlaceLexicon
from onrecord.record import Span

Basis = Literal["name", "demonym", "code", "feature", "shape"]

PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
POSSESSIVE = frozenset({"'s", "'"})
SUBJECT = frozenset({"before verb", "before possessive"})  # as people's names often stand
PLACING = frozenset(
    {"after strong", "after locative", "after part", "after city of", "after admin1 of", "after admin2 of"}
)
LISTING = frozenset({",", "and", "or", "&", ";", "/"})
SURE = 1.0  # log-odds from which a name in a list vouches for its neighbours
ENGLISH = frozenset({"USA", "GBR", "CAN", "AUS", "NZL", "IRL"})
"""Where any surname of an English report is some hamlet's name too."""

FAMOUS = 6  # the highest power of ten of inhabitants that is told apart


@dataclass(slots=True)
class Toponymic:
    """A name that may be a place's: tokens `[start, end)`, what it can mean, and how sure it is one.

    `belief` is the log-odds that it is a place, summed from `evidence`. `hint` is the kind of place the
    words around it say ("the town of"). `inside` is the index of the mention that it is said to lie in.
    A dateline's name has no tokens: its `start` and `end` are 0.
    """

    start: int
    end: int
    span: Span
    key: str
    places: tuple[Place, ...]
    basis: Basis
    evidence: list[str] = field(default_factory=list)
    belief: float = 0.0
    hint: NounKind | None = None
    inside: int | None = None


class Weigher:
    """Give names their evidence and belief."""

    def __init__(self, atlas: Atlas, lexicon: PlaceLexicon, actors: ActorLexicon) -> None:
        self.atlas = atlas
        self.words = lexicon.words
        self.weights = lexicon.evidence
        self.common = frozenset(map(key, lexicon.words.common))
        self.heads = actors.names.places
        self.given = frozenset(actors.names.given)
        self.titles = (
            frozenset(actors.roles.honorifics) | actors.roles.titles | frozenset(actors.roles.people)
        )

    def weigh(self, columns: Columns, cast: Sequence[CastMember], names: list[Toponymic]) -> None:
        """Fill `evidence`, `belief`, `hint` and `inside` of a text's names, which are in text order."""
        _Weighing(self, columns, cast, names).weigh()


class _Weighing:
    """The evidence for and against each name of one text."""

    def __init__(
        self, weigher: Weigher, columns: Columns, cast: Sequence[CastMember], names: list[Toponymic]
    ) -> None:
        self.weigher = weigher
        self.words = weigher.words
        self.columns = columns
        self.names = names
        self.between = self.words.parts | {"in", "the", "-"}
        self.titled = title_like_sentences(columns)
        self.roles: dict[int, tuple[str, int, int]] = {}
        self.surnames: set[str] = set()
        for member in cast:
            self._enter(member)

    def _enter(self, member: CastMember) -> None:
        """Note which tokens name an actor, and the words that are people's names here."""
        for mention in member.mentions:
            if mention.confidence < 1.0:
                continue
            start, end = self.columns.tokens(mention.span)
            for at in range(start, end):
                self.roles.setdefault(at, (member.kind, start, end))
        if member.kind == "person":
            for name in (member.name, *member.aliases):
                self.surnames.update(word for word in name.split()[-1:] if word[:1].isupper())

    def weigh(self) -> None:
        """Sum the evidence for every name, then let the sure ones speak for their namesakes."""
        weights = self.weigher.weights
        for number, name in enumerate(self.names):
            name.evidence = list(self._evidence(number, name))
            name.belief = sum(weights.get(word, 0.0) for word in name.evidence)
        self._meet()
        for name, other in pairwise(self.names):
            self._list(name, other)
        best: dict[str, float] = {}
        for name in self.names:
            best[name.key] = max(best.get(name.key, -9.0), name.belief)
        for name in self.names:
            if best[name.key] > max(name.belief, 0.0):
                name.evidence.append(f"{name.basis}: surer elsewhere")
                name.belief += weights.get(name.evidence[-1], 0.0)

    def _meet(self) -> None:
        """A name that is a place's only in countries the text names is hardly met there by chance."""
        named = {
            place.country
            for name in self.names
            if name.belief > SURE
            for place in name.places[:1]
            if place.kind == "country" and place.country not in ENGLISH
        }
        for name in self.names:
            if name.basis != "name" or name.places[0].kind == "country":
                continue
            if all(place.country in named for place in name.places):
                name.evidence.append("name: only in named countries")
                name.belief += self.weigher.weights.get(name.evidence[-1], 0.0)

    def _list(self, name: Toponymic, other: Toponymic) -> None:
        """Names of one list are of one kind: "Odde, Karsa and Mosul"."""
        between = self.columns.lowers[name.end : other.start]
        if not between or len(between) > 2 or not LISTING.issuperset(between) or name.inside is not None:
            return
        first, second = name.belief, other.belief
        for one, belief in ((name, second), (other, first)):
            if belief > SURE and one.basis not in ("demonym", "code"):
                one.evidence.append(f"{one.basis}: listed with a place")
                one.belief += self.weigher.weights.get(one.evidence[-1], 0.0)

    def _evidence(self, number: int, name: Toponymic) -> Iterator[str]:
        """Short words for what speaks for or against a name; `[evidence]` of the lexicon weighs them."""
        basis = name.basis
        yield basis
        yield f"{basis}: {self._label(name)}"
        yield f"{basis}: {self._role(name)}"
        before = self._before(name)
        yield f"{basis}: {before}"
        for after in self._after(number, name):
            if after not in SUBJECT or before not in PLACING:  # "a train to Dover was late": no subject
                yield f"{basis}: {after}"
        if basis == "name":
            yield from self._fame(name)
            if name.inside is None and (home := self._home(number, name)) is not None:
                name.inside = home
                yield "name: in its region"
        if self.columns.sentence[name.start] in self.titled:
            yield f"{basis}: headline"

    def _label(self, name: Toponymic) -> str:
        """What the entity recogniser says, and whether the name is all of the entity."""
        ents = self.columns.ent
        label = ents[name.start]
        if any(ents[at] != label for at in range(name.start, name.end)):
            return "mixed label"
        if not label:
            return "no label"
        group = "place" if label in PLACE_LABELS else label.lower()
        if group not in ("place", "org", "person", "norp"):
            return "other label"
        before = name.start - 1
        opens = before < 0 or ents[before] != label or self.columns.lowers[before] == "the"
        after = self.columns.lowers[name.end] if name.end < len(ents) else ""
        closes = name.end == len(ents) or ents[name.end] != label or after in POSSESSIVE
        side = "" if opens and closes else "begins " if opens else "ends " if closes else "within "
        return f"{side}{group}"

    def _role(self, name: Toponymic) -> str:
        found = self.roles.get(name.start)
        if found is None:
            return "no actor"
        kind, start, end = found
        whole = start >= name.start - 1 and end <= name.end
        return f"{'is' if whole else 'in'} {kind}"

    def _before(self, name: Toponymic) -> str:
        at = name.start - 1
        lowers, words = self.columns.lowers, self.columns.words
        if at >= 0 and lowers[at] == "the":
            at -= 1
        if at >= 0 and lowers[at] in self.words.parts:
            return "after part"
        if at < 0 or self.columns.sentence[at] != self.columns.sentence[name.start]:
            return "first"
        word = lowers[at]
        if word in self.words.strong:
            return "after strong"
        if word in self.words.locative:
            return "after locative"
        if word == "of":
            noun = lowers[at - 1] if at else ""
            name.hint = name.hint or self.words.kind_of(noun)
            return f"after {name.hint} of" if name.hint else "after of"
        if word.rstrip(".") in self.weigher.titles and words[at][:1].isupper():
            return "after title"
        if words[at][:1].isupper() and words[at][:1].isalpha():
            return "after given name" if word in self.weigher.given else "after capital"
        return "after comma" if word == "," else "after other"

    def _after(self, number: int, name: Toponymic) -> Iterator[str]:
        columns = self.columns
        end = name.end
        if end >= len(columns):
            yield "before end"
            return
        word, lower = columns.words[end], columns.lowers[end]
        if word == ",":
            yield from self._after_comma(number, name)
        elif lower in POSSESSIVE:
            yield "before possessive"
        elif (kind := self.words.kind_of(lower)) is not None:
            name.hint = kind
            yield f"before {kind}"
        elif word[:1].isupper():
            yield (
                "before institution"
                if word in self.words.institutions
                else ("before head" if word in self.weigher.heads else "before capital")
            )
        elif word == "-":
            yield "before hyphen"
        elif columns.pos[end] in ("VERB", "AUX"):
            yield "before verb"
        elif columns.pos[end] in ("NOUN", "ADJ"):
            yield "before noun"
        else:
            yield "before other"

    def _after_comma(self, number: int, name: Toponymic) -> Iterator[str]:
        following = self.names[number + 1] if number + 1 < len(self.names) else None
        if following is None or following.start != name.end + 1 or following.basis == "demonym":
            yield "before comma"
            return
        inside = _may_lie_in(name, following)
        if inside or following.basis == "code":
            name.inside = number + 1
            yield "before its region" if inside else "before code"
        else:
            yield "before comma and name"

    def _home(self, number: int, name: Toponymic) -> int | None:
        """The index of the region said to hold the name: "Odde in [northern] Iraq", "Iraq's Odde"."""
        lowers = self.columns.lowers
        if number + 1 < len(self.names):
            after = self.names[number + 1]
            between = lowers[name.end : after.start]
            is_said = between[:1] == ["in"] and len(between) <= 4 and self.between.issuperset(between)
            if is_said and _may_lie_in(name, after):
                return number + 1
        if number and name.start:
            before = self.names[number - 1]
            is_said = before.end == name.start - 1 and lowers[name.start - 1] in POSSESSIVE
            if is_said and before.basis == "name" and _may_lie_in(name, before):
                return number - 1
        return None

    def _fame(self, name: Toponymic) -> Iterator[str]:
        """How well known the best place of that name is, and what kind of word the name is."""
        place = name.places[0]
        if name.key in self.weigher.atlas.keys or place.kind == "country":
            yield f"name: {place.kind} of the lexicon"
        else:
            towns = [place for place in name.places if place.kind == "city"]
            usual = [place for place in towns if place.own]
            people = max((place.population for place in usual or towns), default=0)
            yield f"name: population {min(FAMOUS, int(math.log10(people + 1)))}"
            if any(place.kind == "admin1" and place.own for place in name.places):
                yield "name: region"
            elif any(place.kind == "admin2" and place.own for place in name.places):
                yield "name: district"
        if not any(place.own for place in name.places):
            yield "name: only another name"
        single = name.end - name.start == 1
        word = self.columns.words[name.start]
        yield "name: one word" if single else "name: several words"
        if name.key in self.weigher.common:
            yield "name: common word"
        if single and word.lower() in self.weigher.given:
            yield "name: given name"
        if word in self.surnames and single:
            yield "name: somebody's name"
        if single and self.columns.tag[name.start] not in ("NNP", "NNPS"):
            yield "name: no proper noun"
        if single and word.isupper() and len(word) > 1:
            yield "name: capitals"


def _may_lie_in(name: Toponymic, region: Toponymic) -> bool:
    """Whether a reading of `name` lies in a country or first-level region that `region` can mean."""
    countries = {place.country for place in region.places if place.kind == "country"}
    regions = {place.id for place in region.places if place.kind == "admin1"}
    return any(
        place.admin1 in regions or (place.country in countries and place.kind != "country")
        for place in name.places
        if place.kind != "region"
    )
