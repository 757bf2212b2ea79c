"""Kill a process that adds, at any moment; nothing may be lost, doubled or half written.

    python -m tests.crash.kill9 --docs 500 --points 200
    python -m tests.crash.kill9 --docs 60 --points 50 --read

Each kill is SIGKILL to a process that adds ready-made records, or reads the same texts first and commits one while it
reads the next: half of them at a random time, half at a named step.
The next process goes on, until all are in; then the ledger must export what an uninterrupted run does. What a
process was told is kept must be there after it was killed. Half of the kills are on SQLite, half on PostgreSQL.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import event

from onrecord.ledger import adding
from onrecord.ledger.care import check
from onrecord.ledger.ledger import Ledger
from tests.faults import tell
from tests.ledger.making import lines, varied, written
from tests.ledger.server import NoServer, emptied, served

STEPS = ("after parse", "after insert", "before commit", "while committing", "after commit")
KILLS_A_ROUND = 25  # before the ledger is complete and another one is begun
LONGEST = 2.0  # seconds before a kill at a random time


@dataclass
class Result:
    """What came of it: what was lost, doubled or broken, a line each."""

    kills: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    rounds: int = 0


def killed(new_address, made: Path, docs: int, points: int, seed: int = 1) -> Result:
    """Kill `points` processes that add the `docs` records of `made`; `new_address` gives empty databases."""
    chance, result = random.Random(seed), Result()
    with Ledger(new_address("whole")) as whole:
        for _ in adding.add(whole, [str(made)]):
            pass
        expected = lines(whole.records())
    while sum(result.kills.values()) < points:
        result.rounds += 1
        address = new_address(f"round{result.rounds}")
        _round(address, made, docs, points, chance, result, expected)
    return result


def texts(docs: int, path: Path) -> Path:
    """The texts of records as JSON Lines, to be read before they are added."""
    reports = (record.report for record in varied(docs))
    kept = (
        {"text": report.text, "published": report.published, "outlet": report.outlet} for report in reports
    )
    path.write_text("".join(json.dumps(report) + "\n" for report in kept), "utf-8")
    return path


def _round(address, made, docs, points, chance, result, expected) -> None:
    acknowledged: set[str] = set()
    while True:
        is_last = sum(result.kills.values()) >= points
        step = None if is_last else chance.choice((*STEPS, *("at a random time",) * len(STEPS)))
        code, told = _run(address, made, step, chance, docs)
        acknowledged |= told
        if code == -signal.SIGKILL:
            result.kills[step or "?"] += 1
            result.faults += _light(address, acknowledged)
            continue
        if code != 0:
            result.faults.append(f"a process ended with {code}")
        break
    result.faults += list(check(address))
    with Ledger(address) as ledger:
        if lines(ledger.records()) != expected:
            result.faults.append("the export is not that of an uninterrupted run")
        if ledger.counts()["reports"] != docs or ledger.counts()["sources"] != docs:
            result.faults.append(f"{ledger.counts()} of {docs}")


def _light(address: str, acknowledged: set[str]) -> Iterator[str]:
    with Ledger(address) as ledger:
        missing = acknowledged - set(ledger.report_ids())
        if missing:
            yield f"{len(missing)} reports lost that were told to be kept"
        with ledger.engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                if connection.exec_driver_sql("PRAGMA integrity_check").scalar() != "ok":
                    yield "integrity_check fails"
                if connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
                    yield "foreign_key_check fails"


def _run(
    address: str, made: Path, step: str | None, chance: random.Random, docs: int
) -> tuple[int, set[str]]:
    """Add in a process of its own, which dies at a step; its exit code and the ids it told of."""
    after = chance.randrange(1, max(2, 2 * docs // KILLS_A_ROUND))
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reader)
            with Ledger(address) as ledger:
                if step in STEPS:
                    _die(ledger, step, after, chance.random())
                for added in adding.add(ledger, [str(made)]):
                    if added.outcome == "added":
                        os.write(writer, f"{added.report_id}\n".encode())
            os._exit(0)
        except BaseException as fault:
            print(f"{type(fault).__name__}: {fault}", file=sys.stderr, flush=True)
            os._exit(9)
    os.close(writer)
    if step is not None and step not in STEPS:
        timer = threading.Timer(chance.random() * LONGEST * after * KILLS_A_ROUND / docs / 2, _kill, [child])
        timer.start()
    else:
        timer = None
    with os.fdopen(reader) as heard:
        told = {line.strip() for line in heard if line.endswith("\n")}
    _, status = os.waitpid(child, 0)
    if timer is not None:
        timer.cancel()
        timer.join()
    return os.waitstatus_to_exitcode(status), told


def _kill(child: int) -> None:
    with suppress(ProcessLookupError):  # it was done before
        os.kill(child, signal.SIGKILL)


def _die(ledger: Ledger, step: str, after: int, when: float) -> None:
    """Let this process kill itself at the n-th time it comes to the step."""
    left = [after]

    def die(*_) -> None:
        left[0] -= 1
        if left[0] <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def die_soon(*_) -> None:
        left[0] -= 1
        if left[0] <= 0:
            threading.Thread(
                target=lambda: (time.sleep(when * 0.004), os.kill(os.getpid(), signal.SIGKILL))
            ).start()

    if step == "after insert":
        left[0] = after * 20  # statements of a report, about
        event.listen(ledger.engine, "after_cursor_execute", die)
    elif step == "before commit":
        event.listen(ledger.engine, "commit", die)
    elif step == "while committing":
        event.listen(ledger.engine, "commit", die_soon)
    elif step == "after parse":
        put, put_behind = ledger.put, ledger.put_behind
        ledger.put = lambda *given: (die(), put(*given))[1]
        ledger.put_behind = lambda *given: (die(), put_behind(*given))[1]
    else:
        put, put_behind = ledger.put, ledger.put_behind
        ledger.put = lambda *given: (put(*given), die())[0]
        ledger.put_behind = lambda *given: _followed(put_behind(*given), die)


def _followed(future: Future[bool], then: Callable[..., None]) -> Future[bool]:
    future.add_done_callback(then)
    return future


@contextmanager
def databases() -> Iterator[dict[str, object]]:
    """Where empty databases come from, by kind; PostgreSQL where it is installed."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="onrecord-crash-")))
        found: dict[str, object] = {"SQLite": lambda name: str(folder / f"{name}.db")}
        try:
            server = stack.enter_context(served())
            found["PostgreSQL"] = lambda name: emptied(server, name)
        except NoServer as why:
            print(why)
        yield found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--docs", type=int, default=500)
    parser.add_argument("--points", type=int, default=200, help="kills on each database")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--read", action="store_true", help="add texts that are to be read first")
    given = parser.parse_args()
    has_failed = False
    with databases() as found, tempfile.TemporaryDirectory() as folder:
        into = Path(folder, "made.jsonl")
        made = texts(given.docs, into) if given.read else written(varied(given.docs), into)
        for name, new_address in found.items():
            started = time.monotonic()
            result = killed(new_address, made, given.docs, given.points, given.seed)
            steps = ", ".join(f"{number} {step}" for step, number in sorted(result.kills.items()))
            print(
                f"{name}: {sum(result.kills.values())} kills ({steps}) in {result.rounds} ledgers of "
                f"{given.docs} reports: {len(result.faults)} faults, {time.monotonic() - started:.0f} s"
            )
            has_failed |= tell(result.faults)
    sys.exit(has_failed)


if __name__ == "__main__":
    main()
