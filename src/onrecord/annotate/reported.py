"""Reported speech and thought found in the syntax: "X said that …", "X denied …", "X urged Y to …".

Each finder looks at one verb and its complements. The lexicon says which complements
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
    clause_verb,
    covered,
    has_to,
    hearer,
    is_passive,
    noun_phrase,
    subject_of,
    without,
)
from onrecord.annotate.draft import Draft
from onrecord.annotate.nominal import CLAUSE_MARKERS, Nominal
from onrecord.annotate.parenthetical import goes_on
from onrecord.annotate.tallies import Tallies
from onrecord.lexicon.cues import Cue, CueLexicon

PERSONAL = frozenset({"he", "she", "they", "who", "i", "we"})
RELATIVE_REACH = 25  # tokens of a relative clause between a speaker and the cue
_NAMES = frozenset({"PERSON", "ORG", "NORP"})
_HEARSAY = frozenset({"learn", "hear", "understand", "report"})
_PUBLISHES = frozenset({"issue", "publish", "release", "post", "send", "write", "sign", "circulate"})
_REFUSALS = frozenset({"refuse", "decline"})
_TERMS = frozenset({"by", "within", "before", "until"})
_NOT_OBJECTS = frozenset({"it", "this", "itself", "himself", "herself", "themselves"})


class Reported:
    """Finds statements whose content hangs on a cue in the parse tree."""

    def __init__(self, lexicon: CueLexicon) -> None:
        self.lexicon = lexicon
        self.nominal = Nominal(lexicon)
        self.tallies = Tallies(lexicon)

    def drafts(self, token: Token) -> Iterator[Draft]:
        """Every statement that `token` introduces as a cue."""
        yield from self.tallies.drafts(token)
        if token.lower_ == "according" or token.pos_ in ("NOUN", "PROPN"):
            yield from self.nominal.drafts(token)
        elif token.pos_ in ("VERB", "AUX"):
            yield from self._verb(token)

    def _verb(self, verb: Token) -> Iterator[Draft]:
        lemma = verb.lemma_.lower()
        if lemma in self.lexicon.never and lemma not in self.lexicon.verbs:
            return
        entry = self.lexicon.verbs.get(lemma)
        if is_passive(verb) and by_agent(verb) is None:
            if entry is not None and "passive" in entry.frames:
                yield from self._agentless(verb, entry)
            return
        if _is_passive_participle(verb):
            return
        if self._is_citation(verb):
            relayed = self._relayed(verb, entry)
            if relayed is not None:
                yield relayed
            return
        subject = _subject_behind_relative_clause(verb) or subject_of(verb)
        subject = _subject_behind_place(verb, subject) or subject
        if subject is None or subject.i == verb.i:
            inverted = self._inverted(verb, entry)
            if inverted is not None:
                yield inverted
            elif subject is None:
                yield from self.nominal.verb_without_subject(verb)
            return
        subject = self._author(verb, subject) or subject
        if not _can_speak(subject) or _is_question(verb, subject) or _leaves_open(verb):
            return
        if _is_neither(verb):
            return
        clause = self._clause(verb, entry, subject) or self._as_clause(verb, entry, subject)
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
                if not self._is_silence(verb, entry, found):
                    yield found
                return
        claimed = self.tallies.claimed(verb, entry, subject)
        if claimed is not None:
            yield claimed

    def _author(self, verb: Token, subject: Token) -> Token | None:
        """ "The embassy issued a statement condemning the raid": the embassy does, by its statement."""
        writing = subject.head
        is_document = subject.dep_ == "dobj" and subject.lemma_.lower() in self.lexicon.sources
        if verb.dep_ != "acl" or not is_document or writing.lemma_.lower() not in _PUBLISHES:
            return None
        return None if is_passive(writing) else subject_of(writing)

    def _as_clause(self, verb: Token, entry: Cue | None, subject: Token) -> Draft | None:
        """ "As the mayor put it, the river has no master": the main clause is what was said."""
        marker = child(verb, "mark", "advmod")
        if entry is None or verb.dep_ != "advcl" or marker is None or marker.lower_ != "as":
            return None
        thing = child(verb, "dobj")
        is_put = verb.lemma_ == "put" and thing is not None and thing.lower_ == "it"
        is_said = entry.kind in ("say", "write") and "that-clause" in entry.frames and thing is None
        if not (is_put or is_said):
            return None
        indices = set(without(self._clause_around(verb), [covered(verb)]))
        return self._draft("as-clause", verb, subject, indices, entry, "that-clause")

    def _clause_around(self, verb: Token) -> Range:
        """The sentence a clause comments on, or what is said in it, if the clause hangs there."""
        clause = verb.head
        while clause.dep_ not in ("ccomp", "ROOT") and clause.head.i != clause.i:
            clause = clause.head
        if clause.dep_ == "ccomp" and clause.head.i < clause.i < verb.i:
            start, end = covered(clause)
            marker = child(clause, "mark")
            return (start + 1 if marker is not None and marker.i == start else start), end
        return verb.sent.start, verb.sent.end

    def _is_silence(self, verb: Token, entry: Cue, found: Draft) -> bool:
        """ "declined to comment": a refusal to speak puts nothing forward."""
        if entry.act != "deny" or found.frame != "infinitive":
            return False
        refused = child(verb, "xcomp")
        spoken = self.lexicon.verbs.get(refused.lemma_.lower()) if refused is not None else None
        return spoken is not None and spoken.kind in ("say", "write", "ask")

    def _clause(self, verb: Token, entry: Cue | None, subject: Token) -> Draft | None:
        content = self._finite_complement(verb)
        if content is None:
            misread = self._misread_clause(verb, entry)
            return self._draft("clause", verb, subject, misread, entry, "that-clause") if misread else None
        if entry is None:
            marker = child(content, "mark")
            is_source = _is_somebody(subject) or subject.lemma_.lower() in self.lexicon.sources
            if not is_source or marker is None or marker.lower_ != "that":
                return None
        elif "that-clause" not in entry.frames and entry.kind not in ("say", "write"):
            return None
        run = covered(content)
        holes = [self._cue_clause(verb, content)] if run[0] < verb.i < run[1] else []
        asides = (*self._as_clauses(content), *self._citations(content))
        holes += [aside for aside in asides if not aside[0] <= verb.i < aside[1]]
        indices = set(without(run, holes))
        start = min((i for i in indices if not content.doc[i].is_punct), default=run[0])
        marker = content.doc[start]
        if marker.lower_ == "that" and marker.dep_ == "mark":
            indices.discard(start)
        if content.i < verb.i:
            if child(subject, "predet") is not None or any(t.tag_ == "PDT" for t in subject.lefts):
                return None  # "…, half the number officials had expected"
            indices |= self._rest_after_parenthesis(verb, run)
            after = min((i for i in indices if i > verb.i and not verb.doc[i].is_punct), default=verb.i)
            if verb.doc[after].pos_ == "CCONJ" and not goes_on(verb.doc[after], verb.sent.end, self.lexicon):
                indices = {i for i in indices if i < verb.i}
        found = self._draft("clause", verb, subject, indices, entry, "that-clause")
        heard = found.addressee
        if heard is not None and heard[1] == run[0] and child(content, "nsubj", "nsubjpass", "expl") is None:
            # "promised the strike would go on": what looks like the hearer is the clause's subject
            found.content |= frozenset(range(*heard))
            found.addressee = None
        return found

    def _as_clauses(self, content: Token) -> list[Range]:
        """ "denied that it opened the gates, as rebels have alleged": what others say of it is not denied."""
        found = []
        for token in content.doc[content.i + 1 : covered(content)[1]]:
            if token.dep_ != "advcl":
                continue
            marker = child(token, "mark", "advmod")
            entry = self.lexicon.verbs.get(token.lemma_.lower())
            is_saying = entry is not None and entry.kind in ("say", "write", "judge")
            if is_saying and marker is not None and marker.lower_ == "as" and marker.i < token.i:
                found.append(covered(token))
        return found

    def _inverted(self, verb: Token, entry: Cue | None) -> Draft | None:
        """ "In town, writes the Gazette, shops reopened": the parser takes the speaker for the object."""
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
            "inverted",
            frozenset(indices),
            (verb.i, verb.i + 1),
            verb.i,
            (verb.i + 1, end),
            speaker.i,
            entry=entry,
        )

    def _is_citation(self, verb: Token) -> bool:
        """ "…, citing two officials": whether what is cited is somebody, or a document, and not a reason."""
        if verb.lower_ not in ("quoting", "citing"):
            return False
        named = child(verb, "dobj")
        if named is None or verb.dep_ not in ("advcl", "acl", "conj", "dep", "ccomp"):
            return False
        return named.ent_type_ in _NAMES or named.lemma_.lower() in self.lexicon.sources

    def _relayed(self, verb: Token, entry: Cue | None) -> Draft | None:
        """ "…, the agency has learned, quoting two officials": the words are the officials'."""
        named = child(verb, "dobj")
        main = self._relaying(clause_verb(verb.head))
        is_cue = main.lemma_.lower() in self.lexicon.verbs
        if named is None or (is_cue and main.lemma_ not in _HEARSAY):
            return None
        inner = self._finite_complement(main)
        run = covered(inner) if inner is not None and inner.i != verb.i else (verb.sent.start, verb.i)
        if run[0] < verb.i and (inner is None or inner.i < verb.i):
            run = (run[0], min(run[1], verb.i))
        phrase = (verb.i, max(covered(named)[1], verb.i + 1))
        is_set_inside = inner is not None and run[0] < main.i < run[1]
        holes = [phrase, self._cue_clause(main, inner)] if inner is not None and is_set_inside else [phrase]
        indices = set(without(run, holes))
        marker = child(inner, "mark") if inner is not None else None
        if marker is not None and marker.lower_ == "that":
            indices.discard(marker.i)
        found = Draft(
            "relayed",
            frozenset(indices),
            (verb.i, verb.i + 1),
            verb.i,
            noun_phrase(named),
            named.i,
            entry=entry,
            score=1.1,
        )
        if main.lemma_ == "report" and inner is not None and subject_of(main) is not None:
            found.relayed_by = main.i  # who reports says it too, and answers for it
        return found

    def _relaying(self, verb: Token) -> Token:
        """The cue that a clause hangs on, as "reported" in "reported that boats sank, citing a pilot"."""
        is_content = verb.dep_ == "ccomp" and verb.head.lemma_.lower() in self.lexicon.verbs
        return verb.head if is_content else verb

    def _citations(self, content: Token) -> list[Range]:
        """ "that boats sank, citing a pilot": whom a speaker cites is no part of what is said."""
        inside = content.doc[slice(*covered(content))]
        return [covered(token) for token in inside if self._is_citation(token)]

    def _misread_clause(self, verb: Token, entry: Cue | None) -> set[int]:
        """ "residents say the rebels left by day": a clause the parser took for a noun and its participle."""
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
                if _subject_behind_relative_clause(candidate) is not None:
                    continue
                return candidate
        if verb.dep_ == "parataxis" and verb.head.i != verb.i and not _is_cut_off(verb.head, verb):
            return clause_verb(verb.head)
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
                    return self._draft(
                        "gerund", verb, subject, set(range(*covered(candidate))), entry, "gerund"
                    )
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
                infinitive = next(
                    (c for c in target.children if c.dep_ in ("acl", "relcl") and has_to(c)), None
                )
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
            return self._quoted_predicate(verb, entry, subject, child(verb, "dobj"))
        thing = child(verb, "dobj")
        if thing is None:
            thing = child(predicate, "nsubj")
        if thing is None and is_passive(verb):
            thing = child(verb, *PASSIVE_SUBJECTS)
        if thing is None:
            return self._quoted_predicate(verb, entry, subject, predicate)
        if thing.lower_ in _NOT_OBJECTS:
            return None
        indices = set(range(*covered(predicate))) | set(range(*covered(thing)))
        return self._draft("small-clause", verb, subject, indices, entry, "small-clause")

    def _quoted_predicate(self, verb: Token, entry: Cue, subject: Token, thing: Token | None) -> Draft | None:
        """'called it "a bad joke"': the predicate is marked by its quotation marks, wherever it hangs."""
        if thing is None or thing.i < verb.i or verb.lemma_.lower() != entry.lemma:
            return None
        start, end = covered(thing)
        after = start if thing.dep_ != "dobj" else thing.i + 1
        mark = next((t.i for t in verb.doc[after : end + 1] if t.is_quote), None)
        if mark is None or mark + 1 >= verb.sent.end:
            return None
        indices = {*range(start, mark), mark + 1}
        return self._draft("small-clause", verb, subject, indices, entry, "small-clause")

    def _noun_object(self, verb: Token, entry: Cue, subject: Token) -> Draft | None:
        if "noun" not in entry.frames:
            return None
        thing = child(verb, "dobj")
        if thing is None and is_passive(verb):
            thing = child(verb, "nsubjpass")
        if thing is None or thing.lower_ in _NOT_OBJECTS or thing.lower_ == "that":
            return None
        if "hearer-object" in entry.frames and (thing.ent_type_ in _NAMES or thing.pos_ != "NOUN"):
            return None
        if verb.lower_ in ("quoting", "citing"):  # whom they quote is a source, not what is said
            return None
        if self.lexicon.nouns.get(thing.lemma_.lower()) is not None and self.nominal.carries_clause(thing):
            return None
        if entry.objects and thing.lemma_.lower() not in entry.objects:
            return None
        indices = set(range(*noun_phrase(thing)))
        for preposition in verb.children:
            if preposition.dep_ == "prep" and preposition.i > thing.i:
                is_told_on = preposition.lower_ == "as" and child(preposition, "pcomp") is not None
                is_term = preposition.lower_ in _TERMS and entry.kind in ("commit", "order", "want")
                if is_told_on or is_term or f"{preposition.lower_}-noun" in entry.frames:
                    indices |= set(range(*covered(preposition)))
        found = self._draft("noun-object", verb, subject, indices, entry, "noun")
        if found.addressee is not None and not found.content.isdisjoint(range(*found.addressee)):
            found.addressee = None  # "promised talks": what is promised hears nothing
        return found

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
        if clause is None or clause.i < verb.i or subject is None or _leaves_open(verb):
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
        yield Draft(
            "agentless", frozenset(indices), (start, end), verb.i, frame="passive", entry=entry, score=0.9
        )

    # -- shared ----------------------------------------------------------------------

    def _draft(
        self, rule: str, verb: Token, subject: Token, indices: set[int], entry: Cue | None, frame: str
    ) -> Draft:
        source = noun_phrase(subject)
        if source[0] <= verb.i < source[1]:
            source = (source[0], verb.i) if subject.i < verb.i else (subject.i, source[1])
            if subject.i < verb.i and verb.nbor(-1).lower_ == "as":
                source = (source[0], verb.i - 1)
        return Draft(
            rule,
            frozenset(indices),
            (verb.i, verb.i + 1),
            verb.i,
            source,
            subject.i,
            hearer(verb, entry),
            frame,
            entry,
            denies=child(verb, "neg") is not None,
        )


