"""What the sample dispatches tell together, as `make demo` prints it: series, revisions, copies, disputes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from onrecord.comparison.disputes import disputes
from onrecord.comparison.series import Expectation, Series, series
from onrecord.comparison.showing import cited
from onrecord.ledger.ledger import Ledger
from onrecord.record import Record
from onrecord.render.escape import printable

SHOWN_DISPUTES = 4
QUOTED = 170  # characters of a quote


def story(records: Sequence[Record]) -> str:
    """What the samples' records tell once they are in a ledger, which lives as long as it is asked."""
    with (
        tempfile.TemporaryDirectory(prefix="onrecord-demo-") as folder,
        Ledger(Path(folder) / "s.db") as ledger,
    ):
        for record in records:
            ledger.put(record, record.report.title or record.report.id)
        parts = (
            _expected(series(ledger, "displaced")),
            _revised(ledger, records),
            _copied(series(ledger, "killed")),
            _disputed(ledger),
        )
        return "\n\n".join("\n".join(part) for part in parts)


def _expected(displaced: Series) -> Iterator[str]:
    yield "Expected against observed (onrecord series displaced)"
    told: dict[str, Expectation] = {}
    for pair in displaced.expected:
        if pair.observed.measure == "stock" and pair.observed.statement is not None:
            told.setdefault(f"{pair.observed.as_of} {pair}", pair)
    for line, pair in told.items():
        yield f"  {line}"
        yield f"    {_quote(pair.observed.quote)} {printable(cited(pair.observed))}"


def _revised(ledger: Ledger, records: Sequence[Record]) -> Iterator[str]:
    yield "Revised inside a report"
    for record in records:
        by_id = {figure.id: figure for figure in record.figures}
        for figure in record.figures:
            if figure.replaces and figure.indicator == "killed":
                old, new = record.words(by_id[figure.replaces].span), record.words(figure.span)
                where = ", ".join(filter(None, (record.report.outlet, record.report.published)))
                yield f"  {printable(old)} became {printable(new)} ({printable(where)})"
                yield f"    {_quote(_around(record.report.text, by_id[figure.replaces].span.start))}"


def _copied(killed: Series) -> Iterator[str]:
    yield "Counted once, however often it was printed (onrecord series killed)"
    for point in killed.points:
        if point.copies:
            many = f"{point.copies} {'copy' if point.copies == 1 else 'copies'}"
            what = f"{printable(point.words)} as of {point.as_of}, {printable(cited(point))}"
            yield f"  {what}: {many} left out"
            yield f"    {_quote(point.quote)}"


def _disputed(ledger: Ledger) -> Iterator[str]:
    yield "Both cannot hold (onrecord disputes)"
    for dispute in disputes(ledger, limit=SHOWN_DISPUTES):
        yield f"  {dispute.kind}: {printable(dispute.why)}"
        for side in dict.fromkeys((dispute.one, dispute.other)):
            facts = ", ".join(fact for fact in (side.speaker, side.publisher, side.published) if fact)
            yield f"    {_quote(side.quote)} {printable(facts)}"


def _around(text: str, start: int) -> str:
    from onrecord.comparison.points import sentence_at

    return sentence_at(text, start, start + 1)


def _quote(words: str) -> str:
    line = " ".join(printable(words).split())
    return f"“{line if len(line) <= QUOTED else line[:QUOTED].rpartition(' ')[0] + ' …'}”"
