"""PDF files with a text layer: the words of every page, set in paragraphs again."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from onrecord.errors import Empty, Malformed, TooLarge
from onrecord.sources import Failure
from onrecord.sources.article import Article
from onrecord.sources.dates import iso_day
from onrecord.sources.faults import Encrypted
from onrecord.sources.layout import Line, paragraphs
from onrecord.sources.text import settled

if TYPE_CHECKING:
    import pypdfium2  # type: ignore[import-untyped]

MAX_PAGES = 2_000
MAX_UNPACKED = 200 * 1024 * 1024  # bytes, of all streams but pictures
MAX_RATIO = 100  # unpacked to packed, above RATIO_FROM bytes
RATIO_FROM = 10 * 1024 * 1024
MADE_ON = "its date is the day the file was made"
_PDF = re.compile(rb"(?:\A|[\r\n])%PDF-\d")  # viewers take a PDF that begins in the first 1,024 bytes
_STREAM = re.compile(rb"stream\r?\n")
_STREAM_END = b"endstream"
_DICTIONARY = 1_000  # bytes before a stream, in which what it is is said
_CHUNK = 1024 * 1024
_PASSWORD = 4  # FPDF_ERR_PASSWORD
_UNKNOWN_SECURITY = 5  # FPDF_ERR_SECURITY
_MADE = re.compile(r"(?:D:)?([0-9]{8})")
_SPACE, _TAB = 0x20, 0x09
_UNKNOWN = 0xFFFD  # a sign whose meaning the file does not give
_LINE_ENDS = (0x0A, 0x0D)
_HYPHEN = ord("-")
_MARKED_HYPHENS = (0x02, 0xFFFE)  # how PDFium gives a hyphen that ends a line: no line end follows
_LIGATURES = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
}
_FILE_ENDINGS = (".doc", ".docx", ".odt", ".pdf", ".indd", ".tex", ".rtf", ".qxp", ".pages")
_MADE_WITH = re.compile(r"(?i)^microsoft word\s*-\s*")


def claims(data: bytes, name: str) -> bool:
    """A file that begins as PDFs do; its ending says nothing."""
    return _PDF.search(data[:1024]) is not None


def articles(data: bytes, origin: str, metadata: Article) -> Iterator[Article | Failure]:
    """The one article of a PDF; raises `Encrypted`, `Malformed`, `Empty` for one without a text layer."""
    from onrecord.sources.confined import confined

    yield from confined(parsed, data, origin, metadata)


def parsed(stream: BinaryIO, origin: str, metadata: Article) -> Iterator[Article | Failure]:
    """The article of a PDF; to be run where a crash does no harm."""
    import pypdfium2

    try:
        data = stream.read()
        _require_bounds(data, origin)
        document = pypdfium2.PdfDocument(data)
        pages, unread = _pages(document, origin)
        stated = document.get_metadata_dict(skip_empty=True)
    except pypdfium2.PdfiumError as fault:
        if getattr(fault, "err_code", None) in (_PASSWORD, _UNKNOWN_SECURITY):
            raise Encrypted(f"{origin}: the PDF is protected with a password; save it without") from fault
        raise Malformed(f"{origin}: the PDF is damaged and cannot be opened") from fault
    body = paragraphs(pages)
    if not body.text.strip():
        raise Empty(f"{origin}: the PDF has no text layer (a scan or a picture?); recognise its text first")
    warnings = list(metadata.warnings)
    if unread:
        warnings.append(f"pages that could not be read: {unread}")
    if body.left_out:
        warnings.append(f"page headers, footers and numbers left out: {body.left_out} lines")
    article = replace(
        metadata, text=body.text, origin=origin, warnings=tuple(warnings), is_partial=bool(unread)
    )
    yield settled(_with_metadata(article, stated))


def _require_bounds(data: bytes, origin: str) -> None:
    """Refuse streams that unpack to more than the pages of a report do; PDFium would unpack them whole."""
    unpacked = 0
    at = 0
    while (begun := _STREAM.search(data, at)) is not None:
        start = begun.end()
        at = data.find(_STREAM_END, start)
        at = len(data) if at < 0 else at + len(_STREAM_END)
        said = data[max(0, begun.start() - _DICTIONARY) : begun.start()].rpartition(b" obj")[2]
        if b"/FlateDecode" not in said or b"/Image" in said:
            continue
        size = 0
        for part in _unpacked(memoryview(data)[start:at]):
            size += part
            if size > max(RATIO_FROM, MAX_RATIO * (at - start)) or unpacked + size > MAX_UNPACKED:
                raise TooLarge(f"{origin}: the PDF unpacks to more than Onrecord will hold")
        unpacked += size


def _unpacked(packed: memoryview) -> Iterator[int]:
    """The sizes of a stream's parts as they are unpacked, up to where it is damaged."""
    reader = zlib.decompressobj()
    waiting: bytes | memoryview = packed
    try:
        while part := reader.decompress(waiting, _CHUNK):
            yield len(part)
            waiting = reader.unconsumed_tail
    except zlib.error:
        return


