"""The register: who an actor is across reports, and what people decide about it.

Names that are surely one actor's become one entry by themselves; what is only likely becomes a proposal that
a person decides. Every decision is a row of `register_changes` and can be undone.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    Select,
    Table,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from onrecord.ledger.conditions import among
from onrecord.ledger.opening import LedgerError
from onrecord.ledger.register_matching import (
    BY_HAND,
    Named,
    Sort,
    agree,
    decided_key,
    decided_keys,
    fold,
    is_acronym,
    kept_keys,
    key_of,
    look,
    meant_keys,
    name_keys,
    named,
    near_keys,
    number_of,
    person,
    person_key,
    sharing_keys,
    shown,
    sort_of,
    told_keys,
    why_bodies,
    why_persons,
)
from onrecord.ledger.schema import (
    actors,
    changed_entries,
    figures,
    proposals,
    register,
    register_changes,
    register_names,
    reports,
    stands,
    statements,
)
from onrecord.record import Record

if TYPE_CHECKING:
    from onrecord.ledger.ledger import Ledger

MOST_PROPOSED = 5  # for one new entry
MOST_SHARING = 2  # who may be meant by a surname alone; of more, none is likely
FEW = 500  # entries that are counted by their numbers; of more, all are counted
_LOCK = 0x6F6E7265  # of the register, on PostgreSQL; SQLite has one writer at a time


# --- Enrolling a report's actors ---------------------------------------------------------


@dataclass(slots=True, eq=False)
class _Entry:
    """A row of the register, with the keys of it that were looked up."""

    id: int
    name: str
    kind: str
    country: str | None
    keys: set[str] = field(default_factory=set)
    is_new: bool = False
    is_changed: bool = False

    @property
    def sort(self) -> Sort:
        return sort_of(self.kind)

    @property
    def is_bare(self) -> bool:
        return self.sort == "person" and not person(person_key(self.name)).given


def enrol(connection: Connection, record: Record) -> dict[str, int]:
    """Give every named actor of a report its entry in the register; the entries' ids by actor id.

    The report's own row is in place; its actors' rows are to have the ids. Enrolling again changes nothing.
    """
    present = [found for actor in record.actors if (found := named(actor)) is not None]
    if not present:
        return {}
    _lock(connection)
    page = _Page(connection, record.report.id, present)
    page.place(one for one in present if not one.is_bare)
    page.place(one for one in present if one.is_bare)
    page.write()
    return page.placed


def mark(connection: Connection, report_id: str, entries: Mapping[str, int]) -> None:
    """Write the entries of a report's actors, whose rows are in place."""
    if entries:
        rows = [{"of": report_id, "actor": actor, "number": number} for actor, number in entries.items()]
        connection.execute(_ENROL, rows)


