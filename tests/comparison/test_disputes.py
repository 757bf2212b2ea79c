"""What cannot both hold is found, with why; all dispatches here are invented."""

from __future__ import annotations

import csv
import io
import json

import pytest
from sqlalchemy import update

from onrecord.comparison import compare, disputes
from onrecord.ledger.ledger import Ledger
from onrecord.ledger.schema import disputes as stored
from onrecord.ledger.schema import reports
from tests.comparison.conftest import VALE, Claim, Says, day, keep, record_of
from tests.comparison.test_series import run as run

STOCK = {"indicator": "displaced", "measure": "stock"}


def test_two_sources_whose_numbers_do_not_meet_are_in_dispute(ledger, add):
    add("Vale Gazette", "2031-03-05", Claim(18_400, "Odde Council", **STOCK))
    add(
        "Ford Courier",
        "2031-03-05",
        Claim(40_000, "River Guard", modifier=">", words="more than 40,000", **STOCK),
    )
    [dispute] = disputes(ledger)
    assert (dispute.kind, dispute.indicator, dispute.path, dispute.as_of) == (
        "interval", "displaced", VALE, "2031-03-05",
    )  # fmt: skip
    assert {dispute.one.source, dispute.other.source} == {"Odde Council", "River Guard"}
    assert "“18,400”" in dispute.why
    assert "“more than 40,000”" in dispute.why
    for side in (dispute.one, dispute.other):
        assert side.quote in ledger.record(side.report_id).report.text
        assert side.words in side.quote
    assert 0 < dispute.rank < 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(Claim(12, "Ruo Amadi"), Claim(12, "Ida Ford"), id="the same number"),
        pytest.param(Claim(12, "Ruo Amadi", modifier=">="), Claim(40, "Ida Ford"), id="at least"),
        pytest.param(Claim(100, "Ruo Amadi", modifier="~"), Claim(108, "Ida Ford"), id="about: a tenth"),
        pytest.param(Claim(12, "Ruo Amadi"), Claim(40, "Ruo Amadi"), id="one speaker"),
        pytest.param(Claim(12, "Ruo Amadi"), Claim(40, "Ida Ford", path="ODD/Hills/1"), id="another place"),
        pytest.param(Claim(12, "Ruo Amadi"), Claim(40, "Ida Ford", path=None), id="one without a place"),
        pytest.param(Claim(40, "Ruo Amadi"), Claim(12, "Ida Ford", counted="soldier"), id="other people"),
        pytest.param(Claim(12, "Ruo Amadi"), Claim(40, "Ida Ford", mode="expected"), id="expected"),
        pytest.param(Claim(12, "Ruo Amadi"), Claim(40, "Ida Ford", measure="stock"), id="another measure"),
        pytest.param(Claim(12, "Ruo Amadi"), Claim(40, "Ida Ford", unit="%"), id="a share"),
        pytest.param(Claim(12, "Ruo Amadi"), Claim(40_000, "Ida Ford"), id="too far apart to be one thing"),
        pytest.param(Claim(12, "Ruo Amadi", as_of="2031-03-04"), Claim(40, "Ida Ford"), id="a total that grew"),
        pytest.param(
            Claim(40, "Ruo Amadi", since="2031-01-01"), Claim(12, "Ida Ford", since="2031-03-01"),
            id="counted from another day",
        ),
        pytest.param(
            Claim(40, "Ruo Amadi"), Claim(12, "Ida Ford", since="2031-03-04", as_of="2031-03-04"), id="the dead of one day",
        ),
        pytest.param(
            Claim(40, "Ruo Amadi", kind="unnamed", role_of="River Guard"),
            Claim(12, "River Guard", kind="organization"), id="a spokesman and whom he speaks for",
        ),
    ],
)  # fmt: skip
def test_these_are_no_disputes(ledger, add, first, second):
    add("Vale Gazette", "2031-03-05", first, second)
    assert disputes(ledger) == []


def test_stocks_some_days_apart_dispute_less_than_those_of_one_day(ledger, add):
    ranks = []
    for number, apart in enumerate((0, 2)):
        place = f"ODD/Vale/{number}"
        add("Vale Gazette", day(0), Claim(1000, "Odde Council", path=place, **STOCK))
        add("Ford Courier", day(apart), Claim(3000, "Ida Ford", path=place, **STOCK))
        ranks.append(disputes(ledger, place=place)[0].rank)
    assert ranks[0] > ranks[1]


def test_a_total_that_was_higher_before_is_in_dispute(ledger, add):
    add("Vale Gazette", "2031-03-05", Claim(52, "Ruo Amadi", modifier=">="))
    add("Ford Courier", "2031-03-07", Claim(43, "Ida Ford"))
    [dispute] = disputes(ledger)
    assert "a total does not fall" in dispute.why


def test_a_total_of_one_source_that_falls_without_a_word_is_in_dispute(ledger, add):
    add("Vale Gazette", "2031-03-05", Claim(52))
    add("Vale Gazette", "2031-03-06", Claim(53))
    add("Vale Gazette", "2031-03-09", Claim(44))
    [dispute] = disputes(ledger, kind="falling")
    assert (dispute.other.words, dispute.repeats) == ("44", 1)


