"""Labels of a kind of text ("PRESS RELEASE", "Press review, Kampala") and the letterheads around them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from onrecord.anatomy.dates import Day, first_day
from onrecord.anatomy.names import is_loud, is_name
from onrecord.anatomy.vocabulary import Vocabulary

LONGEST = 200
LONGEST_LETTERHEAD_WORDS = 9
TITLE_WORDS = 4  # fewer words behind "PRESS RELEASE:" are no headline

_PIECE = re.compile(r"\s{0,9}[|–—;,]\s{0,9}|\s{0,9}//+\s{0,9}|\s{1,9}-{1,2}\s{1,9}|\s{0,9}:\s{1,9}|\s{2,}")
_STRONG_JOINT = re.compile(r"\s{0,9}[|:–—]\s{0,9}|\s{1,9}-{1,2}\s{1,9}|\s{2,}")
_NUMBER = re.compile(
    r"(?:(?:No|Nr|N°|Nº|Number|Ref|Issue|Edition|Vol)[.:]?\s{0,9}){0,2}#?\s{0,9}\w{1,6}(?:[/\-.]\w{1,10}){0,4}\.?",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"(?:our ref|reference|ref|document|doc|no|nr|n°|nº|issue|edition|vol)\b[.:]?\s{0,9}(?:no\b[.:]?\s{0,9})?"
    r"#?\w{1,8}(?:[/\-.]\w{1,12}){0,6}$",
    re.IGNORECASE,
)
_SLUG = re.compile(r"[A-Z][A-Z0-9]+(?:[-/][A-Z0-9]+)+(?:\s\([A-Z0-9 ]{1,30}\))?$")
_GLUED = re.compile(
    r"(?P<issuer>\S.{2,80}?)\s{1,9}(?P<label>(?:press|news|media)\s{1,9}(?:release|statement|communiqué))$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Label:
    """A label line read: `furniture_end` is the offset in the line where a headline may begin."""

    is_release: bool
    furniture_end: int
    issuer: str | None = None
    place: str | None = None
    day: Day | None = None


def label_of(words: str, vocabulary: Vocabulary) -> Label | None:
    """Read a line as the label of a press release or a bulletin; `None` if it is none.

    "PRESS RELEASE: Aid agency warns of famine" leaves the words behind the colon
    for the headline; "Press statement by the minister" is no label.
    """
    if len(words) > LONGEST:
        return None
    found = first_day(words, 0, len(words), vocabulary)
    plain = _blanked(words, found[1], found[2]) if found else words
    day = found[0] if found else None
    pieces = _pieces(plain)
    kinds = [_label_kind(piece, vocabulary) for _, piece in pieces]
    if not any(kinds):
        return _glued(words, vocabulary)
    at = next(number for number, kind in enumerate(kinds) if kind)
    is_release = any(kind == "release" for kind in kinds)
    others = [
        (offset, piece)
        for (offset, piece), kind in zip(pieces, kinds, strict=True)
        if not kind and not _is_aside(piece, vocabulary)
    ]
    title_at = _title_offset(words, pieces[at], others, is_release, vocabulary)
    if title_at is not None:
        return Label(is_release, title_at, day=day)
    names = [piece for _, piece in others if is_name(piece, vocabulary) and len(piece.split()) <= 7]
    issuer = next((name for name in names if _is_issuer(name, vocabulary)), None)
    place = None
    if issuer is None and is_release and at > 0:
        issuer = next((piece for _, piece in others if piece in names), None)
    if day is not None:
        place = next(
            (
                n
                for n in names
                if n != issuer and len(n.split()) <= 3 and n.casefold() not in vocabulary.not_places
            ),
            None,
        )
    elif issuer is None and is_release and names and "," not in words:
        issuer = names[0]
    return Label(is_release, len(words), issuer, place, day)


def is_letterhead(words: str, below: str | None, vocabulary: Vocabulary) -> bool:
    """Whether a line above `below` (the next line) names who issues the text, not what it says."""
    parts = words.split()
    if len(parts) > LONGEST_LETTERHEAD_WORDS or words[-1] in ".,;:!?" or not is_name(words, vocabulary):
        return False
    below_is_label = bool(below) and label_of(below or "", vocabulary) is not None
    if below_is_label:
        return is_loud(words) or len(parts) <= 6
    if below is not None and below[-1] not in ".!?" and is_masthead(words, vocabulary):
        return True
    if not is_loud(words):
        return False
    bodies = vocabulary.body_nouns | vocabulary.outlet_nouns
    frames = parts[0].casefold() in vocabulary.body_nouns or parts[-1].casefold() in bodies
    if not frames:
        return bool(vocabulary.state_opener.match(words)) and len(parts) <= 6
    return below is not None and (below[-1] not in ".!?" or len(parts) <= 5)


def is_masthead(words: str, vocabulary: Vocabulary) -> bool:
    """Whether a short line is a newspaper's name: "The Karsa Echo", "Morning Star"."""
    parts = words.casefold().split()
    if not 2 <= len(parts) <= 5 or parts[-1] not in vocabulary.outlet_nouns:
        return False
    if any(part in vocabulary.not_places and part not in {"the", "news", "review"} for part in parts):
        return False
    return is_name(words, vocabulary) and (parts[0] == "the" or len(parts) <= 3)


