"""Who acts in a report: kinds, names, roles, aliases."""

from __future__ import annotations

from itertools import pairwise

import pytest


def named(record, name):
    """The actor of that name."""
    return next((actor for actor in record.actors if actor.name == name), None)


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        pytest.param("Ruo Amadi said the ford was shut.", "Ruo Amadi", "person", id="person"),
        pytest.param(
            "Daesh said on Monday that it held the ridge.", "Daesh", "armed_group", id="known-group"
        ),
        pytest.param("The ford is shut, Reuters reported.", "Reuters", "outlet", id="known-agency"),
        pytest.param("Mali denied on Friday that it had sent troops.", "Mali", "government", id="country"),
        pytest.param("UNICEF says that 300 children are missing.", "UNICEF", "organization", id="un-body"),
        pytest.param("Iraqi soldiers said the road was mined.", "Iraqi soldiers", "military", id="soldiers"),
        pytest.param(
            "The Vale Gazette wrote that the ford was shut.", "The Vale Gazette", "outlet", id="paper"
        ),
        pytest.param(
            "The militant group Ash Column said it held the ford.",
            "Ash Column",
            "armed_group",
            id="noun-beside",
        ),
        pytest.param("Two officials said the ford was shut.", "Two officials", "unnamed", id="unnamed"),
        pytest.param(
            "Displaced civilians said the ford was shut.", "Displaced civilians", "population", id="people"
        ),
        pytest.param(
            "The Ministry of Rivers denied the report.", "Ministry of Rivers", "government", id="ministry"
        ),
    ],
)
def test_the_kind_of_an_actor_is_told_by_lexicon_words_and_deeds(read, text, name, kind):
    actor = named(read(text), name)
    assert actor is not None, [actor.name for actor in read(text).actors]
    assert actor.kind == kind


def test_aliases_of_one_group_are_one_actor(read):
    record = read("Daesh took the ridge on Monday. The army said that ISIS had lost forty men since then.")
    [group] = [actor for actor in record.actors if actor.kind == "armed_group"]
    assert {group.name, *group.aliases} == {"Daesh", "ISIS"}


def test_a_surname_goes_back_to_the_full_name(read):
    record = read("Ruo Amadi said the ford was shut. Amadi added that the bridge was gone.")
    assert [statement.speaker.name for statement in record.statements] == ["Ruo Amadi", "Ruo Amadi"]
    assert named(record, "Ruo Amadi").aliases == ("Amadi",)


def test_two_people_of_one_surname_stay_apart(read):
    record = read(
        "Lena Amadi, a doctor, said the ward was full. Ruo Amadi, the mayor, said it was not. "
        "Dr Amadi is not related to the mayor."
    )
    assert named(record, "Lena Amadi") is not None
    assert named(record, "Ruo Amadi") is not None


def test_a_bracketed_acronym_is_an_alias(read):
    record = read(
        "The Vale Water Board (VWB) said the gates were shut. The VWB denied that it had opened them."
    )
    assert {statement.speaker.name for statement in record.statements} == {"Vale Water Board"}
    assert "VWB" in named(record, "Vale Water Board").aliases


def test_letters_spelt_out_for_the_radio_are_the_acronym(read):
    record = read("The Vale Water Board, the V-W-B, says the gates were shut. The VWB says so every year.")
    assert {statement.speaker.name for statement in record.statements} == {"Vale Water Board"}


@pytest.mark.parametrize(
    ("text", "title", "of"),
    [
        pytest.param(
            "Foreign Minister Ruo Amadi said the ford was shut.", "Foreign Minister", None, id="before"
        ),
        pytest.param(
            "Malian Foreign Minister Ruo Amadi said the ford was shut.",
            "Foreign Minister",
            "Mali",
            id="nationality",
        ),
        pytest.param("Ruo Amadi, the mayor of Karsa, said the ford was shut.", "mayor", "Karsa", id="after"),
        pytest.param("The governor, Ruo Amadi, said the ford was shut.", "governor", None, id="comma-before"),
        pytest.param("Ruo Amadi, a carter, said the ford was shut.", "carter", None, id="trade"),
    ],
)
def test_roles_are_read_beside_the_name(read, text, title, of):
    record = read(text)
    [role] = named(record, "Ruo Amadi").roles
    assert (role.title, role.of) == (title, of)
    assert record.words(role.span) == title


def test_a_group_with_fighters_is_armed(read):
    record = read("The Free Ford Movement said its men held the bank. The Movement's fighters then left it.")
    assert named(record, "Free Ford Movement").kind == "armed_group"


def test_whose_body_it_is_belongs_to_its_name(read):
    [statement] = read("The mayor's office said the ford was shut.").statements
    assert statement.speaker.name == "mayor's office"


def test_mentions_are_in_text_order_and_never_overlap(read):
    record = read(
        "Ruo Amadi, the mayor, said the ford was shut. He blamed the army. The mayor said that Amadi's men knew."
    )
    for actor in record.actors:
        spans = [mention.span for mention in actor.mentions]
        assert all(one.end <= other.start for one, other in pairwise(spans))