def test_a_total_that_was_corrected_has_not_fallen(ledger, add):
    add("Vale Gazette", "2031-03-05", Claim(41))
    add("Vale Gazette", "2031-03-07", Claim(41), Claim(38, replaces="f1"))
    add("Vale Gazette", "2031-03-09", Claim(38))
    assert disputes(ledger) == []


def test_a_part_is_not_greater_than_its_whole(ledger, add):
    add(
        "Vale Gazette",
        "2031-03-05",
        Claim(60, total=52, words="60", says="60 of the 52 killed were children"),
    )
    add("Vale Gazette", "2031-03-06", Claim(90, "Ruo Amadi", path="ODD/Hills/1"))
    add("Ford Courier", "2031-03-06", Claim(30, "Ida Ford", path="ODD/Hills"), Says("so", "Ruo Amadi"))
    found = disputes(ledger, kind="whole")
    assert [{dispute.one.words, dispute.other.words} for dispute in found] == [{"90", "30"}, {"60"}]
    assert "the part is greater" in found[0].why


NOWHERE = {"path": None}


@pytest.mark.parametrize(
    ("first", "second", "count"),
    [
        pytest.param(
            (Claim(12, "Ruo Amadi", **NOWHERE), Says("so", "River Guard")),
            (Claim(40, "Ida Ford", **NOWHERE), Says("no", "River Guard")),
            1, id="who is told of",
        ),
        pytest.param(
            (Claim(12, "Ruo Amadi", since="2031-01-01", **NOWHERE),),
            (Claim(40, "Ida Ford", since="2031-01-01", **NOWHERE),),
            1, id="the first day",
        ),
        pytest.param(
            (Claim(12, "Ruo Amadi", since="2031-01-01", **NOWHERE),),
            (Claim(40, "Ida Ford", since="2031-01-02", **NOWHERE),),
            0, id="nothing",
        ),
    ],
)  # fmt: skip
def test_figures_without_a_place_need_something_in_common(ledger, add, first, second, count):
    add("Vale Gazette", "2031-03-05", *first)
    assert disputes(ledger) == []
    add("Ford Courier", "2031-03-05", *second)
    assert len(disputes(ledger)) == count


@pytest.mark.parametrize(("other", "count"), [("the  FORD", 1), ("Hills", 0)])
def test_figures_without_a_place_have_that_of_the_dateline_in_common(ledger, add, other, count):
    for outlet, claim, dateline in (
        ("Vale Gazette", Claim(12, "Ruo Amadi", **NOWHERE), "Ford"),
        ("Ford Courier", Claim(40, "Ida Ford", **NOWHERE), other),
    ):
        known = add(outlet, "2031-03-05", claim)
        with ledger.engine.begin() as connection:
            at = reports.c.id == known
            connection.execute(update(reports).where(at).values(dateline_place=dateline))
        compare(ledger)
    assert len(disputes(ledger)) == count


@pytest.mark.parametrize("comes_last", ["the part", "the whole"])
def test_a_part_meets_its_whole_whichever_comes_last(ledger, add, comes_last):
    dispatches = [
        ("Vale Gazette", "2031-03-06", Claim(90, "Ruo Amadi", path="ODD/Hills/1/7")),
        ("Ford Courier", "2031-03-06", Claim(30, "Ida Ford", path="ODD"), Says("so", "Ruo Amadi")),
    ]
    for dispatch in dispatches[:: 1 if comes_last == "the whole" else -1]:
        assert disputes(ledger) == []
        add(*dispatch)
    [dispute] = disputes(ledger)
    assert dispute.kind == "whole"


def test_the_quarrel_of_two_sources_is_told_once(ledger, add):
    for outlet in ("Vale Gazette", "Ford Courier"):
        add(outlet, "2031-03-05", Claim(12, "Ruo Amadi"), Claim(40, "Ida Ford"))
    [dispute] = disputes(ledger)
    assert dispute.repeats == 3


def test_a_denial_meets_what_it_denies_within_and_across_reports(ledger, add):
    add(
        "Vale Gazette",
        "2031-03-01",
        Says(
            "that men of the River Guard laid charges under the Odde dyke",
            "Ruo Amadi",
            about=("River Guard",),
        ),
    )
    add(
        "Ford Courier",
        "2031-03-04",
        Says("its men blew up the dyke at Odde", "River Guard", act="deny", polarity="-"),
    )
    add("Ford Courier", "2031-03-05", Says("the market at Odde opens on Friday", "Odde Council"))
    [dispute] = disputes(ledger)
    assert (dispute.kind, dispute.why) == ("denial", "River Guard denies what Ruo Amadi says")
    assert (dispute.one.speaker, dispute.other.speaker) == ("Ruo Amadi", "River Guard")
    assert "laid charges" in dispute.one.quote


