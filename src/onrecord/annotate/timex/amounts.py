"""Durations: "three days", "14-month", "for weeks", "the past 24 hours", "the next three years"."""

from __future__ import annotations

from onrecord.annotate.timex.calendar import Period, moved
from onrecord.annotate.timex.lengths import amount, and_a_half, duration, half_a, unit_of
from onrecord.annotate.timex.reading import Answer, Found, Match, Reading, rule
from onrecord.lexicon.times import UnitOfTime

_AMOUNT = "amount=number|dd|nn|year|vague|a|half"
_UNITS = "unit=unit|units|quarter|second"
_OPENERS = frozenset(
    {"for", "in", "within", "after", "of", "over", "took", "lasted", "take", "last", "spent", "during"}
)
_CLOSERS = frozenset({"before", "after", "earlier", "later", "ago", "-"})
_FROM_EVENT = frozenset({"before", "after", "earlier", "later", "ago"})
_NOT_LENGTHS = frozenset({"working", "business", "light", "school", "office", "opening", "visiting", "the"})


def _length(match: Match) -> Answer:
    """ "three days", "14-month", "a decade": how long, nobody's age."""
    if _is_age(match) or not _is_length(match) or (match.kind("amount") == "a" and _is_rate(match)):
        return None
    unit, count = unit_of(match), amount(match)
    if match.has("tenths"):
        number = f"{match.words.raw(match.index('amount'))}.{match.words.raw(match.index('tenths'))}"
        return Reading("duration", duration(float(number), unit))
    if match.has("half"):
        return Reading("duration", and_a_half(count, unit))
    return Reading("duration", half_a(unit) if match.kind("amount") == "half" else duration(count, unit))


def _is_length(match: Match) -> bool:
    """Whether the unit is one here: "the second", "a second man" and "60 Minutes" are no lengths."""
    if match.kind("unit") == "second":
        return match.kind("amount") in ("number", "dd") and match.kind_after() not in ("other_word", "-")
    if match.kind("unit") == "quarter" or match.is_title("unit") or _is_share(match):
        return False
    if match.kind_after() == "-" and match.after(2) == "to":  # "a day-to-day matter"
        return False
    return not match.has("tenths") or match.words.touches_next(match.index("amount"))


def _is_share(match: Match) -> bool:
    """Whether "three quarters of" is a share."""
    return unit_of(match).name == "quarter" and match.kind_after() == "of"


def _is_rate(match: Match) -> bool:
    """Whether "a day" says how often, as in "300 a day": that is part of a figure."""
    return match.kind_after() not in _FROM_EVENT and match.context.is_rate(match.first)


def _is_age(match: Match) -> bool:
    """Whether "old" or "of age" follows: "39 years old", "a six-year-old"."""
    if match.kind_after() == "old" or (match.kind_after() == "-" and match.kind_after(2) == "old"):
        return True
    return match.kind_after() == "of" and match.after(2) == "age"


def _quarter_of(match: Match) -> Answer:
    """ "a quarter of a century"."""
    return Reading("duration", duration(0.25, unit_of(match)))


def _two_and_a_half(match: Match) -> Answer:
    """ "2 1/2 years"; other fractions are left out."""
    if match.value("one") != 1 or match.value("two") != 2 or _is_age(match):
        return None
    return Reading("duration", and_a_half(amount(match), unit_of(match)))


def _two_lengths(match: Match) -> Answer:
    """ "two to six days" names two lengths, the first without its unit."""
    if _is_age(match) or match.is_title("unit"):
        return None
    unit, joint = unit_of(match), match.index("joint")
    return (
        Found(match.first, joint - 1, Reading("duration", duration(match.value("from"), unit))),
        Found(joint + 1, match.last, Reading("duration", duration(amount(match), unit))),
    )


def _bare_units(match: Match) -> Answer:
    """ "for weeks", "hours later": a length without a number."""
    if match.before() in _NOT_LENGTHS or match.is_title("unit"):
        return None
    if match.before() not in _OPENERS and match.kind_after() not in _CLOSERS:
        return None
    return Reading("duration", duration(None, unit_of(match)))


def _stretch(match: Match) -> Answer:
    """ "the past 24 hours", "the next three years": a length that ends or begins with the report's day."""
    unit, which = unit_of(match), match.kind("which")
    if match.is_title("unit") or (match.kind("unit") in ("quarter", "second") and not match.has("amount")):
        return None
    count = amount(match) if match.has("amount") else 1
    if match.has("to") or (match.kind("unit") == "units" and not match.has("amount")):
        count = None
    return Reading("duration", duration(count, unit), _beside_anchor(match, which, unit, count))


def _beside_anchor(match: Match, which: str, unit: UnitOfTime, count: int | None) -> Period | None:
    anchor = match.context.anchor
    if anchor is None or count is None or which == "recent":
        return None
    other = moved(anchor, unit.name, count if which in ("next", "coming") else -count)
    return Period("", min(anchor, other), max(anchor, other)) if other else None


def _within_another(match: Match) -> Answer:
    """ "the first nine months", "the nine months"."""
    return None if match.is_title("unit") else Reading("duration", duration(amount(match), unit_of(match)))


RULES = (
    *rule(
        _length,
        f"{_AMOUNT} -? more? {_UNITS}",
        f"{_AMOUNT} -? more? {_UNITS} -? long",
        "amount=number|dd|nn . tenths=dd|nn unit=unit|units",
        "amount=number|dd|nn -? and -? a -? half=half -? unit=unit|units",
        "amount=a unit=unit and a half=half",
        "amount=half a|- unit=unit",
    ),
    *rule(_quarter_of, "a? quarter of a unit=unit", "a quarter - unit=unit"),
    *rule(_two_and_a_half, "amount=dd|nn one=dd / two=dd -? unit=unit|units"),
    *rule(_two_lengths, "from=number|dd|nn -? joint=to|or|and|- -? amount=number|dd|nn -? unit=unit|units"),
    *rule(_bare_units, "unit=units"),
    *rule(
        _stretch,
        f"the? which=last|past|next|coming amount=number|dd|nn|vague {_UNITS}",
        "the? which=last|past|next|coming amount=number|dd|nn to=to|or|- dd|nn|number unit=units",
        "the? which=past|recent|coming unit=unit|units|quarter",
        "the? which=last|next unit=units",
    ),
    *rule(
        _within_another,
        "the? ordinal|final|latest amount=number|dd|vague unit=units",
        "the amount=number|dd|vague unit=units",
    ),
)
