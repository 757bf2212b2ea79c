"""The commands of the comparison: parse arguments, call the library, print."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onrecord.ledger import DEFAULT
from onrecord.ledger.options import Answer, LedgerAddress, Place, Shown, Since, Until, day, opened
from onrecord.render.printing import lay_out, print_csv, print_json

if TYPE_CHECKING:
    from onrecord.comparison.disputes import Dispute
    from onrecord.comparison.series import Series


class Measures(StrEnum):
    """What kind of number a figure is."""

    stock = "stock"
    cumulative = "cumulative"
    flow = "flow"
    rate = "rate"
    change = "change"


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
    format: Shown = Answer.text,
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
    if format is Answer.json:
        print_json(_series_plain(found, given))
    elif format is Answer.csv:
        print_csv(found.to_dicts())
    else:
        from onrecord.comparison import ucdp
        from onrecord.comparison.showing import print_series

        lay_out(lambda shown: print_series(found, ucdp, given, shown))


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
    settled: Annotated[bool, typer.Option("--settled", help="Those that people have settled.")] = False,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="At most so many.")] = 20,
    format: Shown = Answer.text,
) -> None:
    """List what cannot both hold, the weightiest first: numbers, denials, parts and wholes, falling totals.

    Reports added since the last time are compared first. Each dispute comes with the words of both sides,
    and those that people have settled (--settled) with what they decided.
    """
    from onrecord.comparison import disputes as disputes_of
    from onrecord.comparison.rulings import rulings_on

    with opened(ledger) as known:
        found = disputes_of(
            known,
            indicator=indicator,
            place=place,
            kind=kind.value if kind else None,
            since=day(since, "--since"),
            until=day(until, "--until"),
            settled=settled,
            limit=limit,
        )
        rulings = rulings_on(known, [dispute.id for dispute in found]) if settled else {}
    if format is Answer.json:
        print_json([_dispute_plain(dispute) for dispute in found])
    elif format is Answer.csv:
        print_csv([_dispute_row(dispute) for dispute in found], DISPUTE_COLUMNS)
    else:
        from onrecord.comparison.showing import print_disputes

        lay_out(lambda shown: print_disputes(found, shown, rulings))


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
