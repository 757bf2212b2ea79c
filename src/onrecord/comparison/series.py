"""A series: what reports say of one indicator over time, point by point, each with its words."""

from __future__ import annotations

import bisect
import dataclasses
import difflib
import importlib.util
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, or_, select, union

from onrecord.comparison.estimates import Estimate, Rule, Weights, checked_weights, ucdp
from onrecord.comparison.points import FIRM, Point, latest_rows, point
from onrecord.comparison.vocabulary import folded, unit_key
from onrecord.errors import OnrecordError
from onrecord.ledger.ledger import Ledger
from onrecord.ledger.paths import inside, resolve
from onrecord.ledger.register_matching import fold
from onrecord.ledger.schema import actors, figures, register, register_names, reports
from onrecord.lexicon.indicators import load_indicators
from onrecord.record import Span

if TYPE_CHECKING:
    import pyarrow

LIMIT = 1000
"""Points of a series at most; the latest are kept, and a note says so."""
MEASURES = ("stock", "cumulative", "flow", "rate", "change")
ESTIMATED = ("stock", "cumulative", "flow")
AHEAD = ("expected", "planned")


@dataclass(frozen=True, slots=True)
class Expectation:
    """An observed figure beside the latest expectation of the same thing; `share` is observed ÷ expected."""

    observed: Point
    expected: Point
    share: float

    def __str__(self) -> str:
        return (
            f"{_shown(self.observed)} of {_article(self.expected)} {self.expected.mode} "
            f"{_shown(self.expected)}: {_percent(self.share)}"
        )


@dataclass(frozen=True, slots=True)
class Group:
    """The points of a series that may be set against each other: one measure, one unit, one population."""

    measure: str | None
    unit: str
    population: str
    counted: str | None
    points: tuple[Point, ...]

    @property
    def label(self) -> str:
        """What the group holds, for people: "stock", "cumulative · soldiers"."""
        facts = [self.measure or "no measure", self.unit, self.counted if self.population else None]
        return " · ".join(fact for fact in facts if fact)


@dataclass(frozen=True, slots=True)
class Series:
    """The points of one indicator by date, and what may be worked out of them."""

    indicator: str
    filters: Mapping[str, str]
    points: tuple[Point, ...]
    notes: tuple[str, ...] = ()

    @property
    def groups(self) -> list[Group]:
        """The points by measure, unit and population: stock, cumulative, flow, then the larger first."""
        found: dict[tuple[str | None, str, str], list[Point]] = defaultdict(list)
        for known in self.points:
            found[_key(known)].append(known)
        groups = [
            Group(
                measure, unit, population, next((p.counted for p in points if p.counted), None), tuple(points)
            )
            for (measure, unit, population), points in found.items()
        ]
        return sorted(groups, key=_order)

    @property
    def expected(self) -> list[Expectation]:
        """Each observed stock or total with the latest expectation of the same thing at its date."""
        ahead: dict[tuple[str, str], list[Point]] = defaultdict(list)
        for known in sorted(self.points, key=_told_on):
            if known.mode in AHEAD and _counts(known) and known.middle:
                ahead[known.population, known.unit_kind].append(known)
        pairs = []
        for known in self.points:
            if known.mode not in FIRM or not _counts(known) or known.middle is None:
                continue
            by = max(known.as_of, known.published or known.as_of)
            fits = ahead.get((known.population, known.unit_kind), [])
            fits = fits[: bisect.bisect_right(fits, by, key=lambda a: a.published or a.as_of)]
            latest = next((a for a in reversed(fits) if a.mode == "expected"), fits[-1] if fits else None)
            if latest is not None and latest.middle:
                pairs.append(Expectation(known, latest, known.middle / latest.middle))
        return pairs

    def estimates(self, rule: Rule = ucdp, weights: Weights | None = None) -> list[Estimate]:
        """Best, low and high for each day with a figure, by group in order of `groups`, then by date."""
        checked = checked_weights(weights)
        return [estimate for group in self.groups for estimate in estimates_of(group, rule, checked)]

    # --- For other tools ------------------------------------------------------------------

    def to_dicts(self) -> list[dict[str, Any]]:
        """The points as plain data, one a dictionary; `span` as two numbers."""
        return [_plain(known) for known in self.points]

    def to_arrow(self) -> pyarrow.Table:
        """The points as an Arrow table."""
        import pyarrow as pa

        return pa.Table.from_pylist(self.to_dicts(), schema=_arrow_schema(pa))

    def to_pandas(self) -> Any:
        """The points as a pandas data frame; raises `OnrecordError` where pandas is not installed."""
        if importlib.util.find_spec("pandas") is None:
            raise OnrecordError("to_pandas needs pandas; install it with: pip install pandas")
        return self.to_arrow().to_pandas()

    def chart(self, rule: Rule = ucdp, weights: Weights | None = None) -> Any:
        """The series as a Vega-Altair chart: dots by source, low–high bars, best, what was expected."""
        from onrecord.comparison.chart import chart

        return chart(self, rule, weights)


