"""The unit lexicon: measures, shares, rates and money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from onrecord.errors import LexiconError
from onrecord.lexicon.loader import Field, entries, table, words
from onrecord.lexicon.numbers import phrase

LEXICON = "units"


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency's name: its ISO 4217 code, or the codes by country where the name is shared.

    A strict one is what `iso` says unless an adjective names the country ("Australian dollars").
    """

    name: str
    iso: str | None
    countries: Mapping[str, str]
    strict: bool = False


@dataclass(frozen=True, slots=True)
class UnitLexicon:
    """Everything the unit grammar knows of words.

    Keys of `measures`, `percent`, `points` and `currencies` are phrases as tuples of lower-case lexemes;
    keys of `glued` and `signs` are as written.
    """

    measures: Mapping[tuple[str, ...], str]
    glued: Mapping[str, str]
    durations: frozenset[str]
    before_durations: frozenset[str]
    percent: frozenset[tuple[str, ...]]
    points: frozenset[tuple[str, ...]]
    per_openers: frozenset[str]
    per: frozenset[str]
    per_words: Mapping[str, str]
    apiece: frozenset[str]
    not_per: frozenset[str]
    shared: frozenset[str]
    bringing: frozenset[str]
    passing: frozenset[str]
    repeating: frozenset[str]
    titles: frozenset[str]
    signs: Mapping[str, str]
    money_glued: Mapping[str, str]
    currencies: Mapping[tuple[str, ...], Currency]


@lru_cache(maxsize=1)
def load_units() -> UnitLexicon:
    """Read and validate `units.toml` and the user's own; raises `LexiconError`."""
    listed = {"words": Field(list), "glued": Field(list)}
    measures = entries(LEXICON, "measure", listed)
    glued = {word: symbol for symbol, entry in measures.items() for word in entry.get("glued", ())}
    glued |= dict.fromkeys(words(LEXICON, "percent.glued"), "%")
    codes = words(LEXICON, "codes.iso")
    signs = _texts("sign") | {code: "CNY" if code == "RMB" else code for code in codes}
    return UnitLexicon(
        measures={
            phrase(word): symbol for symbol, entry in measures.items() for word in entry.get("words", ())
        },
        glued=glued,
        durations=frozenset(words(LEXICON, "durations.words")),
        before_durations=frozenset(words(LEXICON, "durations.before")),
        percent=frozenset(phrase(word) for word in words(LEXICON, "percent.words")),
        points=frozenset(phrase(word) for word in words(LEXICON, "percent.points")),
        per_openers=frozenset(words(LEXICON, "rates.openers")),
        per=frozenset(words(LEXICON, "rates.per")),
        per_words=_texts("rates", "whole"),
        apiece=frozenset(words(LEXICON, "rates.apiece")),
        not_per=frozenset(words(LEXICON, "rates.not_before")),
        shared=frozenset(words(LEXICON, "rates.shared")),
        bringing=frozenset(words(LEXICON, "rates.bringing")),
        passing=frozenset(words(LEXICON, "rates.passing")),
        repeating=frozenset(words(LEXICON, "rates.repeating")),
        titles=frozenset(words(LEXICON, "rates.titles")),
        signs=signs,
        money_glued=_texts("money_glued"),
        currencies=_currencies(),
    )


def _currencies() -> dict[tuple[str, ...], Currency]:
    fields = {
        "words": Field(list, required=True),
        "iso": Field(str),
        "countries": Field(dict),
        "strict": Field(bool),
    }
    found = {}
    for name, entry in entries(LEXICON, "currency", fields).items():
        currency = Currency(name, entry.get("iso"), entry.get("countries", {}), entry.get("strict", False))
        found.update({phrase(word): currency for word in entry["words"]})
    return found


def _texts(name: str, inner: str | None = None) -> dict[str, str]:
    found = table(LEXICON, name)
    if inner is not None:
        found = found.get(inner, {})
    for key, value in found.items():
        if not isinstance(value, str):
            raise LexiconError(f"{LEXICON}.toml: [{name}] {key} must be a word, not {value!r}")
    return found
