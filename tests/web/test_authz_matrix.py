"""Who may do what: every route and method × everybody who may ask = the documented table (ASVS 8.2, 8.3)."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
from fastapi import APIRouter
from sqlalchemy import text
from starlette.testclient import TestClient

from onrecord.ledger.ledger import Ledger
from onrecord.ledger.schema import sessions, tokens
from onrecord.ledger.users import add_token, close_session, open_session, revoke_token, user
from onrecord.ledger.users import tokens as tokens_of
from onrecord.web import api, pages
from onrecord.web.access import ACCESS, ANYONE, ROLES, may, require_complete
from onrecord.web.api.description import document as description
from onrecord.web.api.description import operations
from onrecord.web.document import document
from onrecord.web.room import COOKIE
from tests.web.conftest import ORIGIN, USERS
from tests.web.routes import ask, every_route

PAGE = Path(__file__).parents[2] / "docs/access.md"
PAST = "2020-01-01T00:00:00+00:00"
DENIED = (401, 403)
WHO = {
    "nobody": ANYONE, "reader": "reader", "reviewer": "reviewer", "admin": "admin", "revoked": ANYONE,
    "expired": ANYONE, "disabled": ANYONE, "made up": ANYONE,
}  # fmt: skip
"""Everybody who may ask, with the role they have; what no longer holds was an administrator's."""


def credentials(ledger_path, who: str, kind: str) -> dict[str, str]:
    """What somebody sends to be known by: the cookie of a session, or a token."""
    if who == "nobody":
        return {}
    with Ledger(ledger_path) as ledger:
        one = user(ledger, USERS[who if who in USERS else "admin"])
        secret = add_token(ledger, one, who) if kind == "token" else open_session(ledger, one)
        if who == "revoked" and kind == "token":
            revoke_token(ledger, tokens_of(ledger, one)[-1].id)
        elif who == "revoked":
            close_session(ledger, secret)
        with ledger.engine.begin() as connection:
            if who == "expired":
                for table in (tokens, sessions):
                    connection.execute(table.update().values(expires_at=PAST))
            if who == "disabled":
                connection.execute(text(f"UPDATE users SET disabled_at = '{PAST}' WHERE id = {one.id}"))
    secret = "made-up" if who == "made up" else secret
    return {"Authorization": f"Bearer {secret}"} if kind == "token" else {"Cookie": f"{COOKIE}={secret}"}


@pytest.mark.parametrize("kind", ["session", "token"])
@pytest.mark.parametrize("who", WHO)
def test_everybody_may_do_what_the_table_says_and_nothing_else(stranger, team_ledger, who, kind):
    known = credentials(team_ledger, who, kind)
    asking = TestClient(stranger.app, base_url=ORIGIN, follow_redirects=False)
    for method, path in every_route():
        answer = ask(asking, method, path, headers={"Origin": ORIGIN, **known})
        is_let_in = may(WHO[who], ACCESS[method, path])
        to_sign_in = answer.status_code == 303 and answer.headers["location"].startswith("/login")
        was_refused = answer.status_code in DENIED or (to_sign_in and path != "/logout")
        assert was_refused != is_let_in, (who, kind, method, path, answer.status_code)
        if not is_let_in and path.startswith("/api/"):
            assert answer.status_code == (401 if WHO[who] == ANYONE else 403)
            assert answer.headers["content-type"] == "application/problem+json"


def test_a_token_that_holds_no_more_does_not_fall_back_on_the_cookie_beside_it(stranger, team_ledger):
    known = credentials(team_ledger, "admin", "session") | credentials(team_ledger, "made up", "token")
    assert stranger.get("/users", headers=known).status_code == 303
    assert stranger.get("/api/v1/users", headers=known).status_code == 401


def test_a_route_that_is_not_in_the_table_is_not_served():
    new = APIRouter()
    new.get("/secret")(lambda: "words")
    with pytest.raises(LookupError, match="/secret"):
        require_complete((*pages.ROUTERS, *api.ROUTERS, new))
    with pytest.raises(LookupError, match="/login"):
        require_complete(api.ROUTERS)


def test_every_role_is_one_there_is():
    assert set(ACCESS.values()) <= set(ROLES)


def test_what_changes_something_needs_more_than_to_look():
    """But for one's own account, and for signing in and out."""
    own = ("/login", "/logout", "/account", "/api/v1/account")
    for (method, path), role in ACCESS.items():
        if method != "GET" and not path.startswith(own):
            assert role in ("reviewer", "admin"), path


def test_the_description_of_the_api_says_the_same():
    told = {(method, path): one["x-role"] for method, path, one in operations(description())}
    assert told == {route: role for route, role in ACCESS.items() if route[1].startswith("/api/v1/")}
    for method, path, one in operations(description()):
        assert one["security"] == [{"token": []}, {"session": []}], (method, path)
        assert {"401", "403"} <= set(one["responses"])


def test_the_page_about_it_is_what_the_table_says():
    assert PAGE.read_text("utf-8") == document(), "run: python -m onrecord.web.document > docs/access.md"
    told = re.findall(r"^\| (\w+) \| `(.+?)` \| (\w+) \|", PAGE.read_text("utf-8"), flags=re.MULTILINE)
    assert {(method, path): role for method, path, role in told} == ACCESS


def test_no_secret_is_in_the_ledger(reader, team_ledger):
    token = reader.post("/api/v1/account/tokens", json={"name": "export"}).json()["secret"]
    session = reader.cookies[COOKIE]
    written = team_ledger.read_bytes()
    assert token.encode() not in written
    assert session.encode() not in written
    assert b"$argon2id$" in written


@pytest.mark.parametrize("path", ["/users", "/api/v1/users"])
def test_what_is_denied_is_logged_with_who_asked(reader, stranger, caplog, path):
    with caplog.at_level(logging.WARNING, logger="onrecord.web"):
        reader.get(path)
        stranger.get(path)
    assert [record.getMessage() for record in caplog.records if record.name == "onrecord.web"] == [
        f"refused GET {path} to Rana", f"refused GET {path} to a stranger",
    ]  # fmt: skip


def test_another_role_holds_from_the_next_request_on(reader, admin):
    number = next(one["id"] for one in admin.get("/api/v1/users").json() if one["name"] == USERS["reader"])
    assert reader.get("/review").status_code == 403
    admin.put(f"/api/v1/users/{number}/role", json={"role": "reviewer"})
    assert reader.get("/review").status_code != 403
