"""Several processes add overlapping parts of the same records at once; what comes out is what one would have made.

python -m tests.concurrent.writers --procs 8 --docs 2000
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select

from onrecord.ledger.adding import add
from onrecord.ledger.care import check
from onrecord.ledger.ledger import Ledger
from onrecord.ledger.schema import register, reports
from tests.crash.kill9 import databases
from tests.ledger.making import lines, varied, written


@dataclass
class Result:
    """What came of it: a line for each thing that is not as it should be."""

    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0


def written_at_once(new_address, folder: Path, docs: int, procs: int) -> Result:
    """Let `procs` processes add half of `docs` records each, beginning at different ones."""
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
    context = multiprocessing.get_context("spawn")
    faults = context.Queue()
    processes = [context.Process(target=_add, args=(address, str(part), faults)) for part in parts]
    started = time.monotonic()
    for process in processes:
        process.start()
    result.faults += [fault for _ in processes for fault in faults.get()]
    for process in processes:
        process.join()
    result.seconds = time.monotonic() - started
    result.faults += list(check(address))
    with Ledger(address) as ledger:
        if lines(ledger.records()) != expected:
            result.faults.append("the export is not that of one process")
        if ledger.counts()["reports"] != docs or _worked_out(ledger) != worked_out:
            result.faults.append(
                f"{ledger.counts()['reports']} reports, {_worked_out(ledger)} for {worked_out}"
            )
    return result


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
    parser.add_argument("--procs", type=int, default=8)
    given = parser.parse_args()
    has_failed = False
    with databases() as found:
        for name, new_address in found.items():
            with tempfile.TemporaryDirectory() as folder:
                result = written_at_once(new_address, Path(folder), given.docs, given.procs)
            print(
                f"{name}: {given.procs} processes, halves of {given.docs} reports: {len(result.faults)} faults, "
                f"{result.seconds:.0f} s",
                flush=True,
            )
            print("".join(f"  {fault}\n" for fault in result.faults[:20]), end="", flush=True)
            has_failed = has_failed or bool(result.faults)
    sys.exit(has_failed)


if __name__ == "__main__":
    main()