class _Page:
    """The part of the register that a report's actors touch, read in one go and written in one."""

    def __init__(self, connection: Connection, report_id: str, present: Sequence[Named]) -> None:
        self.connection = connection
        self.report_id = report_id
        self.placed: dict[str, int] = {}
        self.entries: dict[int, _Entry] = {}
        self.by_key: defaultdict[str, list[_Entry]] = defaultdict(list)
        self.names: list[dict[str, Any]] = []
        self.proposed: dict[tuple[int, int], str] = {}
        self._next: int | None = None
        self._seen: set[str] = set()
        self._read(key for one in present for key in meant_keys(one, report_id))

    def _read(self, wanted: Iterable[str]) -> None:
        keys = sorted(set(wanted) - self._seen)
        self._seen.update(keys)
        if not keys:
            return
        for key, number, name, kind, country in self.connection.execute(_BY_KEYS, {"keys": keys}):
            entry = self.entries.get(number)
            if entry is None:
                entry = self.entries[number] = _Entry(number, name, kind, country)
            entry.keys.add(key)
            self.by_key[key].append(entry)

    def place(self, some: Iterable[Named]) -> None:
        """Find the entries of actors, or make them, and keep the names they go by here."""
        new = [one for one in some if not self._is_found(one)]
        if new:
            self._read(key for one in new for key in near_keys(one))
        for one in new:
            if self._is_found(one):  # made for another actor of the report
                continue
            entry = self._new(one)
            self._propose(one, entry)
            self.placed[one.id] = entry.id
            self._keep(one, entry)

    def _is_found(self, one: Named) -> bool:
        entry = self._decided(one) or (self._bare(one) if one.is_bare else self._full(one))
        if entry is None:
            return False
        self._learn(one, entry)
        self.placed[one.id] = entry.id
        self._keep(one, entry)
        return True

    # --- Finding ----------------------------------------------------------------------------

    def _decided(self, one: Named) -> _Entry | None:
        found = self.by_key.get(decided_key(one), [])
        return found[0] if found else None

    def _full(self, one: Named) -> _Entry | None:
        keys = [one.key]
        if one.canonical:
            keys.append(key_of(one.canonical.name, one.sort))
        for key in keys:
            if entry := self._chosen(one, self._of(one.sort, key)):
                return entry
        for key, alias in one.aliases.items():
            found = self._of(one.sort, key)
            if one.sort == "body" and is_acronym(alias) and len(key) < 3:
                continue
            if len(found) == 1 and agree(found[0].country, one.country) and self._is_only(found[0], key):
                return found[0]
        return None

    def _is_only(self, entry: _Entry, key: str) -> bool:
        """Whether an entry is known by this name alone, so that a fuller one is news and no contradiction."""
        return key_of(entry.name, entry.sort) == key

    def _chosen(self, one: Named, found: Sequence[_Entry]) -> _Entry | None:
        """The one that is meant: of the same country, else the only one whose country does not conflict."""
        same = [entry for entry in found if entry.country == one.country]
        if same:
            return same[0]
        fitting = [entry for entry in found if agree(entry.country, one.country)]
        return fitting[0] if len(fitting) == 1 else None

    def _bare(self, one: Named) -> _Entry | None:
        """Of a surname alone: the only person so called, where an office or the country is shared."""
        for key in (one.key, f"~in:{self.report_id}:{one.key}"):
            if found := self._of("person", key):
                return found[0]
        surname = person(one.key).surname
        full = self._of("person", f"~surname:{surname}")
        sharing = self._sharing(one)
        if full:
            fits = len(full) == 1 and full[0] in sharing and agree(full[0].country, one.country)
            return full[0] if fits and full[0].id not in self.placed.values() else None
        fitting = [
            entry
            for entry in sharing
            if agree(entry.country, one.country) and entry.id not in self.placed.values()
        ]
        return fitting[0] if len(fitting) == 1 else None

    def _sharing(self, one: Named) -> list[_Entry]:
        """Persons of the surname who share an office or the country."""
        found = {entry.id: entry for key in sharing_keys(one) for entry in self._of("person", key)}
        if one.country:
            for surname in one.surnames:
                same = (e for e in self._of("person", f"~surname:{surname}") if e.country == one.country)
                found.update((entry.id, entry) for entry in same)
        return [found[number] for number in sorted(found)]

    def _of(self, sort: Sort, key: str) -> list[_Entry]:
        found = [entry for entry in self.by_key.get(key, ()) if entry.sort == sort]
        return sorted(found, key=lambda entry: entry.id)

    # --- Keeping ----------------------------------------------------------------------------

    def _new(self, one: Named) -> _Entry:
        if self._next is None:
            self._next = next_id(self.connection)
        name = one.canonical.name if one.canonical else one.name
        entry = _Entry(self._next, name, one.kind, one.country, is_new=True)
        self._next += 1
        self.entries[entry.id] = entry
        return entry

    def _learn(self, one: Named, entry: _Entry) -> None:
        """What the report tells of an entry: its country, its kind, what its acronym stands for."""
        if entry.country is None and one.country is not None and entry.sort == one.sort:
            entry.country, entry.is_changed = one.country, True
        if entry.kind == "organization" and one.sort == "body" and one.kind != "organization":
            entry.kind, entry.is_changed = one.kind, True
        if BY_HAND not in entry.keys and is_acronym(entry.name) and one.sort == "body" and not one.canonical:
            by_alias = fold(entry.name) in one.aliases and not is_acronym(one.name)
            if by_alias and not self._is_by_hand(entry):
                entry.name, entry.is_changed = one.name, True

    def _is_by_hand(self, entry: _Entry) -> bool:
        query = select(register_names.c.key).where(
            register_names.c.key == BY_HAND, register_names.c.registered == entry.id
        )
        return self.connection.execute(query).first() is not None

    def _keep(self, one: Named, entry: _Entry) -> None:
        keys = told_keys if one.key in entry.keys else kept_keys
        for key, name in keys(one, self.report_id).items():
            self._name(entry, key, name)
        for key, name in one.aliases.items():
            holders = [e for e in self._of(one.sort, key) if e is not entry]
            if not holders:
                self._name(entry, key, name)
            for holder in holders:
                if agree(holder.country, entry.country):
                    self._suggest(entry, holder, f'a report calls "{entry.name}" by the name "{name}"')

    def _name(self, entry: _Entry, key: str, name: str) -> None:
        if key not in entry.keys:
            entry.keys.add(key)
            self.by_key[key].append(entry)
            self.names.append({"key": key, "registered": entry.id, "name": name})

    # --- Proposing --------------------------------------------------------------------------

    def _propose(self, one: Named, entry: _Entry) -> None:
        """Whom a new entry may be the same as."""
        sharing = {e.id for e in self._sharing(one)} if one.sort == "person" else set()
        looks = look(one.key)
        count = 0
        if one.is_bare and len(sharing) > MOST_SHARING:
            sharing = set()
        asked = meant_keys(one, self.report_id) | near_keys(one)
        near = {other.id: other for key in asked for other in self.by_key.get(key, ())}
        for _, other in sorted(near.items()):
            if other is entry or count == MOST_PROPOSED:
                continue
            if why := self._why(one, entry, other, sharing, looks):
                self._suggest(entry, other, why)
                count += 1

    def _why(
        self, one: Named, entry: _Entry, other: _Entry, sharing: Iterable[int], looks: str | None
    ) -> str | None:
        both = f'"{other.name}" and "{entry.name}"'
        alike = {f"~look:{one.key}"} | ({looks, f"~surname:{looks}", f"~look:{looks}"} if looks else set())
        if alike & other.keys and key_of(other.name, other.sort) != one.key:
            return f"{both} look alike but are written in different letters"
        if other.id in self.placed.values():
            return None  # the report tells them apart
        if other.sort != entry.sort:
            return _why_of_two_sorts(one, other) if agree(other.country, entry.country) else None
        known = key_of(other.name, other.sort)
        if not agree(other.country, entry.country):
            return f"{both} have the same name but conflicting countries" if known == one.key else None
        if one.sort == "body":
            is_kind = other.kind == one.kind or "organization" in (other.kind, one.kind)
            why = why_bodies(entry.name, other.name) if is_kind else None
            return f"{both} {why}" if why else None
        if one.sort == "people":
            return None
        if one.is_bare or other.is_bare:
            shared = other.id in sharing and (one.is_bare != other.is_bare)
            return f"{both} share a surname and an office or a country" if shared else None
        if known == one.key:
            return f"{both} have the same name"
        why = why_persons(entry.name, other.name)
        return f"{both} {why}" if why else None

    def _suggest(self, one: _Entry, other: _Entry, why: str) -> None:
        pair = (min(one.id, other.id), max(one.id, other.id))
        self.proposed.setdefault(pair, f"{why[0].upper()}{why[1:]}.")

    # --- Writing ----------------------------------------------------------------------------

    def write(self) -> None:
        """Write what is new, each table in one go."""
        execute = self.connection.execute
        new = [entry for entry in self.entries.values() if entry.is_new]
        if new:
            execute(insert(register), [_entry_row(entry) for entry in new])
        changed = [entry for entry in self.entries.values() if entry.is_changed and not entry.is_new]
        if changed:
            execute(_CHANGE_ENTRY, [{"number": entry.id, **_entry_row(entry)} for entry in changed])
        _insert_new(self.connection, register_names, self.names)
        _insert_new(
            self.connection,
            proposals,
            [{"one": one, "other": other, "why": why} for (one, other), why in sorted(self.proposed.items())],
        )