# --- Asking the ledger --------------------------------------------------------------------


def series(
    ledger: Ledger,
    indicator: str,
    *,
    place: str | None = None,
    population: str | None = None,
    measure: str | None = None,
    since: str | None = None,
    until: str | None = None,
    source: str | None = None,
    mode: str | None = None,
    limit: int = LIMIT,
) -> Series:
    """The figures of one indicator over time.

    `place` is a name or a path; figures of all places in it belong to it. `population` and `source` match a
    part of a name, `since` and `until` are ISO days (inclusive) of what the figure holds for. Figures that
    hold for no known day are left out. Raises `OnrecordError` for an unknown indicator.
    """
    check_indicator(indicator)
    given = {
        "place": place, "population": population, "measure": measure, "since": since, "until": until,
        "source": source, "mode": mode,
    }  # fmt: skip
    filters = {name: value for name, value in given.items() if value is not None}
    with ledger._reading() as connection:
        conditions = [figures.c.indicator == indicator, figures.c.as_of.is_not(None)]
        conditions += _conditions(connection, filters)
        rows = latest_rows(connection, conditions, limit + 1, by_source="source" in filters)
    notes = []
    if len(rows) > limit:
        notes.append(f"the latest {limit:,} figures of more; a place or a period shows the rest")
    if "place" not in filters and len({row["path"] for row in rows if row["path"]}) > 1:
        notes.append("figures of several places together; a place tells them apart")
    points = [point(row) for row in rows[:limit]]
    points.sort(key=lambda known: (known.as_of, known.published or "", known.report_id, known.span))
    return Series(indicator, filters, tuple(_marked(points)), tuple(notes))


def check_indicator(indicator: str) -> None:
    """Raise `OnrecordError` for what is no term of the vocabulary, with the nearest and the list."""
    terms = sorted(load_indicators().terms)
    if indicator in terms:
        return
    near = difflib.get_close_matches(indicator, terms, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}? " if near else ""
    raise OnrecordError(f"{indicator}: no such indicator; {hint}There are: {', '.join(terms)}")


def _conditions(connection: Connection, filters: Mapping[str, str]) -> Iterable[ColumnElement[bool]]:
    if "place" in filters:
        yield inside(connection, figures.c.path, paths_of(connection, filters["place"]))
    for name in ("measure", "mode"):
        if name in filters:
            yield figures.c[name] == filters[name]
    if "since" in filters:
        yield figures.c.as_of >= filters["since"]
    if "until" in filters:
        yield figures.c.as_of <= filters["until"]
    if "source" in filters:
        yield from _of_source(filters["source"])
    if "population" in filters:
        wanted = folded(filters["population"])
        known = select(register_names.c.registered).where(register_names.c.key == fold(filters["population"]))
        ids = [f"@{found}" for found in connection.execute(known).scalars()]
        yield or_(
            figures.c.counted.in_(ids),
            figures.c.counted.icontains(wanted, autoescape=True),
            figures.c.unit.icontains(wanted, autoescape=True),
        )


def _of_source(words: str) -> Iterable[ColumnElement[bool]]:
    """Who speaks or publishes has the words in a name; reports that name nobody so are left aside at once."""

    def named(*columns: ColumnElement[str | None]) -> ColumnElement[bool]:
        return or_(*(column.icontains(words, autoescape=True) for column in columns))

    known = select(register.c.id).where(named(register.c.name))
    of_report = union(
        select(reports.c.id).where(named(reports.c.outlet, reports.c.agency)),
        select(actors.c.report_id).where(or_(named(actors.c.name), actors.c.registered.in_(known))),
    )
    yield figures.c.report_id.in_(of_report)
    yield named(register.c.name, actors.c.name, reports.c.outlet, reports.c.agency)


def paths_of(connection: Connection, name: str) -> list[str]:
    """The paths a place's name stands for; raises `OnrecordError` where nobody knows such a place."""
    found = resolve(connection, name)
    if not found:
        raise OnrecordError(f"{name}: no place of that name, in the ledger or the gazetteer")
    return found


