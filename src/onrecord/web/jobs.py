"""What is given to be read: spooled into a folder of its own, then read by a process of its own.

Everything about a job is in its folder, so that all processes that serve know of it: `job.json` says what is
to be read, `files` holds what was given, the reading process keeps `state.json` and adds to `outcomes.jsonl`,
and a file `stop` asks it to stop. One job is read at a time, the oldest first.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import re
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from threading import Lock, Thread
from typing import Any, BinaryIO, Literal

from onrecord.errors import OnrecordError
from onrecord.ledger.adding import Added

KEPT = 24 * 3600  # seconds for which a job can be looked at
MOST_WAITING = 40
LEAVING = 5.0  # seconds that a job has to stop in good order when the room closes
LONGEST_NAME = 250  # characters of a file's name that are kept
CHILD = "onrecord.web.job"
LEDGER = "ONRECORD_LEDGER"  # in the environment of the process that reads
FILES, GIVEN, STATE, OUTCOMES, STOP = "files", "job.json", "state.json", "outcomes.jsonl", "stop"
_ENDING = re.compile(r"(?:\.[a-z0-9]{1,8}){1,2}\Z")
_ID = re.compile(r"[0-9a-f]{16}-[0-9a-f]{16}")
log = logging.getLogger("onrecord.web")

Stage = Literal["waiting", "reading", "comparing", "done", "stopped", "failed"]
OVER = ("done", "stopped", "failed")


@dataclass(frozen=True, slots=True)
class Given:
    """One thing to be read: its origin in the ledger, and the name of the file it is in (""): an address."""

    origin: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it stands: who gave what and when, how far it is, how many of each outcome there are.

    `total` is how many reports are expected, where that can be told; `reason` is why it failed.
    """

    id: str
    by: str
    at: str
    given: tuple[Given, ...]
    is_retry: bool = False
    stage: Stage = "waiting"
    total: int | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    reason: str | None = None

    @property
    def done(self) -> int:
        """How many reports have an outcome."""
        return sum(self.counts.values())

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.stage in OVER


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one report: `state` as `Added` has it, the report's id, or the reason and its code."""

    origin: str
    state: str
    report_id: str | None = None
    reason: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """What somebody gave: its origin in the ledger, the ending of its name, its bytes."""

    origin: str
    ending: str
    content: BinaryIO


def uploaded(name: str, content: BinaryIO) -> Upload:
    """A file that was uploaded; its name is no path here, and only an innocent ending of it is used."""
    name = name[-LONGEST_NAME:] or "unnamed"
    ending = _ENDING.search(name.lower())
    return Upload(f"upload://{name}", ending[0] if ending else "", content)


