"""Long and pathological texts: how long they take, and whether a long one reads like its parts."""

from __future__ import annotations

import resource
import time
from pathlib import Path

from bench.speed import timed_reading
from onrecord.errors import OnrecordError
from onrecord.pipeline import pieces
from onrecord.reading import read_text
from onrecord.record import Record

LONG = 1_200_000
SENTENCE = "Ruo Amadi said that the ford at Odde was shut and that nobody could cross it. "
STORMS = {
    "a sentence of 5,000 tokens": "Ruo Amadi said that " + "the ford was shut and " * 1000,
    "100,000 exclamation marks": SENTENCE + "!" * 100_000,
    "100,000 opening brackets": SENTENCE + "(" * 100_000,
    "a word of 900,000 letters": SENTENCE + "a" * 900_000,
    "1,000 turns": "Q: a\nA: b\n" * 500,
    "180,000 characters of nothing but cues": "Ruo said " * 20_000,
}


def section(evaluation: Path) -> str:
    """The section of RESULTS.md; the texts are made here, `evaluation` is not used."""
    lines = [
        "## Long and pathological texts",
        "",
        "| text | seconds | statements |",
        "|---|---|---|",
    ]
    lines += [_row(name, text) for name, text in STORMS.items()]
    one_line = SENTENCE * (1_000_000 // len(SENTENCE))
    parse, rest = timed_reading(one_line)
    lines.append(f"| one line of 1 M characters | {parse + rest:.1f}, of which rules {rest:.1f} | |")
    lines += ["", _long_text()]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024
    return "\n".join([*lines, "", f"Peak memory of the whole run: {peak:.1f} GiB."])


def _row(name: str, text: str) -> str:
    started = time.perf_counter()
    try:
        found = str(len(read_text(text).statements))
    except OnrecordError as error:
        found = f"refused: {error.code}"
    return f"| {name} | {time.perf_counter() - started:.1f} | {found} |"


def _long_text() -> str:
    paragraphs = (f'{SENTENCE}"Nobody may enter house number {n}," he told reporters.' for n in range(LONG))
    text = ""
    chosen = []
    size = 0
    for paragraph in paragraphs:
        chosen.append(paragraph)
        size += len(paragraph) + 2
        if size >= LONG:
            break
    text = "\n\n".join(chosen)
    started = time.perf_counter()
    whole = _told(read_text(text, max_characters=2 * LONG), 0)
    seconds = time.perf_counter() - started
    parts = [found for start, part in pieces(text) for found in _told(read_text(part), start)]
    same = "the same statements as" if whole == parts else "NOT the statements of"
    size_and_time = f"A text of {len(text):,} characters: {seconds:.0f} s, {len(whole):,} statements"
    return f"{size_and_time}, {same} its parts read alone."


def _told(record: Record, start: int) -> list[tuple[object, ...]]:
    return [
        (tuple((s.start + start, s.end + start) for s in found.content), found.kind, found.act)
        for found in record.statements
    ]
