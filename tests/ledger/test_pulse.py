"""What was worked out of a ledger is kept until somebody changes it."""

from __future__ import annotations

import threading

import pytest

from onrecord.ledger.ledger import Ledger
from onrecord.ledger.opening import LedgerError
from onrecord.ledger.pulse import Kept, Pulse
from onrecord.sources import Validator


@pytest.fixture
def pulse(ledger):
    found = Pulse(ledger.engine)
    yield found
    found.close()


def _change(ledger):
    ledger.note_fetched("https://vale.example/feed", Validator("1", None))


def test_the_pulse_beats_with_each_change_and_with_nothing_else(ledger, pulse, address):
    first = pulse.beat()
    ledger.counts()
    assert pulse.beat() == first
    _change(ledger)
    second = pulse.beat()
    assert second != first
    with Ledger(address) as other:  # as another process would
        _change(other)
    assert pulse.beat() not in (first, second)


def test_an_answer_is_made_once_until_the_ledger_changes(ledger, pulse):
    kept, made = Kept(pulse), iter(range(9))
    assert [kept.answer("a", lambda: next(made)) for _ in range(3)] == [0, 0, 0]
    assert kept.answer("b", lambda: next(made)) == 1
    _change(ledger)
    assert kept.answer("a", lambda: next(made)) == 2


def test_answers_asked_long_ago_are_forgotten(ledger, pulse):
    kept, made = Kept(pulse, most=2), iter(range(9))
    for asked in ("a", "b", "a", "c"):
        kept.answer(asked, lambda: next(made))
    assert kept.answer("a", lambda: next(made)) == 0
    assert kept.answer("b", lambda: next(made)) == 3


def test_what_fails_is_asked_again(ledger, pulse):
    kept = Kept(pulse)

    def fail():
        raise LedgerError("not now")

    with pytest.raises(LedgerError):
        kept.answer("a", fail)
    assert kept.answer("a", lambda: 1) == 1


def test_who_asks_the_same_at_once_gets_one_answer(ledger, pulse):
    kept, made, answers = Kept(pulse), [], []
    first_is_in, may_go = threading.Event(), threading.Event()

    def make():
        made.append(1)
        first_is_in.set()
        assert may_go.wait(10)
        return len(made)

    threads = [threading.Thread(target=lambda: answers.append(kept.answer("a", make))) for _ in range(4)]
    for thread in threads:
        thread.start()
    assert first_is_in.wait(10)
    may_go.set()
    for thread in threads:
        thread.join(10)
    assert answers == [1, 1, 1, 1]
