"""Who said what. Every text, person and outlet here is invented."""

import pytest


def told(record):
    """Statements as (speaker's words, cue, content words)."""
    return [
        (
            record.words(statement.speaker_mention),
            record.words(statement.cue),
            record.words(statement.content),
        )
        for statement in record.statements
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            '"The ford is shut," said Ruo Amadi.',
            ("Ruo Amadi", "said", ["The ford is shut,"]),
            id="direct-inverted",
        ),
        pytest.param('"Never", said Ruo Amadi.', ("Ruo Amadi", "said", ["Never"]), id="comma-outside"),
        pytest.param(
            'Ruo Amadi said: "The ford is shut."',
            ("Ruo Amadi", "said", ["The ford is shut."]),
            id="direct-cue-first",
        ),
        pytest.param(
            "Ruo Amadi said the ford was shut.",
            ("Ruo Amadi", "said", ["the ford was shut"]),
            id="indirect-without-that",
        ),
        pytest.param(
            "The ford was shut, Ruo Amadi said on Monday.",
            ("Ruo Amadi", "said", ["The ford was shut"]),
            id="indirect-cue-last",
        ),
        pytest.param(
            "The ford, Ruo Amadi said, was shut on Monday.",
            ("Ruo Amadi", "said", ["The ford", "was shut on Monday"]),
            id="indirect-cue-inside",
        ),
        pytest.param(
            "According to the wardens, the ford was shut.",
            ("the wardens", "According to", ["the ford was shut"]),
            id="according-to-first",
        ),
        pytest.param(
            "The ford was shut, according to the wardens.",
            ("the wardens", "according to", ["The ford was shut"]),
            id="according-to-last",
        ),
        pytest.param(
            'Ruo Amadi said that the ford was "gone for good".',
            ("Ruo Amadi", "said", ['the ford was "gone for good"']),
            id="mixed",
        ),
        pytest.param(
            "The governor denied that the gates had been opened.",
            ("The governor", "denied", ["the gates had been opened"]),
            id="denial",
        ),
        pytest.param(
            "The governor promised to rebuild the bridge.",
            ("The governor", "promised", ["to rebuild the bridge"]),
            id="infinitive",
        ),
        pytest.param(
            "The mayor urged residents to leave the valley.",
            ("The mayor", "urged", ["residents to leave the valley"]),
            id="object-and-infinitive",
        ),
        pytest.param(
            "The relief agency called on donors to send tents.",
            ("The relief agency", "called", ["on donors to send tents"]),
            id="called-on",
        ),
        pytest.param(
            "The minister expressed the hope that the rain would stop.",
            ("The minister", "expressed the hope", ["the rain would stop"]),
            id="noun-with-light-verb",
        ),
        pytest.param(
            "Polls show that most voters blame the water board.",
            ("Polls", "show", ["most voters blame the water board"]),
            id="finding",
        ),
        pytest.param(
            'He called the plan "a bad joke".',
            ("He", "called", ['the plan "a bad joke"']),
            id="small-clause",
        ),
        pytest.param(
            "“Nobody warned us.” — Commissioner Ede Varn",
            ("Commissioner Ede Varn", None, ["Nobody warned us."]),
            id="release-style",
        ),
    ],
)
def test_a_statement_is_found_with_speaker_cue_and_content(read, text, expected):
    found = told(read(text))
    assert expected in [(source, cue if expected[1] else None, content) for source, cue, content in found]


def test_quote_interrupted_by_its_cue_is_one_statement(read):
    record = read('"We held the bridge," said Colonel Amari, "but not the road."')
    [statement] = record.statements
    assert record.words(statement.content) == ["We held the bridge,", "but not the road."]
    assert statement.kind == "direct"
    assert statement.speaker.name == "Amari"


def test_sentences_after_the_cue_belong_to_the_same_statement(read):
    record = read('"The road is cut," the mayor said. "We are waiting for boats. Nobody has come."')
    [statement] = record.statements
    assert record.words(statement.content) == [
        "The road is cut,",
        "We are waiting for boats. Nobody has come.",
    ]


def test_a_second_cue_makes_a_second_statement(read):
    record = read('"The road is cut," the mayor said. "Boats are coming," the governor said.')
    assert [record.words(s.speaker_mention) for s in record.statements] == ["the mayor", "the governor"]


def test_a_quotation_over_two_paragraphs_is_one_statement(read):
    record = read("“The road is cut.\n\n“We are waiting for boats,” said Ruo Amadi.")
    [statement] = record.statements
    assert record.words(statement.content) == ["The road is cut.", "We are waiting for boats,"]
    assert statement.speaker.name == "Ruo Amadi"


def test_quoted_words_inside_a_sentence_are_no_statement(read):
    assert read('The "golden road" was reopened to traffic on Monday.').statements == ()


def test_a_title_in_quotation_marks_is_no_statement(read):
    assert read('Her second novel, "The Long River", sold four copies in the valley.').statements == ()


def test_an_agentless_passive_has_no_speaker(read):
    [statement] = read("At least 40 people are said to have drowned in the valley.").statements
    assert statement.speaker is None
    assert statement.factuality == "certain" or statement.factuality == "probable"


def test_reported_words_of_a_third_person_are_nested(read):
    record = read("The Tarn Courier reported that the mayor had said the dam was safe.")
    outer, inner = record.statements
    assert record.words(outer.speaker_mention) == "The Tarn Courier"
    assert record.words(inner.speaker_mention) == "the mayor"
    assert inner.within == outer.id


def test_quoted_as_saying_gives_both_the_outlet_and_the_person(read):
    record = read("The Tarn Courier quoted engineer Ode Marr as saying that the dam was safe.")
    outer, inner = record.statements
    assert record.words(inner.content) == ["the dam was safe"]
    assert inner.speaker.name == "Ode Marr"
    assert inner.within == outer.id


def test_who_neither_confirms_nor_denies_has_said_nothing(read):
    assert read("The ministry neither confirmed nor denied that it had helped.").statements == ()


def test_a_verb_missing_from_the_lexicon_is_a_cue_where_a_quotation_says_so(read):
    [statement] = read('"The ford is shut and so is the school," trilled Ruo Amadi.').statements
    assert statement.speaker.name == "Ruo Amadi"


def test_turns_of_a_transcript_are_direct_statements_of_their_labels(read):
    record = read(
        "SPOKESPERSON (Ada Rell): Good day. The dam is safe.\n\nQ (Tarn Wire): Who says so?\n\nRELL: The engineers."
    )
    assert [(s.speaker.name, s.kind, s.cue) for s in record.statements] == [
        ("Ada Rell", "direct", None),
        ("Tarn Wire", "direct", None),
        ("Ada Rell", "direct", None),
    ]


def test_a_headline_with_its_source_is_a_statement_of_its_own(read):
    record = read(
        "Nine of 14 Villages Cut Off - Governor\n\nTARN (Vale Press) - The river Ister rose again on Monday.",
    )
    assert record.words(record.statements[0].content) == ["Nine of 14 Villages Cut Off"]
    assert record.words(record.statements[0].speaker_mention) == "Governor"


def test_a_quoted_headline_with_its_source_is_one_statement(read):
    record = read("“We Will Stay” - Foreign Minister\n\nThe ford was shut on Monday after rain.\n")
    assert [record.words(statement.content) for statement in record.statements] == [["We Will Stay"]]
