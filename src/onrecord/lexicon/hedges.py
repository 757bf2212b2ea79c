"""The hedge lexicon: words that weaken or deny what is said."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.lexicon.loader import words


@dataclass(frozen=True, slots=True)
class Hedges:
    """Lower-case words by what they do to a clause."""

    possible: frozenset[str]
    probable: frozenset[str]
    negations: frozenset[str]


def load_hedges() -> Hedges:
    """Read and validate `hedges.toml` and the user's own; raises `LexiconError`."""
    return Hedges(*(frozenset(words("hedges", key)) for key in ("possible", "probable", "negations")))
