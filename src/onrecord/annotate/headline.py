"""A headline that names its source: "Nine Villages Cut Off - Governor", "Governor: Dam Will Hold"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from spacy.tokens import Doc

from onrecord.annotate.draft import Draft
from onrecord.lexicon.cues import CueLexicon
from onrecord.record import Span

_TAIL = re.compile(r"\s[-–—]{1,2}\s{1,9}(?=\S[^\n]{0,120}$)")
MAX_SOURCE_WORDS = 7
MAX_HEADLINE = 400  # characters


def headline_drafts(doc: Doc, lexicon: CueLexicon) -> list[Draft]:
    """The headline's own statement, where it ends or begins with its source; else none."""
    report = doc._.report
    if report is None:
        return []
    drafts = []
    for part in report.anatomy:
        if part.part == "headline":
            found = _sourced(doc, part.span, lexicon)
            if found is not None:
                drafts.append(found)
    return drafts


def _sourced(doc: Doc, span: Span, lexicon: CueLexicon) -> Draft | None:
    if span.end - span.start > MAX_HEADLINE:
        return None
    words = doc.text[span.start : span.end]
    dashes = list(_TAIL.finditer(words))
    if dashes:
        last = dashes[-1]
        source = Span(span.start + last.end(), span.end)
        if _names_a_source(doc, source, lexicon):
            return _draft(doc, Span(span.start, span.start + last.start()), source)
    colon = words.find(": ")
    if colon > 0:
        source = Span(span.start, span.start + colon)
        if _names_a_source(doc, source, lexicon) and not _is_own_outlet(doc, words[:colon]):
            return _draft(doc, Span(source.end + 1, span.end), source)
    return None


def _names_a_source(doc: Doc, source: Span, lexicon: CueLexicon) -> bool:
    words = doc.text[source.start : source.end].split()
    if not 0 < len(words) <= MAX_SOURCE_WORDS:
        return False
    last = words[-1].strip(".,").lower()
    if last in lexicon.sources or last.removesuffix("s") in lexicon.sources:
        return True
    return any(
        mention.span.start == source.start and mention.span.end >= source.end - 1
        for member in doc._.cast
        for mention in member.mentions
    )


def _is_own_outlet(doc: Doc, name: str) -> bool:
    outlet = doc._.report.outlet
    return outlet is not None and outlet.casefold() == name.strip().casefold()


def _draft(doc: Doc, content: Span, source: Span) -> Draft | None:
    offsets = [token.idx for token in doc]
    inside = _tokens(offsets, content)
    named = _tokens(offsets, source)
    if not inside or not named:
        return None
    return Draft(
        "headline", frozenset(inside), source=(named.start, named.stop), source_root=named[-1], score=3.0
    )


def _tokens(offsets: Sequence[int], span: Span) -> range:
    return range(bisect_left(offsets, span.start), bisect_left(offsets, span.end))
