"""How a question to the ledger is answered, and the rows of its answer.

Reports that may answer are found by index, newest first, and looked into some at a time until there are rows
enough; so that a question costs what its answer does and not what the ledger holds.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
    text,
)

from onrecord.ledger.conditions import among, among_keys, among_pairs, has_letters
from onrecord.ledger.ledger import CURRENT
from onrecord.ledger.opening import LedgerError
from onrecord.ledger.paths import inside, resolve
from onrecord.ledger.register_matching import fold, number_of, person_key
from onrecord.ledger.rows import Row, number
from onrecord.ledger.schema import (
    actors,
    figures,
    mentions,
    places,
    register,
    register_names,
    reports,
    stands,
    statements,
)
from onrecord.ledger.search import terms_of
from onrecord.record import Span

WHOLE = 200  # answers fetched at once
FEW = 500  # reports that need no narrowing
FIRST = 32  # reports looked into at once, and at least; then up to four times as many, and so on
MOST = 1024
SPARE = 1.3  # times as many reports as the rest of an answer should take
SELECTIVE = 8000  # rows of an index that are worth reading to know which reports hold one
RARE = 2000  # of fewer reports SQLite's index of words gives the list, where they are narrowed already
NAMES = 2000  # that are looked through one by one; of more, all rows are
REACH = 160  # characters shown on each side of a figure that nobody vouches for
_GAP = r"\W+"
_PHRASE = r"(?=.*?(?<!\w)%s(?!\w))"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for; all that is given must hold.

    `speaker` is a name (any that the register has of somebody, or a part of one) or a register id; `act`,
    `factuality`, `indicator` and `mode` are words of the record; `about` are words, or phrases in quotation
    marks, that the words must hold; `place` is a place's name or path, and all within it. `since` and `until`
    are ISO dates: of a figure the last day it holds for, of the rest the report's. `status` are those of
    reports that count. The newest come first, `limit` at most.
    """

    speaker: str | None = None
    act: str | None = None
    about: str | None = None
    place: str | None = None
    since: str | None = None
    until: str | None = None
    outlet: str | None = None
    factuality: str | None = None
    indicator: str | None = None
    mode: str | None = None
    status: Sequence[str] = CURRENT
    limit: int | None = 50


