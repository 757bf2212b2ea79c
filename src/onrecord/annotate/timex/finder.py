"""Find the time expressions of a text: at each word the longest rule that reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from onrecord.annotate.timex import (
    amounts,
    clock,
    dates,
    named,
    quarters,
    references,
    relative,
    sets,
    years,
)  # fmt: skip
from onrecord.annotate.timex.anchoring import Context
from onrecord.annotate.timex.calendar import Period
from onrecord.annotate.timex.reading import Found, Match, Reading, Rule
from onrecord.annotate.timex.words import BREAK, Words

_DAY = re.compile(r"(?P<day>(?:\d{4}|XXXX)-\d\d-\d\d|XXXX-WXX-\d)(?:T(?P<part>[A-Z]{2}))?")
_LATE = frozenset({"AF", "EV", "NI"})  # parts of the day whose hours are counted from noon

RULES: tuple[Rule, ...] = (
    *dates.RULES,
    *years.RULES,
    *named.RULES,
    *relative.RULES,
    *quarters.RULES,
    *clock.RULES,
    *amounts.RULES,
    *sets.RULES,
    *references.RULES,
)


def _by_starter() -> dict[str, tuple[Rule, ...]]:
    found: dict[str, list[Rule]] = {}
    for rule in RULES:
        for code in rule.pattern.starters:
            found.setdefault(code, []).append(rule)
    return {code: tuple(rules) for code, rules in found.items()}


_STARTING = _by_starter()


def expressions(words: Words, context: Context) -> Iterator[Found]:
    """The expressions in text order, none overlapping; the date mentioned last moves along in `context`."""
    at, signature = 0, words.signature
    while at < len(signature):
        if words.kind[at] == BREAK:
            context.block += 1
        found = _at(words, context, at)
        for one in found:
            if one.reading.is_anchor and one.reading.period is not None:
                context.refer(one.reading.period)
            yield one
        at = found[-1].last + 1 if found else at + 1


def _at(words: Words, context: Context, at: int) -> tuple[Found, ...]:
    """What starts at a word; an hour with the day behind it ("9 a.m. on Tuesday", "noon, June 5") is one."""
    rules = _STARTING.get(words.signature[at])
    found = _longest(rules, words, context, at) if rules else ()
    if len(found) != 1 or not found[0].reading.is_clock:
        return found
    clock = found[0]
    follower = clock.last + 1
    while follower < len(words) and follower - clock.last <= 2 and words.kind[follower] in (",", "on"):
        follower += 1
    rules = _STARTING.get(words.signature[follower]) if follower < len(words) else None
    dated = _longest(rules, words, context, follower) if rules else ()
    if len(dated) != 1 or not (day := _DAY.fullmatch(dated[0].reading.value or "")):
        return found
    hour = (clock.reading.value or "").partition("T")[2]
    if day["part"] in _LATE and hour[:2] < "12":
        hour = f"{int(hour[:2]) + 12}{hour[2:]}"
    reading = replace(dated[0].reading, value=f"{day['day']}T{hour}")
    return (Found(clock.first, dated[0].last, reading),)


def _longest(rules: tuple[Rule, ...], words: Words, context: Context, at: int) -> tuple[Found, ...]:
    """What the longest matching rule that can read its match makes of it; the first of equals."""
    matches = [
        (-match.end(), order, match)
        for order, rule in enumerate(rules)
        if (match := rule.pattern.regex.match(words.signature, at)) and match.end() > at
    ]
    for _, order, match in sorted(matches, key=lambda one: one[:2]):
        answer = rules[order].read(Match(match, words, context))
        if isinstance(answer, Reading):
            return (Found(match.start(), match.end() - 1, answer),)
        if answer:
            return tuple(answer)
    return ()


def open_sides(words: Words, found: Found, period: Period) -> tuple[str | None, str | None]:
    """First and last day as ISO dates; `None` where "since" or "until" leaves a side open."""
    before = words.lower[found.first - 1] if found.first else ""
    start: str | None = period.start.isoformat()
    end: str | None = period.end.isoformat()
    if found.reading.type == "date":
        if before in words.lexicon.since:
            end = None
        elif before in words.lexicon.until:
            start = None
    return start, end
