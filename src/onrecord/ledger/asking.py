"""Ask a ledger: what was said, what was counted, which places were named, each with its exact words."""

from __future__ import annotations

from itertools import islice

from sqlalchemy import Connection

from onrecord.ledger.answers import Asked, Counted, Filters, Located, Said
from onrecord.ledger.ledger import Ledger, connected

__all__ = ["Counted", "Filters", "Located", "Said", "figures", "places", "statements"]


def statements(ledger: Ledger | Connection, filters: Filters | None = None) -> list[Said]:
    """The statements that the filters leave, newest report first. Raises `LedgerError`."""
    filters = filters or Filters()
    with connected(ledger) as connection:
        return list(islice(Asked(connection, filters).statements(), filters.limit))


def figures(ledger: Ledger | Connection, filters: Filters | None = None) -> list[Counted]:
    """The figures that the filters leave, newest report first. Raises `LedgerError`."""
    filters = filters or Filters()
    with connected(ledger) as connection:
        return list(islice(Asked(connection, filters).figures(), filters.limit))


def places(ledger: Ledger | Connection, filters: Filters | None = None) -> list[Located]:
    """The places named in reports that the filters leave, newest report first. Raises `LedgerError`."""
    filters = filters or Filters()
    with connected(ledger) as connection:
        return list(islice(Asked(connection, filters).places(), filters.limit))
