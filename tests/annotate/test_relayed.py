"""Words passed on: who is quoted, who is cited, whose claim is turned down. All invented."""

import pytest


def said(record):
    """Each statement as its speaker's and its content's words, and the place of the one that reports it."""
    places = {statement.id: at for at, statement in enumerate(record.statements)}
    return [
        (
            record.words(statement.speaker_mention),
            record.words(statement.content),
            places.get(statement.within),
        )
        for statement in record.statements
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('"The ford is shut," the Herald quoted Ruo Amadi as saying.', id="active"),
        pytest.param('"The ford is shut," Ruo Amadi was quoted as saying.', id="passive"),
        pytest.param('"The ford is shut," Ruo Amadi was quoted by state radio as saying.', id="by-outlet"),
        pytest.param('"The ford is shut," state radio cited Ruo Amadi as saying.', id="cited"),
    ],
)
def test_the_words_belong_to_who_is_quoted(read, text):
    assert said(read(text)) == [("Ruo Amadi", ["The ford is shut,"], None)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Ruo Amadi was quoted as saying that the ford was shut.", id="quoted"),
        pytest.param("Ruo Amadi was cited in the Herald as saying that the ford was shut.", id="cited"),
        pytest.param("Ruo Amadi was reported as telling wardens that the ford was shut.", id="reported"),
    ],
)
def test_a_passive_names_who_is_quoted(read, text):
    assert said(read(text)) == [("Ruo Amadi", ["the ford was shut"], None)]


def test_the_outlet_behind_a_passive_reports_the_statement(read):
    record = read("Ruo Amadi was quoted by the Kestrel agency as saying that the ford was shut.")
    outlet, speaker = said(record)
    assert outlet[0] == "the Kestrel agency"
    assert speaker == ("Ruo Amadi", ["the ford was shut"], 0)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The ford was shut, the Tribune reported, citing two officials.", id="after"),
        pytest.param("The Tribune reported that the ford was shut, citing two officials.", id="at-the-end"),
        pytest.param("The Tribune, citing two officials, reported that the ford was shut.", id="inside"),
        pytest.param("Citing two officials, the Tribune reported that the ford was shut.", id="first"),
    ],
)
def test_an_outlet_reports_what_its_source_says(read, text):
    outlet, source = said(read(text))
    assert (outlet[0].lower(), outlet[1][0].lower(), outlet[2]) == ("the tribune", "the ford was shut", None)
    assert (source[0], source[1][0].lower(), source[2]) == ("two officials", "the ford was shut", 0)


@pytest.mark.parametrize("reason", ["a lack of boats", "high water", "his health"])
def test_a_reason_that_is_cited_says_nothing(read, reason):
    assert said(read(f"The warden closed the ford, citing {reason}.")) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The army rejected the rebels' claim that they hold the ford.", id="possessive"),
        pytest.param("The army denied a claim by the rebels that they hold the ford.", id="by"),
        pytest.param("The army dismissed a report by the rebels that they hold the ford.", id="report"),
    ],
)
def test_whose_claim_is_turned_down_said_it(read, text):
    record = read(text)
    army, rebels = said(record)
    assert (army[0], record.statements[0].act) == ("The army", "deny")
    assert rebels == ("the rebels", ["they hold the ford"], 0)


def test_reports_that_are_dismissed_are_not_asserted(read):
    [statement] = read("The warden dismissed reports that boats were missing.").statements
    assert (statement.act, statement.polarity) == ("deny", "-")


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("The embassy issued a statement condemning the raid.", ["the raid"]),
        ("The embassy published a letter saying the ford was shut.", ["the ford was shut"]),
    ],
)
def test_who_issues_a_statement_speaks_in_it(read, text, content):
    assert said(read(text)) == [("The embassy", content, None)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The wardens have, according to two drovers, gone home.", id="in-the-verb"),
        pytest.param("The wardens have gone home, according to two drovers.", id="at-the-end"),
    ],
)
def test_according_to_may_stand_inside_the_verb(read, text):
    [(source, content, _)] = said(read(text))
    assert source == "two drovers"
    assert "".join(content).replace(" ", "") == "Thewardenshavegonehome"


@pytest.mark.parametrize(
    "text",
    [
        "The army declined to say whether anybody had drowned.",
        "The army refused to say if anybody had drowned.",
        "It was not known whether anybody had drowned.",
        "It was not immediately known how many had drowned.",
    ],
)
def test_what_is_left_open_is_no_statement(read, text):
    assert said(read(text)) == []


def test_what_somebody_might_ask_for_is_no_statement(read):
    record = read('"If they ask us for grain, we shall send grain," Ruo Amadi said.')
    assert [speaker for speaker, _, _ in said(record)] == ["Ruo Amadi"]


def test_whose_answer_it_was_speaks(read):
    [(source, content, _)] = said(read('The warden\'s reply was short: "Never."'))
    assert (source, content) == ("The warden's", ["Never."])


def test_a_verb_no_lexicon_knows_is_a_cue_where_an_official_has_a_that_clause(read):
    assert said(read("Officials gloated that the ford was shut.")) == [
        ("Officials", ["the ford was shut"], None)
    ]
