"""Furniture: what a page prints around and between the sentences, told line by line."""

from __future__ import annotations

import re

from onrecord.anatomy.lines import Line
from onrecord.anatomy.names import is_loud
from onrecord.anatomy.vocabulary import CLOCK, Vocabulary

LONGEST_LINE = 300
MAX_HEADING_WORDS = 6
TAIL = 500  # characters at a line's end in which a sign-off is looked for

_BAR = re.compile(r"\s[|>»/]\s")
_RULE = re.compile(r"[#*\-–—_=~.+•·\s]{2,}$")
_END_MARK = re.compile(
    r"[-–—#*\s]{0,6}(?:ends?|30|mf|more)[-–—#*\s]{1,6}$|[-–—#*]{1,3}\s?(?:ends?|30)[-–—#*\s]{0,6}$",
    re.IGNORECASE,
)
_HARD_BULLET = re.compile(r"[•▪‣◦●■□►▶➤∙⁃○◆✓]\s*(?=\S)")
_SOFT_BULLET = re.compile(r"(?:[-–*·]|o(?=\s{2}))\s+(?=\S)")
_NUMBERED = re.compile(r"\(?\d{1,2}[.)]\s+(?=[^\W\d_a-z]|[\"“'‘])")
_HEADING_NUMBER = re.compile(r"(?:\d{1,2}|[IVX]{1,4})(?:\.\d{1,2})?[.)]?\s+")
_STAMP = re.compile(
    rf"[\[(]?(?P<clock>{CLOCK})(?P<zone>\s*\(?(?:GMT|UTC|[A-Z]{{2,4}}T|local time|local)\)?(?!\w))?"
    r"[\])]?(?P<mark>\s*[:|–—-])?",
    re.IGNORECASE,
)
_CONTRIBUTED = re.compile(
    r"(?:contributed\s+(?:to\s+this|reporting)|(?:contributed|helped)\s+(?:to|with)\s+(?:the|this)\s+(?:report|story|article))",
    re.IGNORECASE,
)
_REACH = re.compile(
    r"(?<!\w)(?:\+?\(?\d{1,5}[\s()./\-][\d\s()./\-]{4,16}\d(?!\w)|\+\d{8,15}(?!\w)|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]{2,20}|(?:https?://|www\.)\S{1,200})"
)
_DESK_INITIALS = re.compile(r"[a-z]{2,5}(?:[/-][a-z]{2,5}){1,4}$")
_SIGNED_BY_AGENCY = re.compile(
    r"[-–—(/\[]{0,2}\s?(?P<names>[^\W\d_][\w&. ]{1,30}(?:\s?[/,]\s?[^\W\d_][\w&. ]{1,30}){0,3})\s?[)/\]]?$"
)
_AGENCY_TAIL = re.compile(
    r"(?:\s[-–—]{1,2}\s?(?P<dashed>[^\W\d_][\w ]{1,24})|\s?/(?P<slashed>[^\W\d_][\w ]{1,24})/)$"
)
_READING_TIME = re.compile(r"\d{1,2}[ -]min(?:ute)?s?\.?(?:[ -](?:read|listen|watch))$", re.IGNORECASE)
_ABOUT = re.compile(r"About\s+[A-Z(][^.!?]{1,80}$")


def is_furniture(line: Line, vocabulary: Vocabulary) -> bool:
    """Whether the whole line is furniture wherever it stands: a promotion, a rule, a contact."""
    words = line.words
    if len(words) > LONGEST_LINE:
        return False
    if _RULE.match(words) or _END_MARK.match(words) or _READING_TIME.match(words):
        return True
    if all(piece.strip(" .:-–—[]()") in vocabulary.furniture_lines for piece in _BAR.split(words.casefold())):
        return True
    if not line.opens:
        return False
    if vocabulary.furniture_opener.match(words) and not _speaks(words):
        return True
    return bool(vocabulary.follow.match(words)) and not _speaks(words)


def is_heading(line: Line, below: Line | None, vocabulary: Vocabulary, *, loud: bool) -> bool:
    """Whether the line heads a section: a known label in any case, or a few words all in capitals.

    In a text that is `loud` (all in capitals) only known labels count.
    """
    words = line.words
    if len(words) > 80 or not line.opens:
        return False
    bare = _HEADING_NUMBER.sub("", words, count=1) if words[0].isdigit() or words[0] in "IVX" else words
    if bare.casefold().rstrip(" :").removesuffix(".") in vocabulary.section_labels and words[-1] != ".":
        return True
    if loud or below is None or not is_loud(bare) or len(bare.split()) > MAX_HEADING_WORDS:
        return False
    return bare[-1].isalnum() or bare[-1] in ")&"


