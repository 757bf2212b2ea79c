"""Records as JSON: one a line (`jsonl`), or one laid out to be looked at (`json`)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from onrecord.record import Record


def laid_out(record: Record) -> str:
    """A record as JSON with every actor and statement on a line of its own, ending in a newline."""
    parts = []
    for key, value in record.to_dict().items():
        if isinstance(value, list) and value:
            rows = ",\n".join(f"  {_compact(row)}" for row in value)
            parts.append(f" {_compact(key)}: [\n{rows}\n ]")
        else:
            parts.append(f" {_compact(key)}: {_compact(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def array(records: Iterable[Record]) -> Iterator[str]:
    """Several records as the pieces of one JSON array."""
    opening = "[\n"
    for record in records:
        yield opening + laid_out(record).rstrip("\n")
        opening = ",\n"
    yield "\n]\n" if opening == ",\n" else "[]\n"


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
