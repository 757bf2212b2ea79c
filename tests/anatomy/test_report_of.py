"""Openings and closings of many manners: the fields they give, the words of each margin."""

from __future__ import annotations

import pytest

from onrecord.anatomy import report_of
from onrecord.record import Report
from onrecord.sources.article import Article

BODY = (
    "The bridge at Karsa was closed on Tuesday after three lorries fell into the river, the governor said.\n\n"
    "He said it would open again before the rains.\n"
)
FIELDS = ("title", "outlet", "agency", "dateline_place", "byline", "credit", "published")


def read(text: str, **stated: str) -> Report:
    return report_of(Article(text, "test", **stated))


def fields(report: Report) -> dict[str, str]:
    return {name: value for name in FIELDS if (value := getattr(report, name)) is not None}


def margins(report: Report) -> list[tuple[str, str]]:
    return [(part.part, report.text[slice(*part.span)]) for part in report.anatomy]


DATELINES = [
    ("capitals, date, agency, dash", "GENEVA, March 3 (Ridge Wire) — ", "Geneva", "Ridge Wire", None),
    ("region, full date, agency", "TRIPOLI, Lebanon, March 3, 2021 (Ridge Wire) — ", "Tripoli", "Ridge Wire", "2021-03-03"),
    ("date without commas", "LOMÉ, Feb 7 2031 (Rift News) - ", "Lomé", "Rift News", "2031-02-07"),
    ("space lost", "CAIRO (Rift News)", "Cairo", "Rift News", None),
    ("no dash", "ADDIS ABABA, March 3 (Horn Agency) ", "Addis Ababa", "Horn Agency", None),
    ("agency between slashes", "PARIS, Feb. 3 /Xinhua/ -- ", "Paris", "Xinhua", None),
    ("underscore", "WASHINGTON (AP) _ ", "Washington", "AP", None),
    ("two cities", "KYIV/MOSCOW (Reuters) - ", "Kyiv/Moscow", "Reuters", None),
    ("agency alone", "(CNN) — ", None, "CNN", None),
    ("agency alone, space lost", "(CNN)", None, "CNN", None),
    ("agency before city", "AFP, Cairo - ", "Cairo", "AFP", None),
    ("city in small letters", "Karsa (AFP) - ", "Karsa", "AFP", None),
    ("weekday", "KARSA, Tuesday (Rift News) — ", "Karsa", "Rift News", None),
    ("city, date, dash", "Nairobi, 10 April 2017 – ", "Nairobi", None, "2017-04-10"),
    ("city, date, full stop", "Bogotá, 5 October 2018. ", "Bogotá", None, "2018-10-05"),
    ("date behind the dash", "MANILA, Philippines — 15 May 2019. ", "Manila", None, "2019-05-15"),
    ("date in brackets", "GENEVA (5 May 2016) – ", "Geneva", None, "2016-05-05"),
    ("place and date in brackets", "(Lomé, 3 March 2021) – ", "Lomé", None, "2021-03-03"),
    ("date first", "3 May 2019, Karsa – ", "Karsa", None, "2019-05-03"),
    ("capitals and dash", "BRUSSELS - ", "Brussels", None, None),
    ("state abbreviated", "LA CROSSE, Wisc. — ", "La Crosse", None, None),
    ("colon", "BAGHDAD: ", "Baghdad", None, None),
    ("hyphens keep small particles", "PORT-AU-PRINCE, Haiti (AP) — ", "Port-au-Prince", "AP", None),
    ("apostrophe", "N'DJAMENA, 3 May 2019 (Rift News) - ", "N'Djamena", "Rift News", "2019-05-03"),
    ("saint", "ST. JOHN'S, Antigua (Rift News) - ", "St. John's", "Rift News", None),
    ("initials are no name", "UNITED NATIONS, May 3 (Xinhua) -- ", "United Nations", "Xinhua", None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "place", "agency", "published"),
    [case[1:] for case in DATELINES],
    ids=[case[0] for case in DATELINES],
)
@pytest.mark.parametrize(
    "headline", ["", "Lorries fall from bridge at Karsa\n\n"], ids=["bare", "under headline"]
)
def test_dateline_is_read_and_marked_to_its_last_dash(
    headline: str, line: str, place: str | None, agency: str | None, published: str | None
) -> None:
    report = read(headline + line + BODY)
    assert (report.dateline_place, report.agency, report.published) == (place, agency, published)
    assert margins(report)[-1] == ("dateline", line.strip())
    assert report.outlet is None


