"""The top of an article, read line by line until its first sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from onrecord.anatomy.byline import Byline, byline_of, is_under_byline, unmarked_byline_of
from onrecord.anatomy.dateline import inline_dateline, place_and_day
from onrecord.anatomy.dates import date_run, first_day
from onrecord.anatomy.furniture import is_furniture, is_heading, stamp_end
from onrecord.anatomy.headline import is_deck_like, is_title_like, runs_on
from onrecord.anatomy.labels import is_letterhead, is_masthead, is_reference, is_state, label_of
from onrecord.anatomy.lines import Line
from onrecord.anatomy.margins import RANK_MARGIN, Margins
from onrecord.anatomy.mixed import leading_dates, pieces_of
from onrecord.anatomy.names import is_loud, is_name, spelled
from onrecord.anatomy.page import Page
from onrecord.anatomy.pictures import LONGEST_CAPTION, credit_at, is_copyright, picture_of
from onrecord.record import Span

MOST_LINES = 24  # lines with words; an article's top is shorter
MOST_TITLES = 3  # headline, deck, second deck
MOST_TITLE_LINES = 4


_WIDE = re.compile(r"\s{2,}|\s+\|\s+")


@dataclass(frozen=True, slots=True)
class Title:
    """A line that may be the headline; `beside_credit` if it may be a picture's caption as well."""

    span: Span
    beside_credit: bool = False


@dataclass(frozen=True, slots=True)
class Top:
    """What the top of the page held besides marked parts: what may be the headline, where the body begins.

    `body_index` is the body's first line; `body_start` the offset inside it, if
    margin stands on that line too.
    """

    titles: tuple[Title, ...]
    body_index: int
    body_start: int | None = None


