"""Time expressions: TIMEX3 gold of news by the corpora's own scorer, and what finding them costs."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.corpora import documents
from bench.record import scores as record_scores
from onrecord.anatomy import report_of
from onrecord.pipeline import COMPONENTS, annotated, load
from onrecord.record import Time
from onrecord.sources.text import article_of_text

TARGETS = {
    ("MEANTIME", "value_f1"): 82.0,
    ("MEANTIME", "date_value_f1"): 86.0,
    ("TimeBank+AQUAINT", "value_f1"): 78.0,
}
MEASURES = ("relaxed", "exact", "value_f1", "strict_value_f1", "date_value_f1")
SOURCES = ("MEANTIME", "TimeBank", "AQUAINT")
TYPES = {"duration": "DURATION", "set": "SET"}


def section(evaluation: Path) -> str:
    """The section of RESULTS.md."""
    gold = documents(evaluation / "times/dev.jsonl.gz")
    predicted, share = read(gold)
    found = {source: scores(evaluation, gold, predicted, (source,)) for source in SOURCES}
    found["TimeBank+AQUAINT"] = scores(evaluation, gold, predicted, ("TimeBank", "AQUAINT"))
    lines = [
        "## Times (`times/dev`)",
        "",
        f"| corpus | {' | '.join(MEASURES)} | value_acc | targets |",
        f"|---|{'---|' * (len(MEASURES) + 2)}",
    ]
    for source, measured in found.items():
        figures = " | ".join(f"{measured[name]['f1']:.1f}" for name in MEASURES)
        targets = ", ".join(f"{name} {value:.0f}" for (of, name), value in TARGETS.items() if of == source)
        lines.append(f"| {source} | {figures} | {measured['value_acc']:.1f} | {targets or '-'} |")
    record = record_scores(evaluation)
    lines += [
        "",
        f"`record/dev`: times F1 {record['times_f1']:.3f} "
        f"(P {record['times_p']:.3f}, R {record['times_r']:.3f}).",
        "",
        f"Finding the times of these texts costs **{share:.1%}** of their parse's CPU time "
        "(target: at most 8 %).",
    ]
    return "\n".join(lines)


def read(gold: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], float]:
    """What the finder makes of the gold's texts, and its CPU time as a share of the parse's."""
    nlp = load()
    finder = nlp.get_pipe("onrecord_times")
    parsing = finding = 0.0
    predicted = []
    for document in gold:
        report = report_of(article_of_text(document["text"], published=document["published"]))
        started = time.process_time()
        doc = annotated(_ParserOnly(nlp), report)
        parsed = time.process_time()
        doc = finder(doc)
        parsing, finding = parsing + parsed - started, finding + time.process_time() - parsed
        timexes = [_timex(Time("", t.mention, t.type, value=t.value)) for t in doc._.times]
        predicted.append({"id": document["id"], "timexes": timexes})
    return predicted, finding / parsing


class _ParserOnly:
    """The pipeline without our readers."""

    def __init__(self, nlp: Any) -> None:
        self.make_doc = nlp.make_doc
        self.pipeline = [(name, step) for name, step in nlp.pipeline if name not in COMPONENTS]


def _timex(found: Time) -> dict[str, Any]:
    value = found.value or ""
    is_hour = "T" in value and not value.endswith("_REF")
    kind = TYPES.get(found.type, "TIME" if is_hour else "DATE")
    return {"span": list(found.mention), "type": kind, "value": value}


def scores(
    evaluation: Path, gold: list[dict[str, Any]], predicted: list[dict[str, Any]], sources: tuple[str, ...]
) -> dict[str, Any]:
    """The scorer's figures over the texts of some sources."""
    with tempfile.TemporaryDirectory() as work:
        paths = []
        for name, rows in (
            ("gold.jsonl", [row | {"source": "one"} for row in gold if row["source"] in sources]),
            ("predicted.jsonl", predicted),
        ):
            paths.append(str(Path(work, name)))
            Path(work, name).write_text("\n".join(map(json.dumps, rows)), "utf-8")
        done = subprocess.run(
            [sys.executable, str(evaluation / "score_times.py"), *paths],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
    return dict(json.loads(done.stdout.splitlines()[0]))
