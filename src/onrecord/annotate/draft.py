"""A statement in the making: token sets and heads, before spans are cut."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.annotate.clauses import Range
from onrecord.lexicon.cues import Cue


@dataclass(slots=True)
class Draft:
    """What one rule found. `content` holds token indices; `score` settles rivals for the same words.

    `relayed_by` is the cue of who passes the same words on, if somebody does.
    """

    rule: str
    content: frozenset[int]
    cue: Range | None = None
    cue_root: int | None = None
    source: Range | None = None
    source_root: int | None = None
    addressee: Range | None = None
    frame: str = "that-clause"
    entry: Cue | None = None
    denies: bool = False
    score: float = 1.0
    relayed_by: int | None = None
