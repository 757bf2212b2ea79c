"""What cannot both hold, with both sides' words: the ledger's disputes as a list, the weightiest first."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import aliased

from onrecord.comparison.comparing import compare
from onrecord.comparison.points import Point, point, points_query, sentence_at
from onrecord.comparison.rulings import settled_ids, settled_quarrels
from onrecord.comparison.series import check_indicator, paths_of
from onrecord.comparison.vocabulary import folded
from onrecord.errors import OnrecordError
from onrecord.ledger.conditions import among, among_keys
from onrecord.ledger.ledger import Ledger
from onrecord.ledger.paths import inside
from onrecord.ledger.schema import actors, figures, register, reports, stands, statements
from onrecord.ledger.schema import disputes as stored

KINDS = ("interval", "denial", "whole", "falling")
LIMIT = 20
AROUND = 160  # characters fetched around a statement's words


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a dispute: who has which words, where; `figure` is the point where a number is in dispute.

    `id` is the figure's or the statement's in its report; `words` are the figure's or the statement's, and
    `quote` is an exact part of the report's text that holds them.
    """

    report_id: str
    id: str
    words: str
    quote: str
    source: str
    speaker: str | None
    outlet: str | None
    agency: str | None
    published: str | None
    title: str | None
    figure: Point | None = None

    @property
    def publisher(self) -> str:
        """The outlet, else the agency."""
        return self.outlet or self.agency or "unknown outlet"


@dataclass(frozen=True, slots=True)
class Dispute:
    """Two sides that cannot both hold; `one` is the earlier.

    `kind` is interval (numbers that do not meet), denial, whole (a part greater than its whole) or falling (a
    total that falls without a correction). `rank` in 0..1 tells how far apart and how independent the sides
    are, `repeats` in how many more pairs of reports the same two have the same quarrel.
    """

    id: str
    kind: str
    why: str
    rank: float
    indicator: str | None
    path: str | None
    as_of: str | None
    one: Side
    other: Side
    repeats: int = 0


def disputes(
    ledger: Ledger,
    *,
    indicator: str | None = None,
    place: str | None = None,
    kind: str | None = None,
    since: str | None = None,
    until: str | None = None,
    settled: bool | None = False,
    limit: int = LIMIT,
) -> list[Dispute]:
    """The disputes of the ledger, the weightiest first; reports not compared yet are compared first.

    What is asked is that of `found_disputes`, which compares nothing. Raises `OnrecordError` as it does.
    """
    _check(indicator, kind)
    compare(ledger)
    return found_disputes(
        ledger, indicator=indicator, place=place, kind=kind, since=since, until=until, settled=settled,
        limit=limit,
    )  # fmt: skip


def found_disputes(
    ledger: Ledger,
    *,
    indicator: str | None = None,
    place: str | None = None,
    kind: str | None = None,
    since: str | None = None,
    until: str | None = None,
    settled: bool | None = False,
    limit: int = LIMIT,
) -> list[Dispute]:
    """The disputes found so far, the weightiest first.

    `place` is a name or a path; `since` and `until` are ISO days (inclusive) of the later side. `settled`
    asks for those alone that people have settled, `None` for these, too. What was revised, retracted or
    copied is left out. Raises `OnrecordError` for an unknown indicator or kind.
    """
    _check(indicator, kind)
    with ledger._reading() as connection:
        query = _chosen(connection, indicator, place, kind, since, until)
        return _listed(connection, query, limit, settled)


def _check(indicator: str | None, kind: str | None) -> None:
    if indicator is not None:
        check_indicator(indicator)
    if kind is not None and kind not in KINDS:
        raise OnrecordError(f"{kind}: no kind of dispute; there are: {', '.join(KINDS)}")


def dispute_by_id(ledger: Ledger, dispute_id: str) -> Dispute | None:
    """A dispute by its id, settled or not; `None` where it is not found any more."""
    with ledger._reading() as connection:
        return dispute_in(connection, dispute_id)


def dispute_in(connection: Connection, dispute_id: str) -> Dispute | None:
    """A dispute by its id."""
    row = connection.execute(select(stored).where(stored.c.id == dispute_id)).mappings().first()
    return None if row is None else _dispute(row, _sides(connection, [row]))


def disputes_of(ledger: Ledger, registered: int, limit: int = LIMIT) -> list[Dispute]:
    """The disputes in which an actor of the register is one of the sides, the weightiest first."""
    with ledger._reading() as connection:
        query = _chosen(connection, None, None, None, None, None)
        return _listed(connection, query.where(_has_side(registered)), limit)


