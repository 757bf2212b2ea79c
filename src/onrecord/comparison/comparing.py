"""Find the disputes of new reports: each is compared once with all that were compared before.

Which reports stand is asked when disputes are listed, so that it does not matter in what order reports come.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, delete, insert, or_, select, update
from sqlalchemy.orm import aliased

from onrecord.comparison.denials import DAYS, Claimed, denial_of
from onrecord.comparison.neighbours import Key, merged, months, moved, neighbours, wider_than
from onrecord.comparison.points import FIRM, held
from onrecord.comparison.rivals import (
    Contest,
    Rival,
    bounds,
    by_date,
    contest_within,
    contests,
    contests_of_parts,
    reach,
    ties,
)
from onrecord.comparison.vocabulary import PERCENT, population_key, unit_key
from onrecord.comparison.voices import Cast, casts, chunks
from onrecord.ledger.conditions import among, unindexed
from onrecord.ledger.ledger import Ledger
from onrecord.ledger.rows import number
from onrecord.ledger.schema import actors, disputes, figures, reports, stands, statements

BATCH = 100  # reports compared in one transaction
MEASURES = ("stock", "cumulative")


def compare(ledger: Ledger, at_once: int = BATCH, is_over: Callable[[], bool] = lambda: False) -> int:
    """Compare the reports that have not been compared yet, or until `is_over`; how many there were.

    A transaction holds `at_once` of them: a run that is stopped goes on where it stood, and others may write
    in between.
    """
    done = 0
    while not is_over() and (waiting := _waiting(ledger)):
        for start in range(0, len(waiting), at_once):
            if is_over():
                break
            with ledger._writing(in_bulk=True) as connection:
                done += _compare_batch(connection, waiting[start : start + at_once])
    return done


_IS_WAITING = reports.c.is_compared.is_(False)
_IS_COMPARED = unindexed(reports.c.is_compared).is_(True)
_IS_ORIGINAL = unindexed(reports.c.copy_of).is_(None)


def _waiting(ledger: Ledger) -> list[str]:
    query = select(reports.c.id, reports.c.published).where(_IS_WAITING)
    with ledger._reading() as connection:
        found = [(published or "", report_id) for report_id, published in connection.execute(query)]
    return [report_id for _, report_id in sorted(found)]


def _compare_batch(connection: Connection, wanted: Sequence[str]) -> int:
    """Compare those of some reports that nobody has compared meanwhile; how many there were."""
    query = select(reports.c.id).where(reports.c.id.in_(wanted), ~_IS_COMPARED)
    still = set(connection.execute(query).scalars())
    batch = [report_id for report_id in wanted if report_id in still]
    for column in (disputes.c.one_report, disputes.c.other_report):
        connection.execute(delete(disputes).where(column.in_(batch)))
    found: dict[str, dict[str, Any]] = {}
    for row in (*_figure_disputes(connection, batch), *_denials(connection, batch)):
        found[row["id"]] = row
    rows = [found[key] for key in sorted(found)]
    for start in range(0, len(rows), 500):
        connection.execute(insert(disputes), rows[start : start + 500])
    connection.execute(update(reports).where(reports.c.id.in_(batch)).values(is_compared=True))
    return len(batch)


def _row(kind: str, one: Any, other: Any, why: str, rank: float, **facts: str | None) -> dict[str, Any]:
    sides = sorted([(one.report_id, one.id), (other.report_id, other.id)])
    name = "\0".join([kind, *(part for side in sides for part in side)])
    return {
        "id": hashlib.sha256(name.encode()).hexdigest()[:32],
        "kind": kind,
        "one_report": one.report_id,
        "one": one.id,
        "other_report": other.report_id,
        "other": other.id,
        "indicator": None,
        "path": None,
        "as_of": None,
        "why": why,
        "rank": round(min(1.0, max(0.0, rank)), 4),
        **facts,
    }


# --- Figures ------------------------------------------------------------------------------

_later, _old = aliased(figures, name="later"), aliased(figures, name="old")
_is_replaced = (
    select(_later.c.id)
    .where(_later.c.report_id == figures.c.report_id, _later.c.replaces == figures.c.id, stands(_later))
    .exists()
)
_is_part = (
    select(_later.c.id)
    .where(
        _later.c.report_id == figures.c.report_id,
        unindexed(_later.c.indicator) == figures.c.indicator,
        _later.c.value == figures.c.total,
        _later.c.id != figures.c.id,
        figures.c.value != figures.c.total,
        stands(_later),
    )
    .exists()
    .label("is_part")
)
_COLUMNS = (
    *(figures.c[name]
    for name in (
        "report_id", "id", "words", "value", "low", "high", "modifier", "unit", "per", "total", "indicator",
        "counted", "measure", "as_of", "since", "path",
    )),
    statements.c.speaker, statements.c.id.label("statement"), reports.c.revises, _is_part,
)  # fmt: skip


def _rivals_query() -> Select[Any]:
    said = and_(
        statements.c.report_id == figures.c.report_id,
        statements.c.id == figures.c.statement,
        stands(statements),
    )
    return (
        select(*_COLUMNS)
        .select_from(figures.join(reports, reports.c.id == figures.c.report_id).outerjoin(statements, said))
        .where(
            figures.c.indicator.is_not(None),
            figures.c.as_of.is_not(None),
            figures.c.mode.in_(FIRM),
            figures.c.measure.in_(MEASURES),
            _IS_ORIGINAL,
            stands(figures),
            ~_is_replaced,
        )
    )


def _figure_disputes(connection: Connection, batch: Sequence[str]) -> Iterator[dict[str, Any]]:
    rows = connection.execute(_rivals_query().where(figures.c.report_id.in_(batch))).mappings().all()
    known = casts(connection, {row["report_id"] for row in rows})
    near = {key for key in neighbours(connection, rows, known) if key[0] not in known}
    others = _compared(connection, near)
    known |= casts(connection, {row["report_id"] for row in others} - known.keys())
    corrects = _corrections(connection, known)
    found = (_rival(row, known[row["report_id"]], corrects) for row in (*rows, *others))
    for contest in _contests([rival for rival in found if rival is not None], frozenset(batch)):
        yield _row(
            contest.kind, contest.one, contest.other, contest.why, contest.rank,
            indicator=contest.one.series[0], path=contest.one.path, as_of=contest.other.as_of,
        )  # fmt: skip


def _compared(connection: Connection, keys: set[Key]) -> list[Any]:
    """Those of some figures that stand and have been compared."""
    found: list[Any] = []
    query = _rivals_query().where(_IS_COMPARED)
    for chosen in chunks(sorted({report_id for report_id, _ in keys})):
        rows = connection.execute(query.where(figures.c.report_id.in_(chosen))).mappings()
        found.extend(row for row in rows if (row["report_id"], row["id"]) in keys)
    return found


def _contests(rivals: Iterable[Rival], fresh: frozenset[str]) -> Iterator[Contest]:
    """The contests of fresh rivals among themselves and with the others."""
    alike: dict[Any, list[Rival]] = defaultdict(list)
    same_day: dict[Any, list[Rival]] = defaultdict(list)
    for rival in sorted(rivals, key=by_date):
        alike[rival.series, rival.path, rival.population].append(rival)
        if rival.path is not None:
            same_day[rival.series, rival.as_of].append(rival)
    for some in alike.values():
        yield from _contests_over_time(some, fresh)
    for some in same_day.values():
        yield from _contests_of_a_day(some, fresh)


def _contests_over_time(rivals: Sequence[Rival], fresh: frozenset[str]) -> Iterator[Contest]:
    """Those of one series, place and population, in order of `by_date`."""
    days = [rival.as_of for rival in rivals]
    tied: dict[str, list[int]] = defaultdict(list)
    for at, rival in enumerate(rivals):
        for tie in ties(rival):
            tied[tie].append(at)
    for at, rival in enumerate(rivals):
        if rival.report_id not in fresh:
            continue
        yield from contest_within(rival)
        first = bisect_left(days, moved(rival.as_of, -reach(rival.measure)))
        end = bisect_right(days, moved(rival.as_of, reach(rival.measure)))
        near = {other for tie in ties(rival) for other in _between(tied[tie], first, end)}
        for other in sorted(near):
            if other > at:
                yield from contests(rival, rivals[other])
            elif other < at and rivals[other].report_id not in fresh:
                yield from contests(rivals[other], rival)


def _between(numbers: Sequence[int], first: int, end: int) -> Sequence[int]:
    return numbers[bisect_left(numbers, first) : bisect_left(numbers, end)]


def _contests_of_a_day(rivals: Sequence[Rival], fresh: frozenset[str]) -> Iterator[Contest]:
    """Those of one series and day whose places lie in each other, in order of `by_date`."""
    there: dict[str, list[int]] = defaultdict(list)
    within: dict[str, list[int]] = defaultdict(list)
    for at, rival in enumerate(rivals):
        there[rival.path or ""].append(at)
        for path in (rival.path or "", *wider_than(rival.path or "")):
            within[path].append(at)
    pairs: set[tuple[int, int]] = set()
    for at, rival in enumerate(rivals):
        if rival.report_id in fresh:
            above = (other for path in wider_than(rival.path or "") for other in there[path])
            near = {*within[rival.path or ""], *above} - {at}
            pairs.update((min(at, other), max(at, other)) for other in near)
    for one, other in sorted(pairs):
        first, second = rivals[one], rivals[other]
        if (first.path, first.population) != (second.path, second.population):
            yield from contests_of_parts(first, second)


def _rival(row: Any, cast: Cast, corrects: Mapping[str, frozenset[Any]]) -> Rival | None:
    allowed = bounds(number(row["value"]), number(row["low"]), number(row["high"]), row["modifier"])
    unit = unit_key(row["indicator"], row["unit"], row["per"])
    is_share = row["unit"] == PERCENT and unit_key(row["indicator"], None) != PERCENT
    if allowed is None or is_share:
        return None
    total = number(row["total"])
    population = population_key(row["indicator"], row["counted"], row["unit"])
    return Rival(
        report_id=row["report_id"],
        id=row["id"],
        words=row["words"],
        value=number(row["value"]),
        low=allowed[0],
        high=allowed[1],
        total=total,
        series=(row["indicator"], row["measure"], unit),
        population=population,
        path=row["path"],
        as_of=held(row["as_of"], cast.published, FIRM[0]),
        since=row["since"],
        voice=cast.voice(row["speaker"]) if row["statement"] else cast.own,
        publisher=cast.publisher,
        published=cast.published or "",
        matter=cast.matter,
        corrects=corrects.get(row["report_id"], frozenset()),
        is_new_version=row["revises"] is not None,
        is_part=bool(row["is_part"]),
    )


def _corrections(connection: Connection, report_ids: Iterable[str]) -> dict[str, frozenset[Any]]:
    """The numbers that reports take back."""
    found: dict[str, set[Any]] = defaultdict(set)
    for chosen in chunks(sorted(report_ids)):
        query = (
            select(_later.c.report_id, _old.c.value)
            .join(_old, and_(_old.c.report_id == _later.c.report_id, _old.c.id == _later.c.replaces))
            .where(_later.c.report_id.in_(chosen), _later.c.replaces.is_not(None), stands(_later))
        )
        for report_id, value in connection.execute(query):
            found[report_id].add(number(value))
    return {report_id: frozenset(values) for report_id, values in found.items()}


# --- Statements -----------------------------------------------------------------------------


def _denials(connection: Connection, batch: Sequence[str]) -> Iterator[dict[str, Any]]:
    originals = and_(reports.c.id.in_(batch), _IS_ORIGINAL)
    known = casts(connection, connection.execute(select(reports.c.id).where(originals)).scalars())
    own = _claims(connection, known)
    others = _claims(connection, casts(connection, _near_in_time(connection, own, known)))
    of_report: dict[str, list[Claimed]] = defaultdict(list)
    by_actor: dict[int | None, list[Claimed]] = defaultdict(list)
    for claim in (*own, *others):
        of_report[claim.report_id].append(claim)
        for registered in claim.present:
            by_actor[registered].append(claim)
    for denial in (claim for claim in (*own, *others) if claim.is_denial):
        is_own = denial.report_id in known
        elsewhere = (
            claim for claim in by_actor[denial.voice.registered] if claim.report_id != denial.report_id
        )
        for claim in (*of_report[denial.report_id], *elsewhere):
            if is_own or claim.report_id in known:
                yield from _denied(denial, claim)


def _near_in_time(connection: Connection, own: Sequence[Claimed], known: Mapping[str, Cast]) -> set[str]:
    """Reports compared before, of about the same days, that may deny or be denied: the denier is in both."""
    deniers: dict[str, set[int]] = defaultdict(set)
    for claim in own:
        if claim.is_denial and claim.voice.registered is not None:
            deniers[claim.report_id].add(claim.voice.registered)
    dated = [cast for cast in known.values() if cast.published]
    found: set[str] = set()
    for together in months(dated, lambda cast: cast.published or ""):
        near = _of_days(connection, {cast.published for cast in together if cast.published}) - known.keys()
        are_near = among(actors.c.report_id, near)
        denier = _is_one_of(deniers[cast.report_id] for cast in together)
        found.update(connection.execute(select(actors.c.report_id).where(are_near, denier)).scalars())
        present = _is_one_of(cast.registered for cast in together)
        found.update(connection.execute(_DENIERS.where(are_near, present)).scalars())
    query = select(reports.c.id).where(among(reports.c.id, found), _IS_COMPARED, _IS_ORIGINAL)
    return set(connection.execute(query).scalars())


_DENIERS = (
    select(actors.c.report_id)
    .join(statements, and_(statements.c.report_id == actors.c.report_id, statements.c.speaker == actors.c.id))
    .where(or_(statements.c.act == "deny", statements.c.factuality == "counterfactual"))
)


def _is_one_of(registered: Iterable[Iterable[int]]) -> ColumnElement[bool]:
    """Whether an actor is one of the register's."""
    return among(unindexed(actors.c.registered), set(chain.from_iterable(registered)))