class TopReader:
    """Reads margin lines from the top of a page into `Margins`."""

    def __init__(self, page: Page, margins: Margins, stated: Span | None) -> None:
        self.page = page
        self.words = page.vocabulary
        self.margins = margins
        self.stated = stated
        self.titles: list[Title] = []
        self.under_byline = False
        self.under_credit = False
        self.cut: int | None = None

    def read(self) -> Top:
        """Mark what stands above the first sentence; say where that is."""
        index = 0
        lines = self.page.lines
        while index < min(len(lines), MOST_LINES):
            taken = self._take(index)
            if not taken:
                break
            index += taken
            if self.cut is not None:
                index -= 1
                break
        return Top(tuple(self.titles), index, self.cut)

    def _take(self, index: int) -> int:
        """How many lines from `index` on are margin (0: the body begins here)."""
        line = self.page.lines[index]
        stated = self.stated
        if stated and line.start <= stated.start < line.end:
            return self._take_stated(index, stated)
        was_under_byline, self.under_byline = self.under_byline, False
        was_under_credit, self.under_credit = self.under_credit, False
        if was_under_byline and is_under_byline(line.words, self.words):
            self._take_employer(line)
            return 1
        if self.page.is_speaker(line.words) and not (
            index == 0 and line.closes and line.words[-1] not in ".!?"
        ):
            return 0
        if self._is_margin(line, index):
            return 1
        if is_heading(line, self.page.below(index), self.words, loud=self.page.is_loud or not self.titles):
            return 0
        if (
            self.page.dateline_of(line, index, first=True)
            or stamp_end(line, stamped=self.page.is_stamped) is not None
        ):
            return 0
        return self._take_mixed(line) or self._take_title(index, beside_credit=was_under_credit)

    def _is_margin(self, line: Line, index: int) -> bool:
        return (
            self._take_label(line)
            or self._take_byline(line, index)
            or self._take_date(line)
            or self._take_place(line, index)
            or self._take_letterhead(line, index)
            or self._take_picture(line, index)
            or self._take_furniture(line)
        )

    def _take_label(self, line: Line) -> bool:
        label = label_of(line.words, self.words)
        if label is None:
            return False
        margins = self.margins
        margins.mark("furniture", line.start, line.start + label.furniture_end)
        margins.is_release = margins.is_release or label.is_release
        margins.note_day(label.day, RANK_MARGIN)
        if label.place:
            margins.note("dateline_place", spelled(label.place, self.page.text, self.words))
        if label.issuer:
            margins.note("outlet", spelled(label.issuer, self.page.text, self.words))
        if label.furniture_end < len(line.words):
            self._add_title(line.start + label.furniture_end, line.end)
        return True

    def _take_date(self, line: Line) -> bool:
        text = self.page.text
        if len(line.words) > 160:
            return False
        run = date_run(text, line.start, line.end, self.words)
        if run and not text[run.end : line.end].strip(" .,;|()–—-"):
            self.margins.mark("dateline", line.start, line.end)
            self.margins.note_days(run.days)
            return True
        filed = place_and_day(text, line.start, line.end, self.words)
        if filed is None:
            return self._take_dated_masthead(line)
        self.margins.mark("dateline", line.start, line.end)
        self.margins.note_day(filed.day, RANK_MARGIN)
        self.margins.note("dateline_place", spelled(filed.place or "", text, self.words))
        self.margins.note("agency", filed.agency)
        return True

    def _take_dated_masthead(self, line: Line) -> bool:
        """Take "The Karsa Echo, 3 May 2019"."""
        found = first_day(line.words, 0, len(line.words), self.words)
        if found is None:
            return False
        day, start, end = found
        name = line.words[:start].strip(" ,|–—-")
        if line.words[end:].strip(" ,.") or not name or not is_masthead(name, self.words):
            return False
        self.margins.mark("furniture", line.start, line.end)
        self.margins.note("outlet", spelled(name, self.page.text, self.words))
        self.margins.note_day(day, RANK_MARGIN)
        return True

    def _take_place(self, line: Line, index: int) -> bool:
        """Take "Lomé, Togo" above a line that is a date."""
        below = self.page.below(index)
        run = date_run(self.page.text, below.start, below.end, self.words) if below else None
        if run is None or below is None or run.end < below.end or len(line.words) > 60:
            return False
        place, comma, region = line.words.partition(", ")
        if not all(is_name(part, self.words) for part in (place, region) if part):
            return False
        if not comma and place.casefold() not in self.words.cities:
            return False
        self.margins.mark("dateline", line.start, line.end)
        self.margins.note("dateline_place", spelled(place, self.page.text, self.words))
        return True

    def _take_byline(self, line: Line, index: int) -> bool:
        found = byline_of(line.words, self.words)
        if found is None and self.titles:
            below = self.page.below(index)
            before_margin = below is not None and self._is_dated(below)
            found = unmarked_byline_of(line.words, self.words, before_margin=before_margin)
        elif found is None and line.words.split()[-1].casefold() in self.words.writer_roles:
            found = unmarked_byline_of(line.words, self.words, before_margin=False)
        if found is None:
            return False
        self.margins.mark("byline", line.start, line.end)
        self.note_byline(found)
        return True

    def note_byline(self, found: Byline) -> None:
        """Keep what a byline says; its place gives way to a dateline's."""
        self.under_byline = True
        self.margins.note("byline", found.names)
        self.margins.note("outlet", found.outlet)
        self.margins.note_days(found.days)
        if found.place:
            self.margins.note("byline_place", spelled(found.place, self.page.text, self.words))

    def _take_employer(self, line: Line) -> None:
        self.margins.mark("byline", line.start, line.end)
        known_agency = line.words.casefold() in self.words.agencies
        if self.words.is_outlet(line.words) and not known_agency:
            self.margins.note("outlet", spelled(line.words, self.page.text, self.words))

    def _take_letterhead(self, line: Line, index: int) -> bool:
        below = self.page.below(index)
        if self.titles or not is_letterhead(line.words, below.words if below else None, self.words):
            return False
        self.margins.mark("furniture", line.start, line.end)
        if not is_state(line.words, self.words):
            self.margins.note("outlet", spelled(line.words, self.page.text, self.words))
        return True

    def _take_picture(self, line: Line, index: int) -> bool:
        credit = credit_at(line.words, self.words)
        if credit and credit.end >= len(line.words):
            self.margins.mark("credit", line.start, line.end)
            self.margins.note("credit", credit.maker)
            self.under_credit = not line.closes
            return True
        if credit is None and self.titles and self._is_above_credit(line, index):
            self.margins.mark("caption", line.start, line.end)
            return True
        picture = None if credit else picture_of(line.words, self.words)
        if (
            picture is None
            or _WIDE.search(line.words)
            or leading_dates(self.page.text, line.start, line.end, self.words)
        ):
            return False
        if picture.caption:
            self.margins.mark("caption", line.start, line.start + picture.caption.end)
        if picture.credit:
            self.margins.mark("credit", line.start + picture.credit.start, line.end)
        self.margins.note("credit", picture.maker)
        return True

    def _is_above_credit(self, line: Line, index: int) -> bool:
        below = self.page.below(index)
        if line.closes or below is None or len(line.words) > LONGEST_CAPTION:
            return False
        credit = credit_at(below.words, self.words)
        return credit is not None and credit.end >= len(below.words)

    def _take_furniture(self, line: Line) -> bool:
        is_slug = not self.titles and is_reference(line.words)
        if not (is_slug or is_copyright(line.words) or is_furniture(line, self.words)):
            return False
        self.margins.mark("furniture", line.start, line.end)
        return True

    def _is_dated(self, line: Line) -> bool:
        run = date_run(self.page.text, line.start, line.end, self.words)
        if run and run.end >= line.end:
            return True
        return self.page.dateline_of(line, first=True) is not None

    # --- one line that holds several parts -----------------------------------------------

    def _take_mixed(self, line: Line) -> int:
        """Read a line on which a date or a picture credit stands beside other words."""
        pieces = pieces_of(self.page.text, line, self.words)
        found_margin = False
        for number, piece in enumerate(pieces):
            is_text = piece.dates is None and piece.credit is None
            found_margin = found_margin or not is_text
            closed = self.page.text[piece.start : piece.end].rstrip()[-1:] in {".", ",", ";"}
            if is_text and closed and number + 1 < len(pieces):
                return 0  # a sentence with a date behind it is prose
        if not found_margin:
            return 0
        saw_date = saw_credit = False
        for piece in pieces:
            if piece.dates:
                self.margins.mark("dateline", piece.start, piece.end)
                self.margins.note_days(piece.dates.days)
                saw_date = True
            elif piece.credit:
                self.margins.mark("credit", piece.start, piece.end)
                self.margins.note("credit", piece.credit)
                saw_credit = True
            else:
                self._take_text(piece.start, piece.end, beside_credit=saw_credit and not saw_date)
            if self.cut is not None:
                break
        return 1

    def _take_text(self, start: int, end: int, *, beside_credit: bool) -> None:
        text = self.page.text
        words = text[start:end].strip(" |")
        if not words:
            return
        found = byline_of(words, self.words)
        if found is None and self.titles:
            found = unmarked_byline_of(words, self.words, before_margin=True)
        if found:
            self.margins.mark("byline", start, end)
            self.note_byline(found)
        elif is_masthead(words, self.words):
            self.margins.mark("furniture", start, end)
            self.margins.note("outlet", spelled(words, text, self.words))
        elif dateline := inline_dateline(text, start, end, self.words):
            self._add_title(start, dateline.start, beside_credit=beside_credit)
            self.cut = dateline.start
        elif is_title_like(words, self.words):
            self._add_title(start, start + len(text[start:end].rstrip(" |")), beside_credit=beside_credit)
        elif beside_credit and len(words) <= LONGEST_CAPTION:
            self.margins.mark("caption", start, end)
        else:
            self.cut = start

    # --- headlines ----------------------------------------------------------------------

    def _add_title(self, start: int, end: int, *, beside_credit: bool = False) -> None:
        self.titles.append(Title(Span(start, end), beside_credit))

    def _take_title(self, index: int, *, beside_credit: bool) -> int:
        """Take line `index`, with the lines it runs on into, as a headline or deck."""
        lines = self.page.lines
        line = lines[index]
        if len(self.titles) >= MOST_TITLES or self.page.below(index) is None:
            return 0
        dateline = inline_dateline(self.page.text, line.start, line.end, self.words)
        if dateline and is_title_like(self.page.text[line.start : dateline.start].strip(), self.words):
            self._add_title(line.start, dateline.start)
            self.cut = dateline.start
            return 1
        last = index
        if self.page.is_wrapped(index) and not self._is_margin_below(index):
            while not lines[last].closes and last - index < MOST_TITLE_LINES:
                last += 1
        else:
            while self._goes_on(last) and last - index < MOST_TITLE_LINES:
                last += 1
        if self.page.below(last) is None:
            return 0
        words = " ".join(piece.words for piece in lines[index : last + 1])
        has_headline = any(not title.beside_credit for title in self.titles)
        if not (is_deck_like(words, self.words) if has_headline else is_title_like(words, self.words)):
            return 0
        label = self.words.headline_label.match(line.words)
        start = line.start + label.end() if label else line.start
        self.margins.mark("furniture", line.start, start)
        self._add_title(start, lines[last].end, beside_credit=beside_credit)
        return last - index + 1

    def _goes_on(self, index: int) -> bool:
        line, below = self.page.lines[index], self.page.below(index)
        if line.closes or below is None or self._is_margin_below(index):
            return False
        both_loud = not self.page.is_loud and is_loud(line.words) and is_loud(below.words)
        return both_loud or (
            runs_on(line.words, below.words, self.words)
            and is_title_like(below.words.capitalize(), self.words)
        )

    def _is_margin_below(self, index: int) -> bool:
        below = self.page.below(index)
        return below is not None and (
            byline_of(below.words, self.words) is not None
            or label_of(below.words, self.words) is not None
            or self._is_dated(below)
            or is_heading(below, None, self.words, loud=True)
        )

    def _take_stated(self, index: int, stated: Span) -> int:
        """Take the lines on which the title that came with the article stands."""
        lines = self.page.lines
        line = lines[index]
        if line.start < stated.start:
            head = replace(line, end=stated.start, words=self.page.text[line.start : stated.start].strip())
            self._take_mixed(head)
        self.titles.insert(0, Title(stated))
        last = index
        while last + 1 < len(lines) and lines[last + 1].start < stated.end:
            last += 1
        if self.page.text[stated.end : lines[last].end].strip():
            self.cut = stated.end
        return last - index + 1
