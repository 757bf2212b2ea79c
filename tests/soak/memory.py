"""One process adds many reports; at the end it takes hardly more memory than after the first tenth.

    python -m tests.soak.memory --docs 50000

The dispatches are short and generated, and every one has names and words that no other has, so that what keeps words
for ever shows.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.generating import dispatches
from onrecord.ledger.adding import add
from onrecord.ledger.ledger import Ledger
from tests.ledger.making import SYLLABLES

MOST = 1.15  # times the memory after the first tenth
TENTHS = 10


def short(number: int, seed: int = 1) -> Iterator[dict[str, str]]:
    """`number` dispatches of a few sentences, with words of their own."""
    chance = random.Random(seed)
    for dispatch in dispatches(number, seed):
        _, lead, *_ = dispatch["text"].split("\n\n")
        given, family, *words = ("".join(chance.choices(SYLLABLES, k=4)) for _ in range(8))
        said = f'"We saw the {" ".join(words)} there," {given.title()} {family.title()} said.'
        yield {**dispatch, "text": f"{' '.join(lead.split('. ')[:3])}. {said}"}


def resident(docs: int, folder: Path, shown: bool = False) -> list[float]:
    """The memory in MB of a process that adds `docs` dispatches, after each tenth of them."""
    made = folder / "made.jsonl"
    with made.open("w", encoding="utf-8") as lines:
        lines.writelines(json.dumps(dispatch) + "\n" for dispatch in short(docs))
    context = multiprocessing.get_context("spawn")
    far, near = context.Pipe(duplex=False)
    process = context.Process(target=_add, args=(made, folder / "ledger.db", docs // TENTHS, near))
    process.start()
    near.close()
    started, held = time.monotonic(), []
    while len(held) < TENTHS:
        held.append(far.recv())
        if shown:
            rate = len(held) * docs / TENTHS / (time.monotonic() - started)
            print(
                f"  {len(held) * docs // TENTHS} reports: {held[-1]:.0f} MB, {rate:.0f} a second", flush=True
            )
    process.join()
    return held


def _add(made: Path, path: Path, tenth: int, told) -> None:
    with Ledger(path) as ledger:
        for count, added in enumerate(add(ledger, [str(made)]), 1):
            if added.outcome == "failed":
                raise RuntimeError(added.reason)
            if count % tenth == 0:
                told.send(_resident())


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--docs", type=int, default=50_000)
    given = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="onrecord-soak-") as folder:
        held = resident(given.docs, Path(folder), shown=True)
    ratio = held[-1] / held[0]
    print(
        f"{given.docs} reports: {held[-1]:.0f} MB, {ratio:.3f} times that after {given.docs // TENTHS} "
        f"(at most {MOST}), {time.monotonic() - started:.0f} s"
    )
    sys.exit(ratio > MOST)


if __name__ == "__main__":
    main()