def _why_of_two_sorts(one: Named, other: _Entry) -> str | None:
    """A full name that one report takes for a person and another for a body."""
    if "people" in (one.sort, other.sort) or " " not in one.key or one.key not in other.keys:
        return None
    kinds = f"{_kind(other.kind)} in one report and {_kind(one.kind)} in another"
    return f'"{other.name}" is {kinds}'


def _kind(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind.replace('_', ' ')}"


_ENTRIES = select(
    register_names.c.key, register.c.id, register.c.name, register.c.kind, register.c.country
).join(register, register.c.id == register_names.c.registered)
_BY_KEYS = _ENTRIES.where(among(register_names.c.key, "keys"))
_CHANGE_ENTRY = (
    update(register)
    .where(register.c.id == bindparam("number"))
    .values({name: bindparam(name) for name in ("name", "kind", "country")})
)
_ENROL = (
    update(actors)
    .where(actors.c.report_id == bindparam("of"), actors.c.id == bindparam("actor"))
    .values(registered=bindparam("number"))
)


def _entry_row(entry: _Entry) -> dict[str, Any]:
    return {"id": entry.id, "name": entry.name, "kind": entry.kind, "country": entry.country}


def _insert_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows that are not there yet."""
    if rows:
        connection.execute(_insertion(connection.dialect.name, table), [dict(row) for row in rows])


@lru_cache(maxsize=8)
def _insertion(dialect: str, table: Table) -> Executable:
    made = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    return made.on_conflict_do_nothing()


def _lock(connection: Connection) -> None:
    """One process at a time changes the register: from here to the end of the transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))


