"""Where a place lies, as a path: "MWI/Southern Region/924572", the widest first.

A country is its ISO 3166-1 alpha-3 code, a first-level region its name, all below them their GeoNames number;
what has none is its name. What lies in a place has a path that begins with the place's own and a "/".
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, false, func, or_, select, update

from onrecord.gazetteer.atlas import Atlas, open_atlas
from onrecord.gazetteer.names import key
from onrecord.gazetteer.store import VARIABLE
from onrecord.gazetteer.store import Place as Known
from onrecord.ledger.register import pairs
from onrecord.ledger.register_matching import DETERMINERS, fold, number_of
from onrecord.ledger.schema import actors, figures, places
from onrecord.lexicon.actors import load_actors
from onrecord.lexicon.indicators import load_indicators
from onrecord.lexicon.loader import USER_FOLDER
from onrecord.lexicon.numbers import load_numbers
from onrecord.record import Actor, Figure, Place, Record, Span, Time

AHEAD = ("expected", "planned")
_CODE = re.compile(r"[A-Z]{3}(?:/|$)")
_NUMBER = re.compile(r"[\d.,]+%?")
_MARKS = re.compile(r"[^\w\s'’-]+")
_DAY = 10  # characters of an ISO date


# --- Paths -------------------------------------------------------------------------------


def path_of(place: Place, record: Record) -> str | None:
    """Where a place of a record lies; `None` where that could not be told.

    A place near another lies in the other, and so does a part of a town.
    """
    return place_paths(record).get(place.id)


def place_paths(record: Record) -> dict[str, str | None]:
    """Where each place of a record lies, by its id."""
    by_id = {place.id: place for place in record.places}
    found: dict[str, str | None] = {}
    for place in record.places:
        chain = [place]
        while (offset := chain[-1].offset) and offset.of in by_id and len(chain) <= len(by_id):
            chain.append(by_id[offset.of])
        path = _own_path(chain[-1])
        for part in reversed(chain[:-1]):
            path = f"{path}/{_segment(part.name)}" if path else _own_path(part)
        found[place.id] = path
    return found


def _own_path(place: Place) -> str | None:
    if place.unresolved or place.precision is None:
        return None
    if place.precision == "country" and place.country:
        return place.country
    above = [place.country, place.admin1 and _segment(place.admin1)]
    if place.precision == "admin1":
        return "/".join(filter(None, (place.country, _segment(place.admin1 or place.name))))
    if place.geonameid is not None and place.precision != "region":
        within = _within(place.geonameid)
        own = [*above, within, str(place.geonameid)]
    else:
        own = [*above, str(place.geonameid) if place.geonameid is not None else _segment(place.name)]
    return "/".join(filter(None, own))


def _segment(name: str) -> str:
    return " ".join(name.replace("/", " ").split())


def _within(number: int) -> str | None:
    """The number of the district a place lies in, where the gazetteer knows one."""
    return _district(number, os.environ.get(VARIABLE))


@lru_cache(maxsize=50_000)
def _district(number: int, _: str | None) -> str | None:
    known = open_atlas().gazetteer.place(number)
    if known is None or known.admin2 is None or known.admin2 == number:
        return None
    return str(known.admin2)


# --- What a user calls a place -----------------------------------------------------------


def resolve(connection: Connection, name: str) -> list[str]:
    """The paths a place's name stands for, as somebody types it; none where nobody knows such a place.

    A path stands for itself. Of the places of that name in the ledger the most named is meant, or the wider
    one that it lies in; else the gazetteer's of most people.
    """
    name = " ".join(name.split()).strip("/")
    if "/" in name or _CODE.fullmatch(name):
        return [name]
    for condition in (places.c.name == name, func.lower(places.c.name) == name.lower()):
        query = select(places.c.path, func.count()).where(condition, places.c.path.is_not(None))
        counts = pairs(connection, query.group_by(places.c.path))
        if counts:
            most = min(counts, key=lambda path: (-counts[path], path))
            return [min((path for path in counts if most == path or most.startswith(f"{path}/")), key=len)]
    atlas = open_atlas()
    [found] = atlas.find([key(name)]).values()
    known = [place for place in found if atlas.is_written_so(key(name), name)] or list(found)
    return [_gazetteer_path(known[0], atlas)] if known else []


def _gazetteer_path(place: Known, atlas: Atlas) -> str:
    if place.kind == "country":
        return place.country
    if place.kind == "admin1":
        return "/".join(filter(None, (place.country, _segment(place.name))))
    region = atlas.region(place.admin1)
    own = str(place.id) if place.id > 0 else _segment(place.name)
    within = str(place.admin2) if place.admin2 is not None and place.admin2 != place.id else None
    above = _segment(region.name) if region else None
    return "/".join(filter(None, (place.country, above, within, own)))


def name_of(connection: Connection, path: str) -> str:
    """What the place of a path is called: by the gazetteer, else as a report has it."""
    own = path.rpartition("/")[2]
    known = _known_as(own, "/" in path, os.environ.get(VARIABLE))
    if known is None and number_of(own) is not None:
        known = connection.execute(select(places.c.name).where(places.c.path == path).limit(1)).scalar()
    return known or own


@lru_cache(maxsize=5_000)
def _known_as(own: str, is_within: bool, _: str | None) -> str | None:
    atlas = open_atlas()
    if not is_within:
        country = atlas.countries.get(own)
        return country.name if country else None
    number = number_of(own)
    place = atlas.region(number) if number is not None else None
    return place.name if place else None


def inside(connection: Connection, column: ColumnElement[Any], paths: Iterable[str]) -> ColumnElement[bool]:
    """Whether a row's path is one of `paths` or lies within it; one range of an index for each."""
    is_ranged = sorts_by_code_point(connection)
    conditions: list[ColumnElement[bool]] = []
    for path in paths:
        below = column >= f"{path}/" if is_ranged else column.startswith(f"{path}/", autoescape=True)
        is_there = or_(column == path, below)
        if is_ranged:  # "0" is the sign after "/"
            is_there = and_(column >= path, column < f"{path}0", is_there)
        conditions.append(is_there)
    return or_(false(), *conditions)


