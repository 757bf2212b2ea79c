"""What holds of time expressions whatever the text. All texts are invented."""

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.lang.en import English
from spacy.tokens import Doc

from onrecord.annotate.times import TimeFinder
from onrecord.annotate.timex.calendar import moved, part_of, period_of
from onrecord.annotate.timex.feasts import feast_days
from onrecord.errors import LexiconError
from onrecord.lexicon.times import load_times
from onrecord.record import Anatomy, Report, Span

FINDER = TimeFinder()
NLP = English()
ALL_WORDS = """
Monday May 5 11th 2016 june the of last next three days ago - , . : / ' s am GMT twice a week every
quarter first second half past and to early mid end Ramadan tomorrow night 12 28 ½ ٣ 𝟚𝟘𝟙𝟞 é \u202e
year's since until 9999 0001 century 90s now fiscal same period earlier later before $ %
"""
WORDS = st.sampled_from([*ALL_WORDS.split(), "\n", " \n\n"])
TEXTS = st.one_of(st.lists(WORDS, max_size=40).map(" ".join), st.text(max_size=120))
DAYS = st.dates()


def found(text, published=None, anatomy=()):
    doc = NLP.make_doc(text)
    doc._.report = Report(id="x", text=text, published=published, anatomy=anatomy)
    return FINDER(doc)._.times


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=TEXTS, published=st.none() | DAYS.map(str))
def test_mentions_are_exact_apart_and_in_order(text, published):
    end = 0
    for time in found(text, published):
        mention = text[time.mention.start : time.mention.end]
        assert end <= time.mention.start < time.mention.end <= len(text)
        assert mention
        assert mention == mention.strip()
        end = time.mention.end


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=TEXTS, published=st.none() | DAYS.map(str))
def test_intervals_are_dates_and_do_not_end_before_they_start(text, published):
    for time in found(text, published):
        days = [datetime.date.fromisoformat(day) for day in (time.start, time.end) if day]
        assert days == sorted(days)
        assert time.type != "set" or not days


@given(
    phrase=st.sampled_from(
        ["yesterday", "last month", "three days ago", "on Monday", "in June", "on June 5", "the next two years",
         "this morning", "earlier this year", "in the third quarter", "last spring", "next Easter"]
    )
)  # fmt: skip
def test_no_relative_time_is_resolved_without_an_anchor(phrase):
    for time in found(f"The dam broke {phrase}."):
        assert (time.start, time.end) == (None, None)


@given(text=TEXTS)
def test_the_same_text_gives_the_same_times(text):
    assert found(text, "2016-12-28") == found(text, "2016-12-28")


@given(
    date=DAYS, unit=st.sampled_from(["day", "week", "month", "quarter", "year"]), count=st.integers(-50, 50)
)
def test_a_unit_later_and_earlier_again_is_the_same_unit(date, unit, count):
    there = moved(date, unit, count)
    back = moved(there, unit, -count) if there else None
    if back:
        assert period_of(unit, back) == period_of(unit, date)


@given(date=DAYS, unit=st.sampled_from(["week", "month", "quarter", "year", "decade", "century"]))
def test_the_parts_of_a_stretch_lie_in_it_in_order(date, unit):
    whole = period_of(unit, date)
    early, mid, late = (part_of(whole, part) for part in ("early", "mid", "late"))
    assert (
        whole.start <= early.start <= early.end < mid.start <= mid.end < late.start <= late.end <= whole.end
    )


@pytest.mark.parametrize(
    ("rule", "year", "days"),
    [
        pytest.param("easter 0", 2016, ["2016-03-27"], id="easter"),
        pytest.param("orthodox 0", 2016, ["2016-05-01"], id="orthodox-easter"),
        pytest.param("hijri 9 1", 2016, ["2016-06-06"], id="ramadan"),
        pytest.param("hijri 9 1", 2030, ["2030-01-05", "2030-12-25"], id="two-ramadans"),
        pytest.param("hebrew 7 1", 2016, ["2016-10-03"], id="rosh-hashanah"),
        pytest.param("hebrew 1 15", 2016, ["2016-04-23"], id="passover"),
        pytest.param("hebrew 9 25", 2019, ["2019-12-23"], id="hanukkah"),
        pytest.param("weekday 11 4 4", 2016, ["2016-11-24"], id="fourth-thursday"),
        pytest.param("weekday 5 -1 1", 2016, ["2016-05-30"], id="last-monday"),
    ],
)
def test_feasts_fall_on_their_days(rule, year, days):
    assert [day.isoformat() for day in feast_days(rule, year)] == days


def test_an_empty_document_has_no_times():
    assert FINDER(Doc(NLP.vocab))._.times == ()


def test_a_document_without_a_report_is_read_without_an_anchor():
    doc = FINDER(NLP.make_doc("The dam broke on 5 June 2014, a Thursday, and again last week."))
    assert [time.value for time in doc._.times] == ["2014-06-05", "XXXX-WXX-4", None]


def test_dates_in_the_margins_are_found_where_the_parser_sees_blanks():
    text = "5 June 2014 - The dam broke."
    doc = NLP.make_doc(" " * 11 + text[11:])
    doc._.report = Report(id="x", text=text, anatomy=(Anatomy("dateline", Span(0, 11)),))
    assert [time.start for time in FINDER(doc)._.times] == ["2014-06-05"]


def test_users_add_their_own_words(tmp_path, monkeypatch):
    (tmp_path / "times.toml").write_text('[feast]\n"Harbour Day" = { rule = "fixed 8 9" }\n', "utf-8")
    monkeypatch.setenv("ONRECORD_LEXICON", str(tmp_path))
    doc = NLP.make_doc("The quay was full on Harbour Day 2014.")
    assert [time.value for time in TimeFinder()(doc)._.times] == ["2014-08-09"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param('[feast]\n"Harbour Day" = { rule = "tides 3" }', "rule", id="feast-rule"),
        pytest.param('[unit]\nmoon = { symbol = "M", forms = ["moon"] }', "no unit", id="unknown-unit"),
        pytest.param('months = ["Brumaire"]', "months", id="too-many-months"),
    ],
)
def test_a_lexicon_that_cannot_be_read_says_where(tmp_path, monkeypatch, text, message):
    (tmp_path / "times.toml").write_text(text, "utf-8")
    monkeypatch.setenv("ONRECORD_LEXICON", str(tmp_path))
    with pytest.raises(LexiconError, match=message):
        load_times()
