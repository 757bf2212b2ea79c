"""Every hostile file, read and added: read, or refused with a reason; never a crash or a hang.

`ONRECORD_BENCH_MUTATIONS` sets how many mutations of the files are added, too (default 2,000).
"""

from __future__ import annotations

import multiprocessing
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path

from tests.fuzz.mutate import DEADLINE, Run, added, write_mutations

MUTATIONS = int(os.environ.get("ONRECORD_BENCH_MUTATIONS", "2000"))
SEED = 1
STATES = ("ok", "partial", "empty", "failed")
SECONDS = 10.0  # that one file may take
WORKERS = 2
SLOWEST = 5
FAULTS = ("crashed", "over time", "fault", "source")  # the last two: reasons that nobody foresaw


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: "read", a refusal's code, "crashed" or "over time"."""

    name: str
    results: tuple[str, ...]
    seconds: float
    detail: str = ""


def section(evaluation: Path) -> str:
    """The section of RESULTS.md."""
    root = evaluation / "hostile"
    files = sorted(path for path in root.rglob("*") if path.is_file())
    outcomes = outcomes_of(files, root)
    results = Counter(_summary(outcome) for outcome in outcomes)
    faults = [outcome for outcome in outcomes if _summary(outcome) in FAULTS]
    slowest = sorted(outcomes, key=lambda outcome: (-outcome.seconds, outcome.name))[:SLOWEST]
    lines = [
        "## Hostile inputs",
        "",
        f"{len(files)} malformed and adversarial files of parsers' own test suites, each read whole in a "
        f"child process, at most {SECONDS:.0f} s a file. Target: each is read or refused with a reason, "
        f"0 crashes, none over time. **{len(faults)} faults.**",
        "",
        "| outcome | files |",
        "|---|---|",
        *(f"| {result} | {count} |" for result, count in sorted(results.items(), key=_by_count)),
        "",
        "Slowest: "
        + "; ".join(f"`{outcome.name}` {outcome.seconds:.1f} s ({_summary(outcome)})" for outcome in slowest)
        + ".",
        *json_lines(outcomes),
    ]
    lines += [f"- `{fault.name}`: {_summary(fault)}. {fault.detail}" for fault in faults[:20]]
    return "\n".join([*lines, "", *_adding(files, root)])


def _adding(files: list[Path], root: Path) -> Iterator[str]:
    """What became of the files, and of mutations of them, in a ledger."""
    yield "The same files added to a ledger, and seeded mutations of them (flipped, cut, spliced, repeated):"
    yield ""
    columns = ("files", "workers", *STATES, "crashes", "no outcome", "two outcomes", "unforeseen reasons")
    yield f"| {' | '.join(columns)} |"
    yield "|---" * len(columns) + "|"
    runs = []
    for workers in (1, 4):
        runs.append((added(files, workers), root))
        yield _row(f"{len(files):,}", workers, runs[-1][0])
    with tempfile.TemporaryDirectory() as made:
        mutations = write_mutations(files, Path(made), MUTATIONS, SEED)
        for workers in (1, 4):
            runs.append((added(mutations, workers), Path(made)))
            yield _row(f"{MUTATIONS:,} mutations, seed {SEED}", workers, runs[-1][0])
    late = sum(len(run.late) for run, _ in runs)
    slowest, base = max(
        ((outcome, base) for run, base in runs for outcome in run.outcomes), key=lambda pair: pair[0].seconds
    )
    yield ""
    yield (
        f"Over {DEADLINE:.0f} s: {late}. Slowest: `{slowest.path.relative_to(base).as_posix()}` "
        f"{slowest.seconds:.1f} s."
    )
    for run, base in runs:
        for outcome in [*run.of("none"), *run.unforeseen][:20]:
            name = outcome.path.relative_to(base).as_posix()
            yield f"- `{name}`: {outcome.state} {', '.join(outcome.codes)}"
        if run.fault:
            yield f"- crash: {run.fault}"


def _row(name: str, workers: int, run: Run) -> str:
    states = [len(run.of(state)) for state in STATES]
    faults = [int(bool(run.fault)), len(run.of("none")), len(run.twice), len(run.unforeseen)]
    return f"| {name} | {workers} | {' | '.join(map(str, [*states, *faults]))} |"


