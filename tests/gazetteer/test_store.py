"""The gazetteer that comes with Onrecord, and what is said of files that are none."""

from __future__ import annotations

import pickle
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.gazetteer.atlas import open_atlas
from onrecord.gazetteer.names import bare, is_usable, key
from onrecord.gazetteer.store import Gazetteer, GazetteerError, default_path


@pytest.fixture(scope="module")
def gazetteer():
    return Gazetteer()


@pytest.mark.parametrize(
    ("name", "country", "lat", "lon"),
    [
        pytest.param("Mosul", "IRQ", 36.3, 43.1, id="usual-name"),
        pytest.param("Hodeidah", "YEM", 14.8, 42.95, id="without-article"),
        pytest.param("Elazig", "TUR", 38.7, 39.2, id="without-accents"),
        pytest.param("St. Louis", "USA", 38.6, -90.2, id="short-saint"),
        pytest.param("N'Djamena", "TCD", 12.1, 15.0, id="apostrophe"),
        pytest.param("Nineveh", "IRQ", 36, 43, id="region"),
        pytest.param("Anderson County", "USA", 31.8, -95.6, id="county"),
        pytest.param("Washington", "USA", 38.9, -77.0, id="part-before-comma"),
    ],
)
def test_a_place_is_found_near_where_it_is(gazetteer, name, country, lat, lon):
    found = gazetteer.find([key(name)])[key(name)]
    assert any(
        place.country == country and abs(place.lat - lat) < 1 and abs(place.lon - lon) < 1 for place in found
    )


def test_places_of_one_name_come_by_inhabitants(gazetteer):
    people = [place.population for place in gazetteer.find(["springfield"])["springfield"]]
    assert len(people) > 10
    assert people == sorted(people, reverse=True)


def test_more_names_than_a_statement_takes_are_asked_in_parts(gazetteer):
    names = [f"nowhere {number}" for number in range(2000)]
    assert gazetteer.find([*names, "mosul"])["mosul"]


def test_unknown_names_have_no_places(gazetteer):
    assert gazetteer.find(["", "nowherium", "x" * 10_000]) == {"": (), "nowherium": (), "x" * 10_000: ()}


def test_the_licence_is_told_in_the_file(gazetteer):
    assert "GeoNames" in gazetteer.meta["attribution"]
    assert "CC BY 4.0" in gazetteer.meta["attribution"]


def test_another_process_opens_the_file_anew(gazetteer):
    assert pickle.loads(pickle.dumps(gazetteer)).find(["mosul"]) == gazetteer.find(["mosul"])


def test_the_gazetteer_cannot_be_written_to(gazetteer):
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        gazetteer._database.execute("DELETE FROM names")


def test_a_missing_file_is_named_with_the_variable_that_chose_it(tmp_path, monkeypatch):
    monkeypatch.setenv("ONRECORD_GAZETTEER", str(tmp_path / "none.sqlite"))
    with pytest.raises(GazetteerError, match=r"none\.sqlite: there is no gazetteer here; ONRECORD_GAZETTEER"):
        Gazetteer()


def test_a_file_that_is_no_gazetteer_is_refused(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("The ford was shut.\n" * 100)
    with pytest.raises(GazetteerError, match="no gazetteer"):
        Gazetteer(path)


def test_a_gazetteer_of_another_version_is_refused(tmp_path):
    path = tmp_path / "old.sqlite"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE meta (key TEXT, value TEXT)")
        database.execute("INSERT INTO meta VALUES ('schema', '0')")
    with pytest.raises(GazetteerError, match="another version"):
        Gazetteer(path)


def test_the_file_comes_with_the_package():
    assert default_path().is_file()
    assert default_path().stat().st_size < 40_000_000


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("Sant Julià de Lòria", "sant julia de loria", id="accents"),
        pytest.param("Port-au-Prince", "port au prince", id="hyphens"),
        pytest.param("Sana'a", "sanaa", id="apostrophe"),
        pytest.param("St. Ives", "saint ives", id="saint"),
        pytest.param("Łódź", "lodz", id="letters-without-parts"),
        pytest.param("U.S.", "us", id="full-stops"),
    ],
)
def test_names_are_compared_without_their_dress(name, expected):
    assert key(name) == expected


@given(st.text(max_size=80))
def test_the_key_of_a_key_is_itself(name):
    assert key(key(name)) == key(name)


@pytest.mark.parametrize("name", ["Mosul", "Al Mawşil", "Hồ Chí Minh", "Port-au-Prince"])
def test_names_in_latin_letters_are_usable(name):
    assert is_usable(name)


@pytest.mark.parametrize("name", ["BGW", "الموصل", "mo su er", "Мосул", "M", "12th Street"])
def test_codes_other_scripts_and_transliterations_are_not(name):
    assert not is_usable(name)


@pytest.mark.parametrize(
    ("name", "rest"), [("Al-Raqqah", "Raqqah"), ("El Obeid", "Obeid"), ("Alexandria", None)]
)
def test_an_arabic_article_comes_off(name, rest):
    assert bare(name) == rest


def test_countries_go_by_all_the_names_of_the_lexicon():
    found = open_atlas().find(["united states", "us", "america"])
    assert {places[0].country for places in found.values()} == {"USA"}


def test_a_users_area_is_a_place(tmp_path, monkeypatch):
    (tmp_path / "places.toml").write_text('[area]\n"Vale Delta" = { at = [1.5, 30.0], country = "UGA" }\n')
    monkeypatch.setenv("ONRECORD_LEXICON", str(tmp_path))
    [place] = open_atlas().find(["vale delta"])["vale delta"]
    assert (place.lat, place.lon, place.country, place.kind) == (1.5, 30.0, "UGA", "region")