def _has_side(registered: int) -> ColumnElement[bool]:
    """Whether an actor of the register says one side of a dispute."""
    spoken = actors.join(
        statements, and_(statements.c.report_id == actors.c.report_id, statements.c.speaker == actors.c.id)
    )
    own = select(statements.c.report_id, statements.c.id).select_from(spoken)
    vouched = select(figures.c.report_id, figures.c.id).select_from(
        spoken.join(
            figures,
            and_(figures.c.report_id == statements.c.report_id, figures.c.statement == statements.c.id),
        )
    )
    mine = actors.c.registered == registered
    said = union_all(own.where(mine), vouched.where(mine)).cte("said")
    sides = ((stored.c.one_report, stored.c.one), (stored.c.other_report, stored.c.other))
    return or_(*(tuple_(*side).in_(select(said)) for side in sides))


def _chosen(
    connection: Connection,
    indicator: str | None,
    place: str | None,
    kind: str | None,
    since: str | None,
    until: str | None,
) -> Select[Any]:
    """The query of the disputes asked for; a denial is in no place."""
    query = select(stored).where(
        *(_is_standing(column) for column in (stored.c.one_report, stored.c.other_report))
    )
    if place is not None:
        query = query.where(inside(connection, stored.c.path, paths_of(connection, place)))
    if indicator is not None:
        query = query.where(stored.c.indicator == indicator)
    if kind is not None:
        query = query.where(stored.c.kind == kind)
    if since is not None:
        query = query.where(stored.c.as_of >= since)
    if until is not None:
        query = query.where(stored.c.as_of <= until)
    return query.order_by(stored.c.rank.desc(), stored.c.id)


_old, _new = aliased(figures, name="old"), aliased(figures, name="new")
_taken_back = (
    select(_new.c.id)
    .join(_old, and_(_old.c.report_id == _new.c.report_id, _old.c.id == _new.c.replaces))
    .where(
        _new.c.indicator == bindparam("indicator"),
        _new.c.as_of.between(bindparam("first"), bindparam("last")),
        _new.c.replaces.is_not(None),
        stands(_new),
        _old.c.value == bindparam("value"),
    )
    .limit(1)
)


