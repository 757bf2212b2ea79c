"""Bylines: who wrote the report, from where, and for whom."""

from __future__ import annotations

import re
from dataclasses import dataclass

from onrecord.anatomy.dates import DateKind, Day, date_run, first_day
from onrecord.anatomy.names import is_capitalised, is_name
from onrecord.anatomy.vocabulary import Vocabulary

LONGEST = 200

_PIECES = re.compile(r"\s{0,9}[|•·]\s{0,9}|\s{1,9}[–—-]\s{1,9}|\s{2,}")
_BAR = re.compile(r"\s{0,9}\|\s{0,9}|\s{2,}")
_JOINT = re.compile(r"\s{0,9},\s{1,9}and\s{1,9}|\s{1,9}(?:and|&|with)\s{1,9}|\s{0,9}/\s{0,9}|\s{0,9},\s{1,9}")
_FROM_PLACE = re.compile(r"\s{1,9}(?:in|from|reports from|reporting from)\s{1,9}", re.IGNORECASE)
_FOR_OUTLET = re.compile(r"\s{1,9}for\s{1,9}(?=[^\W\d_])", re.IGNORECASE)
_ON_DATE = re.compile(r"\s{1,9}on\s{1,9}(?=\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Byline:
    """What a byline says; `names` is the writers as printed, joined by ", " and " and "."""

    names: str | None
    place: str | None = None
    outlet: str | None = None
    days: tuple[tuple[DateKind, Day], ...] = ()


def byline_of(words: str, vocabulary: Vocabulary) -> Byline | None:
    """Read a whole line as a byline with an opener ("By Jane Doe in Goma | The Echo | 3 May 2019")."""
    if len(words) > LONGEST or words[-1] in ":;,?!":
        return None
    opener = vocabulary.byline_opener.match(words)
    if opener is None:
        return None
    return _read(words[opener.end() :], vocabulary)


def unmarked_byline_of(words: str, vocabulary: Vocabulary, *, before_margin: bool) -> Byline | None:
    """Read a whole line as a byline without "By", as it may stand under a headline.

    Forms: "Jane Doe in Goma", "Jane Doe | The Echo", "Jane Doe, Defence Correspondent",
    and the bare name if the next line is a date or a dateline (`before_margin`).
    """
    if len(words) > LONGEST or words[-1] in ".!?:":
        return None
    found = _read(words, vocabulary)
    if found is None or not found.names or not _is_person(found.names, vocabulary):
        return None
    has_role = words.split()[-1].casefold() in vocabulary.writer_roles
    if before_margin or found.place or found.outlet or has_role:
        return found
    return None


def is_under_byline(words: str, vocabulary: Vocabulary) -> bool:
    """Whether a line under a byline says what the writer is or writes for ("Staff writer", "The Echo")."""
    if len(words) > 60 or words[-1] in ".!?:":
        return False
    last = words.split()[-1].casefold()
    return last in vocabulary.writer_roles or (is_name(words, vocabulary) and vocabulary.is_outlet(words))


def _read(words: str, vocabulary: Vocabulary) -> Byline | None:
    pieces = [piece for piece in _PIECES.split(words) if piece]
    if not pieces:
        return None
    writers = _writers(pieces[0].rstrip(". "), vocabulary)
    if writers is None:
        return None
    outlet, place, days = writers.outlet, writers.place, list(writers.days)
    for piece in pieces[1:]:
        run = date_run(piece, 0, len(piece), vocabulary)
        if run and not piece[run.end :].strip(" .,"):
            days.extend(run.days)
        elif piece.split()[-1].casefold() in vocabulary.writer_roles:
            continue
        elif is_name(piece, vocabulary) and len(piece.split()) <= 6:
            outlet = outlet or piece
        else:
            return None
    return Byline(writers.names, place, outlet, tuple(days))


def _writers(words: str, vocabulary: Vocabulary) -> Byline | None:
    """The part of a byline before its first bar: names, "in PLACE", roles, outlet, date."""
    day = first_day(words, 0, len(words), vocabulary)
    days: tuple[tuple[DateKind, Day], ...] = ()
    if day:
        if words[day[2] :].strip(" ,"):
            return None
        head = words[: day[1]].rstrip(" ,")
        days = (("plain", day[0]),)
        words = head.removesuffix(" on").rstrip(" ,")
    if words.casefold() in vocabulary.unnamed_writers:
        return Byline(words, days=days)
    outlet = None
    if match := _FOR_OUTLET.search(words):
        words, outlet = words[: match.start()], words[match.end() :]
        if not is_name(outlet, vocabulary):
            return None
    names: list[str] = []
    joints: list[str] = []
    place = None
    parts = _parts(words)
    for number, (joint, part) in enumerate(parts):
        name, _, where = part.partition(" in ") if " in " in part else _split_from(part)
        if where:
            if not is_name(where, vocabulary):
                return None
            place = place or where
        more_names = any(later == "and" for later, _ in parts[number + 1 :])
        kind = _part_kind(name, joint, names, place, vocabulary, more_names=more_names)
        if kind == "name":
            names.append(name)
            joints.append(joint)
        elif kind == "place":
            place = place or name
        elif kind == "outlet":
            outlet = outlet or name
        elif kind is None:
            return None
    if not names:
        return None
    return Byline(_joined(names, joints), place, outlet, days)


def _parts(words: str) -> list[tuple[str, str]]:
    parts: list[tuple[str, str]] = []
    at = 0
    joint = ""
    for match in _JOINT.finditer(words):
        parts.append((joint, words[at : match.start()].strip()))
        joint = "," if match.group().strip() == "," else "and"
        at = match.end()
    parts.append((joint, words[at:].strip()))
    return [(joint, part) for joint, part in parts if part]


def _split_from(part: str) -> tuple[str, str, str]:
    match = _FROM_PLACE.search(part)
    return (part[: match.start()], match.group(), part[match.end() :]) if match else (part, "", "")


def _part_kind(
    part: str,
    joint: str,
    names: list[str],
    place: str | None,
    vocabulary: Vocabulary,
    *,
    more_names: bool,
) -> str | None:
    """What a part of a byline is: "name", "place", "outlet", "role"; `None` for prose."""
    if part.casefold() in vocabulary.unnamed_writers:
        return "name"
    last = part.split()[-1].casefold()
    if last in vocabulary.writer_roles:
        return "role"
    if vocabulary.weekday.match(part) or part.split()[0].casefold() in vocabulary.months:
        return None
    if not is_name(part, vocabulary) or len(part.split()) > 6:
        return None
    if not names:
        return "name"
    if joint == "and":
        return "name"
    if vocabulary.is_outlet(part):
        return "role" if part.casefold() in vocabulary.agencies else "outlet"
    if place is not None:
        return "role"  # the region of a place: "Alexandria, La."
    return "name" if more_names else "place"


def _joined(names: list[str], joints: list[str]) -> str:
    joined = names[0]
    for name, joint in zip(names[1:], joints[1:], strict=True):
        joined += f", {name}" if joint == "," else f" and {name}"
    return joined


def _is_person(names: str, vocabulary: Vocabulary) -> bool:
    """Whether each of the names has two to four words, none of a publisher's or public body's."""
    for name in re.split(r", | and ", names):
        parts = name.split()
        if not 2 <= len(parts) <= 4 or not all(is_capitalised(part) for part in (parts[0], parts[-1])):
            return False
        if vocabulary.is_outlet(name) or vocabulary.is_body(name) or name.casefold() in vocabulary.not_places:
            return False
        if any(part.casefold() in vocabulary.not_places for part in parts):
            return False
    return True
