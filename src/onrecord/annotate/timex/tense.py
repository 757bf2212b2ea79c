"""The tense of the verb that governs a time expression, read off the parse."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from onrecord.annotate.timex.anchoring import Tense
from onrecord.lexicon.times import TimeWords

MAX_CLIMB = 12  # steps up the tree: beyond, the verb no longer governs
MAX_NUMBER_REACH = 4  # tokens from the month to the last number of a date
_VERBS = frozenset({"VERB", "AUX"})
_SAID = frozenset({"say", "tell", "report", "announce", "quote", "write", "add"})


def tense_of(token: Token, words: TimeWords) -> Tense | None:
    """Whether what the words at `token` say lies behind or ahead; `None` where no verb tells.

    A date that only names a thing ("the Jan. 14 deadline", "Friday's vote") has no verb of its own.
    """
    if token.dep_ == "nummod" and 0 < token.i - token.head.i <= MAX_NUMBER_REACH:
        token = token.head  # the month of "Oct. 23" stands for the date
    if token.dep_ in ("compound", "nmod", "amod", "poss", "nummod") and token.head.pos_ in ("NOUN", "PROPN"):
        return None
    verb = _verb_before(token) or _governing_verb(token)
    if verb is not None and token.head.lower_ == "for" and verb.lemma_ in words.planning:
        return "future"
    for _ in range(MAX_CLIMB):
        if verb is None:
            return None
        found = _tense_of_verb(verb, words)
        if found is not None:
            return found
        if verb.tag_ not in ("VB", "VBG", "VBN") or verb.head is verb:
            return None
        verb = _governing_verb(verb.head)
    return None


def _verb_before(token: Token) -> Token | None:
    """The verb right before the date ("met early on Friday"): it governs, whatever the parse."""
    at = token.i - 1
    while at >= 0 and token.i - at <= 3 and token.doc[at].lower_ in ("on", "early", "late", "here"):
        at -= 1
    if at < 0 or token.i - at > 4:
        return None
    before = token.doc[at]
    return before if before.tag_ in ("VBD", "VBN") else None


def _governing_verb(token: Token) -> Token | None:
    for _ in range(MAX_CLIMB):
        if token.pos_ in _VERBS:
            return token
        if token.head is token:
            return None
        token = token.head
    return None


def _tense_of_verb(verb: Token, words: TimeWords) -> Tense | None:
    auxiliaries = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
    if any(auxiliary.lower_ in words.future_auxiliaries for auxiliary in auxiliaries):
        has_perfect = any(auxiliary.lemma_ == "have" for auxiliary in auxiliaries)
        return "past" if has_perfect else "future"
    if any(auxiliary.tag_ == "TO" for auxiliary in auxiliaries):
        return "future" if _is_planned(verb, words) else None
    if verb.lemma_ in words.scheduling and verb.tag_ == "VBN":
        return "future"
    if verb.lower_ in words.future_auxiliaries:
        return "future"
    if verb.tag_ == "VBD" or any(
        auxiliary.tag_ in ("VBD", "VBN") or auxiliary.lemma_ == "have" for auxiliary in auxiliaries
    ):
        return "past"
    if verb.tag_ == "VBG" and any(auxiliary.tag_ in ("VBZ", "VBP") for auxiliary in auxiliaries):
        return "present"
    if verb.tag_ in ("VBZ", "VBP"):
        return None if verb.lemma_ == "be" else "past" if verb.lemma_ in _SAID else "present"
    return "past" if verb.tag_ == "VBN" and not auxiliaries else None


def _is_planned(verb: Token, words: TimeWords) -> bool:
    """Whether a to-infinitive hangs on a word of planning, or on "is" and "are"."""
    head = verb.head
    return (
        head is verb
        or head.lemma_ in words.planning
        or head.lower_ in words.planning
        or (head.lemma_ == "be" and head.tag_ in ("VBZ", "VBP"))
        or head.pos_ == "NOUN"
    )


class TenseReader:
    """Answers for character offsets of one `Doc`."""

    def __init__(self, doc: Doc, words: TimeWords) -> None:
        self.doc = doc
        self.words = words
        self.has_parse = len(doc) > 0 and doc.has_annotation("DEP") and doc.has_annotation("TAG")

    def token_at(self, start: int, end: int) -> Token | None:
        """The last token of the characters `[start, end)`; `None` where the `Doc` has none there."""
        if not self.has_parse:
            return None
        span = self.doc.char_span(start, end, alignment_mode="expand")
        return span[-1] if span is not None and len(span) else None

    def tense(self, start: int, end: int) -> Tense | None:
        """The tense that governs the words at `[start, end)`."""
        token = self.token_at(start, end)
        return None if token is None or token.is_space else tense_of(token, self.words)

    def is_since(self, start: int, end: int) -> bool:
        """Whether the words stand in a clause that "since" opens: "since they took the town in June"."""
        token = self.token_at(start, end)
        for _ in range(MAX_CLIMB):
            if token is None or token.head is token:
                return False
            token = token.head
            if token.pos_ in _VERBS:
                opened = any(
                    child.dep_ == "mark" and child.lower_ in self.words.since for child in token.lefts
                )
                return opened and token.dep_ == "advcl"
        return False

    def is_adverb(self, start: int, end: int) -> bool:
        """Whether "before" or "after" stands by itself there, with nothing it is before or after of."""
        token = self.token_at(start, end)
        if token is None:
            return True
        if token.dep_ == "mark":  # "the day before they had won": no other clause it could hang on
            return token.head.dep_ == "ROOT"
        if any(not child.is_punct for child in token.rights):
            return False
        following = token.nbor(1) if token.i + 1 < len(self.doc) else None
        return following is None or following.pos_ not in ("NOUN", "PROPN", "DET", "PRON", "NUM", "ADJ")

    def is_rate(self, start: int, end: int) -> bool:
        """Whether "a" at `[start, end)` opens a rate, a noun or number before it ("300 barrels a day")."""
        token = self.token_at(start, end)
        return token is not None and token.i > 0 and token.nbor(-1).tag_ in ("NN", "NNS", "CD", "$")

    def counts(self, start: int, end: int) -> bool:
        """Whether a number counts the plural behind it ("2015 people"), with no article before it."""
        token = self.token_at(start, end)
        if token is None or token.i + 1 >= len(self.doc):
            return False
        noun = token.nbor(1)
        if noun.tag_ != "NNS" or noun.lower_ in self.words.dated_nouns:
            return False
        before = token.nbor(-1) if token.i else None
        return before is None or not (
            before.tag_ in ("DT", "PRP$", "POS") or before.lower_ in ("in", "since", "by", "of", "from")
        )
