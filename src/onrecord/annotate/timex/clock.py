"""Times of the clock: "9.30am", "18:00 GMT", "4 o'clock", with the day they are on."""

from __future__ import annotations

from onrecord.annotate.timex.reading import Answer, Match, Reading, rule

_OPENERS = frozenset(
    {
        "at", "from", "until", "till", "by", "around", "about", "since", "before", "after", "to", "between",
        "and", ",", "of", "(",
    }
)  # fmt: skip
_AT = frozenset({"at", "around"})
_AFTER_HOURS = frozenset({"", "break", ".", ",", "(", ")", "on", "in", "sign"})  # behind "at 2100"
_AFTERNOON = frozenset({"AF", "EV"})


def _clock(match: Match) -> Answer:
    """An hour with minutes, with "am" or "pm", or with a zone; on the day mentioned last."""
    hour, minute = _four_digits(match) if match.has("four") else (_hour(match), _minute(match))
    if hour is None or not (0 <= hour <= 24 and 0 <= minute < 60) or not _is_clock(match):
        return None
    day = match.context.day
    value = f"{day.value if day else 'XXXX-XX-XX'}T{hour:02}:{minute:02}"
    return Reading("date", value, day, is_clock=True)


def _four_digits(match: Match) -> tuple[int | None, int]:
    """ "0630" as hour and minute."""
    raw = match.words.raw(match.index("four"))
    return (int(raw[:2]), int(raw[2:])) if len(raw) == 4 and raw.isdigit() else (None, 0)


def _hour(match: Match) -> int | None:
    """The hour of 24; `None` where the number is none."""
    hour: int = match.value("hour")
    if match.has("half"):
        if hour > 12:
            return hour if match.has("minute") else None
        return hour % 12 + (12 if match.value("half") == "p" else 0)
    is_late = match.has("part") and match.value("part").code in _AFTERNOON
    return hour + 12 if is_late and hour < 12 else hour


def _minute(match: Match) -> int:
    return int(match.words.raw(match.index("minute"))) if match.has("minute") else 0


def _is_clock(match: Match) -> bool:
    """Whether the numbers are an hour: no score, no share, no price."""
    if match.has("minute"):
        at = match.index("minute")
        is_joined = match.words.touches_next(at - 1) and match.words.touches_next(at - 2)
        if len(match.words.raw(at)) != 2 or not is_joined:
            return False
    if match.lower("clock"):
        return match.lower("clock") == "o"
    if match.has("half") or match.has("zone") or match.has("part"):
        return True
    if match.has("four"):
        return match.before() in _AT and match.kind_after() in _AFTER_HOURS
    return match.before() in _OPENERS and (not match.is_glued_after() or match.after() in (".", ",", ")"))


RULES = rule(
    _clock,
    "hour=dd half=meridiem zone?",
    "hour=dd|nn :|. minute=dd|nn half=meridiem zone?",
    "hour=dd|nn :|. minute=dd|nn zone=zone",
    "hour=dd|nn : minute=dd|nn",
    "hour=dd|number clock=other_word ' clock",
    "hour=dd|number in the part=daypart",
    "four=nn|year zone=zone?",
)
