"""Later versions revise earlier ones; what is cancelled or withdrawn is retracted with its copies."""

from __future__ import annotations

import itertools
import json

import pytest
from sqlalchemy import select

from onrecord.comparison import series
from onrecord.errors import Empty, LexiconError
from onrecord.ledger.adding import add, retry
from onrecord.ledger.care import backup
from onrecord.ledger.ledger import Ledger
from onrecord.ledger.schema import reports
from onrecord.ledger.versions import url_key
from onrecord.lexicon import versions as lexicon
from onrecord.sources import Article

PAGE = "https://gazette.example/odde/dam"
NOTICE = "(Invented report: the people, outlets and events in it do not exist.)"
FERRY = (
    "Ferry sinks off Odde, forty feared dead\n\nODDE, Norland, March 4, 2031 (Tern) - The ferry Marabel sank off "
    "Odde on Monday night with 40 people aboard, two officials of the harbour said. Nobody had been found by "
    f"morning. Warden Ruo Amadi said boats from Quill were on their way to the reef.\n\n{NOTICE}"
)
CARRIED = FERRY.replace("Ferry sinks off Odde, forty feared dead", "Forty lost at sea")
SALT = (
    "Salt dear in Quill\n\nQUILL, Norland, March 4, 2031 (Tern) - The price of salt has doubled since autumn, "
    f"traders said on Monday, because the pans dried out late. A sack costs 14 crowns.\n\n{NOTICE}"
)
KILL = (
    "KILL: Ferry sinks off Odde\n\nODDE, Norland, March 5, 2031 (Tern) - Editors: please kill the Tern story of "
    "March 4 on the ferry Marabel. She did not sink: all 40 people aboard walked ashore at the reef, the harbour "
    f"master said on Tuesday. A fresh story will follow.\n\n{NOTICE}"
)


def told(ledger) -> dict[str, tuple[str, str | None, str | None]]:
    """Status, what is revised and what is withdrawn, by report id."""
    query = select(reports.c.id, reports.c.status, reports.c.revises, reports.c.retracts)
    with ledger.engine.connect() as connection:
        return {row[0]: tuple(row[1:]) for row in connection.execute(query)}


def page(read, words: str, **metadata: str):
    text = (
        f"Dam breaks above Odde\n\nThe dam above Odde broke on Monday, the council said. {words}\n\n{NOTICE}"
    )
    return read(text, **{"outlet": "Vale Gazette", "url": PAGE, **metadata})


@pytest.fixture(scope="module")
def versions(read):
    return [
        page(read, "It counted 41 dead.", published="2031-03-05"),
        page(read, "It counted 44 dead.", published="2031-03-06", url=f"{PAGE}/?utm_source=mail#top"),
        page(read, "It counted 38 dead.", published="2031-03-05", versioncreated="2031-03-07T08:00:00Z"),
    ]  # fmt: skip


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))), ids=str)
def test_versions_of_a_page_form_a_line_whatever_the_order_of_adding(ledger, versions, order):
    for at in order:
        ledger.put(versions[at], "in.html")
    first, second, third = (record.report.id for record in versions)
    assert told(ledger) == {
        first: ("revised", None, None), second: ("revised", first, None), third: ("current", second, None),
    }  # fmt: skip


def test_a_version_added_or_made_anew_once_more_changes_nothing(ledger, versions):
    for record in versions:
        ledger.put(record, "in.html")
    before = told(ledger)
    for record in versions:
        ledger.renew(record)
        ledger.put(record, "again.html")
    assert told(ledger) == before


