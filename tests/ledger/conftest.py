"""A ledger on each database: SQLite in a file, PostgreSQL in a server of the test's own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from onrecord.ledger.ledger import Ledger

NOBODY = 65534  # PostgreSQL refuses to run as root


def _program(name: str) -> str | None:
    newest = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(newest[-1]) if newest else shutil.which(name)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL server that lives as long as the tests; skipped where none is installed."""
    initdb, postgres = _program("initdb"), _program("postgres")
    if not initdb or not postgres:
        pytest.skip("PostgreSQL is not installed here; on Debian: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="onrecord-postgresql-"))
    user = {}
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
        user = {"user": NOBODY, "group": NOBODY}
    data, port = folder / "data", _free_port()
    environment = {**os.environ, "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    made = subprocess.run(
        [initdb, "-D", str(data), "-U", "onrecord", "-E", "UTF8", "--auth=trust", "--no-sync"],
        capture_output=True, env=environment, cwd=folder, **user,
    )  # fmt: skip
    if made.returncode:
        pytest.skip(f"PostgreSQL cannot be set up here: {made.stderr.decode()[-200:]}")
    server = subprocess.Popen(
        [postgres, "-D", str(data), "-p", str(port), "-h", "127.0.0.1", "-k", str(folder), "-c", "fsync=off"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment, cwd=folder, **user,
    )  # fmt: skip
    address = f"postgresql+psycopg://onrecord@127.0.0.1:{port}"
    try:
        _wait(f"{address}/postgres")
        yield address
    finally:
        server.terminate()
        server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(address: str) -> None:
    engine = create_engine(address)
    for _ in range(150):
        try:
            with engine.connect():
                break
        except Exception:
            time.sleep(0.2)
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request, tmp_path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return str(tmp_path / "ledger.db")
    server = request.getfixturevalue("postgresql")
    name = f"t{abs(hash(request.node.nodeid)) % 10**12}"
    engine = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return f"{server}/{name}"


@pytest.fixture
def ledger(address) -> Iterator[Ledger]:
    """An empty ledger."""
    with Ledger(address) as opened:
        yield opened
