"""coreferee's rules on a document Onrecord has read, with a stand-in for its trained weights."""

from __future__ import annotations

from functools import cache
from typing import Any

import spacy
from coreferee.annotation import Annotator
from coreferee.manager import CorefereeBroker
from coreferee.rules import RulesAnalyzerFactory
from spacy.tokens import Doc

from onrecord.annotate.layers import CastMember
from onrecord.pipeline import DEFAULT_MODEL
from onrecord.record import Span


class Nearest(Annotator):
    """coreferee's annotator, which prefers the nearest candidate where its weights would choose."""

    def __init__(self) -> None:
        self.rules_analyzer = RulesAnalyzerFactory().get_rules_analyzer(spacy.load(DEFAULT_MODEL))
        self.tendencies_analyzer = self
        self.thinc_ensemble = None
        self.candidates: dict[int, list[int]] = {}

    def score(self, doc: Doc, _weights: Any) -> None:
        """Sort the candidates of every pronoun, as coreferee's own scorer does by its weights."""
        self.candidates = {}
        for token in doc:
            found = getattr(token._.coref_chains, "temp_potential_referreds", None)
            if found is not None:
                found.sort(key=lambda mention: (mention.temp_is_uncertain, abs(token.i - mention.root_index)))
                self.candidates[token.i] = [mention.root_index for mention in found]


def chained(doc: Doc, span: Span) -> list[CastMember]:
    """Everybody named in the chains of a mention, or in the mention itself where it has no chain."""
    root = _root(doc, span)
    _candidates(doc)
    linked = [
        member
        for chain in doc[root]._.coref_chains.chains
        for mention in chain.mentions
        for index in mention.token_indexes
        for member in _named_at(doc, index)
    ]
    return linked or _named_at(doc, root)


def reachable(doc: Doc, span: Span) -> list[CastMember]:
    """Everybody whom the rules allow the mention to mean."""
    allowed = _candidates(doc).get(_root(doc, span), [])
    return [*chained(doc, span), *(member for index in allowed for member in _named_at(doc, index))]


def _root(doc: Doc, span: Span) -> int:
    found = doc.char_span(span.start, span.end, alignment_mode="expand")
    return int(found.root.i)


def _named_at(doc: Doc, index: int) -> list[CastMember]:
    at = doc[index].idx
    return [
        member
        for member in doc._.cast
        for mention in member.mentions
        if mention.confidence == 1.0 and mention.span.start <= at < mention.span.end
    ]


@cache
def _annotator() -> Nearest:
    CorefereeBroker.set_extensions()
    return Nearest()


@cache
def _candidates(doc: Doc) -> dict[int, list[int]]:
    """The candidates of each pronoun of `doc`, whose chains are written to it the first time."""
    annotator = _annotator()
    annotator.annotate(doc)
    return annotator.candidates
