"""The commands that ask a ledger: parse arguments, call the library, print a table, CSV or JSON."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from onrecord.errors import OnrecordError
from onrecord.ledger import DEFAULT
from onrecord.ledger.options import Answer, LedgerAddress, Place, Shown, Since, Until, day, opened
from onrecord.render.printing import lay_out, plain_table

if TYPE_CHECKING:
    from rich.table import Table

    from onrecord.ledger.asking import Counted, Filters, Located, Said


class Status(StrEnum):
    """Which reports count."""

    current = "current"
    revised = "revised"
    retracted = "retracted"
    all = "all"


def _option(*names: str, help: str, metavar: str | None = None) -> Any:
    return typer.Option(*names, help=help, metavar=metavar, show_default=False)


Speaker = Annotated[
    str | None, _option("--speaker", "-s", help="Said by: a name, part of one, or a register number.")
]
Act = Annotated[str | None, _option("--act", help="assert, confirm, deny, accuse, expect, …")]
About = Annotated[
    str | None, _option("--about", "-a", help='Words that it holds; a "phrase" in quotation marks.')
]
Outlet = Annotated[str | None, _option("--outlet", help="Of this outlet's reports.")]
Factuality = Annotated[
    str | None, _option("--factuality", help="certain, probable, possible, counterfactual, unknown.")
]
Indicator = Annotated[str | None, _option("--indicator", "-i", help="Of what is counted: killed, …")]
Mode = Annotated[str | None, _option("--mode", help="observed, expected, planned, estimated.")]
StatusOption = Annotated[
    list[Status] | None,
    _option("--status", help="Of such reports: current, revised, retracted, all (else all but retracted)."),
]
Limit = Annotated[int, typer.Option("--limit", "-n", min=1, help="At most so many.")]
Output = Annotated[Path | None, _option("--output", "-o", help="Write to this file.")]


def add_commands(app: typer.Typer) -> None:
    """Give an application the commands that ask."""
    for command in (statements, places):
        app.command()(command)


def statements(
    ledger: LedgerAddress = DEFAULT,
    speaker: Speaker = None,
    act: Act = None,
    about: About = None,
    place: Place = None,
    since: Since = None,
    until: Until = None,
    outlet: Outlet = None,
    factuality: Factuality = None,
    status: StatusOption = None,
    limit: Limit = 50,
    format: Shown = Answer.text,
    output: Output = None,
) -> None:
    """List what was said, the newest first: the exact words, who said them, and in which report.

    All that is given must hold. A statement is of a place where its words name it, or where a figure in it
    is of there. Of copies each counts. In CSV, cells that a spreadsheet would take for a formula have an
    apostrophe before them.
    """
    from onrecord.ledger import asking

    filters = filters_of(
        speaker=speaker,
        act=_word("Act", act, "--act"),
        about=about,
        place=place,
        since=since,
        until=until,
        outlet=outlet,
        factuality=_word("Factuality", factuality, "--factuality"),
        status=status,
        limit=limit,
    )
    with opened(ledger) as known:
        found = asking.statements(known, filters)
    _answer(found, asking.Said, format, output, _said_table)


def places(
    ledger: LedgerAddress = DEFAULT,
    place: Place = None,
    about: About = None,
    since: Since = None,
    until: Until = None,
    outlet: Outlet = None,
    status: StatusOption = None,
    limit: Limit = 50,
    format: Shown = Answer.text,
    output: Output = None,
) -> None:
    """List the places that reports name, the newest first, and where they lie on the map.

    --about asks for words of the report. In CSV, cells that a spreadsheet would take for a formula have an
    apostrophe before them.
    """
    from onrecord.ledger import asking

    filters = filters_of(
        place=place, about=about, since=since, until=until, outlet=outlet, status=status, limit=limit
    )
    with opened(ledger) as known:
        found = asking.places(known, filters)
    _answer(found, asking.Located, format, output, _located_table)


def figures(ledger: str, format: Answer, output: Path | None, **asked: Any) -> None:
    """Print the figures of a ledger that the filters leave."""
    from onrecord.ledger import asking

    asked["act"] = _word("Act", asked.get("act"), "--act")
    asked["factuality"] = _word("Factuality", asked.get("factuality"), "--factuality")
    asked["mode"] = _word("Mode", asked.get("mode"), "--mode")
    asked["indicator"] = _indicator(asked.get("indicator"))
    with opened(ledger) as known:
        found = asking.figures(known, filters_of(**asked))
    _answer(found, asking.Counted, format, output, _counted_table)


# --- Arguments ------------------------------------------------------------------------------


def filters_of(
    *,
    since: str | None = None,
    until: str | None = None,
    status: Sequence[Status] | None = None,
    **asked: Any,
) -> Filters:
    """The filters as given, checked; raises `OnrecordError`."""
    from onrecord.ledger.asking import Filters

    return Filters(since=day(since, "--since"), until=day(until, "--until"), status=statuses(status), **asked)


def statuses(given: Sequence[Status] | None) -> tuple[str, ...]:
    """The status of the reports that count; all but retracted ones where none is given."""
    from onrecord.ledger.ledger import CURRENT

    if not given:
        return CURRENT
    if Status.all in given:
        return tuple(status.value for status in Status if status is not Status.all)
    return tuple(status.value for status in given)


def _word(name: str, given: str | None, option: str) -> str | None:
    """A word of the record's vocabulary, checked."""
    from typing import get_args

    from onrecord import record

    known = get_args(getattr(record, name))
    if given is not None and given not in known:
        raise OnrecordError(f"{option} {given}: choose one of: {', '.join(known)}")
    return given


