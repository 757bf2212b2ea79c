"""A ledger on each database: SQLite in a file, PostgreSQL in a server of the test's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from onrecord.ledger.ledger import Ledger
from tests.ledger.server import NoServer, emptied, served


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL server that lives as long as the tests; skipped where none is installed."""
    try:
        with served() as address:
            yield address
    except NoServer as why:
        pytest.skip(str(why))


@pytest.fixture(params=["sqlite", "postgresql"])
def new_address(request, tmp_path) -> Callable[[str], str]:
    """Addresses of empty databases by name, all of one kind."""
    if request.param == "sqlite":
        return lambda name: str(tmp_path / f"{name}.db")
    server = request.getfixturevalue("postgresql")
    number = abs(hash(request.node.nodeid)) % 10**12
    return lambda name: emptied(server, f"t{number}_{name}")


@pytest.fixture
def address(new_address) -> str:
    """The address of an empty database."""
    return new_address("ledger")


@pytest.fixture
def ledger(address) -> Iterator[Ledger]:
    """An empty ledger."""
    with Ledger(address) as opened:
        yield opened
