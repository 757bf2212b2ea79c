"""The command line: parse arguments, call the library, print."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from onrecord.__about__ import __version__
from onrecord.comparison_commands import add_commands as add_comparison_commands
from onrecord.errors import OnrecordError
from onrecord.export.commands import add_commands as add_export_commands
from onrecord.gazetteer.commands import gazetteer
from onrecord.ledger import DEFAULT
from onrecord.ledger import asking_commands as asking
from onrecord.ledger.commands import add_commands
from onrecord.ledger.options import Answer, LedgerAddress, Place, Since, Until
from onrecord.ledger.register_commands import add_actor_commands
from onrecord.ledger.review_commands import add_review_commands
from onrecord.ledger.user_commands import add_user_commands
from onrecord.render.printing import lay_out, say
from onrecord.web.commands import add_commands as add_web_commands

if TYPE_CHECKING:
    from onrecord.record import Record
    from onrecord.sources import Failure

DEMO_SAMPLE = "2031-01-24-dispatch-dyke-live.txt"
DEMO_KEY = """
How to read it: each statement has its number, its speaker (as named here, where that differs), the word
that reports it, whom it was said to (→), and what was said; under that the act, how surely the speaker
stands by it, and whether the words are quoted (direct), reported (indirect) or both (mixed).

Go on from here (with .venv/bin/onrecord after make demo):
  onrecord explain {path} --statement s7
  onrecord read {path} --format html --output page.html
  onrecord samples --copy samples/ && onrecord add samples/ && onrecord series killed --chart killed.html
  onrecord serve
  onrecord read YOUR-ARTICLE.html
