"""Who tries passwords waits longer and longer: at one name from one address, and at any name from there.

It is kept in memory, so that each process of the room counts for itself, and a restart forgets. A name alone
never waits: else anybody could keep its owner out. Behind a proxy that does not say whose request it brings,
all come from one address.
"""

from __future__ import annotations

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

FREE_AT_NAME, FREE_AT_ALL = 5, 20  # failures, then one waits
FIRST, LONGEST = 4.0, 300.0  # seconds; each is twice as long as the one before
FORGOTTEN = 3600.0  # seconds after which failures no longer count
MOST = 20_000  # keys that are kept

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Failures:
    number: int
    last: float
    until: float


class Guessing:
    """Failures to sign in, and how long the next try has to wait."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._failures: OrderedDict[Key, _Failures] = OrderedDict()
        self._lock = Lock()

    def begin(self, name: str, address: str) -> float:
        """Begin a try: 0, or how many seconds to wait before one. It counts as failed until `forgive`."""
        now = self.clock()
        keys = _keys(name, address)
        with self._lock:
            waits = [self._known(key, now).until - now for key in keys]
            if max(waits) > 0:
                return max(waits)
            for key, free in keys.items():
                number = self._known(key, now).number + 1
                self._keep(key, _Failures(number, now, now + _wait(number, free)))
        return 0.0

    def fail(self, name: str, address: str) -> None:
        """A try that was begun has failed: the wait for the next begins now."""
        now = self.clock()
        with self._lock:
            for key, free in _keys(name, address).items():
                number = self._known(key, now).number
                self._keep(key, _Failures(number, now, now + _wait(number, free)))

    def forgive(self, name: str, address: str) -> None:
        """A try succeeded: the name is forgiven at this address, and of the address this try alone."""
        now = self.clock()
        with self._lock:
            for key, free in _keys(name, address).items():
                known = self._known(key, now)
                number = 0 if key[0] else known.number - 1
                self._keep(key, _Failures(number, known.last, now if number < free else known.until))

    def _known(self, key: Key, now: float) -> _Failures:
        found = self._failures.get(key)
        return found if found is not None and now - found.last < FORGOTTEN else _Failures(0, now, now)

    def _keep(self, key: Key, failures: _Failures) -> None:
        self._failures.pop(key, None)
        if failures.number > 0:
            self._failures[key] = failures
        while len(self._failures) > MOST:
            self._failures.popitem(last=False)


def _wait(number: int, free: int) -> float:
    return min(FIRST * 2.0 ** min(number - free, 16), LONGEST) if number >= free else 0.0


def _keys(name: str, address: str) -> dict[Key, int]:
    """What a try counts for, each with the failures that are free."""
    folded, network = " ".join(name.split()).casefold()[:100], _network(address)
    return {(f"name {folded}", network): FREE_AT_NAME, ("", network): FREE_AT_ALL}


def _network(address: str) -> str:
    """An address, or the part of it that tells one household from another."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((known, 64), strict=False)) if known.version == 6 else address
