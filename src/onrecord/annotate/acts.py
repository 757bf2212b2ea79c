"""What a statement does, how surely, whether it affirms or denies, and when it was made.

The act follows the cue; a neutral cue ("said") leaves it to a first-person verb in
the words ("we hope"), or to the speaker's own attitude ("says she expects"), or to a
question mark. Factuality and polarity are those of the content's main clause, on
FactBank's scale.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace

from spacy.language import Language
from spacy.tokens import Doc, Token

from onrecord.annotate.clauses import child
from onrecord.annotate.layers import Attribution, declare_extensions
from onrecord.annotate.saying import said_on
from onrecord.lexicon.cues import Cue, load_cues
from onrecord.lexicon.hedges import load_hedges
from onrecord.record import Act, Factuality, Polarity

_SPEAKER_SELF = frozenset({"i", "we", "he", "she", "it", "they", "who"})
MAX_LOOK = 60  # tokens into the content: its beginning tells how it is meant
_FIRST_PERSON = frozenset({"i", "we"})
_ATTITUDES = frozenset({"want", "commit", "order", "think", "ask"})
_NOUN_RULES = frozenset({"noun-cue", "cue-before", "cue-after"})
_TALLY_RULES = frozenset({"by-count", "own-figure"})
_NEUTRAL_CLASSES = frozenset({"say", "write", "find"})
_SCALE: dict[Factuality, int] = {
    "certain": 0,
    "probable": 1,
    "possible": 2,
    "unknown": 3,
    "counterfactual": 4,
}


@Language.factory(
    "onrecord_acts", assigns=["doc._.attributions"], requires=["doc._.attributions", "token.dep"]
)
def create_acts(nlp: Language, name: str) -> ActReader:
    """Make the component that fills act, factuality and polarity of `doc._.attributions`."""
    return ActReader()


@dataclass(frozen=True, slots=True)
class _Reading:
    act: Act
    factuality: Factuality
    polarity: Polarity


class ActReader:
    """Read act, factuality and polarity off cue and content."""

    def __init__(self) -> None:
        self.lexicon = load_cues()
        self.hedges = load_hedges()

    def __call__(self, doc: Doc) -> Doc:
        """Replace every attribution by one with its act, factuality and polarity, and when it was said."""
        offsets = [token.idx for token in doc]
        doc._.attributions = tuple(
            replace(
                attribution,
                act=reading.act,
                factuality=reading.factuality,
                polarity=reading.polarity,
                said_on=said_on(doc, attribution, doc._.times, offsets),
            )
            for attribution in doc._.attributions
            for reading in [self._read(doc, attribution, offsets)]
        )
        return doc

    def _read(self, doc: Doc, attribution: Attribution, offsets: list[int]) -> _Reading:
        entry = self._entry(doc, attribution)
        head = _content_head(doc, attribution, offsets)
        act: Act = entry.act_in(attribution.frame) if entry else "assert"
        factuality: Factuality = entry.factuality if entry else "certain"
        source = None if attribution.source_root is None else doc[attribution.source_root]
        if act == "assert" and source is not None:
            named = self.lexicon.nouns.get(source.lemma_.lower())
            if named is not None and named.act in ("estimate", "expect"):
                act, factuality = named.act, named.factuality
        if act == "assert" and (entry is None or entry.kind in _NEUTRAL_CLASSES):
            own = self._own_attitude(doc, attribution, head)
            if own is not None:
                act, factuality = own.act, own.factuality
            elif _asks(doc, attribution, head, offsets):
                act, factuality = "ask", "certain"
        factuality = self._hedged(head, factuality, attribution)
        return _Reading(act, factuality, self._polarity(act, attribution, head))

    def _entry(self, doc: Doc, attribution: Attribution) -> Cue | None:
        if attribution.cue_root is None:
            return None
        cue = doc[attribution.cue_root]
        lemma = cue.lemma_.lower()
        if attribution.rule in _TALLY_RULES:
            return self.lexicon.nouns.get(lemma)  # to figure is to guess, a figure is none
        if cue.pos_ == "NOUN" and attribution.rule in _NOUN_RULES:
            return self.lexicon.nouns.get(lemma) or self.lexicon.verbs.get(lemma)
        return self.lexicon.verbs.get(lemma)

    def _own_attitude(self, doc: Doc, attribution: Attribution, head: Token | None) -> Cue | None:
        """The attitude a speaker voices: "we hope that …", "(says) he expects …"."""
        if head is None:
            return None
        subject = child(head, "nsubj")
        own = _FIRST_PERSON if attribution.kind == "direct" else _SPEAKER_SELF
        entry = self.lexicon.verbs.get(head.lemma_.lower())
        if subject is None or subject.lower_ not in own or entry is None:
            return None
        is_done_by_saying = attribution.kind == "direct" and head.tag_ == "VBP"  # "I deny it"
        if entry.act == "assert" or not _takes(head, entry):
            return None
        if entry.kind not in _ATTITUDES and not is_done_by_saying:
            return None
        if child(head, "neg") is not None and entry.act != "expect":
            return None
        return entry if head.tag_ in ("VBP", "VBZ", "VB") or attribution.kind != "direct" else None

    def _hedged(self, head: Token | None, base: Factuality, attribution: Attribution) -> Factuality:
        if head is None:
            return base
        weakest = base
        for token in head.children:
            if token.dep_ in ("aux", "advmod", "acomp", "attr", "xcomp"):
                word = token.lower_ if token.dep_ in ("aux", "advmod") else token.lemma_.lower()
                found: Factuality | None = None
                if word in self.hedges.possible:
                    found = "possible"
                elif word in self.hedges.probable:
                    found = "probable"
                if found is not None and _SCALE[found] > _SCALE[weakest]:
                    weakest = found
        if head.lemma_ in ("seem", "appear") and weakest == "certain":
            return "probable"
        return weakest

    def _polarity(self, act: Act, attribution: Attribution, head: Token | None) -> Polarity:
        if act == "deny":
            return "-"
        denied = head is not None and self._is_denied(head)
        return "-" if denied != attribution.negated else "+"

    def _is_denied(self, head: Token) -> bool:
        for token in head.children:
            if token.dep_ in ("neg", "preconj") and token.lower_ in self.hedges.negations:
                return True
            if token.dep_ in ("nsubj", "nsubjpass", "attr", "dobj", "expl"):
                if token.lower_ in self.hedges.negations:
                    return True
                if (
                    token.i > head.i
                    and token.dep_ in ("attr", "dobj")
                    and head.pos_ == "VERB"
                    and head.lemma_ not in ("have", "be", "see", "find", "face")
                ):
                    continue
                for word in token.children:
                    if word.lower_ in self.hedges.negations and word.dep_ in (
                        "det",
                        "neg",
                        "preconj",
                        "advmod",
                        "amod",
                    ):
                        return True
                    if word.dep_ in ("nummod", "det") and any(
                        inner.lower_ in self.hedges.negations for inner in word.children
                    ):
                        return True
        return False


def _content_head(doc: Doc, attribution: Attribution, offsets: list[int]) -> Token | None:
    """The main verb of the content's first sentence that has one, else its first head word."""
    inside: list[Token] = []
    for piece in attribution.content:
        at = bisect_left(offsets, piece.start)
        while at < len(doc) and doc[at].idx < piece.end and len(inside) < MAX_LOOK:
            inside.append(doc[at])
            at += 1
    members = {token.i for token in inside}
    heads = [
        token
        for token in inside
        if (token.head.i not in members or token.head.i == token.i)
        and not token.is_punct
        and not token.is_space
    ]
    verb = next((token for token in heads if token.pos_ in ("VERB", "AUX")), None)
    if verb is not None:
        return _first_of_spliced(verb)
    return heads[0] if heads else None


def _first_of_spliced(head: Token) -> Token:
    """ "The dam is not a risk, it is a refuge": of clauses joined by a comma the first is the main one."""
    for clause in head.children:
        if clause.dep_ == "ccomp" and clause.i < head.i and clause.pos_ in ("VERB", "AUX"):
            return clause
    return head


def _takes(verb: Token, entry: Cue) -> bool:
    """Whether a verb has a complement that its entry knows: "had put her name down" is no estimate."""
    if child(verb, "ccomp", "xcomp") is not None:
        return True
    if "noun" in entry.frames and child(verb, "dobj") is not None:
        return True
    return any(c.dep_ == "prep" and f"{c.lower_}-noun" in entry.frames for c in verb.children)


def _asks(doc: Doc, attribution: Attribution, head: Token | None, offsets: list[int]) -> bool:
    """Whether words are a question: a turn that ends with one, a quotation that begins with one."""
    if attribution.frame == "turn":
        after = bisect_left(offsets, attribution.content[-1].end)
        return any("?" in token.text for token in doc[max(after - 1, 0) : after + 1])
    if attribution.kind != "direct" or head is None:
        return False
    return any(token.text == "?" for token in doc[head.i : head.sent.end])


declare_extensions()