@dataclass(frozen=True, slots=True)
class Said:
    """A statement: its exact words, who said them (`None`: nobody named), and where they are."""

    words: str
    speaker: str | None
    act: str
    factuality: str
    polarity: str
    kind: str
    outlet: str | None
    published: str | None
    title: str | None
    report_id: str
    statement: str
    spans: tuple[Span, ...]
    status: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure: its exact words, the words around it or of the statement that vouches for it, its bounds."""

    words: str
    quote: str
    value: int | float | None
    low: int | float | None
    high: int | float | None
    modifier: str
    unit: str | None
    indicator: str | None
    counted: str | None
    place: str | None
    path: str | None
    as_of: str | None
    mode: str
    measure: str | None
    speaker: str | None
    outlet: str | None
    published: str | None
    title: str | None
    report_id: str
    figure: str
    statement: str | None
    span: Span
    status: str


@dataclass(frozen=True, slots=True)
class Located:
    """A place of a report: the first words that name it, how often it is named, and where it lies."""

    words: str
    name: str
    path: str | None
    country: str | None
    admin1: str | None
    lat: float | None
    lon: float | None
    precision: str | None
    confidence: float
    times_named: int
    outlet: str | None
    published: str | None
    title: str | None
    report_id: str
    place: str
    span: Span
    status: str


class Asked:
    """One question: what narrows the reports is looked up once, then reports are looked into in turn."""

    def __init__(self, connection: Connection, filters: Filters) -> None:
        self.connection = connection
        self.filters = filters
        self.is_sqlite = connection.dialect.name == "sqlite"
        self.looked = self.given = 0  # reports looked into, and answers they gave
        self.paths = self._paths()
        self.speakers = self._speakers()
        self.terms = self._about()
        self.is_about = re.compile(
            "".join(_PHRASE % _GAP.join(map(re.escape, term)) for term in self.terms),
            re.IGNORECASE | re.DOTALL,
        )

    def _paths(self) -> list[str] | None:
        if self.filters.place is None:
            return None
        found = resolve(self.connection, self.filters.place)
        if not found:
            raise LedgerError(f'nobody knows a place called "{self.filters.place}"')
        return found

    def _about(self) -> list[list[str]]:
        if self.filters.about is None:
            return []
        terms = list(terms_of(self.filters.about))
        if not terms:
            raise LedgerError(f"{self.filters.about!r}: there is no word in it to ask about")
        return terms

    # --- Who --------------------------------------------------------------------------------

    def _speakers(self) -> dict[str, set[str]] | None:
        """The ids of the speakers in each report in which one of them does what is asked for."""
        if self.filters.speaker is None:
            return None
        name = " ".join(self.filters.speaker.split())
        columns = (actors.c.report_id, actors.c.id)
        registered = self._registered(name)
        found: list[Any] = []
        if number_of(name) is None:
            variants = {name, name.lower(), name.upper(), name.title(), name.capitalize()}
            unregistered = func.coalesce(actors.c.registered, 0) == 0  # by the index of names
            query = select(*columns).where(unregistered, actors.c.name.in_(variants))
            found = list(self.connection.execute(query))
        if registered:
            asked = select(*columns).where(among(actors.c.registered, registered))
            if self.filters.act is not None:
                asked = asked.where(exists().where(_IS_SPEAKER, statements.c.act == self.filters.act))
            found += self.connection.execute(asked).all()
        elif not found and name:
            query = select(*columns).where(actors.c.registered.is_(None), self._has_part(name.lower()))
            found = list(self.connection.execute(query))
        speakers: dict[str, set[str]] = defaultdict(set)
        for report_id, own in found:
            speakers[report_id].add(own)
        return speakers

    def _registered(self, name: str) -> list[int]:
        """Entries of the register of that number or name, else of that surname, else with it in a name."""
        own = number_of(name)
        if own is not None:
            return [own]
        key = fold(name)
        if not key:
            return []
        for keys in ([key, person_key(name)], [f"~surname:{key}"]):
            query = select(register_names.c.registered).where(register_names.c.key.in_(keys))
            found = list(self.connection.execute(query.distinct()).scalars())
            if found:
                return found
        inside = register_names.c.key.contains(key, autoescape=True)
        query = select(register_names.c.registered, register_names.c.key).where(inside)
        return list({number for number, known in self.connection.execute(query) if _holds(known, key)})

    def _has_part(self, part: str) -> ColumnElement[bool]:
        """Whether the name of an actor that the register does not know holds some small letters."""
        known = self._unregistered_names()
        if len(known) < NAMES:
            return among(actors.c.name, [name for name in known if part in name.lower()])
        return func.lower(actors.c.name).contains(part, autoescape=True)

    def _unregistered_names(self) -> Sequence[str]:
        """Names of actors that the register does not know, at most `NAMES`, by a step in their index each."""
        next_one = select(actors.c.name).where(actors.c.registered.is_(None))
        next_one = next_one.order_by(actors.c.registered, actors.c.name).limit(1)  # by the index of both
        names = select(next_one.scalar_subquery().label("name")).cte("names", recursive=True)
        following = next_one.where(actors.c.name > names.c.name).scalar_subquery()
        names = names.union_all(select(following).where(names.c.name.is_not(None)))
        known = select(names.c.name).where(names.c.name.is_not(None)).limit(NAMES)
        return self.connection.execute(known).scalars().all()

    # --- Which reports --------------------------------------------------------------------

    def _batches(self, narrowed: set[str] | None, *conditions: ColumnElement[bool]) -> Iterator[list[str]]:
        """Ids of reports that may answer, newest first, in growing batches."""
        filters = self.filters
        query = select(reports.c.id).where(reports.c.status.in_(list(filters.status)), *conditions)
        if filters.outlet is not None:
            query = query.where(
                func.lower(func.coalesce(reports.c.outlet, reports.c.agency)) == filters.outlet.lower()
            )
        is_few = narrowed is not None and len(narrowed) <= SELECTIVE
        if self._is_by_words(narrowed):
            query = query.where(self._words_hold())
        if narrowed is not None and is_few:
            query = query.where(among(reports.c.id, sorted(narrowed)))
        query = query.order_by(reports.c.published.desc().nulls_last(), reports.c.id)
        batch: list[str] = []
        size = FIRST
        if not is_few:
            query = query.execution_options(yield_per=512)
        with self.connection.execute(query) as found:
            for report_id in found.scalars():
                if narrowed is not None and not is_few and report_id not in narrowed:
                    continue
                batch.append(report_id)
                if len(batch) >= size:
                    yield batch
                    self.looked += size
                    batch, size = [], self._next(size)
        if batch:
            yield batch

    def _next(self, size: int) -> int:
        """How many reports to look into next: what the rest should take by what those so far gave."""
        most = min(size * 4, MOST)
        if self.filters.limit is None or not self.given:
            return most
        rest = (self.filters.limit - self.given) * self.looked / self.given
        return min(most, max(FIRST, round(rest * SPARE)))

    def _of_day(self) -> Iterator[ColumnElement[bool]]:
        if self.filters.since is not None:
            yield reports.c.published >= self.filters.since
        if self.filters.until is not None:
            yield reports.c.published < f"{self.filters.until}~"

    def _words_hold(self) -> ColumnElement[bool]:
        """Whether a report's title or text holds every word, by the index of words."""
        words = [word for term in self.terms for word in term]
        if self.is_sqlite:
            query = " AND ".join(f'"{word}"' for word in words)
            return literal_column("reports.rowid").in_(
                text("SELECT rowid FROM report_words WHERE report_words MATCH :asked_words").bindparams(
                    asked_words=query
                )
            )
        asked = func.to_tsquery(literal_column("'english'"), " & ".join(words))
        holds = literal_column("reports.lexemes").op("@@")(asked)
        return or_(func.numnode(asked) == 0, holds)

    def _is_by_words(self, narrowed: set[str] | None) -> bool:
        """Whether reports are found sooner by the index of words than by reading what is said in each."""
        if not self.terms:
            return False
        if narrowed is None or len(narrowed) > SELECTIVE:
            return True
        if len(narrowed) <= FEW or not self.is_sqlite:  # PostgreSQL would fetch the words of each
            return False
        some = select(reports.c.id).where(self._words_hold()).limit(RARE)
        return len(self.connection.execute(some).all()) < RARE

    def _narrowed(self, *found: Iterable[str] | None) -> set[str] | None:
        """The reports in all of the sets that are known."""
        known = [set(ids) for ids in found if ids is not None]
        return set.intersection(*known) if known else None

    def _reports_in_place(self) -> Iterable[str] | None:
        if self.paths is None:
            return None
        inside = self.within(places.c.path)
        return self.connection.execute(select(places.c.report_id).where(inside).distinct()).scalars().all()

    def _if_few(self, query: Select[Any]) -> Iterable[str] | None:
        """The reports of a query of their ids, if its rows are few."""
        rows = self.connection.execute(query.limit(SELECTIVE)).scalars().all()
        return rows if len(rows) < SELECTIVE else None

    def within(self, column: ColumnElement[Any]) -> ColumnElement[bool]:
        """Whether a path is one of those asked for, or lies within it."""
        return inside(self.connection, column, self.paths or ())

    def _like(self, column: ColumnElement[str]) -> Iterator[ColumnElement[bool]]:
        """Conditions that all rows about the words meet; the words themselves are looked at after."""
        for word in (word for term in self.terms for word in term):
            if word.isascii():
                yield has_letters(column, word, is_sqlite=self.is_sqlite)

    def _is_about(self, words: str) -> bool:
        return not self.terms or self.is_about.match(words) is not None

    # --- Answers ----------------------------------------------------------------------------

    def statements(self) -> Iterator[Said]:
        """Statements, newest report first, in order of the text."""
        filters = self.filters
        if filters.indicator is not None or filters.mode is not None:
            raise LedgerError("statements have no indicator and no mode; ask for figures")
        narrowed = self._narrowed(self.speakers, self._reports_in_place())
        if filters.act is not None and self.speakers is None and (narrowed is None or len(narrowed) > FEW):
            of_act = select(statements.c.report_id).where(statements.c.act == filters.act)
            narrowed = self._narrowed(narrowed, self._if_few(of_act))
        query = select(*_STATEMENT_KEYS).where(
            among(statements.c.report_id, "batch"), *self._is_spoken(),
            stands(statements), *self._of_statement(), *self._like(statements.c.words),
        )  # fmt: skip
        if self.paths is not None:
            query = query.add_columns(statements.c.content)
        if self.terms:
            query = query.add_columns(statements.c.words)
        for batch in self._batches(narrowed, *self._of_day()):
            rows = self._rows(query, batch=batch, **self._spoken(batch))
            found = [row for row in rows if not self.terms or self._is_about(row["words"])]
            placed = self._placed({row["report_id"] for row in found}) if self.paths is not None else None
            keys = [_key(row) for row in found if self._fits(row, placed)]
            yield from map(_said, self._whole(keys, batch, _STATEMENTS))

    def _of_statement(self) -> Iterator[ColumnElement[bool]]:
        """Conditions on the statement, in a form that no index of few values is used for.

        With a speaker the act is in the index that finds what that speaker says in a report.
        """
        for name in ("act", "factuality"):
            if (wanted := getattr(self.filters, name)) is not None:
                is_indexed = name == "act" and self.speakers is not None
                column = statements.c[name]
                yield (column if is_indexed else func.lower(column)) == wanted

    def _whole(self, keys: Sequence[_Key], batch: Sequence[str], query: Select[Any]) -> Iterator[Row]:
        """The whole rows of keys, in the order of the reports in `batch`, some at a time."""
        order = {report_id: at for at, report_id in enumerate(batch)}
        keys = sorted(keys, key=lambda key: (order[key[0]], key[1]))
        self.given += len(keys)
        at_once = max(1, min(self.filters.limit or WHOLE, WHOLE))
        for start in range(0, len(keys), at_once):
            chosen = keys[start : start + at_once]
            rows = self._rows(query, keys=[(report_id, own) for report_id, _, own in chosen])
            found = {(row["report_id"], row["own_id"]): row for row in rows}
            yield from (found[report_id, own] for report_id, _, own in chosen)

    def _fits(self, row: Row, placed: tuple[_Spans, _Ids] | None) -> bool:
        if placed is None:
            return True
        spans, vouching = placed
        named = spans.get(row["report_id"], ())
        return row["id"] in vouching.get(row["report_id"], ()) or any(
            start <= at < end for start, end in row["content"] for at in named
        )

    def _is_spoken(self) -> Iterator[ColumnElement[bool]]:
        if self.speakers is not None:
            yield among_pairs(statements.c.report_id, statements.c.speaker, "speakers")

    def _spoken(self, batch: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
        """The speakers in a batch of reports, where somebody's words are asked for."""
        if self.speakers is None:
            return {}
        known = self.speakers
        return {"speakers": [(report_id, own) for report_id in batch for own in known.get(report_id, ())]}

    def _placed(self, batch: Iterable[str]) -> tuple[_Spans, _Ids]:
        """By report, where its words name a place asked for, and the statements with a figure there."""
        where_named, who_vouches = self._placing
        given = {"batch": list(batch)}
        named: _Spans = defaultdict(list)
        for report_id, start in self.connection.execute(where_named, given).all():
            named[report_id].append(start)
        vouching: _Ids = defaultdict(set)
        for report_id, statement in self.connection.execute(who_vouches, given).all():
            vouching[report_id].add(statement)
        return named, vouching

    @cached_property
    def _placing(self) -> tuple[Select[Any], Select[Any]]:
        """The queries of the words that name a place asked for, and of the statements with a figure there."""
        named = select(mentions.c.report_id, mentions.c.span_start).select_from(
            places.join(mentions, _MENTIONED)
        )
        vouching = select(figures.c.report_id, figures.c.statement)
        return (
            named.where(among(places.c.report_id, "batch"), self.within(places.c.path)),
            vouching.where(
                among(figures.c.report_id, "batch"),
                figures.c.statement.is_not(None),
                stands(figures),
                self.within(figures.c.path),
            ),
        )

    def figures(self) -> Iterator[Counted]:
        """Figures, newest report first, in order of the text."""
        narrowed = self._narrowed(self.speakers, self._reports_in_place())
        if narrowed is None or len(narrowed) > FEW:
            narrowed = self._narrowed(narrowed, self._with_indicator())
        query = select(*_FIGURE_KEYS).where(
            among(figures.c.report_id, "batch"), *self._is_spoken(), stands(figures), *self._of_figure()
        )
        of_statement = list(self._of_statement())
        if of_statement or self.speakers is not None:
            query = query.join_from(figures, statements, _VOUCHES).where(*of_statement)
        for batch in self._batches(narrowed):
            keys = [_key(row) for row in self._rows(query, batch=batch, **self._spoken(batch))]
            found = map(_counted, self._whole(keys, batch, _FIGURES))
            yield from (row for row in found if self._is_about(row.quote))

    def _of_figure(self) -> Iterator[ColumnElement[bool]]:
        """Conditions on the figure, in a form that only the report's index is used for."""
        filters = self.filters
        for name in ("indicator", "mode"):
            if (wanted := getattr(filters, name)) is not None:
                yield func.lower(figures.c[name]) == wanted
        if self.paths is not None:
            yield self.within(figures.c.path)
        if filters.since is not None:
            yield figures.c.as_of >= filters.since
        if filters.until is not None:
            yield figures.c.as_of < f"{filters.until}~"

    def _with_indicator(self) -> Iterable[str] | None:
        """The reports with such a figure, where few are, by index."""
        filters = self.filters
        if filters.indicator is None:
            return None
        query = select(figures.c.report_id).where(figures.c.indicator == filters.indicator)
        if self.paths is not None:
            query = query.where(self.within(figures.c.path))
        if filters.since is not None:
            query = query.where(figures.c.as_of >= filters.since)
        if filters.until is not None:
            query = query.where(figures.c.as_of < f"{filters.until}~")
        return self._if_few(query)

    def places(self) -> Iterator[Located]:
        """Places, newest report first, in order of the text."""
        for name in ("speaker", "act", "factuality", "indicator", "mode"):
            if getattr(self.filters, name) is not None:
                raise LedgerError(f"places have no {name}; ask for statements or figures")
        query = select(*_PLACE_KEYS).where(among(places.c.report_id, "batch"))
        if self.paths is not None:
            query = query.where(self.within(places.c.path))
        for batch in self._batches(self._narrowed(self._reports_in_place()), *self._of_day()):
            keys = [_key(row) for row in self._rows(query, batch=batch)]
            yield from map(_located, self._whole(keys, batch, _PLACES))

    def _rows(self, query: Select[Any], **given: Any) -> Sequence[Row]:
        return self.connection.execute(query, given).mappings().all()


_Spans = dict[str, list[int]]
_Ids = dict[str, set[str]]
_Key = tuple[str, int, str]  # report, position in it, id in it


def _key(row: Row) -> _Key:
    return row["report_id"], row["position"], row["id"]


def _holds(key: str, words: str) -> bool:
    """Whether a name's key holds the words as whole words; keys of other kinds begin with "~"."""
    return not key.startswith("~") and f" {words} " in f" {key} "


# --- Queries, made once, and their rows -----------------------------------------------------

_ABOUT_REPORT = (
    func.coalesce(reports.c.outlet, reports.c.agency).label("outlet"),
    reports.c.published, reports.c.title, reports.c.status,
)  # fmt: skip
_SPEAKER = func.coalesce(register.c.name, actors.c.name).label("speaker")
_IS_SPEAKER = and_(
    actors.c.report_id == statements.c.report_id,
    actors.c.id == statements.c.speaker,
)
_VOUCHES = and_(
    statements.c.report_id == figures.c.report_id,
    statements.c.id == figures.c.statement,
    stands(statements),
)
_STATEMENT_KEYS = (statements.c.report_id, statements.c.position, statements.c.id)
_FIGURE_KEYS = (figures.c.report_id, figures.c.position, figures.c.id)
_PLACE_KEYS = (places.c.report_id, places.c.position, places.c.id)
_STATEMENTS = select(
    statements.c.words, _SPEAKER, statements.c.act, statements.c.factuality, statements.c.polarity,
    statements.c.kind, *_ABOUT_REPORT, statements.c.report_id, statements.c.id.label("statement"),
    statements.c.content, statements.c.id.label("own_id"),
).select_from(
    statements.join(reports, reports.c.id == statements.c.report_id)
    .outerjoin(actors, _IS_SPEAKER)
    .outerjoin(register, register.c.id == actors.c.registered)
).where(among_keys(statements, "keys"))  # fmt: skip
_counted_actor = actors.alias("counted_actor")
_start = case((figures.c.span_start > REACH, figures.c.span_start - REACH), else_=0)
_FIGURES = select(
    figures.c.words, figures.c.value, figures.c.low, figures.c.high, figures.c.modifier, figures.c.unit,
    figures.c.indicator, figures.c.counted, figures.c.path, figures.c.as_of, figures.c.mode,
    figures.c.measure, _SPEAKER, *_ABOUT_REPORT, figures.c.report_id, figures.c.id.label("figure"),
    statements.c.id.label("statement"), statements.c.words.label("said"), figures.c.span_start,
    figures.c.span_end, figures.c.id.label("own_id"), places.c.name.label("place"),
    func.substr(
        reports.c.text, figures.c.population_start + 1, figures.c.population_end - figures.c.population_start
    ).label("counted_words"),
    _counted_actor.c.name.label("counted_name"),
    _start.label("window_start"),
    func.substr(reports.c.text, _start + 1, figures.c.span_end - _start + REACH).label("window"),
).select_from(
    figures.join(reports, reports.c.id == figures.c.report_id)
    .outerjoin(statements, _VOUCHES)
    .outerjoin(actors, _IS_SPEAKER)
    .outerjoin(register, register.c.id == actors.c.registered)
    .outerjoin(places, and_(places.c.report_id == figures.c.report_id, places.c.id == figures.c.place))
    .outerjoin(
        _counted_actor,
        and_(_counted_actor.c.report_id == figures.c.report_id, _counted_actor.c.id == figures.c.population),
    )
).where(among_keys(figures, "keys"))  # fmt: skip
_MENTIONED = and_(mentions.c.report_id == places.c.report_id, mentions.c.of == places.c.id)
_named = mentions.alias("named")
_TIMES_NAMED = (
    select(func.count())
    .where(_named.c.report_id == places.c.report_id, _named.c.of == places.c.id)
    .scalar_subquery()
)
_PLACES = select(
    places.c.name, places.c.path, places.c.country, places.c.admin1, places.c.lat, places.c.lon,
    places.c.precision, places.c.confidence, *_ABOUT_REPORT, places.c.report_id,
    places.c.id.label("place"), places.c.id.label("own_id"), mentions.c.span_start, mentions.c.span_end,
    _TIMES_NAMED.label("times_named"),
    func.substr(reports.c.text, mentions.c.span_start + 1, mentions.c.span_end - mentions.c.span_start).label(
        "words"
    ),
).select_from(
    places.join(reports, reports.c.id == places.c.report_id).join(
        mentions, and_(_MENTIONED, mentions.c.position == 0)
    )
).where(among_keys(places, "keys"))  # fmt: skip


def _said(row: Row) -> Said:
    left_out = ("spans",)
    known = {name: row[name] for name in Said.__dataclass_fields__ if name not in left_out}
    return Said(**known, spans=tuple(Span(start, end) for start, end in row["content"]))


def _counted(row: Row) -> Counted:
    made = ("quote", "counted", "span")
    known: dict[str, Any] = {name: row[name] for name in Counted.__dataclass_fields__ if name not in made}
    return Counted(
        **known | {name: number(row[name]) for name in ("value", "low", "high")},
        quote=row["said"] or _around(row["window"], row["window_start"], row["span_start"]),
        counted=row["counted_words"] or row["counted_name"] or row["unit"],
        span=Span(row["span_start"], row["span_end"]),
    )


def _located(row: Row) -> Located:
    known = {name: row[name] for name in Located.__dataclass_fields__ if name != "span"}
    return Located(**known, span=Span(row["span_start"], row["span_end"]))


_STOP = re.compile(r"[.!?…][\"'”’)\]]*\s+|\n\s*\n")


def _around(window: str, window_start: int, start: int) -> str:
    """The sentence that a figure stands in, or as much of it as the window shows: words of the text."""
    at = start - window_start
    first = 0 if window_start == 0 else max(window.find(" ") + 1, 0)
    last = len(window)
    for stop in _STOP.finditer(window):
        if stop.end() <= at:
            first = stop.end()
        elif stop.start() > at:
            last = stop.start() + 1
            break
    return window[min(first, at) : last].strip()
