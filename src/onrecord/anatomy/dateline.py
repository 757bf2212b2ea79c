"""The dateline: where and when a report was filed, and whose copy it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from onrecord.anatomy.dates import Day, date_run, day_at, first_day
from onrecord.anatomy.names import LOOK_AHEAD, is_capitalised, is_loud, is_name
from onrecord.anatomy.vocabulary import Vocabulary

WINDOW = 200  # no dateline is longer
MAX_PLACE_WORDS = 5
MAX_BARE_WORDS = 3  # of a place in small letters that no agency vouches for
MAX_AGENCY_WORDS = 5
BODY_LENGTH = 100  # text that runs this long behind a bare "PLACE -" is a sentence, not a headline

_WORD = re.compile(r"[^\W\d_][\w’'‘.\-]*")
_PLACE_JOINT = re.compile(r"\s{0,9}/\s{0,9}|\s{1,9}(?:and|&)\s{1,9}(?=[^\W\d_])|\s")
_COMMA = re.compile(r"\s{0,9}[,|]\s{0,9}")
_DASH = re.compile(r"\s{1,9}-{1,3}(?=\s|$)|-{1,3}(?=\s|$)|\s{0,9}[–—]-?|\s{1,9}_(?=\s|$)|\s{0,9}--+")
_COLON = re.compile(r"\s{0,9}:")
_FULL_STOP = re.compile(r"\.(?=\s|$)")
_BRACKET = re.compile(
    r"\s{0,9}(?:\((?P<round>[^()\n]{1,60})\)|\[(?P<square>[^\[\]\n]{1,60})\]|/(?P<slash>[^/\n]{2,40})/)"
)
_ABBREVIATION = re.compile(r"(?:[^\W\d_]\.){2,}|(?:St|Ste|Ft|Mt|Pt)\.", re.IGNORECASE)
_HINT = re.compile(r"[(\[/]")  # no agency stands in a dateline without one of these
_GAP = re.compile(r"\s{0,9}")
_OPENING = frozenset("\"'“‘«([¿¡")


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline found: `[start, end)` with its closing dash, and what it says."""

    start: int
    end: int
    place: str | None = None
    agency: str | None = None
    day: Day | None = None


@dataclass(slots=True)
class _Draft:
    """What has been read of a dateline so far; `at` is the offset behind it."""

    at: int
    place: str | None = None
    agency: str | None = None
    day: Day | None = None
    has_region: bool = False
    has_weekday: bool = False
    has_comma: bool = False
    dashed: bool = False
    separator: str = ""


def dateline_at(
    text: str,
    start: int,
    limit: int,
    vocabulary: Vocabulary,
    *,
    first: bool,
    loud: bool = False,
    colon_ends: bool = False,
    continues: bool = False,
) -> Dateline | None:
    """The dateline that begins at offset `start` of the line that ends at `limit`, or `None`.

    `first` says that this may be the report's first sentence: only then are forms
    without an agency ("CAIRO - ", "Manila, Philippines — 3 May. ") read. `loud` says that
    all of the text is in capitals, `colon_ends` that "BAGHDAD: " is no speaker's label
    here, `continues` that the line's sentence goes on in the next line.
    """
    window = min(limit, start + WINDOW)
    if not first and not _HINT.search(text, start, window):
        return None
    draft = _Draft(start)
    _read_leading_day(text, draft, window, vocabulary)
    if filed := _bracketed_place_and_day(text, draft.at, window, vocabulary):
        draft = filed
    elif not (
        _read_bare_agency(text, draft, window, vocabulary) or _read_place(text, draft, window, vocabulary)
    ):
        return None
    _read_rest(text, draft, window, vocabulary)
    body = _skip(text, draft.at, limit)
    if not first and draft.agency is None:
        return None
    begins = body < limit and (is_capitalised(text[body]) or text[body].isdigit() or text[body] in _OPENING)
    alone = body >= limit
    rest_is_body = continues or _is_body(text[max(body, limit - 3) : limit], limit - body)
    shouted = bool(draft.place) and is_loud(draft.place or "")
    accepted = _is_dateline(
        draft,
        begins=begins,
        alone=alone,
        shouted=shouted,
        spaced=body > draft.at,
        may_be_bare=first and rest_is_body and not (loud and shouted),
        colon_ends=colon_ends,
    )
    if not accepted:
        return None
    if not shouted and draft.agency is None and len((draft.place or "").split()) > MAX_BARE_WORDS:
        return None
    needs_proof = draft.agency is None and draft.day is None and not (draft.has_region or draft.has_weekday)
    if (
        needs_proof
        and (draft.separator == ":" or not shouted)
        and not _is_known(draft.place, text, vocabulary)
    ):
        return None
    return Dateline(start, draft.at, draft.place, draft.agency, draft.day)


