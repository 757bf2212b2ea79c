"""Word documents: paragraphs in order, the cells of tables as paragraphs, what the file says of itself."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, BinaryIO

from onrecord.errors import Empty, Malformed, TooLarge
from onrecord.sources import Failure
from onrecord.sources.article import Article
from onrecord.sources.dates import iso_day
from onrecord.sources.faults import Encrypted
from onrecord.sources.text import REPLACEMENT, settled

if TYPE_CHECKING:
    from lxml import etree  # type: ignore[import-untyped]

MAX_ENTRIES = 10_000
MAX_UNPACKED = 200 * 1024 * 1024  # bytes, of all parts together
MAX_RATIO = 100  # unpacked to packed, above RATIO_FROM bytes
RATIO_FROM = 10 * 1024 * 1024

MADE_ON = "its date is the day the file was last changed"
_DOCUMENT = "word/document.xml"
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_PROPERTIES = "docProps/core.xml"
_RELATIONS = "_rels/.rels"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROTECTED = "EncryptedPackage".encode("utf-16-le")  # the stream an encrypted office document is kept in
_NO_TITLE = re.compile(r"(?i)(?:document|untitled|title)?")

# What is not shown: deleted and moved text, field codes, and the second copy of a text box for old readers.
_HIDDEN = frozenset({"del", "moveFrom", "Fallback", "instrText", "delText", "pPrChange", "rPrChange"})
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}


def claims(data: bytes, name: str) -> bool:
    """A zip archive with a Word document in it, or an encrypted office document."""
    if data.startswith(b"PK\x03\x04"):
        return b"word/" in data or name.endswith((".docx", ".docm"))
    return data.startswith(_OLD_OFFICE) and _PROTECTED in data


def articles(data: bytes, origin: str, metadata: Article) -> Iterator[Article | Failure]:
    """The one article of a document; raises `Encrypted`, `Malformed`, `TooLarge` or `Empty`."""
    from onrecord.sources.confined import confined

    if data.startswith(_OLD_OFFICE):
        raise Encrypted(f"{origin}: the document is protected with a password; save it without")
    yield from confined(parsed, data, origin, metadata)


def parsed(stream: BinaryIO, origin: str, metadata: Article) -> Iterator[Article | Failure]:
    """The article of a document; to be run where a crash does no harm."""
    from lxml import etree

    try:
        with zipfile.ZipFile(stream) as package:
            _require_bounds(package, origin)
            main = _main_part(package)
            parts = [main, *(name for name in _NOTES if name in package.namelist())]
            found = [text for name in parts for text in _paragraphs(_tree(package, name))]
            article = _with_properties(replace(metadata, origin=origin), package)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as fault:
        raise Malformed(f"{origin}: the Word document is damaged: {_first_line(fault)}") from fault
    except (KeyError, etree.LxmlError) as fault:
        raise Malformed(f"{origin}: the Word document is damaged: {_first_line(fault)}") from fault
    if not found:
        raise Empty(f"{origin}: the document holds no words")
    yield settled(replace(article, text="\n\n".join(found)))


def _first_line(fault: Exception) -> str:
    words = str(fault).strip("'\"").partition("\n")[0].partition(" (<string>")[0]
    return words[:200] or type(fault).__name__


def _require_bounds(package: zipfile.ZipFile, origin: str) -> None:
    """Refuse what unpacks to more than a report holds; no part gives more bytes than are declared here."""
    entries = package.infolist()
    if len(entries) > MAX_ENTRIES:
        raise TooLarge(f"{origin}: more than {MAX_ENTRIES:,} parts in the document")
    unpacked = sum(entry.file_size for entry in entries)
    is_bomb = any(
        entry.file_size > max(RATIO_FROM, MAX_RATIO * entry.compress_size) for entry in entries
    ) or unpacked > max(RATIO_FROM, MAX_RATIO * sum(entry.compress_size for entry in entries))
    if unpacked > MAX_UNPACKED or is_bomb:
        raise TooLarge(f"{origin}: the document unpacks to more than Onrecord will hold")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Encrypted(f"{origin}: the document is protected with a password; save it without")


def _tree(package: zipfile.ZipFile, name: str) -> etree._Element:
    """A part's XML: entities stay unresolved, nothing is fetched, nothing is loaded from beside it."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=True
    )
    return etree.fromstring(package.read(name), parser)


def _main_part(package: zipfile.ZipFile) -> str:
    """The name of the part that holds the words, as the package's relations state it."""
    names = set(package.namelist())
    if _RELATIONS in names:
        for relation in _tree(package, _RELATIONS):
            if str(relation.get("Type", "")).endswith("/officeDocument"):
                target = str(relation.get("Target", "")).lstrip("/")
                if target in names:
                    return target
    return _DOCUMENT


def _paragraphs(root: etree._Element) -> list[str]:
    """The text of every paragraph with words, in document order; a text box's come after the one it is in."""
    found: list[str] = []
    _walk(root, found)
    return found


def _walk(root: etree._Element, found: list[str]) -> None:
    # Without recursion: elements may be nested deeper than Python's stack.
    open_paragraphs: list[list[str]] = []
    places: list[int] = []
    waiting: list[tuple[Any, bool]] = [(root, False)]
    while waiting:
        element, is_over = waiting.pop()
        name = _local(element)
        if is_over:
            text = "".join(open_paragraphs.pop())
            place = places.pop()
            if text.strip():
                found.insert(place, _tidy(text))
            continue
        if name in _HIDDEN:
            continue
        if name == "p":
            open_paragraphs.append([])
            places.append(len(found))
            waiting.append((element, True))
        elif open_paragraphs:
            if name == "t":
                open_paragraphs[-1].append(_words(element))
            elif name in _SIGNS and _local(element.getparent()) == "r":
                open_paragraphs[-1].append(_SIGNS[name])
        waiting.extend((child, False) for child in reversed(element))


def _local(element: Any) -> str:
    """An element's name without its namespace; comments and unresolved entities have none."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _words(element: Any) -> str:
    """An element's text; an entity in it, which is not resolved, shows as a sign that was lost."""
    return (element.text or "") + "".join(REPLACEMENT + (child.tail or "") for child in element)


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _with_properties(article: Article, package: zipfile.ZipFile) -> Article:
    """The article with the document's core properties, unless more is known."""
    if _PROPERTIES not in package.namelist():
        return article
    stated = {_local(child): (child.text or "").strip() for child in _tree(package, _PROPERTIES)}
    day = iso_day(stated.get("modified") or stated.get("created") or "")
    title = " ".join(stated.get("title", "").split())
    is_dated = article.published is None and day is not None
    return replace(
        article,
        title=article.title or (None if _NO_TITLE.fullmatch(title) else title),
        byline=article.byline or stated.get("creator") or None,
        published=article.published or day,
        warnings=(*article.warnings, *([MADE_ON] if is_dated else [])),
    )
