"""Hand-made gold records: every field the reader fills, by the corpus's own scorer."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from onrecord.reading import read

TARGETS = {
    "statements_f1": 0.90, "speaker": 0.92, "kind": 0.95, "act": 0.88, "addressee": 0.95, "within": 0.90,
    "report.dateline_place": 0.95, "report.agency": 0.95, "report.published": 0.95, "report.title": 0.95,
    "figures_f1": 0.92, "bounds": 0.95, "indicator": 0.90, "total": 0.95, "mode": 0.92,
    "figure.statement": 0.92, "times_f1": 0.92, "places_f1": 0.90,
}  # fmt: skip
ALSO = (
    "factuality", "polarity", "actors_f1", "actor.kind", "report.outlet", "report.byline", "unit",
    "population", "figure.place", "figure.time", "replaced",
)  # fmt: skip


def scores(evaluation: Path, part: str = "record/dev", only: str | None = None) -> dict[str, float]:
    """The scorer's figures over one folder of gold records (or the one report `only`)."""
    gold = evaluation / part
    with tempfile.TemporaryDirectory() as work:
        predicted, chosen = Path(work, "predicted"), Path(work, "gold")
        predicted.mkdir()
        chosen.mkdir()
        for text in sorted(gold.glob(f"{only or '*'}.txt")):
            (predicted / f"{text.stem}.json").write_text(read(str(text)).to_json(), "utf-8")
            for name in (text.name, f"{text.stem}.gold.json"):
                (chosen / name).write_text((gold / name).read_text("utf-8"), "utf-8")
        scorer = evaluation / "record/score_record.py"
        done = subprocess.run(
            [sys.executable, str(scorer), str(chosen), str(predicted), "--json"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
    return dict(json.loads(done.stdout)["overall"])


def section(evaluation: Path) -> str:
    """The section of RESULTS.md."""
    found, mosul = scores(evaluation), scores(evaluation, only="mosul")
    lines = [
        "## Records (`record/dev`, 13 hand-made gold records)",
        "",
        "| measure | target | found |",
        "|---|---|---|",
    ]
    for name, target in TARGETS.items():
        lines.append(f"| {name} | {target:.2f} | {found.get(name, 0):.3f} |")
    lines += [f"| {name} | - | {found.get(name, 0):.3f} |" for name in ALSO]
    lines.append(f"| span violations | 0 | {found['violations']:.0f} |")
    lines.append(f"| `mosul` alone: statements recall | 1.00 | {mosul['statements_r']:.3f} |")
    lines.append(f"| `mosul` alone: speaker | 1.00 | {mosul['speaker']:.3f} |")
    lines.append(f"| `mosul` alone: figures recall | 1.00 | {mosul['figures_r']:.3f} |")
    lines.append(f"| `mosul` alone: figures' indicator | - | {mosul['indicator']:.3f} |")
    lines.append(f"| `mosul` alone: figures' statement | - | {mosul['figure.statement']:.3f} |")
    return "\n".join(lines)
