"""What a ledger answers: rows with their exact words, by filters that compose, the newest first."""

from __future__ import annotations

import pytest

from onrecord.ledger import answers, asking
from onrecord.ledger.asking import Filters
from onrecord.ledger.opening import LedgerError

FORD = (
    "Ford toll rises\n\n"
    "At least 12 people were killed at the ford of Tikrit on Monday, Warden Ruo Amadi told the Vale Gazette. "
    '"Nobody crosses the gate," he said. Some 3,000 villagers have fled since May.'
)
BRIDGE = (
    "Bridge shut\n\nMayor Lena Orsted denied that 40 soldiers had been killed in Mosul. "
    "Ruo Amadi said the bridge at Mosul would be shut, and the gatehouse with it."
)
CAMP = "Camp opens\n\nThe camp at Erbil is expected to hold 500 families, a spokesman said."


@pytest.fixture(scope="module")
def read_once(read):
    return [
        read(FORD, published="2031-03-05", outlet="Vale Gazette"),
        read(BRIDGE, published="2031-03-07", outlet="The Odde Post"),
        read(CAMP, published="2031-03-06", outlet="Vale Gazette"),
    ]


@pytest.fixture
def asked(ledger, read_once):
    for record in read_once:
        ledger.put(record, record.report.title)
    return ledger


def words(ledger, **filters):
    return [said.words for said in asking.statements(ledger, Filters(**filters))]


def test_the_newest_come_first_and_all_words_are_those_of_the_report(asked, read_once):
    texts = {record.report.id: record.report.text for record in read_once}
    found = asking.statements(asked)
    assert [said.published for said in found] == sorted((said.published for said in found), reverse=True)
    for said in found:
        assert said.words == " … ".join(texts[said.report_id][start:end] for start, end in said.spans)
    for counted in asking.figures(asked):
        assert texts[counted.report_id][counted.span.start : counted.span.end] == counted.words
        assert counted.words in counted.quote or counted.statement
    for located in asking.places(asked):
        assert texts[located.report_id][located.span.start : located.span.end] == located.words


@pytest.mark.parametrize("name", ["Ruo Amadi", "ruo amadi", "AMADI", "ruo"])
def test_a_speaker_is_found_by_any_part_of_the_name_in_any_case(asked, name):
    found = asking.statements(asked, Filters(speaker=name))
    assert {said.speaker for said in found} == {"Ruo Amadi"}
    assert {said.outlet for said in found} == {"Vale Gazette", "The Odde Post"}


@pytest.mark.parametrize("looked_through", [answers.NAMES, 1], ids=["few names", "more names than that"])
def test_an_unnamed_speaker_is_found_by_a_part_of_what_they_are_called(asked, monkeypatch, looked_through):
    monkeypatch.setattr(answers, "NAMES", looked_through)
    assert words(asked, speaker="SPOKES") == ["The camp at Erbil is expected to hold 500 families"]
    assert words(asked, speaker="spokes%") == words(asked, speaker="nobody's") == []


def test_filters_compose(asked):
    assert words(asked, act="deny") == ["40 soldiers had been killed in Mosul"]
    assert words(asked, act="deny", speaker="Amadi") == []
    assert words(asked, speaker="Amadi", outlet="vale gazette", about="gate") == ["Nobody crosses the gate,"]
    assert words(asked, speaker="Amadi", since="2031-03-06", until="2031-03-07", limit=1)
    assert words(asked, until="2031-03-04") == []


def test_words_are_whole_words_and_phrases_stay_together(asked):
    assert words(asked, about="gate") == ["Nobody crosses the gate,"]
    assert words(asked, about='"crosses the gate"') == ["Nobody crosses the gate,"]
    assert words(asked, about='"gate the crosses"') == []
    assert words(asked, about="NOBODY the") == ["Nobody crosses the gate,"]
    assert words(asked, about="the") != []


def test_a_place_holds_what_lies_in_it(asked):
    assert "40 soldiers had been killed in Mosul" in words(asked, place="Mosul")
    assert words(asked, place="Iraq", act="deny") == ["40 soldiers had been killed in Mosul"]
    assert words(asked, place="France") == []
    assert {located.name for located in asking.places(asked, Filters(place="Iraq"))} >= {"Tikrit", "Mosul"}


def test_figures_are_asked_for_by_indicator_mode_and_day(asked):
    assert [found.words for found in asking.figures(asked, Filters(indicator="killed"))] == [
        "40",
        "At least 12",
    ]
    assert [found.words for found in asking.figures(asked, Filters(mode="expected"))] == ["500"]
    [denied] = asking.figures(asked, Filters(indicator="killed", act="deny"))
    assert (denied.speaker, denied.value, denied.place) == ("Lena Orsted", 40, "Mosul")
    assert asking.figures(asked, Filters(indicator="killed", since="2031-03-08")) == []
    [fled] = asking.figures(asked, Filters(about="villagers"))
    assert "villagers have fled" in fled.quote


def test_reports_that_were_withdrawn_count_when_asked_for(asked, read_once):
    from sqlalchemy import update

    from onrecord.ledger.schema import reports

    with asked.engine.begin() as connection:
        connection.execute(update(reports).where(reports.c.title == "Bridge shut").values(status="retracted"))
    assert words(asked, act="deny") == []
    assert words(asked, act="deny", status=("retracted",)) == ["40 soldiers had been killed in Mosul"]


def test_what_makes_no_question_is_refused_in_a_sentence(asked):
    with pytest.raises(LedgerError, match="no word in it"):
        asking.statements(asked, Filters(about="***"))
    with pytest.raises(LedgerError, match="nobody knows a place"):
        asking.statements(asked, Filters(place="Xyzzyville"))
    with pytest.raises(LedgerError, match="statements have no indicator"):
        asking.statements(asked, Filters(indicator="killed"))


@pytest.mark.parametrize("name", ["'; DROP TABLE reports; --", "%", "_", '"', "\\", "@7", "\u202e"])
def test_marks_are_only_marks(asked, name):
    assert asking.statements(asked, Filters(speaker=name)) == []
    assert asking.statements(asked, Filters(outlet=name)) == []
