"""Copies made of real articles, found again among all the others; near-copies that the corpus itself holds.

The pairs of the corpus that share much of their words were laid side by side, their openings and the
paragraphs that differ; JUDGED has the verdicts by the ids of the texts. Editions and updates of one article
count as copies.
"""

from __future__ import annotations

import itertools
import random
import re
import statistics
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, insert, select

from bench.corpora import documents
from bench.generating import dispatches
from onrecord.anatomy.report import report_of
from onrecord.ledger import copies
from onrecord.ledger.ledger import Ledger
from onrecord.ledger.rows import report_row
from onrecord.ledger.schema import reports
from onrecord.record import Record, Report
from onrecord.samples import paths
from onrecord.sources import Failure, articles
from onrecord.sources.text import article_of_text

CORPUS = "attribution/train.jsonl.gz"
SHORTEST = 80  # words of an article that copies are made of
EDITED = 0.02  # share of words replaced
FLOOR = 0.3  # share of the shorter text from which pairs of the corpus were judged
FEWEST = 40  # runs of words in both, below which a pair says little
TIMED = 2000  # reports in the ledger for the time
STATED = ("title", "outlet", "published", "url")
ADDED, AFTER_ALL = "2040-01-01", "2040-01-02"  # copies come after every article and sample
_NUMBER = re.compile(r"\d")

JUDGED = {
    ("0989ad54a3a40bf7", "5675fd3b0e6c13f4"): True,
    ("7c2d69b1ef750988", "e1bf74aaa592f667"): True,
    ("5ff1425e098b1526", "bb282151c0d7ecbe"): True,
    ("8c91a19e7d95ea21", "bb55e48c7ae9c875"): True,
    ("b8f2cba20a091e2a", "f908ac321f508046"): True,
    ("0a74b1b50367d7d7", "e387d9e69ea148c0"): True,
    ("3e41fa04fbdd2ec7", "5054633c1431d6fb"): False,
}

SAMPLES_ALIKE = (  # copies, and versions of a page, as story.toml has them
    ("69aaca7f0e26fa5d", "3c57ba91b7e46ffc"),
    ("69aaca7f0e26fa5d", "120213c531f1ad31"),
    ("857440090c42b9ab", "1466775e8bfac718"),
)

Edit = Callable[[list[str], random.Random], list[str]]


def section(evaluation: Path) -> str:
    """The section of RESULTS.md."""
    corpus = [
        report_of(article_of_text(document["text"], published=document["date"]))
        for document in documents(evaluation / CORPUS)
    ]
    samples = [
        report_of(item) for path in paths() for item in articles(str(path)) if not isinstance(item, Failure)
    ]
    pairs = list(_near(corpus))
    known = {report.id for report in samples}
    same = {pair for pair, *_ in pairs if JUDGED.get(pair)}
    same |= {pair for pair in SAMPLES_ALIKE if known.issuperset(pair)}
    lines = [
        "## Copies (PolNeAR, training part, and the samples)",
        "",
        f"Of each of {len(corpus)} articles and {len(samples)} samples that is long enough a copy was made "
        "in each way and added to a ledger of all of them. A hit is a copy whose original is its article, or "
        "one judged to be the same copy; precision is of the pairs in one cluster. Numbers were not edited. "
        "Target: recall 0.98 at precision 0.99.",
        "",
        "| copy | copies | recall | precision |",
        "|---|---|---|---|",
    ]
    total: Counter[str] = Counter()
    for name, edit in EDITS.items():
        found = _found(corpus + samples, edit, same)
        total.update(found)
        lines.append(_row(name, found))
    lines += [_row("**all**", total), "", *_judgement(pairs), "", *_time()]
    return "\n".join(lines)


def _row(name: str, found: Counter[str]) -> str:
    recall, precision = found["hits"] / found["made"], found["right"] / max(1, found["told"])
    return f"| {name} | {found['made']} | {recall:.3f} | {precision:.3f} |"


