"""One pipeline and one PostgreSQL server for the whole run, and new ledgers on either database."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from onrecord.ledger.ledger import Ledger
from onrecord.reading import read_text
from onrecord.record import Record
from tests.ledger.server import NoServer, emptied, served

Read = Callable[..., Record]


@pytest.fixture(scope="session")
def read() -> Read:
    """Read a text into its record."""
    return read_text


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL server that lives as long as the tests; skipped where none is installed."""
    try:
        with served() as address:
            yield address
    except NoServer as why:
        pytest.skip(str(why))


@pytest.fixture(scope="session")
def first_file(tmp_path_factory) -> Path:
    """An empty ledger in a file, to be copied."""
    path = tmp_path_factory.mktemp("first") / "first.db"
    Ledger(path).close()
    return path


@pytest.fixture(scope="session")
def first_database(postgresql) -> str:
    """The name of an empty ledger's database on PostgreSQL, to be copied."""
    Ledger(emptied(postgresql, "first")).close()
    return "first"


@pytest.fixture(params=["sqlite", "postgresql"])
def new_address(request, tmp_path) -> Callable[[str], str]:
    """Addresses of empty ledgers by name, all of one kind; each is a copy of one that was made."""
    if request.param == "sqlite":
        first_file = request.getfixturevalue("first_file")
        return lambda name: str(shutil.copy(first_file, tmp_path / f"{name}.db"))
    server, first = map(request.getfixturevalue, ("postgresql", "first_database"))
    number = abs(hash(request.node.nodeid)) % 10**12
    return lambda name: emptied(server, f"t{number}_{name}", like=first)


@pytest.fixture
def address(new_address) -> str:
    """The address of an empty ledger."""
    return new_address("ledger")


@pytest.fixture
def ledger(address) -> Iterator[Ledger]:
    """An empty ledger."""
    with Ledger(address) as opened:
        yield opened
