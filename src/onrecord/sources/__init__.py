"""Inputs of every kind, turned into articles.

`articles` takes what a person names (a file, a folder, a pattern, an address, `-`);
`articles_in` takes bytes. A new format is a module with `claims` and `articles`, and its
name in `FORMATS`. Formats that are parsed by more than plain Python are parsed in a process
of their own (`confined`).
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, cast

from onrecord.errors import Empty, NotFound, NotText, OnrecordError, SourceError, TooLarge
from onrecord.sources.article import Article
from onrecord.sources.validators import Validator, Validators

if TYPE_CHECKING:
    from onrecord.sources.url import Page

__all__ = ["FORMATS", "Article", "Failure", "Validator", "Validators", "articles", "articles_in"]

_MARKED = ("pdf", "docx", "parquet", "warc", "feed")  # known by marks of their own, whatever their name
FORMATS = (*_MARKED, "jsonlines", "json", "html", "text")
"""Readers, asked in this order whether an input is theirs; the last takes what is left."""

MAX_BYTES = 50 * 1024 * 1024
_STREAMED = ("parquet", "warc")  # many reports in one file, which may be larger: it is never held whole
_HEAD = 4096  # bytes to know such a file by
STANDARD_INPUT = "-"
_ADDRESS = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]{0,30}://"
)  # any scheme: fetching refuses all but http and https


@dataclass(frozen=True, slots=True)
class Failure:
    """An input, or one report in it, that could not be read, and why."""

    origin: str
    error: OnrecordError


class Fetch(Protocol):
    """What gets a page: `url.fetch`, or what takes its place."""

    def __call__(self, url: str, *, etag: str | None = None, last_modified: str | None = None) -> Page:
        """The page at `url`, unless it has not changed; raises `SourceError`."""


class Reader(Protocol):
    """What a format's module provides; those of `_STREAMED` take a file's path in place of its bytes, too."""

    def claims(self, data: bytes, name: str) -> bool:
        """Whether the bytes, from an input called `name`, are in this format."""

    def articles(self, data: Any, origin: str, metadata: Article) -> Iterator[Article | Failure]:
        """The articles in the bytes; `metadata` holds what is known beforehand. Raises `SourceError`."""


def articles(
    source: str,
    *,
    stdin: BinaryIO | None = None,
    allow_private: bool = False,
    format: str | None = None,
    fetch: Fetch | None = None,
    validators: Validators | None = None,
    notices: bool = False,
    origin: str | None = None,
) -> Iterator[Article | Failure]:
    """The articles that `source` names, in order; what cannot be read is a `Failure`.

    `source` is a path, a folder (read in sorted order, hidden files and links out of it
    left out), a pattern with `*`, an `http(s)` address, or `-` for `stdin`. `format` is one
    of `FORMATS`, else it is recognised. `allow_private` lets addresses inside one's own network be fetched.
    What a feed fetched holds only a summary of is fetched from where it leads. `fetch` takes the place of
    `url.fetch`. With `validators`, servers are asked only for what has changed since these were set: what
    has not gives nothing, and is no failure. A notice without text that a publisher canceled an article is
    an `Empty` failure, unless `notices` are wanted: then it is an `Article` with the text "". `origin` is
    what a file is called, in messages and as an article's origin, in place of its path.
    """
    for found in _found(source, stdin, fetch or _fetching(allow_private), validators, format, origin):
        if not notices and isinstance(found, Article) and not found.text:
            yield Failure(found.origin, Empty(f"{found.origin}: it is canceled, and holds no words"))
        else:
            yield found


def _found(
    source: str,
    stdin: BinaryIO | None,
    fetch: Fetch,
    validators: Validators | None,
    format: str | None,
    origin: str | None,
) -> Iterator[Article | Failure]:
    try:
        if source == STANDARD_INPUT:
            stream = stdin if stdin is not None else sys.stdin.buffer
            data = stream.read(MAX_BYTES + 1)
            yield from _in_bytes(data, "standard input", "", None, format)
        elif _ADDRESS.match(source):
            yield from _at_address(source, _Asking(fetch, validators), format)
        else:
            for path in _files(source):
                yield from _in_file(path, format, origin or str(path))
    except OnrecordError as error:
        yield Failure(origin or source, error)


def articles_in(
    data: bytes, origin: str, *, name: str = "", metadata: Article | None = None, format: str | None = None
) -> Iterator[Article | Failure]:
    """The articles in `data`, an input called `origin` in messages; raises `SourceError`.

    `name` is the input's file name, if it has one; its ending helps to recognise the format.
    """
    from onrecord.sources import magic

    if len(data) > MAX_BYTES:
        raise TooLarge(f"{origin}: larger than {MAX_BYTES // 1024 // 1024} MB; split it into single reports")
    if magic.is_gzip(data) and not magic.is_packed_warc(data):
        data, name = magic.gunzipped(data, origin), name.removesuffix(".gz")
    reader = _named(format) if format is not None else _first_to_claim(_MARKED, data, name)
    if reader is None:
        foreign = magic.foreign_format(data)
        if foreign is not None:
            raise NotText(
                f"{origin}: it is {foreign}, which Onrecord does not read; save its text and read that"
            )
        reader = _first_to_claim(FORMATS, data, name) or _named(FORMATS[-1])
    yield from reader.articles(data, origin, metadata or Article(text="", origin=origin))


def _named(format: str) -> Reader:
    if format not in FORMATS:
        raise SourceError(f"there is no input format {format!r}; choose one of: {', '.join(FORMATS)}")
    return cast(Reader, import_module(f"onrecord.sources.{format}"))


def _first_to_claim(formats: tuple[str, ...], data: bytes, name: str) -> Reader | None:
    readers = (_named(format) for format in formats)
    return next((reader for reader in readers if reader.claims(data, name.lower())), None)


def _fetching(allow_private: bool) -> Fetch:
    def fetching(url: str, *, etag: str | None = None, last_modified: str | None = None) -> Page:
        from onrecord.sources.url import fetch

        return fetch(url, allow_private=allow_private, etag=etag, last_modified=last_modified)

    return fetching


class _Asking:
    """Pages, asked for with the validators known, which are set anew once all that came has been taken."""

    def __init__(self, fetch: Fetch, validators: Validators | None) -> None:
        self.fetch = fetch
        self.validators = validators

    def page(self, address: str) -> Page:
        known = self.validators.get(address) if self.validators is not None else None
        known = known or Validator()
        return self.fetch(address, etag=known.etag, last_modified=known.last_modified)

    def settle(self, address: str, page: Page) -> None:
        if self.validators is not None and (page.etag or page.last_modified):
            self.validators.set(address, Validator(page.etag, page.last_modified))


def _at_address(address: str, asking: _Asking, format: str | None) -> Iterator[Article | Failure]:
    from onrecord.sources.feed import link_of

    page = asking.page(address)
    if page.is_unchanged:
        return
    known = Article(text="", origin=address, url=page.url, encoding=page.charset)
    is_whole = True
    for found in _in_bytes(page.body, address, page.name, known, format):
        link = link_of(found)
        for item in [found] if link is None else _linked(cast(Article, found), link, asking):
            is_whole = is_whole and isinstance(item, Article)
            yield item
    if is_whole:  # else it is asked for again, and with it what failed
        asking.settle(address, page)


def _linked(summary: Article, link: str, asking: _Asking) -> Iterator[Article | Failure]:
    """The page that a feed's summary leads to, with what the feed says of it; it leads no further."""
    try:
        page = asking.page(link)
    except OnrecordError as error:
        yield Failure(link, error)
        return
    if page.is_unchanged:
        return
    known = replace(
        summary,
        text="",
        origin=link,
        url=page.url,
        encoding=page.charset,
        warnings=(),
        is_partial=False,
    )
    is_whole = True
    for found in _in_bytes(page.body, link, page.name, known, None):
        is_whole = is_whole and isinstance(found, Article)
        yield found
    if is_whole:
        asking.settle(link, page)


