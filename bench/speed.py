"""What reading costs beside the parse it rests on, and how long the command takes to start."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

from bench.corpora import documents
from onrecord.anatomy import report_of
from onrecord.assembly import record_of
from onrecord.pipeline import COMPONENTS, annotated, load
from onrecord.sources.article import Article

STARTS = 7


def section(evaluation: Path) -> str:
    """The section of RESULTS.md: ratios of CPU time measured in one process."""
    nlp = load()
    parse = dict.fromkeys(nlp.pipe_names, 0.0)
    timed = _timed(nlp, parse)
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
    ours = {*COMPONENTS, "onrecord_paragraphs"}
    parsing = sum(seconds for name, seconds in parse.items() if name not in ours) + parse.get(
        "tokenizer", 0.0
    )
    rest = total - parsing
    rows = [f"| {name} | {100 * parse[name] / parsing:.1f} % |" for name in nlp.pipe_names if name in ours]
    help_time = _start_up()
    return "\n".join(
        ["## Speed", "",
         f"{len(articles)} reports, {tokens} tokens, one process. Everything that is not spaCy's own parse "
         f"(tokenizer, tagger, parser, lemmatizer, entity recogniser) costs **{100 * rest / parsing:.1f} %** of the "
         "parse's CPU time (target: at most 20 %):", "", "| step | of the parse |", "|---|---|", *rows,
         f"| anatomy, record and the rest | {100 * (rest - sum(parse[n] for n in ours if n in parse)) / parsing:.1f} % |", "",
         f"`onrecord --help` starts in {help_time:.2f} s (median of {STARTS}; target: under 0.3 s)."]
    )  # fmt: skip


def _timed(nlp, seconds):  # type: ignore[no-untyped-def]
    """The pipeline with every step's CPU time added up in `seconds`."""

    class Timed:
        pipeline = [(name, _clock(name, step, seconds)) for name, step in nlp.pipeline]

        @staticmethod
        def make_doc(text):  # type: ignore[no-untyped-def]
            return _clock("tokenizer", nlp.make_doc, seconds)(text)

    return Timed()


def _clock(name, step, seconds):  # type: ignore[no-untyped-def]
    def run(argument):  # type: ignore[no-untyped-def]
        started = time.process_time()
        result = step(argument)
        seconds[name] = seconds.get(name, 0.0) + time.process_time() - started
        return result

    return run


def _start_up() -> float:
    command = [str(Path(sys.executable).parent / "onrecord"), "--help"]
    runs = []
    for _ in range(STARTS):
        started = time.perf_counter()
        subprocess.run(command, capture_output=True, check=True)
        runs.append(time.perf_counter() - started)
    return statistics.median(runs)
