"""When two names are one actor's: how names are folded, by which keys they are found, how near they come.

An actor of the register is found by the keys of `register_names`. A plain key is a folded name and says who
is meant; one that opens with "~" only finds whom to compare with:

    ~surname:amadi              persons of that surname, of whom a given name is known
    ~role:amadi=mayor           ... who hold that office; ~head: by the office's main word
    ~alone:amadi=MWI            persons of whom only the surname and the country are known
    ~in:REPORT:amadi            the person of that surname alone in that report
    ~initial:r amadi            persons whose initial and surname these are
    ~like:, ~near:              persons with names that sound so, or begin so
    ~acronym:dgr, ~spelt:       bodies with these initials, or with names that begin so
    ~look:amadi                 names in other letters that look so
    ~given:SORT:COUNTRY:KEY     whom a person decided this name to mean
    ~named                      its name was given by hand
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz

from onrecord.lexicon.actors import ActorLexicon, Country, load_actors
from onrecord.lexicon.loader import USER_FOLDER
from onrecord.record import Actor, ActorKind

Sort = Literal["person", "people", "body"]

NEAR_SURNAME = 84  # of 100, for surnames of one given name
NEAR_GIVEN = 60  # for given names that sound alike
NEAR_BODY = 88
SHORTEST_NEAR = 5  # letters; shorter surnames differ by a letter and are others
LONGEST_ACRONYM = 8
SHORTEST_ACRONYM = 3  # two letters are too many bodies' initials
BY_HAND = "~named"

_ACCENTED = frozenset({"LATIN", "GREEK", "ARABIC", "HEBREW"})  # scripts where a mark is no letter of its own
_UNSPACED = frozenset({"CJK", "HANGUL", "HIRAGANA", "KATAKANA"})  # a full name may be one word
_LETTERS = str.maketrans(
    {
        "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h",
        "ə": "e", "ŋ": "ng", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ё": "е",
    }
)  # fmt: skip
_LOOKS = str.maketrans(
    "авеёкмнорстухіїјѕһԁԛԝґαβεζηικμνορτυχγ",
    "abeekmhopctyxiijshdqwrabezhikmnoptyxy",
)
"""Cyrillic and Greek letters, small, by the Latin ones that they look like, small or capital."""

_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_APOSTROPHES = re.compile(r"['’‘ʻʼʿʾʹ`´′\"“”«»]")
_SPELT_OUT = re.compile(r"(?<![^\W\d_])([^\W\d_])\.(?=[^\W\d_](?![^\W\d_]))")
_GAPS = re.compile(r"[\s\-‐‑‒–—―−/,;_·.()\[\]]+")
_SINGLES = re.compile(r"(?<!\S)([^\W\d_]) (?=[^\W\d_](?!\S))")
_LINKS = frozenset({"of", "for", "the", "and", "on", "de", "du", "des", "la", "le", "in", "to", "&"})
DETERMINERS = frozenset(
    {"the", "a", "an", "this", "that", "these", "those", "its", "their", "his", "her", "our", "my", "your"}
)
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_NICKNAMES = frozenset({"abu", "umm", "abou", "um"})  # a name of its own, and no particle
_VOWELS = re.compile(r"[aeiouy]+")
_DOUBLED = re.compile(r"(.)\1+")
_SOUNDS = str.maketrans("qcwzj", "kkvsg")


# --- Folding -----------------------------------------------------------------------------


def number_of(given: str) -> int | None:
    """The number of an entry that is written ("12", "@12"); `None` where it is a name, or none there is."""
    digits = given.removeprefix("@")
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 10 else None


@lru_cache(maxsize=50_000)
def fold(name: str) -> str:
    """A name as names are compared: no case, accents, apostrophes, full stops, invisible characters, article.

    Hyphens are blanks, spelt-out letters one word ("U.N.", "F-R-M"). Letters of different scripts stay so.
    """
    text = _INVISIBLE.sub("", name).lower() if name.isascii() else _plain(name)
    text = _SPELT_OUT.sub(r"\1", _APOSTROPHES.sub("", text))
    words = _GAPS.sub(" ", text).split()
    if len(words) > 1 and words[0] == "the":
        del words[0]
    return _SINGLES.sub(r"\1", " ".join(words))


def shown(name: str) -> str:
    """A name to be shown: composed, without invisible characters, blanks made one."""
    return " ".join(unicodedata.normalize("NFC", _visible(name)).split())


def _visible(name: str) -> str:
    return name if name.isascii() and name.isprintable() else "".join(filter(_is_visible, name))


def _is_visible(char: str) -> bool:
    """Neither a control or format character (zero-width, bidirectional), a surrogate nor a variant's sign."""
    if unicodedata.category(char) in ("Cf", "Cs", "Cc", "Cn"):
        return char in "\t\n\r"
    return not ("\ufe00" <= char <= "\ufe0f" or char == "\u034f" or "\U000e0100" <= char <= "\U000e01ef")


