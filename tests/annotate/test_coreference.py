"""Who is meant by pronouns, offices and nouns."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        pytest.param(
            "Peter Amadi met Anna Rell on Monday. She said the ford was shut.",
            ["Anna Rell"],
            id="gender-of-given-name",
        ),
        pytest.param(
            "The spokeswoman, Ode Marr, met Colonel Hugo Bern. He said the ford was shut.",
            ["Hugo Bern"],
            id="role-gender",
        ),
        pytest.param(
            "Foreign Minister Ruo Amadi arrived on Monday. The minister said the ford was shut.",
            ["Ruo Amadi"],
            id="office",
        ),
        pytest.param(
            "Foreign Minister Ruo Amadi arrived on Monday. The diplomat denied the report.",
            ["Ruo Amadi"],
            id="kind-of-office",
        ),
        pytest.param(
            "The Vale Gazette opened in May. The paper said none came.", ["The Vale Gazette"], id="body-noun"
        ),
        pytest.param(
            "Two officials said the road was shut. The officials said the ford was too.",
            ["Two officials", "Two officials"],
            id="unnamed-again",
        ),
        pytest.param(
            "In Odde, where the ford is, Ruo Amadi, a carter, said it was shut.",
            ["Ruo Amadi"],
            id="behind-a-place",
        ),
        pytest.param(
            "Ruo Amadi is mayor of Karsa. Ode Marr told him that the ford was shut.",
            ["Ode Marr"],
            id="not-the-hearer",
        ),
        pytest.param(
            '"The ford is shut," says a message signed by the warden, Ruo Amadi.',
            ["Ruo Amadi"],
            id="document-by",
        ),
    ],
)
def test_the_speaker_is_who_the_words_go_back_to(read, text, speakers):
    assert [statement.speaker.name for statement in read(text).statements] == speakers


def test_a_guess_carries_its_confidence(read):
    [first, second] = read("Ruo Amadi said the ford was shut. He said the bridge was gone.").statements
    assert first.speaker_confidence == 1.0
    assert 0 < second.speaker_confidence < 1.0


def test_reporters_in_general_are_no_addressee(read):
    [statement] = read("Ruo Amadi told reporters on Monday that the ford was shut.").statements
    assert statement.addressee is None


def test_a_named_hearer_is_the_addressee(read):
    [statement] = read("Ruo Amadi told the Vale Gazette on Monday that the ford was shut.").statements
    assert statement.addressee.name == "Vale Gazette"


def test_this_newspaper_is_the_outlet_that_published_the_report(read):
    [statement] = read(
        "Ruo Amadi told this newspaper that the ford was shut.", outlet="Vale Gazette"
    ).statements
    assert statement.addressee.name == "Vale Gazette"


def test_pronouns_between_statements_are_mentions_too(read):
    record = read("Ruo Amadi said the ford was shut. Soldiers had stopped him at the bridge on Monday.")
    amadi = next(actor for actor in record.actors if actor.name == "Ruo Amadi")
    assert "him" in [record.words(mention.span) for mention in amadi.mentions]


def test_we_inside_a_quotation_is_nobody_new(read):
    record = read('"We think that the ford is shut," said Ruo Amadi.')
    assert [statement.speaker.name for statement in record.statements] == ["Ruo Amadi"]
