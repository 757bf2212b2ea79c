"""Cut the power while a process adds; what it was told is kept must be there, and the ledger sound.

    python -m tests.crash.powerloss --docs 60 --points 100

The adding process runs under strace, which writes down every system call that changes the ledger's files, and every
acknowledgement. From that, the disk is put together as it was right after a call that syncs, or right after an
acknowledgement: twice, once with nothing that was not synced (contents of a file, or names in its folder), once with
a random part of it. Then the ledger is opened, as after a power loss.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from onrecord.ledger import register
from onrecord.ledger.adding import add
from onrecord.ledger.care import check
from onrecord.ledger.ledger import Ledger
from onrecord.ledger.schema import register_changes
from tests.faults import tell
from tests.ledger.making import lines, varied, written

CALLS = "openat,write,pwrite64,ftruncate,fallocate,fsync,fdatasync,unlink,rename"
RENAMED_EVERY = 5  # reports, an actor of the register is given another name
_CALL = re.compile(r"(\w+)\((.*)\)\s+= (-?\d+)(?:<(.*)>)?[^<>]*$")
_HEXADECIMAL = re.compile(r"(?:\\x[0-9a-f]{2})+")


class NoTracer(Exception):
    """There is no strace here, or it may not trace; the message says so."""


# --- What the adding process did -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """A system call: what it did to which file; `told` are the words of an acknowledgement."""

    call: str
    path: str
    content: bytes = b""
    at: int = 0
    told: str = ""


def traced(made: Path, folder: Path) -> list[Step]:
    """Add the records of `made` to a ledger in the empty `folder`, and give every step; raises `NoTracer`."""
    tracer = shutil.which("strace")
    if tracer is None:
        raise NoTracer("strace is not installed here; on Debian: apt-get install strace")
    log = made.with_suffix(".strace")
    added = [sys.executable, "-c", "from tests.crash.powerloss import adding; adding()"]
    done = subprocess.run(
        [tracer, "-y", "-xx", "-s", "1000000", "-e", f"trace={CALLS}", "-o", str(log),
         *added, str(made), str(folder / "ledger.db")],
        capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    if "PTRACE" in done.stderr or not log.exists():
        raise NoTracer(f"strace may not trace here: {done.stderr.strip()[-200:]}")
    if done.returncode:
        raise RuntimeError(done.stderr)
    with log.open() as heard:
        return list(_steps(heard, str(folder)))


def adding() -> None:
    """What is traced: add, rename an actor now and then, and tell of each once it is kept."""
    made, path = sys.argv[1:]
    with Ledger(path) as ledger:
        for count, added in enumerate(add(ledger, [made]), 1):
            os.write(1, f"report {added.report_id}\n".encode())
            if count % RENAMED_EVERY == 0:
                number = register.rename(ledger, 1, f"Ruo Amadi {'of Odde ' * (count % 2)}the Elder")
                os.write(1, f"change {number}\n".encode())


def _steps(heard: Iterator[str], folder: str) -> Iterator[Step]:
    for line in heard:
        found = _CALL.match(line)
        if found is None or int(found[3]) < 0:
            continue
        call, given = found[1], found[2]
        names = [_plain(part).decode("utf-8", "replace") for part in _HEXADECIMAL.findall(given)[:2]]
        if call == "write" and given.startswith("1<"):
            yield Step("told", "", told=_written(given).decode().strip())
        elif call == "openat" and "O_CREAT" in given and names[1].startswith(folder):
            yield Step("create", names[1])
        elif call == "unlink" and names[0].startswith(folder):
            yield Step("unlink", names[0])
        elif names and names[0].startswith(folder):
            numbers = [int(part) for part in re.findall(r"(?<=, )\d+", given)]
            if call == "pwrite64":
                yield Step("write", names[0], _written(given), numbers[-1])
            elif call in ("fsync", "fdatasync"):
                yield Step("sync", names[0])
            elif call == "ftruncate":
                yield Step("cut", names[0], at=numbers[-1])
            elif call == "fallocate":
                yield Step("grow", names[0], at=sum(numbers[-2:]))
            elif call != "openat":
                raise ValueError(f"{call} of a ledger's file is not understood here")


def _written(given: str) -> bytes:
    return _plain(given[given.index('"') + 1 : given.rindex('"')])


def _plain(shown: str) -> bytes:
    return bytes.fromhex(shown.replace("\\x", ""))


# --- The disk it did it to -----------------------------------------------------------------


@dataclass(slots=True)
class _File:
    synced: bytearray = field(default_factory=bytearray)
    since: list[Step] = field(default_factory=list)

    def content(self, is_kept: Callable[[], bool]) -> bytearray:
        """What is synced, with those of the later steps that are kept."""
        content = bytearray(self.synced)
        for step in self.since:
            if is_kept():
                _change(content, step)
        return content

    def sync(self) -> None:
        self.synced, self.since = self.content(lambda: True), []


class Disk:
    """A folder's files: what is synced, and what is not yet."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.synced: dict[str, _File] = {}
        self.names: dict[str, _File] = {}

    def take(self, step: Step) -> None:
        """Do a step."""
        if step.call == "create":
            self.names.setdefault(step.path, _File())
        elif step.call == "unlink":
            self.names.pop(step.path)
        elif step.call == "sync" and step.path == self.folder:
            self.synced = dict(self.names)
        elif step.call == "sync":
            self.names[step.path].sync()
        elif step.call != "told":
            self.names[step.path].since.append(step)

    def after_power_loss(self, into: Path, is_kept: Callable[[], bool]) -> None:
        """Write the files that are left; `is_kept` says for each change not synced whether it is kept."""
        left = dict(self.synced)
        for name in sorted({*self.synced, *self.names}):
            if self.synced.get(name) is not self.names.get(name) and is_kept():
                left.pop(name, None)
                left |= {name: self.names[name]} if name in self.names else {}
        for name, file in left.items():
            (into / Path(name).name).write_bytes(file.content(is_kept))