def is_state(words: str, vocabulary: Vocabulary) -> bool:
    """Whether a letterhead line names the state above the issuing body ("REPUBLIC OF KENYA")."""
    return bool(vocabulary.state_opener.match(words)) and not vocabulary.is_body(
        words.split(None, 2)[-1] if len(words.split()) > 2 else ""
    )


def is_reference(words: str) -> bool:
    """Whether a line is a document number or a wire slug ("Ref: 118/2018", "NIGER-HOSTAGES/RELEASE")."""
    return len(words) <= 80 and bool(_REFERENCE.match(words) or _SLUG.match(words))


def _glued(words: str, vocabulary: Vocabulary) -> Label | None:
    """A label that follows the issuer's name without a mark: "MINISTRY OF HEALTH PRESS RELEASE"."""
    match = _GLUED.fullmatch(words)
    if match is None or not is_name(match["issuer"], vocabulary):
        return None
    if not (is_loud(words) or vocabulary.is_body(match["issuer"])):
        return None
    return Label(True, len(words), match["issuer"])


def _pieces(words: str) -> list[tuple[int, str]]:
    pieces = []
    at = 0
    for match in _PIECE.finditer(words):
        pieces.append((at, words[at : match.start()]))
        at = match.end()
    pieces.append((at, words[at:]))
    return [(offset, piece.strip()) for offset, piece in pieces if piece.strip(" .-–—")]


def _label_kind(piece: str, vocabulary: Vocabulary) -> str | None:
    """ "release" or "bulletin" if the piece is such a label and nothing else but its number."""
    for kind, pattern in (("release", vocabulary.release_label), ("bulletin", vocabulary.bulletin_label)):
        match = pattern.match(piece)
        if match is None:
            continue
        rest = piece[match.end() :].strip()
        number = _NUMBER.fullmatch(rest) if any(c.isdigit() for c in rest) else None
        if not rest or number or _is_aside(rest, vocabulary) or rest.casefold() in {"for", "of"}:
            return kind
    return None


def _is_aside(piece: str, vocabulary: Vocabulary) -> bool:
    folded = piece.casefold().strip(" .()[]")
    return folded in vocabulary.release_words or any(
        folded.startswith(word) and len(folded) < len(word) + 30
        for word in vocabulary.release_words
        if " " in word
    )


def _title_offset(
    words: str,
    label: tuple[int, str],
    others: list[tuple[int, str]],
    is_release: bool,
    vocabulary: Vocabulary,
) -> int | None:
    """Where a headline begins behind the label on its own line, if one does."""
    behind = label[0] + len(label[1])
    joint = _STRONG_JOINT.match(words, behind)
    if joint is None or not (is_release or ":" in joint.group()) or not others:
        return None
    rest = words[joint.end() :]
    first = next((offset for offset, _ in others if offset >= joint.end()), None)
    if first != joint.end() or len(rest.split()) < TITLE_WORDS:
        return None
    if is_name(rest, vocabulary) and (vocabulary.is_body(rest) or vocabulary.is_outlet(rest)):
        return None
    return joint.end()


def _is_issuer(name: str, vocabulary: Vocabulary) -> bool:
    return vocabulary.is_body(name) or (len(name.split()) > 1 and vocabulary.is_outlet(name))


def _blanked(words: str, start: int, end: int) -> str:
    """The words with a date blanked to a mark that splits pieces, offsets kept."""
    return words[:start] + "|" * (end - start) + words[end:]
