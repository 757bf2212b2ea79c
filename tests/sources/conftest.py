"""Reading a source the way a person names it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from onrecord.sources import Article, Failure, articles


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str, bytes | str], str]:
    """Write a real file and give its path."""

    def write(name: str, content: bytes | str) -> str:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return str(path)

    return write


@pytest.fixture
def read_file(file: Callable[[str, bytes | str], str]) -> Callable[..., list[Article | Failure]]:
    """Write a real file and read it."""

    def read(name: str, content: bytes | str, **options: str) -> list[Article | Failure]:
        return list(articles(file(name, content), **options))

    return read
