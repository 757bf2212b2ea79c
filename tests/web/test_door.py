"""The door: who comes in, and what they find."""

from __future__ import annotations

import pytest


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
