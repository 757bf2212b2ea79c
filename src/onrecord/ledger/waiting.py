"""What waits for a reviewer: records that nobody has looked at, the least certain first."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import gt, lt
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    Select,
    and_,
    asc,
    desc,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    tuple_,
    union_all,
)

from onrecord.ledger.conditions import among, among_keys
from onrecord.ledger.ledger import Ledger
from onrecord.ledger.opening import LedgerError
from onrecord.ledger.paths import inside, resolve
from onrecord.ledger.rows import Row
from onrecord.ledger.schema import (
    FALLEN,
    actors,
    figures,
    places,
    publisher,
    register,
    reports,
    reviews,
    statements,
)
from onrecord.ledger.trail import TABLES, Kind

REACH = 160  # characters shown on each side of a record's words
Position = tuple[float, str, str]
"""Certainty, report and id of a record: where it stands in the order."""
FEW = 2000  # reports by which the records of an outlet or a place are found
COUNTED = 1000  # of an outlet or a place: no more are counted
_FALLEN: ColumnElement[bool] = literal_column(f"({FALLEN})", Boolean)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A record that waits for a reviewer, with its exact `words` and a `quote` of the text around them.

    `spans` are where the words stand within the quote, in code points; `certainty` in 0..1 says how sure the
    machine is. `after`, handed to `queue`, gives what follows this one.
    """

    report_id: str
    record_id: str
    kind: Kind
    certainty: float
    words: str
    quote: str
    spans: tuple[tuple[int, int], ...]
    speaker: str | None
    indicator: str | None
    title: str | None
    outlet: str | None
    published: str | None
    version: int
    after: str


def queue(
    ledger: Ledger,
    *,
    kind: str | None = None,
    indicator: str | None = None,
    outlet: str | None = None,
    place: str | None = None,
    limit: int = 50,
    after: str | None = None,
    before: str | None = None,
) -> list[Waiting]:
    """Records that nobody has reviewed, the least certain first; retracted reports and copies are left out.

    `kind` is statement or figure, and with an `indicator` figures alone; `place` is a name or a path: figures
    that lie there, statements whose words name a place there or that vouch for such a figure. `after` is that
    of the last one seen, and `before` asks for those that come just before one. Raises `LedgerError`.
    """
    with ledger._reading() as connection:
        asked = _Asked(connection, kind, indicator, outlet, place)
        if before is None:
            keys = connection.execute(asked.following(limit, _position(after))).all()
        else:
            keys = connection.execute(asked.preceding(limit, _position(before))).all()[::-1]
        return list(_waiting_rows(connection, keys))


def waiting(
    ledger: Ledger,
    *,
    kind: str | None = None,
    indicator: str | None = None,
    outlet: str | None = None,
    place: str | None = None,
) -> int:
    """How many records `queue` would give in all; of an outlet or a place up to `COUNTED`."""
    with ledger._reading() as connection:
        return _Asked(connection, kind, indicator, outlet, place).count()


