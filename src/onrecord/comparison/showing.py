"""Series on the terminal: a table for each group, its line, what was expected, its estimates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from onrecord.comparison.disputes import Dispute
from onrecord.comparison.estimates import Estimate, Weights, checked_weights
from onrecord.comparison.estimates import Rule as EstimateRule
from onrecord.comparison.points import Number, Point
from onrecord.comparison.rulings import Ruling, said
from onrecord.comparison.series import Expectation, Group, Series, estimates_of
from onrecord.comparison.sparkline import sparkline
from onrecord.lexicon.indicators import load_indicators
from onrecord.render.escape import printable
from onrecord.render.figures import SIGNS
from onrecord.render.printing import plain_table

NOTHING = "No figures: nothing in the ledger counts this, here and then."


def print_series(found: Series, rule: EstimateRule, weights: Weights | None, console: Console) -> None:
    """Print a series with all that may be worked out of it."""
    about = load_indicators().terms[found.indicator].about
    console.print(Rule(Text(f"{found.indicator}: {about}", "bold"), align="left", style="dim"))
    facts = [f"{name} {value}" for name, value in found.filters.items()]
    if facts:
        console.print(Text(printable(" · ".join(facts)), "dim"))
    for note in found.notes:
        console.print(Text(f"note: {note}", "yellow"))
    if not found.points:
        console.print(Text(NOTHING, "dim"))
    expected = found.expected
    for group in found.groups:
        estimates = estimates_of(group, rule, checked_weights(weights))
        own = [pair for pair in expected if pair.observed in group.points]
        _print_group(group, estimates, own, console)


def _print_group(
    group: Group, estimates: Sequence[Estimate], expected: Sequence[Expectation], console: Console
) -> None:
    console.print(Padding(Text(printable(group.label), "bold"), (1, 0, 0, 0)))
    console.print(_point_table(group.points))
    if len(estimates) > 1:
        best = [estimate.best for estimate in estimates]
        ends = f"  {_number(best[0])} on {estimates[0].as_of} to {_number(best[-1])} on {estimates[-1].as_of}"
        console.print(Padding(Text(f"best  {sparkline(best)}{ends}"), (1, 0, 0, 0)))
    if expected:
        console.print(Padding(Text("expected against observed", "dim"), (1, 0, 0, 0)))
        for line in _expected_lines(expected):
            console.print(line)
    if estimates:
        console.print(Padding(_estimate_table(estimates), (1, 0, 0, 0)))


def _point_table(points: Sequence[Point]) -> Table:
    table = _table("as of", "figure", ">low–high", "mode", "who says so", "published", "")
    for known in points:
        style = "dim" if known.left_out else ""
        cells = (
            known.as_of,
            known.words,
            interval(known),
            known.mode,
            known.speaker or ("" if known.statement is None else "nobody named"),
            f"{known.publisher} · {known.published or 'no date'}",
            mark(known),
        )
        table.add_row(*(Text(printable(cell), style) for cell in cells))
    return table


def mark(known: Point) -> str:
    """Why a point does not count, or how many copies it has."""
    if known.left_out:
        part = f" of {_number(known.total)}" if known.left_out == "part" else ""
        return f"({known.left_out}{part})"
    if known.copies:
        return f"+{known.copies} {'copy' if known.copies == 1 else 'copies'}"
    return ""


def _expected_lines(expected: Sequence[Expectation]) -> Iterable[Padding]:
    told: set[tuple[str, str]] = set()
    quoted: set[tuple[str, str]] = set()
    for pair in expected:
        seen = (pair.observed.as_of, str(pair))
        if seen in told:
            continue
        told.add(seen)
        yield Padding(Text(f"{pair.observed.as_of}  {pair}", "bold"), (0, 0, 0, 2))
        yield Padding(_quoted(pair.observed), (0, 0, 0, 6))
        if (pair.expected.report_id, pair.expected.figure) not in quoted:
            quoted.add((pair.expected.report_id, pair.expected.figure))
            yield Padding(Text("expected: ", "dim") + _quoted(pair.expected), (0, 0, 0, 6))


def _quoted(known: Point) -> Text:
    line = Text(f"“{printable(known.quote)}”", "cyan")
    line.append(f" {printable(cited(known))}", "dim")
    return line


def cited(known: Point) -> str:
    """Who said it, where, when: "Ruo Amadi, Vale Gazette, 2031-03-05"."""
    return ", ".join(fact for fact in (known.speaker, known.publisher, known.published) if fact)


def print_disputes(
    found: Sequence[Dispute], console: Console, rulings: Mapping[str, Sequence[Ruling]] | None = None
) -> None:
    """Print disputes with the words of both sides, and what people decided about them."""
    if not found:
        console.print(Text("No disputes: nothing here contradicts anything else.", "dim"))
    for number, dispute in enumerate(found):
        head = Text(f"{dispute.kind} ", "bold")
        head.append(f"{dispute.rank:.2f}", "dim")
        facts = [dispute.indicator, dispute.path, dispute.as_of]
        head.append("  " + printable(" · ".join(fact for fact in facts if fact)), "dim")
        if dispute.repeats:
            head.append(f"  and {dispute.repeats} more alike", "dim")
        console.print(Padding(head, (1 if number else 0, 0, 0, 0)))
        console.print(Padding(Text(printable(dispute.why)), (0, 0, 0, 2)))
        sides = (dispute.one,) if dispute.one == dispute.other else (dispute.one, dispute.other)
        for side in sides:
            line = Text(f"“{printable(side.quote)}”", "cyan")
            cited = (side.speaker, side.publisher, side.published)
            line.append(f" {printable(', '.join(fact for fact in cited if fact))}", "dim")
            console.print(Padding(line, (0, 0, 0, 4)))
        for ruling in (rulings or {}).get(dispute.id, ()):
            told = Text(printable(f"{ruling.reviewer} {said(ruling)}"))
            console.print(Padding(told.append(f" {ruling.at[:10]}", "dim"), (0, 0, 0, 2)))


def _estimate_table(estimates: Sequence[Estimate]) -> Table:
    table = _table("estimates", ">best", ">low", ">high", "sources")
    for estimate in estimates:
        table.add_row(
            estimate.as_of,
            Text(_number(estimate.best), "bold"),
            _number(estimate.low),
            _number(estimate.high),
            Text(printable("; ".join(estimate.sources)), "dim"),
        )
    return table


def _table(*headings: str) -> Table:
    table = plain_table()
    for heading in headings:
        right = heading.startswith(">")
        table.add_column(heading.lstrip(">"), justify="right" if right else "left", overflow="fold")
    return table


def interval(known: Point) -> str:
    """What the words allow: "≥ 12", "24–99", "≈ 31,000"."""
    if known.modifier == "range":
        return f"{_number(known.low)}–{_number(known.high)}"
    whole = f" of {_number(known.total)}" if known.total is not None else ""
    return f"{SIGNS.get(known.modifier, '')}{_number(known.value)}{whole}"


def _number(value: Number | None) -> str:
    return "" if value is None else f"{value:,}"