class Jobs:
    """The jobs in a folder that several processes may share, read into one ledger."""

    def __init__(self, spool: Path, ledger: str) -> None:
        self.folder = spool
        self.ledger = ledger
        self._lock = Lock()
        self._thread: Thread | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._is_closed = False
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    # --- What pages ask for ---------------------------------------------------------------

    def start(self, by: str, addresses: Sequence[str] = (), uploads: Iterable[Upload] = ()) -> str:
        """Have addresses and uploads read; the job's id. Raises `OnrecordError` where too much waits."""
        given = [Given(address) for address in addresses]
        return self._start(by, given, uploads, is_retry=False)

    def retry(self, by: str, origins: Sequence[str]) -> str:
        """Have what could not be read tried again; the job's id. Raises `OnrecordError` as `start` does."""
        return self._start(by, [Given(origin) for origin in origins], (), is_retry=True)

    def find(self, job_id: str) -> Job | None:
        """A job, if there is one of that id."""
        folder = self.folder / job_id
        if not _ID.fullmatch(job_id) or not folder.is_dir():
            return None
        self.see_to_waiting()
        return _job(folder)

    def latest(self, limit: int) -> list[Job]:
        """The latest jobs, the newest first."""
        return [_job(folder) for folder in self._folders()[: -limit - 1 : -1]]

    def outcomes(self, job_id: str, start: int, limit: int) -> list[Outcome]:
        """Some of a job's outcomes, in order."""
        return list(islice(_outcomes(self.folder / job_id), start, start + limit))

    def content(self, job_id: str, number: int) -> tuple[Given, Path] | None:
        """A file that was given, counted from 1, while it is kept."""
        job = self.find(job_id)
        if job is None or not 1 <= number <= len(job.given) or not job.given[number - 1].file:
            return None
        given = job.given[number - 1]
        return given, self.folder / job_id / FILES / given.file

    def stop(self, job_id: str) -> None:
        """Ask a job to stop: what is kept by then stays."""
        if self.find(job_id) is not None:
            (self.folder / job_id / STOP).touch(mode=0o600)

    def see_to_waiting(self) -> None:
        """Make sure that somebody reads what waits."""
        with self._lock:
            if self._thread is None and not self._is_closed and any(self._waiting()):
                self._thread = Thread(target=self._work, name="jobs", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Stop what this process has had read."""
        with self._lock:
            self._is_closed = True
            child, thread = self._child, self._thread
        if child is not None:
            child.terminate()
            try:
                child.wait(LEAVING)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        if thread is not None:
            thread.join(1)  # longer only while another process has a job read

    # --- Spooling ---------------------------------------------------------------------------

    def _start(self, by: str, given: list[Given], uploads: Iterable[Upload], is_retry: bool) -> str:
        self._clear()
        if sum(1 for _ in self._waiting()) >= MOST_WAITING:
            raise OnrecordError(f"{MOST_WAITING} jobs wait to be read; come back when some of them are done")
        job_id = f"{time.time_ns():016x}-{secrets.token_hex(8)}"
        made = self.folder / f".{job_id}"
        (made / FILES).mkdir(mode=0o700, parents=True)
        try:
            for number, upload in enumerate(uploads, start=1):
                name = f"{number}{upload.ending}"
                with (made / FILES / name).open("xb") as target:
                    shutil.copyfileobj(upload.content, target)
                given.append(Given(upload.origin, name))
            at = datetime.now(UTC).isoformat(timespec="seconds")
            facts = {"by": by, "at": at, "is_retry": is_retry, "given": [asdict(one) for one in given]}
            (made / GIVEN).write_text(json.dumps(facts), encoding="utf-8")
            made.rename(self.folder / job_id)
        except BaseException:
            shutil.rmtree(made, ignore_errors=True)
            raise
        self.see_to_waiting()
        return job_id

    def _clear(self) -> None:
        """Remove what is a day old."""
        first = time.time_ns() - KEPT * 10**9
        for folder in self._folders():
            if int(folder.name[:16], 16) < first and _job(folder).stage not in ("reading", "comparing"):
                shutil.rmtree(folder, ignore_errors=True)

    def _folders(self) -> list[Path]:
        return sorted(folder for folder in self.folder.iterdir() if _ID.fullmatch(folder.name))

    def _waiting(self) -> Iterator[Path]:
        return (folder for folder in self._folders() if _job(folder).stage == "waiting")

    # --- Reading, one after another -------------------------------------------------------

    def _work(self) -> None:
        with (self.folder / "turn").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)  # waits while another process has a job read
            while True:
                with self._lock:
                    folder = None if self._is_closed else next(self._waiting(), None)
                    if folder is None:
                        self._thread = None
                        return
                try:
                    self._have_read(folder)
                except OSError as fault:
                    log.warning("job %s: %s", folder.name, fault.strerror)
                if folder.is_dir() and not _job(folder).is_over:
                    why = "the process that read it ended unexpectedly; what it kept by then is kept"
                    keep_state(folder, "failed", reason=why)

    def _have_read(self, folder: Path) -> None:
        with self._lock:
            if self._is_closed:
                return
            self._child = subprocess.Popen(
                [sys.executable, "-m", CHILD, str(folder)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the process that serves, which ends this one
                env={
                    **os.environ,
                    LEDGER: self.ledger,
                    "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
                    "PYTHONSAFEPATH": "1",
                },
            )
        self._child.wait()


# --- A job's folder -----------------------------------------------------------------------


def keep_state(
    folder: Path,
    stage: Stage,
    total: int | None = None,
    counts: Mapping[str, int] | None = None,
    reason: str | None = None,
) -> None:
    """Write how far a job is, so that who reads it finds the whole of one state or of the next."""
    before = _read(folder / STATE)
    state = {
        "stage": stage,
        "total": before.get("total") if total is None else total,
        "counts": before.get("counts", {}) if counts is None else dict(counts),
        "reason": reason,
    }
    new = folder / f"{STATE}.new"
    new.write_text(json.dumps(state), encoding="utf-8")
    new.replace(folder / STATE)


def outcome_of(added: Added) -> Outcome:
    """What became of a report, as a job keeps it."""
    return Outcome(added.origin, added.state, added.report_id, added.reason, added.code)


def _job(folder: Path) -> Job:
    facts, state = _read(folder / GIVEN), _read(folder / STATE)
    given = tuple(Given(**one) for one in facts.pop("given", ()))
    if not state and (folder / STOP).exists():
        state = {"stage": "stopped"}
    return Job(**{"id": folder.name, "by": "", "at": "", **facts, "given": given, **state})


def _outcomes(folder: Path) -> Iterator[Outcome]:
    try:
        with (folder / OUTCOMES).open(encoding="utf-8") as lines:
            for line in lines:
                if line.endswith("\n"):  # else it is being written
                    yield Outcome(**json.loads(line))
    except FileNotFoundError:
        return


def _read(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        return {}
