"""No page elsewhere can make a browser change anything here; and looking changes nothing."""

from __future__ import annotations

import json

import pytest
from starlette.testclient import TestClient

from onrecord.ledger.ledger import Ledger
from onrecord.ledger.users import add_token, user
from onrecord.web.guard import SAFE
from onrecord.web.room import COOKIE
from tests.web.conftest import ORIGIN, PASSWORD, USERS
from tests.web.routes import ask, every_route, rows, unsafe_routes

FORM = {"data": {"name": "Mallory", "action": "accept", "version": "0", "other": "1"}}
JSON = json.dumps(
    {"name": "Mallory", "password": PASSWORD, "role": "admin", "action": "accept", "version": 0}
)
ATTACKS = {
    "cross-site form": ({"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"}, FORM),
    "text/plain JSON": ({"Origin": "http://evil.example", "Content-Type": "text/plain"}, {"content": JSON}),
    "JSON of no type": ({"Origin": "http://evil.example"}, {"content": JSON}),
    "missing Origin": ({}, FORM),
    "foreign Origin": ({"Origin": "http://evil.example"}, FORM),
    "same name, other port": ({"Origin": f"{ORIGIN}:3000", "Sec-Fetch-Site": "same-site"}, FORM),
    "Sec-Fetch-Site: cross-site": ({"Origin": ORIGIN, "Sec-Fetch-Site": "cross-site"}, FORM),
    "typed into the bar": ({"Origin": ORIGIN, "Sec-Fetch-Site": "none"}, FORM),
    "null origin": ({"Origin": "null"}, FORM),
    "https for http": ({"Origin": "https://localhost"}, FORM),
}


@pytest.fixture
def browser(admin) -> TestClient:
    """An administrator's browser, which sends no Origin but the one that an attack has it send."""
    own = TestClient(admin.app, base_url=ORIGIN, follow_redirects=False)
    own.cookies = admin.cookies
    return own


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_change_comes_from_elsewhere(browser, team_ledger, attack):
    headers, sent = ATTACKS[attack]
    before = rows(team_ledger)
    for method, path in unsafe_routes():
        answer = ask(browser, method, path, headers=headers, **sent)
        assert answer.status_code == 403, (method, path, answer.status_code)
    assert rows(team_ledger) == before
    assert browser.get("/account").status_code == 200


@pytest.mark.parametrize("attack", ATTACKS)
def test_nor_where_nobody_signs_in(serve, room_ledger, attack):
    app = serve(room_ledger).app
    browser = TestClient(app, base_url=ORIGIN, follow_redirects=False)
    headers, sent = ATTACKS[attack]
    before = rows(room_ledger)
    for method, path in unsafe_routes():
        assert ask(browser, method, path, headers=headers, **sent).status_code == 403, (method, path)
    assert rows(room_ledger) == before


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_the_api_takes_json_alone_from_its_own_page_as_well(browser, team_ledger, kind):
    before = rows(team_ledger)
    headers = {"Origin": ORIGIN, **({"Content-Type": kind} if kind else {})}
    for method, path in unsafe_routes():
        if path.startswith("/api/"):
            answer = ask(browser, method, path, headers=headers, content=JSON)
            assert answer.status_code == 403, (method, path, answer.status_code)
    assert rows(team_ledger) == before


def test_changes_from_a_page_of_its_own_are_not_refused(browser):
    """So that what is refused above is refused for where it came from."""
    for method, path in unsafe_routes():
        own = {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin"}
        assert ask(browser, method, path, headers=own).status_code != 403, (method, path)


def test_a_program_with_a_token_is_not_asked_where_it_comes_from(stranger, team_ledger):
    with Ledger(team_ledger) as ledger:
        token = add_token(ledger, user(ledger, USERS["admin"]), "a script")
    program = TestClient(stranger.app, base_url=ORIGIN, follow_redirects=False)
    for method, path in unsafe_routes():
        for headers in ({}, {"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"}):
            answer = ask(program, method, path, headers={"Authorization": f"Bearer {token}", **headers})
            assert answer.status_code != 403, (method, path, answer.text)


def test_a_browser_cannot_be_made_to_send_a_token(browser):
    """A page elsewhere would have to ask first, and is not answered."""
    asked = {
        "Origin": "http://evil.example", "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization, content-type",
    }  # fmt: skip
    for _, path in unsafe_routes():
        answer = ask(browser, "OPTIONS", path, headers=asked)
        assert answer.status_code == 405
        assert not [name for name in answer.headers if name.startswith("access-control")]


def test_looking_changes_nothing(browser, team_ledger):
    found = browser.get("/api/v1/reports").json()["items"][0]["report_id"]
    before = rows(team_ledger)
    for method, path in every_route():
        if method in SAFE:
            ask(browser, method, path.replace("{report_id}", found).replace("{record_id}", "s1"))
            ask(browser, "HEAD", path)
    assert rows(team_ledger) == before


def test_the_session_is_for_this_site_and_no_script(serve, team_ledger):
    signing_in = {"name": USERS["reader"], "password": PASSWORD}
    plain = serve(team_ledger).post("/login", data=signing_in).headers["set-cookie"]
    secure = serve(team_ledger, is_secure=True, hosts=("localhost",)).post(
        "/login", data=signing_in, headers={"Origin": "https://localhost"}
    )
    for cookie in (plain, secure.headers["set-cookie"]):
        facts = [fact.strip().lower() for fact in cookie.split(";")]
        assert facts[0].startswith(f"{COOKIE}=")
        assert {"httponly", "samesite=lax", "path=/"} <= set(facts)
        assert not [fact for fact in facts if fact.startswith("domain")]
    assert "secure" in secure.headers["set-cookie"].lower()