def next_id(connection: Connection) -> int:
    """A number no entry has or had."""
    return max(number or 0 for number in connection.execute(_LAST_IDS).one()) + 1


_LAST_IDS = select(
    select(func.max(changed_entries.c.entry)).scalar_subquery(),
    select(func.max(register.c.id)).scalar_subquery(),
)


# --- What people decide ------------------------------------------------------------------

Who = int | str


@dataclass(frozen=True, slots=True)
class Change:
    """A decision: `facts` is enough to take it back, `undone_by` the change that did."""

    id: int
    at: str
    action: str
    facts: Mapping[str, Any]
    undone_by: int | None

    def __str__(self) -> str:
        return str(self.facts.get("sentence", self.action))

    @property
    def by(self) -> str | None:
        """Who decided, where that is known."""
        return self.facts.get("by")


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two entries that may be one actor, with what speaks for it."""

    one: int
    one_name: str
    other: int
    other_name: str
    why: str
    status: str


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of the register with how often it appears; `names` are those it goes by."""

    id: int
    name: str
    kind: str
    country: str | None
    reports: int
    statements: int
    names: tuple[str, ...]


def merge(target: Ledger | Connection, one: Who, other: Who, by: str | None = None) -> int:
    """Make two entries one: `other`'s names and reports become `one`'s. The change's number.

    Entries are given by id or by name. Raises `LedgerError` where that is nobody or several.
    """
    with _changing(target) as connection:
        kept, gone = _found(connection, one), _found(connection, other)
        if kept.id == gone.id:
            raise LedgerError(f"{_shown(kept)} is one entry already; name two")
        names = _names(connection, gone.id)
        had = {key for key, _ in _names(connection, kept.id)}
        moved = _actors_of(connection, gone.id)
        open_ones = _proposals_of(connection, gone.id)
        added = [row for row in names if row[0] not in had and row[0] != BY_HAND]
        sort, country = sort_of(gone.kind), gone.country
        if sort != sort_of(kept.kind) or not agree(country, kept.country):
            decided = decided_keys(sort, country, [key for key, _ in names])
            added += [(key, gone.name) for key in decided if key not in had]
        facts: dict[str, Any] = {
            "sentence": f"merged {_shown(gone)} into {_shown(kept)}",
            "ids": [kept.id, gone.id],
            "one": _plain_entry(kept),
            "other": _plain_entry(gone),
            "gone": gone.id,  # asked for before there were changed_entries
            "names": names,
            "added": [key for key, _ in added],
            "actors": moved,
            "proposals": open_ones,
        }
        _move_actors(connection, moved, kept.id)
        connection.execute(delete(register).where(register.c.id == gone.id))
        _insert_new(
            connection,
            register_names,
            [{"key": key, "registered": kept.id, "name": name} for key, name in added],
        )
        facts["proposed"] = _inherit_proposals(connection, open_ones, kept.id, gone.id)
        if kept.country is None and country is not None and sort == sort_of(kept.kind):
            connection.execute(update(register).where(register.c.id == kept.id).values(country=country))
        return _note(connection, "merge", facts, by)


