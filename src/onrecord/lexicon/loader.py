"""Read a lexicon file, lay the user's own over it, and refuse what breaks its rules."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.errors import LexiconError

HERE = Path(__file__).parent
USER_FOLDER = "ONRECORD_LEXICON"


@dataclass(frozen=True, slots=True)
class Field:
    """What a field of an entry may hold: its type, whether it must be there, the words it may use.

    `allowed` applies to a string, and to each member of a list of strings.
    """

    type: type
    required: bool = False
    allowed: frozenset[str] | None = None


def entries(name: str, table: str, fields: Mapping[str, Field]) -> dict[str, dict[str, Any]]:
    """The entries of `[table.KEY]` in lexicon `name`, validated, the user's laid over ours.

    Order is the file's, the user's new entries last. Raises `LexiconError` that
    names file, entry and field.
    """
    merged: dict[str, dict[str, Any]] = {}
    for path in _files(name):
        found = _parsed(path).get(table, {})
        if not isinstance(found, dict):
            raise LexiconError(f"{path}: [{table}] must be a table of entries")
        for key, entry in found.items():
            _check(path, f"{table}.{key}", entry, fields)
            merged[key] = entry
    return merged


def words(name: str, key: str) -> tuple[str, ...]:
    """The list of strings `key` (dotted) in lexicon `name`, the user's words after ours, none twice."""
    found: dict[str, None] = {}
    for path in _files(name):
        value: Any = _parsed(path)
        for part in key.split("."):
            value = value.get(part, []) if isinstance(value, dict) else []
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            raise LexiconError(f"{path}: {key} must be a list of strings")
        found.update(dict.fromkeys(value))
    return tuple(found)


def table(name: str, key: str) -> dict[str, Any]:
    """The plain table `[key]` in lexicon `name`, the user's values laid over ours; raises `LexiconError`."""
    merged: dict[str, Any] = {}
    for path in _files(name):
        found = _parsed(path).get(key, {})
        if not isinstance(found, dict):
            raise LexiconError(f"{path}: [{key}] must be a table")
        merged.update(found)
    return merged


def _files(name: str) -> list[Path]:
    paths = [HERE / f"{name}.toml"]
    folder = os.environ.get(USER_FOLDER)
    if folder:
        own = Path(folder) / f"{name}.toml"
        if own.is_file():
            paths.append(own)
    return paths


_cache: dict[Path, tuple[int, dict[str, Any]]] = {}


def _parsed(path: Path) -> dict[str, Any]:
    try:
        stamp = path.stat().st_mtime_ns
        if path not in _cache or _cache[path][0] != stamp:
            _cache[path] = (stamp, tomllib.loads(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise LexiconError(f"{path}: not a readable TOML file: {fault}") from fault
    return _cache[path][1]


def _check(path: Path, where: str, entry: Any, fields: Mapping[str, Field]) -> None:
    if not isinstance(entry, dict):
        raise LexiconError(f"{path}: [{where}] must be a table of fields")
    for key in entry:
        if key not in fields:
            raise LexiconError(f"{path}: [{where}] has the unknown field {key!r}; known: {', '.join(fields)}")
    for key, rule in fields.items():
        if key not in entry:
            if rule.required:
                raise LexiconError(f"{path}: [{where}] lacks the field {key!r}")
            continue
        value = entry[key]
        if not isinstance(value, rule.type):
            raise LexiconError(f"{path}: [{where}] {key} must be a {rule.type.__name__}, not {value!r}")
        used = value if isinstance(value, list) else [value]
        if rule.allowed is not None and (wrong := [word for word in used if word not in rule.allowed]):
            raise LexiconError(
                f"{path}: [{where}] {key} may not be {wrong[0]!r}; one of: {', '.join(sorted(rule.allowed))}"
            )
