"""Inputs of every kind, turned into articles.

`articles` takes what a person names (a file, a folder, a pattern, an address, `-`);
`articles_in` takes bytes. A new format is a module with `claims` and `articles`, and its
name in `FORMATS`.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from onrecord.errors import NotFound, NotText, OnrecordError, SourceError, TooLarge
from onrecord.sources.article import Article

__all__ = ["FORMATS", "Article", "Failure", "articles", "articles_in"]

FORMATS = ("jsonlines", "json", "html", "text")
"""Readers, asked in this order whether an input is theirs; the last takes what is left."""

MAX_BYTES = 50 * 1024 * 1024
STANDARD_INPUT = "-"
_ADDRESS = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]{0,30}://"
)  # any scheme: fetching refuses all but http and https


@dataclass(frozen=True, slots=True)
class Failure:
    """An input, or one report in it, that could not be read, and why."""

    origin: str
    error: OnrecordError


class Reader(Protocol):
    """What a format's module provides."""

    def claims(self, data: bytes, name: str) -> bool:
        """Whether the bytes, from an input called `name`, are in this format."""

    def articles(self, data: bytes, origin: str, metadata: Article) -> Iterator[Article | Failure]:
        """The articles in the bytes; `metadata` holds what is known beforehand. Raises `SourceError`."""


def articles(
    source: str, *, stdin: BinaryIO | None = None, allow_private: bool = False, format: str | None = None
) -> Iterator[Article | Failure]:
    """The articles that `source` names, in order; what cannot be read is a `Failure`.

    `source` is a path, a folder (read in sorted order, hidden files and links out of it
    left out), a pattern with `*`, an `http(s)` address, or `-` for `stdin`. `format` is one
    of `FORMATS`, else it is recognised. `allow_private` lets addresses inside one's own network be fetched.
    """
    try:
        if source == STANDARD_INPUT:
            stream = stdin if stdin is not None else sys.stdin.buffer
            data = stream.read(MAX_BYTES + 1)
            yield from _in_bytes(data, "standard input", "", None, format)
        elif _ADDRESS.match(source):
            from onrecord.sources.url import fetch

            page = fetch(source, allow_private=allow_private)
            known = Article(text="", origin=source, url=page.url, encoding=page.charset)
            yield from _in_bytes(page.body, source, page.name, known, format)
        else:
            for path in _files(source):
                yield from _in_file(path, format)
    except OnrecordError as error:
        yield Failure(source, error)


def articles_in(
    data: bytes, origin: str, *, name: str = "", metadata: Article | None = None, format: str | None = None
) -> Iterator[Article | Failure]:
    """The articles in `data`, an input called `origin` in messages; raises `SourceError`.

    `name` is the input's file name, if it has one; its ending helps to recognise the format.
    """
    from onrecord.sources import magic

    if len(data) > MAX_BYTES:
        raise TooLarge(f"{origin}: larger than {MAX_BYTES // 1024 // 1024} MB; split it into single reports")
    if magic.is_gzip(data):
        data, name = magic.gunzipped(data, origin), name.removesuffix(".gz")
    foreign = magic.foreign_format(data)
    if foreign is not None and format is None:
        raise NotText(f"{origin}: it is {foreign}, which Onrecord does not read; save its text and read that")
    known = metadata if metadata is not None else Article(text="", origin=origin)
    yield from _reader(data, name, format).articles(data, origin, known)


def _reader(data: bytes, name: str, format: str | None) -> Reader:
    if format is not None and format not in FORMATS:
        raise SourceError(f"there is no input format {format!r}; choose one of: {', '.join(FORMATS)}")
    for known in FORMATS if format is None else (format,):
        reader = cast(Reader, import_module(f"onrecord.sources.{known}"))
        if format is not None or reader.claims(data, name.lower()):
            return reader
    raise NotText(f"{name}: in no format Onrecord reads")


def _in_bytes(
    data: bytes, origin: str, name: str, metadata: Article | None, format: str | None
) -> Iterator[Article | Failure]:
    try:
        yield from articles_in(data, origin, name=name, metadata=metadata, format=format)
    except OnrecordError as error:
        yield Failure(origin, error)
    except Exception as fault:  # one input nobody foresaw must not end a batch
        if os.environ.get("ONRECORD_DEBUG"):
            raise
        kind = type(fault).__name__
        yield Failure(origin, SourceError(f"{origin}: could not be read ({kind}); please report it"))


def _in_file(path: Path, format: str | None) -> Iterator[Article | Failure]:
    origin = str(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise TooLarge(
                f"{origin}: larger than {MAX_BYTES // 1024 // 1024} MB; split it into single reports"
            )
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