def note_label_end(words: str, vocabulary: Vocabulary) -> int | None:
    """Where "Notes to editors:" ends at the start of a line; what follows is text."""
    match = vocabulary.note_label.match(words)
    return match.end() if match else None


def bullet_end(line: Line, *, numbered: bool) -> int | None:
    """Where the bullet at the line's start ends (or its number, in a numbered list)."""
    words = line.words
    match = _HARD_BULLET.match(words)
    if match is None and line.opens:
        match = _SOFT_BULLET.match(words) or (_NUMBERED.match(words) if numbered else None)
    return match.end() if match else None


def is_numbered(line: Line) -> bool:
    """Whether the line begins as an item of a numbered list does."""
    return line.opens and bool(_NUMBERED.match(line.words))


def stamp_end(line: Line, *, stamped: bool) -> int | None:
    """Where the clock time at the line's start ends, if it stamps an entry and is no part of a sentence.

    A time with neither zone nor mark needs company: `stamped` says that other
    lines begin with one too.
    """
    words = line.words
    match = _STAMP.match(words)
    if match is None or not line.opens:
        return None
    rest = words[match.end() :]
    if rest and not rest[0].isspace():
        return None
    following = rest.strip()[:1]
    if following and not (following.isupper() or following.isdigit() or following in "\"“'‘("):
        return None
    is_sure = match["mark"] or match["zone"] or words[0] in "[("
    return match.end() if is_sure or stamped else None


def is_stamped(line: Line) -> bool:
    """Whether the line begins with a clock time and a new sentence, or holds nothing else."""
    return stamp_end(line, stamped=True) is not None


def signoff_start(words: str, vocabulary: Vocabulary) -> tuple[int, str | None] | None:
    """Where a closing "(Reporting by …; Editing by …)" begins in a line, and who reported."""
    if words[-1] not in ")]":
        return None
    window = max(0, len(words) - TAIL)
    for match in vocabulary.signoff.finditer(words, window):
        if match.end() == len(words):
            is_first_hand = match.group()[1:].lstrip().casefold().startswith("reporting by")
            reporter = match["names"].split(";")[0].strip(" .") if is_first_hand else None
            return match.start(), reporter
    return None


def is_tail_furniture(line: Line, vocabulary: Vocabulary, *, last: bool) -> bool:
    """Whether a line near the text's end is furniture there: who contributed, initials, an agency's name."""
    words = line.words
    if len(words) > LONGEST_LINE:
        return False
    if _CONTRIBUTED.search(words) and not _speaks(words):
        return True
    if _ABOUT.match(words) and line.opens and len(words.split()) <= 8 and words[-1] not in ",;:":
        return True
    if not last:
        return False
    if _DESK_INITIALS.match(words):
        return True
    signed = _SIGNED_BY_AGENCY.match(words)
    return bool(signed) and _are_agencies(signed["names"] if signed else "", vocabulary)


def agency_tail_start(words: str, vocabulary: Vocabulary) -> int | None:
    """Where a closing " — AFP" or "/Xinhua/" begins in the last line."""
    match = _AGENCY_TAIL.search(words, max(0, len(words) - 40))
    if match is None:
        return None
    name = match["dashed"] or match["slashed"]
    before = words[: match.start()].rstrip()
    ended = before[-1:] in set('.!?"”’)')
    return match.start() if ended and _are_agencies(name, vocabulary) else None


def is_reach(words: str, *, under_contact: bool) -> bool:
    """Whether a line gives little but a telephone number, mail or web address.

    `under_contact` says that the line above named whom to call: then a name may stand here too.
    """
    if len(words) > 160 or words[0] == "<":
        return False
    found = _REACH.search(words)
    most_words = 8 if under_contact else 4
    return bool(found) and len(_REACH.sub("", words).split()) <= most_words and words[-1] not in "?!"


def _are_agencies(names: str, vocabulary: Vocabulary) -> bool:
    return all(name.strip().casefold() in vocabulary.agencies for name in re.split(r"[/,]", names))


def _speaks(words: str) -> bool:
    """Whether a line holds quoted words: then somebody speaks in it, and it stays text."""
    return any(mark in words for mark in '“”"') and len(words.split()) > 12
