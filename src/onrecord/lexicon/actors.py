"""The actor lexicon: who is known by name, what names are made of, who the words without names stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast, get_args

from onrecord.lexicon.loader import Field, entries, words
from onrecord.record import ActorKind

Gender = Literal["m", "f"]

KINDS: tuple[ActorKind, ...] = get_args(ActorKind)
NAMED_KINDS: tuple[ActorKind, ...] = ("government", "outlet", "armed_group", "military", "organization")
BODY_KINDS: tuple[ActorKind, ...] = ("outlet", "organization", "government", "military", "armed_group")


@dataclass(frozen=True, slots=True)
class KnownActor:
    """An actor of the lexicon with every name it goes by."""

    name: str
    kind: ActorKind
    aliases: tuple[str, ...] = ()
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Country:
    """A country by its ISO 3166-1 alpha-3 code: names, adjectives, people, seats of government."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    seats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NameWords:
    """What a capitalised name is by its words; keys as written, in capitals and small letters."""

    heads: Mapping[str, ActorKind]
    marks: Mapping[str, ActorKind]
    places: frozenset[str]
    things: frozenset[str]
    origins: frozenset[str]
    peoples: frozenset[str]
    given: Mapping[str, Gender]
    particles: frozenset[str]
    openers: frozenset[str]
    known_as: frozenset[str]


@dataclass(frozen=True, slots=True)
class RoleWords:
    """Who a noun stands for; every word in lower case, `None` where a noun tells no gender."""

    honorifics: Mapping[str, Gender | None]
    titles: frozenset[str]
    modifiers: frozenset[str]
    people: Mapping[str, Gender | None]
    population: frozenset[str]
    general: frozenset[str]
    unnamed: frozenset[str]
    bodies: Mapping[str, tuple[ActorKind, ...]]
    members: frozenset[str]
    army: frozenset[str]
    state: frozenset[str]
    audience: frozenset[str]
    documents: frozenset[str]
    covers: Mapping[str, frozenset[str]]
    anyone: frozenset[str]
    troops: frozenset[str]
    armed: frozenset[str]
    not_army: frozenset[str]
    governing: frozenset[str]
    settlements: frozenset[str]
    press: frozenset[str]
    turns: frozenset[str]
    counting: frozenset[str]
    quantities: frozenset[str]
    owned: frozenset[str]
    kindred: frozenset[str]


@dataclass(frozen=True, slots=True)
class ActorVerbs:
    """Lemmas that make a country an actor: as subject, as object, and around "with" and "against"."""

    agentive: frozenset[str]
    recipient: frozenset[str]
    dealings: frozenset[str]


@dataclass(frozen=True, slots=True)
class ActorLexicon:
    """Everything the actor and coreference components know of words."""

    known: tuple[KnownActor, ...]
    countries: tuple[Country, ...]
    names: NameWords
    roles: RoleWords
    verbs: ActorVerbs


def load_actors() -> ActorLexicon:
    """Read and validate actors, countries, roles and names, the user's laid over; raises `LexiconError`."""
    return ActorLexicon(_known(), _countries(), _name_words(), _role_words(), _verbs())


def _known() -> tuple[KnownActor, ...]:
    fields = {
        "kind": Field(str, required=True, allowed=frozenset(KINDS)),
        "aliases": Field(list),
        "country": Field(str),
    }
    return tuple(
        KnownActor(
            name, cast(ActorKind, entry["kind"]), tuple(entry.get("aliases", ())), entry.get("country")
        )
        for name, entry in entries("actors", "actor", fields).items()
    )


def _countries() -> tuple[Country, ...]:
    lists = ("aliases", "adjectives", "people", "seats")
    fields = {"name": Field(str, required=True), **{key: Field(list) for key in lists}}
    return tuple(
        Country(code, entry["name"], *(tuple(entry.get(key, ())) for key in lists))
        for code, entry in entries("countries", "country", fields).items()
    )


def _name_words() -> NameWords:
    given: dict[str, Gender] = dict.fromkeys(words("names", "male"), "m")
    given.update(dict.fromkeys(words("names", "female"), "f"))
    return NameWords(
        heads=_by_kind("heads"),
        marks=_by_kind("marks"),
        places=_set("actors", "places.heads"),
        things=_set("actors", "places.things"),
        origins=_set("countries", "people.adjectives"),
        peoples=_set("countries", "people.plurals"),
        given=given,
        particles=_set("names", "particles"),
        openers=_set("actors", "places.openers"),
        known_as=_set("names", "known_as"),
    )


def _by_kind(table: str) -> dict[str, ActorKind]:
    """Words of `table` by kind; a word in two lists is of the kind listed first."""
    found: dict[str, ActorKind] = {}
    for kind in NAMED_KINDS:
        for word in words("actors", f"{table}.{kind}"):
            found.setdefault(word, kind)
    return found


def _role_words() -> RoleWords:
    bodies: dict[str, tuple[ActorKind, ...]] = {}
    for kind in BODY_KINDS:
        for noun in words("roles", f"bodies.{kind}"):
            bodies[noun] = (*bodies.get(noun, ()), kind)
    covers = {
        noun: frozenset(entry["offices"])
        for noun, entry in entries("roles", "covers", {"offices": Field(list, required=True)}).items()
    }
    return RoleWords(
        honorifics=_gendered("honorifics"),
        titles=_set("roles", "titles.words") | _set("roles", "titles.modifiers"),
        modifiers=_set("roles", "titles.modifiers"),
        people=_gendered("person"),
        population=_set("roles", "population.words"),
        general=_set("roles", "population.general"),
        unnamed=_set("roles", "unnamed.words"),
        bodies=bodies,
        members=_set("roles", "members.words"),
        army=_set("roles", "army.words"),
        state=_set("roles", "state.words"),
        audience=_set("roles", "audience.words"),
        documents=_set("roles", "documents.words"),
        covers=covers,
        anyone=_set("roles", "anyone.words"),
        troops=_set("roles", "troops.words"),
        armed=_set("roles", "armed.words"),
        not_army=_set("roles", "army.others"),
        governing=_set("roles", "governing.words"),
        settlements=_set("roles", "settlements.words"),
        press=_set("roles", "press.words"),
        turns=_set("roles", "turns.words"),
        counting=_set("roles", "counting.words"),
        quantities=_set("roles", "quantities.words"),
        owned=_set("roles", "owned.words"),
        kindred=_set("roles", "kindred.words"),
    )


def _gendered(table: str) -> dict[str, Gender | None]:
    found: dict[str, Gender | None] = dict.fromkeys(words("roles", f"{table}.any"))
    found.update(dict.fromkeys(words("roles", f"{table}.male"), "m"))
    found.update(dict.fromkeys(words("roles", f"{table}.female"), "f"))
    return found


def _verbs() -> ActorVerbs:
    return ActorVerbs(*(_set("actors", f"verbs.{key}") for key in ("agentive", "recipient", "dealings")))


def _set(name: str, key: str) -> frozenset[str]:
    return frozenset(words(name, key))
