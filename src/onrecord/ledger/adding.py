"""Add reports to a ledger: each read once and kept in a transaction of its own; what fails is kept, too."""

from __future__ import annotations

import os
import re
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, get_args

from onrecord.anatomy.report import text_id
from onrecord.errors import Empty, NotARecord, OnrecordError
from onrecord.ledger.ledger import Ledger
from onrecord.reading import MAX_CHARACTERS, read_articles
from onrecord.record import Record
from onrecord.sources import Failure, Fetch, Validator, articles
from onrecord.sources.article import Article

_PART = re.compile(r" (?:line|item|row|record|entry) \d+$")  # of a file of many: all of it is tried again
_OF_MANY = (".warc", ".gz", ".parquet", ".rss", ".atom", ".xml", ".json")  # who knows how many reports
_LINES = (".jsonl", ".ndjson")
_CHUNK = 1 << 20
_SET_ASIDE = 20  # reports known already that are told of at once where several processes read

Outcome = Literal["added", "known", "failed", "cancelled"]
State = Literal["ok", "partial", "empty", "failed", "skipped", "cancelled"]


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one report: `reason` and `code` where it failed.

    "cancelled" is a notice without a text, by which a publisher withdraws a report. `is_partial` is true
    where the input is known to lack some of the report's text.
    """

    origin: str
    outcome: Outcome
    report_id: str | None = None
    reason: str | None = None
    code: str | None = None
    is_partial: bool = False

    @property
    def state(self) -> State:
        """The outcome in more words: "skipped" was known already, "empty" failed for want of words."""
        if self.outcome == "known":
            return "skipped"
        if self.outcome == "failed":
            return "empty" if self.code == "empty" else "failed"
        if self.outcome == "cancelled":
            return "cancelled"
        return "partial" if self.is_partial else "ok"


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
    fetch: Fetch | None = None,
    everything: bool = False,
    only: Collection[str] | None = None,
    names: Mapping[str, str] | None = None,
) -> Iterator[Added]:
    """Add what the inputs name, and yield what became of each report as it is kept.

    A text the ledger already has is not read again, so that a stopped run goes on where it stopped.
    Stopping at any moment leaves every report yielded so far kept, and no other. A report is written before
    the next is read, and committed meanwhile: it is yielded when the next has been read, or when something
    (Ctrl-C, too) ends the run. A record that Onrecord wrote is kept as it is. Addresses are asked for what
    has changed since all of them was added, or for all with `everything`; `only` are inputs, or origins of
    reports in them, to add, and the others are passed over. `names` are what files among the inputs are
    called, in place of their paths.
    """
    found = _Found(ledger, inputs, stdin, allow_private, format, fetch, everything, only, names or {})
    with ThreadPoolExecutor(1, "onrecord-commit") as behind:
        keeping = _Keeping(ledger, found, behind)
        fresh = _Fresh(ledger, found, keeping, 1 if workers <= 1 else _SET_ASIDE)
        try:
            for outcome in read_articles(fresh, model=model, workers=workers, max_characters=max_characters):
                handed = fresh.handed.popleft()
                if handed is not None:
                    yield from keeping.told()
                    keeping.take(outcome, handed)
                if workers > 1 or fresh.aside:
                    yield from keeping.told()
                    yield from fresh.settled()
        except GeneratorExit:
            raise
        except BaseException:  # Ctrl-C, too: what was read before is kept, and told of
            yield from keeping.told()
            yield from fresh.settled()
            raise
        yield from keeping.told()
        yield from fresh.settled()
    found.settle(None, False)


class _Keeping:
    """Keeps what was read, in order: it is written before the next is read, and committed meanwhile.

    A commit waits for the disk and a reading for the processor. Nothing is under way when something is told.
    """

    def __init__(self, ledger: Ledger, found: _Found, behind: Executor) -> None:
        self.ledger = ledger
        self.found = found
        self.behind = behind
        self.taken: tuple[Record | Failure, _Handed] | None = None
        self.under_way: tuple[Callable[[], Added], _Handed] | None = None

    def take(self, outcome: Record | Failure, handed: _Handed) -> None:
        """Take what was read, to be written."""
        self.taken = outcome, handed

    def has(self, report_id: str) -> bool:
        """Whether a report was taken and is not written yet."""
        taken = self.taken[0] if self.taken is not None else None
        return isinstance(taken, Record) and taken.report.id == report_id

    def write(self) -> None:
        """Write what was taken, if anything was."""
        if self.taken is not None:
            (outcome, handed), self.taken = self.taken, None
            self.under_way = self._written(outcome, handed), handed

    def _written(self, outcome: Record | Failure, handed: _Handed) -> Callable[[], Added]:
        """What waits until it is kept, and says what became of it."""
        if isinstance(outcome, Failure):
            self.ledger.reject(outcome)
            code = getattr(outcome.error, "code", None)
            failed = Added(outcome.origin, "failed", reason=str(outcome.error), code=code)
            return lambda: failed
        is_new = self.ledger.put_behind(outcome, handed.origin, self.behind)
        report_id = outcome.report.id
        return lambda: Added(
            handed.origin, "added" if is_new.result() else "known", report_id, is_partial=handed.is_partial
        )

    def told(self) -> Iterator[Added]:
        """What became of what was taken, once it is kept."""
        self.write()
        if self.under_way is not None:
            kept, handed = self.under_way
            added = kept()
            self.under_way = None
            self.found.settle(handed.input, added.outcome == "failed")
            yield added


@dataclass(frozen=True, slots=True)
class _Handed:
    """What was handed to the reader: where it came from, and by which of the inputs."""

    origin: str
    input: int
    is_partial: bool = False


class _Found:
    """What the inputs hold; what servers gave is kept once everything of an input is, and nothing failed."""

    def __init__(
        self,
        ledger: Ledger,
        inputs: Sequence[str],
        stdin: BinaryIO | None,
        allow_private: bool,
        format: str | None,
        fetch: Fetch | None,
        everything: bool,
        only: Collection[str] | None,
        names: Mapping[str, str],
    ) -> None:
        self.ledger = ledger
        self.inputs = inputs
        self.stdin = stdin
        self.allow_private = allow_private
        self.format = format
        self.fetch = fetch
        self.everything = everything
        self.only = only
        self.names = names
        self.at = 0
        self.is_over: set[int] = set()
        self.has_failed: set[int] = set()
        self.unsettled: Counter[int] = Counter()
        self.waiting: list[tuple[int, str, Validator]] = []

    def __iter__(self) -> Iterator[tuple[int, Article | Failure]]:
        for number, source in enumerate(self.inputs):
            self.at = number
            for item in articles(
                source,
                stdin=self.stdin,
                allow_private=self.allow_private,
                format=self.format,
                fetch=self.fetch,
                validators=self,
                origin=self.names.get(source),
                notices=True,
            ):
                if self._is_ledger(item.origin):
                    continue
                if self.only is None or item.origin in self.only or source in self.only:
                    self.unsettled[self.at] += 1
                    yield self.at, item
            self.is_over.add(self.at)

    def _is_ledger(self, origin: str) -> bool:
        """Whether this is the ledger itself, which may lie among what is added."""
        own = self.ledger.engine.url.database
        is_file = self.ledger.engine.dialect.name == "sqlite" and own is not None
        return is_file and os.path.abspath(origin) in (own, f"{own}-journal", f"{own}-wal", f"{own}-shm")

    def get(self, address: str) -> Validator | None:
        """What the ledger knows of an address."""
        return None if self.everything else self.ledger.fetched(address)

    def set(self, address: str, validator: Validator) -> None:
        """Keep it later, when all that came from there is kept."""
        self.waiting.append((self.at, address, validator))

    def settle(self, input: int | None, has_failed: bool) -> None:
        """Take note that something of an input is kept, or failed."""
        if input is not None:
            self.unsettled[input] -= 1
            if has_failed:
                self.has_failed.add(input)
        ready = [item for item in self.waiting if item[0] in self.is_over and not self.unsettled[item[0]]]
        if ready:
            self.waiting = [item for item in self.waiting if item not in ready]
        for origin, address, validator in ready:
            if origin not in self.has_failed:
                self.ledger.note_fetched(address, validator)


class _Fresh:
    """What is still to be read, in order; what the ledger knows, and records, are kept and set aside."""

    def __init__(self, ledger: Ledger, found: _Found, keeping: _Keeping, at_once: int) -> None:
        self.ledger = ledger
        self.found = found
        self.keeping = keeping
        self.at_once = at_once
        self.handed: deque[_Handed | None] = deque()
        self.aside: deque[tuple[int, Added]] = deque()

    def __iter__(self) -> Iterator[Article | Failure]:
        for input, item in self.found:
            is_partial = isinstance(item, Article) and item.is_partial
            try:
                added = self._added_at_once(item) if isinstance(item, Article) else None
            except NotARecord as error:
                item, added = Failure(item.origin, NotARecord(f"{item.origin}: no record: {error}")), None
            except Empty as error:
                item, added = Failure(item.origin, error), None
            if added is None:
                self.handed.append(_Handed(item.origin, input, is_partial))
                self.keeping.write()
                yield item
                continue
            self.aside.append((input, added))
            if len(self.aside) >= self.at_once:
                self.handed.append(None)
                yield Failure("", OnrecordError())  # passes through, and lets what is set aside be told

    def _added_at_once(self, article: Article) -> Added | None:
        """What became of a report that need not be read; `None` for one that is new."""
        report_id = text_id(article.text)
        is_written_now = article.record is not None or not article.text
        if is_written_now or self.keeping.has(report_id):
            self.keeping.write()  # what came before it goes first
        if not article.text:
            is_new = self.ledger.cancel(article)
            return Added(article.origin, "cancelled" if is_new else "known")
        if article.record is None:
            is_known = self.ledger.note_source(report_id, article.origin)
            return Added(article.origin, "known", report_id) if is_known else None
        record = Record.from_dict(article.record)
        _require_own_id(record)
        is_new = self.ledger.put(record, article.origin)
        return Added(article.origin, "added" if is_new else "known", record.report.id)

    def settled(self) -> Iterator[Added]:
        """What was set aside since the last call."""
        while self.aside:
            input, added = self.aside.popleft()
            self.found.settle(input, has_failed=False)
            yield added


def _require_own_id(record: Record) -> None:
    """Refuse a record under another text's id; where characters were replaced, the id cannot be told."""
    report = record.report
    if report.id != text_id(report.text) and "\ufffd" not in report.text:
        raise NotARecord(f"report.id: {report.id[:60]!r} is not the id of its text")


