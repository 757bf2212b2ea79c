"""A backup made while others add and review is a sound ledger that holds all they had been told is kept.

    python -m tests.db.test_backup --docs 500 --backups 20

Each copy is restored into an empty ledger of either kind, which then exports the same and holds the same rows.
"""

from __future__ import annotations

import argparse
import itertools
import multiprocessing
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from onrecord.ledger.care import backup, check, restore
from onrecord.ledger.ledger import Ledger
from onrecord.ledger.register import history
from tests.concurrent.writers import review
from tests.crash.kill9 import databases
from tests.db.dumping import sums
from tests.faults import tell
from tests.ledger.making import lines, patterns, varied

ADDERS = 2
PAUSE = 0.05  # seconds between two reports of an adder: without, a reviewer seldom has a turn on SQLite
PATIENCE = 60.0  # seconds until one more report and one more change are acknowledged, before each backup


@dataclass
class Result:
    """What came of it: the reports and changes acknowledged before each backup, and a line for each fault."""

    reports: list[int] = field(default_factory=list)
    changes: list[int] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


def backed_up(
    address: str,
    folder: Path,
    backups: int,
    empty: list[Callable[[str], str]],
    docs: int = 0,
    every: float = 0.1,
) -> Result:
    """Make `backups` copies of a ledger while others add to it and review, and restore each into all of `empty`.

    The ledger has `docs` reports before; the reviewer acts every `every` seconds.
    """
    result, chance = Result(), random.Random(2)
    told: list[tuple[set[str], set[tuple[str, int]]]] = []
    with Ledger(address) as ledger:
        for number, record in enumerate(varied(docs, seed=9)):
            ledger.put(record, f"before {number}")
    patterns()  # read once, here
    context = multiprocessing.get_context("fork")  # all is loaded in it
    kept, changed, done = context.Queue(), context.Queue(), context.Event()
    others = [context.Process(target=_add, args=(address, seed, kept, done)) for seed in range(ADDERS)]
    others.append(context.Process(target=review, args=(address, every, changed, done)))
    for process in others:
        process.start()
    reports, changes = set[str](), set[tuple[str, int]]()
    with Ledger(address) as ledger:
        for number in range(backups):
            had, until = (len(reports), len(changes)), time.monotonic() + PATIENCE
            while True:
                _hear(kept, changed, reports, changes, result)
                if len(reports) > had[0] and len(changes) > had[1]:
                    break
                if time.monotonic() > until:
                    result.faults.append(f"nothing was added or changed for {PATIENCE} s")
                    break
                time.sleep(0.01)
            told.append((set(reports), set(changes)))
            started = time.monotonic()
            backup(ledger, folder / f"{number}.db")
            result.seconds.append(time.monotonic() - started)
            time.sleep(chance.random() * 0.2)
    done.set()
    while any(process.is_alive() for process in others):
        _hear(kept, changed, reports, changes, result)
        time.sleep(0.01)
    result.faults += [f"the ledger itself: {finding}" for finding in check(address)]
    for number, (reports, changes) in enumerate(told):
        result.reports.append(len(reports))
        result.changes.append(len(changes))
        copy = folder / f"{number}.db"
        result.faults += [
            f"copy {number}: {fault}" for fault in _faults(copy, reports, changes, empty, number)
        ]
    return result


def _faults(
    copy: Path,
    reports: set[str],
    changes: set[tuple[str, int]],
    empty: list[Callable[[str], str]],
    number: int,
) -> list[str]:
    faults = list(check(copy))
    with Ledger(copy) as ledger:
        lost = reports - set(ledger.report_ids())
        with ledger.engine.connect() as connection:
            there = history(connection)
        done = {(change.action, change.id) for change in there}
        taken_back = {("undo", change.id) for change in there if change.undone_by is not None}
        undone = changes - done - taken_back
        if lost or undone:
            faults.append(f"{len(lost)} reports and {len(undone)} changes lost that were told to be kept")
        exported, rows = lines(ledger.records()), sums(ledger.engine)
    for new_address in empty:
        address = new_address(f"restored{number}")
        with Ledger(address) as restored:
            restore(copy, restored)
            if lines(restored.records()) != exported:
                faults.append(f"restored into {restored.engine.dialect.name}, it exports something else")
            now = sums(restored.engine)
            faults += [
                f"restored into {restored.engine.dialect.name}, {name} has other rows"
                for name in rows
                if now[name] != rows[name]
            ]
        faults += [f"restored: {finding}" for finding in check(address)]
    return faults


def _add(address: str, seed: int, kept, done) -> None:
    """Add until it is done, and tell of each report once it is kept."""
    try:
        with Ledger(address) as ledger:
            for number in itertools.count(1):
                for record in varied(number * 3, seed=100 * number + seed):
                    if done.is_set():
                        return
                    ledger.put(record, f"adder {seed}: {record.report.id}")
                    kept.put(record.report.id)
                    time.sleep(PAUSE)
    except Exception as fault:
        kept.put(RuntimeError(f"{type(fault).__name__}: {fault}"))


def _hear(kept, changed, reports: set[str], changes: set[tuple[str, int]], result: Result) -> None:
    while not kept.empty():
        word = kept.get()
        if isinstance(word, str):
            reports.add(word)
        else:
            result.faults.append(f"while adding: {word}")
    while not changed.empty():
        word = changed.get()
        if word is None:  # the reviewer's last
            break
        change, _, fault = word
        if fault is not None:
            result.faults.append(f"the reviewer: {fault}")
        else:
            changes.add(change)


def test_a_backup_made_meanwhile_holds_all_that_was_told_and_restores_anywhere(
    new_address, tmp_path, postgresql
):
    from tests.ledger.server import emptied

    empty = [lambda name: str(tmp_path / f"{name}.db"), lambda name: emptied(postgresql, f"backup_{name}")]
    copies = tmp_path / "copies"
    copies.mkdir()
    result = backed_up(new_address("busy"), copies, backups=2, empty=empty, every=0.05)
    assert result.faults == []
    assert min(result.reports) > 0
    assert min(result.changes) > 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--docs", type=int, default=500, help="that are there before")
    parser.add_argument("--backups", type=int, default=20)
    given = parser.parse_args()
    has_failed = False
    with databases() as found:
        for name, new_address in found.items():
            started = time.monotonic()
            with tempfile.TemporaryDirectory(prefix="onrecord-backup-") as folder:
                empty = [
                    lambda use, own=own, name=name: own(f"{name}_{use}".lower()) for own in found.values()
                ]
                result = backed_up(new_address("busy"), Path(folder), given.backups, empty, given.docs)
            print(
                f"{name}: {given.backups} backups (the longest took {max(result.seconds):.1f} s) with "
                f"{min(result.reports)} to {max(result.reports)} reports and {min(result.changes)} to "
                f"{max(result.changes)} changes acknowledged before: {len(result.faults)} faults, "
                f"{time.monotonic() - started:.0f} s",
                flush=True,
            )
            has_failed |= tell(result.faults)
    sys.exit(has_failed)


if __name__ == "__main__":
    main()
