"""Names in many scripts and with invisible characters. Everybody here is invented."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.ledger import register
from onrecord.ledger.ledger import Ledger
from onrecord.ledger.register_matching import fold, look, shown
from onrecord.record import Actor, Record, Report

INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u202a\u202e\u202c\u2066\u2069\u200e\u200f\u034f\ufe0f"


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / "names.db") as opened:
        yield opened


def enrolled(ledger: Ledger, *names: str, kind: str = "person") -> list[register.Listed]:
    for number, name in enumerate(names):
        record = Record(
            "test", Report(f"r{number}", f"Invented {number}."), actors=(Actor("a1", name, kind),)
        )
        ledger.put(record, str(number))
    with ledger._reading() as connection:
        return register.listed(connection)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Renée Thibaudet", "Rene\u0301e Thibaudet"),
        ("Renée Thibaudet", "RENEE THIBAUDET"),
        ("Ｒｕｏ Ａｍａｄｉ", "Ruo Amadi"),
        ("Łucja Øst", "Lucja Ost"),
        ("Straße Weiß", "STRASSE WEISS"),
        ("Ja’afar al‑Odde", "Ja'afar al-Odde"),
        ("Jean–Luc Ruo", "Jean Luc Ruo"),
        ("U.N. Relief", "UN Relief"),
        ("F-R-M", "FRM"),
        ("Νίκος Όδδε", "ΝΙΚΟΣ ΟΔΔΕ"),
        ("Пётр Одде", "Петр Одде"),
        ("مُحَمَّد", "محمد"),
    ],
)
def test_one_name_written_in_two_ways_has_one_key(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Amadi", "Аmadi"),  # Cyrillic А
        ("Ruo", "Ruо"),  # Cyrillic о
        ("Amadi", "Αmadi"),  # Greek Α
        ("Одде", "Одди"),
        ("Андрий", "Андрии"),
        ("がく", "かく"),
        ("की", "का"),
        ("Ruo Amadi", "Ruoamadi"),
    ],
)
def test_different_names_have_different_keys(one, other):
    assert fold(one) != fold(other)


@pytest.mark.parametrize("hidden", INVISIBLE)
def test_an_invisible_character_neither_splits_a_name_nor_changes_it(ledger, hidden):
    [entry] = enrolled(ledger, "Ruo Amadi", f"Ru{hidden}o Ama{hidden}di", f"{hidden}Ruo Amadi{hidden}")
    assert (entry.name, entry.reports) == ("Ruo Amadi", 3)
    assert shown(f"Ru{hidden}o") == "Ruo"


@pytest.mark.parametrize("name", ["Ruo Аmadi", "Ruо Amadi", "Ruo Αmadi"])
def test_a_name_that_only_looks_alike_is_an_entry_of_its_own_and_proposed(ledger, name):
    found = enrolled(ledger, "Ruo Amadi", name)
    assert len(found) == 2
    with ledger._reading() as connection:
        [proposal] = register.open_proposals(connection)
    assert "look alike but are written in different letters" in proposal.why


def test_a_group_that_only_looks_alike_is_proposed_too(ledger):
    found = enrolled(ledger, "Саре Fоrt Movement", "Cape Fort Movement", kind="organization")
    assert len(found) == 2
    with ledger._reading() as connection:
        assert len(register.open_proposals(connection)) == 1


@pytest.mark.parametrize("name", ["习近远", "नरेश ओड्डे", "محمد عودة", "עודד רואו", "Νίκος Όδδε", "김오데"])
def test_names_of_every_script_are_enrolled(ledger, name):
    [entry] = enrolled(ledger, name, name)
    assert entry.reports == 2
    assert entry.name == unicodedata.normalize("NFC", name)


def test_a_name_in_a_report_is_not_split_at_an_invisible_character(ledger, read):
    record = read(
        "Invented: a visit\n\nForeign Minister Ru\u200bo Ama\u200bdi said it was shut. Mr. Ama\u200bdi told "
        "Ra\u00addio Vale."
    )
    mentions = [record.words(mention.span) for actor in record.actors for mention in actor.mentions]
    assert mentions == ["Ru\u200bo Ama\u200bdi", "Mr. Ama\u200bdi", "Ra\u00addio Vale"]
    ledger.put(record, "one")
    with ledger._reading() as connection:
        assert {entry.name for entry in register.listed(connection)} == {"Radio Vale", "Ruo Amadi"}


def test_a_name_with_nul_or_a_lone_surrogate_can_be_kept(ledger):
    assert len(enrolled(ledger, "Ruo\0 Amadi", "Ruo \ud800Amadi", "Ruo Amadi")) == 1


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(name):
    assert fold(fold(name)) == fold(name)
    assert look(fold(name)) is None or look(fold(name)) != fold(name)
