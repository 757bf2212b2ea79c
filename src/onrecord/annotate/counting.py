"""What a number counts: the noun behind it, or the one it leaves out, read from the syntax."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from onrecord.annotate.amounts import Amount
from onrecord.lexicon.indicators import IndicatorLexicon
from onrecord.record import Span

_NOUNS = ("NOUN", "PROPN")
REACH = 7  # tokens between a number and its noun, at most
RESTATING = ("(", "or")  # what stands before a figure given again in other terms
PART_WITHIN = 6  # tokens between a part and its whole
BACK = 4  # figures to look back for the noun an elliptic one leaves out
_COUNTABLE = frozenset({"more", "other", "others", "new", "additional", "further"})
_QUOTES = frozenset("\"'“”‘’«»")


@dataclass(slots=True)
class Counted:
    """An amount in its sentence: its token, the noun it counts, and where that noun was said.

    `noun` is `None` where nothing says what is counted. `own` is false for a noun borrowed from what
    was said before ("80 soldiers fell and 700 were wounded"). `same` is the figure that it gives again
    in other terms ("$6 million (9 per cent)").
    """

    amount: Amount
    number: Token
    end: Token
    noun: Token | None = None
    own: bool = True
    whole: Counted | None = None
    lender: Counted | None = None
    same: Counted | None = None
    is_part: bool = False

    @property
    def first(self) -> Token:
        """The first token of the amount, its modifier included."""
        token = self.number
        while token.i > 0 and token.idx > self.amount.span.start:
            token = token.nbor(-1)
        return token

    @property
    def is_restated(self) -> bool:
        """Whether it stands behind "or" or in brackets, for the same thing in other terms."""
        return self.first.i > 0 and self.first.nbor(-1).lower_ in RESTATING

    @property
    def told(self) -> Counted:
        """The figure whose sentence says how this one holds: the one it gives again, or itself."""
        return self if self.same is None else self.same.told

    @property
    def node(self) -> Token:
        """Where the amount hangs in the tree: its noun, or itself where that is elsewhere or behind "of"."""
        if self.noun is None or not self.own or self.is_part:
            return self.number
        return self.noun


class Counter:
    """Find what the amounts of one text count."""

    def __init__(self, doc: Doc, lexicon: IndicatorLexicon) -> None:
        self.doc = doc
        self.lexicon = lexicon
        self.text = doc.text  # spaCy puts it together anew each time it is asked
        self.offsets = [token.idx for token in doc]
        self.adjectives = lexicon.adjectives

    def token_at(self, offset: int) -> Token:
        """The token that holds the character at `offset`."""
        return self.doc[max(bisect_right(self.offsets, offset) - 1, 0)]

    def counted(self, amount: Amount) -> Counted:
        """The amount with its tokens and its own noun, if it has one."""
        start, end = self.token_at(amount.core.start), self.token_at(amount.span.end - 1)
        last = self.token_at(amount.core.end - 1) if amount.total is not None else end
        found = Counted(amount, _topmost(list(self.doc[start.i : last.i + 1])), end)
        found.noun = self._own_noun(found)
        between = self.doc[found.number.i : found.noun.i] if found.noun is not None else ()
        found.is_part = any(token.lower_ in ("of", "among") for token in between)
        return found

    def _own_noun(self, found: Counted) -> Token | None:
        amount, end = found.amount, found.end
        if amount.kind == "money":
            return None
        if amount.kind in ("percent", "measure", "duration"):
            return self._behind_of(end)
        for candidate in (found.number, end):
            head = candidate.head
            if candidate.dep_ in ("nummod", "quantmod", "compound", "amod", "det", "nmod") and head.i > end.i:
                noun = head if head.pos_ in _NOUNS else None
                if noun is not None and noun.i - end.i <= REACH and self._is_reachable(end, noun):
                    return _last_of_compound(noun)
        return self._behind(end) or self._behind_of(end)

    def _is_reachable(self, end: Token, noun: Token) -> bool:
        return not any(
            token.pos_ in ("ADP", "SCONJ") and token.lower_ != "of" for token in self.doc[end.i + 1 : noun.i]
        )

    def _behind(self, end: Token) -> Token | None:
        """The head of the noun phrase right behind a number, whatever the parser made of it."""
        at, last = end.i + 1, None
        while at < len(self.doc) and at - end.i <= REACH:
            token = self.doc[at]
            if token.pos_ in _NOUNS:
                last = token
            elif last is not None or not _may_stand_between(token):
                break
            at += 1
        return last

    def _behind_of(self, end: Token) -> Token | None:
        """The noun behind "of": "dozens of villages", "70 % of voters", "two of his deputies"."""
        at = end.i + 1
        while at < len(self.doc) and (
            self.doc[at].lower_ in ("more", "others") or self.doc[at].text in _QUOTES
        ):
            at += 1
        if at + 1 >= len(self.doc) or self.doc[at].lower_ not in ("of", "among"):
            return None
        for child in self.doc[at].children:
            if child.dep_ == "pobj" and child.pos_ in _NOUNS:
                return child
        while at + 1 < len(self.doc) and self.doc[at + 1].pos_ in ("DET", "PRON", "ADJ", "NUM"):
            at += 1
        return self.doc[at + 1] if at + 1 < len(self.doc) and self.doc[at + 1].pos_ in _NOUNS else None

    # --- What an elliptic number leaves out ------------------------------------------

    def complete(self, counted: Sequence[Counted]) -> None:
        """Give the numbers without a noun the one that was said before."""
        for index, found in enumerate(counted):
            found.same = self._apposed(found, counted[:index])
            if found.noun is not None or found.amount.kind not in ("count", "weak", "percent"):
                continue
            if found.amount.kind != "percent" and self._shared_with_next(
                found, counted[index + 1 : index + 2]
            ):
                continue
            whole = (
                self._fronted(found, counted[:index])
                or self._of_whom(found, counted[:index])
                or self._of_them(found, counted[:index])
            )
            if whole is not None:
                found.whole, found.noun = (whole, whole.noun) if isinstance(whole, Counted) else (None, whole)
                found.noun = self._predicated(found) or found.noun
                found.own = False
                continue
            lender = self._compared(found, counted[:index])
            if lender is not None:
                found.lender, found.noun, found.own = lender, lender.noun, False
                continue
            if found.amount.kind == "percent":
                continue
            found.noun, found.own = self._total_of(found) or self._measured(found), False
            if found.noun is None and not self._is_held(found):
                self._borrow(found, counted[:index])

    def _apposed(self, found: Counted, before: Sequence[Counted]) -> Counted | None:
        """ "US$ 2.1 million (9 per cent)", "or 58 per cent, up from 31": the same thing in other words."""
        if found.amount.kind not in ("percent", "money") or not before or not found.first.i:
            return None
        if found.is_restated:
            return self._part(before)
        follows = found.first.nbor(-1).lower_ == "from" and before[-1].amount.kind == found.amount.kind
        return before[-1] if follows else None

    def _part(self, before: Sequence[Counted]) -> Counted:
        """The figure said last, or the part where it is the whole: "$6 million of the $24 million asked"."""
        whole = before[-1]
        if len(before) == 1 or before[-2].amount.kind != whole.amount.kind:
            return whole
        between = [token.lower_ for token in self.doc[before[-2].end.i + 1 : whole.number.i]]
        return before[-2] if between[:1] == ["of"] and len(between) <= PART_WITHIN else whole

    def _shared_with_next(self, found: Counted, after: Sequence[Counted]) -> bool:
        """Give "10,000" in "from 10,000 to 20,000 workers" the workers."""
        for other in after:
            between = [token.lower_ for token in self.doc[found.end.i + 1 : other.number.left_edge.i]]
            if (
                other.noun is not None
                and other.own
                and len(between) <= 2
                and set(between) <= {"to", "or", "and", "-"}
            ):
                found.noun, found.own = other.noun, False
                return True
        return False

    def _fronted(self, found: Counted, before: Sequence[Counted]) -> Counted | Token | None:
        """ "Of the 900 families …, 40 % …": the whole at the head of the sentence."""
        first = found.number.sent.start
        while first < found.number.i and self.doc[first].is_space:
            first += 1
        if self.doc[first].lower_ not in ("of", "among"):
            return None
        for other in before:
            if first < other.number.i <= first + 4 and other.noun is not None:
                return other
        return next(
            (
                child
                for child in self.doc[first].children
                if child.dep_ == "pobj" and child.pos_ in (*_NOUNS, "ADJ")
            ),
            None,
        )

    def _of_whom(self, found: Counted, before: Sequence[Counted]) -> Counted | None:
        """ "900 sailors, of whom about 30": the whole before the relative pronoun."""
        start = self.token_at(found.amount.span.start)
        if (
            start.i < 2
            or start.nbor(-1).lower_ not in ("whom", "which")
            or start.nbor(-2).lower_ not in ("of", "among")
        ):
            return None
        return before[-1] if before and before[-1].number.sent == found.number.sent else None

    def _of_them(self, found: Counted, before: Sequence[Counted]) -> Counted | None:
        """ "14 graves, and three of them": the whole said before."""
        at = found.end.i
        if at + 2 >= len(self.doc) or self.doc[at + 1].lower_ not in ("of", "among"):
            return None
        if self.doc[at + 2].lower_ not in ("them", "these", "those", "whom", "which"):
            return None
        return next((other for other in reversed(before[-BACK:]) if other.amount.kind == "count"), None)

    def _compared(self, found: Counted, before: Sequence[Counted]) -> Counted | None:
        """ "Last week it was 38,500", "that is 46,200": the figure a pronoun points back to."""
        if not before or not is_pointed_to(found):
            return None
        last = before[-1]
        kind = found.amount.kind
        same = last.amount.kind == kind if kind == "percent" else last.amount.kind in ("count", "money")
        return last if same and found.number.i - last.number.i < 60 else None

    def _predicated(self, found: Counted) -> Token | None:
        """ "three of them were nurses": what the number is said to be."""
        node = found.number
        if node.dep_ not in ("nsubj", "nsubjpass") or node.head.lemma_ != "be":
            return None
        attribute = next((child for child in node.head.children if child.dep_ == "attr"), None)
        return attribute if attribute is not None and attribute.tag_ == "NNS" else None

    def _total_of(self, found: Counted) -> Token | None:
        """ "the number of refugees rose to 41", "41, the number of refugees": whose number it is."""
        behind = self.doc[found.end.i + 1 : found.end.i + 4]
        is_explained = len(behind) == 3 and behind[0].text == "," and behind[1].pos_ == "DET"
        explained = behind[2:] if is_explained else ()
        for noun in (*subjects_of_number(found.number), *explained):
            thing = thing_counted(noun, self.lexicon.counts)
            if thing is not None:
                return thing
        return None

    def _measured(self, found: Counted) -> Token | None:
        """ "a magnitude of 7.7", "a score of 12": what the number measures."""
        prep = found.number.head
        if found.number.dep_ != "pobj" or prep.lower_ != "of" or prep.head.tag_ != "NN":
            return None
        held = self.lexicon.counts | self.lexicon.gatherings
        return None if prep.head.lemma_.lower() in held else prep.head

    def _is_held(self, found: Counted) -> bool:
        """Whether a gathering or a population holds the number: it counts nobody said before."""
        start = self.token_at(found.amount.span.start)
        before = start.nbor(-1) if start.i else start
        if before.lemma_.lower() == "of" and before.i:
            before = before.nbor(-1)
        return before.lemma_.lower() in self.lexicon.gatherings | {"population"}

    def _borrow(self, found: Counted, before: Sequence[Counted]) -> None:
        """Give an elliptic number the noun of a "number of …", or of a figure, said a short while before."""
        number = found.number
        start = self.doc[max(number.sent.start - 1, 0)].sent.start
        things = (
            thing_counted(token, self.lexicon.counts)
            for token in self.doc[start : number.i]
            if token.lemma_ in ("number", "toll", "count", "tally")
        )
        named = max((thing for thing in things if thing is not None), key=lambda noun: noun.i, default=None)
        lender = self._lender(found, before)
        if lender is not None and (named is None or lender.number.i > named.i):
            found.lender, found.noun = lender, lender.noun
        else:
            found.noun = named

    def _lender(self, found: Counted, before: Sequence[Counted]) -> Counted | None:
        """The nearest counting figure of the paragraph; what a sentence is about before what it mentions."""
        definite = any(noun.lemma_ in self.lexicon.counts for noun in subjects_of_number(found.number))
        described = found.end.i + 1 < len(self.doc) and self.doc[found.end.i + 1].lower_ in self.adjectives
        near = [
            other
            for other in before[-BACK:]
            if other.amount.kind in ("count", "weak")
            and (not described or (other.number.sent == found.number.sent and self.is_people(other.noun)))
            and self.text.count("\n\n", other.number.idx, found.number.idx) <= definite
        ]
        if not near:
            return None
        last = near[-1]
        beside = [
            other for other in near if other.number.sent == last.number.sent and not _is_aside(other.node)
        ]
        return beside[-1] if beside else last

    # --- Unit and population ------------------------------------------------------------

    def unit(self, noun: Token) -> str:
        """The counted noun's lemma in the singular: "soldier", "person"."""
        lower = noun.lower_
        known = self.lexicon.singular.get(lower) or self.lexicon.singular.get(noun.lemma_.lower())
        if known:
            return known
        if noun.pos_ == "PROPN":
            is_plural = lower.endswith("s") and not lower.endswith("ss")
            single = noun.text[:-1] if is_plural else noun.text
            return single if noun.ent_type_ == "NORP" or not is_plural else single.lower()
        return noun.lemma_.lower() if noun.pos_ == "NOUN" else lower

    def is_people(self, noun: Token | None) -> bool:
        """Whether a counted noun stands for people."""
        if noun is None:
            return False
        if self.unit(noun) in self.lexicon.not_people:
            return False
        if self.unit(noun) in self.lexicon.people or noun.lemma_.lower() in self.lexicon.people:
            return True
        return noun.ent_type_ == "NORP" and noun.pos_ in _NOUNS

    def phrase(self, found: Counted) -> Span | None:
        """The words that say which people are counted: the noun with what describes it, not the number."""
        noun = found.noun
        if noun is None or not self.is_people(noun):
            return None
        first, last = noun, noun
        for token in reversed(list(noun.lefts)):
            if token.dep_ not in ("amod", "compound", "nmod", "poss", "npadvmod", "punct") or (
                token.i <= found.end.i and found.own
            ):
                break
            first = token.left_edge if token.left_edge.i > found.end.i or not found.own else token
        for prep in noun.rights:
            named = any(child.pos_ == "PROPN" for child in prep.subtree)
            if prep.dep_ == "prep" and prep.lower_ == "of" and prep.i == noun.i + 1 and named:
                last = prep.right_edge
        while first.is_punct or first.is_space:
            first = first.nbor(1)
        return Span(first.idx, last.idx + len(last))


