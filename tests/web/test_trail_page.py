"""The trail: who changed what, when, from what to what, and where it is."""

from __future__ import annotations

import re

import pytest

from onrecord.ledger.ledger import Ledger
from onrecord.ledger.reviewing import review, undo
from onrecord.web.pages.trail import AT_ONCE
from tests.web.conftest import FORD, add_reports


@pytest.fixture
def records(room_ledger):
    """The records by the titles of their reports."""
    with Ledger(room_ledger) as ledger:
        return {record.report.title: record for record in ledger.records()}


@pytest.fixture
def reviewed(room_ledger, records):
    """What two people did with two reports."""
    bridge, ford = records["Bridge shut"].report.id, records["Ford toll rises"].report.id
    speaker = records["Bridge shut"].actors[-1].id
    with Ledger(room_ledger) as ledger:
        review(
            ledger,
            bridge,
            "s1",
            "amend",
            reviewer="Vero",
            version=0,
            note="page 3",
            changes={"speaker": speaker},
        )
        review(ledger, bridge, "f1", "accept", reviewer="Adil", version=0)
        review(ledger, ford, "s1", "reject", reviewer="Vero", version=0)
        undo(ledger, ford, "s1", reviewer="Adil", version=1)
    return records


def entries(html: str) -> list[str]:
    """The entries of the page, the first one first."""
    return re.findall(r'<li id="review-\d+">.*?</li>', html, re.DOTALL)


def test_each_entry_says_who_did_what_to_which_words_the_latest_first(client, reviewed):
    undone, rejected, accepted, amended = entries(client.get("/trail").text)
    assert "Adil" in undone
    assert "took back the last review of" in undone
    assert "Vero" in rejected
    assert "rejected" in rejected
    assert "accepted" in accepted
    assert "amended" in amended
    assert "<q>page 3</q>" in amended
    record = reviewed["Bridge shut"]
    assert record.words(record.statements[0].content[0]) in amended


def test_an_amendment_says_from_what_to_what_by_names(client, reviewed):
    amended = entries(client.get("/trail").text)[-1]
    record = reviewed["Bridge shut"]
    was, now = record.statements[0].speaker.name, record.actors[-1].name
    assert f"<del><bdi>{was}</bdi></del>" in amended
    assert f"<ins><bdi>{now}</bdi></ins>" in amended


def test_each_entry_leads_to_its_record(client, reviewed):
    record = reviewed["Bridge shut"]
    amended = entries(client.get("/trail").text)[-1]
    assert f'href="/reports/{record.report.id}#s1"' in amended
    assert 'id="s1"' in client.get(f"/reports/{record.report.id}").text


@pytest.mark.parametrize(
    ("query", "wanted"), [("reviewer=Vero", 2), ("reviewer=nobody", 0), ("record=s1", 3)]
)
def test_the_trail_is_narrowed(client, reviewed, query, wanted):
    assert len(entries(client.get(f"/trail?{query}").text)) == wanted


def test_the_trail_of_one_report_is_its_own(client, reviewed):
    report_id = reviewed["Bridge shut"].report.id
    found = entries(client.get(f"/trail?report={report_id}").text)
    assert len(found) == 2
    assert all(f"/reports/{report_id}#" in entry for entry in found)


def test_a_long_trail_is_told_page_by_page(client, room_ledger, records):
    report_id = records["Bridge shut"].report.id
    with Ledger(room_ledger) as ledger:
        for version in range(AT_ONCE + 2):
            action = ("accept", "reject")[version % 2]
            review(ledger, report_id, "s1", action, reviewer="Vero", version=version)
    first = client.get("/trail?reviewer=Vero").text
    following = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    assert len(entries(first)) == AT_ONCE
    assert len(entries(client.get(following).text)) == 2


def test_where_nobody_has_reviewed_the_trail_says_what_to_do(empty_client):
    assert 'href="/review"' in empty_client.get("/trail").text


def test_readers_see_the_trail_and_are_not_led_to_review(reader):
    html = reader.get("/trail").text
    assert "Nobody has reviewed" in html
    assert 'href="/review' not in html


def test_hostile_notes_and_words_stay_text(serve, empty_ledger):
    hostile = '<img src=x onerror=alert(1)>"\u202e'
    [report_id] = add_reports(empty_ledger, FORD | {"title": hostile, "outlet": hostile})
    with Ledger(empty_ledger) as ledger:
        review(ledger, report_id, "f1", "reject", reviewer=hostile, version=0, note=hostile)
        review(ledger, report_id, "f2", "amend", reviewer=hostile, version=0, changes={"unit": hostile})
    html = serve(empty_ledger).get("/trail").text
    assert len(entries(html)) == 2
    assert "<img" not in html
    assert "\u202e" not in re.sub(r'<span class="unseen"[^>]*>[^<]*</span>', "", html)
