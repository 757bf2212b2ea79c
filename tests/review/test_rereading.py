"""Reports read anew by one version of the machine after another: what people decided stays as they left it."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import suppress

import pytest

from onrecord.ledger.care import check
from onrecord.ledger.opening import LedgerError
from onrecord.ledger.reviewing import review, standings, trail, undo
from tests.review.machine import shifted

VOUCHED = ("accepted", "amended")


def act(ledger, record, chance) -> None:
    """Do something to a record that is there."""
    report_id = record.report.id
    present = ledger.record(report_id, with_rejected=True)
    one = chance.choice([*present.statements, *present.figures])
    known = standings(ledger, report_id)
    common = {"reviewer": "Ada Reil", "version": known[one.id].version if one.id in known else 0}
    action = chance.choice(("accept", "amend", "reject", "undo"))
    with suppress(LedgerError):  # nothing to undo, or it is so already
        if action == "undo":
            undo(ledger, report_id, one.id, **common)
        else:
            changes = changes_of(one, present, chance) if action == "amend" else None
            review(ledger, report_id, one.id, action, changes=changes, **common)


def changes_of(one, record, chance):
    start = chance.randrange(len(record.report.text) - 9)
    actors, places, times, statements = (
        [None, *(item.id for item in getattr(record, name))]
        for name in ("actors", "places", "times", "statements")
    )
    if one in record.statements:
        return chance.choice(
            [
                {"speaker": chance.choice(actors)},
                {"content": [[start, start + 9]]},
                {"cue": None},
                {"act": "warn"},
            ]
        )
    return chance.choice(
        [
            {"place": chance.choice(places), "time": chance.choice(times)},
            {"statement": chance.choice(statements)},
            {"span": [start, start + 9]},
            {"unit": "ox"},
        ]
    )


def meaning(ledger, report_id):
    """What people vouch for, with words in the place of ids."""
    record = ledger.record(report_id, with_rejected=True)
    words = {one.id: one.name for one in (*record.actors, *record.places)}
    words |= {one.id: record.words(one.mention) for one in record.times}
    known = standings(ledger, report_id)
    words |= {one.id: record.words(one.content) for one in record.statements if one.id not in known}
    words |= {own: standing.machine.get("content") for own, standing in known.items()}
    return {
        own: {
            name: words[value] if name in ("speaker", "place", "time", "statement") and value else value
            for name, value in standing.fields.items()
        }
        | {"status": standing.status}
        for own, standing in known.items()
        if standing.status in VOUCHED
    }


def told_twice(record):
    """What is in the record twice: found by the machine, and put back for a person."""
    for found in (
        [one.mentions[0].span for one in record.actors],
        [one.mentions[0] for one in record.places],
        [one.mention for one in record.times],
    ):
        yield from (record.words(span) for span, times in Counter(found).items() if times > 1)


@pytest.mark.parametrize("seed", range(5))
def test_what_people_vouch_for_means_the_same_whatever_the_machine_finds(ledger, address, ford, seed):
    chance = random.Random(seed)
    ledger.put(ford, "ford.txt")
    report_id = ford.report.id
    every = [
        one.id
        for name in ("actors", "places", "times", "statements", "figures")
        for one in getattr(ford, name)
    ]
    for _ in range(4):
        for _ in range(chance.randint(1, 5)):
            act(ledger, ford, chance)
        before, trail_before = meaning(ledger, report_id), trail(ledger)
        lost = chance.sample(every, chance.randrange(len(every) // 2))
        ledger.renew(shifted(ford, without=lost))
        assert meaning(ledger, report_id) == before
        assert list(told_twice(ledger.record(report_id, with_rejected=True))) == []
        assert trail(ledger) == trail_before
        assert list(check(address)) == []
