"""Who is who: the names of one text gathered into actors."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from onrecord.annotate.layers import CastMember
from onrecord.lexicon.actors import Gender
from onrecord.record import ActorKind, Mention, Role, Span

_ARTICLES = frozenset({"the", "a", "an"})
_LINK_WORDS = frozenset({"of", "for", "the", "and", "on", "de", "du", "des", "la", "le", "in", "to", "&"})
MAX_ACRONYM = 8


def folded(word: str) -> str:
    """A word without accents or case, as names are compared."""
    if _is_spelt_out(word):
        word = word.replace("-", "")
    if word.isascii():
        return word.casefold()
    plain = unicodedata.normalize("NFKD", word)
    return "".join(char for char in plain if not unicodedata.combining(char)).casefold()


def _is_spelt_out(word: str) -> bool:
    """ "U-N", as scripts for the radio write acronyms."""
    return len(word) > 2 and word[1::2] == "-" * (len(word) // 2) and word[::2].isupper()


def folded_words(words: Iterable[str]) -> tuple[str, ...]:
    """Words folded, articles left out."""
    return tuple(word for word in map(folded, words) if word not in _ARTICLES)


@dataclass(slots=True)
class Part:
    """An actor in the making; `forms` are the words of each name form in order of appearance."""

    kind: ActorKind
    identity: str | None = None
    country: str | None = None
    gender: Gender | None = None
    plural: bool = False
    forms: dict[tuple[str, ...], str] = field(default_factory=dict)
    roles: list[Role] = field(default_factory=list)
    mentions: dict[Span, float] = field(default_factory=dict)
    nouns: set[str] = field(default_factory=set)
    first: int = 0
    places: list[int] = field(default_factory=list)
    is_generic: bool = False

    def add(self, words: tuple[str, ...], surface: str, span: Span, confidence: float = 1.0) -> None:
        """Take a mention by name."""
        self.forms.setdefault(folded_words(words), surface)
        self.mentions.setdefault(span, confidence)
        insort(self.places, span.start)

    def last_before(self, offset: int) -> int:
        """Where it was last mentioned before `offset`, or -1."""
        at = bisect_right(self.places, offset)
        return self.places[at - 1] if at else -1

    def member(self, given: str | None = None) -> CastMember:
        """The finished actor: its fullest name, the other forms as aliases."""
        surfaces = list(dict.fromkeys(self.forms.values()))
        name = given or (
            surfaces[0] if self.is_generic else max(surfaces, key=lambda s: (len(s.split()), len(s)))
        )
        return CastMember(
            name=name,
            kind=self.kind,
            aliases=tuple(surface for surface in surfaces if surface != name),
            roles=tuple(dict.fromkeys(sorted(self.roles, key=lambda role: role.span))),
            country=self.country,
            mentions=tuple(Mention(span, sure) for span, sure in sorted(self.mentions.items())),
            gender=self.gender,
            plural=self.plural,
        )


class Casting:
    """Gather names into actors: same full name, surname, short form, acronym, or the lexicon's identity.

    `heads` are folded words that may stand alone for a longer name ("the Commission").
    """

    def __init__(self, heads: frozenset[str]) -> None:
        self._heads = heads
        self.parts: list[Part] = []
        self._identities: dict[str, Part] = {}
        self._people: dict[str, list[Part]] = {}
        self._bodies: dict[tuple[str, ...], list[Part]] = {}

    def person(self, words: tuple[str, ...], gender: Gender | None, offset: int) -> Part:
        """The person of that name, new if unknown. Two people of one surname stay apart."""
        forms = folded_words(words)
        part = self.known_person(forms, gender, offset) if forms else None
        if part is None:
            part = self._new(Part("person"))
        for word in dict.fromkeys(forms):
            holders = self._people.setdefault(word, [])
            if part not in holders:
                holders.append(part)
        part.gender = part.gender or gender
        return part

    def known_person(self, forms: tuple[str, ...], gender: Gender | None, offset: int) -> Part | None:
        """A person these folded words name already."""
        holders = [p for p in self._people.get(forms[-1], ()) if not gender or p.gender in (None, gender)]
        fitting = [part for part in holders if any(_same_person(forms, known) for known in part.forms)]
        if not fitting:
            return None
        certain = [part for part in fitting if gender and part.gender == gender]
        return max(certain or fitting, key=lambda part: part.last_before(offset))

    def body(self, words: tuple[str, ...], kind: ActorKind, identity: str | None, offset: int) -> Part:
        """The organisation, outlet, group or government of that name, new if unknown."""
        part = self._identities.get(identity) if identity else None
        forms = folded_words(words)
        if part is None and not identity:
            part = self.known_body(forms, offset)
        if part is None:
            part = self._new(Part(kind, identity))
            if identity:
                self._identities[identity] = part
        self.index_body(part, forms)
        return part

    def identified(self, identity: str) -> Part | None:
        """The actor the lexicon knows by that identity, if the text named it."""
        return self._identities.get(identity)

    def known_body(self, forms: tuple[str, ...], offset: int) -> Part | None:
        """A body these folded words name already, by its full name, a short form or its initials."""
        holders = self._bodies.get(forms, [])
        return max(holders, key=lambda part: (forms in part.forms, part.last_before(offset)), default=None)

    def index_body(self, part: Part, forms: tuple[str, ...]) -> None:
        """Let a body be found by `forms`, their shorter forms and their initials."""
        for short in (forms, *_short_forms(forms, self._heads)):
            holders = self._bodies.setdefault(short, [])
            if part not in holders:
                holders.append(part)

    def join(self, part: Part, other: Part) -> None:
        """Make `other` another name of `part`."""
        if part is other:
            return
        part.forms.update({form: surface for form, surface in other.forms.items() if form not in part.forms})
        part.mentions.update(other.mentions)
        for place in other.places:
            insort(part.places, place)
        part.roles.extend(other.roles)
        part.nouns |= other.nouns
        part.country = part.country or other.country
        part.identity = part.identity or other.identity
        for index in (self._people, self._bodies):
            for holders in index.values():
                if other in holders:
                    holders[holders.index(other)] = part
        for identity, held in self._identities.items():
            if held is other:
                self._identities[identity] = part
        self.parts = [kept for kept in self.parts if kept is not other]

    def _new(self, part: Part) -> Part:
        part.first = len(self.parts)
        self.parts.append(part)
        return part


def _same_person(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two folded names can be one person's: "Amadi" and "Ruo Amadi", "J. Smith" and "Jane Smith"."""
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if not short or not long:
        return False
    if len(short) == 1:
        return short[0] in long
    if short[-1] != long[-1] and short[-1] not in long[1:]:
        return False
    first, other_first = short[0].rstrip("."), long[0].rstrip(".")
    if first == other_first or short[0] in long[1:-1]:
        return True
    return min(len(first), len(other_first)) == 1 and first[0] == other_first[0]


def initials(forms: Sequence[str]) -> str:
    """The acronym a name makes: "Dry Ground Relief" gives "dgr"."""
    return "".join(word[0] for word in forms if word not in _LINK_WORDS)


def _short_forms(forms: tuple[str, ...], heads: frozenset[str]) -> list[tuple[str, ...]]:
    """How a body's name is shortened: its last words ("the Monitor"), the part before "of", its initials.

    The last word alone must be one of `heads`: "Odde" does not name a paper of Odde.
    """
    short: list[tuple[str, ...]] = []
    if len(forms) > 1:
        if not _LINK_WORDS.intersection(forms):
            ends = [forms[at:] for at in range(1, len(forms))]
            short.extend(end for end in ends if len(end) > 1 or end[0] in heads)
        for at, word in enumerate(forms):
            if at and word in ("of", "for"):
                short.append(forms[:at])
                break
        acronym = initials(forms)
        if 1 < len(acronym) <= MAX_ACRONYM:
            short.append((acronym,))
    return short


def by_first_mention(parts: Iterable[Part]) -> list[Part]:
    """Actors that are mentioned, in the order of their first mention."""
    present = [part for part in parts if part.mentions]
    return sorted(present, key=lambda part: (min(part.mentions), part.first))
