"""Denials and what they deny: statements about the same thing, by overlap of their words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from onrecord.comparison.rivals import SAME_OUTLET, UNNAMED
from onrecord.comparison.vocabulary import folded, load_vocabulary, stemmed
from onrecord.comparison.voices import Voice

DAYS = 14  # between a claim and its denial, at most
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
SHARED, SHARED_ACCUSED = 3, 2
"""Words that must be shared: fewer where the claim names who denies it, fewer still where it accuses them."""
KEPT = 16_384  # statements whose words are kept in mind: more than are made within `DAYS`
OVERLAP = 0.5  # of the shorter statement's words, where the claim does not name who denies it


@dataclass(frozen=True, slots=True)
class Claimed:
    """A statement as a side of a dispute; `present` are the register's actors in its report."""

    report_id: str
    id: str
    position: int
    words: str
    act: str
    factuality: str
    polarity: str
    voice: Voice
    publisher: str
    published: str
    present: frozenset[int] = frozenset()

    @property
    def is_denial(self) -> bool:
        """Whether it says that something is not so."""
        return self.act == "deny" or (self.polarity == "-" and self.factuality == "counterfactual")


def denial_of(denial: Claimed, claim: Claimed) -> tuple[str, float] | None:
    """Why `denial` denies `claim` and how much that weighs (0..1); `None` where it does not.

    Words are compared without endings, words of one kin as one, empty words not at all; comparison.toml has
    them. Two statements that both deny agree. What a claim shares beside the name of who denies it
    must be two words, or three and half of the shorter statement where it does not name them; a denial of
    "the charge", without words of its own, answers the accusation before it.
    """
    if not denial.is_denial or claim.is_denial or claim.polarity == "-":
        return None
    if claim.act in ("ask", "demand", "hope") or not denial.voice.is_independent_of(claim.voice):
        return None
    own, theirs = content(denial.words), content(claim.words)
    named = _names(denial.voice)
    own, theirs = own - named, theirs - named
    if len(own) > 1 and own.isdisjoint(theirs):
        return None
    is_accused = _is_named(denial.voice, claim.words)
    if len(own) <= 1:
        is_next = claim.report_id == denial.report_id and claim.position == denial.position - 1
        if not (is_next and claim.act == "accuse"):
            return None
        overlap = 0.5
    else:
        shared = own & theirs
        overlap = len(shared) / max(1, min(len(own), len(theirs)))
        needed = SHARED_ACCUSED - (claim.act == "accuse") if is_accused else SHARED
        if len(shared) < needed or (not is_accused and overlap < OVERLAP):
            return None
    weight = SAME_OUTLET if denial.publisher == claim.publisher else 1.0
    if not (denial.voice.is_named and claim.voice.is_named):
        weight *= UNNAMED
    why = f"{denial.voice.name} denies what {claim.voice.name} says"
    return why, weight * min(1.0, 0.4 * is_accused + 0.6 * overlap)


@lru_cache(maxsize=KEPT)
def content(words: str) -> frozenset[str]:
    """What a statement is about: its words without endings, kin as one, the empty ones left out."""
    vocabulary = load_vocabulary()
    found = set()
    for match in _WORD.finditer(words.replace("’", "'")):
        word = match[0].casefold().removesuffix("'s").removesuffix("'")
        stem = stemmed(word)
        if word in vocabulary.empty or stem in vocabulary.empty:
            continue
        found.add(vocabulary.kin.get(word) or vocabulary.kin.get(stem) or stem)
    return frozenset(found)


def _names(voice: Voice) -> frozenset[str]:
    return frozenset().union(*(content(name) for name in voice.names))


def _is_named(voice: Voice, words: str) -> bool:
    text = _spaced(words)
    return any(_spaced(name) in text for name in voice.names if len(name) > 2)


@lru_cache(maxsize=KEPT)
def _spaced(words: str) -> str:
    """The words with blanks around each."""
    tokens = (match[0].removesuffix("'s") for match in _WORD.finditer(folded(words)))
    return f" {' '.join(tokens)} "