# --- Made copies -----------------------------------------------------------------------


def _cut(share: float) -> Edit:
    """Without the last paragraphs, and the end of the one in which the share is reached."""

    def edit(paragraphs: list[str], _: random.Random) -> list[str]:
        left = round((1 - share) * sum(len(paragraph.split()) for paragraph in paragraphs))
        kept = []
        for paragraph in paragraphs:
            words = paragraph.split(" ")
            if left <= 0:
                break
            kept.append(" ".join(words[:left]))
            left -= len(words)
        return kept

    return edit


def _lengthened(paragraphs: list[str], chance: random.Random) -> list[str]:
    """Three invented paragraphs more, in places taken by chance."""
    made = list(paragraphs)
    for dispatch in dispatches(3, chance.randrange(10**6)):
        made.insert(chance.randrange(1, len(made) + 1), dispatch["text"].split("\n\n")[2])
    return made


def _headed(paragraphs: list[str], _: random.Random) -> list[str]:
    return ["What readers of the Vale Gazette should know today", *paragraphs[1:]]


def _reordered(paragraphs: list[str], chance: random.Random) -> list[str]:
    body = paragraphs[2:]
    chance.shuffle(body)
    return [*paragraphs[:2], *body]


def _edited(paragraphs: list[str], chance: random.Random) -> list[str]:
    def word(written: str) -> str:
        is_left = _NUMBER.search(written) or chance.random() >= EDITED
        return written if is_left else chance.choice(("reportedly", "local", "officials", "also", "later"))

    return [" ".join(word(written) for written in paragraph.split(" ")) for paragraph in paragraphs]


def _in_turn(*edits: Edit) -> Edit:
    def edit(paragraphs: list[str], chance: random.Random) -> list[str]:
        for one in edits:
            paragraphs = one(paragraphs, chance)
        return paragraphs

    return edit


EDITS: dict[str, Edit] = {
    **{f"cut by {share}0 %": _cut(share / 10) for share in range(1, 6)},
    "three paragraphs added": _lengthened,
    "another headline": _headed,
    "paragraphs reordered": _reordered,
    "2 % of the words edited": _edited,
    "cut by 40 %, edited, reordered, another headline": _in_turn(_cut(0.4), _edited, _reordered, _headed),
}


def _copy_of(report: Report, edit: Edit, chance: random.Random) -> Report | None:
    paragraphs = [part for part in re.split(r"\n\s*\n", report.text) if part.strip()]
    if len(paragraphs) < 4 or len(report.text.split()) < SHORTEST:
        return None
    text = "\n\n".join(edit(paragraphs, chance))
    return report_of(article_of_text(text, published=AFTER_ALL, outlet="Vale Gazette"))


def _found(originals: list[Report], edit: Edit, same: set[tuple[str, str]]) -> Counter[str]:
    """How many copies were made and found, and how many of the pairs in one cluster belong together."""
    chance = random.Random(7)
    source = {report.id: report.id for report in originals}
    for one, other in sorted(same):
        first, second = source[one], source[other]
        source = {name: first if value == second else value for name, value in source.items()}
    made: list[str] = []
    everything = list(originals)
    for report in originals:
        copy = _copy_of(report, edit, chance)
        if copy is not None and copy.id not in source:
            source[copy.id] = source[report.id]
            made.append(copy.id)
            everything.append(copy)
    clusters = _clusters(everything)
    members: dict[str, list[str]] = defaultdict(list)
    for name, cluster in clusters.items():
        members[cluster].append(name)
    pairs = [pair for group in members.values() for pair in itertools.combinations(sorted(group), 2)]
    return Counter(
        made=len(made),
        hits=sum(source.get(clusters[name]) == source[name] and clusters[name] != name for name in made),
        told=len(pairs),
        right=sum(source[one] == source[other] for one, other in pairs),
    )


