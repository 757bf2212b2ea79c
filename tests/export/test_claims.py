"""Claims and Quotations with their derivation, read by rdflib without a network."""

from __future__ import annotations

import re
import socket

import pytest
import rdflib
from rdflib.namespace import PROV, RDF

from tests.export.conftest import hostile_record, written

SCHEMA = rdflib.Namespace("https://schema.org/")
OURS = rdflib.Namespace("urn:onrecord:vocabulary#")


def graph_of(records):
    return rdflib.Graph().parse(data=written(records, "claims").decode(), format="json-ld")


@pytest.fixture
def graph(records, monkeypatch):
    def refuse(*_):
        raise AssertionError("the context was fetched")

    monkeypatch.setattr(socket, "socket", refuse)
    return graph_of(records)


def with_act(graph, act, kind):
    return [node for node in graph.subjects(OURS.act, rdflib.Literal(act)) if (node, RDF.type, kind) in graph]


def test_a_claim_has_its_speaker_and_its_report(graph, records):
    claims = {str(graph.value(claim, SCHEMA.text)): claim for claim in graph.subjects(RDF.type, SCHEMA.Claim)}
    claim = claims["More than 1,200 people fled their homes in Mosul last week"]
    assert str(graph.value(graph.value(claim, SCHEMA.author), SCHEMA.name)) == "Adra Amari"
    report = graph.value(claim, SCHEMA.firstAppearance)
    assert str(graph.value(report, SCHEMA.headline)) == "Floods at the bridge"
    assert str(graph.value(claim, SCHEMA.datePublished)) == "2031-01-21"


def test_direct_speech_is_a_quotation_with_its_words(graph):
    quotations = {str(graph.value(node, SCHEMA.text)) for node in graph.subjects(RDF.type, SCHEMA.Quotation)}
    assert quotations == {"We held the bridge, … but not the road.", "Open the gates!"}
    for quotation in graph.subjects(RDF.type, SCHEMA.Quotation):
        assert graph.value(quotation, SCHEMA.spokenByCharacter) is not None
        assert graph.value(quotation, SCHEMA.isPartOf) is not None


def test_a_demand_is_no_claim(graph):
    assert with_act(graph, "demand", SCHEMA.Quotation)
    assert not with_act(graph, "demand", SCHEMA.Claim)


def test_a_denial_is_not_put_in_the_deniers_mouth(graph):
    [denial] = with_act(graph, "deny", SCHEMA.Claim)
    assert "denied" in str(graph.value(denial, SCHEMA.text))


def test_every_statement_is_derived_from_spans_that_hold_its_words(graph, records):
    texts = {f"urn:onrecord:{record.report.id}": record.report.text for record in records}
    stated = [*graph.subjects(RDF.type, SCHEMA.Claim), *graph.subjects(RDF.type, SCHEMA.Quotation)]
    assert stated
    for node in stated:
        spans = list(graph.objects(node, PROV.wasDerivedFrom))
        assert spans
        for span in spans:
            report, start, end = re.fullmatch(r"(.+)#char=(\d+),(\d+)", str(span)).groups()
            assert str(graph.value(span, SCHEMA.text)) == texts[report][int(start) : int(end)]
            assert (span, PROV.wasDerivedFrom, rdflib.URIRef(report)) in graph


def test_every_statement_was_made_by_a_reading_of_its_report(graph):
    for claim in graph.subjects(RDF.type, SCHEMA.Claim):
        reading = graph.value(claim, PROV.wasGeneratedBy)
        assert (reading, RDF.type, PROV.Activity) in graph
        assert graph.value(reading, PROV.used) == graph.value(claim, SCHEMA.firstAppearance)
        software = graph.value(claim, PROV.wasAttributedTo)
        assert (software, RDF.type, PROV.SoftwareAgent) in graph


def test_every_reference_leads_somewhere(graph):
    named = {node for node in graph.subjects() if str(node).startswith("urn:onrecord:")}
    pointed_at = {
        node for _, relation, node in graph if relation != RDF.type and str(node).startswith("urn:onrecord:")
    }
    assert pointed_at <= named


def test_all_records_are_in_one_graph(records):
    assert set(graph_of(records)) == set().union(*(graph_of([record]) for record in records))


def test_odd_text_is_a_literal_and_nothing_else():
    graph = graph_of([hostile_record('"} <http://example.org/x> \\ \n{"')])
    assert {str(node) for node in graph.all_nodes() if isinstance(node, rdflib.URIRef)} == {
        str(node)
        for node in graph_of([hostile_record("a" * 31)]).all_nodes()
        if isinstance(node, rdflib.URIRef)
    }
