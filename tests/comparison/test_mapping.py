"""Figures on the map: the latest that have a place, by place, and how exactly it is known."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, update

from onrecord.comparison.mapping import placed, spots
from onrecord.errors import OnrecordError
from onrecord.ledger.schema import figures, places
from tests.comparison.conftest import Claim, day

FORD = {
    "name": "Ford of Odde",
    "path": "ODD/Vale/1",
    "lat": -16.5,
    "lon": 35.0,
    "precision": "city",
    "country": "ODD",
    "confidence": 0.9,
}
VALE = {
    "name": "Vale",
    "path": "ODD/Vale",
    "lat": -16.0,
    "lon": 34.5,
    "precision": "admin1",
    "country": "ODD",
    "confidence": 0.9,
}
GUESS = {
    "name": "Ruo",
    "path": "ODD/Vale/2",
    "lat": -17.0,
    "lon": 35.5,
    "precision": "city",
    "country": "ODD",
    "confidence": 0.3,
}


@pytest.fixture
def report(add, ledger):
    """Add a dispatch whose figures are at a place: outlet, day, the place, then its claims."""

    def reported(outlet, published, at, *claims, **facts):
        report_id = add(outlet, published, *claims, **facts)
        with ledger.engine.begin() as connection:
            row = {"report_id": report_id, "id": "p1", "position": 0, **at}
            connection.execute(insert(places), row)
            here = figures.c.report_id == report_id
            connection.execute(update(figures).where(here).values(place="p1", path=at["path"]))
        return report_id

    return reported


def test_the_latest_figures_come_first_each_with_its_place(ledger, report):
    report("Gazette", day(1), FORD, Claim(12))
    report("Post", day(3), VALE, Claim(40))
    [late, early] = placed(ledger)
    assert (late.point.value, late.place, late.lat, late.precision) == (40, "Vale", -16.0, "admin1")
    assert (early.point.value, early.place, early.lon) == (12, "Ford of Odde", 35.0)


def test_a_figure_without_a_place_is_on_no_map(ledger, add, report):
    add("Gazette", day(1), Claim(12, path=None))
    report("Post", day(3), VALE, Claim(40))
    assert [one.point.value for one in placed(ledger)] == [40]


@pytest.mark.parametrize(
    ("asked", "values"),
    [
        ({"indicator": "killed"}, [40, 12]),
        ({"indicator": "displaced"}, [500]),
        ({"mode": "expected"}, [500]),
        ({"measure": "stock"}, [500]),
        ({"since": day(3)}, [500, 40]),
        ({"until": day(3)}, [40, 12]),
        ({"since": day(2), "until": day(4)}, [40]),
        ({"place": "ODD/Vale/1"}, [12]),
        ({"place": "ODD/Vale"}, [500, 40, 12]),
        ({"limit": 1}, [500]),
    ],
    ids=str,
)
def test_what_is_asked_for_is_what_comes(ledger, report, asked, values):
    report("Gazette", day(1), FORD, Claim(12))
    report("Post", day(3), VALE, Claim(40))
    report("Post", day(5), VALE, Claim(500, indicator="displaced", measure="stock", mode="expected"))
    assert [one.point.value for one in placed(ledger, **asked)] == values


def test_old_figures_are_found_where_there_are_no_newer_ones(ledger, report, add):
    report("Gazette", "2019-05-01", FORD, Claim(12))
    add("Post", day(3), Claim(40, path=None))
    assert [one.point.value for one in placed(ledger, indicator="killed")] == [12]


@pytest.mark.parametrize("facts", [{"copy_of": "another"}, {"status": "revised"}, {"status": "retracted"}])
def test_copies_and_what_was_withdrawn_are_left_out(ledger, report, facts):
    report("Gazette", day(1), FORD, Claim(12), **facts)
    assert placed(ledger) == []


def test_what_a_person_rejected_is_left_out(ledger, report):
    report("Gazette", day(1), FORD, Claim(12), Claim(40))
    with ledger.engine.begin() as connection:
        connection.execute(update(figures).where(figures.c.id == "f1").values(review="rejected"))
    assert [one.point.value for one in placed(ledger)] == [40]


def test_a_figure_that_its_report_corrected_is_left_out(ledger, report):
    report("Gazette", day(1), FORD, Claim(12), Claim(14, replaces="f1"))
    assert [one.point.value for one in placed(ledger)] == [14]


def test_figures_of_one_place_are_one_spot_with_the_latest_first(ledger, report):
    report("Gazette", day(1), FORD, Claim(12))
    report("Post", day(3), FORD, Claim(15))
    report("Post", day(2), VALE, Claim(40))
    ford, vale = spots(placed(ledger))
    assert [one.point.value for one in ford.figures] == [15, 12]
    assert (ford.place, ford.is_exact, ford.is_sure) == ("Ford of Odde", True, True)
    assert (vale.place, vale.is_exact, vale.is_sure) == ("Vale", False, True)


def test_a_place_that_is_a_guess_is_not_sure(ledger, report):
    report("Gazette", day(1), GUESS, Claim(12))
    report("Gazette", day(1), FORD | {"precision": "near"}, Claim(13))
    assert [spot.is_sure for spot in spots(placed(ledger))] == [False, False]


def test_an_indicator_or_a_place_that_nobody_knows_is_told(ledger, report):
    with pytest.raises(OnrecordError, match="no such indicator"):
        placed(ledger, indicator="kiled")
    with pytest.raises(OnrecordError, match="no place of that name"):
        placed(ledger, place="Nowhere at all")
