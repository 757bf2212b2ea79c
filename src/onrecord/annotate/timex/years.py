"""Years and longer: "2016", "mid-2014", "fiscal 2016", "2014-15", "the late '80s", "the 19th century"."""

from __future__ import annotations

from onrecord.annotate.timex.anchoring import this
from onrecord.annotate.timex.calendar import Period, century, decade_of, part_of, year_of
from onrecord.annotate.timex.reading import NUMERALS, PARTS, Answer, Match, date, rule

_FIRST_YEAR, _LAST_YEAR = 1500, 2100  # of those read without a word that says it is a year
_YEAR_OPENERS = frozenset({"in", "since", "year", "until", "by", "from", "of"})
_GLUE = frozenset("('’‘\"“[—–`")
_GLUED_BEFORE = frozenset({"pre", "post", "mid"})
_DEGREES = frozenset({"percent", "%", "degrees"})


def _year(match: Match) -> Answer:
    """A year, if the four digits are one."""
    return date(part_of(year_of(match.value("year")), match.kind("part"))) if _is_year(match) else None


def _is_year(match: Match) -> bool:
    """Whether four digits are a year: no quantity, no sum, no part of a name or a phone number."""
    words, year = match.words, int(match.value("year"))
    if _is_longer_number(match) or match.kind_after() in ("zone", "units", "unit", "number"):
        return False
    if words.kind[match.first] != "year":  # "the", "mid" or "the year" before it
        return _FIRST_YEAR <= year <= _LAST_YEAR
    if match.before() == "at" or match.before() in words.lexicon.not_years:
        return False
    if match.before() == "of" and match.before(2) in words.lexicon.not_years_of:
        return False
    if match.is_glued_before() and match.before() not in _GLUE:
        return match.before() == "-" and match.before(2) in _GLUED_BEFORE
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        is_led = match.before() in _YEAR_OPENERS and match.kind_after() != "other_word"
        return is_led and year <= _LAST_YEAR
    return not match.context.counts(match.last)


def _is_longer_number(match: Match) -> bool:
    """Whether a year's digits go on: "2016%", "1998.5", "2014-15-3"."""
    if not match.is_glued_after():
        return False
    if match.after() in ("%", "/", ":", "°", "$") or match.kind_after() in ("other_word", "meridiem"):
        return True
    return (
        match.after() in (".", ",", "-")
        and match.words.touches_next(match.last + 1)
        and match.kind_after(2) in NUMERALS
    )


def _year_in_words(match: Match) -> Answer:
    """ "the year two thousand"."""
    number = match.value("number")
    return date(year_of(number)) if 1000 <= number <= _LAST_YEAR else None


def _short_year(match: Match) -> Answer:
    """ "in '98"."""
    if match.before() not in _YEAR_OPENERS or not match.is_tight():
        return None
    number = _full_decade(match, match.value("short"))
    return date(year_of(number)) if number else None


def _years(match: Match) -> Answer:
    """ "2014-2016", "2014-15": years joined by a mark are one stretch."""
    first, last = match.value("year"), match.value("to_year")
    if match.kind("to_year") != "year":
        last += first // 100 * 100
    is_part = match.is_glued_before() or (match.is_glued_after() and match.after() in ("-", "/", "%"))
    if is_part or match.before() in match.words.lexicon.not_years or not match.is_tight_from("year"):
        return None
    if not _FIRST_YEAR <= first < last <= min(_LAST_YEAR, first + 200):
        return None
    return date(Period(f"{first:04}", year_of(first).start, year_of(last).end))


def _fiscal_year(match: Match) -> Answer:
    """ "fiscal 2016", "the current fiscal year": by the calendar year of its name."""
    if match.has("year"):
        year = match.value("year")
        return date(year_of(year if year > 99 else 2000 + year))
    if match.lower("unit") != "year":
        return None
    steps = {"last": -1, "previous": -1, "latest": -1, "next": 1, "coming": 1}.get(match.kind("which"), 0)
    return date(this(match.context.anchor, "year", steps))


def _decade(match: Match) -> Answer:
    """ "the 1990s", "the late '80s", "the nineties": a decade, nobody's age and no degrees."""
    number: int | None = match.value("decade")
    if match.kind("decade") != "year":
        number = _full_decade(match, match.value("decade"))
    if number is None or number % 10 or not 1000 <= number <= _LAST_YEAR:
        return None
    is_century = number % 100 == 0 and number != 2000
    return date(part_of(century(number // 100 + 1) if is_century else decade_of(number), match.kind("part")))


def _full_decade(match: Match, number: int) -> int | None:
    """ "'80s" with its century: the last such decade begun."""
    is_led = match.has("the") or match.has("part") or match.has("mark") or match.before() in ("and", "or")
    if not is_led or match.after() in _DEGREES:
        return None
    anchor = match.context.anchor
    return number + (1900 if anchor is None or number > anchor.year % 100 else anchor.year // 100 * 100)


def _century(match: Match) -> Answer:
    number, unit = match.value("number"), match.value("unit")
    if unit.name != "century" or not 1 <= number <= 30:
        return None
    return date(part_of(century(number), match.kind("part")))


RULES = (
    *rule(_year, f"the? part={PARTS}|beginning|end -? of? year=year", "the? unit? year=year"),
    *rule(_year_in_words, "the? unit number=number"),
    *rule(_short_year, "mark=' short=nn"),
    *rule(_years, "the? year=year -|/ to_year=year|dd|nn"),
    *rule(
        _fiscal_year,
        "the? fiscal unit? year=year",
        "fy=fy year=year|dd",
        "the? which=last|this|next|current|latest|previous? fiscal unit=unit",
    ),
    *rule(
        _decade,
        f"the=the? part={PARTS}? -? mark='? decade=year|dd|nn plural",
        f"the=the? part={PARTS}? -? mark='? decade=year|dd|nn ' plural",
        f"the=the? part={PARTS}? -? mark='? decade=decade_name",
    ),
    *rule(
        _century,
        f"the? part={PARTS}? -? number=dd suffix -? unit=unit",
        f"the? part={PARTS}? -? number=ordinal|second -? unit=unit",
    ),
)
