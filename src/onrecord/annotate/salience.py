"""Who is on the reader's mind: the mentions of actors so far, weighed for a pronoun."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from onrecord.annotate.columns import Columns
from onrecord.annotate.layers import CastMember

LOOK_BACK = 80  # mentions: further back nothing is fresh enough for a pronoun
SENTENCE_STEP = 12
PARAGRAPH_STEP = 20
SUBJECT = 22
SPEAKER = 30
POSSESSOR = -18
QUOTED = -35
OTHER_GENDER_UNKNOWN = -14
UNKNOWN_OWNER = -46  # "called her remarks": more likely the woman named before than the unknown subject
UNNAMED = -12  # "a source" comes up again less often than somebody with a name
_MARKS = frozenset({"PUNCT", "SPACE"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
SUBJECTS = frozenset({"nsubj", "nsubjpass", "agent", "ROOT"})


@dataclass(slots=True)
class Sighting:
    """A mention by token range: `root` its head token, `spoke` once a statement was its."""

    start: int
    end: int
    root: int
    member: int
    is_quoted: bool = False
    spoke: bool = False


class Salience:
    """Mentions in text order, and the weight of each actor at a point of the text."""

    def __init__(self, columns: Columns, sightings: Iterable[Sighting]) -> None:
        self.columns = columns
        self.sightings = sorted(
            sightings, key=lambda sighting: (sighting.start, -sighting.end, sighting.member)
        )

    def covering(self, start: int, end: int) -> list[Sighting]:
        """Mentions inside the token range `[start, end)`."""
        found = []
        for at in range(self._first_from(start), len(self.sightings)):
            sighting = self.sightings[at]
            if sighting.start >= end:
                break
            if sighting.end <= end:
                found.append(sighting)
        return found

    def note(self, sighting: Sighting) -> None:
        """Add a mention found later (a pronoun, a description), or mark one that is there as a speaker's."""
        at = self._first_from(sighting.start)
        while at < len(self.sightings) and self.sightings[at].start == sighting.start:
            if self.sightings[at].member == sighting.member:
                self.sightings[at].spoke = self.sightings[at].spoke or sighting.spoke
                return
            at += 1
        self.sightings.insert(at, sighting)

    def ranked(self, at: int, admits: Callable[[int], int | None]) -> list[tuple[int, int]]:
        """Actors mentioned before token `at` with their weight, heaviest first.

        `admits` gives what to add to an actor's weight, or `None` to leave it out.
        """
        weights: dict[int, int] = {}
        first = self._first_from(at)
        for index in range(first - 1, max(-1, first - 1 - LOOK_BACK), -1):
            sighting = self.sightings[index]
            if sighting.end > at:
                continue
            extra = admits(sighting.member)
            if extra is None:
                continue
            weight = self._weight(sighting, at) + extra
            if weight > weights.get(sighting.member, -10_000):
                weights[sighting.member] = weight
        return sorted(
            ((weight, member) for member, weight in weights.items()), key=lambda pair: (-pair[0], pair[1])
        )

    def _weight(self, sighting: Sighting, at: int) -> int:
        columns = self.columns
        weight = 100
        weight -= SENTENCE_STEP * min(columns.sentence[at] - columns.sentence[sighting.root], 20)
        weight -= PARAGRAPH_STEP * min(columns.paragraph[at] - columns.paragraph[sighting.root], 10)
        if columns.dep[sighting.root] in SUBJECTS or sighting.spoke:
            weight += SUBJECT
        elif columns.dep[sighting.root] == "poss":
            weight += POSSESSOR
        if sighting.spoke:
            weight += SPEAKER
        if sighting.is_quoted:
            weight += QUOTED
        return weight

    def _first_from(self, start: int) -> int:
        """The index of the first sighting that starts at `start` or later."""
        low, high = 0, len(self.sightings)
        while low < high:
            middle = (low + high) // 2
            if self.sightings[middle].start < start:
                low = middle + 1
            else:
                high = middle
        return low


def root_of(columns: Columns, start: int, end: int) -> int:
    """The head token of a range: the one whose own head lies outside it.

    Where the parse tears a phrase apart ("The | same | paper"), the last noun before any
    preposition or mark.
    """
    tops = [
        at
        for at in range(start, end)
        if not (start <= columns.head[at] < end and columns.head[at] != at) and columns.pos[at] not in _MARKS
    ]
    if len(tops) == 1 and columns.pos[tops[0]] in _NOMINAL:
        return tops[0]
    best = None
    for at in range(start, end):
        if columns.pos[at] in _NOMINAL and columns.tag[at] not in ("WP", "WDT"):
            best = at
        elif best is not None and columns.pos[at] in ("ADP", "PUNCT", "VERB", "AUX", "SCONJ", "CCONJ"):
            break
        if columns.tag[at] in ("WP", "WDT"):
            break
    if best is not None:
        return best
    return tops[0] if tops else end - 1


def sightings_of(
    columns: Columns, cast: Sequence[CastMember], is_quoted: Callable[[int], bool]
) -> list[Sighting]:
    """Every mention of a cast as a token range."""
    found = []
    for index, member in enumerate(cast):
        for mention in member.mentions:
            start, end = columns.tokens(mention.span)
            root = root_of(columns, start, end)
            found.append(Sighting(start, end, root, index, is_quoted(columns.offset[root])))
    return found
