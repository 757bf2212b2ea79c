"""Disputes in the reading room: both sides' words, how far apart, and what people decide about them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from lxml import html
from sqlalchemy import delete

from onrecord.comparison import disputes
from onrecord.comparison.rulings import rulings_on
from onrecord.comparison.settling import settle
from onrecord.ledger.ledger import Ledger
from onrecord.ledger.schema import disputes as stored
from onrecord.web.pages.disputes import bars
from tests.comparison.conftest import Claim
from tests.web.conftest import USERS, signed_in
from tests.web.dispatches import QUARREL, kept, tell


@pytest.fixture(scope="module")
def quarrel_kept(tmp_path_factory):
    """A ledger to be copied."""
    return kept(tmp_path_factory.mktemp("quarrel") / "quarrel.db", QUARREL, has_users=True)


@pytest.fixture
def quarrel(quarrel_kept, tmp_path):
    return Path(shutil.copy(quarrel_kept, tmp_path / "quarrel.db"))


@pytest.fixture
def reader(serve, quarrel):
    return signed_in(serve(quarrel), "reader")


@pytest.fixture
def reviewer(reader):
    return signed_in(reader, "reviewer")


@pytest.fixture
def toll(quarrel):
    """The mayors' counts of the dead, of one day."""
    with Ledger(quarrel) as opened:
        [found] = [
            one for one in disputes(opened) if {one.one.words, one.other.words} == {"at least 52", "40"}
        ]
    return found


def page(room, path, status=200):
    answer = room.get(path)
    assert answer.status_code == status, answer.text
    return html.fromstring(answer.content)


def listed(room, path="/disputes"):
    """Why each dispute of a list is one."""
    return [words(why) for why in page(room, path).xpath("//ol[contains(@class, 'disputes')]/li/h2")]


def words(element):
    return " ".join(element.text_content().split())


def test_both_sides_stand_beside_each_other_each_with_its_words(reader, toll):
    shown = page(reader, f"/disputes/{toll.id}")
    sides = {words(side.xpath("./p[1]/span")[0]): side for side in shown.xpath("//div[@class='sides']/div")}
    assert set(sides) == {"Ruo Amadi", "Ida Ford"}
    [quote] = sides["Ida Ford"].xpath("./blockquote/a")
    assert words(quote) == "Ida Ford said 40 people were killed in the Vale."
    side = next(side for side in (toll.one, toll.other) if side.speaker == "Ida Ford")
    assert quote.get("href") == f"/reports/{side.report_id}#f1-words"
    assert "Ford Courier, 2031-03-05" in words(sides["Ida Ford"])
    assert words(shown.xpath("//h1")[0]) == toll.why


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("", {"a denial", "numbers that do not meet"}),
        ("?kind=denial", {"a denial"}),
        ("?kind=falling", set()),
        ("?kind=nonsense", set()),
        ("?indicator=killed", {"numbers that do not meet"}),
        ("?indicator=displaced", set()),
        ("?place=ODD/Vale", {"numbers that do not meet"}),
        ("?state=settled", set()),
        ("?state=all", {"a denial", "numbers that do not meet"}),
    ],
)
def test_the_list_is_narrowed(reader, query, kinds):
    found = page(reader, f"/disputes{query}").xpath("//ol[contains(@class, 'disputes')]/li/p[1]")
    assert {words(facts).partition(" · ")[0] for facts in found} == kinds


def test_how_far_apart_numbers_are_is_drawn_on_one_scale(reader, toll):
    shown = page(reader, f"/disputes/{toll.id}")
    drawn = {
        words(row.xpath("./dt")[0]): row.xpath(".//rect[contains(@class, 'allowed')]")[0]
        for row in shown.xpath("//dl[@class='apart']/div")
    }
    least, exact = drawn["Ruo Amadi"], drawn["Ida Ford"]
    assert "open" in least.get("class")
    assert "open" not in exact.get("class")
    assert float(exact.get("x")) < float(least.get("x"))
    assert shown.xpath("//@style") == []


