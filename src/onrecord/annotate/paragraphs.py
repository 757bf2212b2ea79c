"""Where a new paragraph starts, told to the parser before it splits sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc, Token

from onrecord.annotate.layers import declare_extensions
from onrecord.record import Span

WRAP_WIDTH = 50  # a line at least this long that ends mid-sentence was wrapped, not ended

MIN_TURNS = 3  # fewer labelled paragraphs than this are headings, not a conversation

_LINE_END = re.compile(r"\n\s*")
_LABEL = re.compile(r"([^\W\d_][^\n:\"“”]{0,59}):(?=\s)")
_QUESTION_LABELS = frozenset({"q", "a", "question", "answer", "interviewer", "moderator"})
_SENTENCE_END = frozenset(".!?…:;\"'”’»)]")


@Language.factory("onrecord_paragraphs", assigns=["token.is_sent_start"])
def create_paragraphs(nlp: Language, name: str) -> ParagraphStarts:
    """Make the component that starts a sentence at each paragraph; add it before the parser."""
    return ParagraphStarts()


class ParagraphStarts:
    """Mark the first token of every paragraph as a sentence start."""

    def __call__(self, doc: Doc) -> Doc:
        """Set `is_sent_start` on first tokens of paragraphs; the parser decides the rest."""
        paragraphs = paragraph_starts(doc.text)
        starts = {
            *paragraphs,
            *semicolon_ends(doc.text),
            *(label.end + 1 for label in turn_labels(doc.text, paragraphs)),
        }
        if doc._.report is not None:
            starts.update(part.span.end - doc._.offset for part in doc._.report.anatomy)
        waiting = sorted(starts, reverse=True)
        for token in doc:
            if not waiting:
                break
            if token.idx >= waiting[-1] and not token.is_space:
                while waiting and waiting[-1] <= token.idx:
                    waiting.pop()
                token.is_sent_start = True
        for token in doc[1:]:
            if token.is_sent_start is None and _goes_on(token):
                token.is_sent_start = False
        return doc


def _goes_on(token: Token) -> bool:
    """Whether a small letter after a word or comma says that the sentence is not over."""
    before = token.nbor(-1)
    return token.is_lower and (before.is_alpha or before.is_digit or before.text == ",")


def semicolon_ends(text: str) -> tuple[int, ...]:
    """Offsets after each semicolon outside double quotation marks: what follows is a sentence of its own."""
    ends = []
    is_quoted = False
    for at, char in enumerate(text):
        if char == "\n":
            is_quoted = False
        elif char in "“„«":
            is_quoted = True
        elif char in "”»":
            is_quoted = False
        elif char == '"':
            is_quoted = not is_quoted
        elif char == ";" and not is_quoted:
            ends.append(at + 1)
    return tuple(ends)


def paragraph_starts(text: str) -> tuple[int, ...]:
    """Character offsets at which a paragraph starts (the text's own start left out).

    A blank line always starts one. A single line break does too, unless the
    line before it was plainly wrapped: long, without a sentence's end.
    """
    starts = []
    line_start = 0
    for gap in _LINE_END.finditer(text):
        line = text[line_start : gap.start()].rstrip()
        line_start = gap.end()
        if gap.group().count("\n") == 1 and _was_wrapped(line, text[gap.end() : gap.end() + 1]):
            continue
        if gap.end() < len(text):
            starts.append(gap.end())
    return tuple(starts)


def turn_labels(text: str, paragraphs: Sequence[int]) -> tuple[Span, ...]:
    """Speakers' labels ("SPOKESPERSON (Ada Rell)", "Q") if the text is a transcript; else none.

    A label opens a paragraph and ends before its colon.
    """
    found = []
    for at in (0, *paragraphs):
        while at < len(text) and text[at].isspace():
            at += 1
        match = _LABEL.match(text, at, min(len(text), at + 80))
        if match and _is_name_like(match.group(1)):
            found.append(Span(at, match.end(1)))
    found = list(dict.fromkeys(found))  # two starts with only blanks between see the same label
    return tuple(found) if _is_conversation([text[span.start : span.end] for span in found]) else ()


def _is_name_like(label: str) -> bool:
    words = label.split()
    return 0 < len(words) <= 8 and words[0][0].isupper() and not any(char.isdigit() for char in label)


def _is_conversation(labels: Sequence[str]) -> bool:
    if len(labels) < MIN_TURNS:
        return False
    bare = [label.split("(")[0].strip() for label in labels]
    shouted = sum(1 for name in bare if name.isupper() or name.lower() in _QUESTION_LABELS)
    repeated = [name for name, count in Counter(bare).items() if count > 1]
    return shouted >= MIN_TURNS or (len(repeated) >= 2 and sum(name in repeated for name in bare) >= 4)


def _was_wrapped(line: str, following: str) -> bool:
    if following.islower():
        return True
    return len(line) >= WRAP_WIDTH and bool(line) and line[-1] not in _SENTENCE_END and following.isalnum()


declare_extensions()