def _prepositions(verb: Token) -> list[Token]:
    """Prepositions and particles after a verb, its object's own last."""
    own = [c for c in verb.children if c.dep_ in ("prep", "prt") and c.i > verb.i]
    thing = child(verb, "dobj")
    if thing is not None and thing.i > verb.i:
        own.extend(
            t for t in thing.subtree if t.dep_ == "prep" and t.i > thing.i and t.lower_ in ("of", "at", "as")
        )
    return own


def _is_no_clause(token: Token, verb: Token) -> bool:
    """ "saw the fields drowned", "called themselves wardens": no proposition."""
    if token.tag_ == "VBN":
        marker = child(token, "mark")
        is_marked = marker is not None and marker.lower_ in CLAUSE_MARKERS
        return child(token, "aux", "auxpass") is None and not is_marked
    return token.pos_ not in ("VERB", "AUX") and token.i > verb.i and child(token, "mark") is None


def _is_cut_off(content: Token, verb: Token) -> bool:
    """Whether a semicolon, or before the cue a colon, cuts off what was taken for its content."""
    low, high = sorted((content.i, verb.i))
    marks = (";", ":") if content.i < verb.i else (";",)
    return any(content.doc[i].text in marks for i in range(low + 1, high))


def _subject_behind_relative_clause(verb: Token) -> Token | None:
    """ "Two nurses who feared reprisals said …": the parser may take "reprisals" for the one who said it."""
    subject = child(verb, "nsubj")
    if subject is None or subject.pos_ != "NOUN" or subject.left_edge.i != subject.i or subject.i == 0:
        return None
    before = subject.nbor(-1)
    if before.pos_ != "VERB" or subject.i + 1 != _next_of(verb, subject.i):
        return None
    for at in range(before.i, max(verb.sent.start, before.i - RELATIVE_REACH), -1):
        if verb.doc[at].lower_ == "who":
            named = verb.doc[at - 1 if verb.doc[at - 1].text != "," else at - 2]
            return named if named.pos_ in ("NOUN", "PROPN") else None
    return None


