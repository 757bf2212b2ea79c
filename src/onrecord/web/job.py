"""The process that reads one job: `python -m onrecord.web.job FOLDER`, started by `jobs`."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from onrecord.comparison.comparing import compare
from onrecord.errors import OnrecordError
from onrecord.ledger.adding import Added, add, expected, retry
from onrecord.ledger.ledger import Ledger
from onrecord.priority import go_last
from onrecord.web.comparer import AT_ONCE
from onrecord.web.jobs import FILES, GIVEN, LEDGER, OUTCOMES, STOP, Stage, keep_state, outcome_of

LOOK = 0.2  # seconds between two looks whether to stop
PATIENCE = 15.0  # seconds it may take to stop in good order
EVERY = 0.2  # seconds between two states that are kept
STOPPING = (signal.SIGINT, signal.SIGTERM)


def run(folder: Path) -> None:
    """Read what a job's folder says into the ledger that the environment names, and keep its state there."""
    threading.Thread(target=_watch, args=(folder, os.getppid()), daemon=True).start()
    facts = json.loads((folder / GIVEN).read_text("utf-8"))
    files = {str(folder / FILES / one["file"]): one["origin"] for one in facts["given"] if one["file"]}
    addresses = [one["origin"] for one in facts["given"] if not one["file"]]
    total = len(addresses) if facts["is_retry"] else expected([*addresses, *files])
    keep_state(folder, "reading", total)
    last: Stage = "done"
    reason = None
    try:
        with Ledger(os.environ[LEDGER]) as ledger:
            if facts["is_retry"]:
                found = retry(ledger, every=True, origins=set(addresses))
            else:
                found = add(ledger, [*addresses, *files], names=files)
            _tell(folder, found)
            keep_state(folder, "comparing")
            compare(ledger, AT_ONCE)
    except KeyboardInterrupt:
        last = "stopped"
    except OnrecordError as error:
        last, reason = "failed", str(error)
    for late in STOPPING:
        signal.signal(late, signal.SIG_IGN)
    keep_state(folder, last, reason=reason)


def _tell(folder: Path, found: Iterator[Added]) -> None:
    """Write down what becomes of each report as it is kept."""
    counts: Counter[str] = Counter()
    told_at = 0.0
    try:
        with (folder / OUTCOMES).open("a", encoding="utf-8") as outcomes:
            for added in found:
                outcome = outcome_of(added)
                outcomes.write(json.dumps(asdict(outcome)) + "\n")
                outcomes.flush()
                counts[outcome.state] += 1
                if time.monotonic() - told_at > EVERY:
                    keep_state(folder, "reading", counts=counts)
                    told_at = time.monotonic()
    finally:
        keep_state(folder, "reading", counts=counts)


def _watch(folder: Path, parent: int) -> None:
    """Stop when that is asked for, or when who started this is gone."""
    main = threading.main_thread().ident
    while not (folder / STOP).exists() and os.getppid() == parent:
        time.sleep(LOOK)
    assert main is not None
    signal.pthread_kill(main, signal.SIGINT)
    time.sleep(PATIENCE)
    os._exit(1)  # a commit that was begun is undone when the ledger is opened again


def main() -> None:
    """Read the job that is named."""
    go_last()
    for asked in STOPPING:
        signal.signal(asked, signal.default_int_handler)
    run(Path(sys.argv[1]))


if __name__ == "__main__":
    main()