class _Asked:
    """What is asked of the records that wait."""

    def __init__(
        self,
        connection: Connection,
        kind: str | None,
        indicator: str | None,
        outlet: str | None,
        place: str | None,
    ) -> None:
        if kind is not None and kind not in TABLES:
            raise LedgerError(f"{kind}: no kind of record; there are: {', '.join(TABLES)}")
        if kind == "statement" and indicator is not None:
            raise LedgerError("statements have no indicator; ask for figures")
        self.connection = connection
        kinds = tuple(TABLES) if indicator is None else ("figure",)
        self.kinds = [one for one in kinds if kind in (None, one)]
        self.indicator = indicator
        self.outlet = outlet
        self.paths = None if place is None else resolve(connection, place)
        if self.paths == []:
            raise LedgerError(f'nobody knows a place called "{place}"')
        self.few = self._few()

    def following(self, limit: int, position: Position | None) -> Select[Any]:
        """The query of certainty, report, id and kind of those that come next, from the start or a place."""
        return self._keys(limit, asc, gt, position)

    def preceding(self, limit: int, position: Position | None) -> Select[Any]:
        """The same of those that come before a place, the nearest first."""
        return self._keys(limit, desc, lt, position)

    def _keys(self, limit: int, turned: Any, is_beyond: Any, position: Position | None) -> Select[Any]:
        parts = []
        for kind in self.kinds:
            table = TABLES[kind]
            order = (table.c.certainty, table.c.report_id, table.c.id)
            query = self._query(kind)
            if position is not None:
                query = query.where(is_beyond(tuple_(*order), tuple_(*map(literal, position))))
            parts.append(select(query.order_by(*map(turned, order)).limit(limit).subquery()))
        both = union_all(*parts).subquery()
        by = (both.c.certainty, both.c.report_id, both.c.id)
        return select(both).order_by(*map(turned, by)).limit(limit)

    def count(self) -> int:
        """How many there are: all by an index, less those of reports that do not count."""
        if self.outlet is None and self.paths is None:
            return sum(self._counted_by_index(kind) for kind in self.kinds)
        return min(COUNTED, sum(self._count(self._query(kind).limit(COUNTED)) for kind in self.kinds))

    def _counted_by_index(self, kind: Kind) -> int:
        table = TABLES[kind]
        every = select(table.c.id).where(*self._own(kind))
        fallen = every.where(table.c.report_id.in_(select(reports.c.id).where(_FALLEN)))
        return self._count(every) - self._count(fallen)

    def _count(self, query: Select[Any]) -> int:
        return self.connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()

    def _query(self, kind: Kind) -> Select[Any]:
        """The query of certainty, report, id and kind of all that are asked for."""
        table = TABLES[kind]
        columns = (table.c.certainty, table.c.report_id, table.c.id, literal(kind).label("kind"))
        query = select(*columns).join(reports, reports.c.id == table.c.report_id)
        return query.where(*self._own(kind), not_(_FALLEN), *self._elsewhere(kind))

    def _own(self, kind: Kind) -> Iterator[ColumnElement[bool]]:
        """Conditions that the table's own indexes answer."""
        yield TABLES[kind].c.review.is_(None)
        if self.indicator is not None:
            yield figures.c.indicator == self.indicator

    def _elsewhere(self, kind: Kind) -> Iterator[ColumnElement[bool]]:
        """Conditions on outlet and place: by the reports where these are few, else looked at in order."""
        if self.few is not None:
            yield TABLES[kind].c.report_id.in_(self.few)
        if self.outlet is not None:
            yield func.lower(func.coalesce(reports.c.outlet, reports.c.agency)) == self.outlet.lower()
        if self.paths is not None:
            yield self._lies_there() if kind == "figure" else self._is_about()

    def _few(self) -> list[str] | None:
        """The reports of the outlet, or of the place, where they are few."""
        queries = []
        if self.outlet is not None:
            queries.append(select(reports.c.id).where(publisher == self.outlet.lower()))
        if self.paths is not None:
            there = inside(self.connection, places.c.path, self.paths)
            queries.append(select(places.c.report_id).where(there).distinct())
        found = [list(self.connection.execute(query.limit(FEW + 1)).scalars()) for query in queries]
        return min((ids for ids in found if len(ids) <= FEW), key=len, default=None)

    def _lies_there(self) -> ColumnElement[bool]:
        return inside(self.connection, figures.c.path, self.paths or ())

    def _is_about(self) -> ColumnElement[bool]:
        there = inside(self.connection, places.c.path, self.paths or ())
        named = select(places.c.id).where(
            places.c.report_id == statements.c.report_id, there, statements.c.words.contains(places.c.name)
        )
        vouched = select(figures.c.id).where(
            figures.c.report_id == statements.c.report_id,
            figures.c.statement == statements.c.id,
            self._lies_there(),
        )
        return or_(named.exists(), vouched.exists())


def _position(after: str | None) -> Position | None:
    """Where the one before stands in the order; raises `LedgerError` for what no `Waiting` had."""
    if after is None:
        return None
    try:
        certainty, report_id, record_id = json.loads(base64.urlsafe_b64decode(after.encode()))
        return float(certainty), str(report_id), str(record_id)
    except (ValueError, TypeError) as fault:
        raise LedgerError(f"{after[:60]}: this is not where another record of the queue ends") from fault


