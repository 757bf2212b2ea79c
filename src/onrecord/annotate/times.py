"""Find TIMEX3 expressions and anchor them on the report's date."""

from __future__ import annotations

import datetime
from bisect import bisect_right

from spacy.language import Language
from spacy.tokens import Doc

from onrecord.anatomy.dates import first_day
from onrecord.anatomy.vocabulary import vocabulary
from onrecord.annotate.layers import TimeExpression, declare_extensions
from onrecord.annotate.paragraphs import paragraph_starts
from onrecord.annotate.timex.anchoring import Context
from onrecord.annotate.timex.finder import expressions, open_sides
from onrecord.annotate.timex.reading import Found
from onrecord.annotate.timex.tense import TenseReader
from onrecord.annotate.timex.words import Words
from onrecord.lexicon.times import load_times
from onrecord.record import Report, Span

FIRST_YEAR, LAST_YEAR = 1500, 2999  # of reports: nothing is counted from a date that is a mistake


@Language.factory("onrecord_times", assigns=["doc._.times"], requires=["doc.sents"])
def create_times(nlp: Language, name: str) -> TimeFinder:
    """Make the component that fills `doc._.times`."""
    return TimeFinder()


class TimeFinder:
    """Write `doc._.times`: the expressions of body and margins, anchored on the day of publication."""

    def __init__(self) -> None:
        self.lexicon = load_times()

    def __call__(self, doc: Doc) -> Doc:
        """Fill `doc._.times`; the text and every other layer stay as they are."""
        report = doc._.report
        words = Words(_text_of(doc, report), self.lexicon, _breaks(doc, report))
        parse = TenseReader(doc, self.lexicon)

        context = Context(
            anchor=_published(report),
            tense_at=lambda index: parse.tense(words.start[index], words.end[index]),
            is_adverb=lambda index: parse.is_adverb(words.start[index], words.end[index]),
            counts=lambda index: parse.counts(words.start[index], words.end[index]),
            is_rate=lambda index: parse.is_rate(words.start[index], words.end[index]),
        )
        margins = _margins(report)
        found = (_expression(words, one, parse) for one in expressions(words, context))
        doc._.times = tuple(
            time for time in found if time.type == "date" or not _is_in(margins, time.mention)
        )
        return doc


def _expression(words: Words, found: Found, parse: TenseReader) -> TimeExpression:
    mention = Span(words.start[found.first], words.end[found.last])
    reading = found.reading
    start = end = None
    if reading.period is not None and reading.type != "set":
        start, end = open_sides(words, found, reading.period)
        if reading.type == "date" and start is not None and parse.is_since(*mention):
            end = None
    return TimeExpression(mention, reading.type, reading.value, start, end)


def _text_of(doc: Doc, report: Report | None) -> str:
    """The report's own text, margins included, where the `Doc` is of all of it."""
    if report is not None and len(report.text) == len(doc.text):
        return report.text
    return doc.text


def _margins(report: Report | None) -> list[Span]:
    """The margins that are not prose: of their times only dates are kept, no "3 minutes to read"."""
    anatomy = report.anatomy if report is not None else ()
    return [part.span for part in anatomy if part.part not in ("headline", "caption")]


def _is_in(spans: list[Span], mention: Span) -> bool:
    at = bisect_right(spans, mention.start, key=lambda span: span.start) - 1
    return at >= 0 and mention.start < spans[at].end


def _breaks(doc: Doc, report: Report | None) -> set[int]:
    """Offsets no expression reaches over: paragraphs, and where margins begin and end."""
    found = set(paragraph_starts(doc.text))
    for part in report.anatomy if report is not None else ():
        found.update(part.span)
    return found


def _published(report: Report | None) -> datetime.date | None:
    """The report's day, else the first whole date of its margins; `None` where neither tells."""
    if report is None:
        return None
    days = [report.published[:10]] if report.published else []
    for part in sorted(report.anatomy, key=lambda part: part.part != "dateline"):
        found = first_day(report.text, *part.span, vocabulary())
        days += [iso] if found and (iso := found[0].iso()) else []
    return next((day for text in days if (day := _day(text))), None)


def _day(text: str) -> datetime.date | None:
    """The day of an ISO date, if it is one a report can be from."""
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


declare_extensions()
