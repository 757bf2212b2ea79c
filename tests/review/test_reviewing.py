"""People accept, amend and reject records; every question shows what they decided, and nothing is lost."""

from __future__ import annotations

import dataclasses
import io
import threading
import time

import pytest

from onrecord.comparison import disputes, series
from onrecord.export import export
from onrecord.ledger import asking
from onrecord.ledger.adding import add, reread
from onrecord.ledger.care import backup, check, restore
from onrecord.ledger.ledger import Ledger
from onrecord.ledger.opening import LedgerError
from onrecord.ledger.reviewing import (
    Conflict,
    queue,
    review,
    standing,
    standings,
    trail,
    training,
    undo,
    waiting,
)
from onrecord.ledger.trail import ADDING
from tests.ledger.making import varied
from tests.review.machine import shifted

ADA, BO = "Ada Reil", "Bo Voss"


@pytest.fixture
def act(room, ford):
    """Do something to a record of the first report, at the version it has."""

    def done(record_id, action, *, by=ADA, version=None, note=None, **changes):
        if version is None:
            version = standing(room, ford.report.id, record_id).version
        if action == "undo":
            return undo(room, ford.report.id, record_id, reviewer=by, version=version, note=note)
        return review(
            room, ford.report.id, record_id, action, reviewer=by, version=version,
            changes=changes or None, note=note,
        )  # fmt: skip

    return done


@pytest.fixture
def figure(room, ford):
    def found(record_id="f1"):
        record = room.record(ford.report.id, with_rejected=True)
        return next(one for one in record.figures if one.id == record_id)

    return found


@pytest.fixture
def statement(room, ford):
    def found(record_id="s1"):
        record = room.record(ford.report.id, with_rejected=True)
        return next(one for one in record.statements if one.id == record_id)

    return found


# --- Each action ---------------------------------------------------------------------------


def test_what_is_accepted_is_as_it_was_and_marked(act, figure, ford):
    done = act("f1", "accept", note=" checked by telephone ")
    assert figure() == dataclasses.replace(ford.figures[0], review="accepted")
    assert (done.version, done.action, done.reviewer) == (1, "accept", ADA)
    assert done.note == "checked by telephone"
    assert done.before == {**done.after, "status": None}
    assert done.after["status"] == "accepted"


def test_an_amended_figure_has_the_words_of_its_span(room, act, figure, ford, address):
    act("f1", "amend", span=[25, 27], value=21, low=12, high=30, modifier="range")
    amended = figure()
    assert ford.report.text[slice(*amended.span)] == "12"
    [counted] = asking.figures(room, asking.Filters(indicator="killed", outlet="Vale Gazette"))
    assert (counted.words, counted.low, counted.high) == ("12", 12, 30)
    assert amended.review == "amended"
    assert list(check(address)) == []


def test_an_amended_statement_has_the_words_of_its_spans(room, act, statement, ford, address):
    text = ford.report.text
    start = text.index("men had crossed")
    act("s3", "amend", content=[(start, start + 3), (start + 8, start + 15)], cue=None, act="assert")
    amended = statement("s3")
    assert [text[slice(*span)] for span in amended.content] == ["men", "crossed"]
    [said] = asking.statements(room, asking.Filters(speaker="Lena Orsted"))
    assert (said.words, said.act) == ("men … crossed", "assert")
    assert list(check(address)) == []


def test_where_and_when_an_amended_figure_holds_is_worked_out_anew(room, act):
    before = asking.figures(room, asking.Filters(place="Mosul"))
    act("f1", "amend", place="p2", time="t2", mode="planned", unit="guard")
    [found] = [one for one in asking.figures(room, asking.Filters(place="Mosul")) if one not in before]
    assert found.figure == "f1"
    assert found.path.endswith("/99072")
    assert found.as_of == "2031-05-01"
    assert found.counted == "guard"


def test_a_speaker_may_be_somebody_else_of_the_report_or_nobody(act, statement):
    act("s2", "amend", speaker="a4")
    assert statement("s2").speaker.name == "Lena Orsted"
    act("s2", "amend", speaker=None)
    assert statement("s2").speaker is None