def sorts_by_code_point(connection: Connection) -> bool:
    """Whether the database compares texts by code point, so that a prefix is a range of its index."""
    if connection.dialect.name == "sqlite":
        return True
    if "collation" not in connection.info:
        query = "SELECT datcollate FROM pg_database WHERE datname = current_database()"
        connection.info["collation"] = connection.exec_driver_sql(query).scalar_one()
    return connection.info["collation"] in ("C", "POSIX", "C.UTF-8", "C.utf8")


# --- A record's rows ---------------------------------------------------------------------


def fill(connection: Connection, record: Record, registered: Mapping[str, int] | None = None) -> None:
    """Write where a record's places lie, and of its figures where, when and who is counted.

    `registered` are its actors' ids in the register, which are read where they are not given.
    """
    report_id = record.report.id
    paths = place_paths(record)
    if any(paths.values()):
        rows = [{"of": report_id, "own": number, "path": path} for number, path in paths.items()]
        connection.execute(_FILL_PLACES, rows)
    if not record.figures:
        return
    if registered is None:
        registered = registered_in(connection, report_id)
    facts = zip(record.figures, figure_facts(record, registered, paths), strict=True)
    rows = [{**fact, "of": report_id, "own": figure.id} for figure, fact in facts]
    connection.execute(_FILL_FIGURES, rows)


def registered_in(connection: Connection, report_id: str) -> Mapping[str, int]:
    """The ids in the register of a report's actors, those that have one."""
    query = select(actors.c.id, actors.c.registered).where(
        actors.c.report_id == report_id, actors.c.registered.is_not(None)
    )
    return pairs(connection, query)


