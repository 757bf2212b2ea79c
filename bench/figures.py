"""Figures: values and bounds in news sentences, counts in conflict reports, by the corpora's own scorer."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.corpora import documents
from onrecord.anatomy import report_of
from onrecord.annotate.layers import Quantity
from onrecord.lexicon.indicators import load_indicators
from onrecord.pipeline import annotated, shared
from onrecord.sources.article import Article

_LABELS = frozenset({"CARDINAL", "QUANTITY", "MONEY", "PERCENT"})
_NUMBER = re.compile(
    r"\b(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|dozens|hundreds|thousands|millions)\b",
    re.I,
)
CORPUS = "quantities/dev.jsonl.gz"
TARGETS = {
    "NewsQuant": ("value F1 90, value and bound 86", "CQE 90.9 / 85.6; quantulum3 72.2 / 50.0"),
    "re3d": ("precision 75, recall 96", "quantulum3 39.7 / 97.8; spaCy and regex 64.7 / 96.6"),
    "MEANTIME": ("-", "-"),
}


def quantities(
    text: str, published: str | None = None, durations: bool = False, conventions: bool = False
) -> list[dict[str, Any]]:
    """The figures of a text in the corpus's form; all three count ages, NewsQuant durations, too.

    With `conventions`, NewsQuant's are followed where the record's contract has others: a vague scale
    goes from one of it to ten ("thousands": 1,000 to 10,000), and only a verb gives a trend.
    """
    report = report_of(Article(text=text, origin="text", published=published))
    doc = annotated(shared(), report)
    found = [*doc._.figures, *(found for found in doc._.durations if durations or found.unit == "age")]
    return [_as_quantity(quantity, text if conventions else None) for quantity in found]


def _as_quantity(figure: Quantity, text: str | None) -> dict[str, Any]:
    change = {">=": ">", "<=": "<", "range": "="}.get(figure.modifier, figure.modifier)
    by_noun = text is not None and _trend_word(text[figure.span.end :])
    if change == "=" and figure.direction and not by_noun:
        change = figure.direction
    low, high = figure.low, figure.high
    is_vague = low and high and figure.value is None and str(high).startswith("99")
    if text is not None and is_vague:
        low, high = low / 2, low * 5
    bounds = {"low": low, "high": high} if figure.value is None else {}
    return {"span": list(figure.span), "value": figure.value, "change": change, "unit": figure.unit, **bounds}


def _trend_word(behind: str) -> bool:
    words = behind[:30].split()
    lexicon = load_indicators()
    return bool(words) and words[0].strip(".,;").lower() in lexicon.up | lexicon.down


def scores(
    evaluation: Path,
    part: str = CORPUS,
    only: tuple[str, ...] = tuple(TARGETS),
    conventions: bool = False,
    reader: Callable[[str], list[dict[str, Any]]] | None = None,
) -> dict[str, Any]:
    """The scorer's figures by source; `reader` reads in our place."""
    gold = evaluation / part
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as predicted:
        for document in documents(gold):
            if not document["source"].startswith(only):
                continue
            durations = document["source"] == "NewsQuant"
            text = document["text"]
            found = (
                reader(text)
                if reader
                else quantities(text, document.get("published"), durations, conventions)
            )
            predicted.write(json.dumps({"id": document["id"], "quantities": found}) + "\n")
        predicted.flush()
        scorer = evaluation / "score_quantities.py"
        command = [sys.executable, str(scorer), str(gold), predicted.name]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return {row["source"]: row for row in rows if row["source"].startswith(only)}


def every_number(text: str) -> list[dict[str, Any]]:
    """Whatever the parser's model or a pattern takes for a number: the most recall that numbers can give."""
    doc = shared()(text)
    spans = [(entity.start_char, entity.end_char) for entity in doc.ents if entity.label_ in _LABELS]
    for match in _NUMBER.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in spans):
            spans.append(match.span())
    return [{"span": list(span), "value": None} for span in sorted(spans)]


def named_numbers(text: str) -> list[dict[str, Any]]:
    """What the parser's model labels as a number, an amount or a share."""
    doc = shared()(text)
    return [
        {"span": [entity.start_char, entity.end_char], "value": None}
        for entity in doc.ents
        if entity.label_ in _LABELS
    ]


def section(evaluation: Path) -> str:
    """The section of RESULTS.md."""
    found = scores(evaluation)
    labelled = scores(evaluation, only=("re3d",), reader=named_numbers)["re3d"]
    most = scores(evaluation, only=("re3d",), reader=every_number)["re3d"]
    followed = scores(evaluation, only=("NewsQuant",), conventions=True)["NewsQuant"]
    lines = [
        "## Figures (news sentences and conflict reports, development parts)",
        "",
        "| corpus | found | target | others, on the held-out part |",
        "|---|---|---|---|",
    ]
    for source, (target, peers) in TARGETS.items():
        lines.append(f"| {source} | {_shown(found[source])} | {target} | {peers} |")
        if source == "re3d":
            lines.append(f"| {source}, spaCy's entities on the same part | {_shown(labelled)} | - | - |")
            lines.append(f"| {source}, every number on the page | {_shown(most)} | - | - |")
        if source == "NewsQuant":
            lines.append(f"| {source}, by its own conventions | {_shown(followed)} | {target} | {peers} |")
    lines += [
        "",
        'NewsQuant reads vague scales and trends otherwise than the record\'s contract ("thousands" from '
        '1,000, "a 5 % drop" without trend); the second line follows it there. The key of re3d has words '
        'without a number among its quantities ("money", "wages", "a"), and leaves out most counts of '
        'people ("killing more than 60 civilians"): what the contract calls figures reaches neither target, '
        "and no reader of numbers reaches that recall on this part.",
    ]
    return "\n".join(lines)


def _shown(row: dict[str, Any]) -> str:
    if "value_f1" in row:
        return f"value F1 {row['value_f1']['f1']}, value and bound {row['value_change_f1']['f1']}"
    return f"precision {row['relaxed']['p']}, recall {row['relaxed']['r']}"