def test_one_outlets_reports_of_one_id_are_versions_and_another_outlets_are_not(ledger, read):
    item = {"external_id": "item-7", "url": ""}
    first = page(read, "One boat is lost.", published="2031-03-05", **item)
    second = page(read, "Two boats are lost.", versioncreated="2031-03-05T20:00:00Z", **item)
    elsewhere = page(read, "Six mills are lost.", published="2031-03-09", **item | {"outlet": "Harbour Post"})
    for record in (second, elsewhere, first):
        ledger.put(record, "in.json")
    assert told(ledger) == {
        first.report.id: ("revised", None, None),
        second.report.id: ("current", first.report.id, None),
        elsewhere.report.id: ("current", None, None),
    }


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))), ids=str)
def test_a_cancelled_version_withdraws_those_before_it_and_is_kept_as_withdrawn(
    ledger, read, versions, order
):
    cancelled = page(read, "This item is void.", versioncreated="2031-03-06T09:00:00Z", pubstatus="canceled")
    again = page(read, "The dam holds after all.", published="2031-03-08")
    records = [versions[0], cancelled, again]
    for at in order:
        ledger.put(records[at], "in.json")
    first, second, third = (record.report.id for record in records)
    assert told(ledger) == {
        first: ("retracted", None, None), second: ("retracted", None, first), third: ("current", second, None),
    }  # fmt: skip


# --- Cancelled without a text -----------------------------------------------------------


def cancelled(**metadata: str) -> Article:
    """A notice that the page is no longer to be used, with no word of it."""
    return Article(
        "", "feed.json item 4", pubstatus="canceled", **{"outlet": "Vale Gazette", "url": PAGE} | metadata
    )


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))), ids=str)
def test_what_is_cancelled_without_a_text_withdraws_the_versions_made_until_then_whatever_the_order(
    ledger, read, versions, order
):
    again = page(read, "The dam holds after all.", published="2031-03-08")
    records = [versions[0], versions[1], again, None]
    for at in order:
        if records[at] is None:
            assert ledger.cancel(cancelled(versioncreated="2031-03-06T09:00:00Z"))
        else:
            ledger.put(records[at], "in.json")
    first, second, third = (record.report.id for record in records[:3])
    assert told(ledger) == {
        first: ("retracted", None, None), second: ("retracted", first, None), third: ("current", second, None),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("when", "withdrawn"),
    [
        ({}, {"5 March", "6 March", "no day"}),
        ({"published": "2031-03-05"}, {"5 March", "no day"}),
        ({"published": "2031-03-05", "versioncreated": "2031-03-06"}, {"5 March", "6 March", "no day"}),
        ({"versioncreated": "2031-03-06T06:59:59Z"}, {"5 March", "no day"}),
    ],
    ids=["no day", "its first day", "a day", "a time"],
)
def test_versions_that_are_later_than_the_cancellation_stay(ledger, read, when, withdrawn):
    made = {
        "5 March": {"published": "2031-03-05"},
        "6 March": {"versioncreated": "2031-03-06T07:00:00Z"},
        "no day": {},
    }
    ledger.cancel(cancelled(**when))
    ids = {}
    for name, metadata in made.items():
        record = page(read, f"It had a version of {name}.", **metadata)
        ledger.put(record, "in.json")
        ids[record.report.id] = name
    assert {ids[one] for one, (status, *_) in told(ledger).items() if status == "retracted"} == withdrawn


def test_what_is_cancelled_stays_so_when_its_record_is_made_anew_and_cancelling_again_is_no_news(
    ledger, versions
):
    ledger.put(versions[0], "in.json")
    assert ledger.cancel(cancelled())
    assert not ledger.cancel(cancelled())
    ledger.renew(versions[0])
    assert told(ledger) == {versions[0].report.id: ("retracted", None, None)}


def test_copies_of_what_an_agency_cancels_without_a_text_are_withdrawn_and_another_outlets_item_of_the_id_is_not(
    ledger, read, carried
):
    own = read(FERRY, published="2031-03-04", outlet="Tern", external_id="item-7")
    other = read(SALT, published="2031-03-04", outlet="Plover", external_id="item-7")
    for record in (own, other, carried):
        ledger.put(record, "in.json")
    ledger.cancel(cancelled(outlet="Tern", url="", external_id="item-7"))
    assert {one: status for one, (status, *_) in told(ledger).items()} == {
        own.report.id: "retracted", carried.report.id: "retracted", other.report.id: "current",
    }  # fmt: skip


