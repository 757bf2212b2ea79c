"""The door: who comes in, and what they find."""

from __future__ import annotations

import pytest

from onrecord.web.room import COOKIE
from tests.web.conftest import PASSWORD, USERS


def test_on_the_machine_itself_nobody_signs_in(client):
    assert "Ford toll rises" in client.get("/").text


def test_where_there_are_users_one_signs_in_and_goes_on_to_the_page_asked_for(stranger):
    refused = stranger.get("/reports?outlet=x")
    assert (refused.status_code, refused.headers["location"]) == (303, "/login?next=%2Freports%3Foutlet%3Dx")


@pytest.mark.parametrize("role", ["reader", "reviewer", "admin"])
def test_who_is_signed_in_comes_in(request, role):
    assert request.getfixturevalue(role).get("/reports").status_code == 200


def test_an_empty_ledger_says_what_to_do_next(empty_client):
    assert "The ledger is empty" in empty_client.get("/").text


def test_signing_in_again_ends_the_session_before(reader, stranger):
    before = reader.cookies[COOKIE]
    answer = reader.post("/login", data={"name": USERS["reader"], "password": PASSWORD})
    assert answer.cookies[COOKIE] != before
    assert stranger.get("/reports", headers={"Cookie": f"{COOKIE}={before}"}).status_code == 303
    assert reader.get("/reports").status_code == 200


def test_a_session_that_somebody_else_chose_is_never_taken_up(stranger):
    stranger.cookies.set(COOKIE, "chosen-by-somebody-else")
    answer = stranger.post("/login", data={"name": USERS["reader"], "password": PASSWORD})
    assert answer.cookies[COOKIE] != "chosen-by-somebody-else"


def test_who_signs_out_is_out(reader, stranger):
    session = reader.cookies[COOKIE]
    assert reader.post("/logout").headers["location"] == "/login"
    assert stranger.get("/reports", headers={"Cookie": f"{COOKIE}={session}"}).status_code == 303


def test_a_wrong_password_says_no_more_than_an_unknown_name(stranger):
    answers = [
        stranger.post("/login", data={"name": name, "password": "not the password"})
        for name in (USERS["reader"], "Nobody")
    ]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].text.replace(USERS["reader"], "Nobody") == answers[1].text
