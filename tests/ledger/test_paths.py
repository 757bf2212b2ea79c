"""Where a place lies, when a figure holds and whom it counts. Every report here is invented."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from onrecord.ledger import paths
from onrecord.ledger.schema import figures, places
from onrecord.record import Actor, Figure, Offset, Place, Record, Report, Span, Time

MOSUL = Place("p1", "Mosul", (), 99072, 36.3, 43.1, "IRQ", "Nineveh", "city")
NSANJE = Place("p1", "Nsanje", (), 924572, -16.9, 35.3, "MWI", "Southern Region", "city")


def record(*found: Place, text: str = "Invented.", **facts) -> Record:
    return Record(
        "test", Report("r1", text, published=facts.pop("published", "2031-03-05")), places=found, **facts
    )


def path(*found: Place) -> str | None:
    return paths.path_of(found[0], record(*found))


# --- Paths ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (Place("p1", "Malawi", (), 927384, country="MWI", precision="country"), "MWI"),
        (
            Place("p1", "Nineveh", (), 92877, country="IRQ", admin1="Nineveh", precision="admin1"),
            "IRQ/Nineveh",
        ),
        (
            Place("p1", "Kurdistan Region", (), None, 36, 44, "IRQ", "Kurdistan Region", "admin1"),
            "IRQ/Kurdistan Region",
        ),
        (
            Place("p1", "Zomba", (), 923292, -15, 35, "MWI", "Southern Region", "admin2"),
            "MWI/Southern Region/923292",
        ),
        (Place("p1", "Darfur", (), None, 13, 24, "SDN", precision="region"), "SDN/Darfur"),
        (Place("p1", "Africa", (), 6255146, 7, 21, precision="region"), "6255146"),
        (Place("p1", "Sahel", (), None, 15, 5, precision="region"), "Sahel"),
        (Place("p1", "Odde/Ruo", (), None, 15, 5, precision="region"), "Odde Ruo"),
        (Place("p1", "Ruo", (), unresolved="no likely place of this name"), None),
    ],
)
def test_a_place_has_a_path(place, expected):
    assert path(place) == expected


@pytest.mark.parametrize("place", [MOSUL, NSANJE])
def test_a_town_lies_in_its_district_region_and_country(place):
    country, region, *districts, own = path(place).split("/")
    assert (country, region, own) == (place.country, place.admin1, str(place.geonameid))
    assert all(number.isdigit() for number in districts)


def test_a_place_near_another_and_a_part_of_one_lie_in_it():
    part = Place("p2", "eastern Mosul", (), precision="near", offset=Offset(0, 90, "p1"))
    near = Place("p3", "30 km south of eastern Mosul", (), precision="near", offset=Offset(30, 180, "p2"))
    made = record(MOSUL, part, near)
    whole = paths.path_of(MOSUL, made)
    assert paths.path_of(part, made) == f"{whole}/eastern Mosul"
    assert paths.path_of(near, made) == f"{whole}/eastern Mosul/30 km south of eastern Mosul"


def test_places_near_each_other_end_somewhere():
    one = Place("p1", "Odde", (), precision="near", offset=Offset(1, 0, "p2"))
    other = Place("p2", "Ruo", (), precision="near", offset=Offset(1, 0, "p1"))
    assert path(one, other)


def test_a_village_lies_in_what_a_report_says_of_its_district(ledger, read):
    text = (
        "Invented: floods\n\nIn Zomba district, Malawi, 12 people were killed on Monday. In Domasi, in Zomba "
        "district, 40 people fled."
    )
    ledger.put(read(text, published="2031-03-05"), "one")
    with ledger._reading() as connection:
        rows = connection.execute(select(places.c.name, places.c.path)).all()
    known = {row.name: row.path for row in rows}
    country, district = known["Malawi"], known["Zomba"]
    assert district.startswith(f"{country}/")
    assert all(path == country or path.startswith(f"{country}/") for path in known.values())


# --- What a user calls a place ---------------------------------------------------------------


def test_a_name_is_looked_up_in_the_ledger_then_in_the_gazetteer(ledger):
    ledger.put(record(NSANJE), "one")
    with ledger._reading() as connection:
        [found] = paths.resolve(connection, "Nsanje")
        assert found == path(NSANJE)
        assert paths.resolve(connection, " nsanje ") == [found]
        assert paths.resolve(connection, "MWI/Southern Region") == ["MWI/Southern Region"]
        assert paths.resolve(connection, "MWI") == ["MWI"]
        assert paths.resolve(connection, "Malawi") == ["MWI"]
        [widest] = paths.resolve(connection, "Mosul")
        assert path(MOSUL).startswith(widest)
        assert paths.resolve(connection, "Nineveh") == ["IRQ/Nineveh"]
        assert paths.resolve(connection, "Xyzzyhausen an der Nirgends") == []


def test_of_places_of_one_name_the_wider_is_meant_if_one_lies_in_the_other(ledger):
    district = Place("p1", "Zomba", (), 923292, -15, 35, "MWI", "Southern Region", "admin2")
    town = Place("p2", "Zomba", (), 923295, -15, 35, "MWI", "Southern Region", "city")
    ledger.put(record(district, town), "one")
    with ledger._reading() as connection:
        assert paths.resolve(connection, "Zomba") == ["MWI/Southern Region/923292"]


# --- When a figure holds ---------------------------------------------------------------------


def figure(mode: str = "observed", **facts) -> Figure:
    return Figure("f1", Span(0, 8), 12, 12, 12, "=", mode=mode, **facts)


@pytest.mark.parametrize(
    ("start", "end", "mode", "expected"),
    [
        ("2031-03-01", "2031-03-03", "observed", ("2031-03-01", "2031-03-03")),
        ("2030-06-01", None, "observed", ("2030-06-01", "2031-03-05")),
        (None, "2031-03-01", "observed", (None, "2031-03-01")),
        (None, None, "observed", (None, "2031-03-05")),
        ("2031-04-01", "2031-04-30", "observed", ("2031-03-05", "2031-03-05")),
        ("2031-04-01", "2031-04-30", "expected", ("2031-04-01", "2031-04-30")),
        ("2031-04-01", None, "planned", ("2031-04-01", "2031-04-01")),
    ],
)
def test_a_figure_holds_from_its_first_day_to_its_last_and_no_report_knows_the_future(
    start, end, mode, expected
):
    time = Time("t1", Span(0, 8), "date", start, end)
    assert paths.days_of(figure(mode), time, "2031-03-05") == expected


def test_a_figure_without_a_time_holds_on_the_day_of_the_report():
    assert paths.days_of(figure(), None, "2031-03-05") == (None, "2031-03-05")
    assert paths.days_of(figure(), None, None) == (None, None)


# --- Who is counted --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "unit", "expected"),
    [
        ("the 3,000 displaced families", "family", "displaced family"),
        ("Peshmerga fighters", "fighter", "peshmerga fighter"),
        ("many of the civilians", "death", "civilian"),
        ("its employees", "employee", "employee"),
        ("some 40 people", "person", "person"),
        ("hundreds of women", "woman", "woman"),
        ("two officials", "official", "official"),
        ("3,000", "person", "person"),
        ("Yazidis", None, "yazidis"),
    ],
)
def test_who_is_counted_is_folded(words, unit, expected):
    made = record(text=words)
    found = paths.counted(figure(unit=unit, population=Span(0, len(words))), made, {})
    assert found == expected


def test_who_is_counted_is_the_actor_where_the_register_has_one():
    group = Actor("a1", "Peshmerga", "military")
    assert paths.counted(figure(unit="fighter", population=group), record(), {"a1": 12}) == "@12"
    villagers = Actor("a2", "villagers", "population")
    assert paths.counted(figure(unit="villager", population=villagers), record(), {"a1": 12}) == "villager"
    assert paths.counted(figure(unit="people"), record(), {}) == "person"
    assert paths.counted(figure(), record(), {}) is None


def test_a_record_is_filled_as_it_is_put(ledger, read):
    text = "Invented: fighting\n\nIn Mosul, 12 civilians died on Monday. In all, 3,000 people have fled since June 2030."
    ledger.put(read(text, published="2031-03-05"), "one")
    columns = (figures.c.path, figures.c.since, figures.c.as_of, figures.c.counted)
    with ledger._reading() as connection:
        rows = [tuple(row) for row in connection.execute(select(*columns).order_by(figures.c.position))]
    assert rows[0] == (path(MOSUL), "2031-03-03", "2031-03-03", "civilian")
    assert rows[1][1:] == ("2030-06-01", "2031-03-05", "person")
    with ledger._writing() as connection:
        for filled in ledger.records():
            paths.fill(connection, filled)
        again = [tuple(row) for row in connection.execute(select(*columns).order_by(figures.c.position))]
    assert again == rows
