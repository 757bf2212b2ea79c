"""The lines below an article's top: furniture between and after the sentences, and the dateline."""

from __future__ import annotations

from dataclasses import replace

from onrecord.anatomy.byline import byline_of
from onrecord.anatomy.dateline import place_and_day
from onrecord.anatomy.dates import date_run
from onrecord.anatomy.furniture import (
    agency_tail_start,
    bullet_end,
    is_furniture,
    is_heading,
    is_reach,
    is_tail_furniture,
    note_label_end,
    signoff_start,
    stamp_end,
)
from onrecord.anatomy.lines import Line
from onrecord.anatomy.margins import RANK_DATELINE, RANK_MARGIN, Margins
from onrecord.anatomy.names import spelled
from onrecord.anatomy.page import Page
from onrecord.anatomy.pictures import credit_at, is_copyright, picture_of, rights_holder
from onrecord.anatomy.top import Top

NEAR_TOP = 5  # lines below the first sentence that may still be byline, date or dateline
TAIL_LINES = 8  # last lines, where contacts and sign-offs stand


class BodyReader:
    """Reads the lines from the first sentence on into `Margins`."""

    def __init__(self, page: Page, margins: Margins, top: Top) -> None:
        self.page = page
        self.words = page.vocabulary
        self.margins = margins
        self.top = top
        self.has_dateline = False
        self.under_contact = False

    def read(self) -> None:
        """Mark every margin from the top's end to the text's."""
        lines = self.page.lines
        for index in range(self.top.body_index, len(lines)):
            line = lines[index]
            if index == self.top.body_index and self.top.body_start is not None:
                start = self.top.body_start
                line = replace(line, start=start, words=self.page.text[start : line.end], opens=True)
                line = _trimmed(line)
            if line.words:
                self._read_line(line, index)

    def _read_line(self, line: Line, index: int) -> None:
        near_top = index - self.top.body_index <= NEAR_TOP
        was_under_contact, self.under_contact = self.under_contact, False
        if self._is_whole_furniture(line, index, was_under_contact):
            return
        if near_top and self._take_margin(line):
            return
        if self._take_picture(line, near_top):
            return
        self._take_edges(line, index, near_top)

    def _is_whole_furniture(self, line: Line, index: int, was_under_contact: bool) -> bool:
        words = line.words
        in_tail = index >= len(self.page.lines) - TAIL_LINES
        if words in self.page.repeated or self.page.is_speaker(words):
            return False
        is_contact = bool(self.words.release_closer.match(words))
        self.margins.is_release = self.margins.is_release or is_contact
        reaches = (was_under_contact or (in_tail and line.opens)) and is_reach(
            words, under_contact=was_under_contact
        )
        if is_copyright(words):
            self.margins.note("rights_holder", rights_holder(words))
        elif not (
            is_furniture(line, self.words)
            or is_heading(line, self.page.below(index), self.words, loud=self.page.is_loud)
            or reaches
            or (in_tail and is_tail_furniture(line, self.words, last=self.page.below(index) is None))
        ):
            return False
        self.under_contact = is_contact or reaches or words.casefold().startswith(("contact", "for "))
        self.margins.mark("furniture", line.start, line.end)
        return True

    def _take_margin(self, line: Line) -> bool:
        """A byline or a date on a line of its own, under a deck that reads like a sentence."""
        text = self.page.text
        if line.opens and (found := byline_of(line.words, self.words)):
            self.margins.mark("byline", line.start, line.end)
            self.margins.note("byline", found.names)
            self.margins.note("outlet", found.outlet)
            self.margins.note_days(found.days)
            if found.place:
                self.margins.note("byline_place", spelled(found.place, text, self.words))
            return True
        filed = place_and_day(text, line.start, line.end, self.words)
        if filed:
            self.margins.mark("dateline", line.start, line.end)
            self.margins.note_day(filed.day, RANK_MARGIN)
            self.margins.note("dateline_place", spelled(filed.place or "", text, self.words))
            return True
        return False

    def _take_picture(self, line: Line, near_top: bool) -> bool:
        credit = credit_at(line.words, self.words) if line.opens else None
        if credit and credit.end >= len(line.words):
            self.margins.mark("credit", line.start, line.end)
            self.margins.note("credit", credit.maker)
            return True
        picture = None if credit else picture_of(line.words, self.words)
        if picture is None:
            return False
        has_speech = any(mark in line.words for mark in '"“”')
        if picture.credit:
            self.margins.mark("credit", line.start + picture.credit.start, line.end)
            self.margins.note("credit", picture.maker)
        if picture.caption and line.opens and not has_speech and (near_top or picture.credit is None):
            self.margins.mark("caption", line.start, line.start + picture.caption.end)
            return True
        return False

    def _take_edges(self, line: Line, index: int, near_top: bool) -> None:
        """Furniture at the line's start (stamp, bullet, dateline) and end (sign-off); the rest is text."""
        text = self.page.text
        run = date_run(text, line.start, line.end, self.words) if len(line.words) <= 80 else None
        if run and line.opens and not text[run.end : line.end].strip(" .,;|()–—-:"):
            self.margins.mark("furniture", line.start, line.end)
            if near_top:
                self.margins.note_days(run.days)
            return
        self.margins.is_release = self.margins.is_release or bool(self.words.release_closer.match(line.words))
        line = self._behind_lead(line)
        if not line.words:
            return
        first = near_top and not self.has_dateline
        dateline = self.page.dateline_of(line, index, first=first)
        if dateline:
            self.has_dateline = True
            self.margins.mark("dateline", dateline.start, dateline.end)
            self.margins.note("agency", dateline.agency)
            self.margins.note_day(dateline.day, RANK_DATELINE)
            if dateline.place:
                self.margins.note("dateline_place", spelled(dateline.place, text, self.words))
        self._take_signoff(line, index)

    def _behind_lead(self, line: Line) -> Line:
        """The line without the clock time, bullet or note label it begins with; those are marked."""
        for end in (
            note_label_end(line.words, self.words) if line.opens else None,
            stamp_end(line, stamped=self.page.is_stamped),
            bullet_end(line, numbered=self.page.is_numbered),
        ):
            if end:
                self.margins.mark("furniture", line.start, line.start + end)
                return _trimmed(replace(line, start=line.start + end, words=line.words[end:], opens=True))
        return line

    def _take_signoff(self, line: Line, index: int) -> None:
        signoff = signoff_start(line.words, self.words)
        if signoff:
            start, reporter = signoff
            self.margins.mark("furniture", line.start + start, line.end)
            found = byline_of(f"By {reporter}", self.words) if reporter else None
            self.margins.note("reporter", found.names if found else None)
            return
        if self.page.below(index) is None:
            tail = agency_tail_start(line.words, self.words)
            if tail is not None:
                self.margins.mark("furniture", line.start + tail, line.end)


def _trimmed(line: Line) -> Line:
    words = line.words.lstrip()
    return replace(line, start=line.end - len(words), words=words)
