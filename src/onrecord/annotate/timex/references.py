"""Now, before and some day: TIMEX3's PRESENT_REF, PAST_REF and FUTURE_REF."""

from __future__ import annotations

from onrecord.annotate.timex.calendar import Period
from onrecord.annotate.timex.reading import Answer, Match, Reading, rule

_COMPARED = frozenset({"as", "after", "before", "enough"})  # behind "soon": a time beside another
_DEGREES = frozenset({"too", "so", "as", "how"})  # before it: how soon, not when


def _reference(match: Match) -> Answer:
    """ "now", "recently", "in the future"; "soon" only of what is to come."""
    is_compared = match.after() in _COMPARED or match.before() in _DEGREES
    is_soon = match.lower("word") == "soon"
    if is_soon and (is_compared or match.context.tense_at(match.first) == "past"):
        return None
    return _present(match) if match.value("word") == "PRESENT_REF" else Reading("date", match.value("word"))


def _present(match: Match) -> Reading:
    """The present is the report's day."""
    anchor = match.context.anchor
    return Reading("date", "PRESENT_REF", Period("PRESENT_REF", anchor, anchor) if anchor else None)


def _adjective(match: Match) -> Answer:
    """ "the current crisis", "a recent report"; "present" is as often a verb."""
    if match.lower("word") == "present":
        return None
    return Reading("date", "PAST_REF") if match.kind("word") == "recent" else _present(match)


def _the_past(match: Match) -> Answer:
    """ "the past", with nothing it is the past of."""
    if match.kind_after() in ("other_word", "number", "vague") and match.after() not in ("and", "but"):
        return None
    return Reading("date", "PAST_REF")


RULES = (
    *rule(_reference, "word=reference"),
    *rule(_adjective, "word=current|recent"),
    *rule(_the_past, "the past"),
)