"""
PLAIN_WIDTH = 100  # of text in a file or a pipe, where no terminal tells

OK, FAILED, USAGE, INTERNAL, INTERRUPTED = 0, 1, 2, 70, 130  # sysexits.h: 70 is a fault of the program

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Read news reports and keep a checkable record of them: who said what, to whom, how surely.",
    epilog="Everything is read on this machine; nothing is sent anywhere.",
)
app.add_typer(gazetteer, name="gazetteer")
add_commands(app)
add_comparison_commands(app)
add_actor_commands(app)
add_review_commands(app)
add_user_commands(app)
add_export_commands(app)
add_web_commands(app)


class Output(StrEnum):
    """How records are printed."""

    text = "text"
    json = "json"
    jsonl = "jsonl"
    html = "html"


class Input(StrEnum):
    """How inputs are read, where it should not be guessed."""

    text = "text"
    html = "html"
    json = "json"
    jsonlines = "jsonlines"


Model = Annotated[
    str | None,
    typer.Option(
        envvar="ONRECORD_MODEL",
        help="An installed spaCy English pipeline, instead of the small one.",
        show_envvar=True,
    ),
]
AllowPrivate = Annotated[
    bool, typer.Option("--allow-private", help="Also fetch addresses inside your own network.")
]
InputFormat = Annotated[
    Input | None,
    typer.Option("--input-format", help="Read every input as this format instead of recognising it."),
]


Sources = Annotated[
    list[str],
    typer.Argument(
        help="Files, folders, patterns, web addresses, or - for standard input.", show_default=False
    ),
]
Workers = Annotated[int, typer.Option("--workers", "-w", min=1, help="Processes that read at once.")]
MaxCharacters = Annotated[
    int | None,
    typer.Option(min=1, help="Refuse reports longer than this (default 1,000,000).", show_default=False),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing of inputs that cannot be read.")]


@app.callback()
def _about(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", is_eager=True)
    ] = False,
) -> None:
    if version:
        print(f"onrecord {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        print(context.get_help())
        raise typer.Exit(USAGE)


@app.command()
def read(
    sources: Sources,
    format: Annotated[Output, typer.Option("--format", "-f", help="How to print the records.")] = Output.text,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="Write to this file; for several html pages, to this folder.",
            show_default=False,
        ),
    ] = None,
    input_format: InputFormat = None,
    model: Model = None,
    workers: Workers = 1,
    max_characters: MaxCharacters = None,
    allow_private: AllowPrivate = False,
    quiet: Quiet = False,
) -> None:
    """Read reports and print their records.

    Inputs are plain text, HTML, JSON and JSON Lines (one report a line). One that cannot
    be read is named on standard error, the rest go on, and the exit code is 1.
    """
    failures: list[Failure] = []
    records = _read(sources, failures, quiet, input_format, model, workers, max_characters, allow_private)
    if format is Output.html:
        _write_pages(records, output)
    else:
        _write(records, format, output)
    if failures:
        raise typer.Exit(FAILED)


@app.command()
def explain(
    source: Annotated[
        str, typer.Argument(help="One report: a file, a web address, or -.", show_default=False)
    ],
    at: Annotated[
        int | None,
        typer.Option("--at", min=0, help="A character offset into the report's text.", show_default=False),
    ] = None,
    statement: Annotated[
        str | None,
        typer.Option("--statement", "-s", help="A statement's id, such as s3.", show_default=False),
    ] = None,
    input_format: InputFormat = None,
    model: Model = None,
    allow_private: AllowPrivate = False,
) -> None:
    """Say which rule produced a statement, and from which words."""
    from onrecord.reading import read as read_one
    from onrecord.render.explanation import explanation, statements_at

    if (at is None) == (statement is None):
        raise typer.BadParameter("say which statement, by --at OFFSET or by --statement ID")
    record = read_one(
        source, model=model, allow_private=allow_private, format=input_format.value if input_format else None
    )
    if at is not None:
        chosen = statements_at(record, at)
        missing = f"{source}: no statement at offset {at}; the text has {len(record.report.text)} characters"
    else:
        chosen = [known for known in record.statements if known.id == statement]
        missing = f"{source}: no statement {statement!r}; it has {len(record.statements)}"
    if not chosen:
        raise OnrecordError(missing)
    print("\n\n".join(explanation(record, known) for known in chosen))


@app.command()
def figures(
    sources: Annotated[
        list[str] | None,
        typer.Argument(help="Reports to read as onrecord read does; none: the ledger.", show_default=False),
    ] = None,
    format: Annotated[
        Answer, typer.Option("--format", "-f", help="A table, CSV for a spreadsheet, or JSON.")
    ] = Answer.text,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to this file.", show_default=False)
    ] = None,
    ledger: LedgerAddress = DEFAULT,
    indicator: asking.Indicator = None,
    mode: asking.Mode = None,
    speaker: asking.Speaker = None,
    act: asking.Act = None,
    about: asking.About = None,
    place: Place = None,
    since: Since = None,
    until: Until = None,
    outlet: asking.Outlet = None,
    factuality: asking.Factuality = None,
    status: asking.StatusOption = None,
    limit: asking.Limit = 50,
    input_format: InputFormat = None,
    model: Model = None,
    workers: Workers = 1,
    max_characters: MaxCharacters = None,
    allow_private: AllowPrivate = False,
    quiet: Quiet = False,
) -> None:
    """Print the figures of reports, each with its bounds, what it counts, and who vouches for it.

    Without reports it asks the ledger, the newest report first; then all that --indicator, --place, --since
    and the like ask for must hold. In CSV, cells that a spreadsheet would take for a formula have an
    apostrophe before them.
    """
    asked = {
        "indicator": indicator, "mode": mode, "speaker": speaker, "act": act, "about": about, "place": place,
        "since": since, "until": until, "outlet": outlet, "factuality": factuality, "status": status,
    }  # fmt: skip
    if not sources:
        asking.figures(ledger, format, output, limit=limit, **asked)
        return
    if given := [f"--{name}" for name, value in asked.items() if value]:
        raise typer.BadParameter(f"{', '.join(given)} ask the ledger; leave out the reports to read")
    failures: list[Failure] = []
    records = _read(sources, failures, quiet, input_format, model, workers, max_characters, allow_private)
    if output is None:
        _print_figures(records, format, sys.stdout)
    else:
        with _opened(output) as stream:
            _print_figures(records, format, stream)
    if failures:
        raise typer.Exit(FAILED)


@app.command()
def samples(
    demo: Annotated[bool, typer.Option("--demo", help="Read one of them and print its record.")] = False,
    copy: Annotated[
        Path | None,
        typer.Option("--copy", metavar="FOLDER", help="Copy them to a folder.", show_default=False),
    ] = None,
) -> None:
    """List the bundled sample reports, all of them invented."""
    from onrecord.samples import paths

    if copy is not None:
        copy.mkdir(parents=True, exist_ok=True)
        for path in paths():
            (copy / path.name).write_bytes(path.read_bytes())
        print(f"{len(paths())} files copied to {copy}")
    elif demo:
        _demo(paths())
    else:
        for path in paths():
            print(path)


def main() -> None:
    """Run the command line; every failure is one line on standard error and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        code = app(prog_name="onrecord", standalone_mode=False)
        sys.stdout.flush()
    except typer.TyperException as error:
        say(error.format_message().rstrip(".") + "; onrecord --help tells more")
        code = USAGE
    except OnrecordError as error:
        say(str(error))
        code = FAILED
    except (KeyboardInterrupt, typer.Abort):
        say("stopped")
        code = INTERRUPTED
    except BrokenPipeError:  # the reader of our output (head, less) has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = OK
    except Exception as fault:
        if os.environ.get("ONRECORD_DEBUG"):
            raise
        say(f"a fault of the program ({type(fault).__name__}: {fault}); ONRECORD_DEBUG=1 shows where")
        code = INTERNAL
    sys.exit(code or OK)


