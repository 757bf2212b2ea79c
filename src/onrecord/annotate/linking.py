"""What a figure hangs on: the statement that vouches for it, when and where it holds, what it replaces."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import lru_cache

from spacy.tokens import Token

from onrecord.annotate.clauses import is_finite
from onrecord.annotate.counting import Counted, Counter, is_pointed_to
from onrecord.annotate.layers import Attribution, TimeExpression, Toponym
from onrecord.lexicon.indicators import IndicatorLexicon
from onrecord.lexicon.places import PlaceLexicon, load_places
from onrecord.record import Precision, Span

MOST_STEPS = 7  # tree steps between a figure and the time or place it takes
FIGURE_BETWEEN = 3  # steps it costs that another figure stands between
LEAVING = 2  # steps it costs to leave a clause
NAMED_BACK = 50  # mentions of places to look back for the one that "the city" means
UNTIED = 99
FRONTED = 5  # tokens before the time or place that opens a sentence
DENIED_WITHIN = 40  # tokens between a figure and the one denied behind it
SUPERSEDED_WITHIN = 60  # characters behind a figure in which "as first announced" stands
LONGEST_WORD = 40
JOINED = 14  # tokens between two figures that share what stands behind the second
_MOTION = frozenset({"flee", "leave", "quit", "abandon", "evacuate", "enter", "reach"})
_MEANT: Mapping[str, frozenset[Precision]] = {
    "city": frozenset({"point", "city"}),
    "admin2": frozenset({"admin1", "admin2", "region"}),
    "admin1": frozenset({"admin1", "admin2", "region"}),
    "country": frozenset({"country"}),
}
_ANY = frozenset[Precision]({"point", "city", "admin1", "admin2", "region"})
_PLACE_PREPOSITIONS = frozenset(
    {
        "in",
        "at",
        "near",
        "around",
        "across",
        "outside",
        "inside",
        "throughout",
        "on",
        "from",
        "of",
        "to",
        "into",
        "over",
        "along",
        "through",
        "for",
    }
)


def statement_of(span: Span, attributions: Sequence[Attribution]) -> int | None:
    """The innermost statement whose words hold a figure."""
    best, width = None, 0
    for index, attribution in enumerate(attributions):
        for piece in attribution.content:
            if piece.start <= span.start and span.end <= piece.end:
                size = sum(part.end - part.start for part in attribution.content)
                if best is None or size < width:
                    best, width = index, size
    return best


@lru_cache(maxsize=1)
def _places_read() -> PlaceLexicon:
    return load_places()


class Linker:
    """Tie the figures of one text to its times and places."""

    def __init__(
        self,
        counter: Counter,
        times: Sequence[TimeExpression],
        places: Sequence[Toponym],
        attributions: Sequence[Attribution],
    ) -> None:
        self.counter = counter
        self.attributions = attributions
        self.bare = [self._is_bare(attribution) for attribution in attributions]
        places_read = _places_read()
        self.words, self.bearings = places_read.words, frozenset(places_read.bearings)
        self.times = [
            (index, time.mention, self._top(time.mention))
            for index, time in enumerate(times)
            if (time.start is not None or time.end is not None) and self._is_in_body(time.mention)
        ]
        self.places = [
            (index, mention, self._top(mention))
            for index, place in enumerate(places)
            for mention in place.mentions
            if self._is_in_body(mention)
        ]
        self.named = sorted(
            (
                (mention.start, index, place.precision)
                for index, place in enumerate(places)
                for mention in place.mentions
            ),
            key=lambda named: named[:2],
        )

    def _pointing(self, figures: Sequence[Counted]) -> Iterator[tuple[int, Span, Token]]:
        """ "The city", "the area" beside a figure: stands for the last place named before that is one."""
        for start, end in sorted({(figure.number.sent.start, figure.number.sent.end) for figure in figures}):
            for token in self.counter.doc[start:end]:
                if not _is_pointing(token) or not (self._is_locative(token) or _is_left(token)):
                    continue
                fits = self._precisions(token.lower_)
                last = bisect_left(self.named, token.idx, key=lambda named: named[0])
                before = reversed(self.named[max(0, last - NAMED_BACK) : last])
                place = next((index for _, index, precision in before if precision in fits), None)
                if place is not None:
                    yield place, Span(token.idx, token.idx + len(token)), token

    def _precisions(self, word: str) -> frozenset[Precision]:
        """The precisions of the places a noun may mean."""
        return _ANY if word == "area" else _MEANT.get(self.words.kind_of(word) or "", frozenset())

    def _is_bare(self, attribution: Attribution) -> bool:
        """Whether the words of a statement are no clause: "put the number at 900", "promised $6 million"."""
        if attribution.kind != "indirect":
            return False
        at = self.counter.token_at
        tokens = (
            token
            for piece in attribution.content
            for token in self.counter.doc[at(piece.start).i : at(piece.end - 1).i + 1]
        )
        return not any(token.pos_ in ("VERB", "AUX") and is_finite(token) for token in tokens)

    def _is_in_body(self, mention: Span) -> bool:
        """Whether a mention stands in the parsed text: margins such as the dateline are blank there."""
        return not self.counter.text[mention.start : mention.end].isspace()

    def _top(self, span: Span) -> Token:
        first, last = self.counter.token_at(span.start), self.counter.token_at(span.end - 1)
        for token in self.counter.doc[first.i : last.i + 1]:
            if not first.i <= token.head.i <= last.i or token.head == token:
                return token
        return last

    def times_of(
        self, figures: Sequence[Counted], statements: Sequence[int | None], revised: Set[int]
    ) -> list[int | None]:
        """The time each figure holds for: the nearest in its clause that is not when somebody said it.

        `revised` are the indexes of figures that a revision names: its own time is not theirs. A distance
        holds for no time.
        """
        found = self._linked(figures, statements, self.times)
        tokens = {index: token for index, _, token in self.times}
        for at, time in enumerate(found):
            if time is None:
                continue
            if self._is_distance(figures[at]) or (at in revised and self._is_of_the_revision(tokens[time])):
                found[at] = None
        return found

    def places_of(self, figures: Sequence[Counted], statements: Sequence[int | None]) -> list[int | None]:
        """The place each figure holds for: the nearest in its clause. A distance has none."""
        near = [entry for entry in self.places if self._is_locative(entry[2])]
        near += self._pointing(figures)
        found = self._linked(figures, statements, near)
        self._lend(figures, found, [self._contested(figure) for figure in figures])
        return [
            None if figure.amount.kind == "measure" else place
            for figure, place in zip(figures, found, strict=True)
        ]

    def _linked(
        self,
        figures: Sequence[Counted],
        statements: Sequence[int | None],
        candidates: Sequence[tuple[int, Span, Token]],
    ) -> list[int | None]:
        found = [
            self._nearest(figure, figures, candidates, statement)
            for figure, statement in zip(figures, statements, strict=True)
        ]
        ends = {index: mention.start for index, mention, _ in candidates}
        for at in range(len(figures) - 1, 0, -1):  # "12 were killed and 40 wounded in Odde": both in Odde
            one, other = figures[at - 1], figures[at]
            link = found[at]
            if (
                found[at - 1] is None
                and link is not None
                and _are_joined(one, other)
                and ends[link] > other.amount.core.end
            ):
                found[at - 1] = link
        self._lend(figures, found, [figure.whole for figure in figures])  # "14 graves, and three of them"
        return found

    def _lend(
        self, figures: Sequence[Counted], found: list[int | None], lenders: Sequence[Counted | None]
    ) -> None:
        """Give figures without a time or place that of their lender in the same paragraph."""
        index = {id(figure): at for at, figure in enumerate(figures)}
        for at, lender in enumerate(lenders):
            if (
                found[at] is None
                and lender is not None
                and id(lender) in index
                and _is_near(lender, figures[at], self.counter.text)
            ):
                found[at] = found[index[id(lender)]]

    def _contested(self, figure: Counted) -> Counted | None:
        """The figure that another is set against: "the mayor put it at 9"."""
        verb = next((token for token in figure.number.ancestors if token.pos_ == "VERB"), None)
        is_claim = verb is not None and verb.lemma_.lower() in self.counter.lexicon.claiming
        return figure.lender if is_claim else None

    def _is_of_the_revision(self, time: Token) -> bool:
        """Whether a time says when a number was corrected: "was revised from 41 to 38 on Monday"."""
        top = time.head if time.dep_ == "pobj" else time
        while top.head.pos_ in ("ADP", "NUM") and top.head != top:  # the parser ties it to the numbers
            top = top.head
        lexicon = self.counter.lexicon
        return top.head.lemma_.lower() in lexicon.revise | lexicon.correct

    def _is_distance(self, figure: Counted) -> bool:
        """Whether a measure says how far off something is: "85 km to the south", "9 miles from Odde"."""
        if figure.amount.kind != "measure":
            return False
        behind = [token.lower_ for token in figure.end.doc[figure.end.i + 1 : figure.end.i + 4]]
        direction = behind[2:] if behind[:2] == ["to", "the"] else behind[:1]
        return bool(self.bearings & set(direction)) or behind[:1] in (["from"], ["away"], ["off"])

    def _nearest(
        self,
        found: Counted,
        figures: Sequence[Counted],
        candidates: Sequence[tuple[int, Span, Token]],
        statement: int | None,
    ) -> int | None:
        sentence = found.number.sent
        start, end = sentence.start_char, sentence.end_char
        best, least = None, (MOST_STEPS + 1, 0)
        for index, mention, token in candidates:
            if not start <= mention.start < end or self._is_of_the_saying(mention, statement):
                continue
            steps = self._steps(found, token)
            if not _is_fronted(token):
                steps += FIGURE_BETWEEN * self._figures_between(found, mention, figures)
            distance = (steps, abs(mention.start - found.amount.core.start))
            if distance < least:
                best, least = index, distance
        return best

    def _is_locative(self, token: Token) -> bool:
        """Whether a name stands where a place would: behind a preposition, before a noun, in a list."""
        after = token.nbor(1).text if token.i + 1 < len(token.doc) else ""
        is_ground = bool(self._precisions(after))  # "in Odde province"
        if token.pos_ == "ADJ" or (token.ent_type_ == "NORP" and not is_ground) or after == "-":
            return False  # "Iraqi soldiers" are where they are, and a "US-led" force is not in the US
        node = token
        while node.dep_ in ("conj", "appos", "compound", "nmod", "amod", "poss"):
            if node.dep_ in ("compound", "nmod", "amod", "poss"):
                return True
            node = node.head
        return (node.dep_ == "pobj" and node.head.lower_ in _PLACE_PREPOSITIONS) or node.dep_ in (
            "npadvmod",
            "advmod",
        )

    def _is_of_the_saying(self, mention: Span, statement: int | None) -> bool:
        """Whether a time or place stands outside the words that hold the figure."""
        if statement is None:
            return False
        source, content = self.attributions[statement].source, self.attributions[statement].content
        if self.bare[statement]:
            return source is not None and source.start <= mention.start < source.end
        return not any(piece.start <= mention.start < piece.end for piece in content)

    def _steps(self, found: Counted, token: Token) -> int:
        """Steps in the tree from what a figure counts to a token."""
        node = found.noun if found.noun is not None and found.own else found.number
        above = {node.i: 0}
        here, steps = node, 0
        while here.head != here and steps < 2 * MOST_STEPS:
            steps += _step(here)
            here = here.head
            above.setdefault(here.i, steps)
        here, steps = token, 0
        while steps < 2 * MOST_STEPS:
            if here.i in above:
                return steps + above[here.i]
            if here.head == here:
                break
            steps += _step(here)
            here = here.head
        return UNTIED

    def _figures_between(self, found: Counted, mention: Span, figures: Sequence[Counted]) -> int:
        low, high = sorted((found.amount.core.start, mention.start))
        return sum(low < other.amount.core.start < high for other in figures if other is not found)


def _are_joined(one: Counted, other: Counted) -> bool:
    """Whether two figures stand side by side: "12 were killed and 40 wounded"."""
    if one.number.sent != other.number.sent or other.number.i - one.number.i > JOINED:
        return False
    between = [token.lower_ for token in one.number.doc[one.end.i + 1 : other.number.i]]
    return "and" in between and not any(word in ("but", "while", "which", ";") for word in between)


def _is_near(one: Counted, other: Counted, text: str) -> bool:
    return "\n\n" not in text[one.number.idx : other.number.idx]


def _step(node: Token) -> int:
    """What a step up from a token costs: more where it leaves a clause with a subject of its own."""
    if node.dep_ in ("conj", "ccomp", "advcl", "relcl", "parataxis") and any(
        child.dep_ in ("nsubj", "nsubjpass", "expl") for child in node.children
    ):
        return 1 + LEAVING
    return 0 if node.dep_ == "pobj" else 1


def _is_fronted(token: Token) -> bool:
    """Whether a time or place stands at the head of its sentence, and so holds for all of it."""
    first = token.sent[0]
    while (first.is_space or first.is_punct) and first.i < token.i:
        first = first.nbor(1)
    return token.i - first.i <= FRONTED and (
        first.dep_ == "prep" or (first in token.subtree and token.dep_ in ("npadvmod", "advmod"))
    )


def _is_left(token: Token) -> bool:
    """Whether somebody leaves or reaches it: "900 people have fled the town"."""
    return token.dep_ == "dobj" and token.head.lemma_.lower() in _MOTION


def _is_pointing(token: Token) -> bool:
    """Whether a noun stands behind "the" and says no more: "the city", "the city's households"."""
    if token.pos_ != "NOUN" or not token.i or token.nbor(-1).lower_ not in ("the", "this"):
        return False
    return not any(child.dep_ in ("prep", "relcl", "acl", "appos") for child in token.rights)


class Reviser:
    """Find which figure of a text takes another's place."""

    def __init__(self, lexicon: IndicatorLexicon, text: str) -> None:
        self.lexicon = lexicon
        self.text = text

    def replaced(self, counted: Sequence[Counted]) -> dict[int, int]:
        """Pairs (new, old) of indexes into `counted`."""
        pairs: dict[int, int] = {}
        for new, found in enumerate(counted):
            neighbours = [old for old in (new - 1, new + 1) if 0 <= old < len(counted)]
            old = next((old for old in neighbours if self._replaces(found, counted[old])), None)
            if old is None and found.lender is not None and self._is_wrong(found.lender, found):
                old = next(index for index, other in enumerate(counted) if other is found.lender)
            if old is not None:
                pairs[new] = old
        return pairs

    def _replaces(self, new: Counted, old: Counted) -> bool:
        if new.number.sent != old.number.sent or new.amount.kind != old.amount.kind:
            return False
        opener = self._word_before(old)
        if opener == "from" and self._word_before(new) == "to":
            return self._is_correction(new)
        if opener != "not" or old.number.i < new.number.i or old.number.i - new.end.i > DENIED_WITHIN:
            return False
        return old.amount.unit == new.amount.unit and (self._is_superseded(old) or not old.own)

    def _word_before(self, found: Counted) -> str:
        start = found.amount.span.start
        before = self.text[max(0, start - LONGEST_WORD) : start].split()
        return before[-1].lower().strip("(,") if before else ""

    def _is_correction(self, new: Counted) -> bool:
        """A toll that is revised, lowered or raised is corrected; a price that is raised is not."""
        verbs = {verb.lemma_.lower() for verb in _verbs_of(new.number)}
        if verbs & self.lexicon.correct:
            return True
        counts = {token.lemma_.lower() for token in new.number.sent} & self.lexicon.corrected
        return bool(verbs & self.lexicon.revise and counts)

    def _is_wrong(self, old: Counted, new: Counted) -> bool:
        """ "An earlier version gave 49. That is 46.": a pronoun points to what is corrected."""
        if not is_pointed_to(new):
            return False
        paragraph = self.text.rfind("\n\n", 0, old.amount.span.start) + 1
        before = self.text[paragraph : new.amount.span.start].lower()
        return any(phrase in before for phrase in self.lexicon.erring)

    def _is_superseded(self, old: Counted) -> bool:
        end = old.amount.span.end
        behind = self.text[end : end + SUPERSEDED_WITHIN].lower()
        return any(phrase in behind for phrase in self.lexicon.superseded)


def _verbs_of(token: Token) -> list[Token]:
    found = []
    for _ in range(6):
        if token.pos_ == "VERB":
            found.append(token)
        if token.head == token:
            break
        token = token.head
    return found
