"""Onrecord: who said what in a news report, traced to the exact words.

```python
import onrecord

record = onrecord.read("article.html")
for statement in record.statements:
    print(statement.speaker, statement.act, record.words(statement.content))
```

`onrecord.open("reports.db")` opens a ledger of many reports. `onrecord.load()` gives the
spaCy pipeline itself; the names below are loaded when first used, so that importing the
package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from onrecord.__about__ import __version__

if TYPE_CHECKING:
    from onrecord.api import OpenLedger, open
    from onrecord.errors import OnrecordError
    from onrecord.pipeline import load
    from onrecord.reading import read, read_all, read_text
    from onrecord.record import Actor, Record, Report, Span, Statement

_HOMES = {
    "Actor": "onrecord.record",
    "OnrecordError": "onrecord.errors",
    "OpenLedger": "onrecord.api",
    "Record": "onrecord.record",
    "Report": "onrecord.record",
    "Span": "onrecord.record",
    "Statement": "onrecord.record",
    "load": "onrecord.pipeline",
    "open": "onrecord.api",
    "read": "onrecord.reading",
    "read_all": "onrecord.reading",
    "read_text": "onrecord.reading",
}

__all__ = [
    "Actor",
    "OnrecordError",
    "OpenLedger",
    "Record",
    "Report",
    "Span",
    "Statement",
    "__version__",
    "load",
    "open",
    "read",
    "read_all",
    "read_text",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'onrecord' has no attribute {name!r}")
