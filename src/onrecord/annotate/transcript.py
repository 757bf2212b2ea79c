"""Turns of a transcript: a speaker's label at the start of a paragraph, then the words said."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from spacy.tokens import Doc

from onrecord.annotate.draft import Draft
from onrecord.annotate.paragraphs import turn_labels


def turns(doc: Doc, paragraph_starts: Sequence[int]) -> list[Draft]:
    """A draft for every turn, if the text is a transcript; else none.

    A turn runs to the next label. `Draft.source` is the label without its colon.
    """
    labels = turn_labels(doc.text, paragraph_starts)
    if not labels:
        return []
    offsets = [token.idx for token in doc]
    drafts = []
    for number, label in enumerate(labels):
        last_turn = number + 1 == len(labels)
        until = _block_end(doc.text, label.end) if last_turn else labels[number + 1].start
        first, after = bisect_left(offsets, label.start), bisect_left(offsets, label.end)
        body, last = bisect_left(offsets, label.end + 1), bisect_left(offsets, until)
        if body >= last or first >= after:
            continue
        bracket = next((token.i for token in doc[first:after] if token.text == "("), after)
        named = doc[first:bracket] if bracket > first else doc[first:after]
        names = [token for token in named if token.pos_ in ("PROPN", "NOUN")] or [named[0]]
        drafts.append(
            Draft(
                "turn",
                frozenset(range(body, last)),
                source=(first, after),
                source_root=names[-1].i,
                frame="turn",
                score=3.0,
            )
        )
    return drafts


def _block_end(text: str, at: int) -> int:
    """The last turn ends with its paragraph."""
    end = text.find("\n\n", at)
    return len(text) if end < 0 else end