def _clusters(added: Iterable[Report]) -> dict[str, str]:
    """The original of each report, itself where it is no copy."""
    with _connected() as connection:
        for report in added:
            _add(connection, report)
        rows = connection.execute(select(reports.c.id, reports.c.copy_of))
        return {row.id: row.copy_of or row.id for row in rows}


@contextmanager
def _connected() -> Iterator[Connection]:
    """A transaction on an empty ledger."""
    with (
        tempfile.TemporaryDirectory(prefix="onrecord-bench-") as folder,
        Ledger(f"{folder}/copies.db") as ledger,
        ledger.engine.begin() as connection,
    ):
        yield connection


def _add(connection: Connection, report: Report) -> float:
    """Add a report without annotations; the seconds of processor time that `copies.note` took."""
    record = Record("bench", report)
    times = {"added_at": ADDED, "read_at": ADDED}
    if connection.execute(select(reports.c.id).where(reports.c.id == report.id)).first():
        return 0.0
    connection.execute(insert(reports), report_row(record) | times)
    begun = time.process_time()
    copies.note(connection, record)
    return time.process_time() - begun


# --- The corpus's own near-copies ------------------------------------------------------


def _near(corpus: list[Report]) -> Iterator[tuple[tuple[str, str], float, float, bool]]:
    """Pairs that share much of their words: ids, containment, Jaccard, whether they are told as copies."""
    wordings = {
        report.id: copies.wording(report.text, [part.span for part in report.anatomy]) for report in corpus
    }
    holders: dict[int, list[str]] = defaultdict(list)
    for name, found in wordings.items():
        for run in found.runs.tolist():
            holders[run].append(name)
    shared: Counter[tuple[str, str]] = Counter()
    for names in holders.values():
        shared.update(itertools.combinations(sorted(names), 2))
    for (one, other), number in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        sizes = sorted((wordings[one].runs.size, wordings[other].runs.size))
        if sizes[0] >= FEWEST and number / sizes[0] >= FLOOR:
            is_told = copies.is_copy(wordings[one], wordings[other])
            yield (one, other), number / sizes[0], number / (sum(sizes) - number), is_told


def _judgement(pairs: list[tuple[tuple[str, str], float, float, bool]]) -> Iterator[str]:
    unjudged = sum(pair not in JUDGED for pair, *_ in pairs)
    left = f", {unjudged} of them not judged yet" if unjudged else ""
    yield (
        f"Pairs of articles of the corpus that share at least {FLOOR:.0%} of the shorter one's runs of "
        f"{copies.SHINGLE} words: {len(pairs)}{left}. They were judged by hand from their openings and the "
        "paragraphs that differ; editions and updates of one article count as copies."
    )
    yield ""
    yield "| contained | Jaccard | judged | told |"
    yield "|---|---|---|---|"
    for pair, contained, jaccard, is_told in sorted(pairs, key=lambda found: -found[1]):
        judged = {True: "copy", False: "no copy", None: "-"}[JUDGED.get(pair)]
        yield f"| {contained:.2f} | {jaccard:.2f} | {judged} | {'copy' if is_told else 'no copy'} |"


# --- Time ------------------------------------------------------------------------------


def _time() -> Iterator[str]:
    """Processor time a report among generated dispatches, which share many sentences."""
    generated = [
        report_of(article_of_text(made["text"], **{name: made[name] for name in STATED}))
        for made in dispatches(TIMED + 200)
    ]
    with _connected() as connection:
        taken = [_add(connection, report) * 1000 for report in generated]
    last = sorted(spent for spent in taken[TIMED:] if spent)
    yield (
        f"`copies.note` takes {statistics.median(last):.1f} ms of processor time a report (median; "
        f"{last[int(len(last) * 0.95)]:.1f} ms at p95) in an SQLite ledger of {TIMED:,} generated "
        "dispatches, which are made of the same few sentences: the worst case."
    )
