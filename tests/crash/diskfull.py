"""Add to a ledger on a disk that gets full; nothing half is kept, and with more space the same command goes on.

    python -m tests.crash.diskfull --docs 200 --sizes 16

Each size is a file system in memory (tmpfs) where that is permitted, else a limit on how large a file may grow.
"""

from __future__ import annotations

import argparse
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from onrecord.ledger.adding import add
from onrecord.ledger.care import check
from onrecord.ledger.ledger import Ledger
from tests.faults import tell
from tests.ledger.making import lines, varied, written

SMALLEST = 1 << 20


def filled_up(made: Path, folder: Path, size: int, expected: str) -> tuple[list[str], str]:
    """What goes wrong where `size` bytes are free, a line each; and what was said of it."""
    faults = []
    with _small(folder, size) as (path, limited):
        code, said = _add(made, path, size if limited else None)
        if code not in (0, 1):
            faults.append(f"{size}: exit code {code}: {said}")
        if code and (str(path) not in said or "space" not in said or "Traceback" in said):
            faults.append(f"{size}: it said: {said}")
        if path.exists():
            faults += [f"{size}: {finding}" for finding in _checked(path, expected)]
        if code:
            _enlarge(folder, limited)
            code, said_then = _add(made, path, None)
            if code:
                faults.append(f"{size}: with more space: {code}: {said_then}")
        with Ledger(path) as ledger:
            if lines(ledger.records()) != expected:
                faults.append(f"{size}: the export is not that of an uninterrupted run")
    return faults, said


def _checked(path: Path, expected: str) -> Iterator[str]:
    """Findings of a ledger on a full disk; one that was not yet made has no tables, and none of its own."""
    findings = list(check(path))
    if findings and not findings[0].startswith("its schema is none"):
        yield from findings
    elif not findings:
        whole = set(expected.splitlines())
        with Ledger(path) as ledger:
            yield from (f"{r.report.id} is not whole" for r in ledger.records() if r.to_json() not in whole)


@contextmanager
def _small(folder: Path, size: int) -> Iterator[tuple[Path, bool]]:
    """A ledger's path where only `size` bytes are free, and whether that is by a limit on files."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True, check=False
    )
    try:
        yield folder / "ledger.db", mounted.returncode != 0
    finally:
        if mounted.returncode == 0:
            subprocess.run(["umount", str(folder)], check=False)


def _enlarge(folder: Path, limited: bool) -> None:
    if not limited:
        subprocess.run(["mount", "-o", "remount,size=256m", str(folder)], check=True)


def _add(made: Path, path: Path, limit: int | None) -> tuple[int, str]:
    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    done = subprocess.run(
        [sys.executable, "-m", "onrecord", "add", str(made), "--ledger", str(path)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limited,
        env={**os.environ, "SQLITE_TMPDIR": str(path.parent)},
    )
    return done.returncode, (done.stdout + done.stderr).strip()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--docs", type=int, default=200)
    parser.add_argument("--sizes", type=int, default=16)
    given = parser.parse_args()
    faults: list[str] = []
    full = 0
    with tempfile.TemporaryDirectory(prefix="onrecord-full-") as place:
        folder = Path(place)
        made = written(varied(given.docs), folder / "made.jsonl")
        with Ledger(folder / "whole.db") as whole:
            for _ in add(whole, [str(made)]):
                pass
            expected = lines(whole.records())
        largest = (folder / "whole.db").stat().st_size
        for number in range(given.sizes):
            size = SMALLEST + (largest - SMALLEST) * number // given.sizes
            found, said = filled_up(made, folder / f"disk{number}", size, expected)
            faults += found
            full += "space" in said
    print(
        f"{given.sizes} sizes from 1 MB to {largest / SMALLEST:.1f} MB, full at {full}: {len(faults)} faults"
    )
    sys.exit(tell(faults))


if __name__ == "__main__":
    main()
