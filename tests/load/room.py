"""R28: many read and review in the reading room while reports are added; how long each waits.

    python -m tests.load.room --clients 50 --minutes 5 --ledger big.db

The ledger is one of yours, or one of invented reports made for it. Nine of ten requests read lists or search,
one reviews a record; a client pauses for a second, more or less, after each (`--pause 0`: all ask as fast as they
are answered). Meanwhile `onrecord add` adds generated reports. Prints the 99th percentiles in milliseconds as a
client sees them, and every answer that was a fault.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from bench.serving import Client, serving
from onrecord.comparison.comparing import compare
from onrecord.ledger.ledger import Ledger
from onrecord.ledger.schema import places, register, reviews, statements
from tests.faults import tell
from tests.ledger.making import varied

READS, REVIEWS = "list and search", "review"
TARGETS = {READS: 500, REVIEWS: 300}
REVIEWED = 0.1  # of the requests
WORKERS = 2  # processes that serve
PATHS = (
    "/", "/reports", "/statements?place={place}", "/figures?place={place}", "/search?q={name}",
    "/api/v1/statements?speaker={name}&limit=20", "/api/v1/figures?indicator=killed&limit=20",
    "/api/v1/search?words={name}", "/api/v1/reports", "/disputes", "/review",
)  # fmt: skip


@dataclass
class Told:
    """What clients saw: milliseconds by kind of request, and answers that were faults."""

    took: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    faults: list[str] = field(default_factory=list)
    reviewed: int = 0
    conflicts: int = 0

    def p99(self, kind: str) -> float:
        """The 99th percentile of a kind."""
        found = sorted(self.took[kind]) or [0.0]
        return found[min(len(found) - 1, int(len(found) * 0.99))]


@dataclass(frozen=True)
class Known:
    """Things in the ledger to ask about."""

    places: list[str]
    names: list[str]
    records: list[tuple[str, str]]


def known(ledger: Path) -> Known:
    """Some of what is in a ledger."""
    with Ledger(ledger) as opened, opened._reading() as connection:
        named = select(places.c.name).where(places.c.path.is_not(None)).distinct().limit(500)
        spoken = select(statements.c.report_id, statements.c.id).limit(5000)
        return Known(
            list(connection.execute(named).scalars()),
            list(connection.execute(select(register.c.name).limit(500)).scalars()),
            [(report_id, own) for report_id, own in connection.execute(spoken)],
        )


def kept_reviews(ledger: Path) -> int:
    """How many reviews a ledger's trail has."""
    with Ledger(ledger) as opened, opened._reading() as connection:
        return connection.execute(select(func.count()).select_from(reviews)).scalar_one()


async def work(port: int, seconds: float, clients: int, there: Known, pause: float = 0) -> Told:
    """Let clients ask for so long, each with a pause after an answer (seconds on average)."""
    told = Told()
    until = time.monotonic() + seconds
    await asyncio.gather(
        *(_visit(port, until, there, random.Random(number), told, pause) for number in range(clients))
    )
    return told


async def _visit(
    port: int, until: float, there: Known, chance: random.Random, told: Told, pause: float
) -> None:
    from urllib.parse import quote

    async with Client(port) as client:
        while time.monotonic() < until:
            await asyncio.sleep(chance.uniform(0, 2 * pause))
            if chance.random() < REVIEWED:
                await _review(client, chance.choice(there.records), chance, told)
                continue
            path = chance.choice(PATHS).format(
                place=quote(chance.choice(there.places)), name=quote(chance.choice(there.names))
            )
            await _timed(client, READS, "GET", path, None, told)


async def _review(client: Client, record: tuple[str, str], chance: random.Random, told: Told) -> None:
    """Accept a record, or take back what was done to it, as it stands now."""
    path = f"/api/v1/reports/{record[0]}/records/{record[1]}"
    status, body = await _timed(client, READS, "GET", path, None, told)
    if status != 200:
        return
    standing = json.loads(body)
    action = "undo" if standing["status"] is not None and chance.random() < 0.5 else "accept"
    status, _ = await _timed(
        client, REVIEWS, "POST", f"{path}/reviews", {"action": action, "version": standing["version"]}, told
    )
    told.reviewed += status == 201
    told.conflicts += status == 409


async def _timed(
    client: Client, kind: str, method: str, path: str, sent: Any, told: Told
) -> tuple[int, bytes]:
    began = time.perf_counter()
    status, body = await client.ask(method, path, sent)
    told.took[kind].append((time.perf_counter() - began) * 1000)
    if status >= 500:
        told.faults.append(f"{status} {method} {path}: {body[-200:]!r}")
    return status, body


@contextmanager
def adding(ledger: Path, folder: Path, number: int = 100_000) -> Iterator[None]:
    """Generated dispatches are read and added meanwhile."""
    from bench.generating import dispatches

    path = folder / "added.jsonl"
    with path.open("w", encoding="utf-8") as lines:
        for dispatch in dispatches(number, seed=28):
            lines.write(json.dumps(dispatch) + "\n")
    process = subprocess.Popen(
        (sys.executable, "-m", "onrecord", "add", str(path), "--ledger", str(ledger), "--quiet"),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield
    finally:
        process.terminate()
        process.wait(60)


def made(path: Path, number: int) -> Path:
    """A ledger of so many invented reports, all compared."""
    with Ledger(path) as ledger:
        for count, record in enumerate(varied(number)):
            ledger.put(record, f"invented {count}")
        compare(ledger)
    return path


def main() -> None:
    """Serve, let clients ask, and tell how long they waited."""
    parser = argparse.ArgumentParser(prog="python -m tests.load.room", description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--pause", type=float, default=1, help="seconds that a client pauses, on average")
    parser.add_argument("--ledger", type=Path, help="an SQLite ledger, which is changed")
    parser.add_argument("--reports", type=int, default=40_000, help="of the ledger made where none is given")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="onrecord-load-") as folder:
        ledger = given.ledger or made(Path(folder) / "room.db", given.reports)
        there, before = known(ledger), kept_reviews(ledger)
        with (
            tempfile.TemporaryFile() as log,
            serving(ledger, log, WORKERS) as port,
            adding(ledger, Path(folder)),
        ):
            told = asyncio.run(work(port, given.minutes * 60, given.clients, there, given.pause))
        lost = told.reviewed - (kept_reviews(ledger) - before)
    faults = list(told.faults[:20])
    for kind, target in TARGETS.items():
        found = told.p99(kind)
        a_second = len(told.took[kind]) / given.minutes / 60
        print(
            f"{kind}: {len(told.took[kind]):,} requests, {a_second:.0f} a second, p99 {found:.0f} ms (target {target})"
        )
        if found > target:
            faults.append(f"{kind}: p99 {found:.0f} ms")
    if lost:
        faults.append(f"{lost} reviews of {told.reviewed} lost")
    print(f"{len(told.faults)} answers were faults; {told.conflicts} reviews met another's")
    sys.exit(tell(faults))


if __name__ == "__main__":
    main()
