"""Users sign in with a name and a password, programs with a token; what no longer holds lets nobody in."""

from __future__ import annotations

import pytest
from sqlalchemy import text, update

from onrecord.ledger import users as of_users
from onrecord.ledger.opening import LedgerError
from onrecord.ledger.schema import sessions, tokens, users
from onrecord.ledger.users import Role
from tests.running import said

PASSWORD = "a ford without a toll"
LONG_AGO = "2001-01-01T00:00:00+00:00"


@pytest.fixture
def ada(ledger):
    return of_users.add_user(ledger, "Ada Reil", PASSWORD, Role.reviewer)


# --- Passwords -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Ada Reil", "ada reil", "ADA  REIL", " Ada Reil "])
def test_a_user_signs_in_by_a_name_in_any_case(ledger, ada, name):
    assert of_users.authenticate(ledger, name, PASSWORD) == ada
    assert (ada.name, ada.role, ada.is_disabled) == ("Ada Reil", "reviewer", False)


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("Ada Reil", PASSWORD.upper()),
        ("Ada Reil", ""),
        ("Bo Voss", PASSWORD),
        ("", ""),
        ("Ada\0Reil", PASSWORD),
    ],
)
def test_another_name_or_password_lets_nobody_in(ledger, ada, name, password):
    assert of_users.authenticate(ledger, name, password) is None


def test_an_unknown_name_costs_the_work_of_a_password(ledger, ada, monkeypatch):
    import argon2

    checked = []
    verify = argon2.PasswordHasher.verify

    def counted(self, hash, password):
        checked.append(hash)
        return verify(self, hash, password)

    monkeypatch.setattr(argon2.PasswordHasher, "verify", counted)
    of_users.authenticate(ledger, "Ada Reil", "wrong")
    of_users.authenticate(ledger, "Bo Voss", "wrong")
    known, unknown = (argon2.extract_parameters(hash) for hash in checked)
    assert known == unknown


def test_neither_passwords_nor_secrets_are_in_the_ledger(ledger, ada):
    secrets = [of_users.open_session(ledger, ada), of_users.add_token(ledger, ada, "nightly")]
    with ledger._reading() as connection:
        held = str([connection.execute(table.select()).all() for table in (users, sessions, tokens)])
    assert "$argon2id$" in held
    assert not [secret for secret in (PASSWORD, *secrets) if secret in held]


def test_two_users_of_one_password_have_different_hashes(ledger, ada):
    of_users.add_user(ledger, "Bo Voss", PASSWORD)
    with ledger._reading() as connection:
        hashes = connection.execute(text("SELECT password FROM users")).scalars().all()
    assert len(set(hashes)) == 2


@pytest.mark.parametrize(
    ("name", "password", "role", "says"),
    [
        ("ADA REIL", PASSWORD, "reader", "a user of that name already"),
        ("Ａda Reil", PASSWORD, "reader", "a user of that name already"),
        ("  ", PASSWORD, "reader", "needs a name"),
        ("Bo Voss", "eleven char", "reader", "at least 12 characters; this one has 11"),
        ("Bo Voss", PASSWORD, "owner", "owner: no role; there are: reader, reviewer, admin"),
    ],
)
def test_a_user_that_cannot_be_is_refused(ledger, ada, name, password, role, says):
    with pytest.raises(LedgerError, match=says):
        of_users.add_user(ledger, name, password, role)
    assert of_users.users(ledger) == [ada]


def test_another_password_takes_the_place_of_the_old_one_and_ends_the_sessions(ledger, ada):
    session = of_users.open_session(ledger, ada)
    of_users.set_password(ledger, "ada reil", "another ford of hers")
    assert of_users.authenticate(ledger, "Ada Reil", PASSWORD) is None
    assert of_users.authenticate(ledger, "Ada Reil", "another ford of hers") == ada
    assert of_users.session_user(ledger, session) is None


def test_a_new_role_holds_at_once(ledger, ada):
    session = of_users.open_session(ledger, ada)
    of_users.set_role(ledger, "Ada Reil", "admin")
    assert of_users.session_user(ledger, session).role is Role.admin


def test_who_is_disabled_is_let_in_no_more_by_anything(ledger, ada):
    session, token = of_users.open_session(ledger, ada), of_users.add_token(ledger, ada, "nightly")
    of_users.disable(ledger, "Ada Reil")
    assert of_users.authenticate(ledger, "Ada Reil", PASSWORD) is None
    assert of_users.session_user(ledger, session) is None
    assert of_users.token_user(ledger, token) is None
    assert [one.is_disabled for one in of_users.users(ledger)] == [True]


def test_a_ledger_without_users_says_so(ledger):
    assert of_users.has_users(ledger) is False
    of_users.add_user(ledger, "Ada Reil", PASSWORD)
    assert of_users.has_users(ledger) is True


def test_what_is_done_to_nobody_is_refused(ledger):
    for act in (
        lambda: of_users.set_password(ledger, "Nobody", PASSWORD),
        lambda: of_users.set_role(ledger, "Nobody", "admin"),
        lambda: of_users.disable(ledger, "Nobody"),
        lambda: of_users.revoke_token(ledger, 1),
    ):
        with pytest.raises(LedgerError, match="there is no"):
            act()


# --- Sessions and tokens ---------------------------------------------------------------------


