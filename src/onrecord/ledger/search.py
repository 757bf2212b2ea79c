"""Full-text search, each database by its own index."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, text

from onrecord.ledger.opening import LedgerError

_TERM = re.compile(r'"([^"]{1,400})"|(\S{1,200})')
_WORD = re.compile(r"\w+")
EXCERPT_WORDS = 24

_SQLITE = text("""
SELECT r.id AS report_id, r.title, r.outlet, r.published,
       snippet(report_words, 1, '', '', ' … ', :words) AS excerpt
FROM report_words JOIN reports r ON r.rowid = report_words.rowid
WHERE report_words MATCH :query
ORDER BY bm25(report_words, 4.0, 1.0), r.published DESC, r.id LIMIT :limit
""")
_POSTGRESQL = text("""
SELECT r.id AS report_id, r.title, r.outlet, r.published,
       ts_headline('english', r.text, q.query, :options) AS excerpt
FROM reports r, (SELECT to_tsquery('english', :query) AS query) q
WHERE r.lexemes @@ q.query
ORDER BY ts_rank(r.lexemes, q.query) DESC, r.published DESC, r.id LIMIT :limit
""")


def found_reports(connection: Connection, words: str, limit: int) -> Iterator[dict[str, Any]]:
    """The reports that hold every term of `words`, best first; raises `LedgerError` without a word."""
    terms = list(terms_of(words))
    if not terms:
        raise LedgerError(f"{words!r}: there is no word in it to search for")
    if connection.dialect.name == "sqlite":
        query = " AND ".join('"' + " ".join(term) + '"' for term in terms)
        rows = connection.execute(_SQLITE, {"query": query, "words": EXCERPT_WORDS, "limit": limit})
    else:
        query = " & ".join("(" + " <-> ".join(term) + ")" for term in terms)
        options = f"StartSel='', StopSel='', MaxWords={EXCERPT_WORDS}, MinWords=8, MaxFragments=1"
        rows = connection.execute(_POSTGRESQL, {"query": query, "options": options, "limit": limit})
    for row in rows.mappings():
        yield {**row, "excerpt": " ".join(row["excerpt"].split())}


def terms_of(words: str) -> Iterator[list[str]]:
    """Each word, or each phrase in quotation marks, as its letters and digits alone."""
    for match in _TERM.finditer(words):
        term = _WORD.findall(match[1] or match[2])
        if term:
            yield term