def _plain(name: str) -> str:
    text = unicodedata.normalize("NFKC", _visible(name)).casefold().translate(_LETTERS)
    kept: list[str] = []
    drops = False
    for char in unicodedata.normalize("NFKD", text):
        if not unicodedata.combining(char):
            drops = char.isascii() or _script(char) in _ACCENTED
            kept.append(char)
        elif not drops:
            kept.append(char)
    return unicodedata.normalize("NFC", "".join(kept)).translate(_LETTERS)


@lru_cache(maxsize=4096)
def _script(char: str) -> str:
    return unicodedata.name(char, "").partition(" ")[0]


def look(key: str) -> str | None:
    """The Latin name that a folded name in other letters looks like; `None` where it has Latin ones alone."""
    if key.isascii():
        return None
    made = key.translate(_LOOKS)
    return made if made != key else None


@lru_cache(maxsize=50_000)
def sound(word: str) -> str:
    """A word as it is heard, about: vowels are of two kinds, doubled letters one.

    "jaafari" and "jafari" sound alike, "mohamed" and "muhammad"; "hassan" and "hussein" do not.
    """
    heard = _VOWELS.sub(lambda found: "o" if found[0][0] in "ou" else "a", word)
    return _DOUBLED.sub(r"\1", heard.replace("ph", "f").replace("ch", "k").translate(_SOUNDS))


def acronym(words: Sequence[str]) -> str:
    """The initials of a body's name: "dry ground relief" gives "dgr"; "" where it is one word."""
    made = "".join(word[0] for word in words if word not in _LINKS)
    return made if 1 < len(made) <= LONGEST_ACRONYM else ""


def is_acronym(name: str) -> bool:
    """Whether a name is written in capitals alone: "DGR", "U.N."."""
    letters = [char for char in name if char.isalpha()]
    return 1 < len(letters) <= LONGEST_ACRONYM and all(map(str.isupper, letters)) and " " not in name.strip()


# --- What the lexicon knows --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Known:
    """An actor of the lexicon, for the register."""

    name: str
    sort: Sort
    kind: ActorKind
    country: str | None


@dataclass(frozen=True, slots=True)
class Words:
    """The lexicon's words as the register needs them, folded."""

    known: Mapping[str, Known]
    countries: Mapping[str, Country]
    titles: frozenset[str]
    generic: frozenset[str]
    crowds: frozenset[str]
    marks: frozenset[str]
    particles: frozenset[str]
    governing: frozenset[str]
    army: frozenset[str]
    genders: Mapping[str, str]


def words() -> Words:
    """The lexicon in use, the user's own included; raises `LexiconError`."""
    return _words(os.environ.get(USER_FOLDER))


@lru_cache(maxsize=2)
def _words(_: str | None) -> Words:
    lexicon = load_actors()
    roles, names = lexicon.roles, lexicon.names
    titles = roles.titles | frozenset(roles.honorifics) | roles.modifiers
    nouns = (
        titles | frozenset(roles.people) | roles.population | roles.unnamed | frozenset(roles.bodies)
        | roles.army | roles.state | roles.governing | roles.members | roles.armed
    )  # fmt: skip
    return Words(
        known=_known(lexicon),
        countries={country.code: country for country in lexicon.countries},
        titles=frozenset(map(fold, titles)),
        generic=frozenset(map(fold, (*nouns, *names.heads))) | _LINKS | DETERMINERS,
        crowds=frozenset(map(fold, roles.population | roles.unnamed)),
        marks=frozenset(fold(word) for word, kind in names.marks.items() if kind == "government"),
        particles=frozenset(map(fold, names.particles)) - _NICKNAMES - frozenset(map(fold, names.given)),
        governing=frozenset(map(fold, roles.governing)),
        army=frozenset(map(fold, roles.army)),
        genders={fold(word): gender for word, gender in names.given.items()},
    )


def _known(lexicon: ActorLexicon) -> dict[str, Known]:
    found: dict[str, Known] = {}
    for actor in lexicon.known:
        known = Known(actor.name, sort_of(actor.kind), actor.kind, actor.country)
        for name in (actor.name, *actor.aliases):
            found.setdefault(fold(name), known)
    return found


def sort_of(kind: str) -> Sort:
    """What may be one actor: persons, peoples, and bodies of whatever kind."""
    return "person" if kind == "person" else "people" if kind == "population" else "body"