def test_a_session_lasts_until_it_is_closed_or_over(ledger, ada):
    first, second = of_users.open_session(ledger, ada), of_users.open_session(ledger, ada)
    assert of_users.session_user(ledger, first) == ada
    of_users.close_session(ledger, first)
    assert of_users.session_user(ledger, first) is None
    assert of_users.session_user(ledger, second) == ada
    with ledger._writing() as connection:
        connection.execute(update(sessions).values(expires_at=LONG_AGO))
    assert of_users.session_user(ledger, second) is None


def test_a_session_that_lasts_no_time_lets_nobody_in(ledger, ada):
    assert of_users.session_user(ledger, of_users.open_session(ledger, ada, hours=0)) is None


def test_sessions_that_are_over_are_swept_away(ledger, ada):
    of_users.open_session(ledger, ada, hours=-1)
    of_users.open_session(ledger, ada)
    with ledger._reading() as connection:
        assert len(connection.execute(sessions.select()).all()) == 1


def test_a_token_holds_until_it_expires_or_is_revoked(ledger, ada):
    first, second = (of_users.add_token(ledger, ada, name) for name in ("nightly", "map"))
    assert of_users.token_user(ledger, first) == of_users.token_user(ledger, second) == ada
    of_users.revoke_token(ledger, of_users.tokens(ledger, ada)[0].id)
    assert of_users.token_user(ledger, first) is None
    assert of_users.token_user(ledger, second) == ada
    with ledger._writing() as connection:
        connection.execute(update(tokens).values(expires_at=LONG_AGO))
    assert of_users.token_user(ledger, second) is None


def test_tokens_tell_what_they_are_for_and_when_they_were_used(ledger, ada):
    secret = of_users.add_token(ledger, ada, "nightly import", days=30)
    [token] = of_users.tokens(ledger, ada)
    assert (token.name, token.revoked_at, token.last_used_at) == ("nightly import", None, None)
    of_users.token_user(ledger, secret)
    [token] = of_users.tokens(ledger, ada)
    assert token.created_at[:16] <= token.last_used_at[:16] < token.expires_at


@pytest.mark.parametrize("secret", ["", "nonsense", "\0", "\ud800", "é" * 43])
def test_what_is_no_secret_lets_nobody_in(ledger, ada, secret):
    of_users.open_session(ledger, ada)
    of_users.add_token(ledger, ada, "nightly")
    assert of_users.session_user(ledger, secret) is None
    assert of_users.token_user(ledger, secret) is None


def test_a_session_is_no_token_and_a_token_no_session(ledger, ada):
    session, token = of_users.open_session(ledger, ada), of_users.add_token(ledger, ada, "nightly")
    assert of_users.token_user(ledger, session) is None
    assert of_users.session_user(ledger, token) is None


# --- On the command line -----------------------------------------------------------------------


@pytest.fixture
def onrecord(address):
    def run(*arguments, given=""):
        return said(*arguments, "--ledger", address, given=given)

    return run


def test_users_and_tokens_are_seen_to_on_the_command_line(ledger, onrecord):
    added = onrecord(
        "users", "add", "Ada Reil", "--role", "reviewer", "--password-stdin", given=f"{PASSWORD}\n"
    )
    assert (added.returncode, added.stdout) == (0, "Ada Reil added as reviewer\n")
    assert of_users.authenticate(ledger, "Ada Reil", PASSWORD).role == "reviewer"
    secret = onrecord("tokens", "add", "ada reil", "--for", "nightly import", "--days", "30").stdout.strip()
    assert of_users.token_user(ledger, secret).name == "Ada Reil"
    assert "nightly import" in onrecord("tokens", "list", "Ada Reil").stdout
    assert onrecord("tokens", "revoke", "1").returncode == 0
    assert of_users.token_user(ledger, secret) is None
    assert onrecord("users", "role", "Ada Reil", "admin").returncode == 0
    assert onrecord("users", "disable", "Ada Reil").returncode == 0
    assert onrecord("users", "list", "--format", "csv").stdout.splitlines()[1] == "1,Ada Reil,admin,yes"


@pytest.mark.parametrize(
    ("arguments", "given", "says"),
    [
        (("users", "add", "Ada Reil"), "", "no terminal to ask for the password on"),
        (("users", "add", "Ada Reil", "--password-stdin"), "short\n", "at least 12 characters"),
        (("users", "password", "Bo Voss", "--password-stdin"), PASSWORD, "no user of that name"),
        (("tokens", "add", "Bo Voss", "--for", "x"), "", "no user of that name"),
        (("tokens", "revoke", "7"), "", "no token of that number"),
    ],
)
def test_what_the_command_line_cannot_do_is_said_in_a_line(ledger, onrecord, arguments, given, says):
    done = onrecord(*arguments, given=given)
    assert done.returncode == 1
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_trail_is_listed_on_the_command_line(room, ford, onrecord):
    import json

    from onrecord.ledger.reviewing import review

    assert onrecord("reviews").stdout == "No reviews.\n"
    review(
        room,
        ford.report.id,
        "f1",
        "amend",
        reviewer="Ada Reil",
        version=0,
        changes={"unit": "ox"},
        note="=1+1",
    )
    review(room, ford.report.id, "s1", "reject", reviewer="Bo Voss", version=0)
    assert "unit person → ox" in onrecord("reviews").stdout
    assert "Ada Reil" not in onrecord("reviews", "--reviewer", "Bo Voss").stdout
    [found] = json.loads(onrecord("reviews", "--record", "f1", "--format", "json").stdout)
    assert (found["before"]["unit"], found["after"]["unit"]) == ("person", "ox")
    assert "'=1+1" in onrecord("reviews", "--format", "csv").stdout
