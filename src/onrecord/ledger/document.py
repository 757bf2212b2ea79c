"""The ledger's schema as a page for people who write SQL; `make docs` writes it to docs/ledger.md."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Column, Table

from onrecord.ledger.schema import metadata

HEAD = """\
# The ledger for people who write SQL

One database, SQLite or PostgreSQL, with the same tables. `make docs` writes this page from the schema, and a
test keeps it so. Open a ledger file in any SQLite tool while nothing writes to it, or at any time on
PostgreSQL; write to it only through Onrecord.

Spans are code points into `reports.text`, `[start, end)`: the words of one are
`substr(text, span_start + 1, span_end - span_start)` in both databases. Dates are ISO 8601 texts. An id
("s3") is unique within its report: join on `report_id` and the id.

Words of titles and texts are looked up by what only one of the databases has: on SQLite the full-text table
`report_words`, as in `WHERE rowid IN (SELECT rowid FROM report_words WHERE report_words MATCH 'ford')`; on
PostgreSQL the column `reports.lexemes`, a `tsvector` that the database itself keeps up to date, as in
`WHERE lexemes @@ websearch_to_tsquery('english', 'ford')`.

Statements and figures that people rejected stay in their tables, with `review` = 'rejected', and so does what
was before anybody amended a record, in `reviews`: each row there tells the reviewable fields before and after
one action. A record keeps the id under which it was reviewed when its report is read anew, and no other ever
gets that id.

```sql
-- What each speaker said of the dead, with the words
SELECT r.published, r.outlet, a.name AS speaker, f.words, f.low, f.high, s.words AS said
FROM figures f
JOIN reports r ON r.id = f.report_id
LEFT JOIN statements s ON s.report_id = f.report_id AND s.id = f.statement
    AND coalesce(s.review, '') <> 'rejected'
LEFT JOIN actors a ON a.report_id = s.report_id AND a.id = s.speaker
WHERE f.indicator = 'killed' AND coalesce(f.review, '') <> 'rejected'
ORDER BY r.published;
```
"""


def document() -> str:
    """The page, in Markdown."""
    return "\n".join([HEAD, *(line for table in metadata.sorted_tables for line in _table(table))])


def _table(table: Table) -> Iterator[str]:
    yield f"## {table.name}\n"
    yield f"{_sentence(table.comment or '')}\n"
    yield "| column | type | |"
    yield "|---|---|---|"
    for column in table.columns:
        yield f"| `{column.name}` | {_kind(column)} | {column.comment or ''} |"
    yield ""


def _kind(column: Column[object]) -> str:
    kind = str(column.type).split("(")[0].lower().replace("varchar", "text").replace("double", "real")
    return f"{kind}, key" if column.primary_key else kind if column.nullable else f"{kind}, never null"


def _sentence(comment: str) -> str:
    return f"{comment[:1].upper()}{comment[1:]}."


if __name__ == "__main__":
    print(document(), end="")