def _of_days(connection: Connection, dates: Iterable[str]) -> set[str]:
    """The reports published at most `DAYS` before or after some dates."""
    found: set[str] = set()
    for first, last in merged((moved(date, -DAYS), moved(date, DAYS)) for date in dates):
        query = select(reports.c.id).where(reports.c.published.between(first, last))
        found.update(connection.execute(query).scalars())
    return found


def _claims(connection: Connection, known: Mapping[str, Cast]) -> list[Claimed]:
    found = []
    names = ("report_id", "id", "position", "words", "act", "factuality", "polarity", "speaker")
    for chosen in chunks(sorted(known)):
        query = (
            select(*(statements.c[name] for name in names))
            .where(statements.c.report_id.in_(chosen), statements.c.speaker.is_not(None), stands(statements))
            .order_by(statements.c.report_id, statements.c.position)
        )
        for row in connection.execute(query).mappings():
            cast = known[row["report_id"]]
            present = cast.registered
            plain = {name: row[name] for name in names if name != "speaker"}
            found.append(
                Claimed(
                    **plain,
                    voice=cast.voice(row["speaker"]),
                    publisher=cast.publisher,
                    published=cast.published or "",
                    present=present,
                )
            )
    return found


def _denied(denial: Claimed, claim: Claimed) -> Iterator[dict[str, Any]]:
    if claim.report_id != denial.report_id:
        first, last = sorted((claim.published, denial.published))
        if not first or last > moved(first, DAYS):
            return
    found = denial_of(denial, claim)
    if found is not None:
        yield _row("denial", claim, denial, *found, as_of=denial.published or None)
