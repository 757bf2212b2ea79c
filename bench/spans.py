"""Span integrity over every news text of the corpora."""

from __future__ import annotations

from pathlib import Path

from bench.corpora import texts
from onrecord.errors import OnrecordError
from onrecord.integrity import violations
from onrecord.reading import read_text


def section(evaluation: Path) -> str:
    """The section of RESULTS.md."""
    read, spans, refused, faults = 0, 0, 0, []
    for name, text in texts(evaluation):
        try:
            record = read_text(text)
        except OnrecordError:
            refused += 1
            continue
        read += 1
        spans += sum(len(statement.content) + 2 for statement in record.statements)
        faults += [f"{name}: {fault}" for fault in violations(record)]
    lines = [
        "## Span integrity",
        "",
        f"{read} texts read ({refused} refused), {spans} statement spans, {len(faults)} violations.",
    ]
    return "\n".join(lines + [f"- {fault}" for fault in faults[:20]])
