"""Find the disputes of new reports: each is compared once with all that were compared before.

Which reports stand is asked when disputes are listed, so that it does not matter in what order reports come.
"""

from __future__ import annotations

import datetime
import hashlib
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, and_, delete, func, insert, or_, select, update
from sqlalchemy.orm import aliased

from onrecord.comparison.denials import DAYS, Claimed, denial_of
from onrecord.comparison.points import FIRM, held
from onrecord.comparison.rivals import (
    FALL_DAYS,
    Contest,
    Rival,
    bounds,
    by_date,
    contest_within,
    contests,
    contests_of_parts,
)
from onrecord.comparison.vocabulary import PERCENT, population_key, unit_key
from onrecord.comparison.voices import Cast, casts, chunks
from onrecord.ledger.ledger import Ledger
from onrecord.ledger.rows import number
from onrecord.ledger.schema import actors, disputes, figures, reports, stands, statements

BATCH = 100  # reports compared in one transaction
MEASURES = ("stock", "cumulative")


def compare(ledger: Ledger) -> int:
    """Compare the reports that have not been compared yet; how many there were.

    A transaction holds a hundred of them: a run that is stopped goes on where it stood.
    """
    done = 0
    while True:
        with ledger._reading() as connection:
            if not _waiting(connection):
                return done
        with ledger._writing() as connection:
            done += _compare_batch(connection, _waiting(connection))


def _waiting(connection: Connection) -> list[str]:
    order = (func.coalesce(reports.c.published, ""), reports.c.id)  # sorts the few that wait; no index of all
    query = select(reports.c.id).where(reports.c.is_compared.is_(False)).order_by(*order).limit(BATCH)
    return list(connection.execute(query).scalars())


def _compare_batch(connection: Connection, batch: Sequence[str]) -> int:
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
        _later.c.indicator == figures.c.indicator,
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
            reports.c.copy_of.is_(None),
            stands(figures),
            ~_is_replaced,
        )
    )


def _figure_disputes(connection: Connection, batch: Sequence[str]) -> Iterator[dict[str, Any]]:
    rows = connection.execute(_rivals_query().where(figures.c.report_id.in_(batch))).mappings().all()
    pool = {(row["report_id"], row["id"]): row for row in rows}
    for condition in _neighbourhoods(rows):
        query = _rivals_query().where(
            condition, or_(reports.c.is_compared.is_(True), figures.c.report_id.in_(batch))
        )
        for row in connection.execute(query).mappings():
            pool[row["report_id"], row["id"]] = row
    known = casts(connection, [report_id for report_id, _ in pool])
    corrects = _corrections(connection, known)
    alike: dict[Any, list[Rival]] = defaultdict(list)
    same_day: dict[Any, list[Rival]] = defaultdict(list)
    for row in pool.values():
        rival = _rival(row, known[row["report_id"]], corrects)
        if rival is not None:
            alike[rival.series, rival.path, rival.population].append(rival)
            if rival.path is not None:
                same_day[rival.series, rival.as_of].append(rival)
    fresh = set(batch)
    for contest in _contests(alike.values(), same_day.values(), fresh):
        yield _row(
            contest.kind, contest.one, contest.other, contest.why, contest.rank,
            indicator=contest.one.series[0], path=contest.one.path, as_of=contest.other.as_of,
        )  # fmt: skip


def _neighbourhoods(rows: Sequence[Any]) -> Iterator[Any]:
    """Where the rivals of some figures are: their indicator and place for some weeks, and their days."""
    spans: dict[tuple[str, str | None], list[str]] = defaultdict(list)
    days: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        spans[row["indicator"], row["path"]].append(row["as_of"])
        if row["path"] is not None:
            days[row["indicator"]].add(row["as_of"])
    for (indicator, path), held_for in spans.items():
        here = figures.c.path.is_(None) if path is None else figures.c.path == path
        first, last = moved(min(held_for), -FALL_DAYS), moved(max(held_for), FALL_DAYS)
        yield and_(figures.c.indicator == indicator, here, figures.c.as_of.between(first, last))
    for indicator, dates in days.items():
        for chosen in chunks(sorted(dates)):
            yield and_(
                figures.c.indicator == indicator, figures.c.as_of.in_(chosen), figures.c.path.is_not(None)
            )


