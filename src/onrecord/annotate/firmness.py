"""How a figure holds: observed or expected, a stock or a flow, a level or a change."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from onrecord.annotate.clauses import is_finite
from onrecord.annotate.counting import Counted, relative_verb, subjects_of_number
from onrecord.annotate.layers import Attribution, TimeExpression
from onrecord.annotate.numerals import FOLD
from onrecord.annotate.readiness import ReadinessReader
from onrecord.lexicon.indicators import Indicator, IndicatorLexicon
from onrecord.record import Direction, Measure, Mode

_CLIMB = 7
_PAST = ("VBD", "VBN")
_MODE_OF_ACT: dict[str, Mode] = {
    "pledge": "planned",
    "demand": "planned",
    "ask": "planned",
    "estimate": "estimated",
}
_LEVEL = frozenset({"to", "at", "from"})
_HAVE = frozenset({"has", "have", "'ve", "’ve"})
_WHO = ("WP", "WDT")
_ARE = frozenset({"is", "are", "'s", "'re", "’s", "’re"})
_CAN = frozenset({"can", "cannot"})
_OF_THE_PAST = _HAVE | {"was", "were", "had", "did"}
_LASTING = frozenset({"be", "stand", "remain", "stay"})
BEFORE_BY = 6  # tokens before "by" among which the verb of change stands


class FirmnessReader:
    """Read mode, measure and direction off the words over and beside a figure."""

    def __init__(self, lexicon: IndicatorLexicon) -> None:
        self.lexicon = lexicon
        self.readiness = ReadinessReader(lexicon)

    def mode(self, found: Counted, statement: Attribution | None) -> Mode:
        """Observed, expected, planned or estimated: the nearest word that says so decides."""
        if self.readiness.is_ready_for(found):
            return "planned"
        if self.lexicon.phrases_estimated & set(found.amount.phrases):
            return "estimated"
        if _is_level_before(found):
            return "observed"
        described = self._mode_as_described(found)
        if described is not None:
            return described
        limit = statement.cue_root if statement is not None else None
        own = relative_verb(found)
        for verb, words in [_clause_of(own)] if own is not None else _clauses_over(found.number, limit):
            if verb.lemma_.lower() in self.lexicon.asking and _is_asked(found, verb):
                continue
            for word in words:
                mode = self._mode_of(word, verb)
                if mode is not None:
                    return mode
        if statement is not None:
            return self._mode_of_statement(statement, found)
        return "observed"

    def _mode_of(self, word: str, verb: Token) -> Mode | None:
        if word in self.lexicon.planned:
            return "planned"
        if word in self.lexicon.expected:
            return "expected"
        if word in self.lexicon.estimated:
            return (
                "expected"
                if any(child.lemma_ in ("would", "will") for child in verb.subtree)
                else "estimated"
            )
        return None

    def _mode_as_described(self, found: Counted) -> Mode | None:
        """ "The 60,000 for whom officials had planned", "the $24 million requested"."""
        for noun in (found.number, found.node):
            for verb in noun.children:
                if verb.dep_ not in ("acl", "relcl") or verb.lemma_.lower() not in self.lexicon.described:
                    continue
                subject = next((child for child in verb.children if child.dep_ == "nsubj"), None)
                if verb.tag_ == "VBN" if verb.dep_ == "acl" else subject is None or subject.tag_ not in _WHO:
                    return self._mode_of(verb.lemma_.lower(), verb)
        return None

    def _mode_of_statement(self, statement: Attribution, found: Counted) -> Mode:
        mode = _MODE_OF_ACT.get(statement.act)
        if mode == "estimated" or (mode is not None and not self._happened(found, statement)):
            return mode
        if statement.act == "expect":
            return "expected"
        return "observed"

    def _happened(self, found: Counted, statement: Attribution) -> bool:
        """Whether the figure's own verb tells of the past, and is not the one that reports it."""
        verb = _own_verb(found)
        if verb is not None and verb.i == statement.cue_root:
            return False
        return verb is not None and (verb.tag_ == "VBD" or bool(_auxiliaries(verb) & _OF_THE_PAST))

    def direction(self, found: Counted) -> Direction | None:
        """Whether the amount is a rise or a fall ("fell by 300", "up 12 %"), or `None` for a level."""
        number, amount = found.number, found.amount
        opener, verbs = self._words_before(found)
        if opener in _LEVEL:
            return None
        if opener == "by":
            return next((way for verb in reversed(verbs) if (way := self._way(verb)) is not None), None)
        node = (
            found.noun if found.noun is not None and found.own and found.noun.head != found.noun else number
        )
        if amount.kind == "percent" and (amount.value or amount.low or 0) < 0:
            return "down"
        return next((way for word in self._words_of_change(found, node) if (way := self._way(word))), None)

    def _way(self, word: str) -> Direction | None:
        return "up" if word in self.lexicon.up else "down" if word in self.lexicon.down else None

    def _words_before(self, found: Counted) -> tuple[str, list[str]]:
        """The word before an amount with its modifiers, and the lemmas of the few before that."""
        doc, first = found.number.doc, found.first.i
        before = [token for token in doc[max(0, first - BEFORE_BY) : first] if not token.is_punct]
        return (before[-1].lower_ if before else ""), [token.lemma_.lower() for token in before[:-1]]

    def _words_of_change(self, found: Counted, node: Token) -> Iterator[str]:
        """The words near an amount that would make it a change, if they are words of rise or fall."""
        number = found.number
        start = number.doc[max(number.left_edge.i - 1, 0)]
        if start.lower_ in ("up", "down") and start.idx < found.amount.span.start:
            yield start.lower_
        is_share = found.amount.kind == "percent" or found.amount.unit == FOLD
        is_share = is_share or (found.noun is not None and found.noun.lemma_ == "point")
        if is_share:
            yield from self._beside_a_share(found)
        for top in (number, node):
            head, dependency = top.head, top.dep_
            if (dependency == "pobj" and head.lower_ == "by") or (
                dependency == "pobj" and head.lower_ == "of" and head.head.pos_ == "NOUN" and is_share
            ):
                yield head.head.lemma_.lower()
            elif dependency in ("npadvmod", "dobj", "advmod", "attr") and (
                is_share or head.lemma_.lower() in self.lexicon.moving
            ):
                yield head.lemma_.lower()

    def _beside_a_share(self, found: Counted) -> Iterator[str]:
        """ "12 % higher", "a 12 % rise"."""
        number = found.number
        after = found.end.nbor(1) if found.end.i + 1 < len(number.doc) else None
        if after is not None and after.lower_ in ("higher", "lower", "more", "less"):
            yield {"more": "higher", "less": "lower"}.get(after.lower_, after.lower_)
        if number.dep_ in ("compound", "nmod", "amod", "nummod") and number.head.i > number.i:
            yield number.head.lemma_.lower()

    def measure(
        self,
        found: Counted,
        indicator: Indicator | None,
        time: TimeExpression | None,
        direction: Direction | None,
        mode: Mode,
        per: str | None,
    ) -> Measure | None:
        """Stock, cumulative, flow, rate or change."""
        if per is not None:
            return "rate"
        if direction is not None:
            return "change"
        sentence = found.number.sent
        near = sentence.doc[max(sentence.start, found.number.i - 25) : min(sentence.end, found.end.i + 15)]
        window = " ".join(token.lower_ for token in near if not token.is_punct)
        default = indicator.measure if indicator is not None else None
        is_now = default == "stock" and _is_present(found)
        if not is_now and any(f" {word} " in f" {window} " for word in self.lexicon.since):
            return "cumulative"
        if not is_now and time is not None and time.end is None and time.start is not None:
            return "cumulative"
        is_toll = indicator is not None and indicator.toll
        if is_toll and any(noun.lemma_ in self.lexicon.counts for noun in subjects_of_number(found.number)):
            return "cumulative"
        if mode in ("expected", "planned") and indicator is not None and indicator.foreseen is not None:
            return indicator.foreseen
        if any(f" {word} " in f" {window} " for word in self.lexicon.now):
            if default == "cumulative" and _is_perfect(found):
                return "cumulative"  # "have now given $6 million"
            if not is_toll:
                return "stock"
        if default is None and self._stands(found):
            return "stock"
        in_period = time is not None and time.start is not None and mode == "observed"
        if in_period and (default in ("cumulative", "flow") or (default is None and _is_past(found))):
            return "flow"
        return default

    def _stands(self, found: Counted) -> bool:
        """Whether it is a level: "the gauge stood at 9.4 metres", "level: 9.4 metres", "4 are shut"."""
        verb = _own_verb(found)
        if verb is None:
            return any(noun.lemma_.lower() in self.lexicon.counts for noun in found.node.ancestors)
        if verb.lemma_.lower() in _LASTING:
            return True
        subject = next((child for child in verb.children if child.dep_ == "nsubjpass"), None)
        if subject is None or found.number not in subject.subtree:
            return False
        return bool(_auxiliaries(verb) & (_ARE | _CAN))


