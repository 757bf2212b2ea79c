"""One line that holds several parts: a date, a picture credit, a headline."""

from __future__ import annotations

import re
from dataclasses import dataclass

from onrecord.anatomy.dates import DateRun, date_run
from onrecord.anatomy.lines import Line
from onrecord.anatomy.pictures import credit_at
from onrecord.anatomy.vocabulary import Vocabulary

LONGEST_MIXED = 600  # characters of a line searched for other parts beside its words

_WIDE_OR_SIGN = re.compile(r"\s{2,}|\s+\|\s+|\s(?=©)")
_BEFORE_DATE = re.compile(r"\s(?=(?:19|20)\d\d-\d\d-\d\d\b)")
_JOINTS = " \t\u00a0|,–—-"
_OPENING = "\"“'‘©("


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a mixed line: dates, a credit (whom it names), or other words."""

    start: int
    end: int
    dates: DateRun | None = None
    credit: str | None = None


def pieces_of(text: str, line: Line, vocabulary: Vocabulary) -> list[Piece]:
    """The line in pieces: dates, credits, and the words between."""
    pieces: list[Piece] = []
    at = line.start
    has_credit = False
    cuts = _cuts(line)
    while at < line.end:
        rest = text[at : min(line.end, at + LONGEST_MIXED)].rstrip(" |")
        if dates := leading_dates(text, at, line.end, vocabulary):
            pieces.append(Piece(at, dates.end, dates=dates))
        elif credit := credit_at(rest, vocabulary):
            pieces.append(Piece(at, at + credit.end, credit=credit.maker))
            has_credit = True
        else:
            # A date between words cuts the line only if a credit marks it as no sentence.
            cut = next((cut for cut, sure in cuts if cut > at and (sure or has_credit)), line.end)
            pieces.append(Piece(at, cut))
        at = pieces[-1].end
        gap = text[at : min(line.end, at + LONGEST_MIXED)]
        at += len(gap) - len(gap.lstrip(_JOINTS))
    return pieces


def leading_dates(text: str, start: int, end: int, vocabulary: Vocabulary) -> DateRun | None:
    """Full dates at `start` with nothing behind them, or the start of other words."""
    run = date_run(text, start, end, vocabulary)
    if run is None or not any(day.year for _, day in run.days):
        return None
    rest = text[run.end : min(end, run.end + 20)].strip(_JOINTS)
    if rest and not (rest[0].isupper() or rest[0].isdigit() or rest[0] in _OPENING):
        return None
    return run


def _cuts(line: Line) -> list[tuple[int, bool]]:
    """Where other words may begin on the line, and whether a wide gap, a bar or a sign says so."""
    window = line.words[:LONGEST_MIXED]
    sure = [(line.start + match.end(), True) for match in _WIDE_OR_SIGN.finditer(window)]
    dates = [(line.start + match.end(), False) for match in _BEFORE_DATE.finditer(window)]
    return sorted(sure + dates)
