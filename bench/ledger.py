"""The ledger at work: what keeping costs beside reading, how it grows, and how fast it answers.

`ONRECORD_BENCH_REPORTS` sets how many dispatches are added (default 20,000), `ONRECORD_BENCH_FIGURES` how
many figures the ledger holds that is asked (default 1,000,000). PostgreSQL is measured where an empty
database is named by `ONRECORD_BENCH_POSTGRESQL` (postgresql+psycopg://user@host/database).
"""

from __future__ import annotations

import dataclasses
import datetime
import itertools
import json
import math
import os
import random
import re
import resource
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from sqlalchemy import Table, func, select

from bench.generating import FIRST_DAY, dispatches
from onrecord.anatomy.report import text_id
from onrecord.ledger.adding import add
from onrecord.ledger.ledger import Ledger
from onrecord.ledger.schema import disputes, places, register, reports
from onrecord.reading import read_all
from onrecord.record import Actor, Figure, Record

REPORTS = int(os.environ.get("ONRECORD_BENCH_REPORTS", "20000"))
FIGURES = int(os.environ.get("ONRECORD_BENCH_FIGURES", "1000000"))
POSTGRESQL = os.environ.get("ONRECORD_BENCH_POSTGRESQL")
TIMED = 600  # dispatches for the ratios
ROUNDS = 8  # in which reading and adding take turns
TURNS = 5  # of two workers and one
LENGTHS = (1, 4)  # dispatches in a report for the ratios
FIRST = 2000  # dispatches after which memory is read for the first time
ASKED = 200  # questions of each kind
PATTERNS = 1500  # dispatches read; the ledger that is asked holds variants of them
EXCHANGED = 0.7  # of the plain words of a dispatch, for each variant of it
WORLDS = (
    "AGO", "ARM", "BDI", "BEN", "BFA", "BGD", "BOL", "BWA", "CAF", "CIV", "CMR", "COD", "COL", "CUB", "DJI",
    "DOM", "DZA", "ECU", "EGY", "ERI", "ETH", "GAB", "GHA", "GIN", "GMB", "GTM", "HND", "HTI", "IDN", "IRQ",
    "JOR", "KEN", "KGZ", "KHM", "LAO", "LBN", "LBR", "LBY", "LKA", "LSO", "MAR", "MDA", "MDG", "MLI", "MMR",
    "MNG", "MOZ", "MRT", "MWI", "NAM", "NER", "NGA", "NIC", "NPL", "PER", "PHL", "RWA", "SDN", "SEN", "SLE",
)  # fmt: skip
"""The countries of variants, each with names of its own."""
DAYS = 365  # of a year
SIZES = (1, 5, 10)  # years of news; in each year every country has stories of its own
TOLD = 220  # dispatches of a country and year: about fifteen a story
CONTRARY = 0.15  # of the variants have other numbers than the rest of their story
FRESH = 100  # new reports compared at each size
LATELY = 30  # days
WIDE = 0.2  # of the questions about a place are about a country
_PLAIN_WORD = re.compile(r"\b[a-z]{3,}\b")
_NAME = re.compile(r"\b[A-Z][a-z]{3,}\b")


def section(_: Path) -> str:
    """The section of RESULTS.md."""
    with tempfile.TemporaryDirectory(prefix="onrecord-bench-") as made:
        folder = Path(made)
        return "\n".join(["## The ledger", "", *_adding(folder), "", *_asking(folder)])


# --- Adding -----------------------------------------------------------------------------


