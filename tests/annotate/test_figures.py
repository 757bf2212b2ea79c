"""Figures in their sentences: what is counted, how firmly, where, when, and who vouches."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.integrity import violations
from onrecord.reading import read_text
from onrecord.record import Actor

DAY = "2031-03-05"


def only(read, text):
    """The record of a text with one figure, and that figure."""
    record = read(text, published=DAY)
    [figure] = record.figures
    return record, figure


@pytest.mark.parametrize(
    ("text", "indicator", "value"),
    [
        ("The death toll rose to 41 on Monday.", "killed", 41),
        ("Divers found the bodies of 12 men.", "killed", 12),
        ("The quake claimed 300 lives.", "killed", 300),
        ("The blast at Odde left 7 dead.", "killed", 7),
        ("The army lost 30 soldiers.", "killed", 30),
        ("There were a dozen fatalities.", "killed", 12),
        ("Nine fishermen drowned off Odde.", "killed", 9),
        ("At least 20 people were hurt when the stand fell.", "injured", 20),
        ("Another 27 people are missing.", "missing", 27),
        ("Police arrested 14 students.", "detained", 14),
        ("Gunmen kidnapped 6 nurses.", "abducted", 6),
        ("Eight hostages were freed.", "released", 8),
        ("Some 4,000 villagers have fled their homes.", "displaced", 4_000),
        ("By noon 900 people had registered. The camps are full.", "displaced", 900),
        ("Some 900 people fled to Chad.", "refugees", 900),
        ("More than 900 families returned to the valley.", "returned", 900),
        ("The camp holds 12,000 refugees.", "refugees", 12_000),
        ("The general sent 500 soldiers to the border.", "troops", 500),
        ("About 60 rebels crossed the ford.", "fighters", 60),
        ("The movement has captured 9 villages.", "districts_held", 9),
        ("The flood destroyed 87 houses.", "houses_destroyed", 87),
        ("Jets carried out 15 airstrikes.", "airstrikes", 15),
        ("Donors pledged $6 million.", "aid_funding", 6_000_000),
        ("The appeal has drawn 13 per cent of what was asked.", "aid_funding", 13),
        ("The mayor left his figure for the missing at 27.", "missing", 27),
        ("All 14 villages are cut off.", None, 14),
        ("The charity has vaccinated 5,000 children.", "aid_people_reached", 5_000),
        ("A sack of rice costs 900 rupees.", "price", 900),
        ("Prices rose 12 % in a month.", "percent_change", 12),
    ],
)
def test_a_figure_has_the_indicator_its_words_evoke(read, text, indicator, value):
    _, figure = only(read, text)
    assert (figure.indicator, figure.value) == (indicator, value)


@pytest.mark.parametrize(
    "text",
    [
        "The council passed Resolution 2254 and Decree 1195.",
        "Highway 1 is shut and Flight 370 was late.",
        "An F-16 flew over Odde on 9/11.",
        "The clerk, Ruo Amadi, 74, and the men, aged 41 and 58, came late.",
        "A 39-year-old shopkeeper opened the third gate.",
        "Odde beat Karsa 3-1.",
        "Call 318-555-0142 or +967 1 555 014.",
        "The ford (35°01′57″N 43°38′47″E) is shut.",
        "It was the 93rd anniversary of the 1990s.",
        "He waited for 3 days and 12 hours.",
    ],
    ids=[
        "laws",
        "roads",
        "names",
        "ages",
        "ordinals",
        "scores",
        "phones",
        "coordinates",
        "decades",
        "durations",
    ],
)
def test_numbers_that_count_nothing_are_no_figures(read, text):
    assert read(text, published=DAY).figures == ()


def test_an_elliptic_figure_counts_what_was_said_before(read):
    record = read("An estimated 800 river fighters were killed and more than 2,700 wounded.", published=DAY)
    killed, wounded = record.figures
    assert (killed.indicator, killed.unit) == ("killed", "fighter")
    assert (wounded.indicator, wounded.unit) == ("injured", "fighter")
    assert (wounded.low, wounded.high) == (2_700, None)


def test_what_was_expected_and_what_came_are_told_apart(read):
    record = read(
        '"The number of refugees is small. We feared there would be 50,000, but now there are 9,000," '
        "Ruo Amadi said.",
        published=DAY,
    )
    thought, came = record.figures
    assert [(figure.indicator, figure.mode) for figure in (thought, came)] == [
        ("refugees", "expected"), ("refugees", "observed"),
    ]  # fmt: skip
    [statement] = record.statements
    assert thought.statement == came.statement == statement.id


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("The ministry plans to build 400 houses.", "planned"),
        ("Officials expect 400 families to leave.", "expected"),
        ("As many as 400 people could fall ill.", "expected"),
        ("An estimated 400 people fell ill.", "estimated"),
        ("The agency estimates that 400 people fell ill.", "estimated"),
        ("The mayor said 400 people had fallen ill.", "observed"),
        ("That is more than the 400 for whom officials had planned.", "planned"),
        ("They wait for the $6 million requested in May.", "planned"),
        ("The court called 40 witnesses.", "observed"),
    ],
)
def test_the_mode_is_what_verb_and_modifier_say(read, text, mode):
    _, figure = only(read, text)
    assert figure.mode == mode


@pytest.mark.parametrize(
    ("text", "measure", "direction"),
    [
        ("The death toll stands at 41.", "cumulative", None),
        ("In all, 900 people have registered so far.", "cumulative", None),
        ("Nineteen people are missing.", "stock", None),
        ("Doctors treat about 200 patients a day.", "rate", None),
        ("Exports fell by 300 tonnes.", "change", "down"),
        ("Exports were up 12 per cent.", "change", "up"),
        ("On Monday 12 people were killed.", "flow", None),
        ("Donors have now given $6 million.", "cumulative", None),
        ("Officials expected 900 people to flee.", "cumulative", None),
        ("Four of the bridges are shut.", "stock", None),
        ("River level at noon: 8.7 metres.", "stock", None),
    ],
)
def test_the_measure_tells_a_stock_from_a_flow(read, text, measure, direction):
    _, figure = only(read, text)
    assert (figure.measure, figure.direction) == (measure, direction)


def test_a_fall_by_so_many_to_so_many_is_a_change_and_a_level(read):
    change, level = read("The toll fell by 300 to 1,200.", published=DAY).figures
    assert (change.value, change.measure) == (300, "change")
    assert (level.value, level.measure) == (1_200, "cumulative")


def test_a_revised_figure_replaces_the_old_one_and_both_stay(read):
    record = read("The death toll was revised down from 57 to 52.", published=DAY)
    old, new = record.figures
    assert (old.value, new.value, new.replaces) == (57, 52, old.id)


def test_a_figure_denied_as_first_announced_is_replaced(read):
    record = read("The mayor admitted that nine pumps had stopped, not two as first reported.", published=DAY)
    new, old = record.figures
    assert (new.replaces, old.replaces) == (old.id, None)


def test_a_part_of_what_was_said_before_has_that_as_its_whole(read):
    record = read("Divers found 14 bodies, and three of them were girls, said Ruo Amadi.", published=DAY)
    bodies, girls = record.figures
    assert (girls.total, girls.indicator, girls.unit) == (bodies.value, "killed", "girl")


def test_the_whole_may_stand_at_the_head_of_the_sentence(read):
    record = read("Of the 900 families in the valley, 40 % had lost their house.", published=DAY)
    assert [(figure.value, figure.total) for figure in record.figures] == [(900, None), (40, 900)]


def test_the_population_is_who_is_counted(read):
    record = read("Up to 300 gunmen of the Odde Front have taken the ford.", published=DAY)
    [figure] = record.figures
    counted = figure.population
    words = counted.name if isinstance(counted, Actor) else record.words(counted)
    assert "Odde Front" in words


def test_a_figure_knows_its_statement_and_its_time(read):
    record = read("Ruo Amadi said on Monday that 41 people had died since January 20.", published=DAY)
    [figure] = record.figures
    [time] = [time for time in record.times if time.id == figure.time]
    assert record.words(time.mention) == "January 20"
    assert (time.start, time.end) == ("2031-01-20", None)
    assert figure.statement == record.statements[0].id


def test_a_currency_shared_by_countries_is_the_one_of_the_report(read):
    record = read(
        "BOGOTÁ, Colombia - Colombia will invest 95 billion pesos, the minister said.", published=DAY
    )
    assert record.figures[0].unit == "COP"
    assert read("The minister promised 95 billion pesos.", published=DAY).figures[0].unit == "peso"


def test_several_counts_only_where_something_known_is_counted(read):
    assert read("Several people were killed.", published=DAY).figures[0].low == 3
    assert read("There are several reasons for it.", published=DAY).figures == ()


def test_the_two_leaders_point_back_and_count_nobody_anew(read):
    assert read("The two leaders met in the old town.", published=DAY).figures == ()


@pytest.mark.parametrize(
    "text",
    [
        "The movement holds six villages. The army says nine villages.",
        "The movement holds six villages; the council makes it nine.",
    ],
)
def test_whoever_claims_another_number_counts_the_same(read, text):
    first, other = read(text, published=DAY).figures
    assert (other.value, other.indicator, other.unit) == (9, first.indicator, first.unit)


def test_a_share_in_brackets_holds_as_the_amount_before_it_does(read):
    record = read(
        "The plan requires $24 million, of which $6 million (25 per cent) has been received.", published=DAY
    )
    needed, got, share = record.figures
    assert (needed.mode, got.mode, share.mode) == ("planned", "observed", "observed")
    assert (got.indicator, share.indicator) == ("aid_funding", "aid_funding")


def test_a_plan_that_holds_a_number_is_not_what_it_counts(read):
    record = read("Only 300 people were fed, against a plan of 500.", published=DAY)
    fed, plan = record.figures
    assert (plan.unit, plan.indicator, plan.mode) == (fed.unit, fed.indicator, "planned")


def test_a_correction_says_what_it_corrects_with_a_pronoun(read):
    record = read("An earlier version of this report gave 300 houses as burnt. That is 200.", published=DAY)
    wrong, right = record.figures
    assert right.replaces == wrong.id


def place_of(record, figure):
    """The name of the place a figure holds for."""
    return next((place.name for place in record.places if place.id == figure.place), None)


def time_of(record, figure):
    """The words of the time a figure holds for."""
    return next((record.words(time.mention) for time in record.times if time.id == figure.time), None)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("In Blantyre, writes the paper, 12 lorries cross, each with 40 sacks.", ["Blantyre", "Blantyre"]),
        ("Rain fell on Blantyre. Some 900 people have fled the city.", ["Blantyre"]),
        ("Blantyre is dark. Ruo Amadi said 900 of the city's shops were shut.", ["Blantyre"]),
        ("The council of Blantyre asked the country for 900 pumps.", [None]),
        ("Some 900 people fled the city of Blantyre; the mayor put it at 300.", ["Blantyre", "Blantyre"]),
    ],
    ids=["at the head", "the city", "its houses", "no place", "contested"],
)
def test_a_figure_holds_for_the_place_its_sentence_names_or_points_to(read, text, places):
    record = read(text, published=DAY)
    assert [place_of(record, figure) for figure in record.figures] == places


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("Over the past two months, 14 men cleared 900 fields.", ["the past two months"] * 2),
        ("Donors promised a further $6 million last month.", ["last month"]),
        ("The toll was lowered from 57 to 52 on Monday.", [None, None]),
        ("The road to Odde, 85 km to the south, reopened on Monday.", [None]),
    ],
    ids=["at the head", "of the promise", "of the revision", "distance"],
)
def test_a_figure_holds_for_the_time_of_what_it_counts(read, text, times):
    record = read(text, published=DAY)
    assert [time_of(record, figure) for figure in record.figures] == times


def test_a_change_given_again_in_other_terms_is_the_same_change(read):
    points, share = read("Odde shares were up 17.5 points, or 0.2 per cent.", published=DAY).figures
    assert (points.direction, share.direction) == ("up", "up")
    assert share.indicator == "percent_change"


def test_the_number_of_a_stock_index_is_its_name(read):
    assert read("The Nasdaq 100 and the S&P 500 futures were quiet.", published=DAY).figures == ()


def test_the_level_before_was_seen_whatever_is_expected_now(read):
    record = read("The port expects 500 passengers, down from a normal 900.", published=DAY)
    assert [figure.mode for figure in record.figures] == ["expected", "observed"]


def test_homes_that_are_lost_are_houses(read):
    _, figure = only(read, "Fifteen homes were lost.")
    assert figure.indicator == "houses_destroyed"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["at least", "12", "3 000", "killed", "people", "of the", "$", "%", "from", "to", "rose", "on Monday", "two",
             "dozens", "“", "”", "😀", "e\u0301", "\u202e", "\n\n", "said", "Amadi", ",", ".", "million", "15–20", "half"]
        ),
        max_size=25,
    ).map(" ".join)
)  # fmt: skip
def test_figures_have_sound_spans_and_bounds_in_any_text(text):
    record = read_text(text + " The ford is shut.", published=DAY)
    assert violations(record) == []
    dates = [time.mention for time in record.times if time.type == "date"]
    for figure in record.figures:
        assert figure.low is None or figure.high is None or figure.low <= figure.high
        if figure.value is not None:
            assert figure.low is None or figure.low <= figure.value
            assert figure.high is None or figure.value <= figure.high
        assert not any(date.start <= figure.span.start and figure.span.end <= date.end for date in dates)


@pytest.mark.parametrize(
    "text",
    [
        "The council of Odde is preparing for 60,000 people.",
        "The council of Odde is preparing for 60,000 people to leave their homes.",
        "Odde is preparing tents for 3,000 displaced families.",
        "The clinic is ready to receive 80 patients.",
        "The town braced for some 60,000 displaced.",
        "The agency stockpiled blankets for 20,000 refugees.",
        "The school has room for 400.",
        "The new camp has space for up to 900 displaced families.",
        "Beds for 80 patients were set up.",
        "The hall, designed for 300 evacuees, is full.",
        "The camp was planned for 3,000.",
        "There is food enough for 12,000 families.",
        "The depot has enough rice to feed 12,000 displaced people.",
        "The camp has a capacity of 500.",
        "The camp's capacity is 500 refugees.",
        "The hall can hold 400 evacuees.",
    ],
)
def test_whom_something_is_ready_for_or_would_hold_have_not_come(read, text):
    _, figure = only(read, text)
    assert figure.mode == "planned"


@pytest.mark.parametrize(
    "text",
    [
        "The agency fed 3,000 people.",
        "The camp houses 3,000 refugees.",
        "There is no room for 400 families.",
        "There are not enough tents for 900 people.",
        "The town made ready for the 400 evacuees.",
        "The hospital was able to treat 40 patients on Monday.",
        "Some 3,000 people prepared to leave.",
    ],
)
def test_whoever_is_there_is_observed_whatever_is_made_ready_for_them(read, text):
    _, figure = only(read, text)
    assert figure.mode == "observed"


def test_a_capacity_counts_who_are_there_beside_it(read):
    there, capacity = read(
        "The camp holds 900 refugees, well over its capacity of 500.", published=DAY
    ).figures
    assert (there.mode, capacity.mode, capacity.unit) == ("observed", "planned", "refugee")


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("Displaced families live six to a room in Odde.", "room"),
        ("The displaced are packed ten to a tent.", "tent"),
        ("Children slept four to a bed.", "bed"),
        ("There are 60 children to a class.", "class"),
        ("There are twelve people in each tent.", "tent"),
        ("Each tent holds 12 people.", "tent"),
        ("Nearly 3,000 people cross each day.", "day"),
        ("Nearly 3,000 people cross the Ruo a day.", "day"),
        ("Every day nearly 3,000 people cross the border.", "day"),
        ("About 900 refugees arrive at the camp in Odde daily.", "day"),
        ("Some 40 refugees die per week in the camps.", "week"),
        ("There are 12 attacks each week in the valley.", "week"),
        ("The camp takes a daily average of 300 refugees.", "day"),
        ("The average daily toll is 12.", "day"),
    ],
)
def test_a_rate_may_stand_apart_from_its_number(read, text, per):
    _, figure = only(read, text)
    assert (figure.per, figure.measure) == (per, "rate")


@pytest.mark.parametrize(
    "text",
    [
        "The army moved 40 patients to a ward in Odde.",
        "The ferry moved 60 people to a house in Odde.",
        "Twelve people were killed a day after the flood.",
        "Twelve buses run twice a day.",
        "Some 40 nurses work at the clinic every day.",
        "Odde has 12 daily newspapers.",
    ],
)
def test_what_only_looks_like_a_rate_is_none(read, text):
    _, figure = only(read, text)
    assert (figure.per, figure.measure == "rate") == (None, False)


def test_a_period_belongs_to_the_figure_it_stands_by(read):
    fled, _ = read("About 900 people have fled, 300 of them each week.", published=DAY).figures
    assert fled.per is None
    treated, _ = read(
        "The clinic treats 40 patients in the 3 villages it visits each week.", published=DAY
    ).figures
    assert treated.per is None


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("By the army's count, 12 people were killed.", "army"),
        ("Some 900 houses were lost, by the union's tally.", "union"),
        ("By its own account the group lost 30 fighters.", "group"),
        ("According to its own count, the union has 80,000 members.", "union"),
        ("According to the army's figures, 12 people were killed.", "army"),
        ("On the union's figures, 900 families have fled.", "union"),
        ("The ministry's figures show that 900 families have fled.", "ministry"),
        ("The government's figure is 38.", "government"),
        ("The ministry's toll stands at 38.", "ministry"),
        ("The agency's estimate is 900.", "agency"),
        ("The ministry's latest toll of 38 was disputed by nurses.", "ministry"),
        ("The Free River Movement claims 80,000 fighters.", "Free River Movement"),
        ("The group claims 80,000 members.", "group"),
    ],
)
def test_whose_number_it_is_vouches_for_it(read, text, speaker):
    record, figure = only(read, text)
    [statement] = [one for one in record.statements if one.id == figure.statement]
    assert isinstance(statement.speaker, Actor)
    assert statement.speaker.name == speaker


@pytest.mark.parametrize(
    "text",
    [
        "The flood claimed 12 lives.",
        "The party claimed 40 seats.",
        "The country's figure is 38.",
        "The army's toll is 12.",
        "The year's estimate is 38.",
    ],
)
def test_a_number_that_is_only_had_or_won_is_nobodys_word(read, text):
    _, figure = only(read, text)
    assert figure.statement is None


def test_a_number_told_of_by_another_is_still_its_owners(read):
    record, figure = only(read, "Ruo Amadi said the council's figure is 38.")
    outer, inner = record.statements
    assert (figure.statement, inner.within) == (inner.id, outer.id)


@pytest.mark.parametrize(
    ("text", "value", "low", "high"),
    [
        ("Tickets cost $7/$9 at the gate.", None, 7, 9),
        ("Car prices will go up by an average of 1500.", 1_500, 1_500, 1_500),
        ("Exports grew more than sixfold.", 6, 6, None),
        ("The number of patients rose 10-fold.", 10, 10, 10),
        ("The union counts 38 dead.", 38, 38, 38),
    ],
)
def test_a_value_has_the_bounds_its_words_allow(read, text, value, low, high):
    _, figure = only(read, text)
    assert (figure.value, figure.low, figure.high) == (value, low, high)


@pytest.mark.parametrize(
    "text",
    [
        "Ruo Amadi lives at 12 Mill Road.",
        "The fire at 6016 North Ferry St. was put out.",
        "They met at 9 Market Square.",
        "The Rivers Act 2017 was passed.",
        "The Rivers (Dykes) Act, 1997, and the Ferries Act 2003 apply.",
        "The challenge is twofold.",
    ],
)
def test_street_numbers_and_years_of_acts_are_no_figures(read, text):
    assert read(text, published=DAY).figures == ()
