"""The data files of figures: units that others know, a user's own words, errors that name the place."""

from __future__ import annotations

import pint
import pytest

from onrecord.errors import LexiconError
from onrecord.lexicon.indicators import load_indicators
from onrecord.lexicon.numbers import load_numbers
from onrecord.lexicon.units import load_units

LOADERS = (load_indicators, load_numbers, load_units)


@pytest.fixture
def own(tmp_path, monkeypatch):
    """A folder for a user's own words, read afresh before and after."""
    monkeypatch.setenv("ONRECORD_LEXICON", str(tmp_path))
    for load in LOADERS:
        load.cache_clear()
    yield tmp_path
    monkeypatch.undo()
    for load in LOADERS:
        load.cache_clear()


def test_every_unit_of_measure_is_one_that_pint_knows():
    registry = pint.UnitRegistry()
    unknown = []
    for symbol in set(load_units().measures.values()):
        try:
            registry.Quantity(1, symbol)
        except (pint.UndefinedUnitError, pint.errors.DefinitionSyntaxError):
            unknown.append(symbol)
    assert unknown == []


def test_currency_codes_are_three_capitals():
    units = load_units()
    codes = {
        *units.signs.values(),
        *(c for currency in units.currencies.values() for c in currency.countries.values()),
    }
    assert all(len(code) == 3 and code.isupper() for code in codes)


def test_the_vocabulary_of_the_contract_is_all_there():
    names = (
        "killed injured missing detained abducted released displaced returned refugees affected troops fighters "
        "civilians_trapped districts_held area_held houses_destroyed attacks airstrikes aid_funding "
        "aid_people_reached price percent_change other"
    )
    assert set(names.split()) <= set(load_indicators().terms)


def test_a_user_adds_an_indicator_without_touching_code(own):
    (own / "indicators.toml").write_text(
        '[indicator.wells]\nabout = "wells dug"\nobjects = ["dig"]\nof_things = ["well"]\n', "utf-8"
    )
    from onrecord.anatomy import report_of
    from onrecord.pipeline import annotated, load
    from onrecord.sources.article import Article

    doc = annotated(
        load(), report_of(Article(text="The charity dug 40 wells at Odde, Ruo Amadi said.", origin="t"))
    )
    assert [figure.indicator for figure in doc._.figures] == ["wells"]


@pytest.mark.parametrize(
    ("file", "text", "named"),
    [
        ("indicators.toml", "[indicator.wells]\nnouns = ['well']\n", "about"),
        ("indicators.toml", "[indicator.wells]\nabout = 'x'\nmeasure = 'often'\n", "measure"),
        ("numbers.toml", "[word]\nfoo = 'bar'\n", "foo"),
        ("numbers.toml", "[before]\n'=>' = ['x']\n", "=>"),
        ("units.toml", "[currency.florin]\niso = 'FLO'\n", "words"),
    ],
)
def test_a_broken_word_file_is_refused_with_its_place(own, file, text, named):
    (own / file).write_text(text, "utf-8")
    load = {"indicators.toml": load_indicators, "numbers.toml": load_numbers, "units.toml": load_units}[file]
    with pytest.raises(LexiconError, match=named):
        load()