def _canonical(key: str, sort: Sort, kind: ActorKind, country: str | None) -> Known | None:
    """The lexicon's actor of that name; a government is its country's, an army its country's too."""
    lexicon = words()
    known = lexicon.known.get(key)
    if known is not None and known.sort == sort and agree(known.country, country):
        return known
    land = lexicon.countries.get(country or "")
    if land is None or kind not in ("government", "military"):
        return None
    names = {*map(fold, (land.name, *land.aliases, *land.adjectives))}
    dropped = lexicon.governing if kind == "government" else lexicon.army
    rest = " ".join(word for word in key.split() if word not in dropped and word != "of")
    if kind == "government" and (rest in names or key in map(fold, land.seats)):
        return Known(land.name, sort, kind, country)
    if kind == "military" and rest in names and rest != key and land.adjectives:
        return Known(f"{land.adjectives[0]} army", sort, kind, country)
    return None


def agree(one: str | None, other: str | None) -> bool:
    """Whether two countries do not conflict."""
    return one is None or other is None or one == other


# --- Names of a report -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Person:
    """A person's folded name in parts: given names, surname (its last word)."""

    given: tuple[str, ...]
    surname: str

    @property
    def first(self) -> str:
        """The first given name."""
        return self.given[0]


@lru_cache(maxsize=50_000)
def person_key(name: str) -> str:
    """A person's folded name without titles."""
    titles = words().titles
    parts = fold(name).split()
    while len(parts) > 1 and parts[0] in titles:
        del parts[0]
    return " ".join(parts)


@lru_cache(maxsize=50_000)
def person(key: str) -> Person:
    """The parts of a person's folded name; without given names where it is a bare surname."""
    parts = key.split()
    if len(parts) == 1 and len(key) > 1 and _script(key[0]) in _UNSPACED:
        return Person((key,), key)
    last = len(parts) - 1
    while last > 0 and parts[last] in _SUFFIXES:
        last -= 1
    particles = words().particles
    given = tuple(parts[:last])
    while given and given[-1] in particles:
        given = given[:-1]
    if all(word in particles for word in given):
        given = ()
    return Person(given, parts[last])


@dataclass(frozen=True, slots=True)
class Named:
    """A named actor of a report with the keys it is found by.

    `aliases` are other full names in the report, by key; `also` are the surnames it is called by there.
    """

    id: str
    name: str
    kind: ActorKind
    sort: Sort
    country: str | None
    key: str
    canonical: Known | None
    aliases: Mapping[str, str]
    also: tuple[str, ...]
    titles: tuple[str, ...]

    @property
    def is_bare(self) -> bool:
        """Whether this is a person of whom the report gives the surname alone."""
        return self.sort == "person" and self.canonical is None and not person(self.key).given

    @property
    def surnames(self) -> tuple[str, ...]:
        """The words that stand alone for a person."""
        return tuple(dict.fromkeys((person(self.key).surname, *self.also)))


def key_of(name: str, sort: Sort) -> str:
    """The plain key of a name."""
    return person_key(name) if sort == "person" else fold(name)


def named(actor: Actor) -> Named | None:
    """What the register needs of an actor; `None` where it has no name of its own."""
    sort = sort_of(actor.kind)
    key = key_of(actor.name, sort)
    if actor.kind == "unnamed" or not any(char.isalnum() for char in key) or not _is_capital(actor.name):
        return None
    canonical = _canonical(key, sort, actor.kind, actor.country)
    if canonical is None and not _is_name(actor, key, sort):
        return None
    others = [(key_of(alias, sort), alias) for alias in actor.aliases if _is_capital(alias)]
    is_full = sort != "person" or bool(person(key).given)
    aliases: dict[str, str] = {}
    also: list[str] = []
    for other, alias in others:
        if sort == "person" and not person(other).given:
            also.append(other)
        elif other != key and is_full and not (sort == "body" and _is_short_form(other, key)):
            aliases.setdefault(other, shown(alias))
    return Named(
        id=actor.id,
        name=shown(actor.name),
        kind=canonical.kind if canonical else actor.kind,
        sort=sort,
        country=actor.country or (canonical.country if canonical else None),
        key=key,
        canonical=canonical,
        aliases=aliases,
        also=tuple(also),
        titles=tuple(dict.fromkeys(filter(None, (fold(role.title) for role in actor.roles)))),
    )


def _is_capital(name: str) -> bool:
    """Whether a letter is a capital, or of a script without them."""
    return any(char.isalpha() and not char.islower() for char in name)