TOPS = {
    "date, credit and headline on one line": (
        "2031-02-03 © AFP 2030/ JANE DOE  Karsa Bridge Closes After Lorries Fall - Foreign Minister\n\n"
        + BODY,
        {
            "title": "Karsa Bridge Closes After Lorries Fall - Foreign Minister",
            "credit": "AFP 2030/ JANE DOE",
            "published": "2031-02-03",
        },
        [
            ("dateline", "2031-02-03"),
            ("credit", "© AFP 2030/ JANE DOE"),
            ("headline", "Karsa Bridge Closes After Lorries Fall - Foreign Minister"),
        ],
    ),
    "the same with single spaces and a date label": (
        " date 2031-02-03 © AFP 2030/ Jane Doe Karsa Bridge Closes After Lorries Fall\n\n" + BODY,
        {
            "title": "Karsa Bridge Closes After Lorries Fall",
            "credit": "AFP 2030/ Jane Doe",
            "published": "2031-02-03",
        },
        [
            ("dateline", "date 2031-02-03"),
            ("credit", "© AFP 2030/ Jane Doe"),
            ("headline", "Karsa Bridge Closes After Lorries Fall"),
        ],
    ),
    "credit, caption, date, headline on one line": (
        "© Rift Picture Service / Ada Brook   A lorry in the river   2031-01-27   Karsa bridge closes\n\n"
        + BODY,
        {
            "title": "Karsa bridge closes",
            "credit": "Rift Picture Service / Ada Brook",
            "published": "2031-01-27",
        },
        [
            ("credit", "© Rift Picture Service / Ada Brook"),
            ("caption", "A lorry in the river"),
            ("dateline", "2031-01-27"),
            ("headline", "Karsa bridge closes"),
        ],
    ),
    "caption beside its credit, headline below": (
        "© Rift Images / Ada Brook\nA lorry in the river at Karsa\n\nKarsa bridge closes\n\n" + BODY,
        {"title": "Karsa bridge closes", "credit": "Rift Images / Ada Brook"},
        [
            ("credit", "© Rift Images / Ada Brook"),
            ("caption", "A lorry in the river at Karsa"),
            ("headline", "Karsa bridge closes"),
        ],
    ),
    "headline runs into the dateline": (
        "2031-02-03 © Sputnik/ Jane Doe Karsa Bridge Closes - Mayor CAIRO (Rift News)" + BODY,
        {
            "title": "Karsa Bridge Closes - Mayor",
            "agency": "Rift News",
            "dateline_place": "Cairo",
            "credit": "Sputnik/ Jane Doe",
            "published": "2031-02-03",
        },
        [
            ("dateline", "2031-02-03"),
            ("credit", "© Sputnik/ Jane Doe"),
            ("headline", "Karsa Bridge Closes - Mayor"),
            ("dateline", "CAIRO (Rift News)"),
        ],
    ),
    "byline with place, outlet and date": (
        "Karsa bridge closes\nBy Ada Brook in Lomé, Togo | The Karsa Echo | July 7, 2015\n\n" + BODY,
        {
            "title": "Karsa bridge closes",
            "outlet": "The Karsa Echo",
            "dateline_place": "Lomé",
            "byline": "Ada Brook",
            "published": "2015-07-07",
        },
        [
            ("headline", "Karsa bridge closes"),
            ("byline", "By Ada Brook in Lomé, Togo | The Karsa Echo | July 7, 2015"),
        ],
    ),
    "byline without By": (
        "Karsa bridge closes\n\nAda Brook in Lomé\n3 May 2019\n\n" + BODY,
        {
            "title": "Karsa bridge closes",
            "dateline_place": "Lomé",
            "byline": "Ada Brook",
            "published": "2019-05-03",
        },
        [("headline", "Karsa bridge closes"), ("byline", "Ada Brook in Lomé"), ("dateline", "3 May 2019")],
    ),
    "byline of two, deck": (
        "Karsa bridge closes\nThree lorries fell, governor says\nBy Ada Brook and Ole Fynn\n\nLOMÉ, Togo — "
        + BODY,
        {"title": "Karsa bridge closes", "dateline_place": "Lomé", "byline": "Ada Brook and Ole Fynn"},
        [
            ("headline", "Karsa bridge closes"),
            ("headline", "Three lorries fell, governor says"),
            ("byline", "By Ada Brook and Ole Fynn"),
            ("dateline", "LOMÉ, Togo —"),
        ],
    ),
    "name and outlet": (
        "Karsa bridge closes\nADA BROOK | The Karsa Echo\n\n" + BODY,
        {"title": "Karsa bridge closes", "outlet": "The Karsa Echo", "byline": "ADA BROOK"},
        [("headline", "Karsa bridge closes"), ("byline", "ADA BROOK | The Karsa Echo")],
    ),
    "masthead with date": (
        "The Karsa Echo, 3 May 2019\n\nKarsa bridge closes\n\nBy Ada Brook\nStaff writer\n\n" + BODY,
        {
            "title": "Karsa bridge closes",
            "outlet": "The Karsa Echo",
            "byline": "Ada Brook",
            "published": "2019-05-03",
        },
        [
            ("furniture", "The Karsa Echo, 3 May 2019"),
            ("headline", "Karsa bridge closes"),
            ("byline", "By Ada Brook"),
            ("byline", "Staff writer"),
        ],
    ),
    "headline and outlet on one line": (
        "Karsa bridge closes | The Karsa Echo\n\n" + BODY,
        {"title": "Karsa bridge closes", "outlet": "The Karsa Echo"},
        [("headline", "Karsa bridge closes"), ("furniture", "| The Karsa Echo")],
    ),
    "press release of an organisation": (
        "PRESS RELEASE | FOR IMMEDIATE RELEASE\nBright Wells: Villages in the north are out of water\n\n"
        + BODY,
        {"title": "Bright Wells: Villages in the north are out of water", "outlet": "Bright Wells"},
        [
            ("furniture", "PRESS RELEASE | FOR IMMEDIATE RELEASE"),
            ("headline", "Bright Wells: Villages in the north are out of water"),
        ],
    ),
    "press release with its headline behind a colon": (
        "PRESS RELEASE: Aid agency warns of thirst in the north\n\n" + BODY,
        {"title": "Aid agency warns of thirst in the north"},
        [("furniture", "PRESS RELEASE:"), ("headline", "Aid agency warns of thirst in the north")],
    ),
    "communiqué under a letterhead": (
        "REPUBLIC OF KARSALAND\nMINISTRY OF POST AND ROADS\nCommuniqué No. 12/2019\n\nKarsa, 3 May 2019. "
        + BODY,
        {"outlet": "Ministry of Post and Roads", "dateline_place": "Karsa", "published": "2019-05-03"},
        [
            ("furniture", "REPUBLIC OF KARSALAND"),
            ("furniture", "MINISTRY OF POST AND ROADS"),
            ("furniture", "Communiqué No. 12/2019"),
            ("dateline", "Karsa, 3 May 2019."),
        ],
    ),
    "letterhead and title": (
        "GENERAL COMMAND OF THE ARMED FORCES\nStatement on the events in Karsa\n\n" + BODY,
        {"title": "Statement on the events in Karsa", "outlet": "General Command of the Armed Forces"},
        [
            ("furniture", "GENERAL COMMAND OF THE ARMED FORCES"),
            ("headline", "Statement on the events in Karsa"),
        ],
    ),
    "situation report": (
        "KARSALAND: Flood Situation Report No. 3\nReporting period: 2-8 April 2031 | Published: 9 April 2031\n\n"
        "HIGHLIGHTS\n• 3 000 people have fled.\n\nSITUATION\n" + BODY,
        {"title": "KARSALAND: Flood Situation Report No. 3", "published": "2031-04-09"},
        [
            ("headline", "KARSALAND: Flood Situation Report No. 3"),
            ("dateline", "Reporting period: 2-8 April 2031 | Published: 9 April 2031"),
            ("furniture", "HIGHLIGHTS"),
            ("furniture", "•"),
            ("furniture", "SITUATION"),
        ],
    ),
    "radio brief": (
        "RADIO BRIEF - 30 seconds - read clearly\n\n" + BODY,
        {},
        [("furniture", "RADIO BRIEF - 30 seconds - read clearly")],
    ),
    "press review": (
        "PRESS REVIEW, Odde, Thursday 6 March 2031\n\n" + BODY,
        {"dateline_place": "Odde", "published": "2031-03-06"},
        [("furniture", "PRESS REVIEW, Odde, Thursday 6 March 2031")],
    ),
    "transcript": (
        "Brussels, 1 September 2022\nTRANSCRIPT OF THE NOON BRIEFING\n\nROE: Good day.\n\nQ (Rift News): When?\n",
        {
            "title": "TRANSCRIPT OF THE NOON BRIEFING",
            "dateline_place": "Brussels",
            "published": "2022-09-01",
        },
        [("dateline", "Brussels, 1 September 2022"), ("headline", "TRANSCRIPT OF THE NOON BRIEFING")],
    ),
    "live blog": (
        "Karsa floods - live updates\n\nMonday 8 February 2016\n\n16.40 The army has come.\n\n12:05 GMT – No boats yet.\n",
        {"title": "Karsa floods - live updates", "published": "2016-02-08"},
        [
            ("headline", "Karsa floods - live updates"),
            ("dateline", "Monday 8 February 2016"),
            ("furniture", "16.40"),
            ("furniture", "12:05 GMT –"),
        ],
    ),
    "wire slug and notes": (
        "KARSA-FLOODS/ARMY (UPDATE 1)\nKarsa bridge closes\n\n(Adds quotes)\n\nKARSA, May 3 (Reuters) - "
        + BODY,
        {"title": "Karsa bridge closes", "agency": "Reuters", "dateline_place": "Karsa"},
        [
            ("furniture", "KARSA-FLOODS/ARMY (UPDATE 1)"),
            ("headline", "Karsa bridge closes"),
            ("furniture", "(Adds quotes)"),
            ("dateline", "KARSA, May 3 (Reuters) -"),
        ],
    ),
    "web page with two dates": (
        "World | Africa\nKarsa bridge closes\nPublished 3 May 2019, 14:05 GMT. Last updated 4 May 2019\n\n"
        + BODY,
        {"title": "Karsa bridge closes", "published": "2019-05-03"},
        [
            ("furniture", "World | Africa"),
            ("headline", "Karsa bridge closes"),
            ("dateline", "Published 3 May 2019, 14:05 GMT. Last updated 4 May 2019"),
        ],
    ),
    "number date that means one day": (
        "Karsa bridge closes\n13/2/2016\n\n" + BODY,
        {"title": "Karsa bridge closes", "published": "2016-02-13"},
        [("headline", "Karsa bridge closes"), ("dateline", "13/2/2016")],
    ),
    "number date that may mean two": (
        "Karsa bridge closes\n3/2/2016\n\n" + BODY,
        {"title": "Karsa bridge closes"},
        [("headline", "Karsa bridge closes"), ("dateline", "3/2/2016")],
    ),
    "headline over two lines": (
        "Two engineers freed after 14 months,\nofficials say\n\nNIAMEY (Rift News) - " + BODY,
        {
            "title": "Two engineers freed after 14 months, officials say",
            "agency": "Rift News",
            "dateline_place": "Niamey",
        },
        [
            ("headline", "Two engineers freed after 14 months,\nofficials say"),
            ("dateline", "NIAMEY (Rift News) -"),
        ],
    ),
    "captions in three manners": (
        "Karsa bridge closes\n\nA lorry lies in the river at Karsa. (Photo by Ada Brook)\n\n"
        "FILE PHOTO: The bridge in 2018. REUTERS/Ole Fynn\n\nA boat at Karsa [Ada Brook/Reuters]\n\n" + BODY,
        {"title": "Karsa bridge closes", "credit": "Ada Brook"},
        [
            ("headline", "Karsa bridge closes"),
            ("caption", "A lorry lies in the river at Karsa."),
            ("credit", "(Photo by Ada Brook)"),
            ("caption", "FILE PHOTO: The bridge in 2018."),
            ("credit", "REUTERS/Ole Fynn"),
            ("caption", "A boat at Karsa"),
            ("credit", "[Ada Brook/Reuters]"),
        ],
    ),
    "text in capitals": (
        "BRIDGE CLOSED AT KARSA\n\nKARSA, 3 MAY 2019 (RIFT NEWS) - THE BRIDGE WAS CLOSED, THE GOVERNOR SAID.\n",
        {
            "title": "BRIDGE CLOSED AT KARSA",
            "agency": "RIFT NEWS",
            "dateline_place": "Karsa",
            "published": "2019-05-03",
        },
        [("headline", "BRIDGE CLOSED AT KARSA"), ("dateline", "KARSA, 3 MAY 2019 (RIFT NEWS) -")],
    ),
}