GIVEN = ("upload://", "pasted://")
"""How the origins begin of what somebody gave by hand: it is kept nowhere, and cannot be read again."""


def retry(
    ledger: Ledger,
    *,
    code: str | None = None,
    every: bool = False,
    origins: Collection[str] | None = None,
    model: str | None = None,
    allow_private: bool = False,
) -> Iterator[Added]:
    """Try again what could not be read; what can be now is kept and leaves the rejects.

    Those of one `code` alone if given, or those of some `origins`. What failed three times is left alone,
    unless `every` one is wanted; so is what was given by hand.
    """
    tried = [
        reject.origin
        for reject in ledger.rejects(code)
        if (every or not reject.is_parked)
        and (origins is None or reject.origin in origins)
        and not reject.origin.startswith(GIVEN)
    ]
    inputs = list(dict.fromkeys(_PART.sub("", origin) for origin in tried))
    only = set(tried)
    yield from add(ledger, inputs, model=model, allow_private=allow_private, everything=True, only=only)


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
                code = getattr(outcome.error, "code", None)
                yield Added(report.id, "failed", report.id, str(outcome.error), code)
            else:
                ledger.renew(outcome)
                yield Added(report.id, "added", report.id)


def tally(outcomes: Sequence[Added]) -> dict[Outcome, int]:
    """How many of each outcome."""
    counted = Counter(added.outcome for added in outcomes)
    return {outcome: counted[outcome] for outcome in get_args(Outcome)}


def expected(inputs: Sequence[str]) -> int | None:
    """How many reports the inputs hold, where that is cheap to count: files, and lines of JSON Lines."""
    from onrecord.sources import _ADDRESS, STANDARD_INPUT, _files

    total = 0
    for source in inputs:
        if source == STANDARD_INPUT or _ADDRESS.match(source):
            return None
        try:
            paths = _files(source)
        except OnrecordError:
            paths = [Path(source)]  # one failure
        for path in paths:
            if path.suffix.lower() in _OF_MANY:
                return None
            total += _lines(path) if path.suffix.lower() in _LINES else 1
    return total


def _lines(path: Path) -> int:
    try:
        with path.open("rb") as stream:
            return sum(chunk.count(b"\n") for chunk in iter(lambda: stream.read(_CHUNK), b""))
    except OSError:
        return 1
