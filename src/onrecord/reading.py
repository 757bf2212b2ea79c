"""Read reports: the one way from an input to its record."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
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
    with ProcessPoolExecutor(max_workers=workers) as pool:
        waiting: deque[Future[Record | Failure]] = deque()
        for item in found:
            waiting.append(pool.submit(_outcome, item, model, max_characters))
            if len(waiting) >= workers * WAITING_PER_WORKER:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
