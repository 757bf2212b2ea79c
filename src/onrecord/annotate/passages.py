"""Quotations in their surroundings: what stands before and after, and whether they are speech."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from onrecord.annotate.clauses import Words
from onrecord.annotate.layers import Quotation

DASHES = frozenset({"-", "–", "—", "―", "--", "_"})
STOPS = frozenset({".", "!", "?"})
_BLANKS = " \t\xa0"
_SENTENCE_OPENERS = '\n.!?:,—–―-”"»…)'
_FULL_LENGTH = 5  # words: a passage this long at the start of a sentence is speech without further signs


@dataclass(frozen=True, slots=True)
class Passage:
    """A quotation in its surroundings.

    `first` and `last` are the indices of its tokens, `paragraph` the number of its
    paragraph; `precedes` and `follows` the visible characters beside its marks (a line
    break at a paragraph's edge), `ending` its last character if that is no letter or digit.
    """

    quote: Quotation
    first: int
    last: int
    paragraph: int
    precedes: str
    ending: str
    follows: str
    starts_upper: bool
    is_speech: bool = False

    @property
    def is_set_off(self) -> bool:
        """Whether a comma or dash says that its sentence goes on after the marks."""
        return self.ending == "," or self.follows == "," or self.follows in DASHES


def passages(words: Words, paragraph_starts: Sequence[int]) -> list[Passage]:
    """The outermost quotations of a text, in order, those without a word left out."""
    found = []
    paragraph = 0
    for number, quote in enumerate(words.outer):
        while paragraph < len(paragraph_starts) and paragraph_starts[paragraph] <= quote.outer.start:
            paragraph += 1
        inside = words.tokens_of_quote(number)
        if inside:
            found.append(_passage(words, quote, inside, paragraph))
    return found


def is_title(doc: Doc, passage: Passage) -> bool:
    """Whether the quoted words are written like the name of a work: "The Long River"."""
    words = [token for token in doc[passage.first : passage.last + 1] if token.is_alpha]
    if not words or len(words) > 9:
        return False
    return all(token.text[0].isupper() or token.is_stop or len(token) <= 3 for token in words)


def starts_paragraph(doc: Doc, passage: Passage) -> bool:
    """Whether nothing but marks stands before a passage in its paragraph."""
    at = passage.first - 1
    while at >= 0 and (doc[at].is_quote or (doc[at].is_space and "\n" not in doc[at].text)):
        at -= 1
    return at < 0 or breaks_line(doc[at])


def ends_paragraph(doc: Doc, passage: Passage) -> bool:
    """Whether nothing but marks stands after a passage in its paragraph."""
    for token in doc[passage.last + 1 :]:
        if breaks_line(token):
            return True
        if is_word(token):
            return False
    return True


def breaks_line(token: Token) -> bool:
    """Whether a token is white space with a line break."""
    return token.is_space and "\n" in token.text


def is_word(token: Token) -> bool:
    """Whether a token is more than punctuation, blanks or quotation marks."""
    return not (token.is_punct or token.is_space or token.is_quote)


def _passage(words: Words, quote: Quotation, inside: range, paragraph: int) -> Passage:
    text = words.text
    inner = text[quote.inner.start : quote.inner.end].rstrip()
    bare = Passage(
        quote,
        inside.start,
        inside.stop - 1,
        paragraph,
        precedes=_visible_before(text, quote.outer.start),
        ending=inner[-1] if inner and not inner[-1].isalnum() else "",
        follows=_visible_after(text, quote.outer.end),
        starts_upper=_starts_upper(inner.lstrip()[:6]),
    )
    fields = {name: getattr(bare, name) for name in bare.__slots__}
    return Passage(**{**fields, "is_speech": _is_speech(words.doc, bare)})


def _is_speech(doc: Doc, passage: Passage) -> bool:
    """Speech stands as a sentence or is set off; a few words inside a sentence are not."""
    count = sum(1 for token in doc[passage.first : passage.last + 1] if not token.is_punct)
    if passage.precedes not in _SENTENCE_OPENERS:
        return _follows_its_verb(doc, passage, count)
    if not passage.quote.closed:
        return count >= 3
    if passage.precedes == "," and not passage.starts_upper:
        # a lower-case piece after a comma goes on from "…, she said,"
        return passage.ending in (",", *STOPS) or passage.follows in (",", ".")
    if passage.ending and (passage.ending in ",.!?…;:" or passage.ending in DASHES):
        return True
    if passage.follows == "," and passage.precedes in "\n.!?" and passage.starts_upper:
        return True  # "Never", he said
    if passage.follows == "," or passage.follows in DASHES:
        return count >= 3
    return count >= _FULL_LENGTH and passage.precedes in "\n:,.!?"


def _follows_its_verb(doc: Doc, passage: Passage, count: int) -> bool:
    """A man yelled "Stay there!": no comma, but a verb right before a full sentence."""
    if passage.first < 2 or not passage.starts_upper:
        return False
    if doc[passage.first - 2].pos_ not in ("VERB", "AUX"):
        return False
    return passage.ending in STOPS or (passage.ending == "," and count >= 4)


def _starts_upper(opening: str) -> bool:
    for char in opening:
        if char.isalnum():
            return char.isupper() or char.isdigit()
    return True


def _visible_after(text: str, at: int) -> str:
    while at < len(text) and text[at] in _BLANKS:
        at += 1
    return text[at] if at < len(text) else "\n"


def _visible_before(text: str, at: int) -> str:
    at -= 1
    while at >= 0 and text[at] in _BLANKS:
        at -= 1
    return text[at] if at >= 0 else "\n"
