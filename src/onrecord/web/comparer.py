"""What is new is compared beside what people ask: no page waits for it, no question changes the ledger."""

from __future__ import annotations

import logging
from threading import Event, Thread

from onrecord.comparison.comparing import compare
from onrecord.errors import OnrecordError
from onrecord.ledger.ledger import Ledger

AT_ONCE = 1  # reports in a transaction: reviewers do not wait long behind it
PAUSE = 3.0  # seconds between two looks whether something is new
log = logging.getLogger("onrecord.web")


class Comparer:
    """Compares in a thread of its own from `start` to `stop`."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._is_over = Event()
        self._thread = Thread(target=self._run, name="comparer", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, when what is under way is done."""
        self._is_over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._is_over.is_set():
            try:
                compare(self.ledger, AT_ONCE, self._is_over.is_set)
            except OnrecordError as fault:
                log.warning("not compared: %s", fault)
            self._is_over.wait(PAUSE)
