"""The words of the margins, read from the lexicon and made into patterns once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from onrecord.errors import LexiconError
from onrecord.lexicon.loader import words

LEXICON = "anatomy"
YEAR = r"(?:19|20)\d\d"
CLOCK = (
    r"(?:[01]?\d|2[0-3])(?:[:.h][0-5]\d(?::[0-5]\d)?(?:\s?[ap]\.?m\b\.?)?|\s?[ap]\.?m\b\.?)"
    r"|[0-2]\d[0-5]\d(?=\s?(?:GMT|UTC|hours|hrs)\b)"
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Patterns match at a position (never search), ignore case unless said, and are linear."""

    months: Mapping[str, int]
    day: re.Pattern[str]
    date_range: re.Pattern[str]
    month_year: re.Pattern[str]
    weekday: re.Pattern[str]
    time: re.Pattern[str]
    published_label: re.Pattern[str]
    updated_label: re.Pattern[str]
    period_label: re.Pattern[str]
    release_label: re.Pattern[str]
    bulletin_label: re.Pattern[str]
    byline_opener: re.Pattern[str]
    furniture_opener: re.Pattern[str]
    note_label: re.Pattern[str]
    release_closer: re.Pattern[str]
    headline_label: re.Pattern[str]
    follow: re.Pattern[str]
    signoff: re.Pattern[str]
    credit_opener: re.Pattern[str]
    caption_opener: re.Pattern[str]
    state_opener: re.Pattern[str]
    agencies: frozenset[str]
    outlet_nouns: frozenset[str]
    outlet_openers: frozenset[str]
    body_nouns: frozenset[str]
    writer_roles: frozenset[str]
    unnamed_writers: frozenset[str]
    particles: frozenset[str]
    not_places: frozenset[str]
    acronyms: frozenset[str]
    release_words: frozenset[str]
    furniture_lines: frozenset[str]
    section_labels: frozenset[str]
    headline_joints: frozenset[str]
    cities: frozenset[str]

    def is_outlet(self, name: str) -> bool:
        """Whether `name` ends or begins as publishers' names do, or is a known agency's."""
        if name.casefold() in self.agencies or _last_word(name) in self.outlet_nouns:
            return True
        first, *rest = name.casefold().split() or [""]
        return bool(rest) and first in self.outlet_openers

    def is_body(self, name: str) -> bool:
        """Whether `name` holds a word for a public body or an organisation."""
        return any(word.strip(".,").casefold() in self.body_nouns for word in name.split())


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The validated vocabulary; raises `LexiconError` where a list breaks its rules."""
    months = _months()
    month = _any_of(months, stop=True)
    weekday = _any_of(words(LEXICON, "weekdays"), stop=True)
    zone = _any_of(words(LEXICON, "zones"))
    day = (
        rf"(?:\b{weekday},?\s+)?(?:"
        rf"(?P<iso_year>{YEAR})[-/](?P<iso_month>\d\d?)[-/](?P<iso_day>\d\d?)(?:T\d\d:[\d:.]{{2,12}}(?:Z|[+-]\d\d:?\d\d)?)?"
        rf"|(?P<first_day>\d\d?)(?:st|nd|rd|th)?(?:\s+of)?[\s-]\s?(?P<first_month>{month})(?:,?[\s-](?P<first_year>{YEAR}))?"
        rf"|(?P<then_month>{month})\s+(?P<then_day>\d\d?)(?!\d)(?:st|nd|rd|th)?(?:,?\s+(?P<then_year>{YEAR}))?"
        rf"|(?P<low>\d\d?)[/.](?P<high>\d\d?)[/.](?P<number_year>{YEAR})"
        r")(?![\w%]|[.,:]\d)"
    )
    signoff = _any_of(words(LEXICON, "signoff_roles"))
    dash = r"\s*(?:-|–|—|to\b|and\b)\s*"
    date_range = (
        rf"(?:\d\d?(?:\s+{month})?(?:\s+{YEAR})?{dash}\d\d?\s+{month}|{month}\s+\d\d?{dash}(?:{month}\s+)?\d\d?)"
        rf"(?:,?\s+{YEAR})?(?!\w)"
    )
    return Vocabulary(
        months=months,
        day=_compiled(day),
        date_range=_compiled(date_range),
        month_year=_compiled(rf"{month}\s+{YEAR}\b"),
        weekday=_compiled(rf"{weekday}(?!\w)"),
        time=_compiled(rf"(?:at\s+)?(?:{CLOCK})(?:\s*\(?{zone}\b\)?)?"),
        published_label=_phrase("published_labels"),
        updated_label=_phrase("updated_labels"),
        period_label=_phrase("period_labels"),
        release_label=_phrase("release_labels"),
        bulletin_label=_phrase("bulletin_labels"),
        byline_opener=_compiled(rf"{_any_of(words(LEXICON, 'byline_openers'))}(?:\s*:\s*|\s+)"),
        furniture_opener=_as_written("furniture_openers"),
        note_label=_compiled(rf"{_any_of(words(LEXICON, 'note_labels'))}\s*(?::|$)"),
        release_closer=_phrase("release_closers"),
        headline_label=_compiled(rf"{_any_of(words(LEXICON, 'headline_labels'))}:\s*"),
        follow=_compiled(rf"follow\s.{{1,80}}?\son\s+{_any_of(words(LEXICON, 'platforms'))}\b.{{0,80}}$"),
        signoff=_compiled(
            rf"[(\[]\s*{signoff}(?:\s+and\s+{signoff})?"
            r"(?:\s+by\b|:)\s*(?P<names>[^()\[\]]{2,400})[)\]]"
        ),
        credit_opener=_compiled(
            rf"{_any_of(words(LEXICON, 'credit_openers'))}(?:\s+by\s+|\s*:\s*(?:by\s+)?)"
        ),
        caption_opener=_as_written("caption_openers"),
        state_opener=_phrase("state_openers"),
        agencies=_folded("agencies"),
        outlet_nouns=_folded("outlet_nouns"),
        outlet_openers=_folded("outlet_openers"),
        body_nouns=_folded("body_nouns"),
        writer_roles=_folded("writer_roles"),
        unnamed_writers=_folded("unnamed_writers"),
        particles=_folded("name_particles"),
        not_places=_folded("not_places"),
        acronyms=frozenset(words(LEXICON, "acronyms")),
        release_words=_folded("release_words"),
        furniture_lines=_folded("furniture_lines"),
        section_labels=_folded("section_labels"),
        headline_joints=_folded("headline_joints"),
        cities=_folded("cities"),
    )


def _months() -> dict[str, int]:
    names = words(LEXICON, "months")
    if len(names) != 12:
        raise LexiconError(f"{LEXICON}.toml: months must be 12 entries in calendar order, not {len(names)}")
    return {name.casefold(): number for number, entry in enumerate(names, 1) for name in entry.split()}


def _any_of(phrases: Iterable[str], *, stop: bool = False) -> str:
    """A group for any of the phrases, longest first; `stop` allows a full stop after each."""
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    choices = "|".join(r"\s+".join(re.escape(word) for word in phrase.split()) for phrase in longest_first)
    return rf"(?:{choices})\b\.?" if stop else f"(?:{choices})"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _phrase(key: str) -> re.Pattern[str]:
    return _compiled(rf"{_any_of(words(LEXICON, key))}(?!\w)")


def _as_written(key: str) -> re.Pattern[str]:
    """The phrases as the lexicon writes them, or all in capitals."""
    phrases = words(LEXICON, key)
    return re.compile(_any_of({*phrases, *(phrase.upper() for phrase in phrases)}))


def _folded(key: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in words(LEXICON, key))


def _last_word(name: str) -> str:
    parts = name.split()
    return parts[-1].casefold() if parts else ""