def test_rejected_records_are_in_no_answer_and_are_kept(room, act, ford):
    act("s1", "reject")
    act("f2", "reject")
    record = room.record(ford.report.id)
    assert [one.id for one in record.statements] == ["s2", "s3"]
    assert [one.id for one in record.figures] == ["f1", "f3"]
    assert record.figures[0].statement is None
    assert next(room.records([ford.report.id], with_rejected=True)).figures[0].statement == "s1"
    assert [one.review for one in room.record(ford.report.id, with_rejected=True).statements] == [
        "rejected", None, None,
    ]  # fmt: skip


def test_no_question_gives_what_was_rejected(room, act):
    act("s1", "reject")
    act("f2", "reject")
    said = asking.statements(room, asking.Filters(outlet="Vale Gazette"))
    assert [one.statement for one in said] == ["s2", "s3"]
    counted = asking.figures(room, asking.Filters(outlet="Vale Gazette"))
    assert [(one.figure, one.statement, one.speaker) for one in counted] == [
        ("f1", None, None), ("f3", "s3", "Lena Orsted"),
    ]  # fmt: skip
    assert asking.figures(room, asking.Filters(speaker="Ruo Amadi")) == []
    assert series(room, "displaced").points == ()
    [point] = [one for one in series(room, "killed").points if one.outlet == "Vale Gazette"]
    assert (point.speaker, point.statement, point.source) == (None, None, "Vale Gazette")


def test_an_export_has_no_rejected_record_and_says_what_was_reviewed(room, act):
    act("s1", "reject")
    act("f1", "accept")
    written = io.StringIO()
    export(room.records(), "jsonl", written)
    assert '"id": "s1", "content": [[17' not in written.getvalue()
    assert '"review": "accepted"' in written.getvalue()
    assert "rejected" not in written.getvalue()


def test_what_is_rejected_disputes_nothing_until_that_is_taken_back(room, act):
    [before] = disputes(room)
    act("f1", "reject")
    assert disputes(room) == []
    act("f1", "undo")
    assert [one.id for one in disputes(room)] == [before.id]
    act("f1", "amend", value=31, low=31, high=31)
    assert disputes(room) == []


@pytest.fixture(scope="module")
def toll(read):
    text = (
        "The council said 41 people had been killed in Tikrit since Monday. It later revised the toll down from "
        "41 to 40 people killed in Tikrit since Monday."
    )
    return read(text, published="2031-03-05", outlet="Vale Gazette")


def test_a_rejected_correction_corrects_nothing(ledger, toll):
    record = toll
    ledger.put(record, "toll.txt")
    replaced = [one for one in record.figures if one.replaces]
    assert replaced, "the text is to have a correction"
    left_out = {one.figure: one.left_out for one in series(ledger, "killed").points}
    assert left_out[replaced[0].replaces] == "corrected"
    for one in replaced:
        review(ledger, record.report.id, one.id, "reject", reviewer=ADA, version=0)
    left_out = {one.figure: one.left_out for one in series(ledger, "killed").points}
    assert left_out[replaced[0].replaces] is None


# --- Undo ----------------------------------------------------------------------------------


def test_each_undo_takes_back_one_more_action_down_to_the_machine(act, figure, ford):
    act("f1", "accept")
    act("f1", "amend", value=13, low=13, high=13)
    act("f1", "reject", by=BO)
    found = [act("f1", "undo", by=BO) for _ in range(3)]
    assert [one.undoes for one in found] == [3, 2, 1]
    assert [one.after["status"] for one in found] == ["amended", "accepted", None]
    assert figure() == ford.figures[0]
    with pytest.raises(LedgerError, match="nothing to undo"):
        act("f1", "undo")


def test_what_is_done_after_an_undo_is_undone_first(act, figure):
    act("f1", "amend", value=13, low=13, high=13)
    act("f1", "undo")
    act("f1", "amend", value=14, low=14, high=14)
    assert act("f1", "undo").undoes == 3
    assert figure().value == 12


# --- Two reviewers -------------------------------------------------------------------------


def test_who_saw_an_older_version_gets_a_conflict_and_nothing_is_lost(room, act, figure, ford):
    act("f1", "amend", value=13, low=13, high=13)
    with pytest.raises(Conflict, match="Ada Reil has reviewed it") as conflict:
        act("f1", "reject", by=BO, version=0)
    assert conflict.value.standing == standing(room, ford.report.id, "f1")
    assert conflict.value.standing.fields["value"] == 13
    assert conflict.value.standing.machine["value"] == 12
    assert figure().value == 13
    assert len(trail(room)) == 1


