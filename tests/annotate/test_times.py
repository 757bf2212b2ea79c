"""Time expressions: what is one, what it is worth, and what it is counted from. All texts are invented."""

import pytest
import spacy

from onrecord.annotate.times import TimeFinder
from onrecord.record import Anatomy, Report, Span

PUBLISHED = "2016-12-28"  # a Wednesday


def times(read, text, published=PUBLISHED):
    record = read(text, published=published) if published else read(text)
    return [(record.words(time.mention), time) for time in record.times]


def only(read, text, published=PUBLISHED):
    found = times(read, text, published)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "words", "value", "start", "end"),
    [
        pytest.param(
            "The dam broke on 28 December 2014.", "28 December 2014", "2014-12-28", "2014-12-28", "2014-12-28",
            id="day-month-year",
        ),
        pytest.param(
            "The dam broke on Sept. 3rd, 2014.", "Sept. 3rd, 2014", "2014-09-03", "2014-09-03", "2014-09-03",
            id="month-day-year",
        ),
        pytest.param(
            "The dam broke on the fifth of June 2014.", "the fifth of June 2014", "2014-06-05", "2014-06-05",
            "2014-06-05", id="ordinal-in-words",
        ),
        pytest.param("Filed 9 OCT 89.", "9 OCT 89", "1989-10-09", "1989-10-09", "1989-10-09", id="short-year"),
        pytest.param("Log of 2014-12-28.", "2014-12-28", "2014-12-28", "2014-12-28", "2014-12-28", id="iso"),
        pytest.param(
            "Filed on 12/28/2014.", "12/28/2014", "2014-12-28", "2014-12-28", "2014-12-28", id="numbers-american"
        ),
        pytest.param(
            "Filed on 28.12.2014.", "28.12.2014", "2014-12-28", "2014-12-28", "2014-12-28", id="numbers-european"
        ),
        pytest.param(
            "They fought from 5-11 June 2014.", "5-11 June 2014", "2014-06-05", "2014-06-05", "2014-06-11",
            id="range-of-days",
        ),
        pytest.param(
            "It burned October 30 – November 2, 2014.", "October 30 – November 2, 2014", "2014-10-30",
            "2014-10-30", "2014-11-02", id="range-over-months",
        ),
        pytest.param(
            "The dam broke in June 2014.", "June 2014", "2014-06", "2014-06-01", "2014-06-30", id="month-year"
        ),
        pytest.param(
            "The dam broke in early June 2014.", "early June 2014", "2014-06", "2014-06-01", "2014-06-10",
            id="early-month",
        ),
        pytest.param(
            "Grain ran out at the end of May 2014.", "the end of May 2014", "2014-05", "2014-05-31", "2014-05-31",
            id="end-of-month",
        ),
        pytest.param("The dam broke in 2014.", "2014", "2014", "2014-01-01", "2014-12-31", id="year"),
        pytest.param(
            "The dam broke in mid-2014.", "mid-2014", "2014", "2014-05-01", "2014-08-31", id="middle-of-year"
        ),
        pytest.param(
            "The 2014-15 season was dry.", "The 2014-15", "2014", "2014-01-01", "2015-12-31", id="range-of-years"
        ),
        pytest.param(
            "The valley emptied in the 1990s.", "the 1990s", "199", "1990-01-01", "1999-12-31", id="decade"
        ),
        pytest.param(
            "The valley emptied in the late '80s.", "the late '80s", "198", "1987-01-01", "1989-12-31",
            id="part-of-decade",
        ),
        pytest.param(
            "The keep is a 19th century ruin.", "19th century", "18", "1800-01-01", "1899-12-31", id="century"
        ),
        pytest.param(
            "Sales fell in the third quarter of 2014.", "the third quarter of 2014", "2014-Q3", "2014-07-01",
            "2014-09-30", id="quarter",
        ),
        pytest.param(
            "Sales fell in the first half of 2014.", "the first half of 2014", "2014-H1", "2014-01-01",
            "2014-06-30", id="half",
        ),
        pytest.param(
            "The reservoir dried up in the summer of 2014.", "the summer of 2014", "2014-SU", "2014-06-01",
            "2014-08-31", id="season",
        ),
        pytest.param(
            "The market shut for Ramadan 2014.", "Ramadan 2014", "2014-06-28", "2014-06-28", "2014-07-26",
            id="ramadan",
        ),
        pytest.param(
            "The bridge opened on Good Friday 2014.", "Good Friday 2014", "2014-04-18", "2014-04-18",
            "2014-04-18", id="good-friday",
        ),
    ],
)  # fmt: skip
def test_dates_by_the_calendar_need_no_anchor(read, text, words, value, start, end):
    found, time = only(read, text, published=None)
    assert (found, time.type, time.value) == (words, "date", value)
    assert (time.start, time.end) == (start, end)


