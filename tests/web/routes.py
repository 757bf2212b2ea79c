"""Every route of the reading room, with an address that can be asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from starlette.testclient import TestClient

from onrecord.ledger.ledger import Ledger
from onrecord.web.access import ACCESS
from onrecord.web.guard import SAFE

NOTHING = {
    "report_id": "0" * 16, "record_id": "s999", "job_id": "0" * 16, "number": "999999",
    "indicator": "killed", "dispute_id": "0" * 16, "name:path": "room.css", "name": "room.css",
}  # fmt: skip
"""What nobody has, for what stands in braces; so that nothing is changed by asking."""


def filled(path: str, **values: str) -> str:
    """A path with something for each of its braces."""
    return re.sub(r"\{([^}]+)\}", lambda match: (NOTHING | values)[match[1]], path)


def every_route() -> list[tuple[str, str]]:
    """Each method and path; what signs out comes last."""
    return sorted(ACCESS, key=lambda route: route[1] == "/logout")


def unsafe_routes() -> list[tuple[str, str]]:
    """Those that may change something."""
    return [route for route in every_route() if route[0] not in SAFE]


def ask(client: TestClient, method: str, path: str, **more: object):
    """Ask for a route with an empty body of the kind that it takes."""
    if method not in SAFE and not {"data", "json", "content"} & set(more):
        more |= {"json": {}} if path.startswith("/api/") else {"data": {}}
    return client.request(method, filled(path), **more)


def rows(ledger: Path | str) -> dict[str, list[tuple[object, ...]]]:
    """All that a ledger holds."""
    with Ledger(ledger) as opened, opened.engine.connect() as connection:
        return dict(_tables(connection))


def _tables(connection) -> Iterator[tuple[str, list[tuple[object, ...]]]]:
    from onrecord.ledger.schema import metadata

    for table in metadata.sorted_tables:
        yield table.name, sorted(map(repr, connection.execute(table.select())))
