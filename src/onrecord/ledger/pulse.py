"""Whether a ledger has changed: so that what was worked out of it can be kept until then."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Protocol, TypeVar, cast

from sqlalchemy import Engine

from onrecord.ledger.ledger import reading

T = TypeVar("T")
MOST = 64  # answers kept


class Pulse:
    """The pulse of a ledger's database, for several threads; it takes a connection of its own on SQLite."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._lock = Lock()
        self._own: Any = None

    def beat(self) -> str:
        """A word that stays the same while nobody commits a change, in whatever process."""
        if self.engine.dialect.name == "postgresql":
            with self.engine.connect() as connection:
                query = "SELECT txid_current_snapshot()::text"
                return str(reading(connection).exec_driver_sql(query).scalar_one())
        with self._lock:  # SQLite counts what others than this connection have changed
            if self._own is None:
                self._own = self.engine.raw_connection()
            return str(self._own.driver_connection.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Let go of the connection."""
        with self._lock:
            if self._own is not None:
                self._own.close()
                self._own = None


class Clock:
    """A pulse that takes no notice of the ledger: it beats every few seconds."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def beat(self) -> str:
        """A word that stays the same for so many seconds."""
        return str(time.monotonic() // self.seconds)


class Beats(Protocol):
    """What tells by a word how long an answer holds."""

    def beat(self) -> str:
        """A word that stays the same as long as answers hold."""


@dataclass(slots=True)
class _Answer:
    """What was asked at a beat; who asks the same meanwhile waits for the first."""

    beat: str
    lock: Lock = field(default_factory=Lock)
    is_made: bool = False
    value: object = None


class Kept:
    """Answers of a ledger by what was asked, those asked last, until the pulse beats."""

    def __init__(self, pulse: Beats, most: int = MOST) -> None:
        self.pulse = pulse
        self.most = most
        self._lock = Lock()
        self._answers: OrderedDict[Hashable, _Answer] = OrderedDict()

    def answer(self, asked: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, made once until the pulse beats; what it raises is raised, and not kept."""
        beat = self.pulse.beat()
        with self._lock:
            found = self._answers.get(asked)
            if found is None or found.beat != beat:
                found = self._answers[asked] = _Answer(beat)
            self._answers.move_to_end(asked)
            while len(self._answers) > self.most:
                self._answers.popitem(last=False)
        with found.lock:
            if not found.is_made:
                found.value = make()
                found.is_made = True
            return cast(T, found.value)

    def amend(self, asked: Hashable, change: Callable[[Any], object]) -> None:
        """Change the answer to what was asked, if one is kept, by what is known to have happened since."""
        with self._lock:
            found = self._answers.get(asked)
        if found is not None:
            with found.lock:
                if found.is_made:
                    found.value = change(found.value)