@pytest.mark.parametrize(
    ("text", "words", "value", "start", "end"),
    [
        pytest.param(
            "Yesterday the dam broke.", "Yesterday", "2016-12-27", "2016-12-27", "2016-12-27", id="yesterday"
        ),
        pytest.param(
            "The dam broke last night.", "last night", "2016-12-27TNI", "2016-12-27", "2016-12-27", id="last-night"
        ),
        pytest.param(
            "The dam broke on Monday night.", "Monday night", "2016-12-26TNI", "2016-12-26", "2016-12-26",
            id="weekday-night",
        ),
        pytest.param(
            "The dam broke on Wednesday.", "Wednesday", "2016-12-28", "2016-12-28", "2016-12-28",
            id="weekday-same-day",
        ),
        pytest.param(
            "The mayor will reopen the bridge on Tuesday.", "Tuesday", "2017-01-03", "2017-01-03", "2017-01-03",
            id="weekday-future",
        ),
        pytest.param(
            "The mayor resigned last Wednesday.", "last Wednesday", "2016-12-21", "2016-12-21", "2016-12-21",
            id="last-weekday",
        ),
        pytest.param(
            "The dam broke last month.", "last month", "2016-11", "2016-11-01", "2016-11-30", id="last-month"
        ),
        pytest.param(
            "The dam will be mended next year.", "next year", "2017", "2017-01-01", "2017-12-31", id="next-year"
        ),
        pytest.param(
            "The dam broke earlier this week.", "earlier this week", "2016-W52", "2016-12-26", "2016-12-28",
            id="earlier-this-week",
        ),
        pytest.param(
            "The dam broke late last year.", "late last year", "2015", "2015-09-01", "2015-12-31",
            id="late-last-year",
        ),
        pytest.param(
            "The dam broke over the weekend.", "the weekend", "2016-W51-WE", "2016-12-24", "2016-12-25",
            id="weekend",
        ),
        pytest.param(
            "The dam broke three days ago.", "three days ago", "2016-12-25", "2016-12-25", "2016-12-25", id="ago"
        ),
        pytest.param(
            "The dam broke two years ago.", "two years ago", "2014", "2014-01-01", "2014-12-31", id="years-ago"
        ),
        pytest.param(
            "The dam broke in the third quarter.", "the third quarter", "2016-Q3", "2016-07-01", "2016-09-30",
            id="quarter",
        ),
        pytest.param(
            "The dam broke last spring.", "last spring", "2016-SP", "2016-03-01", "2016-05-31", id="last-spring"
        ),
        pytest.param(
            "We are cut off at this moment.", "at this moment", "PRESENT_REF", "2016-12-28", "2016-12-28",
            id="at-this-moment",
        ),
        pytest.param(
            "Talks will open the week after next.", "the week after next", "2017-W02", "2017-01-09", "2017-01-15",
            id="week-after-next",
        ),
        pytest.param(
            "Talks will open in two weeks' time.", "two weeks' time", "2017-W02", "2017-01-09", "2017-01-15",
            id="weeks-time",
        ),
        pytest.param(
            "The bridge opened on the first Monday of June.", "the first Monday of June", "2016-06-06",
            "2016-06-06", "2016-06-06", id="nth-weekday",
        ),
        pytest.param("The dam was mended recently.", "recently", "PAST_REF", None, None, id="recently"),
        pytest.param("The dam will soon break.", "soon", "FUTURE_REF", None, None, id="soon"),
    ],
)  # fmt: skip
def test_relative_dates_are_counted_from_the_reports_day(read, text, words, value, start, end):
    found, time = only(read, text)
    assert (found, time.type, time.value) == (words, "date", value)
    assert (time.start, time.end) == (start, end)


@pytest.mark.parametrize(
    ("text", "published", "start"),
    [
        pytest.param("Rebels took Arvo on October 17.", "2017-01-05", "2016-10-17", id="day-of-last-year"),
        pytest.param("Talks will open in Arvo on January 9.", "2016-12-28", "2017-01-09", id="day-of-next-year"),
        pytest.param("Talks will open in Arvo in March.", "2016-12-28", "2017-03-01", id="month-ahead"),
        pytest.param("Talks opened in Arvo in March.", "2016-12-28", "2016-03-01", id="month-behind"),
        pytest.param("The Jan. 9 deadline was kept secret.", "2016-12-28", "2017-01-09", id="noun-nearest"),
        pytest.param("Talks opened on Friday, January 9.", "2016-12-28", "2015-01-09", id="year-of-the-weekday"),
    ],
)  # fmt: skip
def test_a_date_without_its_year_takes_it_from_tense_and_nearness(read, text, published, start):
    _, time = only(read, text, published)
    assert time.start == start