def _is_standing(report_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a report is neither a copy nor revised nor retracted."""
    stands_now = and_(reports.c.status == "current", reports.c.copy_of.is_(None))
    return select(stands_now).where(reports.c.id == report_id).scalar_subquery()  # by each report's own key


def _in_turn(connection: Connection, query: Select[Any], size: int) -> Iterator[Sequence[Any]]:
    """The rows of a query, some at a time: so few that the database does not sort all of them first."""
    rows: Sequence[Any] = ()
    while True:
        asked = query
        if rows:
            rank, last = rows[-1]["rank"], rows[-1]["id"]
            asked = query.where(stored.c.rank <= rank, or_(stored.c.rank < rank, stored.c.id > last))
        rows = connection.execute(asked.limit(size)).mappings().all()
        yield rows
        if len(rows) < size:
            return


def _listed(
    connection: Connection, query: Select[Any], limit: int, settled: bool | None = False
) -> list[Dispute]:
    """The first `limit` disputes that stand, the same quarrel told once."""
    if settled is not None:
        query = query.where(stored.c.id.in_(settled_ids()) if settled else stored.c.id.not_in(settled_ids()))
    over = settled_quarrels(connection) if settled is False else frozenset()
    found: dict[Any, Dispute] = {}
    size = limit * 2 + 20
    for rows in _in_turn(connection, query, size):
        sides = _sides(connection, rows)
        for row in rows:
            dispute = _dispute(row, sides)
            if dispute is None or (over and quarrel_of(dispute) in over):
                continue
            key = _quarrel(dispute)
            if key in found:
                known = found[key]
                found[key] = dataclasses.replace(known, repeats=known.repeats + 1)
            elif len(found) < limit and _stands(connection, dispute):
                found[key] = dispute
        if len(found) >= limit:
            break
    return list(found.values())


def _dispute(row: Any, sides: Mapping[tuple[str, str, str], Side]) -> Dispute | None:
    """A row as a dispute; `None` where a person has rejected a side since reports were compared."""
    what = _what(row["kind"])
    one = sides.get((what, row["one_report"], row["one"]))
    other = sides.get((what, row["other_report"], row["other"]))
    if one is None or other is None:
        return None
    return Dispute(
        id=row["id"],
        kind=row["kind"],
        why=row["why"],
        rank=row["rank"],
        indicator=row["indicator"],
        path=row["path"],
        as_of=row["as_of"],
        one=one,
        other=other,
    )


def _what(kind: str) -> str:
    return "statement" if kind == "denial" else "figure"


def _quarrel(dispute: Dispute) -> Any:
    """What makes two disputes one: who, and what each has; a total that fell has fallen once."""
    if dispute.kind == "falling":
        return ("falling", dispute.indicator, folded(dispute.other.source), dispute.other.words, dispute.path)
    sides = sorted((folded(side.source), folded(side.words)) for side in (dispute.one, dispute.other))
    return (dispute.kind, dispute.indicator, dispute.path, tuple(sides))


def quarrel_of(dispute: Dispute) -> str:
    """The name of what a dispute has in common with others alike: a hash of who has which words."""
    return hashlib.sha256(repr(_quarrel(dispute)).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _stands(connection: Connection, dispute: Dispute) -> bool:
    """Whether nothing said since settles it: one name for both sides, or a correction between them."""
    if dispute.kind in ("interval", "denial") and folded(dispute.one.source) == folded(dispute.other.source):
        return dispute.one.speaker is None and dispute.other.speaker is None
    one, other = dispute.one.figure, dispute.other.figure
    if one is None or other is None or one.measure != "cumulative" or one.as_of == other.as_of:
        return True
    facts = {
        "indicator": dispute.indicator, "first": one.as_of, "last": other.as_of, "value": one.value,
    }  # fmt: skip
    return connection.execute(_taken_back, facts).first() is None


# --- The sides ----------------------------------------------------------------------------

_FIGURES = points_query().where(among_keys(figures, "keys"))
_STATEMENTS = (
    select(
        statements.c.report_id, statements.c.id, statements.c.content, statements.c.words,
        func.coalesce(register.c.name, actors.c.name).label("speaker"),
        reports.c.outlet, reports.c.agency, reports.c.published, reports.c.title,
    )
    .join(reports, reports.c.id == statements.c.report_id)
    .outerjoin(
        actors, and_(actors.c.report_id == statements.c.report_id, actors.c.id == statements.c.speaker)
    )
    .outerjoin(register, register.c.id == actors.c.registered)
    .where(among_keys(statements, "keys"), stands(statements))
)  # fmt: skip
_TEXTS = select(reports.c.id, reports.c.text).where(among(reports.c.id, "ids"))


def _sides(connection: Connection, rows: Sequence[Any]) -> dict[tuple[str, str, str], Side]:
    wanted: dict[str, set[tuple[str, str]]] = {"figure": set(), "statement": set()}
    for row in rows:
        what = _what(row["kind"])
        wanted[what] |= {(row["one_report"], row["one"]), (row["other_report"], row["other"])}
    found = {("figure", *key): side for key, side in _figure_sides(connection, wanted["figure"])}
    found |= {("statement", *key): side for key, side in _statement_sides(connection, wanted["statement"])}
    return found


def _figure_sides(
    connection: Connection, wanted: set[tuple[str, str]]
) -> Iterable[tuple[tuple[str, str], Side]]:
    if not wanted:
        return
    for row in connection.execute(_FIGURES, {"keys": wanted}).mappings():
        known = point(row)
        yield (known.report_id, known.figure), Side(
            known.report_id, known.figure, known.words, known.quote, known.source, known.speaker,
            known.outlet, known.agency, known.published, known.title, known,
        )  # fmt: skip


def _statement_sides(
    connection: Connection, wanted: set[tuple[str, str]]
) -> Iterable[tuple[tuple[str, str], Side]]:
    if not wanted:
        return
    rows = connection.execute(_STATEMENTS, {"keys": wanted}).mappings().all()
    texts = connection.execute(_TEXTS, {"ids": {row["report_id"] for row in rows}})
    text_of = {row.id: row.text for row in texts}
    for row in rows:
        publisher = row["agency"] or row["outlet"] or "unknown outlet"
        quote = _quote(text_of[row["report_id"]], row)
        yield (row["report_id"], row["id"]), Side(
            row["report_id"], row["id"], row["words"], quote, row["speaker"] or publisher, row["speaker"],
            row["outlet"], row["agency"], row["published"], row["title"],
        )  # fmt: skip


def _quote(text: str, row: Any) -> str:
    """The sentence that holds a statement's words, from the first of them to the last."""
    first, last = row["content"][0][0], row["content"][-1][1]
    start = max(0, first - AROUND)
    return sentence_at(text[start : last + AROUND], first - start, last - start)
