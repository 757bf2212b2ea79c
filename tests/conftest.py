"""One pipeline for the whole run: loading it is the slow part."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from onrecord.reading import read_text
from onrecord.record import Record

Read = Callable[..., Record]


@pytest.fixture(scope="session")
def read() -> Read:
    """Read a text into its record."""
    return read_text
