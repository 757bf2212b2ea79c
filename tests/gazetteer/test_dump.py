"""A gazetteer made from GeoNames' own files."""

from __future__ import annotations

import pytest

from onrecord.gazetteer.dump import build
from onrecord.gazetteer.store import Gazetteer, GazetteerError

from .conftest import ROWS, row


def made(tmp_path, places, names=None, countries=()):
    path = tmp_path / "made.sqlite"
    build(path, places, names, countries)
    return Gazetteer(path)


def test_places_are_found_by_name_with_their_regions(tmp_path, dump):
    [iraqi, german] = made(tmp_path, dump()).find(["odde"])["odde"]
    assert (iraqi.id, iraqi.country, iraqi.kind, iraqi.admin1, iraqi.admin2) == (4, "IRQ", "city", 2, 3)
    assert (german.id, german.country, german.admin1) == (7, "DEU", None)


def test_a_region_does_not_lie_in_itself(tmp_path, dump):
    [region] = made(tmp_path, dump()).find(["valeland"])["valeland"]
    assert (region.kind, region.admin1) == ("admin1", None)


def test_rivers_are_kept_and_hotels_are_not(tmp_path, dump):
    found = made(tmp_path, dump()).find(["karsa river", "odde hotel"])
    assert [place.kind for place in found["karsa river"]] == ["point"]
    assert found["odde hotel"] == ()


@pytest.mark.parametrize("code", ["IQ", "irq"])
def test_only_the_places_of_chosen_countries_are_taken(tmp_path, dump, code):
    found = made(tmp_path, dump(), countries=[code]).find(["odde", "odde hills"])
    assert [place.country for place in found["odde"]] == ["IRQ"]
    assert found["odde hills"] == ()


def test_countries_missing_from_the_files_are_still_known(tmp_path, dump):
    assert made(tmp_path, dump()).countries()["SYR"].name == "Syria"


def test_english_alternate_names_replace_those_of_the_first_file(tmp_path, dump):
    names = dump(
        "1\t4\ten\tOddeton", "2\t4\tru\tОдде", "3\t4\tde\tOddeburg", "4\t99\ten\tNowhere", name="names.txt"
    )
    found = made(tmp_path, dump(), names).find(["oddeton", "oddeburg", "nowhere"])
    assert [place.id for place in found["oddeton"]] == [4]
    assert not found["oddeton"][0].own
    assert found["oddeburg"] == found["nowhere"] == ()


def test_a_name_is_found_without_its_arabic_article(tmp_path, dump):
    lines = dump(row(4, "Al Odderiyah", "P", "PPL", 36, 43))
    assert [place.id for place in made(tmp_path, lines).find(["odderiyah"])["odderiyah"]] == [4]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        pytest.param("1\tOdde", "line 9: 2 columns, not 19", id="columns"),
        pytest.param(row("x", "Odde", "P", "PPL", 1, 1), "line 9: 'x' is no GeoNames number", id="number"),
        pytest.param(row(9, "Odde", "P", "PPL", "north", 1), "line 9: 'north' is no latitude", id="degrees"),
    ],
)
def test_a_broken_line_is_named(tmp_path, dump, line, complaint):
    with pytest.raises(GazetteerError, match=complaint):
        build(tmp_path / "made.sqlite", dump(*ROWS, line))


def test_an_older_gazetteer_stays_where_making_a_new_one_fails(tmp_path, dump):
    path = tmp_path / "made.sqlite"
    build(path, dump())
    before = path.read_bytes()
    with pytest.raises(GazetteerError):
        build(path, dump("no columns"))
    assert path.read_bytes() == before
    assert sorted(file.name for file in tmp_path.iterdir()) == ["made.sqlite", "places.txt"]


def test_the_same_files_make_the_same_bytes(tmp_path, dump):
    build(tmp_path / "a.sqlite", dump())
    build(tmp_path / "b.sqlite", dump())
    assert (tmp_path / "a.sqlite").read_bytes() == (tmp_path / "b.sqlite").read_bytes()


def test_an_unknown_country_code_is_named(tmp_path, dump):
    with pytest.raises(GazetteerError, match="'XX' is no country's ISO 3166 code"):
        build(tmp_path / "made.sqlite", dump(), countries=["XX"])


def test_a_zip_file_is_not_taken_for_text(tmp_path):
    path = tmp_path / "allCountries.zip"
    path.write_bytes(b"PK\x03\x04\xff\xfe")
    with pytest.raises(GazetteerError, match="unpack the zip file first"):
        build(tmp_path / "made.sqlite", path)
