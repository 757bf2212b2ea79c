"""The day a source states, in whatever form it states it."""

from __future__ import annotations

import re
from datetime import date
from email.utils import parsedate

MAX_DATE = 60  # characters looked at of a date and time
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
