"""Reported speech and thought found in the syntax: "X said that …", "X denied …", "according to X".

Each finder looks at one token and yields drafts. The lexicon says which complements
of a verb carry what was said; a finite clause as complement needs no lexicon when
somebody is its subject.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from onrecord.annotate.clauses import (
    PASSIVE_SUBJECTS,
    Range,
    by_agent,
    child,
    covered,
    has_to,
    is_passive,
    noun_phrase,
    subject_of,
    without,
)
from onrecord.annotate.draft import Draft
from onrecord.lexicon.cues import Cue, CueLexicon

PERSONAL = frozenset({"he", "she", "they", "who", "i", "we"})
_QUESTION_MARKERS = frozenset({"if", "whether"})
_NOT_OBJECTS = frozenset({"it", "this", "itself", "himself", "herself", "themselves"})


class Reported:
    """Finds statements whose content hangs on a cue in the parse tree."""

    def __init__(self, lexicon: CueLexicon) -> None:
        self.lexicon = lexicon

    def drafts(self, token: Token) -> Iterator[Draft]:
        """Every statement that `token` introduces as a cue."""
        position = token.pos_
        if position in ("VERB", "AUX"):
            if token.lower_ == "according":
                yield from self._according_to(token)
            else:
                yield from self._verb(token)
        elif position in ("NOUN", "PROPN"):
            if token.tag_ == "NNS":
                yield from self._verb_taken_for_noun(token)
            yield from self._noun(token)
        elif token.lower_ == "according":
            yield from self._according_to(token)

    # -- verbs -----------------------------------------------------------------

    def _verb(self, verb: Token) -> Iterator[Draft]:
        lemma = verb.lemma_.lower()
        if lemma in self.lexicon.never and lemma not in self.lexicon.verbs:
            return
        entry = self.lexicon.verbs.get(lemma)
        if is_passive(verb) and by_agent(verb) is None:
            if entry is not None and "passive" in entry.frames:
                yield from self._agentless(verb, entry)
            return
        subject = subject_of(verb)
        if subject is None or subject.i == verb.i:
            inverted = self._inverted(verb, entry)
            if inverted is not None:
                yield inverted
            return
        if not _can_speak(subject):
            return
        if verb.lower_ in ("quoting", "citing"):
            relayed = self._relayed(verb, entry)
            if relayed is not None:
                yield relayed
                return
        clause = self._clause(verb, entry, subject)
        if clause is not None:
            yield clause
            return
        if entry is not None and _is_withheld(verb) and entry.kind in ("say", "write"):
            return
        if entry is None:
            return
        finders = (self._infinitive, self._small_clause, self._noun_object, self._prepositional)
        for finder in finders:
            found = finder(verb, entry, subject)
            if found is not None:
                yield found
                return

    def _clause(self, verb: Token, entry: Cue | None, subject: Token) -> Draft | None:
        content = self._finite_complement(verb)
        if content is None:
            misread = self._misread_clause(verb, entry)
            return self._draft("clause", verb, subject, misread, entry, "that-clause") if misread else None
        if entry is None:
            marker = child(content, "mark")
            if not _is_somebody(subject) or marker is None or marker.lower_ != "that":
                return None
        elif "that-clause" not in entry.frames and entry.kind not in ("say", "write"):
            return None
        run = covered(content)
        holes = [self._cue_clause(verb, content)] if run[0] < verb.i < run[1] else []
        indices = set(without(run, holes))
        start = min(indices, default=run[0])
        marker = content.doc[start]
        if marker.lower_ == "that" and marker.dep_ == "mark":
            indices.discard(start)
        if content.i < verb.i:
            indices |= self._rest_after_parenthesis(verb, run)
        return self._draft("clause", verb, subject, indices, entry, "that-clause")

    def _inverted(self, verb: Token, entry: Cue | None) -> Draft | None:
        """ "In Masisi, writes the Monitor, trucks cross …": the parser takes the speaker for the object."""
        if entry is None or entry.kind not in ("say", "write") or is_passive(verb) or verb.tag_ == "VBG":
            return None
        speaker = child(verb, "dobj", "attr", "npadvmod")
        if speaker is None or speaker.i < verb.i or speaker.left_edge.i != verb.i + 1:
            return None
        if verb.i == 0 or verb.nbor(-1).text not in (",", "”", '"', "’"):
            return None
        sentence = verb.sent
        end = verb.i + 1
        while end < sentence.end and verb.doc[end].text not in (",", ";", "."):
            end += 1
        indices = set(without((sentence.start, sentence.end), [(verb.i, end)]))
        if not any(verb.doc[i].pos_ in ("VERB", "AUX") for i in indices):
            return None
        return Draft(
            "inverted", frozenset(indices), (verb.i, verb.i + 1), verb.i, (verb.i + 1, end), speaker.i, entry=entry
        )

    def _relayed(self, verb: Token, entry: Cue | None) -> Draft | None:
        """ "…, the agency reported, quoting two officials": the words are the officials'."""
        named = child(verb, "dobj")
        if named is None or verb.dep_ not in ("advcl", "acl", "conj", "dep", "ccomp"):
            return None
        if named.ent_type_ not in ("PERSON", "ORG", "NORP") and named.lemma_.lower() not in self.lexicon.sources:
            return None
        sentence = verb.sent
        phrase = (verb.i, max(covered(named)[1], verb.i + 1))
        main = _clause_head(verb.head)
        inner = self._finite_complement(main)
        run = covered(inner) if inner is not None and inner.i != verb.i else (sentence.start, verb.i)
        indices = set(without((run[0], min(run[1], verb.i) if run[0] < verb.i else run[1]), [phrase]))
        return Draft(
            "relayed", frozenset(indices), (verb.i, verb.i + 1), verb.i, noun_phrase(named), named.i, entry=entry
        )

    def _misread_clause(self, verb: Token, entry: Cue | None) -> set[int]:
        """ "residents say the rebels "left by day"": a clause the parser took for a noun and its participle."""
        if entry is None or "that-clause" not in entry.frames or "noun" in entry.frames:
            return set()
        if "hearer-object" in entry.frames or "object-infinitive" in entry.frames:
            return set()
        thing = child(verb, "dobj")
        if thing is None or thing.i < verb.i or child(thing, "acl") is None:
            return set()
        return set(range(covered(thing)[0], covered(verb)[1]))

    def _finite_complement(self, verb: Token) -> Token | None:
        for candidate in verb.children:
            if candidate.dep_ == "ccomp" and not (has_to(candidate) and candidate.i > verb.i):
                if candidate.tag_ == "VBG" and child(candidate, "nsubj", "aux") is None:
                    continue
                if _is_no_clause(candidate, verb) or _is_cut_off(candidate, verb):
                    continue
                return candidate
        if verb.dep_ == "parataxis" and verb.head.i != verb.i and not _is_cut_off(verb.head, verb):
            return _clause_head(verb.head)
        return None

    def _cue_clause(self, verb: Token, content: Token) -> Range:
        start, end = verb.i, verb.i + 1
        for dependant in verb.children:
            if dependant.i == content.i:
                continue
            left, right = covered(dependant)
            start, end = min(start, left), max(end, right)
        return start, end

    def _rest_after_parenthesis(self, verb: Token, run: Range) -> set[int]:
        """In "X, he said, Y" the words after the cue go on with what was said."""
        sentence_end = verb.sent.end
        at = verb.i + 1
        for dependant in verb.children:
            if dependant.i > verb.i and dependant.dep_ in ("nsubj", "dobj", "dative", "npadvmod", "advmod"):
                at = max(at, covered(dependant)[1])
        doc = verb.doc
        if at + 2 >= sentence_end or doc[at].text != ",":
            return set()
        following = doc[at + 1]
        if following.dep_ in ("advcl", "relcl", "acl", "prep", "appos") and following.pos_ != "AUX":
            return set()
        rest = range(at + 1, sentence_end)
        heads = [doc[i] for i in rest if not (at < doc[i].head.i < sentence_end and doc[i].head.i != i)]
        if any(head.dep_ in ("advcl", "relcl", "acl", "prep", "cc", "conj") for head in heads):
            return set()
        return set(rest)

    def _infinitive(self, verb: Token, entry: Cue, subject: Token) -> Draft | None:
        for candidate in verb.children:
            if candidate.dep_ not in ("xcomp", "ccomp", "advcl") or candidate.i < verb.i:
                continue
            if candidate.tag_ == "VBG" and candidate.dep_ != "advcl":
                if "gerund" in entry.frames:
                    return self._draft("gerund", verb, subject, set(range(*covered(candidate))), entry, "gerund")
                continue
            if not has_to(candidate):
                continue
            other = child(candidate, "nsubj") or child(verb, "dobj", "dative")
            if other is None or other.i > candidate.i:
                if "infinitive" in entry.frames:
                    run = covered(candidate)
                    return self._draft("infinitive", verb, subject, set(range(*run)), entry, "infinitive")
                continue
            if "object-infinitive" in entry.frames:
                run = (covered(other)[0], covered(candidate)[1])
                return self._draft(
                    "object-infinitive", verb, subject, set(range(*run)), entry, "object-infinitive"
                )
        return self._called_on(verb, entry, subject)

    def _called_on(self, verb: Token, entry: Cue, subject: Token) -> Draft | None:
        """ "called on donors to provide …", "appealed to them to …", "pressed for …" with an infinitive."""
        for preposition in verb.children:
            if preposition.dep_ != "prep" or preposition.lower_ not in ("on", "upon", "for", "to", "with"):
                continue
            if entry.kind not in ("ask", "order") and entry.lemma not in ("call", "appeal", "plead"):
                continue
            infinitive = next((c for c in verb.children if c.dep_ in ("xcomp", "advcl") and has_to(c)), None)
            target = child(preposition, "pobj")
            if target is None:
                continue
            if infinitive is None:
                infinitive = next((c for c in target.children if c.dep_ in ("acl", "relcl") and has_to(c)), None)
            if infinitive is None or infinitive.i < preposition.i:
                continue
            run = (preposition.i, covered(infinitive)[1])
            return self._draft(
                "object-infinitive", verb, subject, set(range(*run)), entry, "object-infinitive"
            )
        return None

    def _small_clause(self, verb: Token, entry: Cue, subject: Token) -> Draft | None:
        if "small-clause" not in entry.frames:
            return None
        predicate = child(verb, "oprd", "xcomp", "ccomp")
        if predicate is None or predicate.i < verb.i:
            return self._quoted_predicate(verb, entry, subject)
        thing = child(verb, "dobj")
        if thing is None:
            thing = child(predicate, "nsubj")
        if thing is None and is_passive(verb):
            thing = child(verb, *PASSIVE_SUBJECTS)
        if thing is None or thing.lower_ in _NOT_OBJECTS:
            return None
        indices = set(range(*covered(predicate))) | set(range(*covered(thing)))
        return self._draft("small-clause", verb, subject, indices, entry, "small-clause")

    def _quoted_predicate(self, verb: Token, entry: Cue, subject: Token) -> Draft | None:
        """ 'called that "fantasy economics"': the predicate is marked by its quotation marks."""
        thing = child(verb, "dobj")
        if thing is None or thing.i < verb.i or verb.lemma_.lower() != entry.lemma:
            return None
        after = next((t.i for t in verb.doc[thing.i + 1 : thing.i + 2] if t.is_quote), None)
        if after is None:
            return None
        indices = {*range(covered(thing)[0], thing.i + 1), after + 1}
        return self._draft("small-clause", verb, subject, indices, entry, "small-clause")

    def _noun_object(self, verb: Token, entry: Cue, subject: Token) -> Draft | None:
        if "noun" not in entry.frames:
            return None
        thing = child(verb, "dobj")
        frame = "noun"
        if thing is None and is_passive(verb):
            thing = child(verb, "nsubjpass")
        if thing is None or thing.lower_ in _NOT_OBJECTS or thing.lower_ == "that":
            return None
        if "hearer-object" in entry.frames:
            return None
        if self.lexicon.nouns.get(thing.lemma_.lower()) is not None and self._carries_clause(thing):
            return None
        if entry.objects and thing.lemma_.lower() not in entry.objects:
            return None
        indices = set(range(*noun_phrase(thing)))
        for preposition in verb.children:
            if preposition.dep_ == "prep" and preposition.i > thing.i:
                named = f"{preposition.lower_}-noun"
                if named in entry.frames:
                    indices |= set(range(*covered(preposition)))
        return self._draft("noun-object", verb, subject, indices, entry, frame)

    def _prepositional(self, verb: Token, entry: Cue, subject: Token) -> Draft | None:
        for preposition in _prepositions(verb):
            named = f"{preposition.lower_}-noun"
            if named not in entry.frames:
                continue
            thing = child(verb, "dobj")
            if preposition.dep_ == "prt":
                if thing is None:
                    continue
                indices = set(range(*noun_phrase(thing)))
                return self._draft("particle", verb, subject, indices, entry, named)
            if child(preposition, "pobj", "pcomp", "prep", "amod") is None:
                continue
            indices = set(range(*covered(preposition)))
            if thing is not None and "hearer-object" not in entry.frames:
                indices |= set(range(*noun_phrase(thing)))
                if thing.i > preposition.i:
                    indices.discard(preposition.i)
            elif named not in ("on-noun",):
                indices.discard(preposition.i)
            return self._draft("preposition", verb, subject, indices, entry, named)
        return None

    def _agentless(self, verb: Token, entry: Cue) -> Iterator[Draft]:
        """ "are said to have been killed", "it is believed that …"."""
        subject = child(verb, *PASSIVE_SUBJECTS)
        clause = child(verb, "xcomp", "ccomp")
        if clause is None or clause.i < verb.i or subject is None:
            return
        auxiliary = child(verb, "auxpass")
        start = auxiliary.i if auxiliary is not None else verb.i
        indices = set(range(*covered(clause)))
        end = verb.i + 1
        if has_to(clause):
            to = child(clause, "aux")
            if to is not None and to.tag_ == "TO":
                indices.discard(to.i)
                end = max(end, to.i + 1) if to.i == end else end
            indices |= set(range(*covered(subject)))
        elif subject.lower_ != "it":
            return
        else:
            marker = child(clause, "mark")
            if marker is not None and marker.lower_ == "that":
                indices.discard(marker.i)
        # What is coordinated with the passive verb belongs to what is said.
        yield Draft(
            "agentless", frozenset(indices), (start, end), verb.i, frame="passive", entry=entry, score=0.9
        )

    def _verb_taken_for_noun(self, token: Token) -> Iterator[Draft]:
        """ "The paper reports that …" tagged as if it were a noun phrase."""
        entry = self.lexicon.verbs.get(token.lemma_.lower())
        if entry is None or "that-clause" not in entry.frames or token.i + 1 >= len(token.doc):
            return
        marker = token.nbor(1)
        if marker.lower_ != "that" or marker.dep_ != "mark" or token.left_edge.i == token.i:
            return
        if child(token, "poss", "prep") is not None or token.dep_ in ("dobj", "pobj"):
            return
        clause = child(token, "acl", "ccomp", "relcl")
        if clause is None:
            return
        indices = frozenset(range(marker.i + 1, covered(clause)[1]))
        source = (token.left_edge.i, token.i)
        yield Draft(
            "clause", indices, (token.i, token.i + 1), token.i, source, token.i - 1, entry=entry, score=0.9
        )

    # -- nouns and phrases ---------------------------------------------------------

    def _noun(self, noun: Token) -> Iterator[Draft]:
        """ "the claim that X", "his denial of X", "expressed the hope that X"."""
        entry = self.lexicon.nouns.get(noun.lemma_.lower())
        if entry is None:
            return
        clause = None
        for candidate in noun.children:
            if candidate.dep_ in ("acl", "ccomp", "relcl") and candidate.i > noun.i:
                marker = child(candidate, "mark")
                if marker is not None and marker.lower_ in ("that", "whether", "if"):
                    clause = candidate
                elif candidate.dep_ != "relcl" and has_to(candidate) and entry.act in ("pledge", "demand"):
                    clause = candidate
        if clause is None:
            return
        source, cue = self._holder(noun)
        if source is None:
            return
        indices = set(range(*covered(clause)))
        marker = child(clause, "mark")
        if marker is not None and marker.lower_ == "that" and marker.i == min(indices):
            indices.discard(marker.i)
        yield Draft(
            "noun-cue",
            frozenset(indices),
            cue,
            noun.i,
            noun_phrase(source) if source is not None else None,
            source.i if source is not None else None,
            frame="that-clause",
            entry=entry,
            score=0.8,
        )

    def _carries_clause(self, noun: Token) -> bool:
        """Whether a noun of saying has its own clause ("the hope that …"), and so its own statement."""
        for candidate in noun.children:
            if candidate.dep_ in ("acl", "ccomp", "relcl"):
                marker = child(candidate, "mark")
                if marker is not None and marker.lower_ in ("that", "whether", "if"):
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
        head = token.head
        steps = 0
        while head.pos_ not in ("VERB", "AUX") and head.head.i != head.i and steps < 20:
            head = head.head
            steps += 1
        if head.i == token.i:
            return
        run = covered(head)
        sentence = head.sent
        if head.dep_ in ("ROOT",):
            run = (sentence.start, sentence.end)
        indices = set(without(run, [phrase]))
        yield Draft(
            "according-to",
            frozenset(indices),
            (token.i, to.i + 1),
            token.i,
            noun_phrase(named),
            named.i,
            frame="that-clause",
            score=1.0,
        )

    # -- shared ----------------------------------------------------------------------

    def _draft(
        self, rule: str, verb: Token, subject: Token, indices: set[int], entry: Cue | None, frame: str
    ) -> Draft:
        source = noun_phrase(subject)
        if source[0] <= verb.i < source[1]:
            source = (source[0], verb.i) if subject.i < verb.i else (subject.i, source[1])
        return Draft(
            rule,
            frozenset(indices),
            (verb.i, verb.i + 1),
            verb.i,
            source,
            subject.i,
            self._hearer(verb, entry),
            frame,
            entry,
            denies=child(verb, "neg") is not None,
        )

    def _hearer(self, verb: Token, entry: Cue | None) -> Range | None:
        """Who is told: "told Reuters", "confirmed to the paper"."""
        if entry is not None and "hearer-object" in entry.frames:
            heard = child(verb, "dobj", "dative")
            if heard is not None and heard.i > verb.i:
                return noun_phrase(heard)
        if entry is not None and entry.kind in ("say", "write"):
            for preposition in verb.children:
                if preposition.dep_ in ("prep", "dative") and preposition.lower_ == "to":
                    named = child(preposition, "pobj")
                    if named is not None:
                        return noun_phrase(named)
        return None