def split(target: Ledger | Connection, who: Who, name: str, by: str | None = None) -> int:
    """Make one name of an entry an entry of its own, with the reports that call the actor so.

    The new entry's id. Raises `LedgerError` where the entry has no such name or no other.
    """
    with _changing(target) as connection:
        entry = _found(connection, who)
        sort = sort_of(entry.kind)
        key = key_of(name, sort)
        names = _names(connection, entry.id)
        present = _actors_of(connection, entry.id, with_names=True)
        known = {key_of(known, sort) for _, known in names} | {key_of(row[2], sort) for row in present}
        if key not in known:
            shown_names = ", ".join(sorted({known for _, known in names}))
            raise LedgerError(f'{_shown(entry)} has no name "{name}"; its names: {shown_names}')
        if not known - {key}:
            raise LedgerError(f'{_shown(entry)} has no name but "{name}"; there is nothing to split off')
        moved = [row[:2] for row in present if key_of(row[2], sort) == key]
        keys = [(k, known) for k, known in names if key_of(known, sort) == key and k != BY_HAND]
        new = _Entry(next_id(connection), shown(name), entry.kind, entry.country)
        connection.execute(insert(register), _entry_row(new))
        rest = sorted({n for k, n in names if key_of(n, sort) != key}, key=lambda n: (-len(n), n))
        rest = rest or sorted({row[2] for row in present if key_of(row[2], sort) != key})
        was = entry.name
        now = rest[0] if key_of(was, sort) == key else was
        facts = {
            "sentence": f"split {_shown(new)} from {_shown(entry)}",
            "ids": [entry.id, new.id],
            "from": _plain_entry(entry),
            "new": new.id,
            "names": keys,
            "plain": key,
        }
        connection.execute(update(register).where(register.c.id == entry.id).values(name=now))
        connection.execute(
            delete(register_names).where(
                register_names.c.registered == entry.id, register_names.c.key.in_([k for k, _ in keys])
            )
        )
        rows = {**dict(keys), key: shown(name)}
        _insert_new(
            connection,
            register_names,
            [{"key": k, "registered": new.id, "name": known} for k, known in rows.items()],
        )
        _move_actors(connection, moved, new.id)
        _note(connection, "split", facts, by)
        return new.id


def rename(target: Ledger | Connection, who: Who, name: str, by: str | None = None) -> int:
    """Give an entry a name, which it keeps whatever reports call it. The change's number."""
    name = shown(name)
    if not fold(name):
        raise LedgerError("a name needs a letter or a digit")
    with _changing(target) as connection:
        entry = _found(connection, who)
        sort = sort_of(entry.kind)
        key = key_of(name, sort)
        had = {known for known, _ in _names(connection, entry.id)}
        holders = [e for e in _holding(connection, [key]) if e.id != entry.id and sort_of(e.kind) == sort]
        added = [BY_HAND] if holders else [BY_HAND, *name_keys(name, sort)]
        added = [k for k in added if k not in had]
        facts = {
            "sentence": f'renamed {_shown(entry)} to "{name}"',
            "ids": [entry.id],
            "was": entry.name,
            "added": added,
        }
        connection.execute(update(register).where(register.c.id == entry.id).values(name=name))
        _insert_new(
            connection, register_names, [{"key": k, "registered": entry.id, "name": name} for k in added]
        )
        return _note(connection, "rename", facts, by)


def refuse(target: Ledger | Connection, one: Who, other: Who, by: str | None = None) -> int:
    """Say that two entries are not one actor: they are not proposed again. The change's number."""
    with _changing(target) as connection:
        first, second = sorted((_found(connection, one), _found(connection, other)), key=lambda e: e.id)
        if first.id == second.id:
            raise LedgerError(f"{_shown(first)} is one entry; name two")
        pair = (proposals.c.one == first.id, proposals.c.other == second.id)
        was = connection.execute(select(proposals.c.status).where(*pair)).scalar()
        if was is None:
            why = f'"{first.name}" and "{second.name}" were told apart by hand.'
            row = {"one": first.id, "other": second.id, "why": why, "status": "refused"}
            connection.execute(insert(proposals), row)
        else:
            connection.execute(update(proposals).where(*pair).values(status="refused"))
        facts = {
            "sentence": f"refused that {_shown(first)} and {_shown(second)} are one",
            "ids": [first.id, second.id],
            "was": was,
        }
        return _note(connection, "refuse", facts, by)


def undo(target: Ledger | Connection, change_id: int | None = None, by: str | None = None) -> Change:
    """Take back a change, the last one if none is named; the change taken back."""
    with _changing(target) as connection:
        change = _undoable(connection, change_id)
        followed = _IS_OPEN & (register_changes.c.id > change.id)
        later = _last_change(connection, followed, _is_about(change.facts["ids"]))
        if later is not None:
            raise LedgerError(
                f"change {change.id} cannot be undone before change {later.id} that followed: {later}"
            )
        facts: dict[str, Any] = {"sentence": f"undid change {change.id}: {change}", "change": change.id}
        if change.action == "split":
            facts["gone"] = change.facts["new"]
        _UNDO[change.action](connection, change.facts)
        number = _note(connection, "undo", facts, by)
        mark = update(register_changes).where(register_changes.c.id == change.id)
        connection.execute(mark.values(undone_by=number))
        return change


