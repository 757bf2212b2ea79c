"""The words the comparison goes by, from `comparison.toml` and the indicator vocabulary."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from onrecord.errors import LexiconError
from onrecord.lexicon.indicators import load_indicators
from onrecord.lexicon.loader import table, words

LEXICON = "comparison"
PERCENT = "%"
_WORD = re.compile(r"\w+")
_ENDINGS = ("ingly", "edly", "ings", "ing", "ies", "ied", "ed", "es", "s", "ly")
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'"})


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Who is anybody, which words are empty, and which stand for one thing (word → its kin's name)."""

    anyone: frozenset[str]
    empty: frozenset[str]
    kin: Mapping[str, str]


@lru_cache(maxsize=1)
def load_vocabulary() -> Vocabulary:
    """Read and validate `comparison.toml` and the user's own; raises `LexiconError`."""
    kin: dict[str, str] = {}
    for name, members in table(LEXICON, "kin").items():
        if not isinstance(members, list) or not all(isinstance(word, str) for word in members):
            raise LexiconError(f"{LEXICON}.toml: kin.{name} must be a list of strings")
        kin.update(dict.fromkeys((form for word in members for form in (word, stemmed(word))), name))
    return Vocabulary(
        anyone=frozenset(words(LEXICON, "population.anyone")),
        empty=frozenset(words(LEXICON, "denial.empty")),
        kin=kin,
    )


def stemmed(word: str) -> str:
    """A word without the commonest endings, so that "opened", "opening" and "opens" are one."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            stem = word.removesuffix(ending)
            if ending in ("ies", "ied"):
                return f"{stem}y"
            doubled = len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "ls"
            return stem[:-1] if doubled else stem.removesuffix("e")
    return word.removesuffix("e") if len(word) > 3 else word


def folded(name: str) -> str:
    """A name for comparison: case, apostrophes, blanks and a leading article do not count."""
    plain = " ".join(name.translate(_APOSTROPHES).casefold().split())
    return plain.removeprefix("the ")


@lru_cache(maxsize=8192)
def population_key(indicator: str | None, counted: str | None, unit: str | None) -> str:
    """Who is counted, for comparison; "" where it is people, or the indicator's own unit, as such."""
    known = folded(counted or unit or "")
    if not known or known.startswith("@"):
        return known
    term = load_indicators().terms.get(indicator or "")
    anyone = load_vocabulary().anyone
    if term is not None:
        anyone = anyone | term.nouns | {term.unit or ""}
        if not term.people and unit is not None and known == unit.casefold():
            return ""  # the unit tells them apart already
    tokens = _WORD.findall(known)
    return "" if known in anyone or all(token in anyone for token in tokens) else known


@lru_cache(maxsize=8192)
def unit_key(indicator: str | None, unit: str | None, per: str | None = None) -> str:
    """The unit figures must share to be compared: "" for counted people, "%", a currency, "village" …"""
    term = load_indicators().terms.get(indicator or "")
    is_people = term is not None and term.people and unit != PERCENT
    kind = "" if is_people else unit or ""
    return f"{kind} per {per}" if per else kind
