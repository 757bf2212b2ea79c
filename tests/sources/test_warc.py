"""Web archives: every page that is whole, and a word where an archive breaks off."""

from __future__ import annotations

import gzip
import os

import pytest

from onrecord import sources
from onrecord.errors import Empty, Incomplete, TooLarge
from onrecord.sources import Failure, articles, articles_in
from onrecord.sources.warc import FETCHED_ON, MAX_RECORD
from tests.sources.documents import answer, packed, warc_record


def page(number):
    return f"<html><body><p>Ferry {number} will sail in May, the harbour master, Tomas Reil, said.</p></body></html>"


def record(number, **options):
    return warc_record(answer(page(number)), url=f"https://paper.example/{number}", **options)


INFO = warc_record(b"software: made by hand\r\n", kind="warcinfo")
RECORDS = [INFO, *(record(number) for number in range(1, 21))]


def read(data, name="news.warc.gz"):
    return list(articles_in(data, "news.warc", name=name))


@pytest.mark.parametrize(
    "data",
    [b"".join(RECORDS), packed(RECORDS), gzip.compress(b"".join(RECORDS))],
    ids=["as it is", "packed by record", "packed whole"],
)
def test_every_page_is_a_report_with_its_address_and_day(data):
    found = read(data)
    assert len(found) == 20
    assert found[4].text == "Ferry 5 will sail in May, the harbour master, Tomas Reil, said."
    assert (found[4].url, found[4].published) == ("https://paper.example/5", "2031-03-05")
    assert FETCHED_ON in found[4].warnings
    assert found[4].origin == "news.warc record 6"


def test_the_day_a_page_states_is_kept_before_the_day_it_was_fetched():
    stated = page(1).replace(
        "<body>", '<head><meta property="article:published_time" content="2031-03-01T08:00:00Z"></head><body>'
    )
    [article] = read(warc_record(answer(stated)))
    assert (article.published, article.warnings) == ("2031-03-01", ())


@pytest.mark.parametrize(
    "other",
    [
        warc_record(answer("{}", kind="application/json")),
        warc_record(answer(page(9), status="404 Not Found")),
        warc_record(b"GET / HTTP/1.1\r\n\r\n", kind="request"),
        warc_record(b"", kind="revisit"),
        warc_record(b"wget", kind="resource", url="metadata://log", Content_Type="text/plain"),
    ],
    ids=["JSON", "not found", "request", "revisit", "archiver's log"],
)
def test_what_is_no_page_is_passed_over(other):
    assert [article.url for article in read(other + record(1))] == ["https://paper.example/1"]


def test_the_texts_of_an_archive_of_texts_are_read():
    [article] = read(
        warc_record(b"The bridge is open, he said.", kind="conversion", Content_Type="text/plain")
    )
    assert article.text == "The bridge is open, he said."


def test_pages_in_chunks_and_packed_pages_are_unpacked():
    body = page(1).encode()
    chunked = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunked += b"%x\r\n%b\r\n10;x=y\r\n%b\r\n0\r\n\r\n" % (len(body) - 16, body[:-16], body[-16:])
    zipped = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(
        body
    )
    first, second = read(warc_record(chunked) + warc_record(zipped))
    assert first.text == second.text == "Ferry 1 will sail in May, the harbour master, Tomas Reil, said."


def test_a_page_the_archive_cut_says_so():
    cut, short = read(
        record(1, WARC_Truncated="length") + warc_record(answer(page(2), more="Content-Length: 9000\r\n"))
    )
    assert "the archive holds only a part of the page (length)" in cut.warnings
    assert "of the page's 9,000 bytes" in short.warnings[0]
    assert (cut.is_partial, short.is_partial) == (True, True)


@pytest.mark.parametrize("kept", [0.5, 0.97, 0.999])
@pytest.mark.parametrize("pack", [b"".join, packed, lambda records: gzip.compress(b"".join(records))])
def test_of_an_archive_cut_short_what_is_whole_is_read_and_the_rest_is_said_to_be_missing(pack, kept):
    noise = warc_record(os.urandom(9_000), kind="metadata")  # so that packing leaves something to cut
    data = pack([part for one in RECORDS for part in (one, noise)])
    *found, failure = read(data[: int(len(data) * kept)])
    assert [article.text.split()[1] for article in found] == [str(n) for n in range(1, len(found) + 1)]
    assert isinstance(failure, Failure)
    assert isinstance(failure.error, Incomplete)
    assert "cut short" in str(failure.error)


@pytest.mark.parametrize("wrong", ["5", "99999", "-1", "many", ""])
def test_a_wrong_length_ends_the_reading_and_is_said(wrong):
    *found, failure = read(record(1) + record(2) + record(3, Content_Length=wrong) + record(4))
    assert len(found) == 2
    assert isinstance(failure.error, Incomplete)
    assert "nothing after record 2 was read" in str(failure.error)


def test_a_flipped_byte_in_a_packed_record_is_not_read_as_a_page():
    data = bytearray(packed(RECORDS[:3]))
    data[-6] ^= 0xFF
    *found, failure = read(bytes(data))
    assert len(found) == 1
    assert "damaged" in str(failure.error)


def test_one_page_beyond_the_limit_does_not_stop_the_rest():
    huge = warc_record(answer("a" * MAX_RECORD))
    failure, article = read(huge + record(1))
    assert isinstance(failure.error, TooLarge)
    assert article.url == "https://paper.example/1"


def test_an_archive_larger_than_any_report_is_read_from_its_file(file, monkeypatch):
    monkeypatch.setattr(sources, "MAX_BYTES", 2_000)
    assert len(list(articles(file("news.warc.gz", packed(RECORDS))))) == 20


def test_an_archive_without_pages_is_refused_as_empty():
    with pytest.raises(Empty):
        read(INFO)