def _undoable(connection: Connection, change_id: int | None) -> Change:
    if change_id is None:
        last = _last_change(connection, _IS_OPEN)
        if last is None:
            raise LedgerError("there is no change to undo")
        return last
    change = find_change(connection, change_id)
    if change is None:
        raise LedgerError(f"there is no change {change_id}; onrecord actors history lists them")
    if change.action == "undo":
        raise LedgerError(f"change {change_id} took another back; it is not undone, but made again by hand")
    if change.undone_by is not None:
        raise LedgerError(f"change {change_id} was undone already, by change {change.undone_by}")
    return change


_IS_OPEN = and_(register_changes.c.action != "undo", register_changes.c.undone_by.is_(None))


def _is_about(entries: Iterable[int]) -> ColumnElement[bool]:
    """Whether a change is about one of some entries."""
    about = select(changed_entries.c.change).where(changed_entries.c.entry.in_(list(entries)))
    return register_changes.c.id.in_(about)


def _last_change(connection: Connection, *conditions: ColumnElement[bool]) -> Change | None:
    query = select(register_changes).where(*conditions).order_by(register_changes.c.id.desc()).limit(1)
    row = connection.execute(query).mappings().first()
    return None if row is None else Change(**row)


def _undo_merge(connection: Connection, facts: Mapping[str, Any]) -> None:
    """The reports that came since go by their names again."""
    one, other = facts["one"], facts["other"]
    connection.execute(insert(register), dict(other))
    mine = register_names.c.registered == one["id"]
    connection.execute(delete(register_names).where(mine, register_names.c.key.in_(facts["added"])))
    rows = [{"key": key, "registered": other["id"], "name": name} for key, name in facts["names"]]
    _insert_new(connection, register_names, rows)
    was = {name: one[name] for name in ("name", "kind", "country")}
    connection.execute(update(register).where(register.c.id == one["id"]).values(was))
    for pair in facts["proposed"]:
        connection.execute(delete(proposals).where(proposals.c.one == pair[0], proposals.c.other == pair[1]))
    names = ("one", "other", "why", "status")
    present = {row[0] for row in connection.execute(select(register.c.id))} if facts["proposals"] else set()
    kept = [row for row in facts["proposals"] if row[0] in present and row[1] in present]
    _insert_new(connection, proposals, [dict(zip(names, row, strict=True)) for row in kept])
    before = {tuple(pair) for pair in facts["actors"]}
    taken = set(facts["added"])
    query = select(actors.c.report_id, actors.c.id, actors.c.name, actors.c.kind, actors.c.country)
    back = []
    for report, actor, name, kind, country in connection.execute(
        query.where(actors.c.registered == one["id"])
    ):
        sort = sort_of(kind)
        key = key_of(name, sort)
        if (report, actor) in before or taken.intersection((key, *decided_keys(sort, country, [key]))):
            back.append((report, actor))
    _move_actors(connection, back, other["id"])


def _undo_split(connection: Connection, facts: Mapping[str, Any]) -> None:
    old = facts["from"]
    names = [(k, n) for k, n in _names(connection, facts["new"]) if k != facts["plain"]]
    names += [(k, n) for k, n in facts["names"] if k == facts["plain"]]
    _move_actors(connection, _actors_of(connection, facts["new"]), old["id"])
    connection.execute(delete(register).where(register.c.id == facts["new"]))
    rows = [{"key": key, "registered": old["id"], "name": name} for key, name in names]
    _insert_new(connection, register_names, rows)
    connection.execute(update(register).where(register.c.id == old["id"]).values(name=old["name"]))


def _undo_rename(connection: Connection, facts: Mapping[str, Any]) -> None:
    [number] = facts["ids"]
    mine = register_names.c.registered == number
    connection.execute(delete(register_names).where(mine, register_names.c.key.in_(facts["added"])))
    connection.execute(update(register).where(register.c.id == number).values(name=facts["was"]))


def _undo_refuse(connection: Connection, facts: Mapping[str, Any]) -> None:
    one, other = facts["ids"]
    pair = (proposals.c.one == one, proposals.c.other == other)
    if facts["was"] is None:
        connection.execute(delete(proposals).where(*pair))
    else:
        connection.execute(update(proposals).where(*pair).values(status=facts["was"]))


_UNDO = {"merge": _undo_merge, "split": _undo_split, "rename": _undo_rename, "refuse": _undo_refuse}


@contextmanager
def _changing(target: Ledger | Connection) -> Iterator[Connection]:
    if isinstance(target, Connection):
        _lock(target)
        yield target
        return
    with target._writing() as connection:
        _lock(connection)
        yield connection