def _is_short_form(alias: str, key: str) -> bool:
    """Whether an alias is part of the name, and so names it in this report alone ("the Council")."""
    return not alias or _is_generic(alias) or set(alias.split()) < set(key.split())


def _is_generic(key: str) -> bool:
    return all(word in words().generic for word in key.split())


def _is_name(actor: Actor, key: str, sort: Sort) -> bool:
    """Whether it is a name of its own: not "Parliament", nor a "Ministry of Health" without its country."""
    parts = key.split()
    if sort == "people":
        return all(map(_is_capital, actor.name.split())) and parts[-1] not in words().crowds
    if _is_generic(key) and (sort == "person" or actor.country is None):
        return False
    return not (sort == "body" and actor.country is None and words().marks.intersection(parts))


# --- Keys ----------------------------------------------------------------------------------


def kept_keys(one: Named, report_id: str) -> dict[str, str]:
    """The keys an actor is found by from now on, each with the name it stands for."""
    found = {}
    if one.is_bare:
        found[f"~in:{report_id}:{one.key}"] = one.name
        if one.country:
            found[f"~alone:{person(one.key).surname}={one.country}"] = one.name
    else:
        found[one.key] = one.name
        if one.canonical:
            found.setdefault(key_of(one.canonical.name, one.sort), one.canonical.name)
    if one.sort == "person":
        for key in _person_keys(one):
            found.setdefault(key, one.name)
    elif one.sort == "body":
        for key in _body_keys(one.key):
            found.setdefault(key, one.name)
    if looks := look(one.key):
        found[f"~look:{looks}"] = one.name
    return found


def told_keys(one: Named, report_id: str) -> dict[str, str]:
    """Of the kept keys those that a report may add to an entry that has the name already."""
    kept = kept_keys(one, report_id)
    if one.is_bare:
        return kept
    told = tuple(f"~role:{surname}=" for surname in one.surnames)
    told += tuple(f"~head:{surname}=" for surname in one.surnames)
    told += tuple(f"~surname:{surname}" for surname in one.also)
    return {key: name for key, name in kept.items() if not key.startswith("~") or key.startswith(told)}


def meant_keys(one: Named, report_id: str) -> set[str]:
    """The keys that tell who is meant."""
    asked = {_decided(one.sort, one.country, key) for key in (one.key, *one.aliases)}
    asked.update((one.key, *one.aliases))
    if one.canonical:
        asked.add(key_of(one.canonical.name, one.sort))
    if one.is_bare:
        asked.update((f"~in:{report_id}:{one.key}", f"~surname:{person(one.key).surname}"))
        asked.update(sharing_keys(one))
    return asked


def sharing_keys(one: Named) -> set[str]:
    """The keys of persons of one of the surnames who share an office or, known by it alone, the country."""
    found = {key for surname in one.surnames for key in _shared_roles(surname, one.titles)}
    if one.country:
        found.update(f"~alone:{surname}={one.country}" for surname in one.surnames)
    return found


def near_keys(one: Named) -> set[str]:
    """The keys of those whom somebody new may be the same as."""
    asked = {f"~look:{one.key}"}
    if looks := look(one.key):
        asked.update((looks, f"~surname:{looks}", f"~look:{looks}"))
    if one.sort == "person" and not one.is_bare:
        parts = person(one.key)
        asked.update(sharing_keys(one))
        asked.update(key for key in _person_keys(one) if key.startswith(("~like:", "~near:")))
        if parts.given:
            is_short = _is_initial(parts.first)
            asked.add(f"{'~initial:' if is_short else ''}{parts.first[0]} {parts.surname}")
    elif one.sort == "body":
        asked.update(_body_keys(one.key))
        if is_acronym(one.name):
            asked.add(f"~acronym:{one.key}")
        if made := acronym(one.key.split()):
            asked.add(made)
    return asked


def name_keys(name: str, sort: Sort) -> list[str]:
    """The keys by which a name given by hand is found."""
    key = key_of(name, sort)
    parts = person(key)
    return [key, f"~surname:{parts.surname}"] if sort == "person" and parts.given else [key]


def decided_key(one: Named) -> str:
    """The key under which a person's decision on this name is kept."""
    return _decided(one.sort, one.country, one.key)


def _decided(sort: Sort, country: str | None, key: str) -> str:
    return f"~given:{sort}:{country or ''}:{key}"


def decided_keys(sort: Sort, country: str | None, keys: Iterable[str]) -> list[str]:
    """The keys that make the names `keys` of such actors mean somebody by decision."""
    return [_decided(sort, country, key) for key in keys if not key.startswith("~")]


