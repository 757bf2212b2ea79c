"""People settle disputes, and the trail of what they decided cannot be changed; all dispatches are invented."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from onrecord.comparison import disputes
from onrecord.comparison.disputes import dispute_by_id
from onrecord.comparison.rulings import rulings_on, verdict
from onrecord.comparison.settling import Overruled, explain, reopen, settle
from onrecord.ledger.care import backup, restore
from onrecord.ledger.ledger import Ledger
from onrecord.ledger.opening import LedgerError
from onrecord.ledger.schema import disputes as stored
from onrecord.ledger.schema import reports, rulings
from tests.comparison.conftest import Claim
from tests.comparison.test_series import run as run


@pytest.fixture
def dispute(ledger, add):
    """Two mayors count the dead otherwise."""
    add("Vale Gazette", "2031-03-05", Claim(12, "Ruo Amadi"))
    add("Ford Courier", "2031-03-05", Claim(40, "Ida Ford"))
    [found] = disputes(ledger)
    return found


def _side_of(dispute, speaker):
    return "one" if dispute.one.speaker == speaker else "other"


def test_a_settled_dispute_leaves_the_list_and_stays_where_the_settled_are_listed(ledger, dispute):
    settle(ledger, dispute.id, "both", reviewer="Vero", version=0, note="two fords")
    assert disputes(ledger) == []
    assert [one.id for one in disputes(ledger, settled=True)] == [dispute.id]
    assert [one.id for one in disputes(ledger, settled=None)] == [dispute.id]
    assert dispute_by_id(ledger, dispute.id) == dispute


def test_a_ruling_keeps_who_holds_and_both_sides_as_they_were(ledger, dispute):
    side = _side_of(dispute, "Ida Ford")
    ruling = settle(ledger, dispute.id, side, reviewer="Vero", version=0)
    assert ruling.sides[side]["quote"] == getattr(dispute, side).quote
    assert ruling.sides["why"] == dispute.why
    assert ruling.holds == ((getattr(dispute, side).report_id, "f1"),)
    assert rulings_on(ledger, [dispute.id]) == {dispute.id: [ruling]}


def test_a_note_explains_and_settles_nothing(ledger, dispute):
    explain(ledger, dispute.id, "the Courier counts the camp, too", reviewer="Vero", version=0)
    assert [one.id for one in disputes(ledger)] == [dispute.id]
    settle(ledger, dispute.id, "neither", reviewer="Vero", version=1)
    explain(ledger, dispute.id, "as the census says", reviewer="Rana", version=2)
    assert disputes(ledger) == []


def test_a_reopened_dispute_is_listed_again_and_its_trail_tells_all(ledger, dispute):
    settle(ledger, dispute.id, "one", reviewer="Vero", version=0)
    reopen(ledger, dispute.id, reviewer="Rana", version=1, note="a new count")
    assert [one.id for one in disputes(ledger)] == [dispute.id]
    assert disputes(ledger, settled=True) == []
    history = rulings_on(ledger, [dispute.id])[dispute.id]
    assert [(one.version, one.action, one.reviewer) for one in history] == [
        (1, "settle", "Vero"),
        (2, "reopen", "Rana"),
    ]
    assert verdict(history) is None


def test_who_comes_too_late_is_told_what_was_decided_meanwhile(ledger, dispute):
    settle(ledger, dispute.id, "both", reviewer="Vero", version=0, note="two fords")
    with pytest.raises(Overruled, match="Vero settled it: both may hold") as caught:
        settle(ledger, dispute.id, "one", reviewer="Rana", version=0)
    assert [one.reviewer for one in caught.value.since] == ["Vero"]
    assert len(rulings_on(ledger, [dispute.id])[dispute.id]) == 1


def test_a_dispute_that_is_found_anew_keeps_its_rulings(ledger, dispute):
    settle(ledger, dispute.id, "both", reviewer="Vero")
    with ledger.engine.begin() as connection:
        connection.execute(delete(stored))
        connection.execute(update(reports).values(is_compared=False))
    assert disputes(ledger) == []
    assert [one.id for one in disputes(ledger, settled=True)] == [dispute.id]


def test_the_same_quarrel_in_another_report_is_settled_with_it(ledger, add, dispute):
    settle(ledger, dispute.id, "both", reviewer="Vero")
    add("The Odde Post", "2031-03-05", Claim(12, "Ruo Amadi"), Claim(40, "Ida Ford"))
    assert disputes(ledger) == []
    add("The Odde Post", "2031-03-05", Claim(95, "Lena Orsted"))
    assert {one.kind for one in disputes(ledger)} == {"interval"}
    assert all("Lena Orsted" in one.why for one in disputes(ledger))


def test_a_dispute_that_is_gone_can_still_be_reopened(ledger, dispute):
    settled = settle(ledger, dispute.id, "both", reviewer="Vero")
    with ledger.engine.begin() as connection:
        connection.execute(delete(stored))
    assert reopen(ledger, dispute.id, reviewer="Vero", version=1).sides == settled.sides


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (lambda known, own: settle(known, own, "maybe", reviewer="Vero"), "maybe: no verdict"),
        (lambda known, own: settle(known, "none", "one", reviewer="Vero"), "no such dispute"),
        (lambda known, own: settle(known, own, "one", reviewer=" "), "needs the reviewer's name"),
        (lambda known, own: explain(known, own, "  ", reviewer="Vero"), "needs words"),
        (lambda known, own: reopen(known, own, reviewer="Vero"), "open already"),
        (lambda known, own: settle(known, own, "one", reviewer="Vero", version=3), "fewer rulings"),
    ],
    ids=["a word", "another", "nobody", "no words", "open", "the future"],
)
def test_what_cannot_be_decided_is_said_and_leaves_no_trace(ledger, dispute, act, says):
    with pytest.raises(LedgerError, match=says):
        act(ledger, dispute.id)
    assert rulings_on(ledger, [dispute.id]) == {}


def _row(connection):
    return dict(connection.execute(select(rulings)).mappings().one())


@pytest.mark.parametrize(
    "change",
    [
        lambda connection: connection.execute(update(rulings).values(note="other")),
        lambda connection: connection.execute(delete(rulings)),
        lambda connection: connection.execute(
            insert(rulings)
            .prefix_with("OR REPLACE", dialect="sqlite")
            .values(_row(connection) | {"note": "x"})
        ),
        lambda connection: connection.execute(
            text("DELETE FROM rulings" if connection.dialect.name == "sqlite" else "TRUNCATE rulings")
        ),
    ],
    ids=["update", "delete", "replace", "truncate"],
)
def test_the_database_refuses_to_change_the_trail(ledger, dispute, change):
    ruling = settle(ledger, dispute.id, "both", reviewer="Vero", note="two fords")
    with pytest.raises(DBAPIError), ledger.engine.begin() as connection:
        change(connection)
    assert rulings_on(ledger, [dispute.id]) == {dispute.id: [ruling]}


def test_a_backup_brings_the_trail_back(ledger, dispute, new_address, tmp_path):
    ruling = settle(ledger, dispute.id, "both", reviewer="Vero", note="two fords")
    backup(ledger, tmp_path / "copy.db")
    with Ledger(new_address("restored")) as restored:
        restore(tmp_path / "copy.db", restored)
        assert rulings_on(restored, [dispute.id]) == {dispute.id: [ruling]}
        assert explain(restored, dispute.id, "as before", reviewer="Rana", version=1).id > ruling.id


def test_the_command_lists_the_settled_with_what_was_decided(ledger, dispute, run):
    side = _side_of(dispute, "Ida Ford")
    settle(ledger, dispute.id, side, reviewer="Vero", note="by the lists")
    assert "No disputes" in run("disputes")
    page = " ".join(run("disputes", "--settled").split())
    assert "Vero settled it: what Ida Ford says holds (“by the lists”)" in page
    [plain] = json.loads(run("disputes", "--settled", "-f", "json"))
    assert plain["id"] == dispute.id