def _pages(document: pypdfium2.PdfDocument, origin: str) -> tuple[list[list[Line]], int]:
    """The lines of every page, and how many pages could not be read."""
    import pypdfium2

    if len(document) > MAX_PAGES:
        raise TooLarge(f"{origin}: more than {MAX_PAGES:,} pages; split it into single reports")
    pages: list[list[Line]] = []
    unread = 0
    for number in range(len(document)):
        try:
            page = document[number]
            pages.append(_lines(page.get_textpage()))
            page.close()
        except pypdfium2.PdfiumError:
            unread += 1
    if unread == len(document):
        raise Malformed(f"{origin}: the PDF is damaged: none of its pages can be read")
    return pages, unread


def _lines(page: pypdfium2.PdfTextPage) -> list[Line]:
    """The lines of a page in the order its file has them, each with the box its words fill."""
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    lines: list[Line] = []
    signs: list[int] = []  # UTF-16 units
    places: list[int] = []  # of those that can be seen, as PDFium counts
    for at in range(page.count_chars()):
        sign = pdfium.FPDFText_GetUnicode(page, at)
        if sign not in _LINE_ENDS:
            signs.append(_sign(sign))
            if sign > _SPACE or sign in _MARKED_HYPHENS:
                places.append(at)
        if sign in _LINE_ENDS or sign in _MARKED_HYPHENS:
            lines += _line(page, signs, places)
            signs, places = [], []
    return lines + _line(page, signs, places)


def _sign(sign: int) -> int:
    if sign in _MARKED_HYPHENS:
        return _HYPHEN
    return sign if sign >= _SPACE or sign == _TAB else _UNKNOWN


def _line(page: pypdfium2.PdfTextPage, signs: list[int], places: list[int]) -> list[Line]:
    if not places:
        return []
    import ctypes

    import pypdfium2.raw as pdfium

    text = "".join(map(chr, signs)).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    first, last = page.get_charbox(places[0], loose=True), page.get_charbox(places[-1], loose=True)
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(page, places[0], x, y)
    return [Line(text.translate(_LIGATURES), first[0], last[2], y.value, first[3] - first[1])]


def _with_metadata(article: Article, stated: dict[str, str]) -> Article:
    """The article with what the file says of itself, unless more is known."""
    title = _MADE_WITH.sub("", _tidy(stated.get("Title")))
    made = _MADE.match(stated.get("CreationDate", ""))
    day = iso_day(made[1]) if made is not None else None
    is_dated = article.published is None and day is not None
    return replace(
        article,
        title=article.title or (title if _is_title(title) else None),
        byline=article.byline or _tidy(stated.get("Author")) or None,
        published=article.published or day,
        warnings=(*article.warnings, *([MADE_ON] if is_dated else [])),
    )


def _is_title(words: str) -> bool:
    """Whether what a file calls its title is one, and not the file's name or a program's stopgap."""
    return words.lower() not in ("", "untitled") and not words.lower().endswith(_FILE_ENDINGS)


def _tidy(value: str | None) -> str:
    return " ".join((value or "").replace("\x00", " ").split())
