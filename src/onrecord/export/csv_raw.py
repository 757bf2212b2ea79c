"""The tables as CSV with every text as it is: for programs, unsafe to open in a spreadsheet."""

from __future__ import annotations

from functools import partial
from typing import Any

from onrecord.export import csv
from onrecord.export.shapes import Tables
from onrecord.export.tables import fields


def as_it_is(value: Any) -> Any:
    """A cell that holds just the value; nothing for `None`."""
    return "" if value is None else value


FORMAT = Tables(
    about=(
        "As `csv`, with every text as it is: for programs. Text from outside may start a formula; do not "
        "open it in a spreadsheet."
    ),
    ending=".csv",
    fields=fields(),
    write=partial(csv.write, cell=as_it_is),
)
