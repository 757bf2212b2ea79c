"""Where a new paragraph starts, told to the parser before it splits sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from spacy.attrs import IS_ALPHA, IS_DIGIT, IS_LOWER, ORTH, SENT_START  # type: ignore[import-not-found]
from spacy.language import Language
from spacy.tokens import Doc

from onrecord.annotate.layers import declare_extensions
from onrecord.record import Span

WRAP_WIDTH = 50  # a line at least this long that ends mid-sentence was wrapped, not ended

STARTS, GOES_ON = 1, -1  # spaCy's values of SENT_START

MAX_SENTENCE = 250  # tokens without a full stop: more is a list or a mistake

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
        marks = doc.to_array([SENT_START]).astype(np.int64)
        marks[_going_on(doc)] = GOES_ON
        waiting = sorted(starts, reverse=True)
        for token in doc:
            if not waiting:
                break
            if token.idx >= waiting[-1] and not token.is_space:
                while waiting and waiting[-1] <= token.idx:
                    waiting.pop()
                marks[token.i] = STARTS
        marks[_endless(doc, marks)] = STARTS
        # All at once: setting `token.is_sent_start` looks through the whole `Doc` each time.
        return doc.from_array([SENT_START], marks.astype(np.uint64).reshape(-1, 1))  # type: ignore[arg-type]


def _going_on(doc: Doc) -> list[int]:
    """Tokens in small letters after a word, a number or a comma: there the sentence is not over."""
    if len(doc) < 2:
        return []
    values = doc.to_array([IS_LOWER, IS_ALPHA, IS_DIGIT, ORTH])
    holds_on = (values[:-1, 1] == 1) | (values[:-1, 2] == 1) | (values[:-1, 3] == doc.vocab.strings[","])
    return [int(index) + 1 for index in np.flatnonzero((values[1:, 0] == 1) & holds_on)]


def _endless(doc: Doc, marks: np.ndarray) -> list[int]:
    """Where to cut what goes on and on without a sentence's end, so that no tree grows without bound."""
    strings = doc.vocab.strings
    ends = np.isin(doc.to_array([ORTH]), [strings[mark] for mark in ".!?"])
    bounds = np.flatnonzero(ends | (marks == STARTS))
    bounds = np.concatenate([[0], bounds, [len(doc)]])
    cuts: list[int] = []
    for at in np.flatnonzero(np.diff(bounds) > MAX_SENTENCE):
        cuts.extend(range(int(bounds[at]) + MAX_SENTENCE, int(bounds[at + 1]), MAX_SENTENCE))
    return cuts


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
