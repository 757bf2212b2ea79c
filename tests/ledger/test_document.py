"""The page about the schema is the schema's, and its query runs."""

from __future__ import annotations

import re
from pathlib import Path

from onrecord.ledger.document import document

PAGE = Path(__file__).parents[2] / "docs/ledger.md"


def test_the_page_is_what_the_schema_says():
    assert PAGE.read_text("utf-8") == document(), "run: python -m onrecord.ledger.document > docs/ledger.md"


def test_the_query_on_the_page_runs(ledger, read):
    ledger.put(read("Warden Ruo Amadi said 12 men were killed at Odde."), "ford.txt")
    [query] = re.findall(r"```sql\n(.*?)```", PAGE.read_text("utf-8"), flags=re.DOTALL)
    with ledger.engine.connect() as connection:
        [row] = connection.exec_driver_sql(query).mappings()
    assert (row["speaker"], row["words"], row["low"]) == ("Ruo Amadi", "12", 12)
