"""Tell formats apart by their first bytes; unpack gzip within bounds."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib

from onrecord.errors import Incomplete, TooLarge

MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 100  # unpacked to packed, above RATIO_FROM bytes
RATIO_FROM = 10 * 1024 * 1024
_CHUNK = 1024 * 1024

# What a file begins with, and its name for a person.
_FOREIGN = (
    (b"PK\x03\x04", "a zip archive, or an office document other than Word's"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word or other office document"),
    (b"{\\rtf", "a rich text document"),
    (b"filedesc://", "a web archive (ARC)"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"\x7fELF", "a program"),
    *((b"BZh%d1AY&SY" % level, "a bzip2 archive") for level in range(1, 10)),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"OggS\x00", "a sound or video file"),
    (b"ID3\x03", "a sound file"),
    (b"ID3\x04", "a sound file"),
)
_TAR = slice(257, 262)  # where a tar archive says "ustar"
_FEEDS = (b"<rss", b"<feed", b"<rdf:rdf", b"<channel")
_XML = (*_FEEDS, b"<?xml", b"<!doctype", b"<!entity", b"<opml", b"<svg", b"<nitf", b"<newsml", b"<xml")
_MARKS = codecs.BOM_UTF8 + codecs.BOM_UTF16_LE
_HEAD = 4096


def is_gzip(data: bytes) -> bool:
    """Whether the bytes are a gzip stream."""
    return data[:2] == b"\x1f\x8b"


def gunzipped(data: bytes, origin: str) -> bytes:
    """The bytes of a gzip stream; raises `TooLarge` for a bomb, `Incomplete` for one cut short or broken."""
    out = bytearray()
    try:
        with gzip.open(io.BytesIO(data)) as stream:
            while chunk := stream.read(_CHUNK):
                out += chunk
                is_bomb = len(out) > RATIO_FROM and len(out) > MAX_RATIO * len(data)
                if len(out) > MAX_UNPACKED or is_bomb:
                    raise TooLarge(
                        f"{origin}: unpacks to more than Onrecord will hold; unpack and split it first"
                    )
    except EOFError as fault:
        raise Incomplete(f"{origin}: the gzip archive is cut short; fetch it again") from fault
    except (gzip.BadGzipFile, zlib.error) as fault:
        raise Incomplete(f"{origin}: the gzip archive is damaged; fetch it again") from fault
    return bytes(out)


def is_packed_warc(data: bytes) -> bool:
    """Whether the bytes are a web archive packed with gzip, as a whole or record by record."""
    if not is_gzip(data):
        return False
    try:
        return zlib.decompressobj(wbits=31).decompress(data[:_HEAD], 16).startswith(b"WARC/")
    except zlib.error:
        return False


def head(data: bytes) -> bytes:
    """The first bytes in lower case, from the first tag or word on; blanks and XML comments are left out.

    UTF-16 and UTF-32 lose their NULs and marks, which is enough to know a tag by.
    """
    start = data[:_HEAD].replace(b"\x00", b"").lstrip(_MARKS).lstrip().lower()
    while start.startswith(b"<!--"):
        start = start.partition(b"-->")[2].lstrip()
    return start


def foreign_format(data: bytes) -> str | None:
    """The name of a format Onrecord does not read, if the bytes are in one."""
    for start, name in _FOREIGN:
        if data.startswith(start):
            return name
    if data[_TAR] == b"ustar":
        return "a tar archive"
    return "an XML document" if _is_xml(head(data)) else None


def is_feed(data: bytes) -> bool:
    """Whether the bytes are XML with a feed's first element near the top."""
    top = head(data)
    return _is_xml(top) and any(root in top for root in _FEEDS)


def _is_xml(top: bytes) -> bool:
    return top.startswith(_XML) and b"<html" not in top and b"<!doctype html" not in top
