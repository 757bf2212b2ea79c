"""Picture credits and captions."""

from __future__ import annotations

import re
from dataclasses import dataclass

from onrecord.anatomy.names import is_capitalised, is_loud
from onrecord.anatomy.vocabulary import Vocabulary
from onrecord.record import Span

LONGEST_CREDIT = 100
LONGEST_CAPTION = 400
NAME_WORDS = 2  # a photographer's first and last name, where nothing else ends the credit

_SIGN = re.compile(r"(?:©|\(c\)(?=\s{0,9}[^\W\d_]))\s{0,9}(?:Photo(?:graph)?\s{0,9}:\s{0,9})?", re.IGNORECASE)
_WIDE = re.compile(r"\s{2,}|\s{0,9}\|\s{0,9}")
_DATE = re.compile(r"\s{1,9}(?:19|20)\d\d-\d\d-\d\d(?!\d)")
_RIGHTS = re.compile(
    r"(?:copyright\b\s{0,9})?(?:©|\(c\)|copyright)\s{0,9}(?:(?:19|20)\d\d\b|.{0,60}\ball rights reserved)",
    re.IGNORECASE,
)
_RIGHTS_HOLDER = re.compile(r"[^\W\d_][^.,|©\n]{1,60}")
_BRACKETED = re.compile(
    r"(?:\(|\[)\s{0,9}(?P<credit>(?:(?:AP|AFP|EPA|UN|Reuters|REUTERS|Xinhua|Getty)\s{1,9})?"
    r"(?i:photo(?:graph)?s?|image|picture|credit|file photo)"
    r"(?i:\s{1,9}courtesy(?:\s{1,9}of)?|\s{1,9}credit|\s{1,9}by)?\s{0,9}[:/]?\s{0,9}"
    r"(?P<maker>[^()\[\]\n]{2,80})|[^\W\d_][\w. ]{1,30}/[^\W\d_][^()\[\]/\n]{1,40})\s{0,9}(?:\)|\])\.?$"
)
_SIGNED = re.compile(r"\s{1,9}©\s{0,9}(?P<maker>[^.©\n]{2,60})\.?$")
_LABELLED = re.compile(
    r"(?<=[.!?)])\s{1,9}(?:Photo|Photograph|Picture|Image|Credit)(?: credit)?\s{0,9}:\s{0,9}"
    r"(?P<maker>[^:\n]{2,80})$"
)
_WIRED = re.compile(
    r"(?<=[.!?])\s{1,9}(?P<maker>(?:REUTERS|AFP|AP|EPA|Reuters)\s?/\s?[^\W\d_][\w.'’\- ]{2,40})\.?$"
)
_IN_THIS_PICTURE = re.compile(
    r"in\s{1,9}this\s{1,9}(?:[\w,.]+\s{1,9}){0,6}?(?:photo|photograph|image|picture|frame grab)\b",
    re.IGNORECASE,
)
_INITIAL = re.compile(r"[^\W\d_]\.?")


@dataclass(frozen=True, slots=True)
class Credit:
    """A credit found at the start of some words: where it ends, and whom it names."""

    end: int
    maker: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A line about a picture: its caption, its credit, or both, as offsets into the line."""

    caption: Span | None
    credit: Span | None
    maker: str | None


def credit_at(words: str, vocabulary: Vocabulary) -> Credit | None:
    """The credit that `words` begin with ("© AFP 2016/ JANE DOE", "Photo: Jane Doe/AFP").

    Where more follows on the line the credit ends at a wide gap, a bar or an ISO
    date; else, after a slash, with the photographer's name.
    """
    if is_copyright(words):
        return None
    sign = _SIGN.match(words)
    opener = sign or vocabulary.credit_opener.match(words)
    if opener is None:
        return None
    window = words[: opener.end() + 2 * LONGEST_CREDIT]
    end = min(
        (match.start() for pattern in (_WIDE, _DATE) if (match := pattern.search(window, opener.end()))),
        default=None,
    )
    if end is None:
        end = _end_of_name(words, opener.end(), vocabulary)
    if end is None or end - opener.end() > LONGEST_CREDIT:
        return None
    maker = " ".join(words[opener.end() : end].split()).rstrip(".,;")
    return Credit(end, maker) if maker else None


def picture_of(words: str, vocabulary: Vocabulary) -> Picture | None:
    """Read a whole line as a caption, with or without a credit; `None` for any other line."""
    if len(words) > LONGEST_CAPTION:
        return None
    for pattern in (_BRACKETED, _SIGNED, _LABELLED, _WIRED):
        match = pattern.search(words, max(0, len(words) - LONGEST_CREDIT - 20))
        if match is None:
            continue
        maker = (match.group("maker") or match.group("credit")).strip()
        if match.group("maker") is None and not _names_agency(maker, vocabulary):
            continue
        before = words[: match.start()].rstrip()
        caption = Span(0, len(before)) if before else None
        gap = len(match.group()) - len(match.group().lstrip())
        return Picture(caption, Span(match.start() + gap, len(words)), maker)
    if vocabulary.caption_opener.match(words) or _IN_THIS_PICTURE.match(words):
        return Picture(Span(0, len(words)), None, None)
    return None


def is_copyright(words: str) -> bool:
    """Whether a line states the rights in the text, not who took a picture ("© 2021 The Echo")."""
    return len(words) <= LONGEST_CAPTION and bool(_RIGHTS.match(words))


def rights_holder(words: str) -> str | None:
    """Whom a copyright line names."""
    match = _RIGHTS.match(words)
    found = _RIGHTS_HOLDER.search(words, match.end()) if match else None
    return found.group().strip().removeprefix("by ") if found else None


def _end_of_name(words: str, at: int, vocabulary: Vocabulary) -> int | None:
    """Where a credit ends on a line with nothing but single spaces."""
    slash = words.rfind("/", at, at + LONGEST_CREDIT)
    if slash < 0:
        if len(words) - at <= LONGEST_CREDIT and len(words[at:].split()) <= 8:
            return len(words)
        return _end_of_agency(words, at, vocabulary)
    spans = [(m.start(), m.end()) for m in re.finditer(r"\S+", words[slash + 1 : slash + 1 + LONGEST_CREDIT])]
    taken = 0
    end = slash + 1
    for start, stop in spans:
        word = words[slash + 1 + start : slash + 1 + stop]
        joins = word.casefold() in vocabulary.particles or bool(_INITIAL.fullmatch(word))
        if not joins and (not is_capitalised(word) or word in vocabulary.acronyms):
            break
        if taken >= NAME_WORDS and not (_is_loud_name(word) and _is_loud_name(words[slash + 1 : end])):
            break
        taken += not joins
        end = slash + 1 + stop
    rest = words[end:].split()
    return (
        end
        if len(rest) > 2 and end > slash + 1
        else len(words)
        if len(words) - at <= LONGEST_CREDIT
        else None
    )


def _names_agency(maker: str, vocabulary: Vocabulary) -> bool:
    return any(part.strip().casefold() in vocabulary.agencies for part in maker.split("/"))


def _is_loud_name(words: str) -> bool:
    return is_loud(words) and max((len(word) for word in words.split()), default=0) >= 4


def _end_of_agency(words: str, at: int, vocabulary: Vocabulary) -> int | None:
    parts = list(re.finditer(r"\S+", words[at : at + LONGEST_CREDIT]))
    for part in reversed(parts[:5]):
        end = at + part.end()
        if words[at:end].casefold() in vocabulary.agencies:
            return end
    return None
