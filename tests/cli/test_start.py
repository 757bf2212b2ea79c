"""The command line starts without what only some commands need."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("alembic", "altair", "datasketch", "pyarrow", "spacy", "sqlalchemy", "trafilatura")


def test_the_command_line_loads_no_heavy_library_to_start():
    told = "import sys, onrecord.cli; print(*sorted(set(sys.modules) & set(sys.argv[1:])))"
    run = subprocess.run([sys.executable, "-c", told, *HEAVY], capture_output=True, text=True, check=True)
    assert run.stdout.split() == []