def _person_keys(one: Named) -> Iterable[str]:
    parts = person(one.key)
    for surname in one.surnames:
        if parts.given:
            yield f"~surname:{surname}"
        for title in one.titles:
            yield f"~role:{surname}={title}"
            if (head := _head(title)) != title:
                yield f"~head:{surname}={head}"
    if not parts.given:
        return
    if not _is_initial(parts.first):
        yield f"~initial:{parts.first[0]} {parts.surname}"
        heard, surname = sound(parts.first), sound(parts.surname)
        yield f"~like:{heard} {surname}"
        if len(parts.surname) >= SHORTEST_NEAR:
            yield f"~near:{heard} {surname[:3]}"


def _shared_roles(surname: str, titles: Iterable[str]) -> Iterable[str]:
    """The keys of persons of that surname in one of these offices, or in one that may be the same."""
    for title in titles:
        head = _head(title)
        yield f"~role:{surname}={title}"
        yield f"~role:{surname}={head}"
        if head == title:
            yield f"~head:{surname}={title}"


def _head(title: str) -> str:
    """The main word of an office: "minister" of "foreign minister", "secretary" of "secretary of state"."""
    before = title.partition(" of ")[0].partition(" for ")[0].split()
    return before[-1] if before else title


def _body_keys(key: str) -> Iterable[str]:
    parts = key.split()
    if made := acronym(parts):
        yield f"~acronym:{made}"
    heard = sorted(sound(word) for word in parts if word not in _LINKS)
    if len(heard) == 1 and len(heard[0]) >= SHORTEST_NEAR:
        yield f"~spelt:{heard[0].rstrip('s')}"
    elif len(heard) > 1:
        yield "~spelt:" + "".join(word[:2] for word in heard)


# --- What speaks for two being one -------------------------------------------------------


def why_persons(one: str, other: str) -> str | None:
    """Why two persons of these names may be one, as what is said of both; `None` where nothing says so."""
    key, known = person_key(one), person_key(other)
    if key == known:
        return "have the same name but conflicting countries"
    mine, theirs = person(key), person(known)
    if not mine.given or not theirs.given or not _same_middle(mine.given[1:], theirs.given[1:]):
        return None
    same_surname = mine.surname == theirs.surname
    first, second = mine.first, theirs.first
    if _is_initial(first) or _is_initial(second):
        return "share a surname and an initial" if same_surname and first[0] == second[0] else None
    if first == second and same_surname:
        return "share a given name and the surname"
    heard = sound(mine.surname) == sound(theirs.surname)
    near = min(len(mine.surname), len(theirs.surname)) >= SHORTEST_NEAR
    spelt = heard or (near and fuzz.ratio(mine.surname, theirs.surname) >= NEAR_SURNAME)
    if spelt and _same_given(first, second):
        return "differ in spelling alone"
    return None


def _is_initial(word: str) -> bool:
    return len(word) == 1 or (len(word) == 2 and not _VOWELS.search(word))


def _same_middle(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether middle names do not contradict each other: one has none, or they begin alike."""
    particles = words().particles
    mine = [word for word in one if word not in particles]
    theirs = [word for word in other if word not in particles]
    if not mine or not theirs:
        return True
    if len(mine) != len(theirs):
        return mine[0] == theirs[0]
    return all(
        _same_given(a, b) or (a[0] == b[0] and 1 in (len(a), len(b)))
        for a, b in zip(mine, theirs, strict=True)
    )


def _same_given(one: str, other: str) -> bool:
    """Whether two given names are spellings of one."""
    if one == other:
        return True
    genders = words().genders
    if one in genders and other in genders and genders[one] != genders[other]:
        return False
    return sound(one) == sound(other) and fuzz.ratio(one, other) >= NEAR_GIVEN


def why_bodies(one: str, other: str) -> str | None:
    """Why two bodies of these names may be one."""
    key, known = fold(one), fold(other)
    if key == known:
        return "have the same name but conflicting countries"
    if len(key) == 1 or len(known) == 1:
        return None
    for short, long in ((one, known), (other, key)):
        folded = fold(short)
        if is_acronym(short) and len(folded) >= SHORTEST_ACRONYM and acronym(long.split()) == folded:
            return "are an acronym and a name with these initials"
    if is_acronym(one) or is_acronym(other):
        return None
    if fuzz.token_sort_ratio(key, known) >= NEAR_BODY and not _differ_by_number(key, known):
        return "differ in spelling alone"
    return None


def _differ_by_number(one: str, other: str) -> bool:
    """ "1st Brigade" is not "2nd Brigade"."""
    return re.findall(r"\d+", one) != re.findall(r"\d+", other)
