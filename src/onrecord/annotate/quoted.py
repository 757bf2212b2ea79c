"""Direct speech: which quotations are statements, and whose.

The cue of a quotation is looked for after it, before it, and between its parts.
Failing that, the quotation goes on from the one before it, or belongs to the person
the sentence before is about. A few quoted words inside a sentence are no statement of
their own: they make the sentence's statement mixed, or are scare quotes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from onrecord.annotate.clauses import Range, Words, noun_phrase
from onrecord.annotate.cue_search import REACH, CueSearch, FoundCue
from onrecord.annotate.draft import Draft
from onrecord.annotate.passages import (
    STOPS,
    Passage,
    breaks_line,
    ends_paragraph,
    is_word,
    passages,
    starts_paragraph,
)
from onrecord.lexicon.cues import CueLexicon

PRONOUNS = frozenset({"he", "she", "it", "they"})
MIN_WORDS_UNCUED = 4  # a shorter quotation without a cue is a name, a slogan or a scare quote


@dataclass(slots=True)
class _Speech:
    """Passages that make one statement, with its cue and source once found."""

    passages: list[Passage]
    rule: str = ""
    found: FoundCue | None = None
    source: Range | None = None
    source_root: int | None = None

    def attach(self, found: FoundCue, rule: str) -> None:
        self.found, self.rule = found, rule
        self.source, self.source_root = found.source, found.source_root


class Quoted:
    """Finds direct statements in a document."""

    def __init__(self, lexicon: CueLexicon) -> None:
        self.lexicon = lexicon
        self.search = CueSearch(lexicon)

    def drafts(self, words: Words, paragraph_starts: Sequence[int]) -> list[Draft]:
        """Drafts of all direct statements, in text order."""
        speeches: list[_Speech] = []
        for passage in passages(words, paragraph_starts):
            if not passage.is_speech:
                continue
            last = speeches[-1] if speeches else None
            if last is not None and self._goes_on(words, passage, last):
                last.passages.append(passage)
                late = self.search.after(words, passage) if last.found is None else None
                if late is not None:
                    last.attach(late, "quotation-continued")
            else:
                speeches.append(self._begin(words, passage, last))
        return [_draft(words, speech) for speech in speeches if speech.source is not None]

    def _begin(self, words: Words, passage: Passage, last: _Speech | None) -> _Speech:
        speech = _Speech([passage])
        before = self.search.before(words, passage)
        after = self.search.after(words, passage)
        if after is not None and not (before is not None and _introduces(words, before.cue, passage)):
            speech.attach(after, "cue-after")
        elif before is not None:
            speech.attach(before, "cue-before")
        else:
            self._inherit(words, speech, passage, last)
        return speech

    # -- does a quotation go on? ---------------------------------------------------

    def _goes_on(self, words: Words, passage: Passage, last: _Speech) -> bool:
        """Whether a quotation is a further piece of the statement before it."""
        previous = last.passages[-1]
        if passage.paragraph != previous.paragraph:
            return self._goes_on_in_next_paragraph(words, passage, last)
        between = words.doc[previous.last + 1 : passage.first]
        said = [token for token in between if is_word(token)]
        if not said:
            return True
        if last.found is None or passage.precedes == ":" or self.search.after(words, passage) is not None:
            return False
        if any(token.text in (*STOPS, ";") and token.i < said[-1].i for token in between):
            return False  # whole sentences stand between
        cue = self._cue_between(words, said, last)
        if cue is None:
            return False
        if passage.precedes in STOPS:
            return True  # the cue's sentence has ended, and the speaker goes on
        return not any(self._is_cue_verb(token) for token in said if token.i > cue.i + 1)

    def _goes_on_in_next_paragraph(self, words: Words, passage: Passage, last: _Speech) -> bool:
        previous = last.passages[-1]
        if not _opens_next_paragraph(words, passage, previous) or not _are_marked_alike(
            words, passage, previous
        ):
            return False
        if not previous.quote.closed:
            after = self.search.after(words, passage)
            return last.found is None or after is None or _may_be_same(words, after.source, last.source)
        # A paragraph that is all quotation, with no cue of its own, goes on.
        return (
            last.source is not None
            and ends_paragraph(words.doc, passage)
            and passage.first - previous.last <= REACH
            and self.search.before(words, passage) is None
        )

    def _cue_between(self, words: Words, said: Sequence[Token], last: _Speech) -> Token | None:
        """The statement's cue, if it stands between two pieces, or another of the same speaker.

        The latter as in 'She stated: "…," she continued, "…"'.
        """
        if last.found is not None and said[0].i <= last.found.cue.i <= said[-1].i:
            return last.found.cue
        again = self.search.after(words, last.passages[-1])
        if again is None or not said[0].i <= again.cue.i <= said[-1].i:
            return None
        return again.cue if _may_be_same(words, again.source, last.source) else None

    def _is_cue_verb(self, token: Token) -> bool:
        return token.pos_ == "VERB" and token.lemma_.lower() in self.lexicon.verbs

    # -- no cue of its own --------------------------------------------------------------

    def _inherit(self, words: Words, speech: _Speech, passage: Passage, last: _Speech | None) -> None:
        """A quotation without a cue belongs to whom the sentence before is about, or to who just spoke."""
        doc = words.doc
        count = sum(1 for token in doc[passage.first : passage.last + 1] if token.is_alpha)
        if count < MIN_WORDS_UNCUED or not passage.starts_upper:
            return
        subject = _person_of_sentence_before(words, passage)
        if subject is not None:
            speech.source, speech.source_root = noun_phrase(subject), subject.i
            speech.rule = "sentence-before"
        elif last is not None and _opens_next_paragraph(words, passage, last.passages[-1]):
            speech.source, speech.source_root = last.source, last.source_root
            speech.rule = "same-speaker"


def _opens_next_paragraph(words: Words, passage: Passage, previous: Passage) -> bool:
    return passage.paragraph == previous.paragraph + 1 and starts_paragraph(words.doc, passage)


def _are_marked_alike(words: Words, passage: Passage, previous: Passage) -> bool:
    """Whether two quotations open with the same mark, as the pieces of one do."""
    return words.text[passage.quote.outer.start] == words.text[previous.quote.outer.start]


def _draft(words: Words, speech: _Speech) -> Draft:
    content = {i for passage in speech.passages for i in range(passage.first, passage.last + 1)}
    content.update(_opening_words(words, speech))
    found = speech.found
    return Draft(
        speech.rule,
        frozenset(content),
        (found.cue.i, found.cue.i + 1) if found is not None else None,
        found.cue.i if found is not None else None,
        speech.source,
        speech.source_root,
        found.hearer if found is not None else None,
        frame="quotation",
        entry=found.entry if found is not None else None,
        score=2.0,
    )


def _opening_words(words: Words, speech: _Speech) -> range:
    """In 'With two dams gone, "there is no plan," he said' the words before the marks were said too."""
    passage = speech.passages[0]
    if speech.found is None or speech.found.cue.i < passage.first or passage.starts_upper:
        return range(0)
    if passage.precedes in "\n.!?:;":
        return range(0)
    start = passage.first
    while start > 0 and passage.first - start < REACH:
        token = words.doc[start - 1]
        if token.text in (*STOPS, ";") or breaks_line(token) or words.quote_of[start - 1] >= 0:
            break
        start -= 1
    return range(start, passage.first)


def _introduces(words: Words, cue: Token, passage: Passage) -> bool:
    """Whether a verb stands right before the colon that opens the quotation ("She stated: …")."""
    if passage.precedes != ":":
        return False
    between = words.doc[cue.i + 1 : passage.first]
    return passage.ending != "," or not any(is_word(token) for token in between)


def _may_be_same(words: Words, source: Range, known: Range | None) -> bool:
    """Whether two mentions may name one speaker: a pronoun, or a shared word."""
    named = {words.doc[i].lower_ for i in range(*source)}
    if len(named) == 1 and named <= PRONOUNS:
        return True
    return known is not None and bool(named & {words.doc[i].lower_ for i in range(*known)})


def _person_of_sentence_before(words: Words, passage: Passage) -> Token | None:
    at = passage.first - 1
    while at >= 0 and (words.doc[at].is_quote or words.doc[at].is_space):
        at -= 1
    if at < 0 or words.quote_of[at] >= 0 or words.doc[at].text not in (*STOPS, ":"):
        return None
    for token in words.doc[at].sent:
        if token.dep_ in ("nsubj", "nsubjpass") and token.head.dep_ in ("ROOT", "conj"):
            is_person = token.ent_type_ == "PERSON" or token.lower_ in ("he", "she")
            return token if is_person else None
    return None