@pytest.mark.parametrize(("text", "expected", "parts"), TOPS.values(), ids=TOPS.keys())
def test_top_gives_fields_and_marks_its_parts(
    text: str, expected: dict[str, str], parts: list[tuple[str, str]]
) -> None:
    report = read(text)
    assert fields(report) == expected
    assert margins(report) == parts


CLOSINGS = {
    "sign-off in brackets": ("(Reporting by Ada Brook in Lomé; Editing by Ole Fynn)",) * 2,
    "end mark": ("ENDS", "ENDS"),
    "end mark with dashes": ("- ENDS -", "- ENDS -"),
    "hashes": ("###", "###"),
    "initials": ("abc/def/ghi", "abc/def/ghi"),
    "agency": ("— AFP", "— AFP"),
    "related story": ("Read also: Karsa in pictures", "Read also: Karsa in pictures"),
    "related story in capitals": ("READ MORE: The floods of May", "READ MORE: The floods of May"),
    "follow": ("Follow Ada Brook on Twitter @ada", "Follow Ada Brook on Twitter @ada"),
    "advertisement": ("Advertisement", "Advertisement"),
    "share": ("Share this", "Share this"),
    "updated": ("This story has been updated with a comment.",) * 2,
    "contact": ("Media contact: Press office, Lomé, ext. 4471.",) * 2,
    "telephone": ("Contact: +228 555 0142", "Contact: +228 555 0142"),
    "contributor": ("Ole Fynn contributed to this report.",) * 2,
    "note label only": ("Notes to editors: The bridge was built in 1970.", "Notes to editors:"),
    "source": ("Source: Rift News", "Source: Rift News"),
}


