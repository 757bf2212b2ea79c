"""Web archives (WARC), packed or not: the pages in them, and a word where an archive breaks off."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, cast

from onrecord.errors import Empty, Incomplete, NotText, OnrecordError, TooLarge
from onrecord.sources import Failure, html, text
from onrecord.sources.article import Article
from onrecord.sources.dates import iso_day
from onrecord.sources.magic import gunzipped, is_gzip, is_packed_warc

MAX_RECORD = 20 * 1024 * 1024  # bytes: as much as a page fetched from the web may have
MAX_HEADERS = 64 * 1024  # bytes
MAX_RATIO = 200  # unpacked to packed, above RATIO_FROM bytes: pages pack 5 to 20 times
RATIO_FROM = 50 * 1024 * 1024

FETCHED_ON = "its date is the day it was fetched"
_VERSION = re.compile(rb"WARC/\d{1,3}\.\d{1,3}\s*\Z")
_CHARSET = re.compile(r"""charset\s{0,5}=\s{0,5}["']?([\w.:-]{1,40})""", re.IGNORECASE)
_PAGES = ("text/html", "application/xhtml+xml")
_TEXTS = ("text/plain",)
_CHUNK = 1024 * 1024


class _Broken(Exception):
    """The archive cannot be read on from here; the message says why."""


class _Bomb(_Broken):
    """The archive unpacks to more than any does."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its number in the archive, its headers (names in lower case), its content.

    `content` is `None` where the record is larger than Onrecord holds, or of a kind it does not read.
    """

    number: int
    headers: Mapping[str, str]
    content: bytes | None


def claims(data: bytes, name: str) -> bool:
    """Bytes that begin with a record, as they are or once unpacked."""
    return data.startswith(b"WARC/") or is_packed_warc(data)


def articles(data: bytes | Path, origin: str, metadata: Article) -> Iterator[Article | Failure]:
    """The article of every page in an archive.

    Where it is damaged or cut short, what was whole before is read and a `Failure` says that the rest
    is not. Raises `Empty` for an archive without pages.
    """
    from onrecord.sources.confined import confined

    yield from confined(parsed, data, origin, metadata)


def parsed(stream: BinaryIO, origin: str, metadata: Article) -> Iterator[Article | Failure]:
    """The articles of an archive; to be run where a crash does no harm."""
    is_empty = True
    last = 0
    try:
        for record in records(stream):
            last = record.number
            where = f"{origin} record {last}"
            for found in _in_record(record, where, replace(metadata, origin=where)):
                is_empty = False
                yield found
    except _Broken as fault:
        rest = f"nothing after record {last} was read" if last else "nothing of it was read"
        kind = TooLarge if isinstance(fault, _Bomb) else Incomplete
        yield Failure(origin, kind(f"{origin}: {fault}; {rest}"))
        return
    if is_empty:
        raise Empty(f"{origin}: the web archive holds no pages")


# The archive.


def records(stream: BinaryIO) -> Iterator[Record]:
    """The records of an archive, each once it is known to be whole; raises `_Broken` where one is not."""
    start = stream.read(2)
    stream.seek(0)
    raw = _Unpacked(stream) if is_gzip(start) else cast(io.RawIOBase, stream)
    source = cast(BinaryIO, io.BufferedReader(raw))
    archive = _Archive(source, stream)
    try:
        yield from archive.records()
    except EOFError as fault:
        raise _Broken("the archive is cut short") from fault
    except (gzip.BadGzipFile, zlib.error) as fault:
        raise _Broken("the archive is damaged") from fault


class _Unpacked(io.RawIOBase):
    """The bytes of a gzip stream, none of which is lost where damage follows it."""

    def __init__(self, packed: BinaryIO) -> None:
        self.stream = gzip.GzipFile(fileobj=packed)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        part = self.stream.read1(len(buffer))
        buffer[: len(part)] = part
        return len(part)


class _Archive:
    """An archive read from front to back."""

    def __init__(self, source: BinaryIO, packed: BinaryIO) -> None:
        self.source = source
        self.packed = packed
        self.unpacked = 0

    def records(self) -> Iterator[Record]:
        number = 0
        line = self.first_line()
        while line:
            number += 1
            if not _VERSION.match(line):
                raise _Broken(f"record {number} is damaged: it does not begin as a record does")
            headers = self.headers(number)
            content = self.content(headers, number)
            # What follows shows whether the length stated is right and the packing sound.
            line = self.first_line()
            if line and not _VERSION.match(line):
                raise _Broken(f"record {number} is not as long as it states")
            yield Record(number, headers, content)

    def first_line(self) -> bytes:
        """The next line with anything on it; none at the end."""
        while line := self.source.readline(MAX_HEADERS):
            self.count(len(line))
            if line.strip(b"\r\n"):
                return line
        return b""

    def headers(self, number: int) -> dict[str, str]:
        lines = []
        size = 0
        while (line := self.source.readline(MAX_HEADERS)).strip(b"\r\n"):
            lines.append(line)
            size += len(line)
            if size > MAX_HEADERS:
                raise _Broken(f"the headers of record {number} do not end")
        self.count(size)
        if not line:
            raise _Broken("the archive is cut short")
        return headers_of(lines)

    def content(self, headers: Mapping[str, str], number: int) -> bytes | None:
        stated = headers.get("content-length", "")
        if not (stated.isascii() and stated.isdigit() and len(stated) < 16):
            raise _Broken(f"record {number} does not state its length")
        length = int(stated)
        is_read = headers.get("warc-type", "").lower() in _KINDS and length <= MAX_RECORD
        kept = bytearray()
        while length:
            part = self.source.read(min(length, _CHUNK))
            if not part:
                raise _Broken("the archive is cut short")
            self.count(len(part))
            length -= len(part)
            if is_read:
                kept += part
        return bytes(kept) if is_read else None

    def count(self, size: int) -> None:
        self.unpacked += size
        if self.unpacked > RATIO_FROM and self.unpacked > MAX_RATIO * max(1, self.packed.tell()):
            raise _Bomb("the archive unpacks to more than any archive of pages does")


