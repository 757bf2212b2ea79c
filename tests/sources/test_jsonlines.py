"""JSON Lines: each line by itself."""

from __future__ import annotations

import json

import pytest

from onrecord.errors import Empty, Malformed
from onrecord.sources import articles_in

ONE, TWO = ({"id": "a", "text": "One, he said."}, {"id": "b", "text": "Two, she said."})


def lines(*items):
    return b"\n".join(item if isinstance(item, bytes) else json.dumps(item).encode() for item in items)


def read(data, name="feed.jsonl"):
    return list(articles_in(data, "feed.jsonl", name=name))


def test_every_line_is_a_report():
    first, second = read(lines(ONE, TWO))
    assert [(a.external_id, a.origin) for a in (first, second)] == [
        ("a", "feed.jsonl line 1"),
        ("b", "feed.jsonl line 2"),
    ]


def test_one_bad_line_does_not_stop_the_rest_and_is_named_by_its_number():
    first, failure, last = read(lines(ONE, b'{"text": oops}', TWO))
    assert (first.external_id, last.external_id) == ("a", "b")
    assert isinstance(failure.error, Malformed)
    assert str(failure.error) == "feed.jsonl line 2: not JSON: Expecting value, column 10"


@pytest.mark.parametrize(
    "bad",
    [b'{"text": "\xff"}', b"[1", b"7", b'{"title": "no text"}', b"[" * 50_000],
    ids=["bytes", "cut", "number", "no text", "deep"],
)
def test_no_kind_of_bad_line_stops_the_rest(bad):
    assert len(read(lines(ONE, bad, TWO))) == 3


def test_blank_lines_count_but_are_no_reports():
    _, second = read(b"\xef\xbb\xbf" + lines(ONE, b"", b"  \r", TWO) + b"\r\n\n")
    assert second.origin == "feed.jsonl line 4"


def test_lines_are_recognised_without_an_ending():
    assert len(read(lines(ONE, TWO), name="")) == 2


def test_lines_in_utf_16_are_read():
    assert len(read(lines(ONE, TWO).decode().encode("utf-16"))) == 2


def test_a_line_separator_inside_a_text_ends_no_line():
    [article] = read('{"text": "One\u2028two, he said."}\n'.encode())
    assert article.text == "One\u2028two, he said."


def test_no_lines_at_all_are_refused_as_empty():
    with pytest.raises(Empty):
        read(b"\n\n")