def _in_bytes(
    data: bytes, origin: str, name: str, metadata: Article | None, format: str | None
) -> Iterator[Article | Failure]:
    yield from _guarded(articles_in(data, origin, name=name, metadata=metadata, format=format), origin)


def _guarded(found: Iterator[Article | Failure], origin: str) -> Iterator[Article | Failure]:
    """What is found, the fault that ends it, if one does, as a `Failure`."""
    try:
        yield from found
    except OnrecordError as error:
        yield Failure(origin, error)
    except Exception as fault:  # one input nobody foresaw must not end a batch
        if os.environ.get("ONRECORD_DEBUG"):
            raise
        kind = type(fault).__name__
        yield Failure(origin, SourceError(f"{origin}: could not be read ({kind}); please report it"))


def _in_file(path: Path, format: str | None, origin: str) -> Iterator[Article | Failure]:
    try:
        if path.stat().st_size > MAX_BYTES:
            reader = _streaming(path, format)
            if reader is None:
                raise TooLarge(
                    f"{origin}: larger than {MAX_BYTES // 1024 // 1024} MB; split it into single reports"
                )
            yield from _guarded(reader.articles(path, origin, Article(text="", origin=origin)), origin)
            return
        data = path.read_bytes()
    except PermissionError:
        yield Failure(origin, NotFound(f"{origin}: you have no permission to read it"))
        return
    except OSError as fault:
        yield Failure(origin, NotFound(f"{origin}: cannot be read: {fault.strerror or fault}"))
        return
    except OnrecordError as error:
        yield Failure(origin, error)
        return
    yield from _in_bytes(data, origin, path.name, None, format)


def _streaming(path: Path, format: str | None) -> Reader | None:
    """The reader of a file too large to hold, if it is of many reports."""
    with path.open("rb") as stream:
        reader = _first_to_claim(_STREAMED, stream.read(_HEAD), path.name)
    return reader if format is None or format in _STREAMED else None


def _files(source: str) -> list[Path]:
    if "\0" in source:
        raise NotFound("the name holds a NUL character, which no file's does")
    path = Path(source)
    try:
        if path.is_dir():
            found = _files_below(path)
        elif path.exists():
            if not path.is_file():
                raise NotText(f"{source}: not a regular file")
            return [path]
        elif any(sign in source for sign in "*?["):
            import glob

            found = [Path(name) for name in sorted(glob.glob(source, recursive=True)) if Path(name).is_file()]
        else:
            raise NotFound(f"{source}: no such file or folder")
    except OSError as fault:
        raise NotFound(f"{source[:200]}: cannot be read: {fault.strerror or fault}") from fault
    if not found:
        raise NotFound(f"{source}: names no file that can be read (hidden files are left out)")
    return found


def _files_below(folder: Path) -> list[Path]:
    found = []
    for place, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            if not name.startswith(".") and path.is_file() and not _leads_out(path, folder):
                found.append(path)
    return sorted(found)


def _leads_out(path: Path, folder: Path) -> bool:
    return path.is_symlink() and not path.resolve().is_relative_to(folder.resolve())