def _is_aside(node: Token) -> bool:
    """Whether a counted thing only says where or with what: "at 11 sites"."""
    return node.dep_ == "pobj" and node.head.lower_ not in ("of", "to", "by", "from")


def _last_of_compound(noun: Token) -> Token:
    """The noun that a noun only describes: "villages" for "bank" in "14 east-bank villages"."""
    while (
        noun.dep_ in ("compound", "nmod", "amod")
        and noun.head.i > noun.i
        and noun.head.pos_ in _NOUNS
        and noun.head.i - noun.i <= 3
    ):
        noun = noun.head
    return noun


def _may_stand_between(token: Token) -> bool:
    """Whether a token may stand between a number and the noun it counts."""
    if token.tag_ in ("VBN", "VBG"):
        return token.i + 1 < len(token.doc) and token.nbor(1).pos_ in _NOUNS
    return token.pos_ == "ADJ" or token.text in _QUOTES or token.text in "-‑" or token.lower_ in _COUNTABLE


def _topmost(tokens: Sequence[Token]) -> Token:
    """The token of a range whose head lies outside of it."""
    inside = {token.i for token in tokens}
    for token in reversed(tokens):
        if token.head.i not in inside or token.head == token:
            return token
    return tokens[-1]


def is_pointed_to(found: Counted) -> bool:
    """Whether a pronoun stands for what a number is said of: "it was 38,500"."""
    subject = next(subjects_of_number(found.number), None)
    return subject is not None and subject.lower_ in ("it", "that", "this", "they")


