"""What commands print with: laid-out text and tables, JSON, CSV, and a word on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

PLAIN_WIDTH = 132  # of tables in a file or a pipe, where no terminal tells


def lay_out(show: Callable[[Console], None], stream: TextIO | None = None, width: int = PLAIN_WIDTH) -> None:
    """Write what `show` puts on a console, without blanks at the ends of lines; standard output if `None`.

    A terminal tells its own width, anything else gets `width`.
    """
    from rich.console import Console

    stream = stream or sys.stdout
    console = Console(
        file=stream,
        width=None if stream.isatty() else width,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=False,
    )
    with console.capture() as page:
        show(console)
    stream.write("\n".join(line.rstrip() for line in page.get().split("\n")))
    stream.flush()


def plain_table() -> Table:
    """A table without lines, its headings dim."""
    from rich.table import Table

    return Table(box=None, pad_edge=False, header_style="dim", show_edge=False, padding=(0, 2, 0, 0))


def print_json(value: object) -> None:
    """Print JSON, laid out."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def print_csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str] | None = None) -> None:
    """Print rows as CSV that a spreadsheet may open; the columns are the first row's if not given."""
    from onrecord.render.spreadsheet import write_csv

    write_csv(rows, columns if columns is not None else list(rows[0]) if rows else [], sys.stdout)
    sys.stdout.flush()


def say(message: str) -> None:
    """Print a word to the person at the keyboard on standard error."""
    from onrecord.render.escape import printable

    print(f"onrecord: {printable(message)}", file=sys.stderr)
