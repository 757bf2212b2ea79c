"""The reading room at work: how long its server takes for each page and answer while many ask at once.

`ONRECORD_BENCH_ROOM_REPORTS` sets how many reports its ledger holds (default 20,000); `ONRECORD_BENCH_ROOM`
names a ledger to ask instead. The server is `onrecord serve` with `WORKERS` processes. The time is a
client's, from the connection it opens for a question to the answer's end: longer than the server's own, which
its log tells from the request's arrival on.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO
from urllib.parse import quote

from sqlalchemy import select

from bench.ledger import _patterns, _Told
from bench.serving import CHROMIUM, FLAGS, Client, serving
from onrecord.comparison.comparing import compare
from onrecord.ledger.ledger import Ledger
from onrecord.ledger.schema import disputes, places, register, reports
from onrecord.web.access import ACCESS, ANYONE

REPORTS = int(os.environ.get("ONRECORD_BENCH_ROOM_REPORTS", "20000"))
FIGURES_A_REPORT = 7.7
CLIENTS = 20
WORKERS = 2
ASKED = 400  # times each page is asked for, all clients together
INDICATORS = ("killed", "displaced", "injured", "missing")
TARGET = 200  # milliseconds at the 99th percentile
_LOGGED = re.compile(r"GET (\S+) (\d{3}) (\d+) ms")
_PARAMETER = re.compile(r"{(\w+)(?::\w+)?}")


def section(_: Path) -> str:
    """The section of RESULTS.md."""
    with tempfile.TemporaryDirectory(prefix="onrecord-bench-") as made:
        ledger = _ledger(Path(made))
        return "\n".join(["## The reading room", "", *_asked(ledger), "", *_seen(ledger)])


def _ledger(folder: Path) -> Path:
    """A ledger of so many reports, all compared."""
    given = os.environ.get("ONRECORD_BENCH_ROOM")
    if given:
        return Path(given)
    path = folder / "room.db"
    with Ledger(path) as ledger:
        for record in _Told(list(_patterns(folder))).until(REPORTS * FIGURES_A_REPORT):
            ledger.put(record, record.report.external_id or "")
        compare(ledger)
    return path


# --- Asking ---------------------------------------------------------------------------------


def _asked(ledger: Path) -> Iterator[str]:
    asking = _Asking(ledger)
    with _served(ledger) as served:
        took = {path: served.asked(asking.addresses(path, ASKED)) for path in asking.paths}
    counts = asking.counts
    yield (
        f"`python -m bench web`: {counts['reports']:,} reports, {counts['statements']:,} statements, "
        f"{counts['figures']:,} figures in SQLite; `onrecord serve --workers {WORKERS}`, {CLIENTS} clients "
        f"at once on the same {os.cpu_count()} cores, which never pause; {ASKED} questions to each address, "
        "each about something else, on a connection of its own. Milliseconds as a client sees them, waiting "
        f"included, and in the server (target there: p99 under {TARGET})."
    )
    yield ""
    yield "| address | p50 | p99 | in the server, p99 | answers a second |"
    yield "|---|---|---|---|---|"
    for path, answers in took.items():
        late = f"; {answers.stopped} stopped" if answers.stopped else ""
        seen, own = answers.seen, answers.own
        cells = (_at(seen, 0.5), _at(seen, 0.99), _at(own, 0.99) + late, f"{len(seen) / answers.seconds:.0f}")
        yield f"| `{path}` | {' | '.join(cells)} |"


def _at(times: Sequence[float], share: float) -> str:
    if not times:
        return "–"
    found = sorted(times)[min(len(times) - 1, int(len(times) * share))]
    return f"**{found:.0f}**" if share > 0.5 and found > TARGET else f"{found:.0f}"


class _Asking:
    """Addresses to ask for, each about another report, actor, place or word."""

    def __init__(self, ledger: Path) -> None:
        self.chance = random.Random(5)
        with Ledger(ledger) as opened:
            self.counts = opened.counts()
            with opened._reading() as connection:
                self.reports = list(connection.execute(select(reports.c.id).limit(2000)).scalars())
                self.actors = list(connection.execute(select(register.c.id).limit(2000)).scalars())
                self.names = list(connection.execute(select(register.c.name).limit(2000)).scalars())
                self.disputes = list(connection.execute(select(disputes.c.id).limit(2000)).scalars())
                named = select(places.c.name).where(places.c.path.is_not(None)).distinct().limit(2000)
                self.places = list(connection.execute(named).scalars())
        self.filled: dict[str, Callable[[], object]] = {
            "report_id": lambda: self._one(self.reports), "number": lambda: self._one(self.actors),
            "actor_id": lambda: self._one(self.actors), "dispute_id": lambda: self._one(self.disputes),
            "indicator": lambda: self._one(INDICATORS), "record_id": lambda: self._one(("s1", "s2", "f1")),
        }  # fmt: skip
        self.paths = [path for path in map(str, self._known()) if all(self._can_fill(path))]

    def _known(self) -> Iterator[str]:
        for (method, path), role in ACCESS.items():
            if method == "GET" and role != ANYONE and not path.endswith((".png", ".svg")):
                yield path

    def _can_fill(self, path: str) -> Iterator[bool]:
        return (name in self.filled for name in _PARAMETER.findall(path))

    def _one(self, values: Sequence[object]) -> object:
        return self.chance.choice(values)

    def addresses(self, path: str, number: int) -> list[str]:
        """`number` addresses of a path."""
        return [self._address(path) for _ in range(number)]

    def _address(self, path: str) -> str:
        filled = _PARAMETER.sub(lambda found: quote(str(self.filled[found[1]]())), path)
        return f"{filled}?{'&'.join(self._question(path))}"

    def _question(self, path: str) -> Iterator[str]:
        """What is asked of lists: a place, a speaker, a word."""
        last = path.rpartition("/")[2]
        if last in ("statements", "figures"):
            yield self._one((f"place={self._quoted(self.places)}", f"speaker={self._quoted(self.names)}", ""))  # type: ignore[misc]
        elif last.startswith("{indicator}"):
            yield f"place={self._quoted(self.places)}"
        elif last == "search":
            yield f"{'words' if path.startswith('/api/') else 'q'}={self._quoted(self.names)}"
        elif last == "actors":
            yield self._one(("", f"name={self._quoted(self.names)}"))  # type: ignore[misc]

    def _quoted(self, values: Sequence[object]) -> str:
        return quote(str(self._one(values)))


@dataclass(frozen=True)
class _Answers:
    """The milliseconds of answers as clients saw them and in the server, the seconds that all took together,
    and how many were stopped."""

    seen: list[float]
    own: list[float]
    seconds: float
    stopped: int


class _Served:
    """A room that is served, with the log its times are read from."""

    def __init__(self, port: int, log: IO[str]) -> None:
        self.port = port
        self.log = Path(log.name)

    def asked(self, addresses: list[str]) -> _Answers:
        """What all clients together had for an answer to each address."""
        asyncio.run(_all(self.port, addresses[:CLIENTS], CLIENTS))  # what is made once, is made
        before = self.log.stat().st_size
        began = time.perf_counter()
        seen = asyncio.run(_all(self.port, addresses, CLIENTS))
        took = time.perf_counter() - began
        time.sleep(0.2)
        found = _LOGGED.findall(self.log.read_bytes()[before:].decode())
        if faults := [path for path, status, _ in found if status in ("404", "422", "500")]:
            raise RuntimeError(f"{faults[0]}: no question, or a fault of the program; {self.log}")
        stopped = sum(status == "503" for _, status, _ in found)
        return _Answers(seen, [float(milliseconds) for *_, milliseconds in found], took, stopped)


@contextmanager
def _served(ledger: Path) -> Iterator[_Served]:
    with tempfile.NamedTemporaryFile("w+", suffix=".log") as log, serving(ledger, log, WORKERS) as port:
        yield _Served(port, log)


async def _all(port: int, addresses: list[str], clients: int) -> list[float]:
    """Milliseconds for each address, which so many clients ask for."""
    shares = [addresses[first::clients] for first in range(clients)]
    taken = await asyncio.gather(*(_ask(port, share) for share in shares if share))
    return list(chain.from_iterable(taken))


async def _ask(port: int, addresses: list[str]) -> list[float]:
    """Ask for addresses one after the other, each on a connection of its own, as one who reads in between."""
    taken = []
    for address in addresses:
        began = time.perf_counter()
        async with Client(port) as client:
            await client.ask("GET", address)
        taken.append((time.perf_counter() - began) * 1000)
    return taken


# --- Seeing ---------------------------------------------------------------------------------

SEEN = ("/", "/reports", "/statements", "/figures", "/actors", "/series", "/disputes", "/map", "/review")


def _seen(ledger: Path) -> Iterator[str]:
    """What a browser sees: first contentful paint, and what came over the wire before charts."""
    if CHROMIUM is None:
        yield "No Chromium here: first paint and weight of pages were not measured."
        return
    from playwright.sync_api import sync_playwright

    yield "In headless Chromium, one page after the other (targets: first paint under 1 s, 300 kB):"
    yield ""
    yield "| page | first contentful paint | kB |"
    yield "|---|---|---|"
    with _served(ledger) as served, sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        for path in SEEN:
            page = chromium.new_context().new_page()
            page.goto(f"http://127.0.0.1:{served.port}{path}", wait_until="load")
            while not page.evaluate("() => performance.getEntriesByName('first-contentful-paint').length"):
                page.wait_for_timeout(20)
            painted, size = page.evaluate(_MEASURED)
            yield f"| `{path}` | {painted:.0f} ms | {size / 1000:.0f} |"
            page.context.close()
        chromium.close()


_MEASURED = """() => {
  const [page] = performance.getEntriesByType("navigation");
  const rest = performance.getEntriesByType("resource").filter((one) => !/chart/.test(one.name));
  const size = [page, ...rest].reduce((sum, one) => sum + one.encodedBodySize, 0);
  return [performance.getEntriesByName("first-contentful-paint")[0].startTime, size];
}"""
