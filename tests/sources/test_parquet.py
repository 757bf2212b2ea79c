"""Parquet: a report a row."""

from __future__ import annotations

import datetime

import pytest

from onrecord.errors import Empty, Malformed
from onrecord.sources import Failure, articles_in
from tests.sources.documents import parquet

ONE, TWO = "The bridge is open, said the mayor.", "Her deputy, Ivo Lund, denied it."


def read(data, name="reports.parquet"):
    return list(articles_in(data, "reports.parquet", name=name))


def test_every_row_is_a_report_with_what_its_columns_say():
    table = parquet(
        text=[ONE, TWO],
        Title=["Open", "Shut"],
        published=[datetime.date(2031, 3, 4), datetime.date(2031, 3, 5)],
        outlet=["Harbour Gazette"] * 2,
        author=["Ilse Brandt"] * 2,
        url=["https://gazette.example/1", "https://gazette.example/2"],
        id=[7, 8],
        clicks=[1, 2],
    )
    first, second = read(table)
    assert (first.text, first.title, first.published, first.external_id) == (ONE, "Open", "2031-03-04", "7")
    assert (second.byline, second.outlet, second.url) == (
        "Ilse Brandt",
        "Harbour Gazette",
        "https://gazette.example/2",
    )
    assert second.origin == "reports.parquet row 2"


@pytest.mark.parametrize("column", ["text", "body", "content", "article", "BODY"])
def test_the_text_may_be_in_any_of_these_columns(column):
    [article] = read(parquet(**{column: [ONE]}), name="")
    assert article.text == ONE


def test_a_column_of_pages_is_read_as_pages():
    [article] = read(parquet(html=[f"<html><body><p>{ONE}</p></body></html>"]))
    assert article.text == ONE


def test_texts_as_bytes_and_days_as_times_are_read():
    at = datetime.datetime(2031, 3, 4, 8, 0, tzinfo=datetime.UTC)
    [article] = read(parquet(text=[ONE.encode()], date=[at]))
    assert (article.text, article.published) == (ONE, "2031-03-04")


def test_a_row_without_text_does_not_stop_the_rest():
    first, missing, last = read(parquet(text=[ONE, None, TWO]))
    assert (first.text, last.text) == (ONE, TWO)
    assert isinstance(missing, Failure)
    assert str(missing.error) == "reports.parquet row 2: the row holds no text"


def test_more_rows_than_are_read_at_a_time_are_all_read():
    assert len(read(parquet(text=[f"{ONE} {number}" for number in range(1_000)]))) == 1_000


def test_without_a_column_of_texts_the_file_is_refused_with_the_names_it_may_have():
    with pytest.raises(Empty, match="no column named text, body"):
        read(parquet(words=[ONE]))


def test_a_file_without_rows_is_refused_as_empty():
    import pyarrow

    with pytest.raises(Empty):
        read(parquet(text=pyarrow.array([], pyarrow.string())))


@pytest.mark.parametrize("kept", [0.3, 0.9, 0.99])
def test_a_file_cut_short_is_refused_as_damaged(kept):
    data = parquet(text=[ONE, TWO])
    with pytest.raises(Malformed):
        read(data[: int(len(data) * kept)])