def _prepositions(verb: Token) -> list[Token]:
    """Prepositions and particles after a verb, its object's own last."""
    own = [c for c in verb.children if c.dep_ in ("prep", "prt") and c.i > verb.i]
    thing = child(verb, "dobj")
    if thing is not None and thing.i > verb.i:
        own.extend(t for t in thing.subtree if t.dep_ == "prep" and t.i > thing.i and t.lower_ in ("of", "at", "as"))
    return own


def _is_no_clause(token: Token, verb: Token) -> bool:
    """ "found their house destroyed", "declared themselves winners": no proposition with a verb of its own."""
    if token.tag_ == "VBN":
        return child(token, "aux", "auxpass", "mark") is None
    return token.pos_ not in ("VERB", "AUX") and token.i > verb.i and child(token, "mark") is None


def _is_cut_off(content: Token, verb: Token) -> bool:
    """Whether a semicolon stands between a cue and the clause taken for its content."""
    low, high = sorted((content.i, verb.i))
    return any(content.doc[i].text == ";" for i in range(low + 1, high))


def _clause_head(token: Token) -> Token:
    """The verb of the clause that a token ends."""
    for _ in range(30):
        if token.pos_ in ("VERB", "AUX") or token.head.i == token.i:
            break
        token = token.head
    return token


def _is_withheld(verb: Token) -> bool:
    """ "has neither confirmed nor denied", "did not comment on": nothing was said."""
    if child(verb, "preconj", "neg") is not None:
        return True
    return verb.dep_ == "conj" and (
        child(verb.head, "preconj") is not None or any(c.lower_ == "nor" for c in verb.head.children)
    )


def _can_speak(subject: Token) -> bool:
    return subject.ent_type_ not in ("DATE", "TIME", "MONEY", "QUANTITY", "ORDINAL") or subject.pos_ == "PRON"


def _is_somebody(subject: Token) -> bool:
    if subject.lower_ in PERSONAL:
        return True
    return subject.ent_type_ in ("PERSON", "ORG", "GPE", "NORP") or subject.pos_ == "PROPN"
