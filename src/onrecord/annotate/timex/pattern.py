"""Patterns over kinds of words, written as words: `month day=dd suffix? ,? year=year?`.

Each element is one word of the text: its kinds, joined by `|`, with a label before `=` where the rule
wants the word, and `?` behind it where it may be missing. There is no repetition, so matching
takes time in proportion to the pattern.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from onrecord.annotate.timex.words import CODE_OF


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern and the codes of the kinds it can start with."""

    regex: re.Pattern[str]
    starters: frozenset[str]


def compiled(notation: str) -> Pattern:
    """The pattern of a notation; raises `KeyError` for a kind there is none of."""
    parts: list[str] = []
    starters: set[str] = set()
    is_open = True
    for element in notation.split():
        label, _, kinds = element.rpartition("=")
        is_optional = kinds.endswith("?") and len(kinds) > 1
        codes = "".join(CODE_OF[kind] for kind in kinds.removesuffix("?").split("|"))
        if is_open:
            starters.update(codes)
            is_open = is_optional
        one = f"[{codes}]"
        if label:
            one = f"(?P<{label}>{one})"
        parts.append(f"(?:{one})?" if is_optional else one)
    return Pattern(re.compile("".join(parts)), frozenset(starters))
