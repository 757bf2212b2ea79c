"""Words that would be SQL are words: in every filter of every route, of both databases."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute

from onrecord.ledger.ledger import Ledger
from onrecord.web import api, pages
from tests.ledger.server import emptied
from tests.web.routes import filled, rows

NEVER = "zzqx"
"""A word that no report has; each of the strings holds it, so that as a literal it is found nowhere."""
STRINGS = [
    f"{NEVER}' OR '1'='1", f"{NEVER}' OR 1=1 -- ", f"' OR '{NEVER}'<>'", f"{NEVER}'; DROP TABLE reports; -- ",
    f'{NEVER}" OR ""="', f"{NEVER}') OR ('1'='1", f"{NEVER}' UNION SELECT name, 1 FROM sqlite_master -- ",
    f"{NEVER}' AND (SELECT count(*) FROM users) > 0 -- ", f"{NEVER}\\' OR 1=1 -- ", f"{NEVER}]]; SELECT 1",
    f"{NEVER}'||(SELECT pg_sleep(5))||'", f"{NEVER}'::text", f"$${NEVER}$$", f"{NEVER}/**/OR/**/1=1", f"`{NEVER}`",
    f"%{NEVER}%", f"{NEVER}_", f"{NEVER[:-1]}_", f"{NEVER[:-1]}%", f"{NEVER}*", f'"{NEVER}', f'{NEVER} NEAR("x y", 5)',
    f"title:{NEVER}", f"{NEVER} AND NOT x", f"^{NEVER}", f"{NEVER} & | ! ( <->", f"{NEVER}:*", f"-{NEVER}",
    f":{NEVER} :asked_words ?1 %s %(x)s {{0}}", f"{NEVER}\x00' OR 1=1", f"{NEVER}\ufffe\u202e", f"{NEVER}" * 40,
    f"@{'9' * 30}{NEVER}", f"\u00b2{NEVER}", f"{NEVER}\u2019 OR 1=1", f"{{{{7*7}}}}{NEVER}", f"x'{NEVER}",
]  # fmt: skip
WILD = [
    "%",
    "_",
    "%%",
    "\\",
    "'",
    '"',
    "''",
    "²",
    "@²",
    "@",
    "@99999999999999999999",
    "\x00",
    "*",
    "(",
    "-",
    ":",
    "٣",
]
"""What some database takes for more than it is."""
ROUTES = [
    route
    for router in (*pages.ROUTERS, *api.ROUTERS)
    for route in router.routes
    if isinstance(route, APIRoute) and "GET" in (route.methods or ())
]


def filters(dependant: Any) -> Iterator[str]:
    """The names of what a route may be asked in words."""
    for parameter in dependant.query_params:
        if "int" not in str(parameter.field_info.annotation):
            yield parameter.alias
    for other in dependant.dependencies:
        yield from filters(other)


FILTERS = [(route.path, name) for route in ROUTES for name in filters(route.dependant)]
PARTS = 1 if os.environ.get("ONRECORD_THOROUGH") else 8
"""Each filter is tried with one string of so many, its neighbours with the others; ONRECORD_THOROUGH=1: with all."""


def part(strings: list[str], path: str, name: str) -> list[str]:
    """The strings a filter is tried with."""
    return strings[FILTERS.index((path, name)) % PARTS :: PARTS]


@pytest.fixture(params=["sqlite", "postgresql"], scope="module")
def asked(request, tmp_path_factory, kept):
    """A ledger of each database, and a client that asks it."""
    from starlette.testclient import TestClient

    from onrecord.web.app import create
    from onrecord.web.settings import Settings
    from tests.web.conftest import ORIGIN, REPORTS, add_reports

    ledger = str(tmp_path_factory.mktemp("asked") / "asked.db")
    if request.param == "postgresql":
        ledger = emptied(request.getfixturevalue("postgresql"), "sqli")
        lines = tmp_path_factory.mktemp("lines") / "reports.jsonl"
        add_reports(ledger, *REPORTS, lines=lines)
    else:
        add_reports(ledger, *REPORTS)
    app = create(Settings(ledger))
    with TestClient(app, base_url=ORIGIN, headers={"Origin": ORIGIN}, follow_redirects=False) as client:
        yield client, ledger


def items(answer) -> object:
    """What an answer of the API lists."""
    found = answer.json()
    return found.get("items", found.get("points")) if isinstance(found, dict) else found


@pytest.mark.parametrize(("path", "name"), FILTERS, ids=[f"{path}?{name}" for path, name in FILTERS])
def test_a_filter_takes_them_as_words(asked, path, name):
    client, _ = asked
    needed = {"words": "gate"} if path == "/api/v1/search" else {}
    literal = client.get(filled(path), params=needed | {name: NEVER})
    for given in part(STRINGS, path, name):
        answer = client.get(filled(path), params=needed | {name: given})
        assert answer.status_code < 500, (given, answer.text)
        if answer.status_code == literal.status_code == 200 and path.startswith("/api/v1/"):
            assert items(answer) == items(literal), given


@pytest.mark.parametrize(("path", "name"), FILTERS, ids=[f"{path}?{name}" for path, name in FILTERS])
def test_what_some_database_takes_for_more_than_it_is_is_no_fault(asked, path, name):
    client, _ = asked
    needed = {"words": "gate"} if path == "/api/v1/search" else {}
    for given in part(WILD, path, name):
        answer = client.get(filled(path), params=needed | {name: given})
        assert answer.status_code < 500, (given, answer.text)


@pytest.mark.parametrize("wild", ["%", "_", "%a%", "R__ A%"])
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/api/v1/actors", "name"), ("/api/v1/statements", "speaker"), ("/api/v1/figures", "outlet"),
        ("/api/v1/reports", "outlet"), ("/api/v1/series/killed", "source"), ("/api/v1/series/killed", "population"),
    ],
)  # fmt: skip
def test_a_wild_card_is_a_character(asked, path, name, wild):
    client, _ = asked
    answer = client.get(path, params={name: wild})
    assert answer.status_code == 200
    assert items(answer) == []


@pytest.mark.parametrize("given", [*STRINGS, *WILD])
def test_what_stands_in_a_path_is_a_word_as_well(asked, given):
    from urllib.parse import quote

    client, _ = asked
    for route in ROUTES:
        for place in ("report_id", "record_id", "dispute_id", "indicator", "job_id", "number", "name:path"):
            if f"{{{place}}}" in route.path and given not in ("", "/"):
                path = filled(route.path, **{place: quote(given, safe="")})
                assert client.get(path).status_code < 500, path


def test_nothing_was_changed_by_it(asked, kept):
    """Run last: the ledger still has what it had."""
    client, ledger = asked
    assert client.get("/api/v1/stats").json()["reports"] == 3
    with Ledger(ledger) as opened:
        assert opened.counts() == Ledger(kept).counts()
    assert rows(ledger)["users"] == []
