"""Small files that unpack to huge ones: each is refused, in bounded time and memory."""

from __future__ import annotations

import gzip
import io
import resource
import time
import zipfile
import zlib

import pytest

from onrecord.errors import OnrecordError
from onrecord.sources import Failure, articles_in, confined
from tests.sources.documents import answer, docx, paragraph, pdf, warc_record

MB = 1024 * 1024
SECONDS = 5.0
GROWTH = 500 * MB  # that this process may take at most while it reads them
BY_MEMORY = {
    "parquet: a column": {"memory", "timeout"}  # known only once it is unpacked, which a cap ends
}
OTHERWISE = {"warc: length": "incomplete", "gzip in gzip": "not_text", "zip": "not_text"}


def filled(name, size, entries=1):
    stream = io.BytesIO(docx(paragraph("It is open.")))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as package:
        for number in range(entries):
            package.writestr(f"{name}{number}", bytes(size))
    return stream.getvalue()


def inflating_pdf():
    """A page whose content unpacks to 400 MB of words."""
    packed = zlib.compressobj(9)
    content = b"".join(
        [
            *(packed.compress(b"BT /F1 9 Tf 9 9 Td (word) Tj ET\n" * 32_768) for _ in range(400)),
            packed.flush(),
        ]
    )
    page = pdf([[]]).replace(b"<< /Length 0 >>", b"<< /Filter /FlateDecode /Length %d >>" % len(content))
    return page.replace(b"stream\n\nendstream", b"stream\n" + content + b"\nendstream")


def parquet_of_one_word():
    import pyarrow
    import pyarrow.parquet

    stream = io.BytesIO()
    words = pyarrow.array(["word " * (4 * MB)] * 40)  # 800 MB that a dictionary keeps once
    pyarrow.parquet.write_table(pyarrow.table({"text": words}), stream, compression="zstd")
    return stream.getvalue()


BOMBS = {
    "docx: one part": lambda: docx("<w:p/>" + " " * (60 * MB)),
    "docx: a part beside": lambda: filled("word/media", 20 * MB),
    "docx: many parts": lambda: filled("word/media", 1, entries=10_001),
    "docx: together": lambda: filled("word/media", 9 * MB, entries=25),
    "gzip": lambda: gzip.compress(bytes(250 * MB), 1),
    "gzip in gzip": lambda: gzip.compress(gzip.compress(bytes(100 * MB), 9), 9),
    "warc: one record": lambda: gzip.compress(warc_record(answer("a" * (80 * MB))), 1),
    "warc: a page in it": lambda: warc_record(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + gzip.compress(b"a" * (60 * MB), 9)
    ),
    "warc: length": lambda: warc_record(b"", Content_Length="9" * 15),
    "pdf: a page": inflating_pdf,
    "parquet: a column": parquet_of_one_word,
    "zip": lambda: filled("xl/sheet", 60 * MB).replace(b"word/", b"wxrd/"),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_refused_within_bounds(bomb, monkeypatch):
    monkeypatch.setitem(confined.confined.__kwdefaults__, "seconds", SECONDS)
    data = BOMBS[bomb]()
    before, started = peak(), time.monotonic()
    expected = BY_MEMORY.get(bomb) or {OTHERWISE.get(bomb, "too_large")}
    assert codes(data) <= expected
    assert time.monotonic() - started < SECONDS + 3
    assert peak() - before < GROWTH


def test_a_picture_in_a_pdf_that_packs_well_is_no_bomb():
    packed = zlib.compress(bytes(60 * MB), 9)
    picture = b"99 0 obj\n<< /Subtype /Image /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed)
    data = pdf([[(50, 700, 10, "It is open, she said.")]])
    whole = data.replace(b"xref\n", picture + packed + b"\nendstream\nendobj\nxref\n", 1)
    [article] = articles_in(whole, "it")
    assert article.text == "It is open, she said."


def codes(data):
    """The reasons of what was refused; "read" for what was not."""
    try:
        return {
            found.error.code if isinstance(found, Failure) else "read" for found in articles_in(data, "it")
        }
    except OnrecordError as error:
        return {error.code}


def peak():
    """The bytes this process has had in use at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
