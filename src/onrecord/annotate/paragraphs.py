"""Where a new paragraph starts, told to the parser before it splits sentences."""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokens import Doc

from onrecord.annotate.layers import declare_extensions

WRAP_WIDTH = 50  # a line at least this long that ends mid-sentence was wrapped, not ended

_LINE_END = re.compile(r"[^\S\n]*\n\s*")
_SENTENCE_END = frozenset(".!?…:;\"'”’»)]")


@Language.factory("onrecord_paragraphs", assigns=["token.is_sent_start"])
def create_paragraphs(nlp: Language, name: str) -> ParagraphStarts:
    """Make the component that starts a sentence at each paragraph; add it before the parser."""
    return ParagraphStarts()


class ParagraphStarts:
    """Mark the first token of every paragraph as a sentence start."""

    def __call__(self, doc: Doc) -> Doc:
        """Set `is_sent_start` on first tokens of paragraphs; the parser decides the rest."""
        starts = set(paragraph_starts(doc.text))
        report = doc._.report
        if report is not None:
            starts.update(part.span.end for part in report.anatomy)
        offsets = sorted(starts)
        if not offsets:
            return doc
        pending = 0
        for token in doc:
            if pending < len(offsets) and token.idx >= offsets[pending] and not token.is_space:
                while pending < len(offsets) and offsets[pending] <= token.idx:
                    pending += 1
                token.is_sent_start = True
        return doc


def paragraph_starts(text: str) -> tuple[int, ...]:
    """Character offsets at which a paragraph starts (the text's own start left out).

    A blank line always starts one. A single line break does too, unless the
    line before it was plainly wrapped: long, without a sentence's end.
    """
    starts = []
    line_start = 0
    for gap in _LINE_END.finditer(text):
        line = text[line_start : gap.start()]
        line_start = gap.end()
        if gap.group().count("\n") == 1 and _was_wrapped(line, text[gap.end() : gap.end() + 1]):
            continue
        if gap.end() < len(text):
            starts.append(gap.end())
    return tuple(starts)


def _was_wrapped(line: str, following: str) -> bool:
    if following.islower():
        return True
    return len(line) >= WRAP_WIDTH and bool(line) and line[-1] not in _SENTENCE_END and following.isalnum()


declare_extensions()