def inline_dateline(text: str, start: int, limit: int, vocabulary: Vocabulary) -> Dateline | None:
    """A dateline "PLACE (Agency)" inside a line, behind a headline that no line break ends."""
    limit = min(limit, start + 2 * WINDOW)
    at = text.find(" ", start, limit)
    while at >= 0:
        word = _WORD.match(text, at + 1, limit)
        if word and len(word.group()) > 2 and is_loud(word.group()):
            found = dateline_at(text, at + 1, limit, vocabulary, first=False)
            if found and found.agency and found.place and is_loud(found.place):
                return found
        at = text.find(" ", at + 1, limit)
    return None


def place_and_day(text: str, start: int, limit: int, vocabulary: Vocabulary) -> Dateline | None:
    """A whole line that says where and when: "Brussels, 1 September 2022", "3 May 2019, Goma"."""
    if limit - start > WINDOW:
        return None
    draft = _Draft(start)
    _read_leading_day(text, draft, limit, vocabulary)
    if not _read_place(text, draft, limit, vocabulary):
        return None
    if draft.day is None:
        _read_rest(text, draft, limit, vocabulary)
    if draft.day is None or not (draft.has_comma or draft.dashed or is_loud(draft.place or "")):
        return None
    run = date_run(text, draft.at, limit, vocabulary)  # a clock time may follow
    end = run.end if run else draft.at
    if text[end:limit].strip(" .,|:–—-"):
        return None
    return Dateline(start, limit, draft.place, draft.agency, draft.day)


def _is_dateline(
    draft: _Draft,
    *,
    begins: bool,
    alone: bool,
    shouted: bool,
    spaced: bool,
    may_be_bare: bool,
    colon_ends: bool,
) -> bool:
    separated = bool(draft.separator)
    if alone:
        return separated and bool(draft.agency) and bool(draft.place)
    if not begins:
        return False
    if draft.agency and not draft.place:
        return separated or not spaced
    if draft.agency and draft.separator == ":" and not colon_ends:
        return False
    if draft.agency:
        return separated or shouted
    if draft.day or draft.has_weekday:
        marked = draft.has_comma or draft.dashed or shouted
        return marked and (separated or draft.dashed)
    if not separated or not may_be_bare:
        return False
    if draft.separator == ":":
        return shouted and colon_ends and not draft.has_comma
    return True


def _bracketed_place_and_day(text: str, at: int, limit: int, vocabulary: Vocabulary) -> _Draft | None:
    """Read "(Nairobi, 3 March 2021) –"."""
    bracket = _BRACKET.match(text, at, limit)
    group = "round" if bracket and bracket["round"] else "square"
    if bracket is None or not bracket[group]:
        return None
    filed = place_and_day(text, bracket.start(group), bracket.end(group), vocabulary)
    if filed is None:
        return None
    return _Draft(bracket.end(), filed.place, filed.agency, filed.day, has_comma=True)


def _read_leading_day(text: str, draft: _Draft, limit: int, vocabulary: Vocabulary) -> None:
    run = date_run(text, draft.at, limit, vocabulary)
    if run is None or len(run.days) != 1 or run.days[0][0] == "period":
        return
    draft.day = run.days[0][1]
    draft.has_comma = True
    draft.at = run.end
    for joint in (_COMMA, _DASH):
        if match := joint.match(text, draft.at, limit):
            draft.at = match.end()
            break
    draft.at = _skip(text, draft.at, limit)


