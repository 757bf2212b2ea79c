"""Names the lexicon knows, found in a document's tokens by longest match."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from onrecord.annotate.columns import Columns, key
from onrecord.lexicon.actors import ActorLexicon
from onrecord.record import ActorKind

Basis = Literal["known", "country", "adjective", "people", "seat"]
Tokenize = Callable[[str], Sequence[str]]

ACRONYM_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """What a name stands for: `identity` is the same for every alias of one actor."""

    identity: str
    basis: Basis
    kind: ActorKind
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """An entry at a token range."""

    start: int
    end: int
    entry: Entry


class _Node:
    """A step in the trie: where the next words lead, and the names that end here."""

    __slots__ = ("entries", "steps")

    def __init__(self) -> None:
        self.steps: dict[str, _Node] = {}
        self.entries: list[tuple[tuple[str, ...], Entry]] = []


class Gazette:
    """A trie over token keys; build it once for a lexicon, ask it for every document.

    A name of one word must stand as it is written, or all in capitals; one of several words
    only needs a capital letter somewhere.
    """

    def __init__(self, tokenize: Tokenize) -> None:
        self._tokenize = tokenize
        self._root = _Node()

    def add(self, names: Iterable[str], entry: Entry) -> None:
        """Let every one of `names` stand for `entry`; the first entry of a name stays."""
        for name in _with_dotted(names):
            words = [key(word) for word in self._tokenize(name)]
            node = self._root
            for word in words:
                node = node.steps.setdefault(word.lower(), _Node())
            node.entries.append((tuple(words), entry))

    def matches(self, columns: Columns) -> Iterator[Match]:
        """Longest matches in text order, none overlapping."""
        at, size = 0, len(columns)
        while at < size:
            found = self._longest(columns, at) if columns.lowers[at] in self._root.steps else None
            if found is None:
                at += 1
                continue
            yield found
            at = found.end

    def _longest(self, columns: Columns, start: int) -> Match | None:
        node = self._root
        best = None
        at = start
        while at < len(columns) and columns.lowers[at] in node.steps:
            node = node.steps[columns.lowers[at]]
            at += 1
            for words, entry in node.entries:
                if _is_written_so(columns.words[start:at], words):
                    best = Match(start, at, entry)
                    break
        return best


def _with_dotted(names: Iterable[str]) -> Iterator[str]:
    """Every name, and an acronym of three letters or more with full stops too ("F.B.I.")."""
    for name in names:
        yield name
        if name.isupper() and name.isalpha() and 3 <= len(name) <= 5:
            yield "".join(f"{letter}." for letter in name)


def _is_written_so(found: Sequence[str], words: Sequence[str]) -> bool:
    if tuple(found) == tuple(words):
        return True
    if len(words) == 1:
        return found[0].isupper() and len(found[0]) > 3 and not words[0].isupper()
    if all(word.isupper() or not word.isalpha() for word in words) and sum(map(len, words)) <= ACRONYM_LENGTH:
        return False
    return any(word[:1].isupper() for word in found)


def gazette_of(lexicon: ActorLexicon, tokenize: Tokenize) -> Gazette:
    """The lexicon's actors, countries, adjectives, peoples and seats of government as one gazette."""
    gazette = Gazette(tokenize)
    for actor in lexicon.known:
        entry = Entry(actor.name, "known", actor.kind, actor.country)
        gazette.add((actor.name, *actor.aliases), entry)
    for country in lexicon.countries:
        code = country.code
        gazette.add((country.name, *country.aliases), Entry(code, "country", "government", code))
        gazette.add(country.seats, Entry(code, "seat", "government", code))
        gazette.add(country.adjectives, Entry(code, "adjective", "government", code))
        gazette.add(country.people, Entry(f"people of {code}", "people", "population", code))
    gazette.add(sorted(lexicon.names.peoples), Entry("people", "people", "population"))
    gazette.add(sorted(lexicon.names.origins), Entry("origin", "adjective", "population"))
    return gazette
