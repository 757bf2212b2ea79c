"""Documents with bytes flipped, cut, spliced and repeated, added to a ledger: each has one outcome, whatever it is.

`python -m tests.fuzz.mutate [--n 2000] [--seed 1] [--workers 1] [FOLDER]` mutates the files of a folder (the
hostile corpus unless one is named) and prints what became of them.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

MAX_STEPS = 3  # changes to one document
MAX_FLIPPED = 8  # bytes
MAX_TIMES = 64  # that a part is repeated
MAX_REPEATED = 256  # bytes of it
DEADLINE = 30.0  # seconds from one outcome to the next
PATIENCE = 300.0  # seconds without an outcome, after which the run is given up
UNFORESEEN = frozenset({"source", "fault", "error"})  # codes of reasons that nobody foresaw
SLOWEST = 5


# --- Mutation ---------------------------------------------------------------------------


def flipped(data: bytes, other: bytes, random: Random) -> bytes:
    """Some bytes changed."""
    out = bytearray(data)
    for _ in range(random.randint(1, MAX_FLIPPED) if out else 0):
        out[random.randrange(len(out))] ^= random.randint(1, 255)
    return bytes(out)


def cut(data: bytes, other: bytes, random: Random) -> bytes:
    """A part left out, in half of all cases all the rest."""
    start, end = _part(data, random)
    return data[:start] if random.random() < 0.5 else data[:start] + data[end:]


def spliced(data: bytes, other: bytes, random: Random) -> bytes:
    """A part of another document put in, or in place of a part."""
    start, end = _part(data, random)
    first, last = _part(other, random)
    return data[:start] + other[first:last] + data[random.choice((start, end)) :]


def repeated(data: bytes, other: bytes, random: Random) -> bytes:
    """A short part many times over."""
    start, end = _part(data, random)
    part = data[start : min(end, start + MAX_REPEATED)]
    return data[:start] + part * random.randint(2, MAX_TIMES) + data[start:]


MUTATIONS = (flipped, cut, spliced, repeated)


def _part(data: bytes, random: Random) -> tuple[int, int]:
    start, end = sorted((random.randint(0, len(data)), random.randint(0, len(data))))
    return start, end


def mutated(data: bytes, other: bytes, random: Random) -> bytes:
    """A document after one to three changes."""
    for _ in range(random.randint(1, MAX_STEPS)):
        data = random.choice(MUTATIONS)(data, other, random)
    return data


def write_mutations(files: Sequence[Path], folder: Path, n: int, seed: int) -> list[Path]:
    """Write `n` mutations of the files, the same for the same seed; their paths."""
    random = Random(seed)
    written = []
    for number in range(n):
        one, other = random.choice(files), random.choice(files)
        path = folder / f"{number:05}-{one.stem[:40]}{one.suffix}"
        path.write_bytes(mutated(one.read_bytes(), other.read_bytes(), random))
        written.append(path)
    return written


# --- What becomes of them ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: "ok", "partial", "empty", "failed", or "none", where nothing was said of it.

    `codes` are those of the reports in it that failed; `seconds` the longest that one of them took.
    """

    path: Path
    state: str
    codes: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Run:
    """What became of files added to a ledger; `fault` is what a user would have seen of a crash, or ""."""

    outcomes: tuple[Outcome, ...]
    twice: tuple[str, ...]  # reports of which two things were said
    fault: str

    def of(self, *states: str) -> list[Outcome]:
        """The outcomes in any of the states."""
        return [outcome for outcome in self.outcomes if outcome.state in states]

    @property
    def unforeseen(self) -> list[Outcome]:
        """The outcomes with a reason nobody foresaw."""
        return [outcome for outcome in self.outcomes if UNFORESEEN.intersection(outcome.codes)]

    @property
    def late(self) -> list[Outcome]:
        """The outcomes that took longer than a document may."""
        return [outcome for outcome in self.outcomes if outcome.seconds > DEADLINE]

    def summary(self, root: Path) -> Iterator[str]:
        """Counts, the slowest, and every fault, a line each."""
        states = Counter(outcome.state for outcome in self.outcomes)
        codes = Counter(code for outcome in self.outcomes for code in set(outcome.codes))
        yield f"{len(self.outcomes)} files: " + ", ".join(f"{n} {state}" for state, n in states.most_common())
        yield "reasons: " + (", ".join(f"{code} {n}" for code, n in codes.most_common()) or "none")
        yield (
            f"crashes: {int(bool(self.fault))}; without an outcome: {len(self.of('none'))}; reports with two: "
            f"{len(self.twice)}; unforeseen reasons: {len(self.unforeseen)}; over {DEADLINE:.0f} s: {len(self.late)}"
        )
        slowest = sorted(self.outcomes, key=lambda outcome: (-outcome.seconds, outcome.path))[:SLOWEST]
        yield "slowest: " + ", ".join(f"{_name(o.path, root)} {o.seconds:.1f} s" for o in slowest)
        if self.fault:
            yield f"crash: {self.fault}"
        for outcome in [*self.of("none"), *self.unforeseen][:20]:
            yield f"fault: {_name(outcome.path, root)}: {outcome.state} {', '.join(outcome.codes)}"
        yield from (f"twice: {origin}" for origin in self.twice[:20])


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def added(files: Sequence[Path], workers: int = 1) -> Run:
    """Add the files to a new ledger, in a process that may crash or hang, and tell what became of each."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_add, args=(there, [str(path) for path in files], workers))
    process.start()
    there.close()
    results: list[tuple[str, str, float]] = []  # origin, code or "", seconds
    fault = ""
    while True:
        try:
            if not here.poll(PATIENCE):
                fault = "hung"
                break
            message = here.recv()
        except EOFError:
            process.join()
            fault = f"exit status {process.exitcode}"
            break
        if isinstance(message, str):
            fault = message
            break
        results.append(message)
    if fault == "hung":
        process.kill()
    process.join()
    after = f" after {results[-1][0]}" if results else ""
    return _run(files, results, fault and f"{fault}{after}")


def _add(pipe: Connection, names: list[str], workers: int) -> None:
    """Send (origin, code, seconds) of every report, then "" or what went wrong."""
    from onrecord.ledger.adding import add
    from onrecord.ledger.ledger import Ledger
    from onrecord.reading import read_text

    read_text("The pipeline is loaded, a spokesman said.")
    try:
        with tempfile.TemporaryDirectory() as folder, Ledger(Path(folder, "fuzz.db")) as ledger:
            since = time.monotonic()
            said = []
            for found in add(ledger, names, workers=workers):
                said.append((found.origin, found.outcome, time.monotonic() - since))
                since = time.monotonic()
            codes = {reject.origin: reject.code for reject in ledger.rejects()}
        for origin, outcome, seconds in said:
            pipe.send((origin, codes.get(origin, "error") if outcome == "failed" else "", seconds))
        pipe.send("")
    except BaseException as error:  # anything that reaches a user as a traceback
        pipe.send(f"{type(error).__name__}: {error}"[:300])


def _run(files: Sequence[Path], results: list[tuple[str, str, float]], fault: str) -> Run:
    names = {str(path) for path in files}
    by_file: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for origin, code, seconds in results:
        by_file[_file_of(origin, names)].append((code, seconds))
    outcomes = [_outcome(path, by_file[str(path)]) for path in files]
    counted = Counter(origin for origin, _, _ in results)
    return Run(tuple(outcomes), tuple(origin for origin, n in counted.items() if n > 1), fault)


def _file_of(origin: str, names: set[str]) -> str:
    """The file a report is in: its origin without " line 3" and the like."""
    while origin not in names and " " in origin:
        origin = origin.rsplit(" ", 2)[0]
    return origin


def _outcome(path: Path, found: list[tuple[str, float]]) -> Outcome:
    codes = tuple(code for code, _ in found if code)
    if not found:
        state = "none"
    elif not codes:
        state = "ok"
    elif len(codes) < len(found):
        state = "partial"
    else:
        state = "empty" if set(codes) == {"empty"} else "failed"
    return Outcome(path, state, codes, max((seconds for _, seconds in found), default=0.0))


def main() -> None:
    """Mutate a folder's files, add them, print what became of them; exit with 1 if anything went wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzz.mutate", description="Mutate files and add them."
    )
    corpus = Path(os.environ.get("ONRECORD_EVAL", "../shared/eval"), "hostile")
    parser.add_argument("folder", nargs="?", type=Path, default=corpus)
    parser.add_argument("--n", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    arguments = parser.parse_args()
    files = sorted(path for path in arguments.folder.rglob("*") if path.is_file())
    with tempfile.TemporaryDirectory() as folder:
        run = added(write_mutations(files, Path(folder), arguments.n, arguments.seed), arguments.workers)
        print("\n".join(run.summary(Path(folder))))
    raise SystemExit(bool(run.fault or run.of("none") or run.twice or run.unforeseen or run.late))


if __name__ == "__main__":
    main()
