"""Statements as schema.org Claims and Quotations, each derived, in PROV-O, from the words it stands on.

https://schema.org/Claim, https://schema.org/Quotation, https://www.w3.org/TR/prov-o/. The context is written
out, so that reading the JSON-LD fetches nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from onrecord.export import names
from onrecord.export.shapes import Text
from onrecord.export.tables import wording
from onrecord.record import Actor, Record, Span, Statement

FACTUAL = frozenset({"assert", "confirm", "deny", "accuse", "estimate", "expect", "warn"})
"""Acts that say how things are: a Claim is "factually-oriented" (schema.org), a pledge or a demand is not."""

_REFERENCES = (
    "author", "appearance", "firstAppearance", "isPartOf", "spokenByCharacter", "creator", "publisher",
    "prov:wasDerivedFrom", "prov:wasGeneratedBy", "prov:wasAttributedTo", "prov:wasAssociatedWith",
    "prov:used", "onrecord:addressee", "onrecord:within",
)  # fmt: skip
_AGENTS = {
    "person": ["Person", "prov:Person"],
    "population": ["Thing", "prov:Agent"],
    "unnamed": ["Thing", "prov:Agent"],
}
CONTEXT: dict[str, Any] = {
    "@vocab": "https://schema.org/",
    "prov": "http://www.w3.org/ns/prov#",
    "onrecord": "urn:onrecord:vocabulary#",
    "id": "@id",
    "type": "@type",
    "datePublished": {"@type": "Date"},
    **{name: {"@type": "@id"} for name in _REFERENCES},
}

FIELDS = (
    (
        "NewsArticle",
        (
            ("headline, datePublished, url, inLanguage", "of the report"),
            ("publisher", "the outlet, an Organization"),
            ("identifier", "the id that came with it"),
        ),
    ),
    (
        "Claim: a statement of how things are",
        (
            ("text", "what is claimed; the report's whole wording where the speaker denies or hedges it"),
            ("author", "the speaker; absent where nobody is named"),
            ("appearance, firstAppearance", "the report; for direct speech, the Quotation too"),
            ("datePublished", "of the report"),
        ),
    ),
    (
        "Quotation: direct speech",
        (
            ("text", "the words between the quotation marks, pieces joined by …"),
            ("spokenByCharacter, creator", "the speaker; absent where nobody is named"),
            ("isPartOf", "the report"),
        ),
    ),
    (
        "CreativeWork: a pledge, a demand, a hope or a question that is not quoted",
        (("text, creator, isPartOf", "as of a Quotation"),),
    ),
    (
        "Of all three",
        (
            ("onrecord:act, factuality, polarity, cue, kind, rule, speakerConfidence", "as in the record"),
            ("onrecord:addressee, onrecord:within", "an actor; the statement that reports this one"),
            ("prov:wasDerivedFrom", "the spans it stands on, each with its text and part of the report"),
            ("prov:wasGeneratedBy", "the reading of the report, a prov:Activity that used it"),
            ("prov:wasAttributedTo", "the version of Onrecord, a prov:SoftwareAgent"),
        ),
    ),
    (
        "Person, Organization or Thing: a speaker",
        (
            ("name, alternateName", "the fullest name in the text, and others"),
            ("jobTitle", "offices, of a Person"),
            ("onrecord:country", "ISO 3166-1 alpha-3"),
        ),
    ),
)


def pieces(records: Iterable[Record]) -> Iterator[str]:
    """One JSON-LD document, a node of its graph a line."""
    yield json.dumps({"@context": CONTEXT})[:-1] + ', "@graph": ['
    between = "\n"
    software: set[str] = set()
    for record in records:
        for node in nodes(record):
            if node["id"] not in software:  # every record of a version names the same software
                yield between + json.dumps(node, ensure_ascii=False)
                between = ",\n"
            software |= {names.of_software(record)}
    yield "\n]}\n"


def nodes(record: Record) -> Iterator[dict[str, Any]]:
    """The nodes of a record: software, report, reading, speakers, spans and statements."""
    yield {
        "id": names.of_software(record),
        "type": ["SoftwareApplication", "prov:SoftwareAgent"],
        "name": f"Onrecord {record.onrecord}",
        "softwareVersion": record.onrecord,
    }
    yield from _report(record)
    yield {
        "id": names.of_part(record, "reading"),
        "type": "prov:Activity",
        "prov:used": names.of_report(record),
        "prov:wasAssociatedWith": names.of_software(record),
    }
    for actor in _cast(record):
        yield _agent(record, actor)
    for span in sorted({span for statement in record.statements for span in _basis(statement)}):
        yield _passage(record, span)
    for statement in record.statements:
        yield from _utterance(record, statement)


def _report(record: Record) -> Iterator[dict[str, Any]]:
    report = record.report
    outlet = names.of_part(record, "outlet") if report.outlet else None
    if outlet:
        yield {"id": outlet, "type": ["Organization", "prov:Organization"], "name": report.outlet}
    yield _known(
        id=names.of_report(record),
        type=["NewsArticle", "prov:Entity"],
        headline=report.title,
        datePublished=report.published,
        url=report.url,
        inLanguage=report.language,
        identifier=report.external_id,
        publisher=outlet,
    )


def _cast(record: Record) -> list[Actor]:
    """The actors that speak or are spoken to, in the record's order."""
    needed = {statement.speaker.id for statement in record.statements if statement.speaker}
    needed |= {statement.addressee.id for statement in record.statements if statement.addressee}
    return [actor for actor in record.actors if actor.id in needed]


