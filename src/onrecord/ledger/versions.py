"""Which report revises another, and what has been withdrawn.

Reports of one address, or of one outlet and id, are versions of one another: the last is current. A version
that its publisher cancels, or that a notice in plain text withdraws ("please kill the story of Feb 16"), is
retracted with the versions before it and the copies of it; so is what is cancelled without a text. The order
of adding does not count.

The keys by which versions and notices find each other are kept as hashes among the bands of signatures, where
reports that may belong together meet.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from sqlalchemy import Connection, RowMapping, func, insert, or_, select, update

from onrecord.errors import Empty
from onrecord.ledger.conditions import among
from onrecord.ledger.schema import bands, cancelled, reports, statements, times
from onrecord.lexicon.versions import NAME, load_versions
from onrecord.record import Record

OPENING_LINES = 4  # lines of a text in which a notice may announce itself
WITHIN_DAYS = 14  # a notice without a date is about a report at most so old
CLEAR = 0.4  # share of its title or of the notice's names by which a report is known to be the one meant
MARGIN = 0.15  # by so much more than any other of that day
NAMED, TITLED = 3.0, 2.0  # the notice has the report's id or address, or its whole title
TITLE_WORDS = 4  # in a title that tells a report from others
ANY_DAY = "-"

_COLUMNS = [
    reports.c[name]
    for name in (
        "id", "status", "title", "outlet", "agency", "published", "url", "external_id", "versioncreated",
        "pubstatus", "revises", "retracts", "copy_of", "added_at",
    )
]  # fmt: skip
_OF_IDS = select(*_COLUMNS).where(among(reports.c.id, "ids"))
_MET = select(bands.c.report_id, bands.c.band).where(among(bands.c.band, "bands"))
_CANCELLED = (
    select(cancelled.c.key, func.max(cancelled.c.at), func.min(cancelled.c.at))
    .where(among(cancelled.c.key, "keys"))
    .group_by(cancelled.c.key)
)
_WORD = re.compile(r"\w+")
_NAME = re.compile(r"(?<=[\w,;] )[A-ZÀ-ÖØ-Þ]\w+|\d+")  # within a sentence: at its start any word is capital
_PARAGRAPH = re.compile(r"\n\s*\n")
Row = Mapping[str, Any] | RowMapping


def note(connection: Connection, record: Record, moved: Iterable[str] = ()) -> None:
    """Say what a new or renewed report revises or withdraws, what revises or withdraws it, and their status.

    `moved` are reports whose `copy_of` has changed.
    """
    report_id = record.report.id
    row = _rows(connection, [report_id])[report_id]
    notice = _notice(connection, row, record.report.text)
    own = {_band(key) for key in (*version_keys(row), *(notice.keys if notice else ()))}
    sought = {_band(key) for key in _notice_keys(row)}
    met = connection.execute(_MET, {"bands": list(own | sought)}).all()
    fresh = own - {found.band for found in met if found.report_id == report_id}
    if fresh:
        connection.execute(insert(bands), [{"band": band, "report_id": report_id} for band in sorted(fresh)])
    moved = {*moved}
    others = {found.report_id for found in met} - {report_id}
    if not others and not moved and notice is None and _is_plain(row) and not _cancelled(connection, [row]):
        return
    notices = {found.report_id for found in met if found.band in sought}
    changed = {report_id, *moved}
    for found_id in sorted({report_id, *notices}):
        changed |= _resolve(connection, found_id)
    _settle(connection, changed)


def cancel(connection: Connection, article: Row, origin: str, seen_at: str) -> bool:
    """Withdraw the versions of an article that was cancelled without a text; whether that is news.

    Those made before or when it was cancelled are meant, whenever they are added; all where it does not say
    when that was. Raises `Empty` where nothing tells which article it is.
    """
    keys = version_keys(article)
    if not keys:
        raise Empty(
            f"{origin}: it is canceled, and neither its words, its address nor its outlet and id are told"
        )
    at = _stated(article)
    known = select(cancelled.c.key).where(cancelled.c.key.in_(keys), cancelled.c.at == at)
    fresh = keys - set(connection.execute(known).scalars())
    if fresh:
        rows = [{"key": key, "at": at, "origin": origin, "seen_at": seen_at} for key in sorted(fresh)]
        connection.execute(insert(cancelled), rows)
        _settle(connection, _sharing(connection, fresh))
    return bool(fresh)


def _is_plain(row: Row) -> bool:
    """Whether a report is as one that has nothing to do with any other."""
    bound = (row["copy_of"], row["revises"], row["retracts"])
    return row["status"] == "current" and row["pubstatus"] != "canceled" and not any(bound)


def version_keys(row: Row) -> frozenset[str]:
    """What a report shares with its other versions: its address, or its outlet and the id there."""
    keys = set()
    address = url_key(row["url"])
    if address:
        keys.add(f"url {address}")
    outlet = row["outlet"] or row["agency"]
    if outlet and row["external_id"]:
        keys.add(f"id {_folded(outlet)} {row['external_id']}")
    return frozenset(keys)


def url_key(url: str | None) -> str | None:
    """An address without what does not tell pages apart; `None` where it names no page of a site."""
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").lower()
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return None
    words = load_versions()
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name.lower() not in words.tracking and not name.lower().startswith(words.tracking_openings or "\0")
    ]
    path = parts.path.rstrip("/")
    if not host or not (path or query):
        return None
    return f"{host}{port}{path}" + (f"?{urlencode(query)}" if query else "")


# --- Notices ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Notice:
    """A report that withdraws another: who publishes it, the days it names, the names and numbers in it."""

    report_id: str
    text: str
    names: frozenset[str]
    published: str | None
    days: frozenset[str]
    telling: frozenset[str]

    @property
    def keys(self) -> set[str]:
        """What the report it withdraws may be known by."""
        return {f"kill {name} {day}" for name in self.names for day in self.days or (ANY_DAY,)}


def _notice(connection: Connection, row: Row, text: str | None = None) -> Notice | None:
    """The notice that a report is, or `None`; its text is read where it is not given."""
    names, report_id = _names(row), row["id"]
    if text is None:
        text = connection.execute(select(reports.c.text).where(reports.c.id == report_id)).scalar_one()
    at = _announced(row["title"] or "", text, names)
    if at is None or not names or _is_quoted(connection, report_id, at):
        return None
    anatomy = connection.execute(select(reports.c.anatomy).where(reports.c.id == report_id)).scalar_one()
    datelines = [(start, end) for part, start, end in anatomy if part == "dateline"]
    query = select(times).where(times.c.report_id == report_id, times.c.type == "date")
    dates = list(connection.execute(query).mappings())
    first, last = _paragraph(text, at) if at >= 0 else (0, 0)
    days = frozenset(
        date["start"]
        for date in dates
        if date["start"]
        and date["start"] == date["end"]
        and first <= date["span_start"] < last
        and not any(start <= date["span_start"] < end for start, end in datelines)
    )
    bare = _blanked(text, [*datelines, *((date["span_start"], date["span_end"]) for date in dates)])
    own = {word for name in names for word in name.split()}
    telling = frozenset(word.casefold() for word in _NAME.findall(bare)) - own
    return Notice(report_id, text, names, row["published"], days, telling)


def _blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _announced(title: str, text: str, names: frozenset[str]) -> int | None:
    """Where a text asks for a withdrawal in so many words; -1: only its heading says so; `None`: nowhere."""
    phrase = _phrases().search(text) or _own_phrases(names).search(text)
    if phrase:
        return phrase.start()
    lines = [line for line in text.split("\n") if line.strip()][:OPENING_LINES]
    return -1 if any(_openings().match(line.strip()) for line in [title, *lines]) else None


@lru_cache(maxsize=1)
def _phrases() -> re.Pattern[str]:
    return _any_of(load_versions().phrases)


@lru_cache(maxsize=256)
def _own_phrases(names: frozenset[str]) -> re.Pattern[str]:
    return _any_of(
        [phrase.replace(NAME, name) for phrase in load_versions().by_name for name in sorted(names)]
    )


@lru_cache(maxsize=1)
def _openings() -> re.Pattern[str]:
    return re.compile(_any_of(load_versions().openings).pattern + r"\s*(?::|[–—]|\s-\s|$)", re.I)


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """Any of some phrases, with any white space between their words; nothing where there are none."""
    written = [r"\s+".join(map(re.escape, phrase.split())) for phrase in phrases]
    longest_first = sorted(written, key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"\b(?:{'|'.join(longest_first)})\b" if written else r"(?!)", re.I)


def _is_quoted(connection: Connection, report_id: str, at: int) -> bool:
    query = select(statements.c.content).where(
        statements.c.report_id == report_id, statements.c.kind != "indirect"
    )
    return any(start <= at < end for content in connection.execute(query).scalars() for start, end in content)


def _paragraph(text: str, at: int) -> tuple[int, int]:
    start = max((gap.end() for gap in _PARAGRAPH.finditer(text, 0, at)), default=0)
    gap = _PARAGRAPH.search(text, at)
    return start, gap.start() if gap else len(text)


def _notice_keys(row: Row) -> set[str]:
    """By what notices that withdraw this report would be known."""
    if not row["published"]:
        return set()
    return {f"kill {name} {day}" for name in _names(row) for day in (row["published"], ANY_DAY)}


def _names(row: Row) -> frozenset[str]:
    return frozenset(_folded(name) for name in (row["agency"], row["outlet"]) if name)


def _folded(name: str) -> str:
    return " ".join(name.casefold().split()).removeprefix("the ")


def _resolve(connection: Connection, report_id: str) -> set[str]:
    """Settle what a report withdraws, where it is a notice; the ids of what it did and does withdraw."""
    row = _rows(connection, [report_id])[report_id]
    if row["pubstatus"] == "canceled":
        return set()
    notice = _notice(connection, row)
    target = _target(connection, notice) if notice else None
    if target != row["retracts"]:
        connection.execute(update(reports).where(reports.c.id == report_id).values(retracts=target))
    return {found for found in (row["retracts"], target) if found}


def _target(connection: Connection, notice: Notice) -> str | None:
    """The one report that a notice can mean; `None` where that is not clear."""
    candidates = _candidates(connection, notice)
    query = select(reports.c.id, reports.c.text).where(reports.c.id.in_(candidates))
    texts = {row["id"]: row["text"] for row in connection.execute(query).mappings()}
    best: dict[str, tuple[float, bool, str]] = {}  # by cluster of copies: likeness, is its own, id
    for candidate, row in candidates.items():
        if _announced(row["title"] or "", texts[candidate], _names(row)) is not None:
            continue  # one notice does not withdraw another
        is_own = row["outlet"] is None or _folded(row["outlet"]) in notice.names
        found = (_likeness(notice, row, texts[candidate]), is_own, candidate)
        cluster = row["copy_of"] or candidate
        best[cluster] = max(best.get(cluster, found), found, key=lambda one: (one[1], one[0], one[2]))
    ranked = sorted(best.values(), reverse=True)
    if not ranked or ranked[0][0] < CLEAR:
        return None
    if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < MARGIN:
        return None
    return ranked[0][2]


def _candidates(connection: Connection, notice: Notice) -> dict[str, RowMapping]:
    """Reports of the same agency or outlet of the days that a notice names, or of those just before it."""
    query = select(*_COLUMNS).where(reports.c.id != notice.report_id)
    if notice.days:
        query = query.where(reports.c.published.in_(notice.days))
    elif notice.published:
        last = datetime.date.fromisoformat(notice.published[:10])
        first = last - datetime.timedelta(days=WITHIN_DAYS)
        query = query.where(reports.c.published.between(first.isoformat(), last.isoformat()))
    else:
        return {}
    return {
        row["id"]: row
        for row in connection.execute(query).mappings()
        if not notice.names.isdisjoint(_names(row))
    }


def _likeness(notice: Notice, row: Row, text: str) -> float:
    """How surely a notice means a report, by its id or address, its title, the names that both have."""
    named = [value for value in (row["external_id"], row["url"]) if value and len(value) > TITLE_WORDS]
    if any(value in notice.text for value in named):
        return NAMED
    theirs = [word.casefold() for word in _WORD.findall(row["title"] or "")]
    ours = [word.casefold() for word in _WORD.findall(notice.text)]
    if len(theirs) >= TITLE_WORDS and f" {' '.join(theirs)} " in f" {' '.join(ours)} ":
        return TITLED
    telling = {word for word in theirs if len(word) >= TITLE_WORDS or word.isdigit()}
    titled = len(telling & set(ours)) / len(telling) if len(telling) >= TITLE_WORDS else 0.0
    shared = notice.telling & {word.casefold() for word in _WORD.findall(text)}
    return max(titled, len(shared) / len(notice.telling) if notice.telling else 0.0)


# --- Status ----------------------------------------------------------------------------


def _settle(connection: Connection, report_ids: Iterable[str]) -> None:
    """Write status, `revises` and `retracts` of reports and of all that are versions or copies of them."""
    rows, groups = _related(connection, report_ids)
    notices = _sharing(connection, {key for row in rows.values() for key in _notice_keys(row)})
    killed = {row["retracts"] for row in _rows(connection, notices).values()} if notices else set()
    until = _cancelled(connection, rows.values())
    facts: dict[str, dict[str, str | None]] = {}
    withdrawn: set[str] = set()
    for group in groups:
        last_moment = max(
            (until[key] for one in group for key in version_keys(rows[one]) if key in until), default=""
        )
        withdrawn.update(one for one in group if _stated(rows[one]) < last_moment)
        versions = sorted(group, key=lambda one: _moment(rows[one]))
        last = max(
            (at for at, one in enumerate(versions) if one in killed or rows[one]["pubstatus"] == "canceled"),
            default=-1,
        )
        withdrawn.update(versions[: last + 1])
        for at, one in enumerate(versions):
            before = versions[at - 1] if at else None
            is_canceled = rows[one]["pubstatus"] == "canceled"
            facts[one] = {
                "status": "current" if at == len(versions) - 1 else "revised",
                "revises": None if is_canceled else before,
                "retracts": before if is_canceled else rows[one]["retracts"],
            }
    withdrawn |= {one for one in rows if any(_carries(rows[one], rows[other]) for other in withdrawn)}
    for one, fact in facts.items():
        fact["status"] = "retracted" if one in withdrawn else fact["status"]
        if any(rows[one][name] != value for name, value in fact.items()):
            connection.execute(update(reports).where(reports.c.id == one).values(fact))


def _cancelled(connection: Connection, rows: Iterable[Row]) -> dict[str, str]:
    """Keys of reports that were cancelled without a text, each with a moment after the last it withdraws."""
    keys = {key for row in rows for key in version_keys(row)}
    if not keys:
        return {}
    found = connection.execute(_CANCELLED, {"keys": list(keys)})
    return {key: f"{last}~" if first else "~" for key, last, first in found}  # after any digit


def _stated(row: Row) -> str:
    """When a version was made, as far as that is stated: its day, or its publisher's time; else empty."""
    return max(row["published"] or "", row["versioncreated"] or "")


