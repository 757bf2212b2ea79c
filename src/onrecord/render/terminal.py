"""A record on the terminal: the report's head, its statements in order, its actors."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from onrecord.record import Actor, Record, Statement
from onrecord.render.escape import printable
from onrecord.render.figures import FigureRow, figure_rows
from onrecord.render.printing import plain_table

INDENT = 5
SURE = 0.8  # below this a speaker is marked as uncertain
ACTORS_SHOWN = 30

KIND_STYLES = {"direct": "green", "mixed": "yellow", "indirect": "cyan"}


def print_record(record: Record, console: Console, origin: str = "") -> None:
    """Print `record`; `origin` names the input it came from."""
    console.print(_head(record, origin))
    inside = {statement.id: statement for statement in record.statements}
    for statement in record.statements:
        console.print(Padding(_statement(record, statement), (1, 0, 0, 2 * _depth(statement, inside))))
    if not record.statements:
        console.print(
            Padding(Text("No statements: nobody is quoted or reported in this text.", "dim"), (1, 0, 0, 0))
        )
    if record.figures:
        console.print(Padding(figure_table(record), (1, 0, 0, 0)))
    if record.actors:
        console.print(Padding(_cast(record.actors), (1, 0, 0, 0)))


def print_figures(record: Record, console: Console, origin: str = "") -> None:
    """Print the head of `record` and its figures alone."""
    console.print(_head(record, origin))
    shown = figure_table(record) if record.figures else Text("No figures in this text.", "dim")
    console.print(Padding(shown, (1, 0, 0, 0)))


def _head(record: Record, origin: str) -> RenderableType:
    report = record.report
    lines = [Rule(Text(printable(report.title or origin or "untitled"), "bold"), align="left", style="dim")]
    source = [
        report.outlet,
        report.agency and f"copy of {report.agency}",
        report.byline and f"by {report.byline}",
    ]
    place = [report.dateline_place, report.published]
    facts = " · ".join(printable(fact) for fact in [*source, *place] if fact)
    found = (
        f"{_counted(len(record.statements), 'statement')} by {_counted(_voices(record), 'speaker')}, "
        f"{_counted(len(record.figures), 'figure')}, {_counted(len(record.actors), 'actor')}"
    )
    where = [printable(report.url or origin)] if report.url or (origin and report.title) else []
    warnings = [Text(f"note: {printable(warning)}", "yellow") for warning in report.warnings]
    shown = [Text(facts)] if facts else []
    return Group(*lines, *shown, Text(" · ".join([*where, found]), "dim"), *warnings)


def _statement(record: Record, statement: Statement) -> RenderableType:
    who = Text()
    who.append(f"{statement.id:<{INDENT - 1}} ", "dim")
    who.append_text(_speaker(record, statement))
    if statement.cue is not None:
        who.append(f"  {printable(record.words(statement.cue))}", "italic")
    if statement.addressee is not None:
        who.append(" → ", "dim")
        who.append(printable(statement.addressee.name))
    words = Text(" … ".join(printable(part) for part in record.words(statement.content)))
    if statement.kind == "direct":
        words = Text("“").append_text(words).append("”")
    words.stylize(KIND_STYLES[statement.kind])
    return Group(
        Padding(who, (0, 0, 0, 0)),
        Padding(words, (0, 0, 0, INDENT)),
        Padding(Text(" · ".join(_reading(statement)), "dim"), (0, 0, 0, INDENT)),
    )


def _speaker(record: Record, statement: Statement) -> Text:
    said_by = "" if statement.speaker_mention is None else printable(record.words(statement.speaker_mention))
    if statement.speaker is None:
        return Text(said_by or "nobody named", "bold" if said_by else "bold dim")
    name = printable(statement.speaker.name)
    text = Text(name, "bold")
    sure = statement.speaker_confidence
    if sure is not None and sure < SURE:
        text.append("?", "bold red")
    if said_by and name.casefold() not in said_by.casefold():
        text.append(f" ({said_by})", "dim")
    return text


def _reading(statement: Statement) -> list[str]:
    """How the words are meant, what is usual left out."""
    reading: list[str] = [statement.act, statement.factuality]
    if statement.polarity == "-":
        reading.append("negated")
    reading.append(statement.kind)
    if statement.within is not None:
        reading.append(f"inside {statement.within}")
    if statement.speaker_confidence is not None and statement.speaker_confidence < SURE:
        reading.append(f"speaker {statement.speaker_confidence:.0%} sure")
    return reading


def figure_table(record: Record) -> RenderableType:
    """The figures with their bounds, what they count, where and when, and who vouches for them."""
    rows = figure_rows(record)
    columns = ("figure", "interval", "indicator", "counted", "where", "as of", "mode", "vouched for by")
    table = plain_table()
    for heading in columns:
        table.add_column(heading, justify="right" if heading == "interval" else "left", overflow="fold")
    for row in rows:
        cells = (row.figure.indicator or "", row.counted, row.where, row.as_of, row.mode, _voucher(row))
        marks = Text(printable(row.words))
        if row.figure.replaces:
            marks.append(f" (replaces {row.figure.replaces})", "dim")
        table.add_row(
            Text(f"{row.figure.id} ", "dim") + marks,
            Text(row.interval, "bold"),
            *(Text(printable(cell).replace("_", " ")) for cell in cells),
        )
    return table


def _voucher(row: FigureRow) -> str:
    return f"{row.vouched_by} ({row.statement.id})" if row.statement else row.vouched_by


def _cast(actors: tuple[Actor, ...]) -> RenderableType:
    table = Table(box=None, pad_edge=False, header_style="dim", show_edge=False)
    for heading in ("actor", "kind", "known as", "mentions"):
        table.add_column(heading, justify="right" if heading == "mentions" else "left", overflow="fold")
    for actor in actors[:ACTORS_SHOWN]:
        table.add_row(
            Text(printable(actor.name)),
            Text(actor.kind.replace("_", " "), "dim"),
            Text("; ".join(dict.fromkeys(_known_as(actor)))),
            str(len(actor.mentions)),
        )
    rest = len(actors) - ACTORS_SHOWN
    return Group(table, Text(f"and {_counted(rest, 'more actor')}", "dim")) if rest > 0 else table


def _known_as(actor: Actor) -> Iterable[str]:
    for role in actor.roles:
        yield printable(f"{role.title} of {role.of}" if role.of else role.title)
    for alias in actor.aliases:
        yield printable(alias)


def _voices(record: Record) -> int:
    return len({statement.speaker.id for statement in record.statements if statement.speaker is not None})


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _depth(statement: Statement, statements: dict[str, Statement]) -> int:
    depth = 0
    while statement.within is not None and depth < 3:
        statement = statements[statement.within]
        depth += 1
    return depth
