"""Places on the map: found, told apart, put where they are, by the corpora's own scorer."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.corpora import documents
from bench.record import scores
from onrecord.anatomy import report_of
from onrecord.gazetteer.store import default_path
from onrecord.pipeline import annotated, load
from onrecord.sources.text import article_of_text

OPEN = """
import time
from onrecord.annotate.places import PlaceFinder
started = time.perf_counter()
PlaceFinder()
print(time.perf_counter() - started)
"""
TIMED = 8  # every so many documents one is timed
LIMIT = 161  # km: 100 miles, the field's usual measure
SOURCES = ("TR-News", "GeoWebNews", "GeoVirus", "LGL", "ALL")
TARGETS = {"ALL": 68.0, "TR-News": 62.0}
ACCURACY_TARGET = 82.0
RECORD_TARGET = 0.90
PEERS = {
    "spaCy's places, most populous city of that name": ("54.7", "48.2", "64.4"),
}
"""On the held-out parts: end-to-end F1 over all and on TR-News, share within 161 km."""


def section(evaluation: Path) -> str:
    """The section of RESULTS.md."""
    gold = evaluation / "places/dev.jsonl.gz"
    predicted, cost = _predictions(documents(gold))
    found = {row["source"]: row for row in _scored(evaluation, gold, predicted)}
    lines = [
        "## Places (`places/dev`)",
        "",
        f"A hit is a name found and put within {LIMIT} km. Demonyms (“Iraqi”) count as names of places "
        "in all corpora but GeoVirus, which marks neither them nor every place. Gold has a country "
        "at GeoNames' point for it (GeoVirus: Wikipedia's). Weights were fitted on these reports; held-out "
        "ones tell more.",
        "",
        f"| corpus | documents | names F1 | resolved | within {LIMIT} km | median km | P | R | F1 | target |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for source in SOURCES:
        row = found[source]
        hit = row["end_to_end"]
        lines.append(
            f"| {source} | {row['docs']} | {row['relaxed']['f1']} | {row['resolved']} % "
            f"| {row[f'acc_{LIMIT}km']} % | {row['median_km']} "
            f"| {hit['p']} | {hit['r']} | **{hit['f1']}** | {TARGETS.get(source, '-')} |"
        )
    lines += [
        "",
        f"Target within {LIMIT} km over all: {ACCURACY_TARGET} %. Peers, on the held-out parts:",
        "",
        f"| peer | F1 over all | F1 TR-News | within {LIMIT} km |",
        "|---|---|---|---|",
        *(f"| {name} | {' | '.join(figures)} |" for name, figures in PEERS.items()),
        "",
        f"Places of `record/dev`: F1 {scores(evaluation)['places_f1']:.3f} (target {RECORD_TARGET:.2f}).",
        "",
        f"The component takes {cost:.1%} of the parse's CPU time. {_opening()}",
    ]
    return "\n".join(lines)


def _predictions(texts: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], float]:
    """What the reader finds in each document, and what the component costs beside the parse."""
    nlp = load()
    finder = nlp.get_pipe("onrecord_places")
    parsers = [step for name, step in nlp.pipeline if not name.startswith("onrecord_")]
    predicted, parsing, placing = [], 0.0, 0.0
    for number, document in enumerate(texts):
        known = {name: document[name] for name in ("title", "published") if document.get(name)}
        doc = annotated(nlp, report_of(article_of_text(document["text"], **known)))
        if number % TIMED == 0:
            parsing += _seconds(lambda text=document["text"]: _parsed(nlp, parsers, text))
            placing += _seconds(lambda doc=doc: finder(doc))
        places = [
            {"span": list(span), "lat": place.lat, "lon": place.lon, "geonameid": place.geonameid}
            for place in doc._.places
            for span in place.mentions
        ]
        predicted.append({"id": document["id"], "places": places})
    return predicted, placing / parsing


def _parsed(nlp: Any, parsers: list[Any], text: str) -> None:
    doc = nlp.make_doc(text)
    for step in parsers:
        doc = step(doc)


def _seconds(work: Callable[[], Any]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _scored(evaluation: Path, gold: Path, predicted: list[dict[str, Any]]) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as work:
        path = Path(work, "predicted.jsonl")
        path.write_text("".join(json.dumps(row) + "\n" for row in predicted), "utf-8")
        scorer = evaluation / "score_places.py"
        done = subprocess.run(
            [sys.executable, str(scorer), str(gold), str(path), "--km", str(LIMIT)],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()]


def _opening() -> str:
    """How large the gazetteer is, and how long it and the component take to open in a new process."""
    done = subprocess.run([sys.executable, "-c", OPEN], capture_output=True, text=True, check=True)
    size = default_path().stat().st_size / 1e6
    return f"The gazetteer is {size:.0f} MB; the component opens in {float(done.stdout):.2f} s."