def test_who_saw_the_report_before_it_was_read_anew_gets_a_conflict(room, act, ford):
    seen = standing(room, ford.report.id, "f1")
    time.sleep(1.1)  # times are kept to the second
    room.renew(shifted(ford, without=["f1"]))
    given = {"reviewer": BO, "version": seen.version}
    with pytest.raises(Conflict, match="was read anew") as conflict:
        review(room, ford.report.id, "f1", "accept", read_at=seen.read_at, **given)
    assert conflict.value.standing == standing(room, ford.report.id, "f1")
    assert trail(room) == []
    now = conflict.value.standing.read_at
    assert review(room, ford.report.id, "f1", "accept", read_at=now, **given).version == 1
    with pytest.raises(Conflict, match="was read anew"):
        undo(room, ford.report.id, "f1", reviewer=BO, version=1, read_at=seen.read_at)


def test_of_many_at_once_one_is_first_and_the_others_are_told(room, ford, address):
    outcomes = []
    start = threading.Barrier(6)

    def accept(name):
        with Ledger(address) as own:
            start.wait()
            try:
                review(own, ford.report.id, "f1", "accept", reviewer=name, version=0)
                outcomes.append("done")
            except Conflict:
                outcomes.append("conflict")

    threads = [threading.Thread(target=accept, args=(f"Reviewer {number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["conflict"] * 5 + ["done"]
    assert [one.version for one in trail(room)] == [1]


# --- What is refused -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("record_id", "changes", "says"),
    [
        ("f1", {"span": [27, 17]}, "the span [27, 17] is not in the text"),
        ("f1", {"span": [17, 99999]}, "is not in the text"),
        ("f1", {"span": [15, 17]}, "there are no words from 15 to 17"),
        ("f1", {"span": "f1"}, "is no span"),
        ("f1", {"mode": "seen"}, "'seen' is none of: observed"),
        ("f1", {"indicator": "kites"}, "kites is no indicator"),
        ("f1", {"place": "p9"}, "places has no 'p9'"),
        ("f1", {"time": "p1"}, "times has no 'p1'"),
        ("f1", {"statement": "f1"}, "statements has no 'f1'"),
        ("f1", {"value": "12"}, "is no number"),
        ("f1", {"value": True}, "is no number"),
        ("f1", {"value": float("nan")}, "is no number"),
        ("f1", {"value": 13}, "value 13 and high 12 are not in order"),
        ("f1", {"low": 13}, "are not in order"),
        ("f1", {"words": "thirteen"}, "words of a figure cannot be amended"),
        ("f1", {"review": "accepted"}, "review of a figure cannot be amended"),
        ("f1", {"value": 12}, "it is so already"),
        ("s1", {"content": []}, "not in the text"),
        ("s1", {"content": [[20, 30], [25, 40]]}, "overlap"),
        ("s1", {"content": [[30, 40], [20, 25]]}, "not in order"),
        ("s1", {"speaker": "a9"}, "there is no actor 'a9'"),
        ("s1", {"act": None}, "is none of"),
        ("s1", {"polarity": "0"}, "is none of"),
        ("s1", {"value": 3}, "value of a statement cannot be amended"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_and_nothing_is_written(
    room, act, ford, record_id, changes, says
):
    with pytest.raises(LedgerError) as refusal:
        act(record_id, "amend", **changes)
    assert says in str(refusal.value)
    assert str(refusal.value).startswith(f"{record_id}: ")
    assert trail(room) == []
    assert room.record(ford.report.id) == ford


@pytest.mark.parametrize(
    ("report_id", "record_id", "action", "changes", "says"),
    [
        (None, "f9", "accept", None, "no such statement or figure"),
        ("0" * 16, "f1", "accept", None, "no such statement or figure"),
        (None, "f1", "admire", None, "no such action"),
        (None, "f1", "undo", None, "no such action"),
        (None, "f1", "amend", None, "say what to amend"),
        (None, "f1", "amend", {}, "say what to amend"),
        (None, "f1", "accept", {"value": 3}, "go with amend alone"),
    ],
)
def test_an_unknown_record_or_action_is_refused(room, ford, report_id, record_id, action, changes, says):
    with pytest.raises(LedgerError, match=says):
        review(room, report_id or ford.report.id, record_id, action, reviewer=ADA, version=0, changes=changes)


def test_a_review_has_a_reviewer(room, ford):
    with pytest.raises(LedgerError, match="name"):
        review(room, ford.report.id, "f1", "accept", reviewer="  ", version=0)


# --- How records stand ---------------------------------------------------------------------


def test_the_trail_is_told_newest_first_and_narrowed(room, act, ford, bridge):
    act("f1", "accept")
    act("f1", "reject", by=BO)
    act("s1", "accept")
    review(room, bridge.report.id, "f1", "accept", reviewer=BO, version=0)
    assert [one.id for one in trail(room)] == [4, 3, 2, 1]
    assert [one.id for one in trail(room, report_id=ford.report.id)] == [3, 2, 1]
    assert [one.id for one in trail(room, report_id=ford.report.id, record_id="f1")] == [2, 1]
    assert [one.id for one in trail(room, reviewer=BO)] == [4, 2]
    assert [one.id for one in trail(room, before=3, limit=1)] == [2]


def test_standings_are_of_what_was_reviewed(room, act, ford):
    act("f1", "accept")
    act("s1", "reject", by=BO)
    found = standings(room, ford.report.id)
    assert set(found) == {"f1", "s1"}
    assert (found["s1"].version, found["s1"].status, found["s1"].reviewer) == (1, "rejected", BO)
    assert found["f1"] == standing(room, ford.report.id, "f1")
    never = standing(room, ford.report.id, "f3")
    assert (never.version, never.status, never.reviewer) == (0, None, None)
    assert never.fields == never.machine


def test_training_is_what_people_left_with_what_the_machine_had(room, act):
    act("f1", "amend", value=13, low=13, high=13)
    act("f3", "accept")
    act("f3", "undo")
    act("s2", "reject", by=BO)
    found = {one.record_id: one for one in training(room)}
    assert set(found) == {"f1", "s2"}
    assert (found["f1"].fields["value"], found["f1"].machine["value"]) == (13, 12)
    assert (found["s2"].status, found["s2"].reviewer) == ("rejected", BO)


# --- What waits ------------------------------------------------------------------------------


def test_the_least_certain_waits_at_the_front(room, ford):
    found = queue(room)
    assert [one.certainty for one in found] == sorted(one.certainty for one in found)
    assert found[0].record_id == "f3", "it has no indicator, place or time"
    assert found[0].words == "40"
    assert found[0].quote in ford.report.text
    assert (found[0].speaker, found[0].version, found[0].outlet) == ("Lena Orsted", 0, "Vale Gazette")


def test_pages_of_the_queue_hold_each_record_once(room):
    every = queue(room)
    found, after = [], None
    while page := queue(room, limit=2, after=after):
        found += page
        after = page[-1].after
    assert found == every
    assert len(every) == waiting(room) == 8


def test_what_is_reviewed_waits_no_longer_unless_it_is_taken_back(room, act):
    act("f3", "accept")
    assert "f3" not in {one.record_id for one in queue(room) if one.outlet == "Vale Gazette"}
    assert waiting(room) == 7
    act("f3", "undo")
    assert queue(room)[0].version == 2
    assert waiting(room) == 8


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"kind": "statement"}, {"s1", "s2", "s3"}),
        ({"kind": "figure"}, {"f1", "f2", "f3"}),
        ({"indicator": "killed"}, {"f1"}),
        ({"outlet": "vale gazette"}, {"s1", "s2", "s3", "f1", "f2", "f3"}),
        ({"place": "Tikrit"}, {"s1", "f1"}),
        ({"place": "Mosul"}, set()),
        ({"place": "Iraq", "kind": "figure"}, {"f1"}),
    ],
)
def test_the_queue_is_narrowed_and_counted_alike(room, ford, asked, expected):
    found = queue(room, **asked)
    assert {one.record_id for one in found if one.report_id == ford.report.id} == expected
    assert waiting(room, **asked) == len(found)


@pytest.mark.parametrize(
    "asked",
    [
        {"kind": "actor"}, {"kind": "statement", "indicator": "killed"}, {"place": "Nowhere at all"},
        {"after": "nonsense"}, {"after": "WzFd"},
    ],
)  # fmt: skip
def test_a_queue_that_cannot_be_is_refused(room, asked):
    with pytest.raises(LedgerError):
        queue(room, **asked)


def test_copies_and_what_was_withdrawn_wait_for_nobody(room, ford, bridge):
    with room._writing() as connection:
        connection.exec_driver_sql(f"UPDATE reports SET status = 'retracted' WHERE id = '{ford.report.id}'")
    assert {one.report_id for one in queue(room)} == {bridge.report.id}
    assert waiting(room) == len(queue(room)) == 2
    with room._writing() as connection:
        connection.exec_driver_sql(f"UPDATE reports SET copy_of = id WHERE id = '{bridge.report.id}'")
    assert queue(room) == []
    assert waiting(room) == 0


# --- A report read anew ---------------------------------------------------------------------


def figure_of(record, words):
    return next(one for one in record.figures if record.words(one.span) == words)


def statement_of(record, beginning):
    return next(one for one in record.statements if record.words(one.content)[0].startswith(beginning))


def test_reviews_stay_in_force_when_a_report_is_read_anew(room, act, ford, address):
    act("f1", "accept")
    act("f2", "amend", value=3100, place="p1", time="t1")
    act("s2", "amend", speaker="a4", act="warn")
    act("s3", "reject")
    room.renew(shifted(ford))
    record = room.record(ford.report.id, with_rejected=True)
    assert figure_of(record, "Exactly 12").review == "accepted"
    displaced = figure_of(record, "Some 3,000")
    assert (displaced.review, displaced.value) == ("amended", 3100)
    assert next(one for one in record.places if one.id == displaced.place).name == "Tikrit"
    said = statement_of(record, "Nobody crosses")
    assert (said.review, said.speaker.name, said.act) == ("amended", "Lena Orsted", "warn")
    assert statement_of(record, "40 men").review == "rejected"
    assert [one.id for one in room.record(ford.report.id).statements] == ["s1", "s2"]
    assert list(check(address)) == []


def test_the_trail_is_found_by_the_present_id_and_goes_on(room, act, ford, address):
    act("f2", "amend", value=3100)
    act("s2", "accept")
    room.renew(shifted(ford))
    record = room.record(ford.report.id)
    reviewed = (figure_of(record, "Some 3,000"), "amend"), (statement_of(record, "Nobody"), "accept")
    for own, action in ((one.id, action) for one, action in reviewed):
        [found] = trail(room, report_id=ford.report.id, record_id=own)
        assert found.action == action
        assert standing(room, ford.report.id, own).version == 1
    act(figure_of(record, "Some 3,000").id, "undo")
    assert figure_of(room.record(ford.report.id), "Some 3,000").value == 3000
    assert list(check(address)) == []


def test_what_the_machine_no_longer_finds_is_kept_as_the_person_left_it(room, act, ford, figure, address):
    act("f1", "amend", value=13, low=13, high=13)
    act("s3", "accept")
    act("s2", "reject")
    before = figure("f1")
    room.renew(shifted(ford, without=("f1", "s1", "s2", "s3", "f3", "a4", "t1")))
    record = room.record(ford.report.id, with_rejected=True)
    kept = figure_of(record, "Exactly 12")
    assert (kept.id, kept.value, kept.review) == ("f1", 13, "amended")
    assert record.words(next(one for one in record.times if one.id == kept.time).mention) == "Monday"
    assert kept.measure == before.measure
    assert next(one for one in record.statements if one.id == kept.statement).speaker.name == "Ruo Amadi"
    assert statement_of(record, "40 men").speaker.name == "Lena Orsted"
    assert [one.review for one in record.statements if "Nobody" in record.words(one.content)[0]] == []
    assert standing(room, ford.report.id, "s2").status == "rejected"
    assert list(check(address)) == []


def test_the_id_of_what_is_gone_is_never_given_to_another(room, act, ford, address):
    act("s1", "reject")
    room.renew(shifted(ford, without=("s1",)))
    record = room.record(ford.report.id, with_rejected=True)
    assert "s1" not in {one.id for one in record.statements}
    assert [one.review for one in record.statements] == [None, None]
    with pytest.raises(LedgerError, match="no such"):
        act("s1", "accept")
    room.renew(ford)
    record = room.record(ford.report.id, with_rejected=True)
    assert [one.id for one in record.statements if one.review == "rejected"] == ["s1"]
    assert list(check(address)) == []


def test_rereading_a_ledger_keeps_its_reviews(room, act, ford, address):
    act("f2", "amend", value=3100)
    act("s1", "reject")
    before = list(room.records(with_rejected=True))
    assert {one.outcome for one in reread(room, every=True)} == {"added"}
    assert list(room.records(with_rejected=True)) == before
    assert list(check(address)) == []


def test_what_a_reviewed_figure_corrects_keeps_its_id_too(ledger, toll, address):
    ledger.put(toll, "toll.txt")
    correcting = next(one for one in toll.figures if one.replaces)
    review(ledger, toll.report.id, correcting.id, "accept", reviewer=ADA, version=0)
    before = ledger.record(toll.report.id)
    ledger.renew(toll)
    assert ledger.record(toll.report.id) == before
    ledger.renew(shifted(toll))
    record = ledger.record(toll.report.id)
    [again] = [one for one in record.figures if one.review]
    old = next(one for one in record.figures if one.id == again.replaces)
    assert record.words(old.span) == toll.words(
        next(o for o in toll.figures if o.id == correcting.replaces).span
    )
    assert list(check(address)) == []


def test_an_amended_span_is_not_found_twice_where_the_machine_finds_it_too(room, act, ford, address):
    act("f1", "amend", span=[25, 27])
    fresh = dataclasses.replace(ford.figures[0], span=type(ford.figures[0].span)(25, 27))
    room.renew(dataclasses.replace(ford, figures=(fresh, *ford.figures[1:])))
    record = room.record(ford.report.id)
    assert [record.words(one.span) for one in record.figures] == ["12", "Some 3,000", "40"]
    assert record.figures[0].review == "amended"
    assert list(check(address)) == []


def test_nothing_but_the_review_is_other_where_the_machine_says_the_same_again(room, act, ford):
    act("f1", "accept")
    act("s1", "accept")
    before = room.record(ford.report.id)
    room.renew(ford)
    assert room.record(ford.report.id) == before


# --- Records that come reviewed, and that go -------------------------------------------------


def test_an_exported_review_comes_back_and_its_trail_says_so(room, act, ford, new_address, tmp_path):
    act("f1", "amend", value=13, low=13, high=13)
    act("s1", "accept")
    export(room.records(), "jsonl", tmp_path / "all.jsonl")
    there = new_address("other")
    with Ledger(there) as other:
        assert {added.outcome for added in add(other, [str(tmp_path / "all.jsonl")])} == {"added"}
        assert list(other.records()) == list(room.records())
        assert {(one.record, one.action, one.reviewer) for one in trail(other)} == {
            ("f1", "amend", ADDING), ("s1", "accept", ADDING),
        }  # fmt: skip
        assert {one.machine for one in training(other) if one.record_id == "f1"} == {None}
    assert list(check(there)) == []


def test_a_backup_has_the_reviews_and_the_users(room, act, new_address, tmp_path):
    from onrecord.ledger.users import add_user, authenticate

    act("f1", "accept")
    act("f1", "undo")
    add_user(room, ADA, "a password of hers", "reviewer")
    backup(room, tmp_path / "copy.db")
    with Ledger(new_address("restored")) as restored:
        restore(tmp_path / "copy.db", restored)
        assert trail(restored) == trail(room)
        assert authenticate(restored, ADA, "a password of hers").role == "reviewer"
        [record] = {one.report_id for one in trail(restored)}
        review(restored, record, "f1", "accept", reviewer=BO, version=2)
        assert trail(restored)[0].id == 3


def test_certainty_is_in_its_bounds_and_less_where_more_is_missing(ledger):
    for number, record in enumerate(varied(6)):
        ledger.put(record, f"made {number}")
    found = queue(ledger, limit=1000)
    assert all(0 <= one.certainty <= 1 for one in found)
    named = [one.certainty for one in found if one.kind == "statement" and one.speaker]
    unnamed = [one.certainty for one in found if one.kind == "statement" and not one.speaker]
    assert not unnamed or max(unnamed) < max(named)