def json_lines(outcomes: list[Outcome]) -> list[str]:
    """How the JSON suite's files fared: `n_` must be refused as malformed, `y_` parse (few hold a report)."""
    suite = [outcome for outcome in outcomes if outcome.name.startswith("json/")]
    broken = [outcome for outcome in suite if Path(outcome.name).name.startswith("n_")]
    valid = [outcome for outcome in suite if Path(outcome.name).name.startswith("y_")]
    if not suite:
        return []
    refused = sum(outcome.results == ("malformed",) for outcome in broken)
    parsed = sum("malformed" not in outcome.results for outcome in valid)
    return [
        "",
        f"JSON: {refused} of {len(broken)} broken documents refused as malformed, "
        f"{parsed} of {len(valid)} valid ones parsed.",
    ]


def outcomes_of(files: list[Path], root: Path) -> list[Outcome]:
    """Every file's outcome, in the files' order; a worker that dies or hangs is replaced."""
    outcomes: dict[Path, Outcome] = {}
    waiting = list(reversed(files))
    workers = [_Worker() for _ in range(WORKERS)]
    while waiting or any(worker.path is not None for worker in workers):
        for worker in workers:
            if worker.path is None and waiting:
                worker.give(waiting.pop())
        busy = [worker for worker in workers if worker.path is not None]
        wait([worker.pipe for worker in busy], timeout=0.2)
        for worker in busy:
            outcome = worker.outcome(root)
            if outcome is not None and worker.path is not None:
                outcomes[worker.path] = outcome
                worker.path = None
    for worker in workers:
        worker.stop()
    return [outcomes[path] for path in files]


class _Worker:
    """A child process that reads one file after another, watched from outside."""

    def __init__(self) -> None:
        self.path: Path | None = None
        self.started = 0.0
        self.start()

    def start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, far = context.Pipe()
        self.process = context.Process(target=_work, args=(far,), daemon=True)
        self.process.start()
        far.close()
        self.pipe.recv()  # the pipeline is loaded

    def stop(self) -> None:
        self.process.kill()
        self.process.join()

    def give(self, path: Path) -> None:
        self.path, self.started = path, time.monotonic()
        self.pipe.send(str(path))

    def outcome(self, root: Path) -> Outcome | None:
        """The outcome of the file in hand, or nothing yet; a worker lost is started anew."""
        assert self.path is not None
        name = self.path.relative_to(root).as_posix()
        taken = time.monotonic() - self.started
        if self.pipe.poll():
            try:
                results, detail = self.pipe.recv()
                return Outcome(name, results, taken, detail.replace(f"{root}/", ""))
            except (EOFError, OSError):
                self.process.join()
                status = self.process.exitcode
                self.start()
                return Outcome(name, ("crashed",), taken, f"exit status {status}")
        if taken <= SECONDS:
            return None
        self.stop()
        self.start()
        return Outcome(name, ("over time",), taken)


def _work(pipe: Connection) -> None:
    from onrecord.reading import read_all, read_text
    from onrecord.sources import Failure

    read_text("The pipeline is loaded, a spokesman said.")
    pipe.send("ready")
    while True:
        path = pipe.recv()
        try:
            found = list(read_all([path]))
        except BaseException as fault:  # anything that reaches a user as a traceback
            pipe.send((("crashed",), f"{type(fault).__name__}: {fault}"[:300]))
            continue
        codes = tuple(item.error.code if isinstance(item, Failure) else "read" for item in found)
        faults = [str(item.error) for item in found if isinstance(item, Failure)]
        pipe.send((codes, faults[0][:300] if faults else ""))


def _summary(outcome: Outcome) -> str:
    """One word for a file: its worst result first, "read" where anything in it was read."""
    for result in FAULTS:
        if result in outcome.results:
            return result
    if "read" in outcome.results:
        return "read"
    return f"refused: {outcome.results[0]}" if outcome.results else "crashed"


def _by_count(entry: tuple[str, int]) -> tuple[int, str]:
    return -entry[1], entry[0]