def _after(row: Row) -> str:
    place = json.dumps([row["certainty"], row["report_id"], row["id"]])
    return base64.urlsafe_b64encode(place.encode()).decode()


_ABOUT = (
    func.coalesce(reports.c.outlet, reports.c.agency).label("outlet"), reports.c.published, reports.c.title,
    func.coalesce(register.c.name, actors.c.name).label("speaker"),
)  # fmt: skip
_SPEAKS = and_(actors.c.report_id == statements.c.report_id, actors.c.id == statements.c.speaker)
_STATEMENTS = (
    select(
        statements.c.report_id, statements.c.id, statements.c.certainty, statements.c.words,
        statements.c.content, statements.c.cue_start, statements.c.cue_end, reports.c.text,
        literal(None).label("indicator"), *_ABOUT,
    )
    .join(reports, reports.c.id == statements.c.report_id)
    .outerjoin(actors, _SPEAKS)
    .outerjoin(register, register.c.id == actors.c.registered)
    .where(among_keys(statements, "keys"))
)  # fmt: skip
_VOUCHES = and_(statements.c.report_id == figures.c.report_id, statements.c.id == figures.c.statement)
_FIGURES = (
    select(
        figures.c.report_id, figures.c.id, figures.c.certainty, figures.c.words, figures.c.span_start,
        figures.c.span_end, reports.c.text, figures.c.indicator, *_ABOUT,
    )
    .join(reports, reports.c.id == figures.c.report_id)
    .outerjoin(statements, _VOUCHES)
    .outerjoin(actors, _SPEAKS)
    .outerjoin(register, register.c.id == actors.c.registered)
    .where(among_keys(figures, "keys"))
)  # fmt: skip

_WHOLE: dict[Kind, Select[Any]] = {"statement": _STATEMENTS, "figure": _FIGURES}
_VERSIONS = (
    select(reviews.c.report_id, reviews.c.record, func.max(reviews.c.version))
    .where(among(reviews.c.report_id, "ids"))
    .group_by(reviews.c.report_id, reviews.c.record)
)


def _waiting_rows(connection: Connection, keys: Sequence[Any]) -> Iterator[Waiting]:
    versions = _versions(connection, {key.report_id for key in keys})
    rows: dict[tuple[str, str, str], Any] = {}
    for kind, query in _WHOLE.items():
        wanted = [(key.report_id, key.id) for key in keys if key.kind == kind]
        for row in connection.execute(query, {"keys": wanted}).mappings():
            rows[kind, row["report_id"], row["id"]] = row
    names = ("report_id", "certainty", "words", "speaker", "indicator", "title", "outlet", "published")
    for key in keys:
        row = rows[key.kind, key.report_id, key.id]
        quote, spans = _quoted(row)
        yield Waiting(
            **{name: row[name] for name in names},
            record_id=key.id,
            kind=key.kind,
            quote=quote,
            spans=spans,
            version=versions.get((key.report_id, key.id), 0),
            after=_after(row),
        )


def _versions(connection: Connection, report_ids: Iterable[str]) -> dict[tuple[str, str], int]:
    found = connection.execute(_VERSIONS, {"ids": report_ids})
    return {(report_id, own): version for report_id, own, version in found}


def _quoted(row: Row) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Some of the text around a record's words, and where they stand in it."""
    own = row["content"] if "content" in row else [[row["span_start"], row["span_end"]]]
    is_cued = "content" in row and row["cue_start"] is not None
    spans = [*own, [row["cue_start"], row["cue_end"]]] if is_cued else own
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    start, end = around(row["text"], first, last)
    return row["text"][start:end], tuple((one - start, other - start) for one, other in own)


def around(text: str, first: int, last: int) -> tuple[int, int]:
    """The span of the paragraph that holds `[first, last)`, cut at word boundaries some way from it."""
    start = text.rfind("\n", 0, first) + 1
    stop = text.find("\n", last)
    end = len(text) if stop < 0 else stop
    if first - start > REACH:
        start = text.find(" ", first - REACH, first) + 1 or first
    if end - last > REACH:
        end = max(text.rfind(" ", last, last + REACH), last)
    while start < first and text[start].isspace():
        start += 1
    while end > last and text[end - 1].isspace():
        end -= 1
    return start, end
