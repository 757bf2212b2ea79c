"""Plain text in any common encoding, decoded and otherwise left as it is."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from onrecord.errors import Empty, NotText, TooLarge
from onrecord.sources.article import Article

if TYPE_CHECKING:
    from onrecord.sources import Failure

MAX_CHARACTERS = 10_000_000
SAMPLE = 65_536  # bytes looked at to guess an encoding that nothing declares
REPLACEMENT = "\ufffd"

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNFIT = re.compile("[\x00\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
MOSTLY = 0.7  # of an 8-bit text's bytes in ASCII: it is in Latin script, and in English likely
MAX_CONTROL_SHARE = 0.02  # of characters: text has none, binary many
MOJIBAKE_WINDOW = 20_000  # characters searched at a time
MOJIBAKE = "parts of the text look wrongly decoded (mojibake); they are kept as they came"
# Encodings a page may name; Python knows others that unpack, escape or take quadratic time.
_CHARSETS = ("big5", "cp", "euc", "gb", "iso8859", "iso2022", "koi8", "mac", "shift_jis", "tis")
_STATED = ("title", "outlet", "byline", "published", "url", "language", "external_id")
_OUT_OF_UTF_8 = 2  # whole characters to one broken: fewer, and the bytes were never UTF-8


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with the encoding its bytes were read in."""

    text: str
    encoding: str


def claims(data: bytes, name: str) -> bool:
    """Any input may be text; `articles` refuses what is not."""
    return True


def articles(data: bytes, origin: str, metadata: Article) -> Iterator[Article | Failure]:
    """The one article of a text; raises `NotText`, `Empty` or `TooLarge`."""
    decoded = decode(data, origin, metadata.encoding)
    yield settled(replace(metadata, text=decoded.text, origin=origin, encoding=decoded.encoding))


def article_of_text(text: str, origin: str = "the text", **metadata: str) -> Article:
    """An article from a text at hand; raises `Empty` or `TooLarge`."""
    return settled(replace(Article(text=text, origin=origin), **metadata))  # type: ignore[arg-type]


def settled(article: Article) -> Article:
    """The article with its text as the record will hold it.

    A byte order mark is dropped, line ends become `\\n`; NUL and lone surrogates, which
    not every database holds, become U+FFFD one for one, so that offsets are the same
    everywhere. Characters lost, and text that looks wrongly decoded, are said in `warnings`.
    Raises `TooLarge` or `Empty`.
    """
    text = article.text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > MAX_CHARACTERS:
        raise TooLarge(
            f"{article.origin}: longer than {MAX_CHARACTERS:,} characters; split it into single reports"
        )
    warnings = list(article.warnings)
    text = _fit(text)
    if not text.strip():
        raise Empty(f"{article.origin}: there are no words in it")
    lost = text.count(REPLACEMENT)
    if lost:
        warnings.append(f"damaged characters, shown as U+FFFD: {lost}")
    if is_mojibake(text):
        warnings.append(MOJIBAKE)
    return replace(with_fit_metadata(article), text=text, warnings=tuple(warnings))


def with_fit_metadata(article: Article) -> Article:
    """The article with what every database can hold for its metadata."""
    stated = {name: _fit(value) for name in _STATED if (value := getattr(article, name)) is not None}
    return replace(article, **stated)  # type: ignore[arg-type]


def _fit(text: str) -> str:
    return _UNFIT.sub(REPLACEMENT, text)


def decode(data: bytes, origin: str, declared: str | None = None) -> Decoded:
    """Bytes as text: by byte order mark, as UTF-8, as declared, else by what they look like.

    Raises `NotText` for binary data and `Empty` for none.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise Empty(f"{origin}: it is empty")
    decoded = _marked(data) or _decoded_as(data, "utf-8") or _broken_utf_8(data) or _declared(data, declared)
    if decoded is None or _is_binary(decoded.text):
        decoded = _wide(data) or decoded or _guessed(data)
    if decoded is None or _is_binary(decoded.text):
        raise NotText(f"{origin}: it is not text, and in no other format Onrecord reads")
    return decoded


def is_mojibake(text: str) -> bool:
    """Whether a text holds sequences that come of decoding it wrongly ("schÃ¶n").

    They must look bad and decode to something better: odd signs alone (box drawing) are no fault.
    """
    if text.isascii():
        return False
    from ftfy import fix_encoding
    from ftfy.badness import is_bad

    return any(is_bad(part) and fix_encoding(part) != part for part in _parts(text))


def _parts(text: str) -> Iterator[str]:
    """A text's lines, each by itself: right and wrong decoding often stand side by side."""
    for line in text.split("\n"):
        for at in range(0, len(line), MOJIBAKE_WINDOW):
            yield line[at : at + MOJIBAKE_WINDOW]


def _marked(data: bytes) -> Decoded | None:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return Decoded(data[len(mark) :].decode(encoding, "replace"), encoding)
    return None


def _decoded_as(data: bytes, encoding: str) -> Decoded | None:
    try:
        return Decoded(data.decode(encoding), codecs.lookup(encoding).name)
    except (LookupError, UnicodeError, ValueError):
        return None


def _declared(data: bytes, label: str | None) -> Decoded | None:
    """Bytes in the encoding a page or server names; what is called Latin-1 is Windows-1252 on the web."""
    try:
        encoding = codecs.lookup(label).name if label else ""
    except (LookupError, ValueError):
        return None
    if encoding in ("iso8859-1", "ascii"):
        return _decoded_as(data, "cp1252") or _decoded_as(data, "latin-1")
    return _decoded_as(data, encoding) if encoding.startswith(_CHARSETS) else None


def _wide(data: bytes) -> Decoded | None:
    """UTF-16 without a byte order mark: every other byte of Latin text is NUL."""
    sample = data[:SAMPLE]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = max(1, len(sample) // 2)
    if odd > 0.4 * half and even < 0.1 * half:
        return _decoded_as(data, "utf-16-le")
    if even > 0.4 * half and odd < 0.1 * half:
        return _decoded_as(data, "utf-16-be")
    return None


def _broken_utf_8(data: bytes) -> Decoded | None:
    """UTF-8 with a few bytes damaged: guessing another encoding would spoil all the rest."""
    text = data.decode("utf-8", "replace")
    broken = text.count(REPLACEMENT)
    whole = sum(not char.isascii() for char in text) - broken
    return Decoded(text, "utf-8") if whole >= _OUT_OF_UTF_8 * broken else None


def _guessed(data: bytes) -> Decoded | None:
    sample = data[:SAMPLE]
    if sample.count(0) > MAX_CONTROL_SHARE * len(sample):
        return None
    from charset_normalizer import from_bytes

    western = _decoded_as(data, "cp1252")
    if western is not None and _is_mostly_ascii(data):
        return western  # a few accents and typographic quotes: statistics have too little to go on
    best = from_bytes(sample).best()
    if best is not None:
        guessed = _decoded_as(data, best.encoding)
        if guessed is not None:
            return guessed
    return western or _decoded_as(data, "latin-1")


def _is_mostly_ascii(data: bytes) -> bool:
    sample = data[:SAMPLE]
    return sum(byte < 128 for byte in sample) > MOSTLY * len(sample)


def _is_binary(text: str) -> bool:
    sample = text[:SAMPLE]
    return len(_CONTROL.findall(sample)) > MAX_CONTROL_SHARE * max(1, len(sample))
