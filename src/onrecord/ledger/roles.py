"""What users of the reading room may do, and what their passwords and tokens are bound by."""

from __future__ import annotations

from enum import StrEnum

SHORTEST = 12  # characters of a password
HOURS = 12  # a session lasts
DAYS = 90  # a token lasts


class Role(StrEnum):
    """What a user may do: read, review as well, or see to the other users as well."""

    reader = "reader"
    reviewer = "reviewer"
    admin = "admin"
