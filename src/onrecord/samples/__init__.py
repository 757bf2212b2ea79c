"""The bundled samples: 24 invented dispatches on one invented flood, to try everything on.

`README.md` beside them tells the story; `story.toml` plans it for programs: the
figures, the disputes, the copies, the corrections, the statements to be found.
"""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from onrecord.errors import NotFound

FORMATS = (".txt", ".html", ".json", ".jsonl")


def paths() -> list[Path]:
    """The dispatch files in order of name, which is order of date; one of them holds several dispatches.

    Raises `NotFound` where the package is not unpacked on disk.
    """
    found = sorted(_folder().iterdir(), key=lambda entry: entry.name)
    dispatches = [entry for entry in found if entry.name.endswith(FORMATS)]
    unpacked = [entry for entry in dispatches if isinstance(entry, Path)]
    if len(unpacked) != len(dispatches):
        raise NotFound("the samples: the package is inside an archive; install it unpacked")
    return unpacked


def read_text(name: str) -> str:
    """The text of the file `name` ("story.toml", "README.md", a dispatch's file), decoded from UTF-8.

    Raises `NotFound` where the samples have no such file.
    """
    for entry in _folder().iterdir():
        if entry.name == name and not entry.name.endswith(".py") and entry.is_file():
            return entry.read_text("utf-8")
    raise NotFound(f"{name}: no sample of that name; onrecord.samples.paths() lists them")


def _folder() -> Traversable:
    return files(__name__)
