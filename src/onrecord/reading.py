"""Read reports: the one way from an input to its record."""

from __future__ import annotations

import itertools
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from typing import BinaryIO

from onrecord.errors import OnrecordError, SourceError, TooLarge
from onrecord.record import Record
from onrecord.sources import Failure, articles
from onrecord.sources.article import Article

MAX_CHARACTERS = 1_000_000
"""A report longer than this is refused unless asked for: it would take minutes."""

WAITING_PER_WORKER = 4  # articles handed to each process ahead of the one being printed


class ReadingFault(OnrecordError):
    """Reading stumbled over a report for a reason nobody foresaw; the report is named, the batch goes on."""

    code = "fault"


class ReadingDied(OnrecordError):
    """A process died while it read a report; the report is named, the batch goes on."""

    code = "crash"


ReadOne = Callable[[Article | Failure], Record | Failure]


def read(
    source: str | os.PathLike[str],
    *,
    model: str | None = None,
    allow_private: bool = False,
    format: str | None = None,
    max_characters: int = MAX_CHARACTERS,
) -> Record:
    """Read one report from a file, an address or `-` (standard input).

    Raises a `SourceError` where the input cannot be read or holds more than one
    report, `ModelError` where the pipeline is missing.
    """
    found = list(
        read_all(
            [os.fspath(source)],
            model=model,
            allow_private=allow_private,
            format=format,
            max_characters=max_characters,
        )
    )
    for outcome in found:
        if isinstance(outcome, Failure):
            raise outcome.error
    if len(found) != 1 or not isinstance(found[0], Record):
        raise SourceError(f"{source}: holds {len(found)} reports; read them with onrecord.read_all")
    return found[0]


def read_text(
    text: str, *, model: str | None = None, max_characters: int = MAX_CHARACTERS, **metadata: str
) -> Record:
    """Read a report already at hand as text; `metadata` are fields of `Article` (title, published, …)."""
    from onrecord.sources.text import article_of_text

    return read_article(article_of_text(text, **metadata), model=model, max_characters=max_characters)


def read_article(
    article: Article, *, model: str | None = None, max_characters: int = MAX_CHARACTERS
) -> Record:
    """Read one article into its record; raises `TooLarge`, `NotEnglish` or `ModelError`."""
    from onrecord.anatomy import report_of
    from onrecord.assembly import record_of
    from onrecord.pipeline import annotated, shared
    from onrecord.sources.language import require_english

    if len(article.text) > max_characters:
        raise TooLarge(
            f"{article.origin}: {len(article.text):,} characters, more than the limit of {max_characters:,}; "
            "split it into single reports, or raise the limit with --max-characters"
        )
    require_english(article)
    report = report_of(article)
    nlp = shared(model)
    with nlp.memory_zone():  # else spaCy's store of strings grows with every report
        return record_of(annotated(nlp, report), report)


def read_all(
    sources: Sequence[str],
    *,
    stdin: BinaryIO | None = None,
    model: str | None = None,
    allow_private: bool = False,
    workers: int = 1,
    format: str | None = None,
    max_characters: int = MAX_CHARACTERS,
) -> Iterator[Record | Failure]:
    """Read many inputs, in their order; one that fails is a `Failure`, and the rest go on.

    `sources` are files, folders, patterns, addresses or `-`; with `workers` above one
    that many processes share the work. Raises `ModelError` before anything is read.
    """
    found = (
        item
        for source in sources
        for item in articles(source, stdin=stdin, allow_private=allow_private, format=format)
    )
    yield from read_articles(found, model=model, workers=workers, max_characters=max_characters)


def read_articles(
    found: Iterable[Article | Failure],
    *,
    model: str | None = None,
    workers: int = 1,
    max_characters: int = MAX_CHARACTERS,
) -> Iterator[Record | Failure]:
    """Read articles already in hand, in their order; failures among them, and new ones, pass through."""
    if workers <= 1:
        yield from (_outcome(item, model, max_characters) for item in found)
        return
    yield from _in_processes(found, model, max_characters, workers)


def _outcome(item: Article | Failure, model: str | None, max_characters: int) -> Record | Failure:
    if isinstance(item, Failure):
        return item
    try:
        return read_article(item, model=model, max_characters=max_characters)
    except SourceError as error:
        return Failure(item.origin, error)
    except OnrecordError:
        raise
    except Exception as fault:
        if os.environ.get("ONRECORD_DEBUG"):
            raise
        kind = type(fault).__name__
        return Failure(
            item.origin,
            ReadingFault(f"{item.origin}: could not be read ({kind}); please report it with the input"),
        )


def _in_processes(
    found: Iterable[Article | Failure], model: str | None, max_characters: int, workers: int
) -> Iterator[Record | Failure]:
    read_one = partial(_outcome, model=model, max_characters=max_characters)
    waiting: deque[tuple[Article | Failure, Future[Record | Failure]]] = deque()
    pool = ProcessPoolExecutor(max_workers=workers)
    try:
        for item in itertools.chain(found, [None]):
            if item is not None:
                waiting.append((item, _submitted(pool, read_one, item)))
            while waiting and (item is None or len(waiting) >= workers * WAITING_PER_WORKER):
                first, future = waiting.popleft()
                try:
                    outcome = future.result()
                except BrokenProcessPool:  # whoever broke it, all that waited is lost with it
                    pool.shutdown()
                    outcome = _alone(first, read_one)
                    pool = ProcessPoolExecutor(max_workers=workers)
                    waiting = deque((other, _submitted(pool, read_one, other)) for other, _ in waiting)
                yield outcome
    finally:
        pool.shutdown(cancel_futures=True)


def _submitted(
    pool: ProcessPoolExecutor, read_one: ReadOne, item: Article | Failure
) -> Future[Record | Failure]:
    try:
        return pool.submit(read_one, item)
    except BrokenProcessPool as broken:
        future: Future[Record | Failure] = Future()
        future.set_exception(broken)
        return future


def _alone(item: Article | Failure, read_one: ReadOne) -> Record | Failure:
    """Read one report in a process that has no other, so that it is known whether it kills it."""
    with ProcessPoolExecutor(max_workers=1) as pool:
        try:
            return pool.submit(read_one, item).result()
        except BrokenProcessPool:
            reason = "the process that read it died, perhaps for want of memory; try it with fewer workers"
            return Failure(item.origin, ReadingDied(f"{item.origin}: {reason}"))
