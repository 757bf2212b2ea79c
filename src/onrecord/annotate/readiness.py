"""Numbers of people that somebody is ready for: "preparing for 60,000", "room for 400", "can hold 500".

They say how many may come or would fit, not how many came.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from onrecord.annotate.clauses import has_to, is_finite, is_passive
from onrecord.annotate.counting import Counted, subjects_of_number
from onrecord.lexicon.hedges import load_hedges
from onrecord.lexicon.indicators import IndicatorLexicon

_VERBS = ("VERB", "AUX")
_POINTING = frozenset({"the", "these", "those", "all", "both"})
_BACK = 6  # tokens between "enough" and "for"
_CLIMB = 4  # nouns and prepositions between "for" and the verb


class ReadinessReader:
    """Tell the numbers that something is made ready for, or has room for."""

    def __init__(self, lexicon: IndicatorLexicon) -> None:
        self.lexicon = lexicon
        self.negations = load_hedges().negations | {"without"}

    def is_ready_for(self, found: Counted) -> bool:
        """Whether the counted people are those somebody prepares for or something holds at most."""
        if found.amount.kind != "count" or not self._may_come(found):
            return False
        node = _above_modifier(found)
        return (
            any(noun.lemma_.lower() in self.lexicon.capacity for noun in subjects_of_number(found.number))
            or self._is_provided_for(node)
            or self._can_be_held(node)
        )

    def _may_come(self, found: Counted) -> bool:
        """Whether people are counted whom nothing says to be there: not "the 400 evacuees"."""
        noun = found.noun if found.own else None
        if noun is not None and noun.lemma_.lower() not in self.lexicon.people and noun.ent_type_ != "NORP":
            return False
        held = found.number if noun is None else noun
        return not any(
            child.i < found.first.i and (child.lower_ in _POINTING or child.dep_ == "poss")
            for child in held.children
        )

    # --- "for 400" -------------------------------------------------------------------

    def _is_provided_for(self, node: Token) -> bool:
        """ "Preparing for 400", "tents made ready for 400", "room for 400", "enough rice for 400"."""
        preposition = node.head
        if node.dep_ == "nsubj" and has_to(preposition):  # "preparing for 400 people to leave"
            is_for = any(child.dep_ == "mark" and child.lower_ == "for" for child in preposition.children)
            return is_for and any(self._makes_ready(word) for word in _over(preposition.head))
        if node.dep_ != "pobj" or preposition.lower_ != "for":
            return False
        if self._suffices(preposition):
            return True
        over = preposition.head
        for thing in (over, *over.children):
            if thing.i < preposition.i and thing.lemma_.lower() in self.lexicon.room:
                return not self._is_denied(thing)
        return any(self._makes_ready(word) for word in _over(over))

    def _makes_ready(self, word: Token) -> bool:
        lemma = word.lemma_.lower()
        if lemma in self.lexicon.readying:
            return not self._is_denied(word)
        return lemma in self.lexicon.fitted and (word.tag_ == "VBN" or word.dep_ == "acl")

    def _suffices(self, before: Token) -> bool:
        """Whether "enough" stands in the few words before a token, and "not enough" does not."""
        for at in range(before.i - 1, max(before.sent.start, before.i - _BACK) - 1, -1):
            token = before.doc[at]
            if token.is_punct or token.tag_ == "MD" or (token.pos_ == "VERB" and is_finite(token)):
                return False
            if token.lower_ in self.lexicon.enough:
                return not self._is_denied(token) and not self._is_denied(token.head)
        return False

    # --- "can hold 400", "to house 400" ------------------------------------------------

    def _can_be_held(self, node: Token) -> bool:
        verb = node.head
        if node.dep_ not in ("dobj", "prep") or verb.lemma_.lower() not in self.lexicon.holding:
            return False
        auxiliaries = {child.lower_ for child in verb.children if child.dep_ == "aux"}
        if "can" in auxiliaries:
            return True
        if not has_to(verb):
            return False
        to = next(child for child in verb.children if child.tag_ == "TO")
        if self._suffices(to):
            return True
        over = verb.head
        before = to.nbor(-1) if to.i else to
        if before.lemma_.lower() in self.lexicon.room:
            return not self._is_denied(before)
        if over.lemma_.lower() in ("able", *self.lexicon.readying):
            return over.lemma_.lower() != "able" or over.head.tag_ in ("VBP", "VBZ")
        return verb.dep_ in ("acl", "relcl", "advcl", "xcomp") and self._makes_ready(over)

    def _is_denied(self, word: Token) -> bool:
        """Whether there is none of it, or it is not so: "no room", "has not room", "not enough"."""
        verb = word.head if word.pos_ not in _VERBS else word
        near = [*word.children, *verb.children]
        before = word.nbor(-1).lower_ if word.i else ""
        return before in self.negations or any(child.lower_ in self.negations for child in near)


def _above_modifier(found: Counted) -> Token:
    """What a figure hangs on by: its first in a list, or the preposition in "up to 400 people"."""
    node = found.node
    for _ in range(_CLIMB):
        is_listed = node.dep_ == "conj" and node.head.pos_ not in _VERBS
        is_modified = found.amount.span.start <= node.head.idx < found.number.idx
        if not is_listed and not (is_modified and node.dep_ in ("pobj", "prep")):
            break
        node = node.head
    return node


def _over(node: Token) -> Iterator[Token]:
    """A word and what it is the object or subject of, up to the first verb."""
    for _ in range(_CLIMB):
        yield node
        yield from (child for child in node.children if child.dep_ in ("acomp", "oprd") and child.i > node.i)
        if node.pos_ in _VERBS or node.dep_ not in ("dobj", "nsubjpass", "pobj", "prep", "acomp", "conj"):
            return
        if node.dep_ == "nsubjpass" and not is_passive(node.head):
            return
        node = node.head
