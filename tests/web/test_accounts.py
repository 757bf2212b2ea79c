"""Accounts: one's own password and tokens, and the users, as an administrator sees them."""

from __future__ import annotations

import pytest
from lxml import html

from onrecord.ledger.ledger import Ledger
from onrecord.ledger.users import authenticate, user, users
from tests.web.conftest import PASSWORD, USERS, signed_in

NEW = "another long password"


def page(client, path="/account", status=200):
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    return html.fromstring(answer.content)


def text(shown):
    return " ".join(shown.xpath("//main")[0].text_content().split())


def rows(shown):
    return [
        [" ".join(cell.text_content().split()) for cell in row.xpath("./th|./td")]
        for row in shown.xpath("//tbody/tr")
    ]


# --- One's own ------------------------------------------------------------------------------------


def test_an_account_says_who_one_is_and_what_one_may_do(reader):
    assert "You are Rana. You may look at everything." in text(page(reader))


def test_where_nobody_signs_in_the_page_says_so_and_how_that_changes(client):
    shown = page(client)
    assert "Nobody signs in here" in text(shown)
    assert shown.xpath("//main//a/@href") == ["/users"]
    assert not shown.xpath("//main//form")


def test_a_token_is_shown_once_and_opens_the_api(reader, stranger):
    made = reader.post("/account/tokens", data={"name": "nightly <b>export</b>", "days": "30"})
    assert made.headers["cache-control"] == "no-store"
    [secret] = html.fromstring(made.content).xpath("//code[@class='secret']/text()")
    assert stranger.get("/api/v1/stats", headers={"Authorization": f"Bearer {secret}"}).status_code == 200
    later = page(reader)
    assert secret not in text(later)
    assert rows(later)[0][0] == "nightly <b>export</b>"


def test_a_token_is_revoked(reader, stranger):
    made = reader.post("/account/tokens", data={"name": "export"})
    [secret] = html.fromstring(made.content).xpath("//code[@class='secret']/text()")
    [action] = page(reader).xpath("//tbody//form/@action")
    assert reader.post(action).headers["location"] == "/account#tokens"
    assert stranger.get("/api/v1/stats", headers={"Authorization": f"Bearer {secret}"}).status_code == 401
    assert rows(page(reader))[0][2].startswith("revoked ")
    assert not page(reader).xpath("//tbody//form")


def test_nobody_revokes_what_is_not_theirs(reader, reviewer):
    reader.post("/account/tokens", data={"name": "export"})
    [action] = page(reader).xpath("//tbody//form/@action")
    assert reviewer.post(action).status_code == 404
    assert page(reader).xpath("//tbody//form")


@pytest.mark.parametrize(
    ("field", "value"), [("name", " "), ("days", "0"), ("days", "367"), ("days", "many")]
)
def test_a_token_without_a_name_or_an_end_is_not_made(reader, field, value):
    sent = {"name": "export", "days": "30"} | {field: value}
    assert reader.post("/account/tokens", data=sent).status_code in (400, 422)
    assert "You have no tokens." in text(page(reader))


def test_a_password_is_changed_and_every_other_session_ends(reader, stranger, team_ledger):
    elsewhere = signed_in(stranger, "reader")
    changed = reader.post("/account/password", data={"current": PASSWORD, "new": NEW, "again": NEW})
    assert changed.headers["location"] == "/account?done=password"
    assert "You have a new password." in text(page(reader, "/account?done=password"))
    assert elsewhere.get("/account").status_code == 303
    with Ledger(team_ledger) as ledger:
        assert authenticate(ledger, USERS["reader"], NEW) is not None


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"current": "not the password", "new": NEW, "again": NEW}, "not your present password"),
        ({"current": PASSWORD, "new": NEW, "again": "another"}, "not the same both times"),
        ({"current": PASSWORD, "new": "short", "again": "short"}, "at least 12 characters"),
    ],
    ids=["wrong", "mistyped", "short"],
)
def test_a_password_is_not_changed_by_who_does_not_know_it_or_mistypes(reader, team_ledger, sent, words):
    refused = reader.post("/account/password", data=sent)
    assert refused.status_code == 400
    assert words in text(html.fromstring(refused.content))
    assert NEW not in refused.text
    with Ledger(team_ledger) as ledger:
        assert authenticate(ledger, USERS["reader"], PASSWORD) is not None