def _carries(row: Row, withdrawn: Row) -> bool:
    """Whether a report is the same agency copy as one withdrawn by who wrote it, and no notice itself."""
    if (row["copy_of"] or row["id"]) != (withdrawn["copy_of"] or withdrawn["id"]) or row["retracts"]:
        return False
    is_agencys = withdrawn["agency"] is not None and withdrawn["outlet"] in (None, withdrawn["agency"])
    is_its_own = withdrawn["copy_of"] is None or is_agencys
    return is_its_own and row["agency"] in (None, withdrawn["agency"])


def _related(
    connection: Connection, report_ids: Iterable[str]
) -> tuple[dict[str, RowMapping], list[set[str]]]:
    """Reports with all versions and copies of them, and of those: their rows, and the groups of versions."""
    rows: dict[str, RowMapping] = {}
    keys: dict[str, set[str]] = defaultdict(set)
    waiting = set(report_ids)
    while waiting:
        found = _rows(connection, waiting)
        rows.update(found)
        fresh = {key for row in found.values() for key in version_keys(row)} - keys.keys()
        originals = {row["copy_of"] or row["id"] for row in found.values()}
        query = select(*_COLUMNS).where(or_(reports.c.copy_of.in_(originals), reports.c.id.in_(originals)))
        near = {row["id"] for row in connection.execute(query).mappings()}
        near |= _sharing(connection, fresh)
        for row in found.values():
            for key in version_keys(row):
                keys[key].add(row["id"])
        waiting = near - rows.keys()
    groups: list[set[str]] = [{one} for one in rows]
    for members in keys.values():
        joined = [group for group in groups if group & members]
        groups = [group for group in groups if not group & members] + [set().union(*joined)]
    return rows, groups


def _moment(row: Row) -> tuple[str, str, str, str]:
    """When a version was made: its day, then its publisher's time, then when it was added."""
    made = row["versioncreated"] or ""
    day = max(row["published"] or "", made[:10]) or row["added_at"][:10]
    return day, made, row["added_at"], row["id"]


def _rows(connection: Connection, report_ids: Iterable[str]) -> dict[str, RowMapping]:
    found = connection.execute(_OF_IDS, {"ids": list(report_ids)}).mappings()
    return {row["id"]: row for row in found}


def _band(key: str) -> int:
    return int.from_bytes(blake2b(key.encode("utf-8", "replace"), digest_size=8).digest(), signed=True)


def _sharing(connection: Connection, keys: Iterable[str]) -> set[str]:
    """The reports that are kept under one of some keys."""
    wanted = [_band(key) for key in keys]
    if not wanted:
        return set()
    return set(connection.execute(select(bands.c.report_id).where(bands.c.band.in_(wanted))).scalars())
