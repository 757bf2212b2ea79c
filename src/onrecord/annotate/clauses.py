"""Syntax for attribution: subjects, clauses, noun phrases and the words they cover.

Functions take tokens and return tokens or half-open token ranges `(start, end)`;
`Words` turns token ranges into character spans. Nothing here recurses, so a
pathological parse cannot exhaust the stack.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from spacy.tokens import Doc, Token

from onrecord.annotate.layers import Quotation
from onrecord.lexicon.cues import Cue
from onrecord.record import Span

Range = tuple[int, int]

SUBJECTS = ("nsubj", "csubj", "expl")
PASSIVE_SUBJECTS = ("nsubjpass", "csubjpass")
RELATIVE_PRONOUNS = frozenset({"who", "which", "that", "whom"})
_RELAYS = frozenset({"quote", "cite", "report"})
_FULL_CLAUSES = frozenset({"ROOT", "ccomp", "parataxis"})
CLAUSE_HEADS = ("advcl", "acl", "relcl")
_OPENERS = frozenset("\"“«„‘'‹([")
_CLOSING = {"”": "“", "»": "«", "’": "‘", "›": "‹", ")": "(", "]": "[", '"': '"', "'": "'"}
_OPENING = {opener: closer for closer, opener in _CLOSING.items()}
_QUOTE_PAIRS = {closer: opener for closer, opener in _CLOSING.items() if closer not in ")]'"}
PAIR_REACH = 2_000  # characters: a mark whose partner is farther away counts as unpaired
_KEEP_AT_START = frozenset("$€£¥#@")
_KEEP_AT_END = frozenset("%")


def covered(token: Token) -> Range:
    """The range a token's subtree covers."""
    return token.left_edge.i, token.right_edge.i + 1


def child(token: Token, *dependencies: str) -> Token | None:
    """The first child with one of the dependencies."""
    for candidate in token.children:
        if candidate.dep_ in dependencies:
            return candidate
    return None


def is_finite(verb: Token) -> bool:
    """Whether a verb stands in a clause with tense: its own, or an auxiliary's."""
    if verb.tag_ in ("VBD", "VBZ", "VBP", "MD"):
        return True
    return any(
        helper.dep_ in ("aux", "auxpass") and helper.tag_ in ("VBD", "VBZ", "VBP", "MD")
        for helper in verb.children
    )


def is_passive(verb: Token) -> bool:
    """Whether a verb is in the passive voice."""
    if verb.tag_ not in ("VBN", "VBD"):
        return False
    return any(helper.dep_ in ("auxpass", *PASSIVE_SUBJECTS) for helper in verb.children)


def has_to(verb: Token) -> bool:
    """Whether a verb is a to-infinitive."""
    return any(helper.tag_ == "TO" and helper.dep_ == "aux" for helper in verb.children)


def own_subject(verb: Token) -> Token | None:
    """The subject attached to this very verb."""
    return child(verb, *SUBJECTS)


def subject_of(verb: Token) -> Token | None:
    """Who does what the verb says: its subject, or the one it shares.

    Follows coordination ("called it X and said Y"), control ("wants to say"), participles
    ("…, adding that") and relative clauses ("who said", "a letter saying") up the tree.
    """
    seen = 0
    while seen < 12:
        seen += 1
        subject = child(verb, "nsubj", "csubj")
        if subject is not None:
            if subject.lower_ in RELATIVE_PRONOUNS and verb.dep_ == "relcl":
                return verb.head
            return subject
        agent = by_agent(verb)
        if agent is not None:
            return agent
        if child(verb, *PASSIVE_SUBJECTS) is not None:
            return None
        head = verb.head
        if head.i == verb.i:
            return None
        if verb.dep_ in ("acl", "relcl") and head.pos_ in ("NOUN", "PROPN", "PRON"):
            if not _is_afterthought(verb):
                return head
            verb = clause_verb(head.head)
            continue
        if verb.dep_ in ("conj", "xcomp", "advcl", "acl", "relcl", "dep", "ccomp", "parataxis"):
            if verb.dep_ == "ccomp" and is_finite(verb):
                return None
            if verb.dep_ == "conj" and head.pos_ not in ("VERB", "AUX"):
                return None
            verb = head
            continue
        if verb.dep_ in ("prep", "pcomp") or head.pos_ in ("ADP", "SCONJ"):
            verb = head.head if head.dep_ == "prep" else head
            quoted = _quoted_by(verb) if head.lower_ == "as" else None
            if quoted is not None:
                return quoted
            if verb.pos_ not in ("VERB", "AUX"):
                return None
            continue
        return None
    return None


