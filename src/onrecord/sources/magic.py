"""Tell formats apart by their first bytes; unpack gzip within bounds."""

from __future__ import annotations

import zlib

from onrecord.errors import Incomplete, TooLarge

MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 100  # unpacked to packed, above RATIO_FROM bytes
RATIO_FROM = 10 * 1024 * 1024
_CHUNK = 1024 * 1024

# What a file begins with, and its name for a person.
_FOREIGN = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive, or a Word or other office document"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word or other office document"),
    (b"{\\rtf", "a rich text document"),
    (b"WARC/", "a web archive (WARC)"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x7fELF", "a program"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"OggS", "a sound or video file"),
    (b"ID3", "a sound file"),
)
_XML_ROOTS = (
    b"<rss",
    b"<feed",
    b"<rdf:rdf",
    b"<channel",
    b"<opml",
    b"<nitf",
    b"<newsml",
    b"<!doctype",
    b"<xml",
)


def is_gzip(data: bytes) -> bool:
    """Whether the bytes are a gzip stream."""
    return data[:2] == b"\x1f\x8b"


def gunzipped(data: bytes, origin: str) -> bytes:
    """The bytes of a gzip stream; raises `TooLarge` for a bomb, `Incomplete` for one cut short or broken."""
    out = bytearray()
    rest = data
    try:
        while rest:
            unpacker = zlib.decompressobj(wbits=31)
            while rest and not unpacker.eof:
                out += unpacker.decompress(rest, _CHUNK)
                rest = unpacker.unconsumed_tail or unpacker.unused_data
                is_bomb = len(out) > RATIO_FROM and len(out) > MAX_RATIO * len(data)
                if len(out) > MAX_UNPACKED or is_bomb:
                    raise TooLarge(
                        f"{origin}: unpacks to more than Onrecord will hold; unpack and split it first"
                    )
                if not unpacker.unconsumed_tail and not unpacker.eof:
                    raise Incomplete(f"{origin}: the gzip archive is cut short; fetch it again")
            if rest[:2] != b"\x1f\x8b":
                break
    except zlib.error as fault:
        raise Incomplete(f"{origin}: the gzip archive is damaged; fetch it again") from fault
    return bytes(out)


def foreign_format(data: bytes) -> str | None:
    """The name of a format Onrecord does not read, if the bytes are in one."""
    for start, name in _FOREIGN:
        if data.startswith(start):
            return name
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"<?xml") or head.startswith(_XML_ROOTS):
        if b"<html" in head or b"<!doctype html" in head:
            return None
        is_feed = any(root in head for root in (b"<rss", b"<feed", b"<rdf:rdf", b"<channel"))
        return "a feed" if is_feed else "an XML document"
    return None