def _read_bare_agency(text: str, draft: _Draft, limit: int, vocabulary: Vocabulary) -> bool:
    """Read "(CNN) —", or the agency of "AFP, Cairo -"."""
    if bracket := _BRACKET.match(text, draft.at, limit):
        name = bracket.group("round")
        if name is None or not _is_agency(name, vocabulary):
            return False
        if not (is_loud(name) or vocabulary.is_outlet(name)):
            return False
        draft.agency, draft.at = name, bracket.end()
        return True
    words = _place_words(text, draft.at, limit)
    if words is None:
        return False
    name = text[draft.at : words]
    comma = _COMMA.match(text, words, limit)
    if comma is None or name.casefold() not in vocabulary.agencies:
        return False
    after = _Draft(comma.end())
    if not _read_place(text, after, limit, vocabulary):
        return False
    draft.agency, draft.place, draft.at = name, after.place, after.at
    return True


def _read_place(text: str, draft: _Draft, limit: int, vocabulary: Vocabulary) -> bool:
    end = _place_words(text, draft.at, limit)
    if end is None:
        return False
    place = text[draft.at : end]
    if place.casefold() in vocabulary.not_places or place in vocabulary.acronyms:
        return False
    first, last = place.split()[0].casefold(), place.split()[-1].casefold()
    if first in vocabulary.not_places and not is_loud(place) and place.casefold() not in vocabulary.cities:
        return False
    if last in vocabulary.not_places or last in vocabulary.months or vocabulary.weekday.fullmatch(place):
        return False
    if len(place.split()) > 1 and vocabulary.is_outlet(place):
        return False
    if len(place.split()) > 1 and vocabulary.is_body(place):
        return _read_place_after(text, draft, end, limit, vocabulary)
    if not is_name(place.replace("/", " ").replace("&", "and"), vocabulary):
        return False
    draft.place, draft.at = place, end
    return True


def _read_place_after(text: str, draft: _Draft, body: int, limit: int, vocabulary: Vocabulary) -> bool:
    """ "Office of the Warden, Odde": the place behind the body that issues the text."""
    comma = _COMMA.match(text, body, limit)
    if comma is None:
        return False
    draft.at = comma.end()
    return _read_place(text, draft, limit, vocabulary)


def _place_words(text: str, at: int, limit: int) -> int | None:
    """Where the run of capitalised words at `at` ends; all in capitals if the first one is."""
    first = _WORD.match(text, at, limit)
    if first is None or not is_capitalised(first.group()):
        return None
    loud = is_loud(first.group())
    end = _word_end(first)
    for _ in range(MAX_PLACE_WORDS - 1):
        joint = _PLACE_JOINT.match(text, end, limit)
        word = _WORD.match(text, joint.end(), limit) if joint else None
        if word is None or (loud and not is_loud(word.group())):
            break
        if not is_capitalised(word.group()) and len(word.group()) > 4:
            break
        end = _word_end(word)
    while end > first.end() and not is_capitalised(text[at:end].split()[-1]):
        end = at + len(text[at:end].rsplit(None, 1)[0])
    return end


def _word_end(word: re.Match[str]) -> int:
    """The word's end without a full stop that ends a sentence, a dash that leads on."""
    written = word.group()
    if _ABBREVIATION.fullmatch(written):
        return word.end()
    return word.start() + len(written.rstrip(".-"))


def _read_rest(text: str, draft: _Draft, limit: int, vocabulary: Vocabulary) -> None:
    """Read region, date, agency and the closing dash, in any order that datelines have."""
    while draft.at < limit:
        if draft.agency is None and _read_bracket(text, draft, limit, vocabulary):
            continue
        if (comma := _COMMA.match(text, draft.at, limit)) and _read_after_comma(
            text, draft, comma.end(), limit, vocabulary
        ):
            draft.has_comma = True
            continue
        gap = _skip(text, draft.at, limit)
        if gap > draft.at and draft.day is None and _read_day(text, draft, gap, limit, vocabulary):
            continue
        if dash := _DASH.match(text, draft.at, limit):
            after = _skip(text, dash.end(), limit)
            if draft.day is None and _is_closed_day(text, after, limit, vocabulary):
                draft.dashed = True
                _read_day(text, draft, after, limit, vocabulary)
                continue
            draft.separator, draft.at = "-", dash.end()
        elif colon := _COLON.match(text, draft.at, limit):
            draft.separator, draft.at = ":", colon.end()
        elif draft.day and (stop := _FULL_STOP.match(text, draft.at, limit)):
            draft.separator, draft.at = ".", stop.end()
        return