@pytest.mark.parametrize(("closing", "marked"), CLOSINGS.values(), ids=CLOSINGS.keys())
def test_closing_line_is_furniture(closing: str, marked: str) -> None:
    report = read(f"Karsa bridge closes\n\n{BODY}\n{closing}\n")
    assert margins(report) == [("headline", "Karsa bridge closes"), ("furniture", marked)]


def test_signoff_at_the_end_of_a_sentence_is_cut_from_it() -> None:
    report = read(BODY.strip() + " (Reporting by Ada Brook; Editing by Ole Fynn)")
    assert margins(report) == [("furniture", "(Reporting by Ada Brook; Editing by Ole Fynn)")]
    assert report.byline == "Ada Brook"


def test_copyright_line_names_the_outlet() -> None:
    report = read(f"Karsa bridge closes\n\n{BODY}\n© 2019 The Karsa Echo. All rights reserved.")
    assert report.outlet == "The Karsa Echo"
    assert report.credit is None


def test_lines_under_a_contact_are_furniture() -> None:
    report = read(f"{BODY}\nMedia contact:\nAda Brook, +228 555 0142, ada@wells.example\nwww.wells.example")
    assert [words for _, words in margins(report)] == [
        "Media contact:",
        "Ada Brook, +228 555 0142, ada@wells.example",
        "www.wells.example",
    ]