def _quoted_by(verb: Token) -> Token | None:
    """Whose words follow: "quotes the mediator as saying", "the mediator was quoted as saying"."""
    if child(verb, *PASSIVE_SUBJECTS) is not None and verb.lemma_.lower() in _RELAYS:
        return child(verb, *PASSIVE_SUBJECTS)
    return child(verb, "dobj")


def relayed_saying(verb: Token) -> tuple[Token, Token] | None:
    """The participle of saying and the speaker in "quoted her as saying", "she was quoted as saying"."""
    if verb.lemma_.lower() not in _RELAYS:
        return None
    for preposition in verb.children:
        saying = child(preposition, "pcomp") if preposition.lower_ == "as" else None
        if saying is not None and saying.tag_ == "VBG":
            speaker = _quoted_by(verb)
            return None if speaker is None else (saying, speaker)
    return None


def _is_afterthought(verb: Token) -> bool:
    """Whether a participle is set off by a comma (", adding that …"): it belongs to the main clause."""
    if verb.tag_ != "VBG" or verb.left_edge.i == 0:
        return False
    has_clause = clause_verb(verb.head.head).pos_ in ("VERB", "AUX")
    return has_clause and verb.doc[verb.left_edge.i - 1].text == ","


def by_agent(verb: Token) -> Token | None:
    """The agent of a passive: "criticised by Y", but not "confirmed by telephone" in the active voice."""
    if child(verb, "nsubj") is not None or (verb.dep_ in _FULL_CLAUSES and child(verb, "auxpass") is None):
        return None
    if verb.dep_ == "acl" and verb.head.dep_ == "ROOT" and child(verb, "ccomp") is not None:
        return None  # a main clause that the parser took for a noun and its participle
    by = child(verb, "agent")
    return child(by, "pobj") if by is not None else None


def hearer(verb: Token, entry: Cue | None, speaker: int | None = None) -> Range | None:
    """Who is told: "told Reuters", "confirmed to the paper"; `speaker` is the source's head."""
    if entry is not None and "hearer-object" in entry.frames:
        heard = child(verb, "dobj", "dative")
        if heard is not None and heard.i > verb.i and heard.i != speaker:
            return noun_phrase(heard)
    if entry is not None and entry.kind in ("say", "write"):
        for preposition in verb.children:
            if preposition.dep_ in ("prep", "dative") and preposition.lower_ == "to":
                named = child(preposition, "pobj")
                if named is not None:
                    return noun_phrase(named)
    return None


def noun_phrase(head: Token) -> Range:
    """The range of a noun phrase: its words, without a coordinated clause or a trailing participle clause."""
    start, end = covered(head)
    for dependant in head.children:
        if dependant.i > head.i and dependant.dep_ in ("conj", "cc") and _is_clause_start(dependant):
            end = min(end, dependant.left_edge.i)
    return start, end


def _is_clause_start(token: Token) -> bool:
    return token.pos_ in ("VERB", "AUX") and own_subject(token) is not None


def clause_verb(token: Token) -> Token:
    """The verb of the clause a token stands in (itself, if a verb), or the highest word there is."""
    for _ in range(30):
        if token.pos_ in ("VERB", "AUX") or token.head.i == token.i:
            break
        token = token.head
    return token