def _next_of(verb: Token, after: int) -> int:
    """The first of a verb and its dependants that stands after token `after`, or -1."""
    return min((token.i for token in (verb, *verb.children) if token.i > after), default=-1)


def _subject_behind_place(verb: Token, subject: Token | None) -> Token | None:
    """ "In Odde, where the ford is, Ruo Amadi said …": the parser may take the place for the speaker."""
    if subject is None or subject.i > verb.i or subject.left_edge.i == verb.sent.start:
        return None
    before = subject.left_edge.nbor(-1)
    if before.pos_ != "ADP" or before.head.i != verb.i or child(before, "pobj") is not None:
        return None
    between = verb.doc[subject.i + 1 : verb.i]
    people = [token for token in between if token.ent_type_ == "PERSON" and token.pos_ == "PROPN"]
    return people[-1] if people else None


def _is_passive_participle(verb: Token) -> bool:
    """ "Asked whether …, she said": the one who speaks next was asked, and did not ask."""
    if verb.tag_ not in ("VBN", "VBD") or verb.dep_ not in ("advcl", "acl", "prep"):
        return False
    if verb.dep_ == "acl" and verb.head.dep_ == "ROOT" and child(verb, "ccomp") is not None:
        return False  # a main clause that the parser took for a noun and its participle
    return child(verb, "nsubj", "aux", "mark", "agent") is None