def _indicator(given: str | None) -> str | None:
    from onrecord.lexicon.indicators import load_indicators

    known = load_indicators().terms
    if given is not None and given not in known and given != "other":
        raise OnrecordError(f"--indicator {given}: choose one of: {', '.join(known)}")
    return given


# --- Answers --------------------------------------------------------------------------------


def _answer(
    found: Sequence[Any],
    kind: type,
    format: Answer,
    output: Path | None,
    table: Callable[[Sequence[Any]], Table],
) -> None:
    if output is None:
        _print(found, kind, format, sys.stdout, table)
        return
    try:
        with output.open("w", encoding="utf-8", newline="") as stream:
            _print(found, kind, format, stream, table)
    except OSError as fault:
        raise OnrecordError(f"{output}: cannot be written: {fault.strerror or fault}") from fault


def _print(
    found: Sequence[Any],
    kind: type,
    format: Answer,
    stream: TextIO,
    table: Callable[[Sequence[Any]], Table],
) -> None:
    from onrecord.render.spreadsheet import write_csv

    if format is Answer.json:
        stream.write(json.dumps([_plain(row) for row in found], ensure_ascii=False, indent=1) + "\n")
    elif format is Answer.csv:
        rows = [_flat(row) for row in found]
        write_csv(rows, list(rows[0]) if rows else [field.name for field in dataclasses.fields(kind)], stream)
    elif not found:
        stream.write("Nothing found.\n")
    else:
        lay_out(lambda console: console.print(table(found)), stream)
    stream.flush()


def _plain(row: Any) -> dict[str, Any]:
    return {field.name: getattr(row, field.name) for field in dataclasses.fields(row)}


def _flat(row: Any) -> dict[str, Any]:
    """A row as cells: spans as their ends."""
    cells = _plain(row)
    spans = cells.pop("spans", None) or (cells.pop("span", None),)
    cells["from_character"], cells["to_character"] = spans[0].start, spans[-1].end
    return cells


def _table(headings: Iterable[str], rows: Iterable[Sequence[str]]) -> Table:
    from rich.text import Text

    from onrecord.render.escape import printable

    table = plain_table()
    for heading in headings:
        table.add_column(heading, overflow="fold", ratio=4 if heading in ("words", "in") else None)
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    return table


def _said_table(found: Sequence[Said]) -> Table:
    return _table(
        ("day", "speaker", "act", "words", "outlet", "report"),
        (
            (
                *_dated(row),
                row.speaker or "nobody named",
                _act(row),
                f"“{row.words}”" if row.kind == "direct" else row.words,
                row.outlet or "",
                f"{row.report_id} {row.statement}",
            )
            for row in found
        ),
    )


def _act(row: Said) -> str:
    negated = ", negated" if row.polarity == "-" else ""
    return row.act + (f", {row.factuality}" if row.factuality != "certain" else "") + negated


def _counted_table(found: Sequence[Counted]) -> Table:
    return _table(
        ("as of", "figure", "counted", "place", "said by", "in", "outlet", "report"),
        (
            (
                (row.as_of or "") + _mark(row.status),
                row.words,
                " ".join(filter(None, (row.indicator, row.counted and f"({row.counted})", _mode(row)))),
                row.place or "",
                row.speaker or ("nobody named" if row.statement else ""),
                row.quote,
                row.outlet or "",
                f"{row.report_id} {row.figure}",
            )
            for row in found
        ),
    )


def _mode(row: Counted) -> str | None:
    return None if row.mode == "observed" else row.mode


def _located_table(found: Sequence[Located]) -> Table:
    return _table(
        ("day", "words", "place", "path", "lat", "lon", "named", "outlet", "report"),
        (
            (
                *_dated(row),
                row.words,
                row.name,
                row.path or "",
                "" if row.lat is None else f"{row.lat:.4f}",
                "" if row.lon is None else f"{row.lon:.4f}",
                str(row.times_named),
                row.outlet or "",
                f"{row.report_id} {row.place}",
            )
            for row in found
        ),
    )


def _dated(row: Said | Located) -> Iterator[str]:
    yield (row.published or "") + _mark(row.status)


def _mark(status: str) -> str:
    return "" if status == "current" else f" ({status})"
