"""The commands of the ledger: parse arguments, call the library, print."""

from __future__ import annotations

import os
import signal
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.ledger import DEFAULT
from onrecord.ledger.asking_commands import add_commands as add_asking_commands
from onrecord.ledger.care_commands import add_commands as add_care_commands
from onrecord.ledger.options import LedgerAddress, opened
from onrecord.priority import go_last
from onrecord.render.printing import print_json, say

if TYPE_CHECKING:
    from onrecord.ledger.adding import Added
    from onrecord.ledger.ledger import Hit, Reject

FAILED, INTERRUPTED = 1, 130

Model = Annotated[
    str | None,
    typer.Option(envvar="ONRECORD_MODEL", help="An installed spaCy English pipeline.", show_envvar=True),
]
AllowPrivate = Annotated[
    bool, typer.Option("--allow-private", help="Also fetch addresses inside your own network.")
]


class Listing(StrEnum):
    """How lists are printed."""

    text = "text"
    json = "json"


Format = Annotated[Listing, typer.Option("--format", "-f", help="A list to read, or JSON.")]


def add_commands(app: typer.Typer) -> None:
    """Give an application the ledger's commands."""
    for command in (add, search, rejects, reread, stats):
        app.command()(command)
    add_asking_commands(app)
    add_care_commands(app)


def add(
    sources: Annotated[
        list[str],
        typer.Argument(
            help="Files, folders, patterns, web addresses, or - for standard input.", show_default=False
        ),
    ],
    ledger: LedgerAddress = DEFAULT,
    model: Model = None,
    workers: Annotated[int, typer.Option("--workers", "-w", min=1, help="Processes that read at once.")] = 1,
    allow_private: AllowPrivate = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print the tally alone.")] = False,
    outcomes: Annotated[
        bool, typer.Option("--outcomes", help="Also print what became of each report, a line each.")
    ] = False,
    everything: Annotated[
        bool, typer.Option("--everything", help="Fetch addresses whole, also what has not changed.")
    ] = False,
) -> None:
    """Read reports and keep their records in a ledger.

    Each report is kept in a transaction of its own; a text the ledger has is not read again, so that the
    same command goes on where a stopped one ended. What cannot be read is kept among the rejects. Records
    that Onrecord exported as JSON Lines are kept as they are. An address is asked for what has changed
    since it was last added.

    With --outcomes each line is ok, partial, empty, failed, skipped (known already) or cancelled (a
    publisher withdraws a report without giving its text), what was read, and the report's id or the reason.
    It leaves the processor to others that want it, as to people in the reading room.
    """
    from onrecord.ledger.adding import add as add_to

    go_last()
    with opened(ledger, must_exist=False) as known:
        found = add_to(
            known,
            sources,
            model=model,
            workers=workers,
            allow_private=allow_private,
            everything=everything,
        )
        _report(_watched(found, quiet, sources), quiet, outcomes)


def search(
    words: Annotated[
        list[str], typer.Argument(help='Words, or a "phrase in quotation marks".', show_default=False)
    ],
    ledger: LedgerAddress = DEFAULT,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="At most so many reports.")] = 20,
    format: Format = Listing.text,
) -> None:
    """Find the reports that hold all of the words, best first."""
    with opened(ledger) as known:
        hits = known.search(" ".join(f'"{word}"' if " " in word else word for word in words), limit)
    if format is Listing.json:
        print_json([_plain(hit) for hit in hits])
    else:
        print("\n\n".join(map(_shown_hit, hits)) if hits else "Nothing found.")


def rejects(
    ledger: LedgerAddress = DEFAULT,
    retry: Annotated[bool, typer.Option("--retry", help="Try them again.")] = False,
    every: Annotated[
        bool, typer.Option("--all", help="With --retry: also those that failed three times.")
    ] = False,
    code: Annotated[
        str | None,
        typer.Option("--code", help="Those of this kind alone: empty, malformed, …", show_default=False),
    ] = None,
    model: Model = None,
    allow_private: AllowPrivate = False,
    format: Format = Listing.text,
) -> None:
    """List the inputs that could not be read, each with its reason; or try them again.

    What failed three times is parked: it is tried again with --retry --all, or when it is named to
    onrecord add.
    """
    from onrecord.ledger.adding import retry as try_again

    with opened(ledger) as known:
        if retry:
            outcomes = try_again(known, code=code, every=every, model=model, allow_private=allow_private)
            _report(_watched(outcomes, quiet=False), quiet=False)
            return
        found = known.rejects(code)
    if format is Listing.json:
        print_json([_plain(reject) for reject in found])
    else:
        print("\n".join(map(_shown_reject, found)) if found else "No rejects.")


