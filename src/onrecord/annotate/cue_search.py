"""Find the cue of a quotation: after it, before it, or a label and a colon."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from onrecord.annotate.clauses import (
    Range,
    Words,
    by_agent,
    child,
    hearer,
    noun_phrase,
    relayed_saying,
    subject_of,
)
from onrecord.annotate.passages import DASHES, STOPS, Passage, breaks_line, is_title
from onrecord.lexicon.cues import Cue, CueLexicon

REACH = 45  # tokens between a quotation and its cue, at most
RELEASE_REACH = 20  # tokens of a name after a dash: '"…" — Commissioner X of the Y'
_SPEAKING = frozenset({"say", "write", "ask", "order", "commit", "judge", "think", "find"})
_NOMINAL = ("NOUN", "PROPN", "PRON")
_ANSWERS = frozenset({"answer", "reply", "response", "retort", "comment", "advice"})
_INSIDE_NAME = ("compound", "nmod", "poss", "amod")


@dataclass(frozen=True, slots=True)
class FoundCue:
    """A cue with who speaks: token ranges, heads, and the lexicon's entry if it has one."""

    cue: Token
    source: Range
    source_root: int
    entry: Cue | None = None
    hearer: Range | None = None


class CueSearch:
    """Looks for the cue of a quotation in the words around it."""

    def __init__(self, lexicon: CueLexicon) -> None:
        self.lexicon = lexicon

    # -- "…," she said -------------------------------------------------------------

    def after(self, words: Words, passage: Passage) -> FoundCue | None:
        """The cue that follows a quotation in its sentence."""
        doc = words.doc
        start = _skip_marks(words, passage.last + 1)
        if start is None or (passage.ending == "." and not passage.is_set_off):
            return None
        end = _clause_end(words, start)
        for verb in _main_verbs(list(doc[start:end]), start):
            entry = self.lexicon.verbs.get(verb.lemma_.lower())
            if entry is not None and entry.kind not in _SPEAKING:
                entry = None
            if entry is None and (not passage.is_set_off or is_title(doc, passage)):
                return None
            relayed = relayed_saying(verb)
            if relayed is not None:
                return self._relayed(*relayed)
            source = _source_near(words, verb, start, end)
            if source is None:
                if passage.is_set_off:
                    continue
                return None
            if not passage.is_set_off and not doc[start].is_lower and verb.i - start > 8:
                return None
            return FoundCue(verb, *source, entry, hearer(verb, entry, source[1]))
        return self._release_style(words, passage, start, end)

    def _relayed(self, saying: Token, speaker: Token) -> FoundCue:
        """'"…," the agency quoted her as saying': the words are hers."""
        entry = self.lexicon.verbs.get(saying.lemma_.lower())
        return FoundCue(saying, noun_phrase(speaker), speaker.i, entry)

    def _release_style(self, words: Words, passage: Passage, start: int, end: int) -> FoundCue | None:
        """'"…" — Commissioner X': a dash and a name."""
        phrase = words.doc[start : min(end, start + RELEASE_REACH)]
        if passage.follows not in DASHES or not any(token.pos_ == "PROPN" for token in phrase):
            return None
        dash = words.doc[start - 1]
        return FoundCue(dash, (phrase.start, phrase.end), phrase.root.i)

    # -- She said: "…" -----------------------------------------------------------------

    def before(self, words: Words, passage: Passage) -> FoundCue | None:
        """The cue that leads up to a quotation in its sentence."""
        region = _words_before(words, passage)
        if not region:
            return None
        last = region[-1]
        is_led_in = passage.precedes in (",", ":") or last.pos_ in ("VERB", "AUX") or last.lower_ == "that"
        if not is_led_in or not (passage.precedes == ":" or passage.starts_upper):
            return None
        for token in reversed(region):
            found = self._cue_at(words, token, region, passage)
            if found is not None:
                return found
        return self._label(region) if passage.precedes == ":" else None

    def _cue_at(
        self, words: Words, token: Token, region: Sequence[Token], passage: Passage
    ) -> FoundCue | None:
        if token.lower_ == "according":
            to = child(token, "prep")
            named = child(to, "pobj") if to is not None else None
            return FoundCue(token, noun_phrase(named), named.i) if named is not None else None
        if token.pos_ not in ("VERB", "AUX") or token.dep_ in ("aux", "auxpass"):
            return None
        distance = region[-1].i - token.i
        entry = self.lexicon.verbs.get(token.lemma_.lower())
        if entry is None or entry.kind not in _SPEAKING:
            if passage.precedes == ":" or distance > 2 or is_title(words.doc, passage):
                return None
            entry = None
        if token.dep_ == "relcl" and distance > 3:
            return None
        subject = subject_of(token)
        if subject is not None and words.quote_of[subject.i] < 0:
            source: tuple[Range, int] | None = (noun_phrase(subject), subject.i)
        else:
            source = _source_near(words, token, region[0].i, region[-1].i + 1)
        return FoundCue(token, *source, entry, hearer(token, entry, source[1])) if source else None

    def _label(self, region: Sequence[Token]) -> FoundCue | None:
        """ "The paper carries a denial from the spokesman: …", "The mayor: …"."""
        tokens = [token for token in region if not token.is_space]
        for token in reversed(tokens):
            entry = self.lexicon.nouns.get(token.lemma_.lower()) if token.pos_ == "NOUN" else None
            if entry is not None:
                owner = _owner(token)
                if owner is not None:
                    return FoundCue(token, noun_phrase(owner), owner.i, entry)
        colon = tokens[-1]
        nominal = [token for token in tokens if token.pos_ in _NOMINAL]
        has_verb = any(token.pos_ in ("VERB", "AUX") for token in tokens)
        if nominal and len(tokens) <= 12 and not has_verb:
            owner = _owner(nominal[-1]) if nominal[-1].lemma_.lower() in _ANSWERS else None
            if owner is not None:
                return FoundCue(nominal[-1], noun_phrase(owner), owner.i)
            people = [token for token in nominal if token.ent_type_ == "PERSON"]
            return FoundCue(colon, (tokens[0].i, colon.i), _last_of_name(people or nominal[-1:]).i)
        for token in nominal:
            if token.dep_ == "nsubj":
                owner = _owner(token) if token.lemma_.lower() in _ANSWERS else None
                if owner is not None:
                    return FoundCue(token, noun_phrase(owner), owner.i)
                return FoundCue(colon, noun_phrase(token), token.i)
        return None


