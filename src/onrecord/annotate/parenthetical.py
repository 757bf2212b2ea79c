"""A cue between commas, or after the last: "By dawn, the warden predicts, the ford will be shut".

The parser often loses its way here, so the marks decide: a comma, a short noun phrase, a verb of
saying or thinking, then a comma again or the sentence's end.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from onrecord.annotate.clauses import RELATIVE_PRONOUNS, Words, child, hearer
from onrecord.annotate.draft import Draft
from onrecord.lexicon.cues import Cue, CueLexicon

MAX_SOURCE = 10  # tokens of a speaker between commas
MAX_APPOSED = 30  # tokens of a speaker with an apposition: "its warden, Ruo Amadi, who …"
MAX_ADJUNCT = 7  # tokens between the cue and the comma: "on Monday", "in a leader"
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_RELATIVE = frozenset({"WDT", "WP", "WP$", "WRB"})
_CLOSES = frozenset({".", "!", "?"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
_TIMES = frozenset({"DATE", "TIME"})
_ADJOINING = frozenset({"ADP", "ADV"})


class Parenthetical:
    """Finds cues between commas by surface order."""

    def __init__(self, lexicon: CueLexicon) -> None:
        self.lexicon = lexicon

    def draft(self, words: Words, cue: Token) -> Draft | None:
        """The statement whose cue `cue` is, if it stands so; the source is the phrase before it."""
        entry = self.lexicon.verbs.get(cue.lemma_.lower())
        if entry is None or "that-clause" not in entry.frames or not _may_be_finite(cue):
            return None
        sentence = cue.sent
        opening = _comma_before(cue, sentence.start)
        if opening is None or (cue.dep_ == "relcl" and cue.head.i > opening):
            return None
        heard = hearer(cue, entry)
        if heard is not None and heard[0] > cue.i + 2:  # beyond the comma: no hearer, but what was said
            heard = None
        after = cue.i + 1 if heard is None or heard[0] != cue.i + 1 else heard[1]
        closing = _comma_after(cue, after, sentence.end)
        if closing is None:
            return None
        following = cue.doc[closing + 1] if closing + 1 < sentence.end else None
        if following is not None and following.lower_ in ("quoting", "citing"):
            return None  # the words are those of whom they quote
        is_last = (
            following is None
            or cue.doc[closing].text in _CLOSES
            or not goes_on(following, sentence.end, self.lexicon)
        )
        draft = self._built(words, cue, entry, (opening, closing), is_last)
        if draft is not None:
            draft.addressee = heard
        return draft

    def _built(
        self, words: Words, cue: Token, entry: Cue, commas: tuple[int, int], is_last: bool
    ) -> Draft | None:
        doc, sentence = cue.doc, cue.sent
        opening, closing = commas
        here = words.quote_of[cue.i]
        left = [t for t in doc[sentence.start : opening] if words.quote_of[t.i] == here or here < 0]
        right = [] if is_last else [t for t in doc[closing + 1 : sentence.end] if not t.is_space]
        if not _says_something(left, right, is_last):
            return None
        start = opening + 1
        root = _head(doc, start, cue)
        if root is None:
            return None
        end = cue.i
        while end > start and doc[end - 1].dep_ in ("aux", "neg") and doc[end - 1].head.i == cue.i:
            end -= 1
        return Draft(
            "parenthetical",
            frozenset(token.i for token in (*left, *right)),
            (cue.i, cue.i + 1),
            cue.i,
            (start, end),
            root,
            entry=entry,
            score=0.95 if is_last else 1.05,
        )


def goes_on(first: Token, end: int, lexicon: CueLexicon) -> bool:
    """Whether the words from `first` to `end` go on with what was said before a cue.

    Not if they are a statement of their own: ", but the army denies it".
    """
    if first.pos_ == "SCONJ" or first.tag_ == "VBG":
        return False
    verb = next((token for token in first.doc[first.i : end] if _is_finite(token)), None)
    if verb is None:
        return first.pos_ != "CCONJ"
    has_subject = any(token.pos_ in _NOMINAL for token in first.doc[first.i : verb.i])
    return not has_subject or verb.lemma_.lower() not in lexicon.verbs


def _may_be_finite(cue: Token) -> bool:
    if cue.tag_ in _FINITE or cue.tag_ == "NNS":
        return True
    return cue.tag_ == "VBN" and cue.i > 0 and (cue.nbor(-1).pos_ == "AUX" or cue.nbor(-1).pos_ in _NOMINAL)


def _comma_before(cue: Token, start: int) -> int | None:
    """The comma that opens the aside, if nothing but a noun phrase stands between."""
    doc = cue.doc
    subject = child(cue, "nsubj")
    if subject is not None and start < subject.left_edge.i < subject.i + 1 <= cue.i:
        before = subject.left_edge.nbor(-1)
        is_near = cue.i - before.i <= MAX_APPOSED and subject.lower_ not in RELATIVE_PRONOUNS
        is_near = is_near and all(token.tag_ != "PDT" for token in subject.lefts)  # "half the number they …"
        if before.text == "," and is_near:
            return before.i
    at = cue.i - 1
    while at > start and cue.i - at <= MAX_SOURCE:
        token = doc[at]
        if token.text == ",":
            return at if at + 1 < cue.i else None
        if token.is_quote or token.text in (":", ";", "–", "—") or token.tag_ in _RELATIVE:
            return None
        if token.tag_ == "PDT" or token.pos_ == "VERB" or (token.pos_ == "AUX" and token.i != cue.i - 1):
            return None
        if token.pos_ in ("SCONJ", "CCONJ") and at == cue.i - 1:
            return None
        at -= 1
    return None


def _comma_after(cue: Token, at: int, end: int) -> int | None:
    """The mark at `at` or after an adjunct there that closes the aside: a comma, or the sentence's end."""
    doc = cue.doc
    limit = at + MAX_ADJUNCT
    if at < end and not (doc[at].is_punct or doc[at].pos_ in _ADJOINING or doc[at].ent_type_ in _TIMES):
        return None
    while at < end and at <= limit:
        token = doc[at]
        if token.text == "," or token.text in _CLOSES:
            return at
        if token.pos_ in ("VERB", "AUX", "SCONJ") or token.is_quote:
            return None
        at += 1
    return at if at >= end else None


def _says_something(left: list[Token], right: list[Token], is_last: bool) -> bool:
    """Whether the words around the aside make a clause, begun before it."""
    if not any(token.is_alpha for token in left):
        return False
    if left[0].pos_ == "SCONJ" and any(token.pos_ == "VERB" for token in left) and not right:
        return False
    around = left if is_last else [*left, *right]
    if not any(_is_finite(token) for token in around):
        return False
    if is_last or any(_is_finite(token) for token in left):
        return True
    first = next((token for token in right if not token.is_punct), None)
    return (
        first is not None and first.pos_ not in ("CCONJ", "SCONJ") and first.tag_ not in ("VBG", "WDT", "WP")
    )


def _is_finite(token: Token) -> bool:
    return token.tag_ in (*_FINITE, "MD") and token.dep_ not in ("amod", "compound")


def _head(doc: Doc, start: int, cue: Token) -> int | None:
    """The head of the noun phrase between the comma and the cue."""
    subject = child(cue, "nsubj")
    if subject is not None and start <= subject.i < cue.i:
        return subject.i
    phrase = doc[start : cue.i]
    of = next((token.i for token in phrase if token.pos_ in ("ADP", "CCONJ")), cue.i)
    heads = [token.i for token in doc[start:of] if token.pos_ in _NOMINAL]
    return heads[-1] if heads else None