def _change(content: bytearray, step: Step) -> None:
    end = step.at + len(step.content)
    if step.call in ("write", "grow") and len(content) < end:
        content.extend(bytes(end - len(content)))
    if step.call == "write":
        content[step.at : end] = step.content
    elif step.call == "cut":
        del content[step.at :]
        content.extend(bytes(step.at - len(content)))


# --- The power losses ------------------------------------------------------------------------


@dataclass
class Result:
    """What came of it: points by what came right before, and what was lost or broken, a line each."""

    points: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    acknowledged: int = 0


def cut_off(made: Path, folder: Path, points: int, seed: int = 1) -> Result:
    """Cut the power at `points` moments of adding `made`; raises `NoTracer`."""
    (folder / "traced").mkdir()
    steps = traced(made, folder / "traced")
    result, chance = Result(), random.Random(seed)
    whole = dict(_by_id(made))
    moments = _moments(steps, points, chance)
    disk, acknowledged = Disk(str(folder / "traced")), set[str]()
    for at, step in enumerate(steps):
        disk.take(step)
        acknowledged |= {step.told} - {""}
        if at not in moments:
            continue
        result.points["an acknowledgement" if step.told else "a sync"] += 1
        for kind, is_kept in (("nothing", lambda: False), ("a part", lambda: chance.random() < 0.5)):
            left = folder / "left"
            left.mkdir()
            disk.after_power_loss(left, is_kept)
            result.faults += [
                f"step {at}, {kind} of the unsynced kept: {fault}"
                for fault in _faults(left / "ledger.db", acknowledged, whole)
            ]
            shutil.rmtree(left)
    result.acknowledged = len(acknowledged)
    return result


def _moments(steps: Sequence[Step], points: int, chance: random.Random) -> set[int]:
    """Half of them right after an acknowledgement, half right after a sync."""
    told = [at for at, step in enumerate(steps) if step.told]
    synced = [at for at, step in enumerate(steps) if step.call == "sync"]
    chosen = chance.sample(told, min(len(told), points // 2))
    return {*chosen, *chance.sample(synced, min(len(synced), points - len(chosen)))}


def _faults(path: Path, acknowledged: set[str], whole: dict[str, str]) -> Iterator[str]:
    with Ledger(path) as ledger:
        kept = {f"report {report_id}" for report_id in ledger.report_ids()}
        with ledger.engine.connect() as connection:
            kept |= {f"change {number}" for number in connection.scalars(select(register_changes.c.id))}
        lost = sorted(acknowledged - kept)
        if lost:
            yield f"{len(lost)} lost that were told to be kept: {', '.join(lost[:3])}"
        for record in ledger.records():
            if lines([record]) != whole[record.report.id]:
                yield f"{record.report.id} is not whole"
    yield from check(path)


def _by_id(made: Path) -> Iterator[tuple[str, str]]:
    with made.open(encoding="utf-8") as given:
        for line in given:
            yield json.loads(line)["report"]["id"], line


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--docs", type=int, default=60)
    parser.add_argument("--points", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="onrecord-power-") as folder:
        made = written(varied(given.docs), Path(folder, "made.jsonl"))
        try:
            result = cut_off(made, Path(folder), given.points, given.seed)
        except NoTracer as why:
            sys.exit(str(why))
    kinds = ", ".join(f"{number} right after {kind}" for kind, number in sorted(result.points.items()))
    print(
        f"SQLite: {result.points.total()} power losses ({kinds}), two disks each, {result.acknowledged} "
        f"acknowledged: {len(result.faults)} faults, {time.monotonic() - started:.0f} s"
    )
    sys.exit(tell(result.faults))


if __name__ == "__main__":
    main()
