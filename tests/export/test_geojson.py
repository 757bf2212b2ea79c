"""GeoJSON as RFC 7946 has it, read by shapely."""

from __future__ import annotations

import json

import pytest
import shapely
from shapely.geometry import shape

from tests.export.conftest import hostile_record, written


@pytest.fixture
def collection(records):
    return json.loads(written(records, "geojson"))


def test_it_is_one_collection_of_features(collection):
    assert set(collection) == {"type", "features"}
    assert collection["type"] == "FeatureCollection"
    for feature in collection["features"]:
        assert set(feature) == {"type", "id", "geometry", "properties"}
        assert feature["type"] == "Feature"
    ids = [feature["id"] for feature in collection["features"]]
    assert len(ids) == len(set(ids))


def test_shapely_reads_every_geometry(collection):
    placed = [json.dumps(feature["geometry"]) for feature in collection["features"] if feature["geometry"]]
    geometries = shapely.from_geojson(placed)
    assert len(geometries) >= 4
    assert all(geometry.geom_type == "Point" and geometry.is_valid for geometry in geometries)


def test_a_figure_stands_at_its_place_longitude_first(collection):
    [fled] = [
        feature
        for feature in collection["features"]
        if feature["properties"].get("words") == "More than 1,200"
    ]
    point = shape(fled["geometry"])
    assert (point.x, point.y) == pytest.approx((43.12, 36.34), abs=0.1)
    assert fled["properties"]["value"] == 1200
    assert fled["properties"]["precision"] == "city"


def test_a_place_that_could_not_be_told_has_no_geometry(collection):
    [unknown] = [
        feature
        for feature in collection["features"]
        if feature["properties"]["what"] == "place" and feature["properties"]["name"] == "Karsabad"
    ]
    assert unknown["geometry"] is None
    assert unknown["properties"]["unresolved"]


def test_every_point_is_on_the_globe(collection):
    for feature in collection["features"]:
        if feature["geometry"]:
            lon, lat = feature["geometry"]["coordinates"]
            assert -180 <= lon <= 180
            assert -90 <= lat <= 90


def test_no_records_make_an_empty_collection():
    assert json.loads(written([], "geojson")) == {"type": "FeatureCollection", "features": []}


def test_odd_text_comes_back():
    text = 'The "dyke" \\ \u2028 held\0'
    features = json.loads(written([hostile_record(text)], "geojson"))["features"]
    assert {feature["properties"].get("title") for feature in features} == {text}