def _read_bracket(text: str, draft: _Draft, limit: int, vocabulary: Vocabulary) -> bool:
    bracket = _BRACKET.match(text, draft.at, limit)
    if bracket is None:
        return False
    inside = next(group for group in bracket.groups() if group is not None)
    offset = bracket.start() + bracket.group().index(inside)
    found = first_day(text, offset, offset + len(inside), vocabulary)
    name = inside
    if found:
        day, begin, end = found
        draft.day = draft.day or day
        name = (text[offset:begin] + text[end : offset + len(inside)]).strip(" ,;|–—-")
    if name and not _is_agency(name, vocabulary):
        return False
    draft.agency = name.strip() or None
    draft.at = bracket.end()
    return True


def _is_agency(name: str, vocabulary: Vocabulary) -> bool:
    words = name.split()
    if not words or len(words) > MAX_AGENCY_WORDS or name.casefold() in vocabulary.not_places:
        return False
    return is_name(name.replace("/", " "), vocabulary) or name.casefold() in vocabulary.agencies


def _read_after_comma(text: str, draft: _Draft, at: int, limit: int, vocabulary: Vocabulary) -> bool:
    """After a comma: a date, a weekday, an agency's name, or the region the place is in."""
    if draft.day is None and _read_day(text, draft, at, limit, vocabulary):
        return True
    if weekday := vocabulary.weekday.match(text, at, limit):
        draft.has_weekday, draft.at = True, weekday.end()
        return True
    end = _region_end(text, at, limit)
    if end is None:
        return False
    region = text[at:end]
    if region.casefold() in vocabulary.agencies and draft.agency is None:
        draft.agency, draft.at = region, end
        return True
    if draft.has_region or not is_name(region, vocabulary):
        return False
    draft.has_region, draft.at = True, end
    return True


def _region_end(text: str, at: int, limit: int) -> int | None:
    """Where a region's name ends; an abbreviation keeps its full stop ("Mass.", "N.Y.")."""
    first = _WORD.match(text, at, limit)
    if first is None or not is_capitalised(first.group()):
        return None
    if first.group().endswith("."):
        return first.end()
    return _place_words(text, at, limit)


def _read_day(text: str, draft: _Draft, at: int, limit: int, vocabulary: Vocabulary) -> bool:
    found = day_at(text, at, limit, vocabulary)
    if found is None:
        return False
    draft.day, draft.at = found
    return True


def _is_closed_day(text: str, at: int, limit: int, vocabulary: Vocabulary) -> bool:
    """Whether a date stands here by itself, not as a sentence's first words."""
    found = day_at(text, at, limit, vocabulary)
    if found is None:
        return False
    end = found[1]
    return end >= limit or bool(
        _FULL_STOP.match(text, end) or _DASH.match(text, end) or _COLON.match(text, end)
    )


def _is_known(place: str | None, text: str, vocabulary: Vocabulary) -> bool:
    """Whether a bare "Place -" or "PLACE:" is a place: a well-known city, or one the text says "in" of."""
    if place is None:
        return False
    if all(part.strip().casefold() in vocabulary.cities for part in place.split("/")):
        return True
    named = re.compile(rf"\b(?:in|from|near|to|of|at)\s{1, 9}{re.escape(place)}\b", re.IGNORECASE)
    return bool(named.search(text, 0, LOOK_AHEAD))


def _is_body(ending: str, length: int) -> bool:
    return length >= BODY_LENGTH or ending.rstrip("\"'”’)]")[-1:] in {".", "!", "?", "…", ":"}


def _skip(text: str, at: int, limit: int) -> int:
    gap = _GAP.match(text, at, limit)
    return gap.end() if gap else at