def _is_question(verb: Token, subject: Token) -> bool:
    """ "Does the army deny that …?": who asks does not say that it does."""
    return any(helper.dep_ == "aux" and helper.i < subject.i for helper in verb.children) and any(
        token.text == "?" for token in verb.doc[verb.i : verb.sent.end]
    )


def _leaves_open(verb: Token) -> bool:
    """ "did not say how he knew", "refused to say whether they won": nothing is put forward."""
    refuses = verb.dep_ == "xcomp" and verb.head.lemma_.lower() in _REFUSALS
    if child(verb, "neg") is None and not refuses:
        return False
    clause = child(verb, "ccomp")
    if clause is None or clause.i < verb.i:
        return False
    opening = clause.left_edge
    if opening.tag_ in ("WP", "WRB", "WDT"):
        return True
    return (refuses or is_passive(verb)) and opening.lower_ in ("whether", "if")


def _is_withheld(verb: Token) -> bool:
    """ "did not comment on": nothing was said."""
    return child(verb, "preconj", "neg") is not None


def _is_neither(verb: Token) -> bool:
    """ "would neither confirm nor deny that …": nothing was said, clause or no clause."""
    pair = (verb, verb.head) if verb.dep_ == "conj" else (verb,)
    return any(word.lower_ in ("neither", "nor") for one in pair for word in one.children)


def _can_speak(subject: Token) -> bool:
    return subject.ent_type_ not in ("DATE", "TIME", "MONEY", "QUANTITY", "ORDINAL") or subject.pos_ == "PRON"


def _is_somebody(subject: Token) -> bool:
    if subject.lower_ in PERSONAL:
        return True
    return subject.ent_type_ in ("PERSON", "ORG", "GPE", "NORP") or subject.pos_ == "PROPN"
