"""PolNeAR's development part: joint F1 of content and source, by the corpus's own scorer."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.corpora import documents
from onrecord.reading import read_text
from onrecord.record import Record

TARGETS = {"direct": 85.0, "mixed": 65.0, "indirect": 48.0, "all": 55.0}
PEERS = (
    ("textacy, direct quotations", 26.6, "72.7", "-"),
    ("GenderGapTracker", 44.0, "-", "-"),
    ("Citron, retrained on this corpus", 47.3, "-", "39.7"),
    ("two human annotators", 75.4, "-", "-"),
)


def as_attributions(record: Record) -> list[dict[str, Any]]:
    """A record in the corpus's form: one level only (it annotates no nesting), spans as found."""
    return [
        {
            "content": [list(span) for span in statement.content],
            "cue": [list(statement.cue)] if statement.cue else [],
            "source": [list(statement.speaker_mention)] if statement.speaker_mention else [],
            "type": None,
        }
        for statement in record.statements
        if statement.within is None
    ]


def scores(evaluation: Path, part: str = "attribution/dev.jsonl.gz") -> dict[str, Any]:
    """The scorer's figures over one part of the corpus."""
    gold = evaluation / part
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as predicted:
        for document in documents(gold):
            record = read_text(document["text"])
            line = {"id": document["id"], "attributions": as_attributions(record)}
            predicted.write(json.dumps(line) + "\n")
        predicted.flush()
        scorer = evaluation / "score_attribution.py"
        done = subprocess.run(
            [sys.executable, str(scorer), str(gold), predicted.name, "--json"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
    return dict(json.loads(done.stdout))


def section(evaluation: Path) -> str:
    """The section of RESULTS.md."""
    found = scores(evaluation)
    rows = {"all": found["joint"]} | {
        kind: found["by_type"][kind]["joint"] for kind in ("direct", "mixed", "indirect")
    }
    lines = [
        "## Attribution (PolNeAR, development part, 84 documents, joint F1 of content and source)",
        "", "| | target | P | R | F1 |", "|---|---|---|---|---|",
    ]  # fmt: skip
    for name, row in rows.items():
        figures = " | ".join(f"{100 * row[key]:.1f}" for key in ("p", "r", "f1"))
        lines.append(f"| {name} | {TARGETS[name]:.0f} | {figures} |")
    lines += ["", "Others, measured with the same scorer on the corpus's test part:", "",
              "| tool | all | direct | indirect |", "|---|---|---|---|"]  # fmt: skip
    lines += [f"| {name} | {total} | {direct} | {indirect} |" for name, total, direct, indirect in PEERS]
    return "\n".join(lines)