def test_guessing_the_present_password_is_slow_as_well(reader):
    wrong = {"current": "not the password", "new": NEW, "again": NEW}
    answers = [reader.post("/account/password", data=wrong) for _ in range(6)]
    assert "too many wrong passwords; wait " in text(html.fromstring(answers[-1].content))


# --- The users ------------------------------------------------------------------------------------


def test_an_administrator_sees_all_and_changes_others_but_not_themselves(admin):
    shown = page(admin, "/users")
    assert [row[0] for row in rows(shown)] == ["Adil you", "Rana", "Vero"]
    assert len(shown.xpath("//tbody//form")) == 4


@pytest.mark.parametrize("role", ["reader", "reviewer"])
def test_who_is_no_administrator_does_not(request, role):
    assert request.getfixturevalue(role).get("/users").status_code == 403


def test_a_user_is_added_and_may_sign_in(admin, stranger):
    sent = {"name": "Nia <i>", "password": PASSWORD, "role": "reviewer"}
    assert admin.post("/users", data=sent).headers["location"] == "/users"
    assert "Nia <i>" in [row[0] for row in rows(page(admin, "/users"))]
    signed = stranger.post("/login", data={"name": "nia <i>", "password": PASSWORD})
    assert signed.status_code == 303


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"name": "rana", "password": PASSWORD}, "there is a user of that name already"),
        ({"name": "Nia", "password": "short"}, "at least 12 characters"),
        ({"name": "   ", "password": PASSWORD}, "a user needs a name"),
    ],
    ids=["taken", "short", "nameless"],
)
def test_a_user_that_cannot_be_is_not_added(admin, team_ledger, sent, words):
    refused = admin.post("/users", data=sent | {"role": "reader"})
    assert refused.status_code == 400
    assert words in text(html.fromstring(refused.content))
    assert PASSWORD not in refused.text
    with Ledger(team_ledger) as ledger:
        assert len(users(ledger)) == len(USERS)


def test_a_role_is_given_at_once(admin, reader):
    forms = page(admin, "/users").xpath("//tbody/tr[th='Rana']//form/@action")
    assert admin.post(forms[0], data={"role": "reviewer"}).status_code == 303
    assert "You may look at everything, review" in text(page(reader))


def test_who_is_shut_out_is_out_at_once(admin, reader):
    forms = page(admin, "/users").xpath("//tbody/tr[th='Rana']//form/@action")
    assert admin.post(forms[1]).status_code == 303
    assert reader.get("/reports").status_code == 303
    assert ["Rana", "reader", "may no longer sign in"] in rows(page(admin, "/users"))


def test_nobody_gives_up_their_own_key(admin, team_ledger):
    with Ledger(team_ledger) as ledger:
        number = user(ledger, USERS["admin"]).id
    for path, sent in ((f"/users/{number}/role", {"role": "reader"}), (f"/users/{number}/disable", {})):
        refused = admin.post(path, data=sent)
        assert refused.status_code == 400
        assert "another administrator has to do that" in refused.text


def test_the_first_user_is_an_administrator_and_from_then_on_one_signs_in(client):
    assert "From the first user on everybody signs in" in text(page(client, "/users"))
    first = {"name": "Nia", "password": PASSWORD}
    assert client.post("/users", data=first | {"role": "reader"}).status_code == 400
    assert client.get("/users").status_code == 200
    assert client.post("/users", data=first | {"role": "admin"}).status_code == 303
    assert client.get("/users").headers["location"] == "/login?next=%2Fusers"


# --- The manual ------------------------------------------------------------------------------------


def test_the_manual_tells_every_operation_and_every_object_it_names(client):
    shown = page(client, "/api")
    described = client.get("/api/v1/openapi.json").json()
    told = {
        (row.xpath("./b/text()")[0], row.xpath("./code/text()")[0])
        for row in shown.xpath("//p[@class='address']")
    }
    assert told == {(method.upper(), path) for path, item in described["paths"].items() for method in item}
    anchors = set(shown.xpath("//@id"))
    for target in shown.xpath("//main//a[starts-with(@href, '#')]/@href"):
        assert target.removeprefix("#") in anchors
    assert "style" not in {name for element in shown.iter() for name in element.attrib}
