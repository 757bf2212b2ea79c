"""The lexicon of versions: parameters that do not tell addresses apart, words that withdraw a report."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from onrecord.errors import LexiconError
from onrecord.lexicon.loader import words

LEXICON = "versions"
NAME = "{name}"


@dataclass(frozen=True, slots=True)
class VersionWords:
    """All in lower case; each of `by_name` holds "{name}" once."""

    tracking: frozenset[str]
    tracking_openings: tuple[str, ...]
    openings: tuple[str, ...]
    phrases: tuple[str, ...]
    by_name: tuple[str, ...]


@lru_cache(maxsize=1)
def load_versions() -> VersionWords:
    """Read and validate `versions.toml` and the user's own; raises `LexiconError`."""
    tracking = [parameter.lower() for parameter in words(LEXICON, "url.tracking")]
    by_name = tuple(phrase.lower() for phrase in words(LEXICON, "kill.by_name"))
    for phrase in by_name:
        if phrase.count(NAME) != 1:
            raise LexiconError(f"{LEXICON}.toml: kill.by_name: {phrase!r} must hold {NAME} once")
    return VersionWords(
        tracking=frozenset(parameter for parameter in tracking if not parameter.endswith("*")),
        tracking_openings=tuple(parameter[:-1] for parameter in tracking if parameter.endswith("*")),
        openings=tuple(opening.lower() for opening in words(LEXICON, "kill.openings")),
        phrases=tuple(phrase.lower() for phrase in words(LEXICON, "kill.phrases")),
        by_name=by_name,
    )
