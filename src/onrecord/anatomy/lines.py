"""An article's text as trimmed lines with their offsets."""

from __future__ import annotations

from dataclasses import dataclass

WRAP_WIDTH = 50  # a line at least this long that ends mid-sentence was wrapped, not ended
SENTENCE_END = frozenset(".!?…:;\"'”’»)]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that holds words: `text[start:end]` is `words`, without the white space around them.

    `opens` is true where nothing stands above it but a blank line or the text's
    start, or the line above plainly ended; `closes` where a blank line or the
    text's end follows.
    """

    start: int
    end: int
    words: str
    opens: bool
    closes: bool


def lines_of(text: str) -> list[Line]:
    """The lines of `text` that are not blank, in order."""
    found: list[Line] = []
    offset = 0
    above = ""
    pieces = text.split("\n")
    for number, piece in enumerate(pieces):
        words = piece.strip()
        if words:
            start = offset + len(piece) - len(piece.lstrip())
            below = pieces[number + 1].strip() if number + 1 < len(pieces) else ""
            found.append(Line(start, start + len(words), words, not _runs_on(above, words), not below))
        above = words
        offset += len(piece) + 1
    return found


def _runs_on(above: str, words: str) -> bool:
    """Whether `words` is the rest of a wrapped sentence of the line above."""
    if not above or above[-1] in SENTENCE_END:
        return False
    return words[0].islower() or len(above) >= WRAP_WIDTH
