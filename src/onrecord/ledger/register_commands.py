"""`onrecord actors`: who is in the register, and what people decide about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onrecord.ledger import DEFAULT
from onrecord.ledger.options import Answer, Shown, opened
from onrecord.render.printing import print_csv, print_json

if TYPE_CHECKING:
    from onrecord.ledger.ledger import Ledger

LONGEST_NAME = 40  # characters of a name in a table
BETWEEN = "; "  # names in one cell


Address = Annotated[
    str | None,
    typer.Option(
        "--ledger",
        "-l",
        envvar="ONRECORD_LEDGER",
        help=f"The ledger: a file, or postgresql+psycopg://…  [default: {DEFAULT}]",
        show_default=False,
        show_envvar=True,
    ),
]
Actor = Annotated[str, typer.Argument(help="An actor's number, or a name only it has.", show_default=False)]

actors = typer.Typer(
    rich_markup_mode=None,
    invoke_without_command=True,
    help="List who is in the reports, and say who is the same.",
    epilog="What you decide holds for reports added later, and can be undone.",
)


def add_actor_commands(app: typer.Typer) -> None:
    """Give an application the commands of the register."""
    app.add_typer(actors, name="actors")


@actors.callback()
def _list(
    context: typer.Context,
    ledger: Address = None,
    kind: Annotated[
        str | None, typer.Option("--kind", "-k", help="person, armed_group, …", show_default=False)
    ] = None,
    country: Annotated[
        str | None,
        typer.Option("--country", "-c", metavar="XXX", help="ISO 3166-1 alpha-3.", show_default=False),
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", "-n", help="Part of a name.", show_default=False)
    ] = None,
    format: Shown = Answer.text,
) -> None:
    context.obj = ledger
    if context.invoked_subcommand is not None:
        return
    from onrecord.ledger.register import listed

    _check_kind(kind)
    with _opened(context, ledger) as known, known._reading() as connection:
        found = listed(connection, kind=kind, country=country, name=name)
    if format is Answer.json:
        print_json([asdict(entry) for entry in found])
    else:
        rows = [asdict(entry) | {"names": BETWEEN.join(entry.names)} for entry in found]
        _print_rows(
            rows, ("id", "name", "kind", "country", "reports", "statements", "names"), format, "No actors."
        )


@actors.command()
def merge(context: typer.Context, one: Actor, other: Actor, ledger: Address = None) -> None:
    """Make two actors one: the first keeps its name, and gets the other's names and reports."""
    from onrecord.ledger import register

    with _opened(context, ledger) as known:
        _print_change(known, register.merge(known, one, other))


@actors.command()
def split(
    context: typer.Context,
    actor: Actor,
    name: Annotated[str, typer.Argument(help="One of its names.", show_default=False)],
    ledger: Address = None,
) -> None:
    """Make one name of an actor an actor of its own, with the reports that call it so."""
    from onrecord.ledger import register

    with _opened(context, ledger) as known:
        register.split(known, actor, name)
        _print_change(known)


@actors.command()
def rename(
    context: typer.Context,
    actor: Actor,
    name: Annotated[str, typer.Argument(help="The name to show.", show_default=False)],
    ledger: Address = None,
) -> None:
    """Give an actor a name that it keeps."""
    from onrecord.ledger import register

    with _opened(context, ledger) as known:
        _print_change(known, register.rename(known, actor, name))


@actors.command()
def undo(
    context: typer.Context,
    change: Annotated[
        int | None, typer.Argument(help="A change's number; the last if not given.", show_default=False)
    ] = None,
    ledger: Address = None,
) -> None:
    """Take a change back."""
    from onrecord.ledger import register

    with _opened(context, ledger) as known:
        register.undo(known, change)
        _print_change(known)


@actors.command()
def proposals(
    context: typer.Context,
    refuse: Annotated[
        tuple[str, str] | None,
        typer.Option(metavar="ONE OTHER", help="Say that these two are not one.", show_default=False),
    ] = None,
    ledger: Address = None,
    format: Shown = Answer.text,
) -> None:
    """List who may be the same, each with the reason; or refuse one such proposal."""
    from onrecord.ledger import register

    with _opened(context, ledger) as known:
        if refuse is not None:
            _print_change(known, register.refuse(known, *refuse))
            return
        with known._reading() as connection:
            found = [asdict(proposal) for proposal in register.open_proposals(connection)]
    _print_list(found, ("one", "other", "why"), format, "No proposals.")


@actors.command()
def history(context: typer.Context, ledger: Address = None, format: Shown = Answer.text) -> None:
    """List what was changed by hand, the first change first."""
    from onrecord.ledger import register

    with _opened(context, ledger) as known, known._reading() as connection:
        found = [
            {
                "id": change.id,
                "at": change.at,
                "action": change.action,
                "change": str(change),
                "undone_by": change.undone_by,
            }
            for change in register.history(connection)
        ]
    _print_list(found, ("id", "at", "change", "undone_by"), format, "No changes.")


def _opened(context: typer.Context, ledger: str | None) -> Ledger:
    """The ledger that this command or `actors` itself was given."""
    return opened(ledger or context.obj or DEFAULT)


def _check_kind(kind: str | None) -> None:
    from onrecord.errors import OnrecordError
    from onrecord.lexicon.actors import KINDS

    kinds = [known for known in KINDS if known != "unnamed"]
    if kind is not None and kind not in kinds:
        raise OnrecordError(f"{kind}: no kind of actor; there are: {', '.join(kinds)}")


# --- Printing ----------------------------------------------------------------------------


def _print_change(ledger: Ledger, number: int | None = None) -> None:
    from onrecord.ledger.register import find_change
    from onrecord.render.escape import printable

    with ledger._reading() as connection:
        change = find_change(connection, number)
    assert change is not None  # it was just made
    print(f"change {change.id}: {printable(str(change))}")


def _print_list(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str], format: Answer, nothing: str
) -> None:
    if format is Answer.json:
        print_json(list(rows))
    else:
        every = tuple(rows[0]) if rows and format is Answer.csv else columns
        _print_rows(rows, every, format, nothing)


def _print_rows(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str], format: Answer, nothing: str
) -> None:
    if format is Answer.csv:
        print_csv(rows, columns)
    elif not rows:
        print(nothing)
    else:
        print("\n".join(_table(rows, columns)))


def _table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> list[str]:
    """Rows under their columns' names, numbers to the right; the last column is as long as it is."""
    from onrecord.render.escape import printable

    cells = [[_cell(row[name], printable) for name in columns] for row in rows]
    for line in cells:
        line[:-1] = [
            cell if len(cell) <= LONGEST_NAME else f"{cell[: LONGEST_NAME - 1]}…" for cell in line[:-1]
        ]
    numbers = [all(isinstance(row[name], int | None) for row in rows) for name in columns]
    widths = [max(map(len, column)) for column in zip(columns, *cells, strict=True)]
    return [
        "  ".join(
            cell.rjust(width) if is_number else cell.ljust(width)
            for cell, width, is_number in zip(line, widths, numbers, strict=True)
        ).rstrip()
        for line in (list(columns), *cells)
    ]


def _cell(value: object, printable: Any) -> str:
    return "" if value is None else printable(str(value))
