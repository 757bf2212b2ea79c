"""The IRIs of things in exports as linked data: URNs, for a record has no address on the web."""

from __future__ import annotations

from onrecord.record import Record, Span


def of_report(record: Record) -> str:
    """The text of a report."""
    return f"urn:onrecord:{record.report.id}"


def of_part(record: Record, id: str) -> str:
    """An actor, place, time, statement or figure of a record, by its id."""
    return f"{of_report(record)}:{id}"


def of_span(record: Record, span: Span) -> str:
    """The characters of a span, as RFC 5147 writes them: positions between characters, from 0."""
    return f"{of_report(record)}#char={span.start},{span.end}"


def of_software(record: Record) -> str:
    """The version of Onrecord that made a record."""
    return f"urn:onrecord:software:{record.onrecord}"
