"""The commands of the comparison: parse arguments, call the library, print."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onrecord.errors import OnrecordError
from onrecord.ledger.commands import DEFAULT, LedgerAddress

if TYPE_CHECKING:
    from rich.console import Console

    from onrecord.comparison.disputes import Dispute
    from onrecord.comparison.series import Series
    from onrecord.ledger.ledger import Ledger

PLAIN_WIDTH = 132  # of tables in a file or a pipe, where no terminal tells


class Output(StrEnum):
    """How series and disputes are printed."""

    text = "text"
    csv = "csv"
    json = "json"


class Measures(StrEnum):
    """What kind of number a figure is."""

    stock = "stock"
    cumulative = "cumulative"
    flow = "flow"
    rate = "rate"
    change = "change"


Format = Annotated[Output, typer.Option("--format", "-f", help="Tables to read, CSV, or JSON.")]
Place = Annotated[
    str | None, typer.Option("--place", "-p", help="In this place and all within it.", show_default=False)
]
Since = Annotated[
    str | None, typer.Option("--since", metavar="DAY", help="From this day on.", show_default=False)
]
Until = Annotated[
    str | None, typer.Option("--until", metavar="DAY", help="Up to this day.", show_default=False)
]


def add_commands(app: typer.Typer) -> None:
    """Give an application the commands of the comparison."""
    for command in (series, disputes):
        app.command()(command)


def series(
    indicator: Annotated[
        str, typer.Argument(help="What is counted: killed, displaced, …", show_default=False)
    ],
    ledger: LedgerAddress = DEFAULT,
    place: Place = None,
    population: Annotated[
        str | None, typer.Option(help="Who is counted, or a part of it.", show_default=False)
    ] = None,
    measure: Annotated[Measures | None, typer.Option(help="Such figures alone.", show_default=False)] = None,
    since: Since = None,
    until: Until = None,
    source: Annotated[
        str | None, typer.Option(help="Who says so: a speaker or an outlet, or a part.", show_default=False)
    ] = None,
    weights: Annotated[
        Path | None,
        typer.Option(help='TOML: a table [weights] of lines "Name" = 0.5.', show_default=False),
    ] = None,
    format: Format = Output.text,
    chart: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Draw it, too: .svg, .png or .html.", show_default=False),
    ] = None,
) -> None:
    """Set out what reports say of one indicator over time, with best, low and high for each day.

    Figures that do not count are shown and marked: copies, what was corrected, revised or retracted, shares,
    parts of a whole, second-hand repeats. In CSV, cells that a spreadsheet would take for a formula have an
    apostrophe before them.
    """
    from onrecord.comparison import read_weights
    from onrecord.comparison import series as series_of
    from onrecord.comparison.series import check_indicator

    check_indicator(indicator)
    given = read_weights(weights) if weights else None
    with opened(ledger) as known:
        found = series_of(
            known,
            indicator,
            place=place,
            population=population,
            measure=measure.value if measure else None,
            since=day(since, "--since"),
            until=day(until, "--until"),
            source=source,
        )
    if chart is not None:
        from onrecord.comparison.chart import save

        save(found, chart, given)
    if format is Output.json:
        print_json(_series_plain(found, given))
    elif format is Output.csv:
        print_csv(found.to_dicts())
    else:
        from onrecord.comparison import ucdp
        from onrecord.comparison.showing import print_series

        print_laid_out(lambda shown: print_series(found, ucdp, given, shown))


class Kind(StrEnum):
    """What is in dispute."""

    interval = "interval"
    denial = "denial"
    whole = "whole"
    falling = "falling"


def disputes(
    ledger: LedgerAddress = DEFAULT,
    indicator: Annotated[
        str | None, typer.Option("--indicator", "-i", help="Of what is counted.", show_default=False)
    ] = None,
    place: Place = None,
    kind: Annotated[Kind | None, typer.Option("--kind", "-k", help="Such alone.", show_default=False)] = None,
    since: Since = None,
    until: Until = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="At most so many.")] = 20,
    format: Format = Output.text,
) -> None:
    """List what cannot both hold, the weightiest first: numbers, denials, parts and wholes, falling totals.

    Reports added since the last time are compared first. Each dispute comes with the words of both sides.
    """
    from onrecord.comparison import disputes as disputes_of

    with opened(ledger) as known:
        found = disputes_of(
            known,
            indicator=indicator,
            place=place,
            kind=kind.value if kind else None,
            since=day(since, "--since"),
            until=day(until, "--until"),
            limit=limit,
        )
    if format is Output.json:
        print_json([_dispute_plain(dispute) for dispute in found])
    elif format is Output.csv:
        print_csv([_dispute_row(dispute) for dispute in found], DISPUTE_COLUMNS)
    else:
        from onrecord.comparison.showing import print_disputes

        print_laid_out(lambda shown: print_disputes(found, shown))


_SIDE = ("source", "words", "quote", "outlet", "agency", "published", "title", "report_id", "id")
DISPUTE_COLUMNS = (
    "kind", "rank", "why", "indicator", "path", "as_of", "repeats",
    *(f"one_{name}" for name in _SIDE), *(f"other_{name}" for name in _SIDE),
)  # fmt: skip


def _dispute_plain(dispute: Dispute) -> dict[str, Any]:
    facts: dict[str, Any] = {
        name: getattr(dispute, name)
        for name in ("id", "kind", "rank", "why", "indicator", "path", "as_of", "repeats")
    }
    for which in ("one", "other"):
        side = getattr(dispute, which)
        facts[which] = {name: getattr(side, name) for name in _SIDE} | {"speaker": side.speaker}
        if side.figure is not None:
            facts[which] |= {name: getattr(side.figure, name) for name in ("value", "low", "high", "as_of")}
    return facts


def _dispute_row(dispute: Dispute) -> dict[str, Any]:
    facts = {name: getattr(dispute, name) for name in DISPUTE_COLUMNS[:7]}
    for which in ("one", "other"):
        side = getattr(dispute, which)
        facts |= {f"{which}_{name}": getattr(side, name) for name in _SIDE}
    return facts


def _series_plain(found: Series, weights: Mapping[str, float] | None) -> dict[str, Any]:
    ids = [(known.report_id, known.figure) for known in found.points]
    return {
        "indicator": found.indicator,
        "filters": dict(found.filters),
        "notes": list(found.notes),
        "points": found.to_dicts(),
        "expected": [
            {
                "observed": ids.index((pair.observed.report_id, pair.observed.figure)),
                "expected": ids.index((pair.expected.report_id, pair.expected.figure)),
                "share": round(pair.share, 4),
                "sentence": str(pair),
            }
            for pair in found.expected
        ],
        "estimates": [
            {
                "as_of": estimate.as_of,
                "measure": estimate.points[0].measure,
                "unit": estimate.points[0].unit_kind or estimate.points[0].unit,
                "counted": estimate.points[0].counted,
                "best": estimate.best,
                "low": estimate.low,
                "high": estimate.high,
                "sources": list(estimate.sources),
                "points": [ids.index((known.report_id, known.figure)) for known in estimate.points],
            }
            for estimate in found.estimates(weights=weights)
        ],
    }


# --- Shared --------------------------------------------------------------------------------


def opened(address: str) -> Ledger:
    """A ledger that is there already; raises `OnrecordError` for none."""
    from onrecord.ledger.ledger import Ledger

    if "://" not in address and not Path(address).is_file():
        raise OnrecordError(
            f"{address}: there is no ledger here; make one with: onrecord add FOLDER --ledger {address}"
        )
    return Ledger(address)


def day(given: str | None, option: str) -> str | None:
    """A day as given, checked: YYYY-MM-DD."""
    import datetime

    if given is None:
        return None
    try:
        return datetime.date.fromisoformat(given).isoformat()
    except ValueError as fault:
        raise OnrecordError(f"{option} {given}: not a day; write it as 2031-02-05") from fault


def console() -> Console:
    """Where tables are laid out: as wide as the terminal, or as a page."""
    from rich.console import Console

    return Console(
        file=sys.stdout,
        width=None if sys.stdout.isatty() else PLAIN_WIDTH,
        highlight=False,
        markup=False,
        emoji=False,
    )


def print_laid_out(show: Callable[[Console], None]) -> None:
    """Print what `show` puts on a console, without blanks at the ends of lines."""
    shown = console()
    with shown.capture() as page:
        show(shown)
    sys.stdout.write("\n".join(line.rstrip() for line in page.get().split("\n")))
    sys.stdout.flush()


def print_json(value: object) -> None:
    """Print JSON, laid out."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def print_csv(rows: Sequence[Mapping[str, Any]], columns: Iterable[str] | None = None) -> None:
    """Print rows as CSV a spreadsheet may open."""
    from onrecord.render.spreadsheet import write_csv

    names = list(columns) if columns is not None else list(rows[0]) if rows else []
    write_csv(rows, names, sys.stdout)
    sys.stdout.flush()
