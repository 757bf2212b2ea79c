"""A document's tokens as plain lists: read once, then indexed without asking spaCy again."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right

import numpy as np
from spacy.attrs import DEP, ENT_TYPE, HEAD, POS, SENT_START, TAG  # type: ignore[import-not-found]
from spacy.tokens import Doc

from onrecord.annotate.paragraphs import paragraph_starts
from onrecord.record import Span

INVISIBLE = dict.fromkeys(
    (0x00AD, 0x061C, 0x2060, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
)
"""Zero-width and direction marks: they change how a name is drawn, not which name it is."""

HYPHENS = frozenset("-‐‑")


def key(text: str) -> str:
    """A token as names are compared: composed, without invisible characters, apostrophes straight."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", text.translate(INVISIBLE)).replace("’", "'").replace("‑", "-")


class Columns:
    """The tokens of a `Doc` by column; `head` holds indices, `sentence` and `paragraph` count from 0."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.text = doc.text
        self.words = [key(token.text) for token in doc]
        self.lowers = [word.lower() for word in self.words]
        values = doc.to_array([POS, TAG, DEP, ENT_TYPE, HEAD, SENT_START])
        self.pos = self._strings(values[:, 0])
        self.tag = self._strings(values[:, 1])
        self.dep = self._strings(values[:, 2])
        self.ent = self._strings(values[:, 3])
        heads = values[:, 4].astype(np.int64) + np.arange(len(doc), dtype=np.int64)
        self.head: list[int] = heads.tolist()
        starts = values[:, 5].astype(np.int64) == 1
        starts[:1] = False
        self.sentence: list[int] = np.cumsum(starts).tolist()
        self.offset = [token.idx for token in doc]
        self.offset_end = [at + len(token) for at, token in zip(self.offset, doc, strict=True)]
        self.paragraph_starts = paragraph_starts(self.text)
        self.paragraph = [bisect_right(self.paragraph_starts, at) for at in self.offset]

    def __len__(self) -> int:
        return len(self.words)

    def _strings(self, column: np.ndarray) -> list[str]:
        strings = self.doc.vocab.strings
        names = {value: strings[value] if value else "" for value in np.unique(column).tolist()}
        return [names[value] for value in column.tolist()]

    def span(self, start: int, end: int) -> Span:
        """The characters of the token range `[start, end)`."""
        return Span(self.offset[start], self.offset_end[end - 1])

    def tokens(self, span: Span) -> tuple[int, int]:
        """The token range that overlaps a character span."""
        start = bisect_right(self.offset, span.start) - 1
        end = bisect_left(self.offset, span.end)
        return max(start, 0), max(end, start + 1)

    def touches_next(self, index: int) -> bool:
        """Whether no blank stands between a token and the next."""
        return index + 1 < len(self.words) and self.offset_end[index] == self.offset[index + 1]

    def is_sentence_start(self, index: int) -> bool:
        """Whether only marks stand between a token and the start of its sentence (or quotation)."""
        before = index - 1
        while before >= 0 and self.sentence[before] == self.sentence[index]:
            if self.lowers[before][:1].isalnum():
                return False
            if self.lowers[before] in ('"', "“", ":", "•", "-", "—"):
                return True
            before -= 1
        return True

    def joined(self, start: int, end: int) -> tuple[str, ...]:
        """The words of a token range, hyphenated ones as one ("Marr-Rell")."""
        parts: list[str] = []
        glue = False
        for index in range(start, end):
            word = self.words[index]
            if not word.strip():
                continue
            if parts and glue:
                parts[-1] += word
            else:
                parts.append(word)
            glue = self._is_glued(index, end)
        return tuple(parts)

    def _is_glued(self, index: int, end: int) -> bool:
        """Whether a token and the next are one word: a hyphen between them, no blank."""
        if index + 1 >= end or not self.touches_next(index):
            return False
        return self.words[index] in HYPHENS or self.words[index + 1] in HYPHENS
