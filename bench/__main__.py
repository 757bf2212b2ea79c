"""Run the benchmarks and write what they found: `python -m bench [NAME…] [--eval FOLDER]`."""

from __future__ import annotations

import argparse
import importlib
import platform
from pathlib import Path

import spacy

from bench.corpora import folder
from onrecord import __version__

SECTIONS = (
    "record", "attribution", "coreference", "figures", "times", "places", "incidents", "spans", "speed",
    "determinism", "limits", "hostile",
)  # fmt: skip
RESULTS = Path(__file__).parent / "RESULTS.md"


def main() -> None:
    """Print each section as it is measured; a full run writes RESULTS.md."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"one of: {', '.join(SECTIONS)} (default: all)"
    )
    parser.add_argument("--eval", help="the folder of evaluation corpora (default: ../shared/eval)")
    arguments = parser.parse_args()
    unknown = set(arguments.names) - set(SECTIONS)
    if unknown:
        parser.error(f"no benchmark is called {sorted(unknown)[0]!r}")
    evaluation = folder(arguments.eval)
    sections = []
    for name in arguments.names or SECTIONS:
        section = importlib.import_module(f"bench.{name}").section(evaluation)
        print(section, end="\n\n", flush=True)
        sections.append(section)
    if not arguments.names:
        RESULTS.write_text("\n\n".join([heading(), *sections]) + "\n", "utf-8")
        print(f"written to {RESULTS}")


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
