"""The shapes an export takes, a text, a file of bytes or a set of tables, and how each reaches its target.

A file is complete or not there: it is written beside its target and then takes the target's name.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, TextIO

from onrecord.errors import OnrecordError
from onrecord.record import Record

Field = tuple[str, str]
"""A column or a field, and what it holds."""

Fields = tuple[tuple[str, tuple[Field, ...]], ...]
"""A format's fields under their headings, for the documentation."""

ZIP = ".zip"
THEN = (1980, 1, 1, 0, 0, 0)  # the first time a zip archive can hold: the same bytes whenever it is written
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")


class ExportError(OnrecordError):
    """The records cannot be written where, or as what, they were asked for."""

    code = "export"


def sound(text: str) -> str:
    """Text that UTF-8 can hold: each half of a surrogate pair becomes U+FFFD, so that offsets hold."""
    return text if text.isascii() else _LONE_SURROGATES.sub("\ufffd", text)


@dataclass(frozen=True, slots=True)
class Text:
    """A format that is text in UTF-8; `pieces` gives it bit by bit."""

    about: str
    ending: str
    fields: Fields
    pieces: Callable[[Iterable[Record]], Iterator[str]]

    def to_path(self, records: Iterable[Record], path: Path) -> None:
        """Write to the file `path`."""
        with _whole_file(path) as stream:
            self.to_bytes(records, stream)

    def to_bytes(self, records: Iterable[Record], stream: BinaryIO | IO[bytes]) -> None:
        """Write to a stream of bytes, which stays open."""
        for piece in self.pieces(records):
            stream.write(sound(piece).encode())

    def to_text(self, records: Iterable[Record], stream: TextIO) -> None:
        """Write to a stream of text, which stays open."""
        for piece in self.pieces(records):
            stream.write(sound(piece))


@dataclass(frozen=True, slots=True)
class Binary:
    """A format that is one file of bytes."""

    about: str
    ending: str
    fields: Fields
    write: Callable[[Iterable[Record], BinaryIO | IO[bytes]], None]

    def to_path(self, records: Iterable[Record], path: Path) -> None:
        """Write to the file `path`."""
        with _whole_file(path) as stream:
            self.write(records, stream)

    def to_bytes(self, records: Iterable[Record], stream: BinaryIO | IO[bytes]) -> None:
        """Write to a stream of bytes, which stays open."""
        self.write(records, stream)

    def to_text(self, records: Iterable[Record], stream: TextIO) -> None:
        """Refuse: these bytes are no text."""
        raise ExportError(f"a {self.ending} file is no text; name a file for it")


@dataclass(frozen=True, slots=True)
class Tables:
    """A format that is a set of files, one a table, in a folder or packed as a zip archive."""

    about: str
    ending: str
    fields: Fields
    write: Callable[[Iterable[Record], Path], None]

    def to_path(self, records: Iterable[Record], path: Path) -> None:
        """Write into the folder `path`, made if need be, or to an archive where it ends in `.zip`."""
        if path.suffix.lower() == ZIP:
            with _whole_file(path) as stream:
                self.to_bytes(records, stream)
        elif path.exists() and not path.is_dir():
            raise ExportError(f"{path}: is a file; a set of tables needs a folder, or a name ending in {ZIP}")
        else:
            self._to_folder(records, path)

    def to_bytes(self, records: Iterable[Record], stream: BinaryIO | IO[bytes]) -> None:
        """Write as a zip archive to a stream of bytes, which stays open."""
        with tempfile.TemporaryDirectory(prefix="onrecord-") as made:
            self.write(records, Path(made))
            pack(Path(made), stream)

    def to_text(self, records: Iterable[Record], stream: TextIO) -> None:
        """Refuse: a set of files is no text."""
        raise ExportError(f"a set of tables is no text; name a folder for it, or a file ending in {ZIP}")

    def _to_folder(self, records: Iterable[Record], folder: Path) -> None:
        _require_parent(folder)
        folder.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".onrecord-", dir=folder) as made:
            self.write(records, Path(made))
            for file in sorted(Path(made).iterdir()):
                os.replace(file, folder / file.name)


Format = Text | Binary | Tables


class DatelessArchive(zipfile.ZipFile):
    """A zip archive whose members bear no time of their own: the same content is the same bytes."""

    def open(self, name, mode="r", pwd=None, *, force_zip64=False):  # type: ignore[no-untyped-def]
        """Open a member, with a fixed time where it is written."""
        if mode == "w" and isinstance(name, zipfile.ZipInfo):
            name.date_time = THEN
            name.external_attr = 0o644 << 16
        return super().open(name, mode, pwd, force_zip64=force_zip64)


def pack(folder: Path, stream: BinaryIO | IO[bytes]) -> None:
    """Pack the files of a folder, in order of their names, as a zip archive into `stream`."""
    with DatelessArchive(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, file.name)


@contextmanager
def _whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A stream whose bytes are at `path` when all is written; on a fault what was there stays."""
    _require_parent(path)
    if path.is_dir():
        raise ExportError(f"{path}: is a folder; name a file")
    if path.exists() and not path.is_file():  # a pipe or a device takes bytes as they come
        with path.open("wb") as stream:
            yield stream
        return
    whole = Path(os.path.realpath(path))  # a link stays a link
    beside = whole.with_name(f".onrecord-{secrets.token_hex(8)}")
    try:
        with beside.open("xb") as stream:
            yield stream
        if whole.exists():
            shutil.copymode(whole, beside)
        os.replace(beside, whole)
    finally:
        beside.unlink(missing_ok=True)


def _require_parent(path: Path) -> None:
    parent = path.absolute().parent
    if not parent.is_dir():
        raise ExportError(f"{path}: there is no folder {parent} to write to")
