"""What is new is compared beside what people ask: no page waits for it, no question changes the ledger."""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from onrecord.comparison.comparing import compare
from onrecord.errors import OnrecordError
from onrecord.ledger.ledger import Ledger

AT_ONCE = 1  # reports in a transaction: reviewers do not wait long behind it
BETWEEN = 0.02  # seconds between two of these, in which one who waits to write gets through
PAUSE = 3.0  # seconds between two looks whether something is new
TURN = "comparing"  # the file that the process of a room which compares has locked
log = logging.getLogger("onrecord.web")


class Comparer:
    """Compares in a thread of its own from `start` to `stop`.

    Of the processes that share a folder (empty: there is one process) one compares at a time.
    """

    def __init__(self, ledger: Ledger, shared: str = "") -> None:
        self.ledger = ledger
        self.shared = shared
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
                self._compare_in_turn()
            except (OnrecordError, OSError) as fault:
                log.warning("not compared: %s", fault)
            self._is_over.wait(PAUSE)

    def _compare_in_turn(self) -> None:
        with _turn(self.shared) as is_ours:
            if is_ours:
                compare(self.ledger, AT_ONCE, self._is_over_after_a_while)

    def _is_over_after_a_while(self) -> bool:
        return self._is_over.wait(BETWEEN)


@contextmanager
def _turn(shared: str) -> Iterator[bool]:
    """Whether it is this process's turn, which it keeps until then or until it is gone."""
    if not shared:
        yield True
        return
    Path(shared).mkdir(mode=0o700, parents=True, exist_ok=True)  # somebody may have tidied it away
    with (Path(shared) / TURN).open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
