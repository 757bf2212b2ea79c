"""Several processes add overlapping parts of the same records at once; what comes out is what one would have made.

    python -m tests.concurrent.writers --procs 2 8 --docs 2000

Meanwhile a reviewer changes the register ten times a second. Every change that was acknowledged must be there, and
nobody may hear that the database is locked.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Row, func, select
from sqlalchemy.exc import DBAPIError

from onrecord.ledger import register as deciding
from onrecord.ledger.adding import add
from onrecord.ledger.care import check
from onrecord.ledger.ledger import Ledger
from onrecord.ledger.opening import LedgerError
from onrecord.ledger.schema import register, reports
from tests.crash.kill9 import databases
from tests.faults import tell
from tests.ledger.making import lines, varied, written


@dataclass
class Result:
    """What came of it: a line for each thing that is not as it should be."""

    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0
    changes: int = 0
    longest: float = 0.0  # seconds that a change of the register took


def written_at_once(new_address, folder: Path, docs: int, procs: int, every: float = 0.1) -> Result:
    """Let `procs` processes add half of `docs` records each, beginning at different ones, and a reviewer review.

    The reviewer changes the register every `every` seconds.
    """
    records, result = list(varied(docs)), Result()
    with Ledger(new_address("serial")) as serial:
        for _ in add(serial, [str(written(records, folder / "all.jsonl"))]):
            pass
        expected, worked_out = lines(serial.records()), _worked_out(serial)
    address = new_address("at_once")
    parts = []
    for number in range(procs):
        start = number * docs // procs
        own = [records[(start + at) % docs] for at in range(docs // 2 + 1)]
        parts.append(written(own, folder / f"part{number}.jsonl"))
    context = multiprocessing.get_context("fork")  # all is loaded in it
    faults = context.Queue()
    processes = [context.Process(target=_add, args=(address, str(part), faults)) for part in parts]
    told, done = context.Queue(), context.Event()
    reviewer = context.Process(target=review, args=(address, every, told, done))
    started = time.monotonic()
    for process in (reviewer, *processes):
        process.start()
    result.faults += [fault for _ in processes for fault in faults.get()]
    result.seconds = time.monotonic() - started
    done.set()
    acknowledged = _heard(told, result)
    for process in (*processes, reviewer):
        process.join()
    result.faults += list(check(address))
    with Ledger(address) as ledger:
        result.faults += _review_faults(ledger, acknowledged)
        _take_back(ledger)
        if lines(ledger.records()) != expected:
            result.faults.append("the export is not that of one process")
        if ledger.counts()["reports"] != docs or _worked_out(ledger) != worked_out:
            result.faults.append(
                f"{ledger.counts()['reports']} reports, {_worked_out(ledger)} for {worked_out}"
            )
    return result


def review(address: str, every: float, told, done) -> None:
    """Change the register every `every` seconds until it is done, and tell of each change, how long it took, or why not.

    Two names are given, two entries become one, and what was done is taken back, by chance. What cannot be done, as
    nobody is there yet, is no fault. The last word is `None`.
    """
    try:
        with Ledger(address) as ledger:
            _review(ledger, address, every, told, done)
    except BaseException as fault:
        told.put((None, 0.0, f"{type(fault).__name__}: {fault}"))
    finally:
        told.put(None)


def _review(ledger: Ledger, address: str, every: float, told, done) -> None:
    chance, due = random.Random(5), time.monotonic()
    open_ones: list[int] = []
    while not done.is_set():
        due = max(due + every, time.monotonic())
        started = time.monotonic()
        try:
            change = _reviewed(ledger, chance, open_ones)
            told.put((change, time.monotonic() - started, None))
        except LedgerError as fault:
            if address in str(fault):  # the database says so, and not the register
                told.put((None, time.monotonic() - started, str(fault)))
        except DBAPIError as fault:
            told.put((None, time.monotonic() - started, str(fault)))
        time.sleep(max(0.0, due - time.monotonic()))


def _reviewed(ledger: Ledger, chance: random.Random, open_ones: list[int]) -> tuple[str, int]:
    """One change, with its number; `open_ones` are those not taken back."""
    if len(open_ones) > 3 or (open_ones and chance.random() < 0.4):
        taken_back = deciding.undo(ledger, open_ones[-1]).id
        open_ones.pop()
        return "undo", taken_back
    one, other = _some(ledger, chance), _some(ledger, chance)
    if one.id != other.id and chance.random() < 0.5:
        open_ones.append(deciding.merge(ledger, one.id, other.id))
        return "merge", open_ones[-1]
    open_ones.append(deciding.rename(ledger, one.id, f"{one.name.removesuffix(' the Elder')} the Elder"))
    return "rename", open_ones[-1]


def _some(ledger: Ledger, chance: random.Random) -> Row[tuple[int, str]]:
    """An entry of the register."""
    with ledger.engine.connect().execution_options(reads=True) as connection:
        last = connection.execute(select(func.max(register.c.id))).scalar()
        if last is None:
            raise LedgerError("nobody is there yet")
        entries = select(register.c.id, register.c.name).order_by(register.c.id).limit(1)
        return connection.execute(entries.where(register.c.id >= chance.randint(1, last))).one()


def _heard(told, result: Result) -> list[tuple[str, int]]:
    """The changes that the reviewer was told are kept."""
    acknowledged = []
    while (word := told.get()) is not None:
        change, seconds, fault = word
        result.longest = max(result.longest, seconds)
        if fault is None:
            acknowledged.append(change)
        else:
            result.faults.append(f"the reviewer: {fault}")
    result.changes = len(acknowledged)
    return acknowledged


def _review_faults(ledger: Ledger, acknowledged: list[tuple[str, int]]) -> list[str]:
    with ledger.engine.connect() as connection:
        history = deciding.history(connection)
    made = [(change.action, change.id) for change in history if change.action != "undo"]
    taken_back = [change.facts["change"] for change in history if change.action == "undo"]
    marked = [change.id for change in history if change.undone_by is not None]
    faults = []
    if made != [change for change in acknowledged if change[0] != "undo"]:
        faults.append("the register's changes are not those that were acknowledged")
    if taken_back != [number for action, number in acknowledged if action == "undo"]:
        faults.append("what was taken back is not what was acknowledged")
    if sorted(taken_back) != marked:
        faults.append("a change is not marked as taken back, or is though it was not")
    return faults


def _take_back(ledger: Ledger) -> None:
    """Undo all that was done and not yet undone, so that the register is as nobody had touched it."""
    with ledger.engine.connect() as connection:
        history = deciding.history(connection)
    for change in reversed(history):
        if change.action != "undo" and change.undone_by is None:
            deciding.undo(ledger, change.id)


def _worked_out(ledger: Ledger) -> tuple[list[str], list[tuple[str, str]]]:
    """The register's names, and which reports are copies or not current."""
    marked = select(reports.c.id, reports.c.status).where(
        (reports.c.status != "current") | reports.c.copy_of.is_not(None)
    )
    with ledger.engine.connect() as connection:
        names = (
            connection.execute(select(register.c.name).order_by(func.lower(register.c.name))).scalars().all()
        )
        return sorted(names), sorted(map(tuple, connection.execute(marked)))


