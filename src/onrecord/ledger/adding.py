"""Add reports to a ledger: each read once and kept in a transaction of its own; what fails is kept, too."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Literal

from onrecord.anatomy.report import text_id
from onrecord.ledger.ledger import Ledger
from onrecord.reading import MAX_CHARACTERS, read_articles
from onrecord.sources import Failure, articles
from onrecord.sources.article import Article

_PART = re.compile(r" (?:line|item|row|record|entry) \d+$")  # of a file of many: all of it is tried again
Outcome = Literal["added", "known", "failed"]


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one report: `reason` where it failed."""

    origin: str
    outcome: Outcome
    report_id: str | None = None
    reason: str | None = None


def add(
    ledger: Ledger,
    inputs: Sequence[str],
    *,
    stdin: BinaryIO | None = None,
    model: str | None = None,
    workers: int = 1,
    allow_private: bool = False,
    format: str | None = None,
    max_characters: int = MAX_CHARACTERS,
) -> Iterator[Added]:
    """Add what the inputs name, and yield what became of each report as it is kept.

    A text the ledger already has is not read again, so that a stopped run goes on where it stopped. Stopping
    at any moment leaves every report yielded so far kept, and no other.
    """
    found = (
        item
        for source in inputs
        for item in articles(source, stdin=stdin, allow_private=allow_private, format=format)
    )
    fresh = _Fresh(ledger, found)
    for outcome in read_articles(fresh, model=model, workers=workers, max_characters=max_characters):
        origin = fresh.origins.popleft()
        if isinstance(outcome, Failure):
            ledger.reject(outcome)
            yield Added(outcome.origin, "failed", reason=str(outcome.error))
        else:
            is_new = ledger.put(outcome, origin)
            yield Added(origin, "added" if is_new else "known", outcome.report.id)
        yield from fresh.settled()
    yield from fresh.settled()


class _Fresh:
    """The articles still to be read, in order; those the ledger knows are noted and set aside."""

    def __init__(self, ledger: Ledger, found: Iterator[Article | Failure]) -> None:
        self.ledger = ledger
        self.found = found
        self.origins: deque[str] = deque()
        self.known: deque[Added] = deque()

    def __iter__(self) -> Iterator[Article | Failure]:
        for item in self.found:
            if isinstance(item, Article):
                report_id = text_id(item.text)
                if self.ledger.note_source(report_id, item.origin):
                    self.known.append(Added(item.origin, "known", report_id))
                    continue
            self.origins.append(item.origin)
            yield item

    def settled(self) -> Iterator[Added]:
        """What was set aside since the last call."""
        while self.known:
            yield self.known.popleft()


def retry(ledger: Ledger, *, model: str | None = None, allow_private: bool = False) -> Iterator[Added]:
    """Try again what could not be read; what can be now is kept and leaves the rejects."""
    inputs = dict.fromkeys(_PART.sub("", rejected.origin) for rejected in ledger.rejects())
    yield from add(ledger, list(inputs), model=model, allow_private=allow_private)


def reread(ledger: Ledger, *, model: str | None = None, every: bool = False) -> Iterator[Added]:
    """Make the records of other versions anew (of any with `every`), from the texts the ledger keeps."""
    from onrecord.__about__ import __version__

    for old in ledger.records():
        if old.onrecord == __version__ and not every:
            continue
        report = old.report
        article = Article(
            text=report.text,
            origin=report.id,
            title=report.title,
            outlet=report.outlet,
            byline=report.byline,
            published=report.published,
            url=report.url,
            language=report.language,
            external_id=report.external_id,
            versioncreated=report.versioncreated,
            pubstatus=report.pubstatus,
            encoding=report.encoding,
            warnings=report.warnings,
        )
        for outcome in read_articles([article], model=model):
            if isinstance(outcome, Failure):
                yield Added(report.id, "failed", report.id, str(outcome.error))
            else:
                ledger.renew(outcome)
                yield Added(report.id, "added", report.id)


def tally(outcomes: Sequence[Added]) -> dict[Outcome, int]:
    """How many of each outcome."""
    counted = Counter(added.outcome for added in outcomes)
    return {"added": counted["added"], "known": counted["known"], "failed": counted["failed"]}