def _adding(folder: Path) -> Iterator[str]:
    yield (
        "| a report of | characters | adding takes more than reading by | of the processor "
        "| two workers against one |"
    )
    yield "|---|---|---|---|---|"
    list(read_all([_first(folder)]))  # loads the model
    for joined in LENGTHS:
        few = folder / f"few-{joined}.jsonl"
        characters = _write(few, TIMED, joined)
        walls, processor = zip(*_cost_of_keeping(few, folder / f"kept-{joined}.db"), strict=True)
        wall = f"{statistics.median(walls):.1%} ({min(walls):.1%} to {max(walls):.1%})"
        gains = sorted(_gains_of_a_second_worker(few, folder))
        gain = f"{statistics.median(gains):.2f} × ({gains[0]:.2f} to {gains[-1]:.2f})"
        what = "one dispatch" if joined == 1 else f"{joined} dispatches"
        yield f"| {what} | {characters:,} | {wall} | {statistics.median(processor):.1%} | {gain} |"
    yield ""
    yield (
        f"{TIMED} generated dispatches (bench/generating.py) each time. What adding takes more is the "
        f"median of {ROUNDS} shares of them, each read alone and added in turn (least to most); two workers "
        f"and one take turns too, {TURNS} times (median, least to most). Targets: at most 15 %, at least "
        "1.7 ×. What keeping a report costs hardly depends on its length, reading it does."
    )
    yield ""
    many = folder / "many.jsonl"
    _write(many, REPORTS)
    held = _memory(many, folder / "many.db")
    size = (folder / "many.db").stat().st_size
    yield (
        f"{REPORTS:,} dispatches in one run: peak memory {held[-1]:.0f} MB at the end, "
        f"**{held[-1] / held[0]:.2f}** times that after {FIRST:,}; the file takes "
        f"{size / REPORTS / 1024:.1f} KB a report."
    )


def _cost_of_keeping(inputs: Path, target: Path) -> Iterator[tuple[float, float]]:
    """By how much adding takes longer than reading alone, and more of the processor, by shares of reports.

    Either goes first in turn, so that a machine that slows down or speeds up favours neither.
    """
    lines = inputs.read_text("utf-8").splitlines(keepends=True)
    part = inputs.with_name("part.jsonl")
    with Ledger(target) as ledger:
        for at in range(ROUNDS):
            part.write_text("".join(lines[at::ROUNDS]), "utf-8")
            tasks = [lambda: list(read_all([str(part)])), lambda: list(add(ledger, [str(part)]))]
            taken = {which: _both(tasks[which]) for which in ((0, 1) if at % 2 else (1, 0))}
            yield taken[1][0] / taken[0][0] - 1, taken[1][1] / taken[0][1] - 1


def _gains_of_a_second_worker(inputs: Path, folder: Path) -> Iterator[float]:
    """How many times as fast two workers add all as one does, each into a ledger of its own."""
    for turn in range(TURNS):
        taken = {}
        for workers in (1, 2) if turn % 2 else (2, 1):
            with tempfile.TemporaryDirectory(dir=folder) as made:
                taken[workers] = _seconds(partial(_add, inputs, Path(made, "ledger.db"), workers))
        yield taken[1] / taken[2]