def _note(connection: Connection, action: str, facts: Mapping[str, Any], by: str | None) -> int:
    number = (connection.execute(select(func.max(register_changes.c.id))).scalar() or 0) + 1
    at = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    row = {"id": number, "at": at, "action": action, "facts": {**facts, **({"by": by} if by else {})}}
    connection.execute(insert(register_changes), row)
    about = [{"entry": entry, "change": number} for entry in facts.get("ids", ())]
    if about:
        connection.execute(insert(changed_entries), about)
    return int(number)


def _plain_entry(entry: _Entry) -> dict[str, Any]:
    return _entry_row(entry)


def _names(connection: Connection, number: int) -> list[tuple[str, str]]:
    query = select(register_names.c.key, register_names.c.name).where(register_names.c.registered == number)
    return [(key, name) for key, name in connection.execute(query.order_by(register_names.c.key))]


def _actors_of(connection: Connection, number: int, with_names: bool = False) -> list[tuple[Any, ...]]:
    columns = (actors.c.report_id, actors.c.id, *((actors.c.name,) if with_names else ()))
    query = select(*columns).where(actors.c.registered == number)
    return [tuple(row) for row in connection.execute(query.order_by(actors.c.report_id, actors.c.id))]


def _move_actors(connection: Connection, moved: Sequence[Sequence[Any]], number: int) -> None:
    """Make actors of reports an entry's, with the figures that count them; those reports compare anew."""
    if not moved:
        return
    rows = [
        {"of": report, "actor": actor, "number": number, "counts": f"@{number}"} for report, actor in moved
    ]
    connection.execute(_ENROL, [{k: row[k] for k in ("of", "actor", "number")} for row in rows])
    connection.execute(_COUNT, [{k: row[k] for k in ("of", "actor", "counts")} for row in rows])
    anew = update(reports).where(reports.c.id == bindparam("of")).values(is_compared=False)
    connection.execute(anew, [{"of": report} for report in sorted({row["of"] for row in rows})])


_COUNT = (
    update(figures)
    .where(figures.c.report_id == bindparam("of"), figures.c.population == bindparam("actor"))
    .values(counted=bindparam("counts"))
)


def _proposals_of(connection: Connection, number: int) -> list[tuple[int, int, str, str]]:
    columns = (proposals.c.one, proposals.c.other, proposals.c.why, proposals.c.status)
    query = select(*columns).where(or_(proposals.c.one == number, proposals.c.other == number))
    return [(a, b, why, status) for a, b, why, status in connection.execute(query.order_by(*columns[:2]))]


def _inherit_proposals(
    connection: Connection, rows: Sequence[tuple[int, int, str, str]], kept: int, gone: int
) -> list[tuple[int, int]]:
    """What was proposed or refused for the entry that is gone holds for the one that is kept."""
    present = {(one, other) for one, other, _, _ in _proposals_of(connection, kept)}
    added = []
    for one, other, why, status in rows:
        third = other if one == gone else one
        pair = (min(kept, third), max(kept, third))
        if third == kept or pair in present:
            continue
        row = {"one": pair[0], "other": pair[1], "why": why, "status": status}
        connection.execute(insert(proposals), row)
        added.append(pair)
    return added


# --- Asking ------------------------------------------------------------------------------


def find(connection: Connection, who: Who) -> int:
    """The entry of that id or name; raises `LedgerError` where it is nobody or several."""
    return _found(connection, who).id


def _found(connection: Connection, who: Who) -> _Entry:
    given = str(who).strip()
    number = number_of(given)
    if number is not None:
        row = connection.execute(select(register).where(register.c.id == number)).first()
        if row is None:
            raise LedgerError(f"there is no actor {number} in the register; onrecord actors lists them")
        return _Entry(row.id, row.name, row.kind, row.country)
    found = _called(connection, given)
    if not found:
        raise LedgerError(
            f'nobody in the register is called "{given}"; onrecord actors --name finds parts of names'
        )
    if len(found) > 1:
        several = "; ".join(f"{_shown(entry)} ({_told(entry)})" for entry in found[:10])
        raise LedgerError(f'"{given}" may be several; name one by its number: {several}')
    return found[0]


def _called(connection: Connection, name: str) -> list[_Entry]:
    """Entries with that name of their own; else those that go by it; else those of that surname."""
    entries = _holding(connection, sorted({fold(name), person_key(name)}))
    own = [entry for entry in entries if fold(entry.name) == fold(name)]
    if own or entries:
        return own or entries
    query = select(register).where(or_(register.c.name == name, register.c.name == shown(name)))
    rows = connection.execute(query.order_by(register.c.id)).all()
    if rows:
        return [_Entry(row.id, row.name, row.kind, row.country) for row in rows]
    return _holding(connection, [f"~surname:{person_key(name)}"])


