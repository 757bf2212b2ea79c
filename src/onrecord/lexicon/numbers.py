"""The number lexicon: number words, scales, vague words with their intervals, modifiers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast, get_args

from onrecord.errors import LexiconError
from onrecord.lexicon.loader import Field, entries, table, words
from onrecord.record import Modifier

LEXICON = "numbers"


@dataclass(frozen=True, slots=True)
class Vague:
    """The interval a vague word stands for; a weak one counts only where an indicator says so."""

    low: int
    high: int
    weak: bool = False


@dataclass(frozen=True, slots=True)
class NumberLexicon:
    """Everything the number grammar knows of words; all keys are lower-case.

    `before` and `after` map phrases (as tuples of lexemes) to the modifier they are.
    """

    words: Mapping[str, int]
    scales: Mapping[str, int]
    short_scales: Mapping[str, int]
    fractions: Mapping[str, float]
    behind_fraction: frozenset[str]
    vague: Mapping[tuple[str, ...], Vague]
    times_scale: Mapping[tuple[str, ...], tuple[int, int]]
    before: Mapping[tuple[str, ...], Modifier]
    after: Mapping[tuple[str, ...], Modifier]
    not_behind: Mapping[tuple[str, ...], frozenset[str]]
    joints: frozenset[str]
    changing: frozenset[str]
    determiners: frozenset[str]
    named: frozenset[str]
    always_named: frozenset[str]
    scores: frozenset[str]
    streets: frozenset[str]
    ages: tuple[tuple[str, ...], ...]
    metres: frozenset[str]


def phrase(words_: str) -> tuple[str, ...]:
    """A phrase of the lexicon as the lexemes the grammar sees: words, and marks one by one."""
    from onrecord.annotate.lexemes import lexemes

    return tuple(lexeme.lower for lexeme in lexemes(words_.lower()))


@lru_cache(maxsize=1)
def load_numbers() -> NumberLexicon:
    """Read and validate `numbers.toml` and the user's own; raises `LexiconError`."""
    vague = {
        phrase(key): Vague(entry["low"], entry["high"], entry.get("weak", False))
        for key, entry in entries(
            LEXICON,
            "vague",
            {"low": Field(int, required=True), "high": Field(int, required=True), "weak": Field(bool)},
        ).items()
    }
    return NumberLexicon(
        words=_numbers("word"),
        scales=_numbers("scale"),
        short_scales=_numbers("short_scale"),
        fractions=_numbers("fraction"),
        behind_fraction=frozenset(words(LEXICON, "shares.behind_fraction")),
        vague=vague,
        times_scale={
            phrase(key): _interval(key, value) for key, value in table(LEXICON, "times_scale").items()
        },
        before=_modifiers("before"),
        after=_modifiers("after"),
        not_behind={
            phrase(key): frozenset(words(LEXICON, f"not_behind.{key}"))
            for key in table(LEXICON, "not_behind")
        },
        changing=frozenset(words(LEXICON, "ranges.changing")),
        joints=frozenset(words(LEXICON, "ranges.joints")),
        determiners=frozenset(words(LEXICON, "shares.determiners")),
        named=frozenset(words(LEXICON, "named.before")),
        always_named=frozenset(words(LEXICON, "named.always")),
        scores=frozenset(words(LEXICON, "named.scores")),
        streets=frozenset(words(LEXICON, "named.streets")),
        ages=tuple(phrase(word) for word in words(LEXICON, "named.ages")),
        metres=frozenset(words(LEXICON, "metres.before")),
    )


def _numbers(name: str) -> dict[str, Any]:
    found = table(LEXICON, name)
    for key, value in found.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise LexiconError(f"{LEXICON}.toml: [{name}] {key} must be a number, not {value!r}")
    return found


def _interval(key: str, value: Any) -> tuple[int, int]:
    if not (isinstance(value, list) and len(value) == 2 and all(isinstance(end, int) for end in value)):
        raise LexiconError(f"{LEXICON}.toml: [times_scale] {key} must be two whole numbers, not {value!r}")
    return value[0], value[1]


def _modifiers(name: str) -> dict[tuple[str, ...], Modifier]:
    known = get_args(Modifier)
    found: dict[tuple[str, ...], Modifier] = {}
    for symbol in table(LEXICON, name):
        if symbol not in known:
            raise LexiconError(f"{LEXICON}.toml: [{name}] has the unknown modifier {symbol!r}")
        for words_ in words(LEXICON, f"{name}.{symbol}"):
            found[phrase(words_)] = cast(Modifier, symbol)
    return found
