"""What the reading room logs: that something was asked, never what somebody said, searched for or signed in with."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from onrecord.ledger.ledger import Ledger
from onrecord.ledger.users import add_token, user
from onrecord.web.logs import OneLine
from tests.web.conftest import PASSWORD, USERS


@pytest.fixture
def logged(caplog):
    """The lines that would be written, so far; what the client of the test logs is its own affair."""
    caplog.set_level(logging.DEBUG)
    formatter = OneLine()
    return lambda: [formatter.format(one) for one in caplog.records if not one.name.startswith("httpx")]


def of_requests(lines: list[str]) -> list[str]:
    return [line.partition("onrecord.web.requests: ")[2] for line in lines if "onrecord.web.requests" in line]


def test_a_request_is_one_line_of_method_path_status_and_time(client, logged):
    client.get("/reports")
    client.get("/nowhere")
    first, second = of_requests(logged())
    assert first.startswith("GET /reports 200 ")
    assert second.startswith("GET /nowhere 404 ")
    assert first.endswith(" ms")


def test_what_somebody_searches_for_is_not_in_it(client, logged):
    client.get("/search", params={"q": "Amadi"})
    assert of_requests(logged())
    assert "Amadi" not in "\n".join(logged())


@pytest.mark.parametrize(
    "sent", ["%1B[31mred", "a%0D%0AINFO onrecord: forged", "%E2%80%AEevil", "%C2%85x", "%00"]
)
def test_a_path_cannot_steer_a_terminal_or_make_up_a_line(client, logged, sent):
    client.get(f"/reports/{sent}")
    lines = logged()
    assert of_requests(lines)[0].startswith("GET /reports/")
    assert all(line.isprintable() for line in lines)


def test_passwords_and_tokens_are_in_no_line(stranger, team_ledger, logged):
    with Ledger(team_ledger) as ledger:
        token = add_token(ledger, user(ledger, USERS["reader"]), "a script")
    signing_in = {"name": USERS["reader"], "password": PASSWORD}
    session = stranger.post("/login", data=signing_in).cookies["onrecord_session"]
    stranger.post("/login", data=signing_in | {"password": "a password that is wrong"})
    stranger.get("/reports")
    stranger.get("/users", headers={"Authorization": f"Bearer {token}"})
    stranger.get("/reports", headers={"Authorization": "Bearer made-up-token"})
    everything = "\n".join(logged())
    assert "/login 303" in everything
    for secret in (PASSWORD, token, session, "password that is wrong", "made-up-token"):
        assert secret not in everything


def test_who_is_refused_is_told_of(reader, logged):
    assert reader.post("/actors/1/rename", data={"name": "Somebody"}).status_code == 403
    assert any("WARNING" in line and "refused POST /actors/1/rename to Rana" in line for line in logged())


def test_of_a_fault_the_log_tells_the_place_and_not_the_words(client, room_ledger, logged, monkeypatch):
    monkeypatch.delenv("ONRECORD_DEBUG", raising=False)
    with Ledger(room_ledger) as ledger, ledger.engine.begin() as connection:
        connection.exec_driver_sql("""UPDATE statements SET content = '"Nobody crosses the gate"'""")
    answer = client.get("/statements")
    assert answer.status_code == 500
    assert "Traceback" not in answer.text
    assert str(Path(__file__).parents[2]) not in answer.text
    [fault] = [line for line in logged() if "a fault in GET /statements" in line]
    assert "answers.py" in fault
    assert "gate" not in fault
