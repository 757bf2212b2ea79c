"""What each rule looks for, in words: `Statement.rule` names one of these."""

from __future__ import annotations

from functools import lru_cache

from onrecord.lexicon.loader import Field, entries


@lru_cache(maxsize=1)
def load_rules() -> dict[str, str]:
    """Rule names with what they look for; raises `LexiconError`."""
    return {
        name: entry["text"]
        for name, entry in entries("rules", "rule", {"text": Field(str, required=True)}).items()
    }