def _add(address: str, path: str, faults) -> None:
    try:
        with Ledger(address) as ledger:
            failed = [added for added in add(ledger, [path]) if added.outcome == "failed"]
        faults.put([f"{added.origin}: {added.reason}" for added in failed])
    except BaseException as fault:
        faults.put([f"{type(fault).__name__}: {fault}"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--docs", type=int, default=2000)
    parser.add_argument("--procs", type=int, nargs="+", default=[2, 8])
    parser.add_argument("--actions", type=float, default=10, help="of the reviewer, a second")
    given = parser.parse_args()
    has_failed = False
    with databases() as found:
        for name, new_address in found.items():
            for procs in given.procs:
                with tempfile.TemporaryDirectory() as folder:
                    result = written_at_once(
                        lambda use, own=new_address, procs=procs: own(f"{use}{procs}"),
                        Path(folder), given.docs, procs, 1 / given.actions,
                    )  # fmt: skip
                print(
                    f"{name}: {procs} processes, halves of {given.docs} reports, {result.changes} changes of the "
                    f"register (the longest took {result.longest:.1f} s): {len(result.faults)} faults, "
                    f"{result.seconds:.0f} s",
                    flush=True,
                )
                has_failed |= tell(result.faults)
    sys.exit(has_failed)


if __name__ == "__main__":
    main()