def _agent(record: Record, actor: Actor) -> dict[str, Any]:
    is_person = actor.kind == "person"
    return _known(
        id=names.of_part(record, actor.id),
        type=_AGENTS.get(actor.kind, ["Organization", "prov:Organization"]),
        name=actor.name,
        alternateName=list(actor.aliases),
        jobTitle=list(dict.fromkeys(role.title for role in actor.roles)) if is_person else [],
        **{"onrecord:country": actor.country},
    )


def _passage(record: Record, span: Span) -> dict[str, Any]:
    return {
        "id": names.of_span(record, span),
        "type": ["CreativeWork", "prov:Entity"],
        "text": record.words(span),
        "isPartOf": names.of_report(record),
        "prov:wasDerivedFrom": names.of_report(record),
    }


def _utterance(record: Record, statement: Statement) -> Iterator[dict[str, Any]]:
    """A statement as a Claim, a Quotation, both (a quoted claim), or, where it is neither, a CreativeWork."""
    id, report = names.of_part(record, statement.id), names.of_report(record)
    speaker = names.of_part(record, statement.speaker.id) if statement.speaker else None
    is_claim, is_quoted = statement.act in FACTUAL, statement.kind == "direct"
    shared = _shared(record, statement)
    appearances = [report]
    if is_quoted or not is_claim:
        quoted = f"{id}:quotation" if is_claim else id
        kind = "Quotation" if is_quoted else "CreativeWork"
        said = {"text": wording(record, statement), "creator": speaker, "isPartOf": report}
        voice = {"spokenByCharacter": speaker} if is_quoted else {}
        yield _known(id=quoted, type=[kind, "prov:Entity"], **said, **voice, **shared)
        appearances.append(quoted)
    if is_claim:
        yield _known(
            id=id,
            type=["Claim", "prov:Entity"],
            text=_claimed(record, statement),
            author=speaker,
            appearance=appearances,
            firstAppearance=report,
            datePublished=record.report.published,
            **shared,
        )


def _shared(record: Record, statement: Statement) -> dict[str, Any]:
    addressee = statement.addressee
    return {
        "onrecord:act": statement.act,
        "onrecord:factuality": statement.factuality,
        "onrecord:polarity": statement.polarity,
        "onrecord:kind": statement.kind,
        "onrecord:cue": record.words(statement.cue),
        "onrecord:rule": statement.rule,
        "onrecord:speakerConfidence": statement.speaker_confidence,
        "onrecord:addressee": names.of_part(record, addressee.id) if addressee else None,
        "onrecord:within": names.of_part(record, statement.within) if statement.within else None,
        "prov:wasDerivedFrom": [names.of_span(record, span) for span in _basis(statement)],
        "prov:wasGeneratedBy": names.of_part(record, "reading"),
        "prov:wasAttributedTo": names.of_software(record),
    }


def _basis(statement: Statement) -> list[Span]:
    """The spans a statement stands on: what was said, who said it, and the words that report it."""
    return [*statement.content, *filter(None, (statement.speaker_mention, statement.cue))]


def _claimed(record: Record, statement: Statement) -> str:
    """The claim's text; of a denial or a doubt the report's whole wording: schema.org has no word for it."""
    if statement.polarity == "+" and statement.factuality == "certain" and statement.act != "deny":
        return wording(record, statement)
    basis = _basis(statement)
    return str(record.words(Span(min(span.start for span in basis), max(span.end for span in basis))))


def _known(**facts: Any) -> dict[str, Any]:
    """The facts there are."""
    return {name: value for name, value in facts.items() if value not in (None, "", [])}


FORMAT = Text(
    about=(
        "One JSON-LD document. A speaker's claim is a Claim whether true or not; reviews of claims are a "
        "person's to make. A denial or a hedged claim is given in the report's whole wording, for schema.org "
        "has no word for it."
    ),
    ending=".jsonld",
    fields=FIELDS,
    pieces=pieces,
)