def relative_verb(found: Counted) -> Token | None:
    """ "of which $2.1 million (9 per cent) has been received": the verb, whatever the parser made of it."""
    first = found.first
    if first.i < 2 or first.nbor(-1).lower_ not in ("which", "whom") or first.nbor(-2).lower_ != "of":
        return None
    for token in found.number.doc[found.end.i + 1 : found.number.sent.end]:
        if token.text in (",", ";"):
            return None
        if token.pos_ in ("VERB", "AUX"):
            return token.head if token.dep_ in ("aux", "auxpass") else token
    return None


def subjects_of_number(number: Token) -> Iterator[Token]:
    """The nouns a number is said of: the subject of its verb, what "of" or "at" hangs on."""
    node = number
    for _ in range(6):
        head = node.head
        if head == node:
            return
        if head.pos_ in ("VERB", "AUX"):
            for child in head.children:
                if child.dep_ in ("nsubj", "nsubjpass", "dobj") and child != node and child.i < number.i:
                    is_relative = child.tag_ in ("WDT", "WP") and head.dep_ == "relcl"
                    yield head.head if is_relative else child  # "the toll that stood at 41"
            return
        if head.pos_ in _NOUNS and node.dep_ in ("prep", "appos"):
            yield head
        node = head


def thing_counted(noun: Token, counts: frozenset[str]) -> Token | None:
    """ "refugees" in "the number of refugees", "the refugee numbers"; `None` for other nouns."""
    if noun.lemma_.lower() not in counts:
        return None
    for prep in noun.children:
        if prep.dep_ == "prep" and prep.lower_ in ("of", "for"):
            return next(
                (
                    child
                    for child in prep.children
                    if child.dep_ == "pobj" and child.pos_ in (*_NOUNS, "ADJ", "VERB")
                ),
                None,
            )
    if noun.lemma_ == "number":
        return next(
            (child for child in noun.children if child.dep_ == "compound" and child.pos_ in _NOUNS), None
        )
    return None
