"""No text is lost without a word: it is whole, or what is missing is said, or the input is refused."""

from __future__ import annotations

import gzip
from random import Random

import pytest

from onrecord.errors import OnrecordError
from onrecord.sources import Failure, articles_in
from tests.sources.documents import answer, packed, warc_record

PAGES = 20
REFUSALS = {"too_large", "incomplete", "timeout", "memory"}


def numbered(first, last):
    return [f"ferry{number:07}" for number in range(first, last)]


def nested(depth):
    """A page whose words lie ever deeper."""
    words = numbered(0, depth)
    inner = "".join(f"<div>{word} sails, she said." for word in words)
    return f"<html><body>{inner}{'</div>' * depth}</body></html>".encode(), words


def one_paragraph(megabytes):
    words = numbered(0, megabytes * 1_000_000 // 13)
    return f"<html><body><p>{' '.join(words)}</p></body></html>".encode(), words


def records():
    noise = Random(1)
    return [
        warc_record(
            answer(
                f"<html><body><p>{word} sails, she said.</p>"
                f"<!-- {noise.randbytes(800 + 10 * number).hex()} --></body></html>"
            )
        )
        for number, word in enumerate(numbered(0, PAGES))
    ]


def cut_archive(kept):
    """An archive cut within a record: one cut between two is a whole archive to anybody."""
    data = packed(records())
    return data[: int(len(data) * kept)], numbered(0, PAGES)


def archive_with_length(change):
    """The tenth record states another length than it has."""
    parts = records()
    head, _, rest = parts[9].partition(b"Content-Length: ")
    stated, _, rest = rest.partition(b"\r\n")
    parts[9] = b"%bContent-Length: %d\r\n%b" % (head, int(stated) + change, rest)
    return packed(parts), numbered(0, PAGES)


CASES = {
    "nested 100 deep": lambda: nested(100),
    "nested 260 deep": lambda: nested(260),
    "nested 5,000 deep": lambda: nested(5_000),
    "a paragraph of 1 MB": lambda: one_paragraph(1),
    "a paragraph of 10 MB": lambda: one_paragraph(10),
    "a paragraph of 50 MB": lambda: one_paragraph(50),
    "an archive cut at 50 %": lambda: cut_archive(0.5),
    "an archive cut at 97 %": lambda: cut_archive(0.97),
    "an archive cut at 99.9 %": lambda: cut_archive(0.999),
    "a length too short": lambda: archive_with_length(-40),
    "a length too long": lambda: archive_with_length(40),
    "an archive packed as one": lambda: (gzip.compress(b"".join(records())), numbered(0, PAGES)),
}
MUST_BE_WHOLE = {
    "nested 100 deep",
    "nested 260 deep",
    "nested 5,000 deep",
    "a paragraph of 1 MB",
    "an archive packed as one",
}


@pytest.mark.parametrize("case", CASES)
def test_a_text_is_whole_or_what_is_missing_is_said(case):
    data, words = CASES[case]()
    text, reasons = read(data)
    is_whole = text.split() == words or set(words) <= set(text.split())
    assert is_whole or reasons
    assert reasons <= REFUSALS
    assert is_whole or case not in MUST_BE_WHOLE


def read(data):
    """All that was read, and the codes of what was not."""
    texts, reasons = [], set()
    try:
        for found in articles_in(data, "it"):
            if isinstance(found, Failure):
                reasons.add(found.error.code)
            else:
                texts.append(found.text)
    except OnrecordError as error:
        reasons.add(error.code)
    return "\n".join(texts), reasons