# --- Which points count --------------------------------------------------------------------


def _marked(points: Sequence[Point]) -> Iterable[Point]:
    """The points with how many copies each has, and why some do not count."""
    copies: dict[tuple[str, str], set[str]] = defaultdict(set)
    for known in points:
        if known.copy_of:
            copies[known.copy_of, known.words].add(known.report_id)
    wholes = {(*_key(known), known.value) for known in points if known.value is not None}
    corrected = _corrections(points)
    for known in points:
        why = known.left_out
        if why is None and known.total is not None and known.total != known.value:
            why = "part" if (*_key(known), known.total) in wholes else None
        if why is None and _is_corrected(known, corrected):
            why = "corrected"
        number = len(copies[known.report_id, known.words])
        is_changed = number or why != known.left_out
        yield dataclasses.replace(known, copies=number, left_out=why) if is_changed else known


Corrections = Mapping[tuple[Any, ...], list[Point]]


def _corrections(points: Sequence[Point]) -> Corrections:
    """The figures that reports took back, each with the one that stands for it now."""
    by_id = {(known.report_id, known.figure): known for known in points}
    found = defaultdict(list)
    for known in points:
        old = by_id.get((known.report_id, known.replaces or ""))
        if old is not None and old.value is not None and known.left_out is None:
            found[(*_key(old), old.value)].append(known)
    return found


def _is_corrected(known: Point, corrections: Corrections) -> bool:
    """Whether the same source, or the same outlet, took this very number back in a later report."""
    for later in corrections.get((*_key(known), known.value), ()):
        is_later = (later.published or "") > (known.published or "")
        same = later.who == known.who or folded(later.publisher) == folded(known.publisher)
        if is_later and same and known.report_id != later.report_id:
            return True
    return False


def estimates_of(group: Group, rule: Rule, weights: Weights) -> list[Estimate]:
    """The estimates of one group, by date; a flow is estimated for each period on its own."""
    if group.measure not in ESTIMATED:
        return []
    days: dict[tuple[str, str], list[Point]] = defaultdict(list)
    for known in group.points:
        if known.mode in FIRM and known.left_out is None:
            first = known.since or "" if group.measure == "flow" else ""
            days[known.as_of, first].append(known)
    made = (rule(points, weights) for _, points in sorted(days.items()))
    return [estimate for estimate in made if estimate is not None]


def _counts(known: Point) -> bool:
    return known.left_out is None and known.measure in ("stock", "cumulative")


def _counted(points: Sequence[Point]) -> str | None:
    return next((known.counted for known in points if known.counted), None)


def _told_on(known: Point) -> tuple[str, Span]:
    return known.published or known.as_of, known.span


def _key(known: Point) -> tuple[str | None, str, str]:
    return (known.measure, unit_key(known.indicator, known.unit, known.per), known.population)


def _order(group: Group) -> tuple[int, bool, int, str]:
    rank = MEASURES.index(group.measure) if group.measure in MEASURES else len(MEASURES)
    return (rank, bool(group.population), -len(group.points), group.label)


# --- Plain data ---------------------------------------------------------------------------

POINT_COLUMNS = (
    "as_of", "words", "value", "low", "high", "modifier", "unit", "per", "total", "counted", "measure",
    "mode", "speaker", "source", "outlet", "agency", "published", "title", "copies", "left_out", "indicator",
    "path", "since", "quote", "report_id", "figure", "statement", "replaces", "copy_of", "from_character",
    "to_character",
)  # fmt: skip
"""The columns of a series as plain data."""


def _plain(known: Point) -> dict[str, Any]:
    fields = {name: getattr(known, name) for name in POINT_COLUMNS if name in Point.__dataclass_fields__}
    return fields | {"from_character": known.span.start, "to_character": known.span.end}


def _arrow_schema(pa: Any) -> Any:
    numbers = dict.fromkeys(("value", "low", "high", "total"), pa.float64())
    whole = dict.fromkeys(("copies", "from_character", "to_character"), pa.int64())
    return pa.schema([
        (name, (numbers | whole).get(name, pa.string()))
        for name in POINT_COLUMNS
    ])  # fmt: skip


def _shown(known: Point) -> str:
    return f"{known.middle:,}" if known.middle is not None else known.words


def _percent(share: float) -> str:
    return (
        f"{share:.1%}".replace(".0%", "%").replace("%", " %")
        if share < 0.095
        else f"{share:.0%}".replace("%", " %")
    )


def _article(known: Point) -> str:
    return "an" if known.mode.startswith("e") else "a"
