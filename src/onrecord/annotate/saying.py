"""When a statement was made: the time that hangs on its cue, outside of what was said."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from spacy.tokens import Doc, Token

from onrecord.annotate.layers import Attribution, TimeExpression
from onrecord.record import Span


def said_on(
    doc: Doc, attribution: Attribution, times: Sequence[TimeExpression], offsets: Sequence[int]
) -> Span | None:
    """The mention of the time at which the words of a statement were said, or `None`.

    `offsets` are the tokens' starts in characters. "He said on Monday that …", "said he last month".
    """
    if attribution.cue_root is None:
        return None
    cue = doc[attribution.cue_root]
    first, last = cue.sent.start_char, cue.sent.end_char
    for time in times:
        mention = time.mention
        if time.type != "date" or not first <= mention.start < last or _is_said(mention, attribution):
            continue
        if _hangs_on(_top(doc, mention, offsets), cue):
            return mention
    return None


def _is_said(mention: Span, attribution: Attribution) -> bool:
    return any(piece.start <= mention.start < piece.end for piece in attribution.content)


def _top(doc: Doc, mention: Span, offsets: Sequence[int]) -> Token:
    """The token of a mention whose head lies outside of it."""
    start = max(bisect_right(offsets, mention.start) - 1, 0)
    end = max(bisect_right(offsets, mention.end - 1), start + 1)
    for token in doc[start:end]:
        if not start <= token.head.i < end or token.head == token:
            return token
    return doc[end - 1]


def _hangs_on(token: Token, cue: Token) -> bool:
    """Whether a time modifies the cue: as its own adverbial, or behind a preposition on it."""
    head = token.head
    if head == cue and token.dep_ in ("npadvmod", "advmod", "pobj", "dobj", "dep"):
        return True
    return head.pos_ == "ADP" and token.dep_ in ("pobj", "pcomp", "npadvmod") and head.head == cue