@pytest.mark.parametrize(
    ("text", "words", "start", "end"),
    [
        pytest.param("Arvo has been cut off since early June.", "early June", "2016-06-01", None, id="since"),
        pytest.param("Arvo will be cut off until Friday.", "Friday", None, "2016-12-30", id="until"),
        pytest.param("Repairs will end by the end of May.", "the end of May", None, "2017-05-31", id="by"),
    ],
)
def test_since_and_until_leave_a_side_open_and_are_not_in_the_mention(read, text, words, start, end):
    found, time = only(read, text)
    assert (found, time.start, time.end) == (words, start, end)


@pytest.mark.parametrize(
    ("text", "words", "value", "start", "end"),
    [
        pytest.param("The siege lasted three days.", "three days", "P3D", None, None, id="days"),
        pytest.param("It was a 14-month siege.", "14-month", "P14M", None, None, id="hyphen"),
        pytest.param("They waited for weeks.", "weeks", "PXW", None, None, id="no-number"),
        pytest.param("They waited for a decade.", "a decade", "P10Y", None, None, id="decade"),
        pytest.param("They waited two and a half years.", "two and a half years", "P2Y6M", None, None, id="half"),
        pytest.param("They waited a quarter of a century.", "a quarter of a century", "P25Y", None, None, id="quarter-of"),
        pytest.param("They waited 2 1/2 years.", "2 1/2 years", "P2Y6M", None, None, id="fraction"),
        pytest.param("They waited 2.5 hours.", "2.5 hours", "PT2.5H", None, None, id="decimal"),
        pytest.param(
            "Six men drowned in the past 24 hours.", "the past 24 hours", "PT24H", "2016-12-27", "2016-12-28",
            id="past-hours",
        ),
        pytest.param(
            "Rain will fall over the next three years.", "the next three years", "P3Y", "2016-12-28",
            "2019-12-28", id="next-years",
        ),
        pytest.param("Rain fell for several months.", "several months", "PXM", None, None, id="vague-number"),
    ],
)  # fmt: skip
def test_durations_have_an_interval_only_beside_the_reports_day(read, text, words, value, start, end):
    found, time = only(read, text)
    assert (found, time.type, time.value) == (words, "duration", value)
    assert (time.start, time.end) == (start, end)


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        pytest.param("The ferry sails every Tuesday.", "every Tuesday", "XXXX-WXX-2", id="every-weekday"),
        pytest.param("The ferry sails on Sundays.", "Sundays", "XXXX-WXX-7", id="weekdays"),
        pytest.param("The ferry sails twice a week.", "twice a week", "P1W", id="times-a-week"),
        pytest.param("The ferry sails daily.", "daily", "P1D", id="adverb"),
        pytest.param("The ferry sails every three months.", "every three months", "P3M", id="every-so-many"),
        pytest.param("The ferry stops each July.", "each July", "XXXX-07", id="each-month"),
    ],
)
def test_times_that_come_again_are_sets(read, text, words, value):
    found, time = only(read, text)
    assert (found, time.type, time.value, time.start, time.end) == (words, "set", value, None, None)


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        pytest.param(
            "Shots fell at 9.30am on Tuesday.", "9.30am on Tuesday", "2016-12-27T09:30", id="with-day"
        ),
        pytest.param("Shots fell at 18:00 GMT.", "18:00 GMT", "2016-12-28T18:00", id="zone"),
        pytest.param("Shots fell at noon Monday.", "noon Monday", "2016-12-26T12:00", id="noon"),
        pytest.param("Shots fell at 0630, he said.", "0630", "2016-12-28T06:30", id="four-digits"),
        pytest.param(
            "Shots fell at 10:30 on Monday night.", "10:30 on Monday night", "2016-12-26T22:30", id="by-night"
        ),
        pytest.param("Shots fell at dawn.", "dawn", "2016-12-28TMO", id="dawn"),
        pytest.param("Shots fell at 4 o'clock.", "4 o'clock", "2016-12-28T04:00", id="o-clock"),
    ],
)
def test_hours_are_on_the_day_beside_them_or_the_reports(read, text, words, value):
    found, time = only(read, text)
    assert (found, time.type, time.value) == (words, "date", value)


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        pytest.param(
            "The bridge fell on Saturday. The day before, it had been closed.", ["2016-12-24", "2016-12-23"],
            id="the-day-before",
        ),
        pytest.param(
            "The bridge fell on 5 June 2014. Two days earlier it had been closed.", ["2014-06-05", "2014-06-03"],
            id="days-earlier",
        ),
        pytest.param(
            "The bridge fell on 5 June 2014. The same day a dam broke.", ["2014-06-05", "2014-06-05"],
            id="same-day",
        ),
        pytest.param(
            "The bridge fell in 2010. It was mended the year after.", ["2010-01-01", "2011-01-01"],
            id="the-year-after",
        ),
        pytest.param(
            "The bridge fell in 2010. The following year it was mended.", ["2010-01-01", "2011-01-01"],
            id="following-year",
        ),
    ],
)  # fmt: skip
def test_some_times_are_counted_from_the_date_mentioned_last(read, text, starts):
    assert [time.start for _, time in times(read, text)] == starts


