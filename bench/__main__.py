"""Run the benchmarks and write what they found: `python -m bench [NAME…] [--eval FOLDER]`.

With names, only those sections of RESULTS.md are made anew.
"""

from __future__ import annotations

import argparse
import importlib
import platform
import re
from pathlib import Path

import spacy

from bench.corpora import folder
from onrecord import __version__

SECTIONS = (
    "record", "attribution", "coreference", "figures", "times", "places", "incidents", "spans", "speed",
    "determinism", "limits", "hostile", "copies", "ledger", "web",
)  # fmt: skip
RESULTS = Path(__file__).parent / "RESULTS.md"


def main() -> None:
    """Print each section as it is measured, and write RESULTS.md."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.splitlines()[0])
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"one of: {', '.join(SECTIONS)} (default: all)"
    )
    parser.add_argument("--eval", help="the folder of evaluation corpora (default: ../shared/eval)")
    arguments = parser.parse_args()
    unknown = set(arguments.names) - set(SECTIONS)
    if unknown:
        parser.error(f"no benchmark is called {sorted(unknown)[0]!r}")
    evaluation = folder(arguments.eval)
    kept = {} if not arguments.names else _sections(RESULTS)
    for name in arguments.names or SECTIONS:
        section = importlib.import_module(f"bench.{name}").section(evaluation)
        print(section, end="\n\n", flush=True)
        kept[name] = section
        written = [kept[known] for known in SECTIONS if known in kept]
        RESULTS.write_text("\n\n".join([heading(), *written]) + "\n", "utf-8")
    print(f"written to {RESULTS}")


def _sections(path: Path) -> dict[str, str]:
    """The sections of a file of results, by benchmark."""
    if not path.is_file():
        return {}
    parts = re.split(r"\n\n(?=## )", path.read_text("utf-8").rstrip())[1:]
    headings = {_heading_of(name): name for name in SECTIONS}
    return {headings[part.split("\n", 1)[0]]: part for part in parts if part.split("\n", 1)[0] in headings}


def _heading_of(name: str) -> str:
    """The heading that a benchmark's module writes."""
    source = (Path(__file__).parent / f"{name}.py").read_text("utf-8")
    found = re.search(r'"(## [^"{]+)"', source)
    return found[1] if found else name


def heading() -> str:
    """What was measured, with what."""
    return (
        "# Measured results\n\n"
        f"Made by `make bench` with Onrecord {__version__}, spaCy {spacy.__version__}, "
        f"Python {platform.python_version()}. The corpora are not part of the project; times are ratios "
        "taken in one run, because machines are noisy."
    )


if __name__ == "__main__":
    main()