def _contests(
    alike: Iterable[list[Rival]], same_day: Iterable[list[Rival]], fresh: set[str]
) -> Iterator[Contest]:
    """The contests of fresh rivals among themselves and with the others."""
    for rivals in alike:
        rivals.sort(key=by_date)
        for at, rival in enumerate(rivals):
            is_fresh = rival.report_id in fresh
            if is_fresh:
                yield from contest_within(rival)
            last = moved(rival.as_of, FALL_DAYS)
            for other in rivals[at + 1 :]:
                if other.as_of > last:
                    break
                if is_fresh or other.report_id in fresh:
                    yield from contests(rival, other)
    for rivals in same_day:
        rivals.sort(key=by_date)
        for rival, other in itertools.combinations(rivals, 2):
            is_fresh = rival.report_id in fresh or other.report_id in fresh
            if is_fresh and (rival.path, rival.population) != (other.path, other.population):
                yield from contests_of_parts(rival, other)


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
    originals = and_(reports.c.id.in_(batch), reports.c.copy_of.is_(None))
    query = select(reports.c.id, reports.c.published).where(originals)
    dates = {row.id: row.published for row in connection.execute(query)}
    known = casts(connection, dates)
    own = _claims(connection, known)
    denials = [claim for claim in own if claim.is_denial]
    dated = [date for date in dates.values() if date]
    others: list[Claimed] = []
    if dated:
        first, last = moved(min(dated), -DAYS), moved(max(dated), DAYS)
        window = and_(
            reports.c.published.between(first, last),
            reports.c.is_compared.is_(True),
            reports.c.copy_of.is_(None),
        )
        others = _elsewhere(connection, own, denials, known, window)
    for denial in denials:
        for claim in (*own, *others):
            yield from _denied(denial, claim)
    for denial in filter(lambda claim: claim.is_denial, others):
        for claim in own:
            yield from _denied(denial, claim)


def _elsewhere(
    connection: Connection,
    own: Sequence[Claimed],
    denials: Sequence[Claimed],
    known: Mapping[str, Cast],
    window: Any,
) -> list[Claimed]:
    """Statements of reports compared before that may deny, or be denied: those with the denier in them."""
    deniers = {claim.voice.registered for claim in denials if claim.voice.registered is not None}
    present = frozenset().union(*(cast.registered for cast in known.values()))
    wanted: set[str] = set()
    joined = actors.join(reports, reports.c.id == actors.c.report_id)
    for chosen in chunks(sorted(deniers)):
        query = select(reports.c.id).select_from(joined).where(actors.c.registered.in_(chosen), window)
        wanted.update(connection.execute(query).scalars())
    spoken = joined.join(
        statements,
        and_(statements.c.report_id == actors.c.report_id, statements.c.speaker == actors.c.id),
    )
    denying = or_(statements.c.act == "deny", statements.c.factuality == "counterfactual")
    for chosen in chunks(sorted(present)):
        query = (
            select(reports.c.id).select_from(spoken).where(actors.c.registered.in_(chosen), window, denying)
        )
        wanted.update(connection.execute(query).scalars())
    return _claims(connection, casts(connection, wanted - set(known)))


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
        names = {claim.published, denial.published}
        is_there = denial.voice.registered in claim.present
        if not is_there or "" in names or max(names) > moved(min(names), DAYS):
            return
    found = denial_of(denial, claim)
    if found is not None:
        yield _row("denial", claim, denial, *found, as_of=denial.published or None)


def moved(day: str, days: int) -> str:
    """A day some days later or earlier (ISO)."""
    try:
        return (datetime.date.fromisoformat(day[:10]) + datetime.timedelta(days=days)).isoformat()
    except (ValueError, OverflowError):
        return day