NUMBER = {"value": 10, "low": 10, "high": 10, "modifier": "="}


@pytest.mark.parametrize(
    ("other", "drawn"),
    [
        ({"value": None, "low": 24, "high": 84, "modifier": "range"}, (24, 60, False)),
        ({"value": 84, "low": 84, "high": None, "modifier": ">"}, (84, 16, True)),
        ({"value": 84, "low": None, "high": 84, "modifier": "<"}, (0, 84, False)),
    ],
    ids=["a range", "more than", "less than"],
)
def test_a_bar_reaches_as_far_as_words_allow(other, drawn):
    found = bars({"one": NUMBER, "other": other})
    assert (found["other"].start, found["other"].length, found["other"].is_open) == drawn


@pytest.mark.parametrize(
    "other",
    [{}, NUMBER | {"value": -5, "low": -5, "high": -5}, dict.fromkeys(NUMBER) | {"modifier": "="}],
    ids=["words alone", "below nought", "no number"],
)
def test_what_is_no_number_has_no_bar(other):
    assert bars({"one": NUMBER, "other": other}) is None


# --- Deciding ---------------------------------------------------------------------------------


def test_a_reviewer_settles_and_the_list_is_rid_of_it(reviewer, reader, toll):
    before = listed(reviewer)
    form = {"holds": "both", "version": "0", "note": "two fords"}
    answer = reviewer.post(f"/disputes/{toll.id}/settle", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/disputes/{toll.id}")
    assert listed(reviewer) == [why for why in before if why != toll.why]
    assert listed(reviewer, "/disputes?state=settled") == [toll.why]
    shown = page(reader, f"/disputes/{toll.id}")
    assert "both may hold" in words(shown.xpath("//p[@class='notice good']")[0])
    [ruling] = shown.xpath("//ol[contains(@class, 'trail')]/li")
    assert words(ruling).startswith(f"{USERS['reviewer']} settled it: both may hold two fords")


@pytest.mark.parametrize(("holds", "sources"), [("one", 1), ("both", 2), ("neither", 0)])
def test_the_sides_that_hold_are_marked(reviewer, toll, holds, sources):
    reviewer.post(f"/disputes/{toll.id}/settle", data={"holds": holds, "version": "0"})
    marked = page(reviewer, f"/disputes/{toll.id}").xpath(
        "//div[contains(@class, 'side ') and contains(@class, 'holds')]"
    )
    assert len(marked) == sources
    if holds == "one":
        assert words(marked[0]).startswith(toll.one.source)


def test_who_comes_too_late_is_told_what_was_said_and_keeps_their_words(reviewer, toll):
    reviewer.post(f"/disputes/{toll.id}/settle", data={"holds": "both", "version": "0", "note": "two fords"})
    late = {"holds": "one", "version": "0", "note": "by the lists of the camp"}
    answer = reviewer.post(f"/disputes/{toll.id}/settle", data=late)
    assert answer.status_code == 409
    shown = html.fromstring(answer.content)
    [fault] = shown.xpath("//p[@role='alert']")
    assert f"{USERS['reviewer']} settled it: both may hold (“two fords”)" in words(fault)
    assert "by the lists of the camp" in [words(area) for area in shown.xpath("//textarea")]
    assert shown.xpath("//input[@name='version']/@value") == ["1", "1"]
    assert len(shown.xpath("//ol[contains(@class, 'trail')]/li")) == 1


def test_a_note_explains_and_a_settled_dispute_is_reopened(reviewer, toll):
    address = f"/disputes/{toll.id}"
    reviewer.post(f"{address}/explain", data={"version": "0", "note": "the Courier counts the camp"})
    assert toll.why in listed(reviewer)
    reviewer.post(f"{address}/settle", data={"holds": "other", "version": "1"})
    assert toll.why not in listed(reviewer)
    answer = reviewer.post(f"{address}/reopen", data={"version": "2", "note": "a new count"})
    assert answer.status_code == 303
    assert toll.why in listed(reviewer)
    trail = page(reviewer, address).xpath("//ol[contains(@class, 'trail')]/li/p[1]")
    assert [words(step).split()[1].rstrip(":") for step in trail] == ["explained", "settled", "reopened"]


@pytest.mark.parametrize("act", ["settle", "explain", "reopen"])
def test_who_may_only_look_has_no_form_and_is_refused(reader, toll, quarrel, act):
    assert page(reader, f"/disputes/{toll.id}").xpath("//main//form") == []
    form = {"holds": "one", "version": "0", "note": "mine"}
    assert reader.post(f"/disputes/{toll.id}/{act}", data=form).status_code == 403
    with Ledger(quarrel) as opened:
        assert rulings_on(opened, [toll.id]) == {}


@pytest.mark.parametrize(
    ("act", "form", "says"),
    [
        ("settle", {"holds": "maybe", "version": "0"}, "no verdict"),
        ("explain", {"note": " ", "version": "0"}, "needs words"),
        ("reopen", {"version": "0"}, "open already"),
    ],
)
def test_what_cannot_be_decided_is_said(reviewer, toll, act, form, says):
    answer = reviewer.post(f"/disputes/{toll.id}/{act}", data=form)
    assert answer.status_code == 400
    assert says in answer.text


def test_the_same_quarrel_of_another_report_tells_where_it_was_settled(reviewer, quarrel, toll):
    with Ledger(quarrel) as opened:
        settle(opened, toll.id, "both", reviewer="Vero")
        claims = (Claim(52, "Ruo Amadi", modifier=">=", words="at least 52"), Claim(40, "Ida Ford"))
        tell(opened, [("The Odde Post", "2031-03-05", claims)])
        with opened.engine.connect() as connection:
            ids = set(connection.execute(stored.select().with_only_columns(stored.c.id)).scalars())
    alike = [
        shown
        for shown in (page(reviewer, f"/disputes/{one}") for one in ids - {toll.id})
        if f"/disputes/{toll.id}" in shown.xpath("//p[@class='notice']/a/@href")
    ]
    assert len(alike) == 3
    assert not any("40" in why and "at least 52" in why for why in listed(reviewer))


def test_a_dispute_that_is_found_no_more_keeps_its_page(reviewer, quarrel, toll):
    with Ledger(quarrel) as opened:
        settle(opened, toll.id, "both", reviewer="Vero")
        with opened.engine.begin() as connection:
            connection.execute(delete(stored))
    shown = page(reviewer, f"/disputes/{toll.id}")
    assert "found no more" in words(shown.xpath("//p[@class='notice']")[0])
    assert toll.one.quote in [words(quote) for quote in shown.xpath("//div[@class='sides']//blockquote")]


# --- What is hostile, empty or wrong --------------------------------------------------------------


def test_hostile_words_come_out_as_words(serve, tmp_path):
    hostile = "<img src=x>\u202e Amadi"
    dispatches = [
        ("<b>Gazette</b>", "2031-03-05", (Claim(12, hostile),)),
        ("Ford Courier", "2031-03-05", (Claim(40, "Ida <i>Ford"),)),
    ]
    room = serve(kept(tmp_path / "hostile.db", dispatches))
    [why] = listed(room)
    assert hostile in why
    for path in ("/disputes", page(room, "/disputes").xpath("//h2/a/@href")[0]):
        shown = page(room, path)
        assert shown.xpath("//main//img | //main//b | //main//i") == []
        assert shown.xpath("//span[@data-code='U+202E']")


def test_a_ledger_without_disputes_says_so(empty_client):
    assert "Nothing here contradicts" in words(page(empty_client, "/disputes").xpath("//p[@class='none']")[0])


def test_an_unknown_dispute_is_not_found(reviewer):
    page(reviewer, "/disputes/0123", status=404)
    assert reviewer.post("/disputes/0123/settle", data={"holds": "one", "version": "0"}).status_code == 400
