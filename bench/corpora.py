"""Where the evaluation corpora and their scorers are."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

VARIABLE = "ONRECORD_EVAL"
DEFAULT = Path("../shared/eval")


def folder(given: str | None = None) -> Path:
    """The evaluation folder: the flag's, the environment's, or the one beside the project."""
    path = Path(given or os.environ.get(VARIABLE) or DEFAULT)
    if not path.is_dir():
        raise SystemExit(f"no evaluation corpora at {path}; name their folder with --eval or {VARIABLE}")
    return path


def documents(path: Path) -> list[dict[str, Any]]:
    """The documents of a `.jsonl` or `.jsonl.gz` file."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def texts(evaluation: Path) -> list[tuple[str, str]]:
    """Every news text of the corpora as (name, text)."""
    found = [(path.name, path.read_text("utf-8")) for path in sorted(evaluation.glob("record/dev/*.txt"))]
    for name in ("attribution", "places", "quantities", "times", "entities", "incidents"):
        for path in sorted(evaluation.glob(f"{name}/dev.jsonl*")):
            for number, document in enumerate(documents(path)):
                if isinstance(document.get("text"), str):
                    found.append((f"{name}/{document.get('id', number)}", document["text"]))
    return found
