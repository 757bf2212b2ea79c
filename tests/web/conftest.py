"""Ledgers of a few short invented reports, and clients that ask the reading room as a browser would."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from onrecord.comparison.comparing import compare
from onrecord.ledger.adding import add
from onrecord.ledger.ledger import Ledger
from onrecord.ledger.users import add_user
from onrecord.web.app import create
from onrecord.web.settings import Settings

ORIGIN = "http://localhost"
PASSWORD = "the ferry leaves at nine"
USERS = {"reader": "Rana", "reviewer": "Vero", "admin": "Adil"}
"""The name of the user who has each role in `team_ledger`; all have `PASSWORD`."""

FORD = {
    "title": "Ford toll rises", "outlet": "Vale Gazette", "published": "2031-03-05",
    "text": "Ford toll rises\n\nAt least 12 people were killed at the ford of Tikrit on Monday, Warden Ruo Amadi "
    'told the Vale Gazette. "Nobody crosses the gate," he said. Some 3,000 villagers have fled since May.',
}  # fmt: skip
BRIDGE = {
    "title": "Bridge shut", "outlet": "The Odde Post", "published": "2031-03-07",
    "text": "Bridge shut\n\nMayor Lena Orsted denied that 40 soldiers had been killed in Mosul. Ruo Amadi said "
    "the bridge at Mosul would be shut. Forty soldiers were killed in Mosul on Thursday, General Ivo Brand said.",
}  # fmt: skip
CAMP = {
    "title": "Camp opens", "outlet": "Vale Gazette", "published": "2031-03-06",
    "text": "Camp opens\n\nThe camp at Erbil is expected to hold 500 families, a spokesman said. "
    "There were 31 people killed at the ford of Tikrit on Monday, Mayor Lena Orsted said.",
}  # fmt: skip
REPORTS = (FORD, BRIDGE, CAMP)


def add_reports(ledger: Path | str, *reports: dict[str, str], lines: Path | None = None) -> list[str]:
    """Read reports, as JSON has them, and keep their records; their ids. `lines` is where they may be written."""
    lines = lines or Path(f"{ledger}.jsonl")
    lines.write_text("\n".join(map(json.dumps, reports)), encoding="utf-8")
    with Ledger(ledger) as opened:
        added = list(add(opened, [str(lines)]))
        compare(opened)
    lines.unlink()
    assert [one.outcome for one in added] == ["added"] * len(reports), added
    return [one.report_id or "" for one in added]


@pytest.fixture(scope="session")
def kept(tmp_path_factory, read) -> Path:
    """A ledger of `REPORTS` that tests copy and leave as it is."""
    path = tmp_path_factory.mktemp("room") / "kept.db"
    add_reports(path, *REPORTS)
    return path


@pytest.fixture(scope="session")
def kept_by_team(tmp_path_factory, kept) -> Path:
    """The same ledger with `USERS`, to be copied as well."""
    path = tmp_path_factory.mktemp("team") / "team.db"
    shutil.copy(kept, path)
    with Ledger(path) as opened:
        for role, name in USERS.items():
            add_user(opened, name, PASSWORD, role)
    return path


@pytest.fixture
def room_ledger(kept, tmp_path) -> Path:
    """A ledger of `REPORTS` of the test's own; it has no users."""
    return Path(shutil.copy(kept, tmp_path / "room.db"))


@pytest.fixture
def team_ledger(kept_by_team, tmp_path) -> Path:
    """A ledger of `REPORTS` and `USERS` of the test's own."""
    return Path(shutil.copy(kept_by_team, tmp_path / "team.db"))


@pytest.fixture
def empty_ledger(tmp_path) -> Path:
    """A ledger without a report or a user."""
    Ledger(tmp_path / "empty.db").close()
    return tmp_path / "empty.db"


Serve = Callable[..., TestClient]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Open the reading room on a ledger's address, with settings if given: a client that asks it.

    The client sends an Origin with each request, as a browser does with each change.
    """
    with ExitStack() as opened:

        def served(ledger: Path | str, **settings: object) -> TestClient:
            app = create(Settings(str(ledger), **settings))  # type: ignore[arg-type]
            asking = TestClient(app, base_url=ORIGIN, headers={"Origin": ORIGIN}, follow_redirects=False)
            return opened.enter_context(asking)

        yield served


@pytest.fixture
def client(serve, room_ledger) -> TestClient:
    """Who asks on the machine itself, where nobody signs in: may do everything."""
    return serve(room_ledger)


@pytest.fixture
def empty_client(serve, empty_ledger) -> TestClient:
    """The same, on an empty ledger."""
    return serve(empty_ledger)


def signed_in(client: TestClient, role: str) -> TestClient:
    """A client that is signed in as the user of a role, beside others on the same room."""
    own = TestClient(client.app, base_url=ORIGIN, headers={"Origin": ORIGIN}, follow_redirects=False)
    answer = own.post("/login", data={"name": USERS[role], "password": PASSWORD})
    assert answer.status_code == 303, answer.text
    return own


@pytest.fixture
def stranger(serve, team_ledger) -> TestClient:
    """Who has not signed in, where there are users."""
    return serve(team_ledger)


@pytest.fixture
def reader(stranger) -> TestClient:
    """A user who may look."""
    return signed_in(stranger, "reader")


@pytest.fixture
def reviewer(stranger) -> TestClient:
    """A user who may review."""
    return signed_in(stranger, "reviewer")


@pytest.fixture
def admin(stranger) -> TestClient:
    """A user who may do everything."""
    return signed_in(stranger, "admin")
