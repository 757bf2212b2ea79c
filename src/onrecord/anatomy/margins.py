"""What has been found in an article's margins so far: parts with their spans, and field values."""

from __future__ import annotations

from dataclasses import dataclass, field

from onrecord.anatomy.dates import DateKind, Day
from onrecord.record import Anatomy, AnatomyPart, Span

# How near a date stands to being the date of publication; the lowest wins.
RANK_LABELLED, RANK_MARGIN, RANK_DATELINE, RANK_HEADLINE, RANK_UPDATED = range(5)


@dataclass(slots=True)
class Margins:
    """A collector; for every field the value noted first stays."""

    text: str
    parts: list[Anatomy] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    dates: list[tuple[int, Day]] = field(default_factory=list)
    titles: list[Span] = field(default_factory=list)
    is_release: bool = False

    def mark(self, part: AnatomyPart, start: int, end: int) -> None:
        """Mark `[start, end)` without the white space at its ends; nothing if no words are left."""
        piece = self.text[start:end]
        start += len(piece) - len(piece.lstrip())
        end = start + len(piece.strip())
        if start < end:
            self.parts.append(Anatomy(part, Span(start, end)))

    def note(self, name: str, value: str | None) -> None:
        """Keep a field's value unless it has one."""
        if value:
            self.fields.setdefault(name, value)

    def note_day(self, day: Day | None, rank: int) -> None:
        """Keep a date as a candidate for the date of publication."""
        if day is not None:
            self.dates.append((rank, day))

    def note_days(self, days: tuple[tuple[DateKind, Day], ...]) -> None:
        """Keep the dates of a date line, ranked by their labels; a period's are left out."""
        ranks: dict[DateKind, int] = {
            "published": RANK_LABELLED,
            "plain": RANK_MARGIN,
            "updated": RANK_UPDATED,
        }
        for kind, day in days:
            if kind in ranks:
                self.note_day(day, ranks[kind])

    def settled(self) -> tuple[Anatomy, ...]:
        """The parts in text order, none overlapping: of two that do, the one that starts first stays."""
        kept: list[Anatomy] = []
        for part in sorted(self.parts, key=lambda part: (part.span.start, -part.span.end)):
            if not kept or part.span.start >= kept[-1].span.end:
                kept.append(part)
        return tuple(kept)
