"""Numbers that somebody vouches for by a noun: "by the army's count", "the ministry's figure is 38"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from onrecord.annotate.clauses import Range, child, clause_verb, covered, noun_phrase, own_subject, without
from onrecord.annotate.draft import Draft
from onrecord.lexicon.cues import Cue, CueLexicon

_NAMED = frozenset({"PERSON", "ORG", "NORP"})
_POSSESSIVE = frozenset({"its", "their", "his", "her"})


class Tallies:
    """Finds statements whose cue is a noun of counting with its owner, and numbers that are claimed."""

    def __init__(self, lexicon: CueLexicon) -> None:
        self.lexicon = lexicon
        self.words = lexicon.tallies

    def drafts(self, noun: Token) -> Iterator[Draft]:
        """Every statement that `noun`, a noun of counting, introduces."""
        lower = noun.lower_
        opener = noun.head.lower_ if noun.dep_ in ("pobj", "pcomp") else ""
        if (opener == "by" and lower in self.words.by) or (opener == "on" and lower in self.words.on):
            yield from self._by_count(noun)
        elif lower in self.words.own or lower in self.words.tolls:
            yield from self._own_figure(noun)

    def claimed(self, verb: Token, entry: Cue, subject: Token) -> Draft | None:
        """ "The group claims 80,000 members": a number of things it says it has."""
        thing = child(verb, "dobj")
        if verb.lemma_.lower() != "claim" or thing is None or thing.i < verb.i:
            return None
        if thing.pos_ != "NUM" and not _is_counted(thing):
            return None
        if thing.lemma_.lower() in self.words.not_claimed or not self._is_somebody(subject):
            return None
        return Draft(
            "claimed-number",
            frozenset(range(*noun_phrase(thing))),
            (verb.i, verb.i + 1),
            verb.i,
            noun_phrase(subject),
            subject.i,
            frame="noun",
            entry=entry,
            score=0.8,
        )

    # --- "by the army's count" ---------------------------------------------------------

    def _by_count(self, noun: Token) -> Iterator[Draft]:
        preposition = noun.head
        verb = clause_verb(preposition.head)
        if verb.pos_ not in ("VERB", "AUX"):
            return
        phrase = (preposition.i, covered(noun)[1])
        run = (verb.sent.start, verb.sent.end) if verb.dep_ == "ROOT" else covered(verb)
        voucher = self._voucher(noun, phrase, verb)
        if voucher is None:
            return
        indices = set(without(run, [phrase]))
        if preposition.dep_ == "agent" and not self._tells_a_number(verb, indices):
            return
        if verb.left_edge.lower_ == "that" and verb.left_edge.dep_ == "mark":
            indices.discard(verb.left_edge.i)
        source, root = voucher
        cue = (noun.i, noun.i + 1) if source[1] <= noun.i else (preposition.i, preposition.i + 1)
        entry = self.lexicon.nouns.get(noun.lemma_.lower())
        yield Draft("by-count", frozenset(indices), cue, noun.i, source, root, entry=entry, score=0.85)

    def _voucher(self, noun: Token, phrase: Range, verb: Token) -> tuple[Range, int] | None:
        """Whose count it is: the owner, or the words that hide or, as "its own count", only point to it."""
        owner = self._owner(noun)
        if owner is None:
            described = next((t for t in noun.children if t.lower_ in self.words.vague), None)
            if described is None or described.i > noun.i:
                return None
            return (noun.left_edge.i, noun.i + 1), noun.i
        subject = own_subject(verb)
        if owner.lower_ in _POSSESSIVE and subject is not None and subject.i > phrase[1] - 1:
            return (noun.left_edge.i, noun.i + 1), noun.i  # "by its own count, the union has …"
        return _owner_range(owner), owner.i

    def _tells_a_number(self, verb: Token, indices: set[int]) -> bool:
        """ "12 were killed by the army's count" goes by it; "was confirmed by its figures" is about it."""
        is_about = verb.lemma_.lower() in self.lexicon.verbs
        return not is_about and any(verb.doc[i].like_num for i in indices)

    # --- "the ministry's figure is 38" ---------------------------------------------------

    def _own_figure(self, noun: Token) -> Iterator[Draft]:
        owner = child(noun, "poss")
        if owner is None or not self._may_vouch(owner, noun):
            return
        told = self._number_of(noun) or self._number_behind(noun)
        if told is None:
            return
        entry = self.lexicon.nouns.get(noun.lemma_.lower())
        yield Draft(
            "own-figure",
            frozenset(range(*told)),
            (noun.i, noun.i + 1),
            noun.i,
            _owner_range(owner),
            owner.i,
            frame="noun",
            entry=entry,
            score=0.7,
        )

    def _may_vouch(self, owner: Token, noun: Token) -> bool:
        if noun.lower_ in self.words.tolls:
            return owner.lemma_.lower() in self.words.authorities
        return owner.lower_ in _POSSESSIVE or self._is_somebody(owner)

    def _number_of(self, noun: Token) -> Range | None:
        """ "The ministry's count of 38"."""
        for preposition in noun.children:
            if preposition.dep_ == "prep" and preposition.lower_ == "of" and preposition.i > noun.i:
                thing = child(preposition, "pobj")
                if thing is not None and (thing.pos_ == "NUM" or _is_counted(thing)):
                    return covered(thing)
        return None

    def _number_behind(self, noun: Token) -> Range | None:
        """ "The union's count is 38", "the ministry's toll stands at 38"."""
        verb = noun.head
        if noun.dep_ != "nsubj" or verb.lemma_.lower() not in self.words.levels:
            return None
        for told in verb.children:
            if told.i < verb.i or told.dep_ not in ("attr", "prep", "dobj", "acomp", "npadvmod"):
                continue
            start, end = covered(told)
            if any(token.like_num for token in verb.doc[start:end]):
                return start, end
        return None

    # --- Who may ---------------------------------------------------------------------------

    def _owner(self, noun: Token) -> Token | None:
        owner = child(noun, "poss", "nsubj")
        if owner is not None and owner.i < noun.i and owner.ent_type_ not in ("DATE", "TIME"):
            return owner
        for preposition in noun.children:
            if preposition.dep_ == "prep" and preposition.lower_ in ("of", "by", "from"):
                named = child(preposition, "pobj")
                if named is not None and self._is_somebody(named):
                    return named
        return None

    def _is_somebody(self, token: Token) -> bool:
        if token.ent_type_ in _NAMED or (token.pos_ == "PROPN" and not token.ent_type_):
            return True
        known = self.lexicon.sources | self.words.counters | self.words.authorities
        return token.lemma_.lower() in known or token.lower_ in ("it", "they", "he", "she")


def _owner_range(owner: Token) -> Range:
    """The words of an owner without its apostrophe."""
    start, end = covered(owner)
    while end - 1 > owner.i and owner.doc[end - 1].dep_ == "case":
        end -= 1
    return start, end


def _is_counted(noun: Token) -> bool:
    """Whether a number of things is meant: "80,000 members", and not a sum of money."""
    return any(
        dependant.dep_ == "nummod" and dependant.i < noun.i and dependant.ent_type_ not in ("MONEY", "DATE")
        for dependant in noun.children
    )
