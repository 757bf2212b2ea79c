"""A PostgreSQL server of one's own, for as long as it is needed, and empty databases in it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

NOBODY = 65534  # PostgreSQL refuses to run as root


class NoServer(Exception):
    """There is none here; the message says why."""


@contextmanager
def served() -> Iterator[str]:
    """The address of a server without databases of ours; raises `NoServer`."""
    initdb, postgres = _program("initdb"), _program("postgres")
    if not initdb or not postgres:
        raise NoServer("PostgreSQL is not installed here; on Debian: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="onrecord-postgresql-"))
    user = {}
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
        user = {"user": NOBODY, "group": NOBODY}
    data, port = folder / "data", _free_port()
    environment = {**os.environ, "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    made = subprocess.run(
        [initdb, "-D", str(data), "-U", "onrecord", "-E", "UTF8", "--auth=trust", "--no-sync"],
        capture_output=True, env=environment, cwd=folder, check=False, **user,
    )  # fmt: skip
    if made.returncode:
        raise NoServer(f"PostgreSQL cannot be set up here: {made.stderr.decode()[-200:]}")
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


def emptied(server: str, name: str, like: str = "template1") -> str:
    """The address of a new database of that name, empty or as another one is."""
    engine = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {like}"))
    engine.dispose()
    return f"{server}/{name}"


def _program(name: str) -> str | None:
    newest = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(newest[-1]) if newest else shutil.which(name)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(address: str) -> None:
    engine = create_engine(address)
    for _ in range(150):
        try:
            with engine.connect():
                break
        except Exception:
            time.sleep(0.2)
    engine.dispose()
