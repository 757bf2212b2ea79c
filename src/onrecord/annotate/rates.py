"""The other half of a rate: "900 lorries a day", "3,000 people cross each day", "six to a room".

Right behind a number it is part of the amount; here stand those that the sentence holds elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from onrecord.annotate.amounts import AmountReader
from onrecord.annotate.counting import Counted, subjects_of_number
from onrecord.annotate.happenings import TIMES
from onrecord.lexicon.indicators import IndicatorLexicon

_VERBS = ("VERB", "AUX")
_EACH = frozenset({"each", "every"})
_ADVERBIAL = frozenset({"npadvmod", "advmod", "nmod", "appos", "dep", "amod"})
_TOPS = frozenset({"dobj", "nsubjpass", "attr", "dative", "oprd"})
_MOVED = frozenset({"dobj", "nsubj", "nsubjpass"})
_FOR = frozenset({"for", "by"})  # "cooks for 400 people every day", "grows by 300 a week"
_CLIMB = 6  # steps up the tree from a period to the verb it hangs on
_ADJECTIVES = 2  # between "to a" and what is shared


class RateReader:
    """Find what a figure is a rate of: a period, or what so many share."""

    def __init__(self, reader: AmountReader, lexicon: IndicatorLexicon) -> None:
        self.reader, self.units = reader, reader.units
        self.lexicon = lexicon

    def per(self, found: Counted) -> str | None:
        """The other half of the rate, or `None` where the figure is none."""
        if found.amount.per is not None:
            return found.amount.per
        if found.amount.kind in ("percent", "duration"):
            return self._behind(found)
        return (
            self._behind(found)
            or self._shared(found)
            or self._for_each(found)
            or self._of_a_period(found)
            or self._in_a_period(found)
        )

    def _behind(self, found: Counted) -> str | None:
        """Behind what is counted: "430 patients a day"."""
        if found.noun is None or not found.own:
            return None
        return self.reader.per_in([token.lower_ for token in found.noun.doc[found.noun.i + 1 :][:3]])

    def _shared(self, found: Counted) -> str | None:
        """ "Six to a room", "60 children to a class", "twelve people in each tent"."""
        last = found.noun if found.noun is not None and found.own else found.end
        behind = last.doc[last.i + 1 : last.i + 4 + _ADJECTIVES]
        words = [token.lower_ for token in behind]
        is_split = words[:1] == ["to"] and words[1:2] and words[1] in (*self.units.per_openers, "one")
        if not is_split and not (words[:1] == ["in"] and words[1:2] and words[1] in _EACH):
            return None
        thing = next((token for token in behind[2:] if token.pos_ != "ADJ"), None)
        if thing is None or thing.lemma_.lower() not in self.units.shared:
            return None
        is_moved = last == found.noun or found.number.dep_ in _MOVED  # "moved 40 patients to a ward"
        is_brought = is_moved and found.node.head.lemma_.lower() in self.units.bringing
        return None if is_brought else thing.lemma_.lower()

    def _for_each(self, found: Counted) -> str | None:
        """ "Each tent holds 12 people": what is said of every one of them is no total."""
        node = found.node
        if node.dep_ not in ("dobj", "attr") or node.head.pos_ not in _VERBS:
            return None
        subject = next((child for child in node.head.children if child.dep_ == "nsubj"), None)
        if subject is None or subject.pos_ != "NOUN" or subject.i > node.i:
            return None
        is_each = any(child.dep_ == "det" and child.lower_ in _EACH for child in subject.children)
        return subject.lemma_.lower() if is_each else None

    def _of_a_period(self, found: Counted) -> str | None:
        """ "A daily average of 300", "daily arrivals reached 300"."""
        for noun in subjects_of_number(found.number):
            lemma = noun.lemma_.lower()
            period = next(
                (self.units.per_words[child.lower_] for child in noun.children if self._is_periodic(child)),
                None,
            )
            if period is None or lemma in self.units.titles:
                continue
            is_subject = (
                noun.dep_ in ("nsubj", "nsubjpass") and noun.head.lemma_.lower() in self.lexicon.level
            )
            is_held = _is_of(found.number, noun)
            if is_subject or (is_held and (self._holds_a_number(lemma) or found.amount.kind == "money")):
                return period
        return None

    def _is_periodic(self, word: Token) -> bool:
        return word.dep_ in ("amod", "compound", "nmod") and word.lower_ in self.units.per_words

    def _holds_a_number(self, lemma: str) -> bool:
        return lemma in self.lexicon.counts or any(
            lemma in term.nouns | term.totals | term.of for term in self.lexicon.terms.values()
        )

    def _in_a_period(self, found: Counted) -> str | None:
        """ "Nearly 3,000 people cross the river each day", "every week 400 families come"."""
        verb = _verb_over(found.node)
        if verb is None or not self._comes_anew(found, verb):
            return None
        sentence = verb.sent
        for token in verb.doc[sentence.start : sentence.end]:
            period = self._period(token)
            if period is not None and _hangs_on(token, verb, found) and not _is_apart(token, verb, found):
                return period
        return None

    def _comes_anew(self, found: Counted, verb: Token) -> bool:
        """Whether others are counted each time: "900 people arrive", "feeds 900", not "40 nurses work"."""
        top = _top_below(found.node, verb)
        if top.dep_ in _TOPS:
            return True
        if top.dep_ == "nsubj":
            return verb.lemma_.lower() in self.units.passing
        if top.dep_ != "prep":
            return False
        return top.lower_ in _FOR or found.amount.span.start <= top.idx < found.number.idx

    def _period(self, token: Token) -> str | None:
        """The period a token names as one of many: "each day", "a week", "daily", "per month"."""
        before = token.nbor(-1) if token.i else None
        if before is None:
            return None
        if token.lower_ in self.units.per_words and token.dep_ == "advmod":
            return None if self._is_repeated(before) else self.units.per_words[token.lower_]
        if token.lower_ not in TIMES or before.lower_ not in self.units.per_openers:
            return None
        if before.lower_ != "per" and token.dep_ not in _ADVERBIAL:
            return None
        if before.i and self._is_repeated(before.nbor(-1)):
            return None
        behind = token.nbor(1) if token.i + 1 < len(token.doc) else None
        if behind is not None and behind.lower_ in self.units.not_per:
            return None
        is_one = before.lower_ in ("a", "an") and any(
            child.i > token.i and not child.is_punct for child in token.children
        )
        return None if is_one else token.lower_  # "a day of rain"

    def _is_repeated(self, word: Token) -> bool:
        """ "Twice a day", "three times a week": how often, not how many."""
        return word.lower_ in self.units.repeating


def _is_of(number: Token, noun: Token) -> bool:
    """Whether a number stands behind "of" on a noun: "an average of 300 people"."""
    return any(child.lower_ == "of" and number in child.subtree for child in noun.children)


def _verb_over(node: Token) -> Token | None:
    """The verb of the clause that a counted thing stands in."""
    for _ in range(_CLIMB):
        if node.head == node:
            return None
        node = node.head
        if node.pos_ in _VERBS:
            return node
    return None


def _top_below(node: Token, verb: Token) -> Token:
    """What a counted thing hangs on its verb by."""
    while node.head != verb and node.head != node:
        node = node.head
    return node


def _hangs_on(period: Token, verb: Token, found: Counted) -> bool:
    """Whether a period belongs to a verb, and to no other figure before it."""
    own = {found.number.i, found.node.i}
    for node in _heads(period):
        if node == verb:
            return True
        if node.pos_ in _VERBS or node.pos_ == "NUM":
            return False
        if node.i not in own and any(child.dep_ == "nummod" for child in node.children):
            return False
    return False


def _is_apart(period: Token, verb: Token, found: Counted) -> bool:
    """Whether a comma parts a period from a figure: it is said of another one there."""
    if period.i < min(verb.i, found.number.i):
        return False  # "Every week, 400 families come"
    low, high = sorted((period.i, found.number.i))
    between = found.number.doc[low + 1 : high]
    comma = next((token.i for token in between if token.text in (",", ";")), None)
    return comma is not None and (period.i < found.number.i or any(t.like_num for t in between))


def _heads(node: Token) -> Iterator[Token]:
    for _ in range(_CLIMB):
        if node.head == node:
            return
        node = node.head
        yield node