def _read(
    sources: list[str],
    failures: list[Failure],
    quiet: bool,
    input_format: Input | None,
    model: str | None,
    workers: int,
    max_characters: int | None,
    allow_private: bool,
) -> Iterator[Record]:
    """The records of `sources`, as they are read; what fails is told and kept in `failures`."""
    from onrecord.reading import MAX_CHARACTERS, read_all

    outcomes = read_all(
        sources,
        model=model,
        allow_private=allow_private,
        workers=workers,
        format=input_format.value if input_format else None,
        max_characters=max_characters or MAX_CHARACTERS,
    )
    return _records(outcomes, failures, quiet)


def _records(outcomes: Iterable[Record | Failure], failures: list[Failure], quiet: bool) -> Iterator[Record]:
    """The records among the outcomes; failures are told as they come and kept."""
    from onrecord.sources import Failure

    for outcome in outcomes:
        if not isinstance(outcome, Failure):
            yield outcome
            continue
        failures.append(outcome)
        if not quiet:
            say(str(outcome.error))


def _write(records: Iterable[Record], format: Output, output: Path | None) -> None:
    if output is None:
        _print(records, format, sys.stdout)
        return
    with _opened(output) as stream:
        _print(records, format, stream)


def _print(records: Iterable[Record], format: Output, stream: TextIO) -> None:
    if format is Output.text:
        _print_text(records, stream)
    elif format is Output.jsonl:
        for record in records:
            stream.write(record.to_json() + "\n")
    else:
        _print_json(records, stream)
    stream.flush()


def _print_text(records: Iterable[Record], stream: TextIO, figures_only: bool = False) -> None:
    from onrecord.render.terminal import print_figures, print_record

    show = print_figures if figures_only else print_record
    for number, record in enumerate(records):
        if number:
            stream.write("\n")
        lay_out(partial(show, record), stream, PLAIN_WIDTH)


def _print_figures(records: Iterable[Record], format: Answer, stream: TextIO) -> None:
    from onrecord.render.figures import COLUMNS, cells, figure_rows
    from onrecord.render.spreadsheet import write_csv

    if format is Answer.csv:
        write_csv((cells(record, row) for record in records for row in figure_rows(record)), COLUMNS, stream)
    elif format is Answer.json:
        rows = [cells(record, row) for record in records for row in figure_rows(record)]
        stream.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    else:
        _print_text(records, stream, figures_only=True)
    stream.flush()


def _print_json(records: Iterable[Record], stream: TextIO) -> None:
    """One record as an object, several as an array."""
    from itertools import chain, islice

    from onrecord.render.lines import array, laid_out

    waiting = iter(records)
    first = list(islice(waiting, 2))
    if len(first) == 1:
        stream.write(laid_out(first[0]))
    elif first:
        stream.writelines(array(chain(first, waiting)))


def _write_pages(records: Iterable[Record], output: Path | None) -> None:
    """One page to standard output or a file; several to a folder, each named by its report's id."""
    from onrecord.render.page import page

    first: Record | None = None
    several = output is not None and (output.is_dir() or not output.suffix)
    for number, record in enumerate(records):
        if several and output is not None:
            output.mkdir(parents=True, exist_ok=True)
            _save(output / f"{record.report.id}.html", page(record))
        elif number:
            raise OnrecordError("html: there are several reports; give a folder with --output")
        else:
            first = record
    if first is None:
        return
    if output is None:
        sys.stdout.write(page(first))
        sys.stdout.flush()
    else:
        _save(output, page(first))


def _save(path: Path, text: str) -> None:
    with _opened(path) as stream:
        stream.write(text)


def _opened(path: Path) -> TextIO:
    try:
        return path.open("w", encoding="utf-8", newline="\n")
    except OSError as fault:
        raise OnrecordError(f"{path}: cannot be written: {fault.strerror or fault}") from fault


def _demo(paths: list[Path]) -> None:
    from onrecord.reading import read_all

    counts: dict[str, int] = {}
    shown = next(path for path in paths if path.name == DEMO_SAMPLE)
    failures: list[Failure] = []
    records = list(_records(read_all([str(path) for path in paths]), failures, quiet=False))
    for record in records:
        counts["statements"] = counts.get("statements", 0) + len(record.statements)
    print(
        f"{len(records)} sample reports read (all invented: one flood over six weeks), "
        f"{counts['statements']} statements found. One of them:\n"
    )
    _print_text(_records(read_all([str(shown)]), failures, quiet=False), sys.stdout)
    from onrecord.demo import story

    print(f"\nWhat the {len(records)} reports tell together:\n\n{story(records)}")
    print(DEMO_KEY.format(path=shown))
    if failures:
        raise typer.Exit(FAILED)