@pytest.mark.parametrize(
    "claim",
    [
        Says("its men never blew up the dyke at Odde", "Ida Ford", polarity="-", about=("River Guard",)),
        Says("its men blew up the dyke at Odde", "River Guard"),
        Says("whether River Guard blew up the dyke at Odde", "Ida Ford", act="ask", about=("River Guard",)),
        Says("River Guard sells onions in the market", "Ida Ford", about=("River Guard",)),
    ],
    ids=["who agrees", "the same speaker", "a question", "another matter"],
)
def test_these_are_not_denied(ledger, add, claim):
    add("Vale Gazette", "2031-03-01", claim)
    add(
        "Ford Courier",
        "2031-03-04",
        Says("its men blew up the dyke at Odde", "River Guard", act="deny", polarity="-"),
    )
    assert disputes(ledger) == []


def test_a_denial_of_the_charge_answers_the_accusation_before_it(ledger, add):
    add(
        "Vale Gazette",
        "2031-03-01",
        Says("soldiers of firing at the lights of the boat", "River Guard", act="accuse"),
        Says("the charge", "Vale Army", act="deny", polarity="-"),
    )
    [dispute] = disputes(ledger)
    assert dispute.one.speaker == "River Guard"


def test_what_is_copied_revised_or_retracted_later_drops_out(ledger, add):
    first = add("Vale Gazette", "2031-03-05", Claim(12, "Ruo Amadi"))
    add("Ford Courier", "2031-03-05", Claim(40, "Ida Ford"))
    assert len(disputes(ledger)) == 1
    for change in ({"status": "retracted"}, {"status": "revised"}, {"status": "current", "copy_of": "other"}):
        with ledger.engine.begin() as connection:
            connection.execute(update(reports).where(reports.c.id == first).values(change))
        assert disputes(ledger) == []


SPEAKERS = ("Ruo Amadi", "Ida Ford", "River Guard")


def _dispatches():
    """Dispatches with every kind of dispute among them."""
    made = []
    for number in range(12):
        claims = (
            Claim(10 + 7 * (number % 5), SPEAKERS[number % 3], path=VALE if number % 4 else "ODD/Vale"),
            Claim(1000 * (1 + number % 4), SPEAKERS[(number + 1) % 3], path=None, **STOCK),
            Claim(50 - number),
            Says(
                "River Guard laid charges under the dyke at Odde"
                if number % 2
                else "its men blew up the Odde dyke",
                SPEAKERS[0] if number % 2 else "River Guard",
                act="accuse" if number % 2 else "deny",
                polarity="+" if number % 2 else "-",
            ),
        )
        outlet = ("Vale Gazette", "Ford Courier")[number % 2]
        made.append((record_of(outlet, day(number // 3), claims), claims))
    return made


def _found(ledger):
    compare(ledger)
    with ledger.engine.connect() as connection:
        return sorted(tuple(row) for row in connection.execute(stored.select()))


def test_it_does_not_matter_in_what_order_and_steps_reports_come(tmp_path, address):
    made = _dispatches()
    with Ledger(address) as ledger:
        for record, claims in made:
            keep(ledger, record, claims)
        at_once = _found(ledger)
    assert {row[1] for row in at_once} == {"interval", "denial", "whole", "falling"}
    for name, order in (("back", made[::-1]), ("mixed", made[5:] + made[:5])):
        with Ledger(tmp_path / f"{name}.db") as ledger:
            for record, claims in made:  # so that the register gives the same numbers
                keep(ledger, record, claims)
            with ledger.engine.begin() as connection:
                connection.execute(update(reports).values(is_compared=True))
            for record, _ in order:
                with ledger.engine.begin() as connection:
                    at = reports.c.id == record.report.id
                    connection.execute(update(reports).where(at).values(is_compared=False))
                compare(ledger)
            assert _found(ledger) == at_once
    with Ledger(tmp_path / "steps.db") as ledger:
        for record, claims in made:
            keep(ledger, record, claims)
            compare(ledger)
        assert _found(ledger) == at_once


def test_the_command_lists_disputes_with_both_quotes(add, run):
    add("Vale Gazette", "2031-03-05", Claim(12, "Ruo Amadi"))
    add("Ford Courier", "2031-03-05", Claim(40, "=Ida"))
    page = run("disputes", "--indicator", "killed")
    assert "“Ruo Amadi said 12 people were killed in the Vale.” Ruo Amadi, Vale Gazette, 2031-03-05" in page
    [row] = csv.DictReader(io.StringIO(run("disputes", "-f", "csv")))
    assert (row["kind"], row["other_source"][:2]) in {("interval", "'="), ("interval", "Ru")}
    [plain] = json.loads(run("disputes", "-f", "json"))
    assert {plain["one"]["value"], plain["other"]["value"]} == {12, 40}
    assert "No disputes" in run("disputes", "--since", "2031-04-01")


def test_a_record_made_anew_is_compared_anew(ledger, add):
    known = add("Vale Gazette", "2031-03-05", Claim(41, "Ruo Amadi"))
    compare(ledger)
    ledger.renew(ledger.record(known))
    assert compare(ledger) == 1