class Words:
    """The words of a document by token range: which are quoted, and where they stand in the text."""

    def __init__(self, doc: Doc, quotes: Sequence[Quotation]) -> None:
        self.doc = doc
        self.text = doc.text
        self.quotes = quotes
        self.outer = _outermost(quotes)
        self._inner_starts = [quote.inner.start for quote in self.outer]
        self.quote_of = _quote_of_tokens(doc, self.outer)
        self._quote_ranges: dict[int, Range] = {}
        for index, number in enumerate(self.quote_of):
            if number >= 0:
                start, _ = self._quote_ranges.get(number, (index, index))
                self._quote_ranges[number] = (start, index + 1)

    def tokens_of_quote(self, number: int) -> range:
        """The token indices of the outermost quotation `number`."""
        return range(*self._quote_ranges.get(number, (0, 0)))

    def pieces(self, included: Iterable[int]) -> tuple[Span, ...]:
        """Character spans of a set of token indices: one for each run, edges trimmed.

        A run that is all of a quotation keeps the punctuation inside its marks.
        """
        indices = sorted(set(included))
        if not indices:
            return ()
        doc = self.doc
        runs: list[Range] = []
        start = previous = indices[0]
        for index in indices[1:]:
            crosses = (
                self.quote_of[index] != self.quote_of[previous]
                and min(self.quote_of[index], self.quote_of[previous]) >= 0
            )
            if crosses or any(
                not (doc[gap].is_punct or doc[gap].is_space) for gap in range(previous + 1, index)
            ):
                runs.append((start, previous + 1))
                start = index
            previous = index
        runs.append((start, previous + 1))
        spans = [span for run in runs if (span := self.trimmed(run)) is not None]
        return tuple(self._whole_quotation(span) for span in spans)

    def _whole_quotation(self, span: Span) -> Span:
        at = bisect_right(self._inner_starts, span.start) - 1
        if at < 0 or span.end > self.outer[at].inner.end:
            return span
        start, end = self.outer[at].inner
        if any(char.isalnum() for char in self.text[start : span.start] + self.text[span.end : end]):
            return span
        inside = self.text[start:end]
        return Span(start + len(inside) - len(inside.lstrip()), end - len(inside) + len(inside.rstrip()))

    def trimmed(self, run: Range) -> Span | None:
        """The character span of a token range without blank or punctuation at its edges.

        Quotation marks and brackets stay where their partner is inside.
        """
        first, last = run[0], run[1] - 1
        doc = self.doc
        if first > last:
            return None
        span = trim(self.text, doc[first].idx, doc[last].idx + len(doc[last]))
        return None if span is None else closed(self.text, span)


def trim(text: str, start: int, end: int) -> Span | None:
    """Narrow `[start, end)` to its words: no blanks, separators or unpaired marks at the edges."""
    changed = True
    while changed and start < end:
        changed = False
        first, last = text[start], text[end - 1]
        if not first.isalnum() and first not in _KEEP_AT_START and not _keeps_opening(text, start, end):
            start += 1
            changed = True
        elif not last.isalnum() and last not in _KEEP_AT_END and not _keeps_closing(text, start, end):
            end -= 1
            changed = True
        elif first in _OPENING and _OPENING[first] == last and _is_one_quotation(text, start, end):
            start, end = start + 1, end - 1
            changed = True
    return Span(start, end) if start < end else None


def closed(text: str, span: Span) -> Span:
    """A span that ends inside quotation marks opened in it, with what closes them right after it."""
    at = span.end
    while at < len(text) and at < span.end + 2 and text[at] in ",.!?":
        at += 1
    if at >= len(text) or text[at] not in _QUOTE_PAIRS:
        return span
    inside = text[max(span.start, span.end - PAIR_REACH) : span.end]
    opener, closer = _QUOTE_PAIRS[text[at]], text[at]
    if opener == closer:
        is_open = inside.count(opener) % 2 == 1
    else:
        is_open = inside.rfind(opener) > inside.rfind(closer)
    return Span(span.start, at + 1) if is_open else span


def _keeps_opening(text: str, start: int, end: int) -> bool:
    mark = text[start]
    return mark in _OPENING and text.find(_OPENING[mark], start + 1, min(end, start + PAIR_REACH)) > 0


def _keeps_closing(text: str, start: int, end: int) -> bool:
    mark = text[end - 1]
    if mark in ".!?" and end - 2 > start and text[end - 2] in '”"»’':
        return False
    return mark in _CLOSING and text.rfind(_CLOSING[mark], max(start, end - PAIR_REACH), end - 1) >= 0


def _is_one_quotation(text: str, start: int, end: int) -> bool:
    opener, closer = text[start], text[end - 1]
    if opener in "([":
        return False
    inside = text[start + 1 : end - 1]
    return opener not in inside and closer not in inside


def _outermost(quotes: Sequence[Quotation]) -> tuple[Quotation, ...]:
    outer: list[Quotation] = []
    for quote in quotes:
        if not outer or quote.outer.start >= outer[-1].outer.end:
            outer.append(quote)
    return tuple(outer)


def _quote_of_tokens(doc: Doc, quotes: Sequence[Quotation]) -> list[int]:
    """For each token the index of the outermost quotation that holds it, -1 outside; marks are outside."""
    membership = [-1] * len(doc)
    at = 0
    for token in doc:
        while at < len(quotes) and quotes[at].inner.end <= token.idx:
            at += 1
        if at == len(quotes):
            break
        if quotes[at].inner.start <= token.idx and token.idx < quotes[at].inner.end:
            membership[token.i] = at
    return membership


def without(run: Range, holes: Iterable[Range]) -> Iterator[int]:
    """The indices of a range outside all holes."""
    closed = list(holes)
    for index in range(*run):
        if not any(start <= index < end for start, end in closed):
            yield index
