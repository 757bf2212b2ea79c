"""The same bytes from two runs, from a batch and from single reads, from one process and two."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.corpora import documents

ONRECORD = str(Path(sys.executable).parent / "onrecord")


def section(evaluation: Path) -> str:
    """The section of RESULTS.md."""
    with tempfile.TemporaryDirectory() as work:
        files = []
        for number, document in enumerate(documents(evaluation / "attribution/dev.jsonl.gz")[:24]):
            path = Path(work, f"{number:03}.txt")
            path.write_text(document["text"], "utf-8")
            files.append(str(path))
        ways = {
            "a batch": _output(files),
            "the same batch again": _output(files),
            "another hash seed": _output(files, PYTHONHASHSEED="7"),
            "two processes": _output(files, "--workers", "2"),
            "another time zone and locale": _output(files, TZ="Asia/Kathmandu", LC_ALL="C"),
            "single reads": b"".join(_output([path]) for path in files[:8]) + _output(files[8:]),
        }
    digests = {way: hashlib.sha256(output).hexdigest()[:16] for way, output in ways.items()}
    count = sum(1 for line in ways["a batch"].splitlines() if json.loads(line))
    verdict = "the same bytes" if len(set(digests.values())) == 1 else "DIFFERENT bytes"
    rows = [f"| {way} | `{digest}` |" for way, digest in digests.items()]
    return "\n".join(
        [
            "## Determinism",
            "",
            f"{count} reports as JSON Lines: {verdict}.",
            "",
            "| way | SHA-256 |",
            "|---|---|",
            *rows,
        ]
    )


def _output(files: list[str], *options: str, **environment: str) -> bytes:
    done = subprocess.run(
        [ONRECORD, "read", "--format", "jsonl", *options, *files],
        capture_output=True, check=True, env={**os.environ, **environment},
    )  # fmt: skip
    return done.stdout
