"""What reading costs beside the parse it rests on, and how long the command takes to start."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from spacy.language import Language

from bench.corpora import documents
from onrecord.anatomy import report_of
from onrecord.assembly import record_of
from onrecord.pipeline import BEFORE_PARSER, COMPONENTS, annotated, load
from onrecord.sources.article import Article

STARTS = 7
LAYERS = ("onrecord_times", "onrecord_places", "onrecord_figures")


def section(evaluation: Path) -> str:
    """The section of RESULTS.md: ratios of CPU time measured in one process."""
    nlp = load()
    parse = dict.fromkeys(nlp.pipe_names, 0.0)
    timed: Any = _Timed(nlp, parse)
    articles = [
        Article(text=d["text"], origin=d["id"]) for d in documents(evaluation / "attribution/dev.jsonl.gz")
    ]
    annotated(timed, report_of(articles[0]))  # warm up
    for name in parse:
        parse[name] = 0.0
    started = time.process_time()
    tokens = 0
    for article in articles:
        report = report_of(article)
        doc = annotated(timed, report)
        record_of(doc, report)
        tokens += len(doc)
    total = time.process_time() - started
    ours = {*COMPONENTS, BEFORE_PARSER}
    parsing = sum(seconds for name, seconds in parse.items() if name not in ours)
    rest = total - parsing
    around = rest - sum(parse[name] for name in ours)
    layers = sum(parse[name] for name in LAYERS)
    rows = [(name, parse[name]) for name in nlp.pipe_names if name in ours]
    rows.append(("anatomy, record and the rest", around))
    opening, megabytes = _gazetteer()
    lines = [
        "## Speed",
        "",
        f"{len(articles)} reports, {tokens} tokens, one process. Everything that is not spaCy's own parse "
        "(tokenizer, tagger, parser, lemmatizer, entity recogniser) costs "
        f"**{(rest - layers) / parsing:.1%}** of the parse's CPU time without times, places and figures "
        f"(target: at most 20 %), and those three layers **{layers / parsing:.1%}** (target: at most 40 %):",
        "",
        "| step | of the parse |",
        "|---|---|",
        *(f"| {name} | {seconds / parsing:.1%} |" for name, seconds in rows),
        "",
        f"The gazetteer opens in {opening:.3f} s (target: under 0.2 s) and takes {megabytes:.0f} MB of "
        "memory after 3,000 look-ups (target: under 100 MB).",
        "",
        f"`onrecord --help` starts in {_start_up():.2f} s (median of {STARTS}; target: under 0.3 s).",
    ]
    return "\n".join(lines)


def timed_reading(text: str) -> tuple[float, float]:
    """CPU seconds of the parse of one text, and of all the rest."""
    nlp = load()
    parse = dict.fromkeys(nlp.pipe_names, 0.0)
    timed: Any = _Timed(nlp, parse)
    started = time.process_time()
    report = report_of(Article(text=text, origin="text"))
    record_of(annotated(timed, report), report)
    total = time.process_time() - started
    ours = {*COMPONENTS, BEFORE_PARSER}
    parsing = sum(seconds for name, seconds in parse.items() if name not in ours)
    return parsing, total - parsing


class _Timed:
    """A pipeline with every step's CPU time added up in `seconds`."""

    def __init__(self, nlp: Language, seconds: dict[str, float]) -> None:
        self.pipeline = [(name, _clock(name, step, seconds)) for name, step in nlp.pipeline]
        self.make_doc = _clock("tokenizer", nlp.make_doc, seconds)


def _clock(name: str, step: Callable[[Any], Any], seconds: dict[str, float]) -> Callable[[Any], Any]:
    def run(argument: Any) -> Any:
        started = time.process_time()
        result = step(argument)
        seconds[name] = seconds.get(name, 0.0) + time.process_time() - started
        return result

    return run


_OPENING = """
import time
from pathlib import Path
from onrecord.gazetteer.atlas import open_atlas
import onrecord.gazetteer.commands
held = lambda: int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20
before = held()
started = time.process_time()
atlas = open_atlas()
opened = time.process_time() - started
for number in range(3000):
    atlas.find([f"san {number}", "tripoli", f"port {number}"])
print(opened, held() - before)
"""


def _gazetteer() -> tuple[float, float]:
    """CPU seconds to open the gazetteer in a process of its own, and the memory it then takes in MB."""
    done = subprocess.run([sys.executable, "-c", _OPENING], capture_output=True, text=True, check=True)
    opening, megabytes = map(float, done.stdout.split())
    return opening, megabytes


def _start_up() -> float:
    command = [str(Path(sys.executable).parent / "onrecord"), "--help"]
    runs = []
    for _ in range(STARTS):
        started = time.perf_counter()
        subprocess.run(command, capture_output=True, check=True)
        runs.append(time.perf_counter() - started)
    return statistics.median(runs)