def _is_level_before(found: Counted) -> bool:
    """Whether it is what was there before: "up from 31 per cent", "down from a normal 900"."""
    first = found.first
    while first.i > 0 and first.nbor(-1).pos_ in ("DET", "ADJ"):
        first = first.nbor(-1)
    return first.i > 1 and first.nbor(-1).lower_ == "from" and first.nbor(-2).lower_ in ("up", "down")


def _own_verb(found: Counted) -> Token | None:
    """The verb that says what becomes of the counted: the first over them."""
    own = relative_verb(found)
    if own is not None:
        return own
    over = (verb for verb, _ in _clauses_over(found.node, None))
    return next((verb for verb in over if verb.pos_ in ("VERB", "AUX")), None)


def _auxiliaries(verb: Token) -> set[str]:
    return {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}


def _is_present(found: Counted) -> bool:
    """Whether the figure's own verb is in the simple present: "19 are missing"."""
    verb = _own_verb(found)
    return verb is not None and (verb.tag_ in ("VBP", "VBZ") or bool(_auxiliaries(verb) & _ARE))


def _is_perfect(found: Counted) -> bool:
    """Whether the figure's own verb says what has come about by now: "have now given $6 million"."""
    verb = _own_verb(found)
    return verb is not None and bool(_auxiliaries(verb) & _HAVE)