def _both(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock, and of the processor."""
    began = time.process_time()
    return _seconds(work), time.process_time() - began


def _first(folder: Path) -> str:
    _write(folder / "first.jsonl", 1)
    return str(folder / "first.jsonl")


def _write(path: Path, number: int, joined: int = 1, seed: int = 1) -> int:
    """Write reports of so many dispatches each as JSON Lines; the characters of one on average."""
    made = dispatches(number, seed=seed)
    written = total = 0
    with path.open("w", encoding="utf-8") as lines:
        while group := list(itertools.islice(made, joined)):
            text = "\n\n".join(dispatch["text"] for dispatch in group)
            lines.write(json.dumps({**group[0], "text": text}) + "\n")
            written, total = written + 1, total + len(text)
    return total // written


def _add(inputs: Path, target: Path, workers: int) -> None:
    with Ledger(target) as ledger:
        for _ in add(ledger, [str(inputs)], workers=workers):
            pass


def _memory(inputs: Path, target: Path) -> list[float]:
    """Peak memory in MB of a process that adds, after the first dispatches and at the end."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        with Ledger(target) as ledger, os.fdopen(writer, "w") as told:
            for count, _ in enumerate(add(ledger, [str(inputs)]), 1):
                if count == FIRST:
                    told.write(f"{_peak()}\n")
            told.write(f"{_peak()}\n")
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as heard:
        peaks = [float(line) for line in heard]
    os.waitpid(child, 0)
    return peaks


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


# --- Asking -----------------------------------------------------------------------------


def _asking(folder: Path) -> Iterator[str]:
    from onrecord.ledger.care import backup, restore

    with Ledger(folder / "asked.db") as ledger:
        comparing = list(_filled(ledger, _Told(list(_patterns(folder)))))
        columns = {"SQLite": _answers(ledger)}
        if POSTGRESQL:
            backup(ledger, folder / "copy.db")
            with Ledger(POSTGRESQL) as other:
                restore(folder / "copy.db", other)
                columns["PostgreSQL"] = _answers(other)
        counts = ledger.counts()
    yield from _compared(comparing)
    yield from _told(columns, counts)


@dataclasses.dataclass(frozen=True)
class _Comparing:
    """A size of the ledger: what comparing it took since the last, and a hundred new reports in it,
    those of its last days and those of any day."""

    reports: int
    figures: int
    disputes: int
    seconds_a_report: float
    fresh: tuple[float, float]
    fresh_disputes: tuple[int, int]


def _filled(ledger: Ledger, told: _Told) -> Iterator[_Comparing]:
    """Fill the ledger, all compared; what that took at some sizes of it."""
    from onrecord.comparison.comparing import compare

    for years in SIZES:
        before = _count(ledger, reports)
        _put(ledger, told.until(years))
        size, figures = _count(ledger, reports), told.figures
        took, found = _seconds(partial(compare, ledger)), _count(ledger, disputes)
        _put(ledger, told.again(FRESH, lately=True))
        late, late_found = _seconds(partial(compare, ledger)), _count(ledger, disputes)
        _put(ledger, told.again(FRESH, lately=False))
        any_day, any_found = _seconds(partial(compare, ledger)), _count(ledger, disputes)
        yield _Comparing(
            size, figures, found, took / (size - before),
            (late, any_day), (late_found - found, any_found - late_found),
        )  # fmt: skip


def _put(ledger: Ledger, records: Iterable[Record]) -> None:
    for record in records:
        ledger.put(record, record.report.external_id or "")


def _count(ledger: Ledger, table: Table) -> int:
    with ledger._reading() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _compared(sizes: list[_Comparing]) -> Iterator[str]:
    yield (
        "All reports are compared, with all, as a ledger of years grows; then, at three sizes of it, "
        f"{FRESH} new reports that tell on what it has of its last {LATELY} days, and {FRESH} of any day, "
        "each of which meets other days' reports."
    )
    yield ""
    yield (
        f"| reports | figures | disputes | a report takes | {FRESH} of the last days | disputes "
        f"| {FRESH} of any day | disputes |"
    )
    yield "|---|---|---|---|---|---|---|---|"
    for size in sizes:
        fresh = zip(size.fresh, size.fresh_disputes, strict=True)
        cells = " | ".join(f"{took:.1f} s | {found:,}" for took, found in fresh)
        yield (
            f"| {size.reports:,} | {size.figures:,} | {size.disputes:,} "
            f"| {size.seconds_a_report * 1000:.1f} ms | {cells} |"
        )
    yield ""


def _told(columns: dict[str, dict[str, tuple[float, float]]], counts: dict[str, int]) -> Iterator[str]:
    yield (
        f"Questions to this ledger of {counts['reports']:,} reports and {counts['figures']:,} figures, "
        f"{ASKED} of each kind, each about another place or country, indicator, speaker or word; "
        "milliseconds (target: p99 under 150)."
    )
    yield ""
    yield "| question | " + " | ".join(f"{name} p50 | p99" for name in columns) + " |"
    yield "|---|" + "---|---|" * len(columns)
    for question in columns["SQLite"]:
        cells = " | ".join(
            f"{answers[question][0]:.0f} | {answers[question][1]:.0f}" for answers in columns.values()
        )
        yield f"| {question} | {cells} |"


def _patterns(folder: Path) -> Iterator[Record]:
    """Dispatches as the reader reads them."""
    path = folder / "patterns.jsonl"
    _write(path, PATTERNS, seed=2)
    yield from (record for record in read_all([str(path)]) if isinstance(record, Record))


@dataclasses.dataclass(frozen=True)
class _Telling:
    """A country's stories of a year: on which day of it the patterns' first falls, how large numbers are."""

    world: int
    year: int
    start: int
    scale: int

    def shift(self, published: datetime.date) -> datetime.timedelta:
        """How much later a pattern is told: what would run over the year's end is told at its beginning."""
        day = (published - FIRST_DAY).days + self.start
        return datetime.timedelta(self.start + DAYS * (self.year - day // DAYS))

    def day(self, pattern: Record) -> datetime.date:
        """When a pattern is told."""
        published = _published(pattern)
        return published + self.shift(published)


class _Told:
    """Years of news of many countries, made of the patterns: what tells of one country and year agrees."""

    def __init__(self, patterns: list[Record]) -> None:
        self.patterns = patterns
        self.chance = random.Random(3)
        self.figures = 0
        self.number = 0
        reports_a_year = FIGURES / SIZES[-1] * len(patterns) / sum(len(one.figures) for one in patterns)
        self.countries = min(len(WORLDS), max(1, round(reports_a_year / TOLD)))
        self.told = min(len(patterns), math.ceil(reports_a_year / self.countries) + 1)
        self.known: list[tuple[_Telling, Record]] = []
        self.years = 0

    def until(self, years: int) -> Iterator[Record]:
        """The reports of the years up to then."""
        for year in range(self.years, years):
            for told in self._of_year(year):
                self.known.append(told)
                yield self._made(*told)
        self.years = years

    def again(self, number: int, lately: bool) -> Iterator[Record]:
        """More reports of what has been told, in other words and by other outlets."""
        first = FIRST_DAY + datetime.timedelta(DAYS * self.years - LATELY)
        known = [(one, pattern) for one, pattern in self.known if not lately or one.day(pattern) >= first]
        for telling, pattern in self.chance.choices(known, k=number):
            yield self._made(telling, pattern)

    def _of_year(self, year: int) -> list[tuple[_Telling, Record]]:
        """What is told in a year, one country's among the others'."""
        chance = self.chance
        tellings = [
            _Telling(world, year, chance.randrange(DAYS), chance.randrange(1, 10))
            for world in range(self.countries)
        ]
        told = [(telling, one) for telling in tellings for one in chance.sample(self.patterns, self.told)]
        chance.shuffle(told)
        return told

    def _made(self, telling: _Telling, pattern: Record) -> Record:
        self.number += 1
        self.figures += len(pattern.figures)
        return _variant(pattern, telling, self.number, self.chance)


def _variant(pattern: Record, telling: _Telling, number: int, chance: random.Random) -> Record:
    """The pattern as a report of another country and day, by another outlet, in other words and numbers.

    Names are exchanged letter by letter, plain words for others of their length: every span holds.
    """
    country = WORLDS[telling.world]
    rename = partial(_renamed, world=telling.world)
    published = _published(pattern)
    shift = telling.shift(published)
    text = _NAME.sub(lambda found: rename(found[0]), _reworded(pattern.report.text, chance))
    report = dataclasses.replace(
        pattern.report, id=text_id(text), text=text, title=rename(pattern.report.title),
        published=(published + shift).isoformat(), url=None, external_id=f"generated-{number}",
        outlet=f"{rename(pattern.report.outlet)} {chance.randrange(9)}",
        dateline_place=rename(pattern.report.dateline_place),
    )  # fmt: skip
    factor = telling.scale * (chance.randrange(2, 9) if chance.random() < CONTRARY else 1)
    figures = tuple(
        dataclasses.replace(
            figure, **{name: bound and bound * factor for name, bound in _bounds(figure).items()}
        )
        for figure in pattern.figures
    )
    times = tuple(
        dataclasses.replace(time, start=_moved(time.start, shift), end=_moved(time.end, shift))
        for time in pattern.times
    )
    places = tuple(
        dataclasses.replace(
            place, name=rename(place.name), admin1=rename(place.admin1), country=place.country and country,
            geonameid=place.geonameid and place.geonameid + telling.world * 20_000_000,
        )
        for place in pattern.places
    )  # fmt: skip
    cast = {
        actor.id: dataclasses.replace(
            actor, name=rename(actor.name), aliases=tuple(map(rename, actor.aliases)),
            country=actor.country and country,
        )
        for actor in pattern.actors
    }  # fmt: skip
    statements = tuple(
        dataclasses.replace(
            statement,
            speaker=statement.speaker and cast[statement.speaker.id],
            addressee=statement.addressee and cast[statement.addressee.id],
        )
        for statement in pattern.statements
    )
    figures = tuple(
        dataclasses.replace(figure, population=cast[figure.population.id])
        if isinstance(figure.population, Actor)
        else figure
        for figure in figures
    )
    return dataclasses.replace(
        pattern, report=report, figures=figures, times=times, places=places, statements=statements,
        actors=tuple(cast.values()),
    )  # fmt: skip


def _published(pattern: Record) -> datetime.date:
    return datetime.date.fromisoformat(pattern.report.published or FIRST_DAY.isoformat())


def _renamed(text: str | None, world: int) -> str | None:
    """The capital words with each vowel moved on among the vowels, each consonant among the consonants."""
    return text and _NAME.sub(lambda found: found[0].translate(_LETTERS[world]), text)


def _letters(world: int) -> dict[int, str]:
    exchanged = {}
    for letters in ("aeiou", "bcdfghjklmnpqrstvwxyz"):
        moved = letters[world % len(letters) :] + letters[: world % len(letters)]
        exchanged |= str.maketrans(letters + letters.upper(), moved + moved.upper())
    return exchanged


def _reworded(text: str, chance: random.Random) -> str:
    """The text with most of its plain words exchanged for others of the same length: no copy, same spans."""
    by_length: dict[int, list[str]] = defaultdict(list)
    for word in sorted(set(_PLAIN_WORD.findall(text))):
        by_length[len(word)].append(word)
    other: dict[str, str] = {}
    for words in by_length.values():
        chosen = [word for word in words if chance.random() < EXCHANGED]
        other.update(zip(chosen, chance.sample(chosen, len(chosen)), strict=True))
    return _PLAIN_WORD.sub(lambda found: other.get(found[0], found[0]), text)


def _bounds(figure: Figure) -> dict[str, float | int | None]:
    return {name: getattr(figure, name) for name in ("value", "low", "high", "total")}


def _moved(day: str | None, shift: datetime.timedelta) -> str | None:
    return day and (datetime.date.fromisoformat(day) + shift).isoformat()


_LETTERS = [_letters(world) for world in range(len(WORLDS))]


def _answers(ledger: Ledger) -> dict[str, tuple[float, float]]:
    """Milliseconds at p50 and p99 of each kind of question."""
    from onrecord.comparison.disputes import disputes as disputed
    from onrecord.comparison.series import series
    from onrecord.ledger.asking import Filters, statements

    chance = random.Random(4)
    with ledger._reading() as connection:
        queries = {
            "places": select(places.c.name).where(places.c.path.is_not(None)),
            "register": select(register.c.name),
        }
        known = {kind: sorted(set(connection.execute(query).scalars())) for kind, query in queries.items()}

    def name(kind: str) -> str:
        return str(chance.choice(known[kind]))

    def place() -> str:
        return chance.choice(WORLDS) if chance.random() < WIDE else name("places")

    kinds: dict[str, Callable[[], object]] = {
        "series": lambda: series(
            ledger, chance.choice(("killed", "displaced", "injured", "missing")), place=place()
        ),
        "statements by a speaker": lambda: statements(
            ledger,
            Filters(
                speaker=name("register").split()[-1],
                act=chance.choice(("deny", "assert", "accuse")),
                limit=50,
            ),
        ),
        "statements about a word, in a place": lambda: statements(
            ledger,
            Filters(
                about=chance.choice(("camps", "road", "market", "districts")),
                place=place(),
                limit=50,
            ),
        ),
        "search": lambda: ledger.search(f"{name('places')} {name('register').split()[-1]}"),
        "search for a phrase": lambda: ledger.search(f'"{name("places")} counts"'),
        "disputes": lambda: disputed(ledger, place=place(), limit=20),
        "disputes, the highest of all": lambda: disputed(ledger, limit=20),
    }
    return {name: _percentiles(ask) for name, ask in kinds.items()}


def _percentiles(ask: Callable[[], object]) -> tuple[float, float]:
    taken = sorted(_seconds(ask) * 1000 for _ in range(ASKED))
    return statistics.median(taken), taken[int(len(taken) * 0.99) - 1]
