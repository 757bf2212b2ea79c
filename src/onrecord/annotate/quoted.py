"""Direct speech: which quotations are statements, and whose.

A quotation is speech when it stands as a sentence (or is set off by comma or
colon); a few quoted words inside a sentence are not, they make the sentence's
own statement mixed, or are scare quotes. The cue is looked for after the
quotation, before it, and between its parts; failing that the quotation goes on
from the one before it, or belongs to the person the sentence before is about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from onrecord.annotate.clauses import Range, Words, child, noun_phrase, subject_of
from onrecord.annotate.draft import Draft
from onrecord.annotate.layers import Quotation
from onrecord.lexicon.cues import Cue, CueLexicon

REACH = 45  # tokens between a quotation and its cue, at most
_SPEAKING = frozenset({"say", "write", "ask", "order", "commit", "judge", "think", "find"})
DASHES = frozenset({"-", "–", "—", "―", "--", "_"})
_PERSON_LIKE = frozenset({"PERSON", "ORG", "NORP", "GPE"})


@dataclass(slots=True)
class Passage:
    """A quotation in its surroundings: token ranges, paragraph, and how it begins and ends."""

    quote: Quotation
    first: int
    last: int
    paragraph: int
    is_speech: bool
    ending: str
    follows: str
    precedes: str


@dataclass(slots=True)
class _Speech:
    """Passages that make one statement."""

    passages: list[int]
    paragraph: int
    cue: Token | None = None
    cue_range: Range | None = None
    source: Range | None = None
    source_root: int | None = None
    hearer: Range | None = None
    rule: str = "quotation"
    open_ended: bool = False
    entry: Cue | None = None
    holes: list[Range] = field(default_factory=list)


class Quoted:
    """Finds direct statements in a document."""

    def __init__(self, lexicon: CueLexicon) -> None:
        self.lexicon = lexicon

    def drafts(self, words: Words, paragraph_starts: Sequence[int]) -> list[Draft]:
        """Drafts of all direct statements, in text order."""
        doc = words.doc
        passages = _passages(words, paragraph_starts)
        speeches = self._speeches(doc, words, passages)
        drafts = []
        for speech in speeches:
            content: set[int] = set()
            for number in speech.passages:
                passage = passages[number]
                content.update(range(passage.first, passage.last + 1))
            content.update(_opening_words(words, passages[speech.passages[0]], speech))
            drafts.append(
                Draft(
                    speech.rule,
                    frozenset(content),
                    speech.cue_range,
                    speech.cue.i if speech.cue is not None else None,
                    speech.source,
                    speech.source_root,
                    speech.hearer,
                    "quotation",
                    speech.entry,
                    score=2.0 if speech.source is not None else 1.2,
                    quotes=list(speech.passages),
                )
            )
        return drafts

    def _speeches(self, doc: Doc, words: Words, passages: list[Passage]) -> list[_Speech]:
        speeches: list[_Speech] = []
        waiting: _Speech | None = None  # quoted paragraphs left open, their cue still to come
        for number, passage in enumerate(passages):
            if not passage.is_speech:
                continue
            last = speeches[-1] if speeches else None
            previous = passages[last.passages[-1]] if last else None
            if last and previous and self._goes_on(doc, words, passage, previous, last):
                last.passages.append(number)
                last.open_ended = not passage.quote.closed
                if last.source is None:
                    self._attach(last, self._cue_after(doc, words, passage), "quotation-continued")
                continue
            speech = _Speech([number], passage.paragraph, open_ended=not passage.quote.closed)
            before = self._cue_before(doc, words, passage)
            after = self._cue_after(doc, words, passage)
            if after is not None and not (before is not None and _introduces(doc, before[0], passage)):
                self._attach(speech, after, "cue-after")
            elif before is not None:
                self._attach(speech, before, "cue-before")
            if speech.source is None:
                self._inherit(doc, words, speech, passage, last, previous)
            if waiting is not None and speech.source is not None and waiting is last:
                pass
            speeches.append(speech)
            waiting = speech if speech.source is None and speech.open_ended else None
        return [speech for speech in speeches if speech.source is not None or speech.cue is not None]

    def _goes_on(
        self, doc: Doc, words: Words, passage: Passage, previous: Passage, last: _Speech
    ) -> bool:
        """Whether a quotation is a further piece of the statement before it."""
        gap = range(previous.last + 1, passage.first)
        meaningful = [doc[i] for i in gap if not doc[i].is_punct and not doc[i].is_space and not doc[i].is_quote]
        if passage.paragraph != previous.paragraph:
            if passage.paragraph != previous.paragraph + 1 or not _starts_paragraph(doc, passage):
                return False
            if not previous.quote.closed:
                after = self._cue_after(doc, words, passage)
                return last.source is None or after is None or _pronoun_or_same(doc, after[1], last.source)
            # A paragraph that is all quotation, with no cue of its own, goes on.
            return not meaningful_after(doc, passage) and last.source is not None and all(
                token.i <= previous.last + REACH for token in meaningful
            ) and self._cue_before(doc, words, passage) is None
        if not meaningful:
            return True
        if self._cue_after(doc, words, passage) is not None:
            return False
        cue = last.cue_range
        if cue is None:
            return False
        # Everything between the two belongs to the cue's clause.
        first, final = meaningful[0].i, meaningful[-1].i
        if not (first <= cue[0] <= final) and not any(a <= first and final < b for a, b in last.holes):
            after = self._cue_after(doc, words, previous)
            if after is None:
                return False
            verb, source, _, _ = after
            if not (first <= verb.i <= final) or not _pronoun_or_same(doc, source, last.source):
                return False
        sentence_ends = [i for i in gap if doc[i].text in (".", "!", "?", ";") and i < final]
        if sentence_ends or passage.precedes == ":":
            return False
        if passage.precedes in (".", "!", "?"):
            return True  # the cue's sentence has ended, and the speaker goes on
        return not any(
            token.pos_ == "VERB" and token.i > cue[1] and token.lemma_.lower() in self.lexicon.verbs
            for token in meaningful
        )

    def _attach(
        self, speech: _Speech, found: tuple[Token, Range | None, int | None, Cue | None] | None, rule: str
    ) -> None:
        if found is None:
            return
        verb, source, root, entry = found
        speech.cue = verb
        speech.cue_range = (verb.i, verb.i + 1)
        speech.source, speech.source_root = source, root
        speech.entry = entry
        speech.rule = rule
        if entry is not None and "hearer-object" in entry.frames:
            heard = child(verb, "dobj", "dative")
            if heard is not None and heard.i > verb.i and heard.i != root:
                speech.hearer = noun_phrase(heard)
        if speech.hearer is None:
            for preposition in verb.children:
                if preposition.dep_ in ("prep", "dative") and preposition.lower_ == "to":
                    named = child(preposition, "pobj")
                    if named is not None:
                        speech.hearer = noun_phrase(named)

    # -- the cue after: "…," she said ----------------------------------------------

    def _cue_after(
        self, doc: Doc, words: Words, passage: Passage
    ) -> tuple[Token, Range | None, int | None, Cue | None] | None:
        start = passage.last + 1
        while start < len(doc) and (doc[start].is_quote or doc[start].is_space or doc[start].text in DASHES or doc[start].text == ","):
            if doc[start].is_space and "\n" in doc[start].text:
                return None
            start += 1
        if start >= len(doc) or words.quote_of[start] >= 0:
            return None
        opening = doc[start]
        if passage.ending == "." and passage.follows != "," and passage.follows not in DASHES:
            return None
        strong = passage.ending == "," or passage.follows == "," or passage.follows in DASHES
        end = self._clause_end(doc, words, start)
        for token in doc[start:end]:
            if token.pos_ not in ("VERB", "AUX") or token.dep_ in ("aux", "auxpass"):
                continue
            lemma = token.lemma_.lower()
            entry = self.lexicon.verbs.get(lemma)
            if token.dep_ in ("relcl", "acl") and token.i != start and token.head.i >= start:
                continue
            if token.dep_ in ("amod", "compound") or (token.tag_ == "VBG" and token.dep_ == "pcomp"):
                continue
            if entry is None and (not strong or _is_title(doc, passage)):
                return None
            if entry is not None and entry.kind not in _SPEAKING:
                if not strong:
                    return None
                entry = None
            source, root = self._source_near(doc, words, token, start, end)
            if source is None:
                if strong:
                    continue
                return None
            if not strong and not opening.is_lower and token.i - start > 8:
                return None
            return token, source, root, entry
        if passage.follows in DASHES:
            # Release style: "…" — Commissioner X
            phrase = doc[start:end]
            if 0 < len(phrase) <= 20 and any(token.pos_ == "PROPN" for token in phrase):
                head = phrase.root
                return doc[passage.last], (start, min(end, start + 20)), head.i, None
        return None

    def _clause_end(self, doc: Doc, words: Words, start: int) -> int:
        end = start
        while end < len(doc) and end - start < REACH:
            token = doc[end]
            if words.quote_of[end] >= 0:
                break
            if token.text in (".", "!", "?", ";", ":") or (token.is_space and "\n" in token.text):
                break
            if token.text in ("“", '"') and end > start:
                break
            end += 1
        return end

    def _source_near(
        self, doc: Doc, words: Words, verb: Token, start: int, end: int
    ) -> tuple[Range | None, int | None]:
        subject = subject_of(verb)
        if subject is not None and start <= subject.i < end and words.quote_of[subject.i] < 0:
            low, high = noun_phrase(subject)
            if subject.i < verb.i:
                high = min(high, verb.i)
            return (max(low, start), min(high, end)), subject.i
        # Inverted or misparsed: the noun phrase right after the verb, or all before it.
        nominal = ("NOUN", "PROPN", "PRON")
        if verb.i == start:
            for token in doc[verb.i + 1 : min(end, verb.i + 8)]:
                if token.pos_ in nominal:
                    head = token
                    while head.head.pos_ in nominal and verb.i < head.head.i < end and head.dep_ in ("compound", "nmod", "poss", "amod"):
                        head = head.head
                    low, high = noun_phrase(head)
                    return (max(low, verb.i + 1), min(high, end)), head.i
            return None, None
        before = [token for token in doc[start : verb.i] if token.pos_ in nominal]
        if before and verb.i - start <= 25:
            head = before[0]
            while head.head.pos_ in nominal and start <= head.head.i < verb.i and head.dep_ in ("compound", "nmod", "poss", "amod"):
                head = head.head
            low, high = noun_phrase(head)
            return (max(low, start), min(high, verb.i)), head.i
        return None, None

    # -- the cue before: she said: "…" ---------------------------------------------

    def _cue_before(
        self, doc: Doc, words: Words, passage: Passage
    ) -> tuple[Token, Range | None, int | None, Cue | None] | None:
        opening = passage.first - 1
        while opening >= 0 and (doc[opening].is_quote or doc[opening].is_space):
            if doc[opening].is_space and "\n" in doc[opening].text and passage.precedes != ":":
                return None
            opening -= 1
        if opening < 0 or words.quote_of[opening] >= 0:
            return None
        start = self._clause_start(doc, words, opening)
        region = doc[start : opening + 1]
        fits = passage.precedes in (",", ":") or region[-1].pos_ in ("VERB", "AUX") or region[-1].lower_ == "that"
        if not fits or not len(region):
            return None
        if passage.precedes != ":" and not _starts_upper(passage.quote, words.text):
            return None
        for token in reversed(list(region)):
            if token.lower_ == "according":
                named = child(child(token, "prep"), "pobj") if child(token, "prep") is not None else None
                if named is not None:
                    return token, noun_phrase(named), named.i, None
            if token.pos_ not in ("VERB", "AUX") or token.dep_ in ("aux", "auxpass"):
                continue
            entry = self.lexicon.verbs.get(token.lemma_.lower())
            if entry is None or entry.kind not in _SPEAKING:
                if passage.precedes == ":" or opening - token.i > 2 or _is_title(doc, passage):
                    continue
                entry = None
            if token.dep_ == "relcl" and opening - token.i > 3:
                continue
            subject = subject_of(token)
            if subject is None or words.quote_of[subject.i] >= 0:
                source, root = self._source_near(doc, words, token, start, opening + 1)
                if source is None:
                    continue
                return token, source, root, entry
            return token, noun_phrase(subject), subject.i, entry
        if passage.precedes == ":":
            return self._label_before(doc, region)
        return None

    def _clause_start(self, doc: Doc, words: Words, opening: int) -> int:
        start = opening
        while start >= 0 and opening - start < REACH:
            token = doc[start]
            if token.is_space and "\n" in token.text:
                break
            if token.text in (".", "!", "?") and start < opening:
                break
            if words.quote_of[start] >= 0:
                break
            start -= 1
        start += 1
        while start < opening and (doc[start].is_quote or doc[start].is_space or doc[start].text == ","):
            start += 1
        return start

    def _label_before(
        self, doc: Doc, region: Sequence[Token]
    ) -> tuple[Token, Range | None, int | None, Cue | None] | None:
        """ "La Voix carries a denial from the spokesman: …", "The mayor: …"."""
        tokens = [token for token in region if not token.is_space]
        if not tokens:
            return None
        for token in reversed(tokens):
            entry = self.lexicon.nouns.get(token.lemma_.lower()) if token.pos_ == "NOUN" else None
            if entry is None:
                continue
            for preposition in token.children:
                if preposition.dep_ == "prep" and preposition.lower_ in ("from", "by", "of"):
                    named = child(preposition, "pobj")
                    if named is not None:
                        return token, noun_phrase(named), named.i, entry
            owner = child(token, "poss")
            if owner is not None:
                return token, noun_phrase(owner), owner.i, entry
        nominal = [token for token in tokens if token.pos_ in ("NOUN", "PROPN", "PRON")]
        if nominal and len(tokens) <= 12 and not any(token.pos_ in ("VERB", "AUX") for token in tokens):
            colon = tokens[-1]
            return colon, (tokens[0].i, colon.i), nominal[-1].i, None
        for token in tokens:
            if token.dep_ == "nsubj" and token.pos_ in ("PROPN", "NOUN", "PRON"):
                return tokens[-1], noun_phrase(token), token.i, None
        return None

    # -- no cue of its own --------------------------------------------------------------

    def _inherit(
        self,
        doc: Doc,
        words: Words,
        speech: _Speech,
        passage: Passage,
        last: _Speech | None,
        previous: Passage | None,
    ) -> None:
        """A quotation without a cue belongs to the speaker just heard, or just spoken of."""
        count = sum(1 for token in doc[passage.first : passage.last + 1] if token.is_alpha)
        if count < 4 or not _starts_upper(passage.quote, words.text):
            return
        sentence = self._sentence_before(doc, words, passage)
        if sentence is not None:
            subject = next(
                (t for t in sentence if t.dep_ in ("nsubj", "nsubjpass") and t.head.dep_ in ("ROOT", "conj")),
                None,
            )
            if subject is not None and (subject.ent_type_ == "PERSON" or subject.lower_ in ("he", "she")):
                speech.source, speech.source_root = noun_phrase(subject), subject.i
                speech.rule = "sentence-before"
                return
        if last is not None and previous is not None and last.source is not None:
            if passage.paragraph - previous.paragraph == 1 and _starts_paragraph(doc, passage):
                speech.source, speech.source_root = last.source, last.source_root
                speech.rule = "same-speaker"

    def _sentence_before(self, doc: Doc, words: Words, passage: Passage) -> Sequence[Token] | None:
        at = passage.first - 1
        while at >= 0 and (doc[at].is_quote or doc[at].is_space):
            at -= 1
        if at < 0 or words.quote_of[at] >= 0 or doc[at].text not in (".", ":", "!", "?"):
            return None
        return list(doc[at].sent)


def _opening_words(words: Words, passage: Passage, speech: _Speech) -> range:
    """In 'With two dams gone, "there is no plan," he said' the words before the marks were said too."""
    if speech.cue is None or speech.cue.i < passage.first or _starts_upper(passage.quote, words.text):
        return range(0)
    if passage.precedes in "\n.!?:;":
        return range(0)
    start = passage.first
    while start > 0 and passage.first - start < REACH:
        token = words.doc[start - 1]
        if token.text in (".", "!", "?", ";") or (token.is_space and "\n" in token.text):
            break
        if words.quote_of[start - 1] >= 0:
            break
        start -= 1
    return range(start, passage.first)


def _is_title(doc: Doc, passage: Passage) -> bool:
    """Whether the quoted words are written like the name of a work: "The Long River"."""
    words = [token for token in doc[passage.first : passage.last + 1] if token.is_alpha]
    if not words or len(words) > 9:
        return False
    return all(token.text[0].isupper() or token.is_stop or len(token) <= 3 for token in words)


def _introduces(doc: Doc, cue: Token, passage: Passage) -> bool:
    """Whether a verb stands right before the colon that opens the quotation ("She stated: …")."""
    if passage.precedes != ":":
        return False
    return passage.ending != "," or all(
        token.is_punct or token.is_space or token.i == cue.i for token in doc[cue.i : passage.first]
    )


def meaningful_after(doc: Doc, passage: Passage) -> bool:
    """Whether words follow a quotation in its paragraph."""
    at = passage.last + 1
    while at < len(doc):
        token = doc[at]
        if token.is_space and "\n" in token.text:
            return False
        if not token.is_punct and not token.is_space and not token.is_quote:
            return True
        at += 1
    return False


def _pronoun_or_same(doc: Doc, source: Range | None, known: Range | None) -> bool:
    if source is None:
        return False
    words = [doc[i].lower_ for i in range(*source)]
    if len(words) == 1 and words[0] in ("he", "she", "it", "they"):
        return True
    return known is not None and bool(set(words) & {doc[i].lower_ for i in range(*known)})


def _starts_upper(quote: Quotation, text: str) -> bool:
    for char in text[quote.inner.start : quote.inner.start + 6]:
        if char.isalnum():
            return char.isupper() or char.isdigit()
    return True


def _starts_paragraph(doc: Doc, passage: Passage) -> bool:
    at = passage.first - 1
    while at >= 0 and (doc[at].is_quote or (doc[at].is_space and "\n" not in doc[at].text)):
        at -= 1
    return at < 0 or (doc[at].is_space and "\n" in doc[at].text)


def _passages(words: Words, paragraph_starts: Sequence[int]) -> list[Passage]:
    doc, text = words.doc, words.text
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for index, number in enumerate(words.quote_of):
        if number >= 0:
            first.setdefault(number, index)
            last[number] = index
    passages = []
    paragraph = 0
    for number, quote in enumerate(words.outer):
        while paragraph < len(paragraph_starts) and paragraph_starts[paragraph] <= quote.outer.start:
            paragraph += 1
        if number not in first:
            passages.append(Passage(quote, 0, -1, paragraph, False, "", "", ""))
            continue
        inner = text[quote.inner.start : quote.inner.end].rstrip()
        ending = inner[-1] if inner and not inner[-1].isalnum() else ""
        follows = _next_visible(text, quote.outer.end)
        precedes = _previous_visible(text, quote.outer.start)
        passages.append(
            Passage(
                quote,
                first[number],
                last[number],
                paragraph,
                _is_speech(words, quote, first[number], last[number], ending, follows, precedes),
                ending,
                follows,
                precedes,
            )
        )
    return passages


def _next_visible(text: str, at: int) -> str:
    while at < len(text) and text[at] in " \t\xa0":
        at += 1
    return text[at] if at < len(text) else "\n"


def _previous_visible(text: str, at: int) -> str:
    at -= 1
    while at >= 0 and text[at] in " \t\xa0":
        at -= 1
    return text[at] if at >= 0 else "\n"


def _is_speech(
    words: Words, quote: Quotation, first: int, last: int, ending: str, follows: str, precedes: str
) -> bool:
    count = sum(1 for token in words.doc[first : last + 1] if not token.is_punct)
    opens_sentence = precedes in "\n.!?:,—–―-”\"»…)" or precedes == ""
    if not opens_sentence:
        # "said that "We …"" and "said "We …"" without a comma
        word = words.doc[first - 2] if first >= 2 else None
        return (
            word is not None
            and word.pos_ in ("VERB", "AUX")
            and _starts_upper(quote, words.text)
            and (ending in ("!", "?", ".") or (ending == "," and count >= 4))
        )
    if not quote.closed:
        return count >= 3
    if precedes == "," and not _starts_upper(quote, words.text):
        # A lower-case piece after a comma goes on from "…, she said,"
        return ending in ".,!?" or follows in ".,"
    if ending in (",", ".", "!", "?", "…", "-", "—", "–", ";", ":"):
        return True
    if follows == "," or follows in DASHES:
        return count >= 3
    return count >= 5 and precedes in "\n:,.!?"
