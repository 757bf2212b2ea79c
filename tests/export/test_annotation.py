"""Web Annotations: both selectors find the words."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.export.annotation import selectors
from onrecord.record import Span
from tests.export.conftest import hostile_record, written


@pytest.fixture
def page(records):
    return json.loads(written(records, "annotation"))


def by_id(page, record, id):
    [found] = [item for item in page["items"] if item["id"] == f"urn:onrecord:{record.report.id}:{id}"]
    return found


def test_it_is_a_page_of_the_models_context(page):
    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert page["type"] == "AnnotationPage"
    assert {item["type"] for item in page["items"]} == {"Annotation"}
    ids = [item["id"] for item in page["items"]]
    assert len(ids) == len(set(ids))


def test_everything_found_is_annotated(page, records):
    whole = sum(
        len(found)
        for record in records
        for found in (record.statements, record.figures, record.actors, record.places, record.times)
    )
    assert len(page["items"]) == whole
    assert all(item["target"] for item in page["items"])


def test_positions_and_quotes_are_the_records_spans(page, records):
    for record in records:
        text = record.report.text
        for statement in record.statements:
            targets = by_id(page, record, statement.id)["target"]
            assert [found(text, target["selector"]) for target in targets] == list(statement.content)
        for figure in record.figures:
            [target] = by_id(page, record, figure.id)["target"]
            assert found(text, target["selector"]) == figure.span


def test_a_statement_carries_its_record(page, records):
    bodies = by_id(page, records[1], records[1].statements[0].id)["body"]
    assert [body["value"] for body in bodies if body["purpose"] == "tagging"] == ["statement", "deny"]
    [kept] = [json.loads(body["value"]) for body in bodies if body.get("format") == "application/json"]
    assert kept == records[1].to_dict()["statements"][0]


def test_a_place_is_identified_where_it_is_known(page, records):
    [mosul] = [place for place in records[0].places if place.name == "Mosul"]
    identities = [
        body["source"]
        for body in by_id(page, records[0], mosul.id)["body"]
        if body["purpose"] == "identifying"
    ]
    assert identities == [f"https://sws.geonames.org/{mosul.geonameid}/"]


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.data())
def test_selectors_count_code_points(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    kept = json.loads(json.dumps(selectors(text, Span(start, end))))
    assert found(text, kept) == (start, end)


def test_a_lone_surrogate_moves_no_offset():
    [item] = json.loads(written([hostile_record("a\ud800🌊 held")], "annotation"))["items"][:1]
    position, quote = item["target"][0]["selector"]
    assert (position["start"], position["end"], quote["exact"]) == (0, 8, "a\ufffd🌊 held")


def found(text, pair):
    """Where both selectors point, which must agree."""
    position, quote = pair
    assert (position["type"], quote["type"]) == ("TextPositionSelector", "TextQuoteSelector")
    start, end = position["start"], position["end"]
    assert text[start:end] == quote["exact"]
    assert text[:start].endswith(quote["prefix"])
    assert text[end:].startswith(quote["suffix"])
    return start, end