def figure_facts(
    record: Record, registered: Mapping[str, int], paths: Mapping[str, str | None]
) -> Iterator[dict[str, str | None]]:
    """Of each figure of a record: where it lies, its first and last day, and who is counted."""
    times = {time.id: time for time in record.times}
    published = record.report.published and record.report.published[:_DAY]
    for figure in record.figures:
        since, as_of = days_of(figure, times.get(figure.time or ""), published)
        yield {
            "path": paths.get(figure.place or ""),
            "since": since,
            "as_of": as_of,
            "counted": counted(figure, record, registered),
        }


_FILL_PLACES = (
    update(places)
    .where(places.c.report_id == bindparam("of"), places.c.id == bindparam("own"))
    .values(path=bindparam("path"))
)
_FILL_FIGURES = (
    update(figures)
    .where(figures.c.report_id == bindparam("of"), figures.c.id == bindparam("own"))
    .values({name: bindparam(name) for name in ("path", "since", "as_of", "counted")})
)


def days_of(figure: Figure, time: Time | None, published: str | None) -> tuple[str | None, str | None]:
    """The first and the last day a figure holds for.

    What is open at its end, or has no time, holds until the report's date; what is said to be so is never
    later than that, what is expected or planned may be.
    """
    since = time.start if time else None
    last = time.end if time else None
    if last is None:
        last = max(published, since or published) if published else None
    if published and last and last > published and figure.mode not in AHEAD:
        last = published
    if since and last and since > last:
        since = last
    return since, last


# --- Who is counted ----------------------------------------------------------------------


def counted(figure: Figure, record: Record, registered: Mapping[str, int]) -> str | None:
    """Who is counted, folded: "@12" for an actor of the register, else the words in the singular."""
    population = figure.population
    if isinstance(population, Actor) and population.id in registered:
        return f"@{registered[population.id]}"
    words = population.name if isinstance(population, Actor) else _words_of(population, record)
    return _folded(words, figure.unit) or (figure.unit and _singular(figure.unit.lower()))


def _words_of(span: Span | None, record: Record) -> str:
    return "" if span is None else record.report.text[span.start : span.end]


@lru_cache(maxsize=20_000)
def _folded(text: str, unit: str | None) -> str | None:
    """ "the 3,000 displaced families" is "displaced family"; empty where nothing is left."""
    kept = [word for word in _MARKS.sub(" ", _NUMBER.sub(" ", text)).split() if _tells(word)]
    if not kept:
        return None
    words = [fold(word) for word in kept]
    last = words[-1]
    is_unit = unit is not None and unit.isalpha() and last.startswith(unit.lower())
    words[-1] = unit.lower() if unit is not None and is_unit else _singular(last)
    return " ".join(filter(None, words)) or None


def _tells(word: str) -> bool:
    return word.lower() not in _empty_words(os.environ.get(USER_FOLDER))


@lru_cache(maxsize=2)
def _empty_words(_: str | None) -> frozenset[str]:
    """Words that say how many, or whose, and not who."""
    roles, numbers = load_actors().roles, load_numbers()
    vague = frozenset(word for words in numbers.vague for word in words)
    many = frozenset(numbers.words) | frozenset(numbers.scales) | frozenset(numbers.fractions)
    return roles.counting | roles.quantities | vague | many | DETERMINERS | {"of"}


def _singular(word: str) -> str:
    """A noun in the singular, near enough for two reports' words to meet."""
    known = _plurals(os.environ.get(USER_FOLDER)).get(word)
    if known is not None:
        return known
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 3 and word.endswith("s") and word[-2] not in "sui":
        return word[:-1]
    return word


@lru_cache(maxsize=2)
def _plurals(_: str | None) -> Mapping[str, str]:
    """Plurals that do not end in "s", by the lexicon of indicators."""
    return load_indicators().singular