def _holding(connection: Connection, keys: Sequence[str]) -> list[_Entry]:
    query = _ENTRIES.where(register_names.c.key.in_(keys)).order_by(register.c.id)
    found = {row.id: _Entry(row.id, row.name, row.kind, row.country) for row in connection.execute(query)}
    return list(found.values())


def _shown(entry: _Entry) -> str:
    return f'{entry.id} "{entry.name}"'


def _told(entry: _Entry) -> str:
    return ", ".join(filter(None, (entry.kind, entry.country)))


def history(connection: Connection, entry: int | None = None) -> list[Change]:
    """Every change, or those of an entry, the first one first."""
    conditions = () if entry is None else (_is_about([entry]),)
    query = select(register_changes).where(*conditions).order_by(register_changes.c.id)
    return [Change(**row) for row in connection.execute(query).mappings()]


def find_change(connection: Connection, number: int | None = None) -> Change | None:
    """The change of that number, the last one if none is named; `None` if there is none."""
    conditions = () if number is None else (register_changes.c.id == number,)
    return _last_change(connection, *conditions)


def open_proposals(connection: Connection, status: str = "open") -> list[Proposal]:
    """The proposals of that status, by id."""
    one, other = register.alias("one_entry"), register.alias("other_entry")
    query = (
        select(
            proposals.c.one, one.c.name.label("one_name"),
            proposals.c.other, other.c.name.label("other_name"), proposals.c.why, proposals.c.status,
        )
        .join(one, one.c.id == proposals.c.one)
        .join(other, other.c.id == proposals.c.other)
        .where(proposals.c.status == status)
        .order_by(proposals.c.one, proposals.c.other)
    )  # fmt: skip
    return [Proposal(**row) for row in connection.execute(query).mappings()]


def listed(
    connection: Connection, *, kind: str | None = None, country: str | None = None, name: str | None = None
) -> list[Listed]:
    """The entries that reports have, those of most reports first; `name` is a part of one of the names."""
    where = []
    if kind is not None:
        where.append(register.c.kind == kind)
    if country is not None:
        where.append(register.c.country == country.upper())
    if name is not None:
        where.append(is_called(name))
    entries = connection.execute(select(register).where(*where)).all()
    numbers = [row.id for row in entries]
    is_few = len(numbers) <= FEW
    is_asked = among(actors.c.registered, numbers) if is_few else actors.c.registered.is_not(None)
    is_named = [among(register_names.c.registered, numbers)] if is_few else []
    reported = select(actors.c.registered, func.count(actors.c.report_id.distinct())).where(is_asked)
    spoken = (
        select(actors.c.registered, func.count())
        .join(
            statements,
            (statements.c.report_id == actors.c.report_id) & (statements.c.speaker == actors.c.id),
        )
        .where(is_asked, stands(statements))
    )
    in_reports, said = (
        pairs(connection, counted.group_by(actors.c.registered)) for counted in (reported, spoken)
    )
    names: defaultdict[int, set[str]] = defaultdict(set)
    query = select(register_names.c.registered, register_names.c.name)
    query = query.where(register_names.c.key != BY_HAND, *is_named)
    for number, known in connection.execute(query.distinct()):
        names[number].add(known)
    found = [
        Listed(
            row.id, row.name, row.kind, row.country, in_reports[row.id], said.get(row.id, 0),
            tuple(sorted(names[row.id] - {row.name})),
        )
        for row in entries
        if row.id in in_reports
    ]  # fmt: skip
    return sorted(found, key=lambda entry: (-entry.reports, -entry.statements, entry.name, entry.id))


def is_called(name: str) -> ColumnElement[bool]:
    """Whether `name` is a part of one of the names of an entry."""
    key = fold(name)
    by_key = register_names.c.key.contains(key, autoescape=True) & ~register_names.c.key.startswith("~")
    by_name = register_names.c.name.icontains(name, autoescape=True)
    known = select(register_names.c.registered).where(or_(by_key, by_name) if key else by_name)
    return or_(register.c.id.in_(known), register.c.name.icontains(name, autoescape=True))


def pairs(connection: Connection, query: Select[Any]) -> dict[Any, Any]:
    """The rows of two columns as a dictionary."""
    return {row[0]: row[1] for row in connection.execute(query)}
