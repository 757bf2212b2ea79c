"""Records go into the ledger and come out the same, on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from onrecord.errors import NotFound
from onrecord.ledger.ledger import Ledger
from onrecord.ledger.opening import LedgerError, is_current
from onrecord.sources import Failure

FORD = (
    "Ford toll rises\n\n"
    "At least 12 people were killed at the ford of Tikrit on Monday, Warden Ruo Amadi told the Vale Gazette. "
    '"Nobody crosses," he said. Some 3,000 villagers have fled since May.'
)
BRIDGE = "Bridge shut\n\nThe bridge at Odde is shut, the council said. Repairs will cost $3m."


@pytest.fixture(scope="module")
def ford(read):
    return read(FORD, published="2031-03-05", outlet="Vale Gazette")


@pytest.fixture(scope="module")
def bridge(read):
    return read(BRIDGE, published="2031-03-06")


def test_a_record_comes_out_as_it_went_in(ledger, ford, bridge):
    ledger.put(ford, "ford.txt")
    ledger.put(bridge, "bridge.txt")
    assert [record.to_json() for record in ledger.records()] == [ford.to_json(), bridge.to_json()]


def test_the_same_text_is_kept_once_with_every_place_it_came_from(ledger, ford):
    assert ledger.put(ford, "ford.txt") is True
    assert ledger.put(ford, "copy.txt") is False
    assert ledger.counts()["reports"] == 1
    assert ledger.sources(ford.report.id) == ["copy.txt", "ford.txt"]


def test_a_record_made_anew_takes_the_place_of_the_old_one(ledger, ford, read):
    ledger.put(ford, "ford.txt")
    other = read(FORD, published="2031-04-05", outlet="Vale Gazette")
    ledger.renew(other)
    assert ledger.record(ford.report.id).to_json() == other.to_json()
    assert ledger.counts()["statements"] == len(other.statements)


def test_what_cannot_be_read_is_kept_with_its_reason_until_it_can(ledger, ford):
    ledger.reject(Failure("ford.txt", NotFound("ford.txt: no such file")))
    ledger.reject(Failure("ford.txt", NotFound("ford.txt: no such file")))
    [reject] = ledger.rejects()
    assert (reject.origin, reject.code, reject.attempts) == ("ford.txt", "not_found", 2)
    ledger.put(ford, "ford.txt")
    assert ledger.rejects() == []


def test_words_and_phrases_are_found_in_title_and_text(ledger, ford, bridge):
    ledger.put(ford, "ford.txt")
    ledger.put(bridge, "bridge.txt")
    assert [hit.report_id for hit in ledger.search("villagers fled")] == [ford.report.id]
    assert [hit.report_id for hit in ledger.search('"bridge shut"')] == [bridge.report.id]
    assert ledger.search('"shut bridge"') == []
    assert "villagers" in ledger.search("villagers")[0].excerpt


SIGNS = (
    "Ruo Amadi wrote of the Odde/Tikrit road (post@vale.example, odde.example/ford), of 3.5 tons on 2031-03-04, "
    "of <the mill> at Sur&Dar and of a so-called truce; it isn't over."
)


@pytest.mark.parametrize(
    "words",
    ["Odde", "Tikrit", '"Odde/Tikrit road"', "vale", "post@vale.example", "ford", "3.5", "2031-03-04", "03",
     "mill", "Sur", "Sur&Dar", "called", '"so-called truce"', "isn't"],
)  # fmt: skip
def test_words_that_signs_join_are_found_alone_and_together(ledger, read, words):
    record = read(SIGNS, outlet="Vale Gazette", published="2031-03-05")
    ledger.put(record, "signs.txt")
    assert [hit.report_id for hit in ledger.search(words)] == [record.report.id]


@pytest.mark.parametrize("words", ["", "  ", '"', "***", "' OR 1=1 --"])
def test_a_search_without_a_word_is_refused_and_marks_are_only_marks(ledger, ford, words):
    ledger.put(ford, "ford.txt")
    if any(char.isalnum() for char in words):
        assert ledger.search(words) == []
    else:
        with pytest.raises(LedgerError, match="no word"):
            ledger.search(words)


def test_nul_and_lone_surrogates_are_stored_as_replacement_characters_one_for_one(ledger, read):
    record = read("Warden Ruo\0 Amadi said the ford \ud800 at Odde was shut, and 12 men were hurt there.")
    ledger.put(record, "odd\0name.txt")
    [back] = ledger.records()
    assert len(back.report.text) == len(record.report.text)
    assert "\ufffd" in back.report.text


def test_a_ledger_opened_again_has_what_it_had(address, ford):
    with Ledger(address) as first:
        first.put(ford, "ford.txt")
    with Ledger(address) as second:
        assert [record.to_json() for record in second.records()] == [ford.to_json()]
        assert is_current(second.engine)


def test_a_newer_ledger_is_refused_with_a_word(address):
    with Ledger(address) as first, first.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(LedgerError, match="newer Onrecord"):
        Ledger(address)


def test_every_table_and_column_says_what_it_holds():
    from onrecord.ledger.schema import metadata

    for table in metadata.sorted_tables:
        assert table.comment, table.name


def test_the_migrations_make_the_schema_of_the_code(ledger):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from onrecord.ledger.schema import metadata

    def ours(thing, name, kind, reflected, compare_to):
        own = ("ix_reports_words", "lexemes", "ix_reports_newest_first")  # PostgreSQL's
        return not str(name).startswith("report_words") and name not in own

    with ledger.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours})
        assert compare_metadata(context, metadata) == []


@pytest.mark.parametrize(
    "address", ["mysql://x", "postgresql+psycopg://127.0.0.1:1/none", "/nowhere/at/all.db"]
)
def test_what_is_no_ledger_is_refused_in_one_line(address):
    with pytest.raises(LedgerError) as refusal:
        Ledger(address)
    assert "\n" not in str(refusal.value)