def test_a_cancellation_that_names_nothing_is_refused(ledger):
    with pytest.raises(Empty, match=r"feed\.json item 4: it is canceled"):
        ledger.cancel(cancelled(outlet="", external_id="item-7", url="https://gazette.example/"))


@pytest.mark.parametrize("is_first", [False, True], ids=["report first", "cancellation first"])
def test_an_item_killed_in_a_feed_is_kept_as_withdrawn_and_counts_no_more(ledger, tmp_path, is_first):
    item = {"uri": "urn:gazette:9", "source": "Vale Gazette", "versioncreated": "2031-03-05T08:00:00Z"}
    killed = item | {"pubstatus": "canceled", "versioncreated": "2031-03-05T11:00:00Z"}
    usable = item | {
        "body_text": "At least 12 people were killed in Mosul on Monday, Mayor Lena Orsted said."
    }
    feeds = [written(tmp_path / "usable.json", [usable]), written(tmp_path / "killed.json", [killed])]
    outcomes = [next(add(ledger, [feed])) for feed in (feeds[::-1] if is_first else feeds)]
    assert {outcome.outcome for outcome in outcomes} == {"added", "cancelled"}
    [report_id] = ledger.report_ids()
    assert told(ledger) == {report_id: ("retracted", None, None)}
    found = series(ledger, "killed")
    assert [point.left_out for point in found.points] == ["retracted"]
    assert found.estimates() == []
    assert [added.state for added in add(ledger, feeds)] == ["skipped", "skipped"]


def test_a_cancellation_that_was_refused_before_is_kept_when_it_is_tried_again(ledger, tmp_path):
    feed = written(tmp_path / "feed.json", [{"id": "item-7", "pubstatus": "canceled"}])
    assert [added.state for added in add(ledger, [feed])] == ["empty"]
    written(tmp_path / "feed.json", [{"id": "item-7", "source": "Tern", "pubstatus": "canceled"}])
    assert [added.state for added in retry(ledger)] == ["cancelled"]
    assert ledger.rejects() == []


def test_a_cancellation_comes_along_in_a_backup(ledger, versions, tmp_path):
    ledger.cancel(cancelled())
    backup(ledger, tmp_path / "copy.db")
    with Ledger(tmp_path / "copy.db") as copy:
        copy.put(versions[0], "in.json")
        assert told(copy) == {versions[0].report.id: ("retracted", None, None)}


def written(path, items) -> str:
    path.write_text(json.dumps({"items": items}), "utf-8")
    return str(path)


# --- Notices ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ferry(read):
    return read(FERRY, published="2031-03-04", outlet="Tern")


@pytest.fixture(scope="module")
def carried(read):
    return read(CARRIED, published="2031-03-04", outlet="Vale Gazette")


@pytest.fixture(scope="module")
def salt(read):
    return read(SALT, published="2031-03-04", outlet="Tern")


@pytest.fixture(scope="module")
def kill(read):
    return read(KILL, published="2031-03-05")


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))), ids=str)
def test_a_kill_notice_withdraws_the_agencys_story_and_its_copies(ledger, ferry, carried, salt, kill, order):
    records = [ferry, carried, salt, kill]
    for at in order:
        ledger.put(records[at], "in.txt")
    assert told(ledger) == {
        ferry.report.id: ("retracted", None, None),
        carried.report.id: ("retracted", None, None),
        salt.report.id: ("current", None, None),
        kill.report.id: ("current", None, ferry.report.id),
    }


def test_a_kill_notice_without_its_story_withdraws_nothing_else(ledger, salt, kill):
    ledger.put(salt, "in.txt")
    ledger.put(kill, "in.txt")
    assert {status for status, *_ in told(ledger).values()} == {"current"}


def test_another_agencys_story_of_that_day_stays(ledger, read, kill):
    other = read(FERRY.replace("(Tern)", "(Plover)"), published="2031-03-04", outlet="Plover")
    ledger.put(other, "in.txt")
    ledger.put(kill, "in.txt")
    assert {status for status, *_ in told(ledger).values()} == {"current"}


