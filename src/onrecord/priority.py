"""Work that takes long goes behind what people wait for."""

from __future__ import annotations

import os

LAST = 10  # niceness: a tenth of the processor where others want it, all of it where nobody does


def go_last() -> None:
    """Let this process, and those it starts, have the processor after others."""
    os.setpriority(os.PRIO_PROCESS, 0, max(LAST, os.getpriority(os.PRIO_PROCESS, 0)))
