"""Guessing passwords is slow, and keeps nobody else out."""

from __future__ import annotations

import pytest

from onrecord.web.guessing import FIRST, FORGOTTEN, FREE_AT_ALL, FREE_AT_NAME, LONGEST, MOST, Guessing
from tests.web.conftest import PASSWORD, USERS


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def guessing(clock) -> Guessing:
    return Guessing(clock)


def fail(guessing: Guessing, number: int, name: str = "Rana", address: str = "192.0.2.1") -> list[float]:
    return [guessing.begin(name, address) for _ in range(number)]


def test_a_few_failures_are_free_then_one_waits_twice_as_long_each_time(guessing, clock):
    assert fail(guessing, FREE_AT_NAME) == [0.0] * FREE_AT_NAME
    waits = []
    for _ in range(10):
        waits.append(guessing.begin("Rana", "192.0.2.1"))
        clock.now += waits[-1]
        assert guessing.begin("Rana", "192.0.2.1") == 0.0
    assert waits == [4, 8, 16, 32, 64, 128, 256, LONGEST, LONGEST, LONGEST]


def test_the_wait_begins_when_the_try_is_over(guessing, clock):
    fail(guessing, FREE_AT_NAME)
    clock.now += FIRST - 1
    guessing.fail("Rana", "192.0.2.1")
    assert guessing.begin("Rana", "192.0.2.1") == FIRST


@pytest.mark.parametrize("name", ["rana", " RANA ", "Rana\t"])
def test_a_name_is_one_however_it_is_written(guessing, name):
    fail(guessing, FREE_AT_NAME)
    assert guessing.begin(name, "192.0.2.1") > 0


def test_who_tries_many_names_from_one_address_waits_as_well(guessing):
    assert fail(guessing, FREE_AT_ALL - 1)[:FREE_AT_NAME] == [0.0] * FREE_AT_NAME
    for number in range(FREE_AT_ALL):
        guessing.begin(f"name {number}", "192.0.2.1")
    assert guessing.begin("another", "192.0.2.1") > 0


def test_nobody_is_kept_out_elsewhere(guessing):
    fail(guessing, 50)
    assert guessing.begin("Rana", "192.0.2.2") == 0.0


def test_one_household_is_one_address(guessing):
    fail(guessing, FREE_AT_NAME, address="2001:db8:1:2::1")
    assert guessing.begin("Rana", "2001:db8:1:2:ffff::2") > 0
    assert guessing.begin("Rana", "2001:db8:1:3::1") == 0.0


def test_who_signs_in_is_forgiven_what_was_failed_at_that_name(guessing):
    fail(guessing, FREE_AT_NAME - 1)
    guessing.begin("Rana", "192.0.2.1")
    guessing.forgive("Rana", "192.0.2.1")
    assert fail(guessing, FREE_AT_NAME - 1) == [0.0] * (FREE_AT_NAME - 1)


def test_signing_in_oneself_gives_no_more_tries_at_others(guessing):
    waits = []
    for number in range(FREE_AT_ALL):
        guessing.begin("Mallory", "192.0.2.1")
        guessing.forgive("Mallory", "192.0.2.1")
        waits.append(guessing.begin(f"name {number}", "192.0.2.1"))
    assert guessing.begin("Mallory", "192.0.2.1") > 0
    assert waits == [0.0] * FREE_AT_ALL


def test_signing_in_over_and_over_is_no_guessing(guessing):
    for _ in range(FREE_AT_ALL * 3):
        assert guessing.begin("Rana", "192.0.2.1") == 0.0
        guessing.forgive("Rana", "192.0.2.1")


def test_failures_are_forgotten_after_a_while(guessing, clock):
    fail(guessing, FREE_AT_NAME)
    clock.now += FORGOTTEN
    assert fail(guessing, FREE_AT_NAME - 1) == [0.0] * (FREE_AT_NAME - 1)


def test_it_keeps_no_more_than_it_has_room_for(guessing, clock):
    for number in range(MOST + 50):
        guessing.begin("Rana", f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
    assert len(guessing._failures) == MOST


def test_the_page_says_how_long_to_wait_and_lets_the_right_password_in_no_sooner(stranger):
    wrong = {"name": USERS["reader"], "password": "not the password"}
    answers = [stranger.post("/login", data=wrong).status_code for _ in range(FREE_AT_NAME)]
    assert answers == [401] * FREE_AT_NAME
    refused = stranger.post("/login", data=wrong | {"password": PASSWORD})
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= FIRST
    assert "Too many wrong passwords. Wait " in refused.text
    assert PASSWORD not in refused.text
    other = stranger.post("/login", data={"name": USERS["admin"], "password": PASSWORD})
    assert other.status_code == 303