def test_the_week_a_bulletin_covers_is_this_week(read):
    text = (
        "Arvo Situation Report No. 4\n\nReporting period: 5-11 June 2019\n\n"
        "Six wells were mended this week, up from four the week before."
    )
    found = times(read, text, published="2019-06-12")
    assert [(words, time.start, time.end) for words, time in found] == [
        ("5-11 June 2019", "2019-06-05", "2019-06-11"),
        ("this week", "2019-06-05", "2019-06-11"),
        ("the week before", "2019-05-29", "2019-06-04"),
    ]


def test_a_week_later_than_nothing_is_only_a_length(read):
    _, time = only(read, "A week later the mayor resigned.")
    assert (time.type, time.value, time.start) == ("duration", "P1W", None)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Mr May may march past the mill.", id="may-and-march"),
        pytest.param("April Rell and June Amadi won.", id="names"),
        pytest.param("Resolution 2254 names Highway 1961.", id="numbered-names"),
        pytest.param("The fire killed more than 2015 people.", id="quantity"),
        pytest.param("He counted 1900 houses.", id="counted-houses"),
        pytest.param("Call 555-2016 for help.", id="phone"),
        pytest.param("The wall cost $2016.", id="money"),
        pytest.param("Arvo beat Odde 3-2.", id="score"),
        pytest.param("Ruo Amadi, 39 years old, won a second prize.", id="age-and-ordinal"),
        pytest.param("The wells give 120 barrels a day.", id="rate"),
        pytest.param("It was a day-to-day matter.", id="day-to-day"),
        pytest.param("They went home too soon.", id="too-soon"),
        pytest.param("She was named singer of the year.", id="of-the-year"),
        pytest.param("Three quarters of the houses burned.", id="share"),
        pytest.param("She reads the Sunday Times.", id="newspaper"),
    ],
)
def test_what_is_no_time_is_left_alone(read, text):
    assert times(read, text) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The dam broke yesterday.", id="yesterday"),
        pytest.param("The dam broke on Monday.", id="weekday"),
        pytest.param("The dam broke last month.", id="last-month"),
        pytest.param("The dam broke three days ago.", id="ago"),
        pytest.param("The dam broke on October 17.", id="day-without-year"),
        pytest.param("The dam broke in March.", id="month-without-year"),
        pytest.param("Four men drowned in the past 24 hours.", id="past-hours"),
        pytest.param("The dam is breaking right now.", id="now"),
    ],
)
def test_a_report_without_a_date_leaves_relative_times_open(read, text):
    _, time = only(read, text, published=None)
    assert (time.start, time.end) == (None, None)


def test_a_dateline_with_its_date_anchors_the_report_and_is_a_time_itself(read):
    text = "ARVO, 9 March 2015 (Odde News) - The dam broke on Monday, the mayor said.\n\nNobody was hurt."
    found = times(read, text, published=None)
    assert [(words, time.start) for words, time in found] == [
        ("9 March 2015", "2015-03-09"),
        ("Monday", "2015-03-09"),
    ]


def test_a_number_word_may_be_several_words_long(read):
    _, time = only(read, "The siege lasted one hundred and twenty-five days.")
    assert time.value == "P125D"


def test_margins_give_dates_but_no_lengths():
    text = "RADIO BRIEF - 45 seconds - 5 June 2014\nThe dam broke."
    doc = spacy.blank("en").make_doc(text)
    doc._.report = Report(id="x", text=text, anatomy=(Anatomy("furniture", Span(0, 38)),))
    assert [time.value for time in TimeFinder()(doc)._.times] == ["2014-06-05"]


def test_two_days_of_one_month_are_two_times(read):
    found = times(read, "The court sat on April 24 and 25, 2014.")
    assert [time.value for _, time in found] == ["2014-04-24", "2014-04-25"]


def test_a_year_ago_in_a_report_on_a_quarter_is_that_quarter(read):
    found = times(read, "Profit fell in the third quarter of 2016, compared with a year earlier.")
    assert [time.value for _, time in found] == ["2016-Q3", "2015-Q3"]


def test_times_stay_apart_at_paragraphs(read):
    record = read("The dam broke in 2014.\n\nJune 5 was calm.", published=PUBLISHED)
    assert record.words([time.mention for time in record.times]) == ["2014", "June 5"]


def test_since_before_a_clause_leaves_its_date_without_an_end(read):
    record = read("Forty men have died since the rebels took the ford in June 2014.", published="2016-12-28")
    [time] = record.times
    assert (time.start, time.end) == ("2014-06-01", None)