def headers_of(lines: list[bytes]) -> dict[str, str]:
    """Headers by name in lower case; a line that goes on with a blank belongs to the one before."""
    found: dict[str, str] = {}
    name = ""
    for line in lines:
        words = line.decode("utf-8", "replace").rstrip("\r\n")
        if words[:1] in (" ", "\t") and name:
            found[name] += f" {words.strip()}"
        elif ":" in words:
            name, _, value = words.partition(":")
            name = name.strip().lower()
            found[name] = value.strip()
    return found


# The pages in it.


def _in_record(record: Record, where: str, metadata: Article) -> Iterator[Article | Failure]:
    kind = record.headers.get("warc-type", "").lower()
    if kind not in _KINDS:
        return
    try:
        if record.content is None:
            raise TooLarge(f"{where}: larger than {MAX_RECORD // 1024 // 1024} MB")
        yield from _KINDS[kind](record, metadata)
    except OnrecordError as error:
        yield Failure(where, error)


def _response(record: Record, metadata: Article) -> Iterator[Article]:
    """The page a server answered with; none where it answered with something else."""
    head, body = _split(record.content or b"")
    status, *lines = head
    if not status.startswith(b"HTTP/") or status.split()[1:2] not in ([b"200"], [b"203"]):
        return
    headers = headers_of(lines)
    if headers.get("transfer-encoding", "").lower() == "chunked":
        body = _unchunked(body)
    warnings = list(metadata.warnings)
    stated = headers.get("content-length", "")
    is_short = stated.isascii() and stated.isdigit() and len(stated) < 16 and len(body) < int(stated)
    if is_short:
        warnings.append(f"the archive holds {len(body):,} of the page's {int(stated):,} bytes")
    packing = headers.get("content-encoding", "").lower()
    if is_gzip(body):
        body = gunzipped(body, metadata.origin)
    elif packing in ("br", "zstd", "deflate") and not html.claims(body, ""):
        raise NotText(f"{metadata.origin}: the page is packed as {packing!r}, which Onrecord does not unpack")
    known = replace(metadata, warnings=tuple(warnings), is_partial=is_short)
    yield from _page(record, body, headers.get("content-type", ""), known)


def _resource(record: Record, metadata: Article) -> Iterator[Article]:
    """The page or text a record holds as it is; what the archiver says of its own work is none."""
    if not _is_web_address(_address(record)):
        return
    yield from _page(record, record.content or b"", record.headers.get("content-type", ""), metadata)


_KINDS = {"response": _response, "resource": _resource, "conversion": _resource}


def _split(content: bytes) -> tuple[list[bytes], bytes]:
    """An answer's header lines and its body."""
    stream = io.BytesIO(content)
    lines = []
    while (line := stream.readline(MAX_HEADERS)).strip(b"\r\n") and stream.tell() <= MAX_HEADERS:
        lines.append(line)
    return lines or [b""], stream.read()


def _unchunked(body: bytes) -> bytes:
    """A body without its chunks' lengths; as it is where it has none, as some archives keep it."""
    parts = []
    stream = io.BytesIO(body)
    while line := stream.readline(1024):
        length = line.split(b";")[0].strip()
        if not re.fullmatch(rb"[0-9a-fA-F]{1,8}", length):
            return body
        if not int(length, 16):
            break
        parts.append(stream.read(int(length, 16)))
        stream.readline(3)
    return b"".join(parts)


def _page(record: Record, body: bytes, content_type: str, metadata: Article) -> Iterator[Article]:
    kind = content_type.partition(";")[0].strip().lower()
    is_page = kind in _PAGES or (not kind and html.claims(body, ""))
    if not is_page and kind not in _TEXTS:
        return
    charset = _CHARSET.search(content_type)
    warnings = metadata.warnings
    cut = record.headers.get("warc-truncated")
    if cut:
        warnings = (*warnings, f"the archive holds only a part of the page ({cut[:20]})")
    known = replace(
        metadata,
        url=_address(record) if _is_web_address(_address(record)) else None,
        encoding=charset[1] if charset else None,
        warnings=warnings,
        is_partial=metadata.is_partial or bool(cut),
    )
    for found in (html if is_page else text).articles(body, metadata.origin, known):
        if isinstance(found, Article):
            yield _dated(found, record.headers.get("warc-date", ""))


def _address(record: Record) -> str:
    return record.headers.get("warc-target-uri", "").strip("<> ")


def _is_web_address(address: str) -> bool:
    return address.lower().startswith(("http://", "https://"))


def _dated(article: Article, fetched: str) -> Article:
    day = iso_day(fetched)
    if article.published is not None or day is None:
        return article
    return replace(article, published=day, warnings=(*article.warnings, FETCHED_ON))