def test_of_two_stories_that_a_notice_may_mean_none_is_withdrawn(ledger, read, kill):
    told_of = (
        "Divers went down to the ferry Marabel on Monday and came up with 40 boots and the log of her mate.",
        "Insurers in Quill asked on Monday who had let the ferry Marabel out, with 40 people and one boat aboard.",
    )
    dateline = "ODDE, Norland, March 4, 2031 (Tern) - "
    twins = [
        read(f"{dateline}{words}\n\n{NOTICE}", published="2031-03-04", outlet="Tern", title=title)
        for words, title in zip(told_of, ("Ferry searched at Odde", "Ferry insured at Quill"), strict=True)
    ]
    for record in (*twins, kill):
        ledger.put(record, "in.txt")
    assert told(ledger)[kill.report.id] == ("current", None, None)
    assert {status for status, *_ in told(ledger).values()} == {"current"}


WITHDRAWALS = {
    "we withdraw": "Ferry report withdrawn\n\nWe withdraw our report of 4 March on the ferry Marabel off Odde.",
    "retraction": "RETRACTION: Ferry Marabel\n\nOur report that the ferry Marabel sank off Odde was wrong.",
    "by name": "A correction\n\nThe Vale Gazette has withdrawn its report of 4 March on the ferry Marabel.",
    "mandatory": "MANDATORY KILL\n\nEditors, the report on the ferry Marabel off Odde has to come down at once.",
}


@pytest.mark.parametrize("words", WITHDRAWALS.values(), ids=WITHDRAWALS)
def test_an_outlet_withdraws_its_own_report(ledger, read, carried, words):
    notice = read(f"{words} She reached the reef.\n\n{NOTICE}", published="2031-03-06", outlet="Vale Gazette")
    ledger.put(notice, "in.txt")
    ledger.put(carried, "in.txt")
    assert told(ledger)[carried.report.id][0] == "retracted"
    assert told(ledger)[notice.report.id] == ("current", None, carried.report.id)


SPOKEN = {
    "another's": "Tern has withdrawn its report of 4 March on the ferry Marabel off Odde, the harbour said.",
    "quoted": '"We withdraw our report of 4 March on the ferry Marabel off Odde," the council told the Gazette.',
    "a heading": "Kill rates fall\n\nFewer wolves were shot than last year, when the ferry Marabel lay off Odde.",
}


@pytest.mark.parametrize("words", SPOKEN.values(), ids=SPOKEN)
def test_what_others_withdraw_is_no_notice(ledger, read, carried, words):
    ledger.put(carried, "in.txt")
    ledger.put(read(f"{words} {NOTICE}", published="2031-03-06", outlet="Vale Gazette"), "in.txt")
    assert {status for status, *_ in told(ledger).values()} == {"current"}


def test_a_notice_made_anew_still_withdraws(ledger, ferry, kill):
    ledger.put(kill, "in.txt")
    ledger.put(ferry, "in.txt")
    before = told(ledger)
    ledger.renew(ferry)
    ledger.renew(kill)
    assert told(ledger) == before
    assert before[ferry.report.id][0] == "retracted"


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("HTTP://Gazette.Example:80/Odde/?utm_source=x&id=7&fbclid=2#top", "gazette.example/Odde?id=7"),
        ("https://gazette.example/Odde?id=7", "gazette.example/Odde?id=7"),
        ("https://gazette.example/", None),
        ("https://[broken", None),
        ("https://gazette.example:port/x", None),
        ("", None),
        (None, None),
    ],
)
def test_an_address_is_known_without_what_does_not_tell_pages_apart(address, key):
    assert url_key(address) == key


def test_a_phrase_by_name_must_hold_the_name(tmp_path, monkeypatch):
    (tmp_path / "versions.toml").write_text('[kill]\nby_name = ["the agency withdraws its"]\n')
    monkeypatch.setenv("ONRECORD_LEXICON", str(tmp_path))
    lexicon.load_versions.cache_clear()
    with pytest.raises(LexiconError, match="by_name"):
        lexicon.load_versions()
    lexicon.load_versions.cache_clear()
