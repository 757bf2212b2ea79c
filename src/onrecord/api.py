"""A ledger with all that can be asked of it, for programs: `onrecord.open`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO

from onrecord.ledger import DEFAULT
from onrecord.ledger.adding import Added
from onrecord.ledger.adding import add as add_to
from onrecord.ledger.answers import Counted, Filters, Located, Said
from onrecord.ledger.ledger import CURRENT, Ledger

if TYPE_CHECKING:
    from onrecord.comparison import Dispute, Series


class OpenLedger(Ledger):
    """A ledger; what it says of its reports is asked by its methods."""

    def __enter__(self) -> OpenLedger:
        return self

    def add(self, *inputs: str, **options: Any) -> list[Added]:
        """Add files, folders, patterns or addresses; what became of each report.

        `options` are those of `onrecord.ledger.adding.add`, which yields each as it is kept: `workers`,
        `model`, `allow_private`, …
        """
        return list(self.adding(*inputs, **options))

    def adding(self, *inputs: str, **options: Any) -> Iterator[Added]:
        """As `add`, with each report told of as it is kept."""
        return add_to(self, inputs, **options)

    def statements(self, **filters: Any) -> list[Said]:
        """Statements, the newest first; the filters are the fields of `Filters`."""
        from onrecord.ledger import asking

        return asking.statements(self, Filters(**filters))

    def figures(self, **filters: Any) -> list[Counted]:
        """Figures, the newest first; the filters are the fields of `Filters`."""
        from onrecord.ledger import asking

        return asking.figures(self, Filters(**filters))

    def places(self, **filters: Any) -> list[Located]:
        """Places that reports name, the newest first; the filters are the fields of `Filters`."""
        from onrecord.ledger import asking

        return asking.places(self, Filters(**filters))

    def series(self, indicator: str, **filters: Any) -> Series:
        """What reports say of one indicator over time: `onrecord.comparison.series`."""
        from onrecord.comparison import series

        return series(self, indicator, **filters)

    def disputes(self, **filters: Any) -> list[Dispute]:
        """What cannot both hold, the weightiest first: `onrecord.comparison.disputes`."""
        from onrecord.comparison import disputes

        return list(disputes(self, **filters))

    def export(self, format: str, target: Path | BinaryIO | TextIO, **filters: Any) -> None:
        """Write the records in a format of `onrecord.export`; the filters are those of `report_ids`.

        Retracted reports are left out, unless `status` asks for them.
        """
        from onrecord.export import export

        ids = self.report_ids(**{"status": CURRENT, **filters})
        export(self.records(ids), format, target)


def open(ledger: str | Path = DEFAULT) -> OpenLedger:
    """Open a ledger, or make it: a file's path, or `postgresql+psycopg://…`. Raises `LedgerError`."""
    return OpenLedger(ledger)