def reread(
    ledger: LedgerAddress = DEFAULT,
    every: Annotated[bool, typer.Option("--all", help="Also records that this version made.")] = False,
    model: Model = None,
) -> None:
    """Make the records of other versions of Onrecord anew, from the texts the ledger keeps."""
    from onrecord.ledger.adding import reread as read_again

    go_last()
    with opened(ledger) as known:
        outcomes = list(_watched(read_again(known, model=model, every=every), quiet=True))
    failed = [outcome for outcome in outcomes if outcome.outcome == "failed"]
    for outcome in failed:
        say(f"{outcome.origin}: {outcome.reason}")
    print(f"{len(outcomes) - len(failed)} records made anew")
    if failed:
        raise typer.Exit(FAILED)


def stats(ledger: LedgerAddress = DEFAULT, format: Format = Listing.text) -> None:
    """Count what the ledger holds."""
    with opened(ledger) as known:
        counts = known.counts()
    if format is Listing.json:
        print_json(counts)
    else:
        width = max(map(len, counts))
        print("\n".join(f"{name:<{width}}  {number:>9,}" for name, number in counts.items()))


def _watched(outcomes: Iterable[Added], quiet: bool, inputs: Sequence[str] | None = None) -> Iterable[Added]:
    """The outcomes as they come, counted on a terminal's standard error."""
    if quiet or not sys.stderr.isatty():
        return outcomes
    return _ticked(outcomes, inputs)


def _ticked(outcomes: Iterable[Added], inputs: Sequence[str] | None) -> Iterable[Added]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
    from rich.text import Text

    from onrecord.ledger.adding import expected

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text("" if task.speed is None else f"{task.speed:.1f} a second")

    total = expected(inputs) if inputs is not None else None
    of = " of {task.total:,.0f}" if total is not None else ""
    left = (TextColumn("left:"), TimeRemainingColumn()) if total is not None else ()
    columns = (BarColumn(), TextColumn("{task.completed:,}" + of + " reports"), Rate(), *left)
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("adding", total=total)
        for outcome in outcomes:
            progress.advance(task)
            yield outcome


def _report(found: Iterable[Added], quiet: bool, outcomes: bool = False) -> None:
    """Tell what becomes of reports; interrupted, how many are kept."""
    counts: Counter[str] = Counter()
    try:
        with _interruptible():
            for added in found:
                counts[added.outcome] += 1
                counts["partial"] += added.state == "partial"
                if outcomes:
                    _print_outcome(added)
                elif added.outcome == "failed" and not quiet:
                    say(added.reason or added.origin)
    except KeyboardInterrupt:
        say(f"stopped: {_told(counts)}; the same command goes on from here")
        raise typer.Exit(INTERRUPTED) from None
    print(_told(counts))
    if counts["failed"]:
        raise typer.Exit(FAILED)


def _told(counts: Mapping[str, int]) -> str:
    partial = f" ({counts['partial']} in part)" if counts["partial"] else ""
    told = f"{counts['added']} added{partial}, {counts['known']} known already, {counts['failed']} rejected"
    return f"{told}, {counts['cancelled']} cancelled" if counts["cancelled"] else told


def _print_outcome(added: Added) -> None:
    from onrecord.render.escape import printable

    print("\t".join((added.state, printable(added.origin), printable(added.reason or added.report_id or ""))))


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let Ctrl-C stop this process and not its helpers, which are ended in good order."""
    own = os.getpid()

    def interrupt(*_: object) -> None:
        if os.getpid() == own:
            raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _shown_hit(hit: Hit) -> str:
    from onrecord.render.escape import printable

    head = " · ".join(
        printable(fact) for fact in (hit.title or "untitled", hit.outlet, hit.published) if fact
    )
    return f"{head}\n  {printable(hit.excerpt)}\n  {hit.report_id}"


def _shown_reject(reject: Reject) -> str:
    from onrecord.render.escape import printable

    tries = "once" if reject.attempts == 1 else f"{reject.attempts} times"
    tries += ", parked" if reject.is_parked else ""
    return f"{printable(reject.reason)} [{reject.code}, tried {tries}]"


def _plain(found: Hit | Reject) -> dict[str, object]:
    return {name: getattr(found, name) for name in found.__dataclass_fields__}