def _last_of_name(tokens: Sequence[Token]) -> Token:
    """The last word of the first name: "Colonel Amadi" in "this from Colonel Amadi, for the army"."""
    last = tokens[0]
    for token in tokens[1:]:
        if token.i != last.i + 1:
            break
        last = token
    return last


def _owner(noun: Token) -> Token | None:
    """Whose noun of saying it is: "a denial from X", "X's final assessment"."""
    for preposition in noun.children:
        if preposition.dep_ == "prep" and preposition.lower_ in ("from", "by", "of"):
            named = child(preposition, "pobj")
            if named is not None:
                return named
    return child(noun, "poss")


def _skip_marks(words: Words, start: int) -> int | None:
    """The first word after a quotation in its paragraph, unless it is quoted again."""
    doc = words.doc
    while start < len(doc):
        token = doc[start]
        if breaks_line(token):
            return None
        if not (token.is_quote or token.is_space or token.text in DASHES or token.text == ","):
            return start if words.quote_of[start] < 0 else None
        start += 1
    return None


def _clause_end(words: Words, start: int) -> int:
    end = start
    while end < len(words.doc) and end - start < REACH:
        token = words.doc[end]
        if words.quote_of[end] >= 0 or breaks_line(token):
            break
        if token.text in STOPS or token.text in (";", ":") or (token.text in ("“", '"') and end > start):
            break
        end += 1
    return end


def _words_before(words: Words, passage: Passage) -> list[Token]:
    """The words of a quotation's sentence that lead up to it, back to the sentence's start."""
    doc = words.doc
    last = passage.first - 1
    while last >= 0 and (doc[last].is_quote or doc[last].is_space):
        if breaks_line(doc[last]) and passage.precedes != ":":
            return []
        last -= 1
    start = last + 1
    while start > 0 and last - start < REACH:
        token = doc[start - 1]
        if breaks_line(token) or words.quote_of[start - 1] >= 0:
            break
        if token.text in STOPS and start - 1 < last:
            break
        start -= 1
    while start < last and (doc[start].is_quote or doc[start].is_space or doc[start].text == ","):
        start += 1
    return list(doc[start : last + 1])


def _main_verbs(tokens: Sequence[Token], start: int) -> Iterator[Token]:
    """The verbs that can be a clause's cue: not its helpers, nor those of relative clauses and names."""
    for token in tokens:
        if token.pos_ not in ("VERB", "AUX") or token.dep_ in ("aux", "auxpass", "compound"):
            continue
        if token.dep_ == "amod" and token.i != start:  # '"…," bellowed Ruo Amadi' is often parsed so
            continue
        if token.dep_ in ("relcl", "acl") and token.i != start and token.head.i >= start:
            continue
        if token.tag_ == "VBG" and token.dep_ == "pcomp":
            continue
        yield token


def _source_near(words: Words, verb: Token, start: int, end: int) -> tuple[Range, int] | None:
    """Who speaks, between `start` and `end`: the verb's subject, else the noun phrase beside it."""
    subject = subject_of(verb)
    if subject is not None and start <= subject.i < end and words.quote_of[subject.i] < 0:
        low, high = noun_phrase(subject)
        if subject.i < verb.i and by_agent(verb) is None:
            high = min(high, verb.i)
        return (max(low, start), min(high, end)), subject.i
    # Inverted or misparsed: the noun phrase right after the verb, or the first before it.
    low, high = (verb.i + 1, min(end, verb.i + 8)) if verb.i == start else (start, verb.i)
    if verb.i - start > 25:
        return None
    named = next((token for token in words.doc[low:high] if token.pos_ in _NOMINAL), None)
    if named is None:
        return None
    limit = end if verb.i == start else verb.i
    head = named
    while head.head.pos_ in _NOMINAL and low <= head.head.i < limit and head.dep_ in _INSIDE_NAME:
        head = head.head
    first, last = noun_phrase(head)
    return (max(first, low), min(last, limit)), head.i
