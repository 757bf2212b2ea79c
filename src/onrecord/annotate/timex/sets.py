"""Times that come again: "every Tuesday", "twice a week", "Sundays", "daily"."""

from __future__ import annotations

from onrecord.annotate.timex.lengths import amount, duration, unit_of
from onrecord.annotate.timex.reading import UNIT, Answer, Match, Reading, rule


def _every(match: Match) -> Answer:
    """ "every day", "each of the past two years", "every three months", "every other week"."""
    count = amount(match) if match.has("amount") else 2 if match.has("other") else 1
    return Reading("set", duration(count, unit_of(match)))


def _every_named(match: Match) -> Answer:
    """ "every Tuesday night" is `XXXX-WXX-2TNI`, "each July" `XXXX-07`."""
    kind, value, part = match.kind("named"), match.value("named"), match.value("daypart")
    if kind in ("weekday", "weekdays"):
        return Reading("set", f"XXXX-WXX-{value}" + (f"T{part.clock or part.code}" if part else ""))
    if kind == "month":
        return Reading("set", f"XXXX-{value:02}")
    if kind == "season":
        return Reading("set", f"XXXX-{value}")
    return Reading("set", f"XXXX-XX-XXT{value.clock or value.code}")


def _in_each(match: Match) -> Answer:
    """ "twice a week", "three times a year"."""
    return Reading("set", duration(1, unit_of(match)))


def _adverb(match: Match) -> Answer:
    """ "daily", "annual"; not "a quarterly dividend", which is a kind of dividend."""
    if match.lower("set") == "quarterly" and match.kind_after() == "other_word":
        return None
    return Reading("set", match.value("set"))


RULES = (
    *rule(
        _every,
        f"every of? the? last|past? amount=number|dd|vague? unit={UNIT}|units",
        "every other=other unit=unit",
    ),
    *rule(
        _every_named,
        "every named=weekday|month|season|daypart daypart=daypart?",
        "named=weekdays daypart=daypart?",
        "named=weekday daypart=dayparts",
    ),
    *rule(_in_each, "once|times a|per|every unit=unit", "number times a|per|every unit=unit"),
    *rule(_adverb, "set=set"),
)