def _is_past(found: Counted) -> bool:
    verb = _own_verb(found)
    return verb is not None and verb.tag_ in _PAST


def _clauses_over(number: Token, limit: int | None) -> Iterator[tuple[Token, list[str]]]:
    """The verbs over a number, nearest first, each with the lemmas that colour it, up to token `limit`."""
    node, seen = number, 0
    while seen < _CLIMB:
        head = node.head
        verb = node if node.pos_ in ("VERB", "AUX") else None
        if verb is not None:
            seen += 1
            yield _clause_of(verb)
        elif node.pos_ in ("NOUN", "ADJ") and node != number:
            yield node, [node.lemma_.lower()]
        if head == node or head.i == limit:
            return
        if verb is not None and node.dep_ in ("relcl", "advcl", "conj", "parataxis") and is_finite(verb):
            return
        if verb is not None and node.dep_ == "ccomp" and node.i < head.i and is_finite(verb):
            return  # said before the verb that reports it: only the parser ties it there
        node = head


def _clause_of(verb: Token) -> tuple[Token, list[str]]:
    """A verb with the lemmas that colour it, its own among them."""
    beside = [child for child in verb.children if child.dep_ in ("aux", "advmod", "acomp", "oprd", "neg")]
    return verb, _as_meant([verb.lemma_.lower(), *(child.lemma_.lower() for child in beside)], verb)


def _is_asked(found: Counted, verb: Token) -> bool:
    """Whether the counted are whom a verb asks, or who ask: "called 40 witnesses", "12 people asked"."""
    return (
        found.node.head == verb
        and found.node.dep_ in ("dobj", "nsubj", "nsubjpass")
        and found.amount.kind != "money"
    )


def _as_meant(words: list[str], verb: Token) -> list[str]:
    """Auxiliaries before the verb, so that "would need" is expected; "could have" tells of the past."""
    modal = words[1:]
    if "have" in modal and any(word in ("could", "might", "would") for word in modal):
        modal = [word for word in modal if word not in ("could", "might", "would")]
    if verb.lemma_.lower() in ("expect", "plan", "mean", "suppose", "estimate", "schedule", "aim"):
        return words[:1] + modal
    return [words[0], *modal] if "will" in modal else [*modal, words[0]]
