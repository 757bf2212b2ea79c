"""The day or moment a source states, in whatever form it states it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate, parsedate_to_datetime

MAX_DATE = 60  # characters looked at of a date and time
_HAS_TIME = re.compile(r"[0-9]T[0-9]|:")
_ISO_DAY = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})(?![0-9])")


def iso_day(value: str) -> str | None:
    """The day of an ISO date or time, or of one that names the month ("Mon, 3 Feb 2031 10:00:00 GMT")."""
    value = value.strip()[:MAX_DATE]
    stated = _ISO_DAY.match(value)
    parts = stated.groups() if stated else parsedate(value) or parsedate(f"{value} 00:00")
    try:
        return date(*(int(part) for part in parts[:3])).isoformat() if parts is not None else None
    except ValueError:
        return None


def iso_moment(value: str) -> str | None:
    """A date and time to the second, in UTC where its zone is stated; the day alone where there is no time.

    Moments from one publisher so compare as words do.
    """
    value = value.strip()[:MAX_DATE]
    day = iso_day(value)
    if day is None or not _HAS_TIME.search(value):
        return day
    try:
        moment = datetime.fromisoformat(value) if _ISO_DAY.match(value) else parsedate_to_datetime(value)
        if moment.tzinfo is None:
            return moment.isoformat(timespec="seconds")
        return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
    except (ValueError, OverflowError):
        return day
