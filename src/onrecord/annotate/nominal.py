"""Statements hung on nouns and phrases: "the claim that …", "her denial of …", "according to …"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from onrecord.annotate.clauses import (
    Range,
    child,
    clause_verb,
    covered,
    has_to,
    is_passive,
    noun_phrase,
    subject_of,
    without,
)
from onrecord.annotate.draft import Draft
from onrecord.lexicon.cues import CueLexicon

REACH = 15  # tokens of a source between commas
CLAUSE_MARKERS = frozenset({"that", "whether", "if"})


class Nominal:
    """Finds statements whose cue is a noun or a prepositional phrase."""

    def __init__(self, lexicon: CueLexicon) -> None:
        self.lexicon = lexicon

    def drafts(self, token: Token) -> Iterator[Draft]:
        """Every statement that `token`, a noun or "according", introduces as a cue."""
        if token.lower_ == "according":
            yield from self._according_to(token)
            return
        if token.tag_ == "NNS":
            yield from self.verb_without_subject(token)
        yield from self._noun(token)

    def verb_without_subject(self, token: Token) -> Iterator[Draft]:
        """ "The paper reports that …" tagged as if it were a noun phrase."""
        entry = self.lexicon.verbs.get(token.lemma_.lower())
        if entry is None or "that-clause" not in entry.frames or token.i + 1 >= len(token.doc):
            return
        marker = token.nbor(1)
        if marker.lower_ != "that" or marker.dep_ != "mark":
            return
        source, root = (token.left_edge.i, token.i), token.i - 1
        if token.left_edge.i == token.i:  # "has tents and reckons that …"
            subject = subject_of(clause_verb(token.head)) if token.dep_ == "conj" else None
            if subject is None:
                return
            source, root = noun_phrase(subject), subject.i
        if child(token, "poss", "prep") is not None or token.dep_ in ("dobj", "pobj"):
            return
        clause = marker.head
        if clause.i < marker.i:
            return
        indices = frozenset(range(marker.i + 1, covered(clause)[1]))
        yield Draft("clause", indices, (token.i, token.i + 1), token.i, source, root, entry=entry, score=0.9)

    def _noun(self, noun: Token) -> Iterator[Draft]:
        """ "the claim that X", "his denial of X", "expressed the hope that X"."""
        entry = self.lexicon.nouns.get(noun.lemma_.lower())
        if entry is None:
            return
        clause = None
        for candidate in noun.children:
            if candidate.dep_ in ("acl", "ccomp", "relcl") and candidate.i > noun.i:
                marker = child(candidate, "mark")
                if (
                    (marker is not None and marker.lower_ in CLAUSE_MARKERS)
                    or _is_whole(candidate)
                    or (candidate.dep_ != "relcl" and has_to(candidate) and entry.act in ("pledge", "demand"))
                ):
                    clause = candidate
        if clause is None:
            return
        source, cue = self._holder(noun)
        if source is None:
            return
        indices = set(range(*covered(clause)))
        marker = child(clause, "mark")
        first = noun.doc[min(indices)]
        if first.lower_ == "that" and (first == marker or marker is None):
            indices.discard(first.i)
        yield Draft(
            "noun-cue",
            frozenset(indices),
            cue,
            noun.i,
            noun_phrase(source),
            source.i,
            frame="that-clause",
            entry=entry,
            score=0.8,
        )

    def carries_clause(self, noun: Token) -> bool:
        """Whether a noun of saying has its own clause ("the hope that …"), and so its own statement."""
        for candidate in noun.children:
            if candidate.dep_ in ("acl", "ccomp", "relcl"):
                marker = child(candidate, "mark")
                if marker is not None and marker.lower_ in CLAUSE_MARKERS:
                    return noun.head.lemma_.lower() in self.lexicon.light
        return False

    def _holder(self, noun: Token) -> tuple[Token | None, Range]:
        """Whose claim it is: "his claim", "a claim by the party", "she expressed the hope"."""
        cue = (noun.i, noun.i + 1)
        owner = child(noun, "poss")
        if owner is not None:
            return owner, cue
        for preposition in noun.children:
            if preposition.dep_ == "prep" and preposition.lower_ in ("by", "from"):
                named = child(preposition, "pobj")
                if named is not None:
                    return named, cue
        verb = noun.head
        if noun.dep_ in ("dobj", "pobj") and verb.pos_ == "ADP":
            verb = verb.head
        if noun.dep_ == "dobj" and verb.pos_ == "VERB" and verb.lemma_.lower() in self.lexicon.light:
            subject = subject_of(verb)
            if subject is not None and not is_passive(verb):
                return subject, (verb.i, noun.i + 1)
        return None, cue

    def _according_to(self, token: Token) -> Iterator[Draft]:
        to = child(token, "prep")
        if to is None:
            to = token.nbor(1) if token.i + 1 < len(token.doc) and token.nbor(1).lower_ == "to" else None
        if to is None or to.lower_ != "to":
            return
        named = child(to, "pobj", "pcomp")
        if named is None:
            return
        phrase = covered(token)
        phrase = (min(phrase[0], token.i), max(phrase[1], covered(named)[1]))
        head = clause_verb(token.head)
        if head.i == token.i:
            yield from self._set_inside(token, to, named)
            return
        sentence = head.sent
        run = (sentence.start, sentence.end) if head.dep_ == "ROOT" else covered(head)
        indices = set(without(run, [phrase]))
        if head.left_edge.lower_ == "that" and head.left_edge.dep_ == "mark":
            indices.discard(head.left_edge.i)
        yield Draft(
            "according-to",
            frozenset(indices),
            (token.i, to.i + 1),
            token.i,
            noun_phrase(named),
            named.i,
        )

    def _set_inside(self, token: Token, to: Token, named: Token) -> Iterator[Draft]:
        """ "The rebels have, according to two residents, gone": commas set it off where the parser fails."""
        sentence, doc = token.sent, token.doc
        if token.i <= sentence.start + 1 or doc[token.i - 1].text != ",":
            return
        end = next(
            (i for i in range(named.i, min(sentence.end, named.i + REACH)) if doc[i].text == ","), None
        )
        if end is None:
            return
        indices = frozenset(without((sentence.start, sentence.end), [(token.i, end)]))
        if not any(doc[i].pos_ in ("VERB", "AUX") for i in indices):
            return
        source = (to.i + 1, end)
        yield Draft("according-to", indices, (token.i, to.i + 1), token.i, source, named.i, score=0.9)


def _is_whole(clause: Token) -> bool:
    """ "the claim that they shot down a plane": the parser may take "that" for a second object."""
    things = [dependant for dependant in clause.children if dependant.dep_ == "dobj"]
    return len(things) > 1 and things[0].lower_ == "that" and child(clause, "nsubj") is not None