def test_stated_metadata_wins_over_the_text() -> None:
    report = read(
        "Karsa bridge closes\nBy Ada Brook | The Karsa Echo | 3 May 2019\n\n" + BODY,
        title="Bridge shut",
        outlet="Echo Online",
        byline="A. Brook",
        published="2019-05-04",
        url="https://echo.example/1",
        external_id="7",
    )
    assert fields(report) == {
        "title": "Bridge shut",
        "outlet": "Echo Online",
        "byline": "A. Brook",
        "published": "2019-05-04",
    }
    assert (report.url, report.external_id, report.language) == ("https://echo.example/1", "7", "en")


def test_stated_title_finds_a_headline_that_ends_in_a_full_stop() -> None:
    report = read(f"Karsa bridge ‘closes.’\n\n{BODY}", title="Karsa bridge 'closes' - The Karsa Echo")
    assert margins(report) == [("headline", "Karsa bridge ‘closes.’")]


def test_stated_title_finds_a_headline_that_runs_into_the_body() -> None:
    report = read(f"Karsa bridge closes at night {BODY}", title="Karsa bridge closes at night")
    assert margins(report) == [("headline", "Karsa bridge closes at night")]


def test_stated_title_that_begins_a_sentence_is_not_cut_from_it() -> None:
    report = read(f"Karsa bridge closes at night, he said.\n\n{BODY}", title="Karsa bridge closes at night")
    assert report.anatomy == ()


def test_day_without_a_year_takes_it_from_another_margin_date() -> None:
    report = read(f"Karsa bridge closes\nUpdated 4 May 2019\n\nKARSA, May 3 (Rift News) - {BODY}")
    assert report.published == "2019-05-03"


def test_day_without_any_year_is_no_date() -> None:
    assert read(f"KARSA, May 3 (Rift News) - {BODY}").published is None


def test_id_ignores_white_space_and_unicode_form() -> None:
    first, second = read("Lomé  is\nquiet."), read("Lome\u0301 is quiet.")
    assert first.id == second.id
    assert len(first.id) == 16
    assert first.id != read("Lomé is loud.").id


@pytest.mark.parametrize("stated", ["By Ada Brook", "by Ada Brook", "BY  Ada Brook", "Ada Brook"])
def test_a_stated_byline_loses_its_opening_word(stated):
    report = report_of(Article("Losses were small, the governor said.", "test", byline=stated))
    assert report.byline == "Ada Brook"
