"""Files in the columns of GeoNames' dumps, with invented places."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

COLUMNS = 19


def row(number, name, group, feature, lat, lon, country="IQ", region="", district="", people=0, others=""):
    """A line of a GeoNames file."""
    cells = [
        str(number),
        name,
        name,
        others,
        str(lat),
        str(lon),
        group,
        feature,
        country,
        "",
        region,
        district,
    ]
    cells += ["", "", str(people), "", "", "", "2031-01-01"]
    assert len(cells) == COLUMNS
    return "\t".join(cells)


ROWS = (
    row(1, "Republic of Iraq", "A", "PCLI", 33, 44, people=38_000_000),
    row(2, "Valeland", "A", "ADM1", 36, 43, region="90"),
    row(3, "Odde District", "A", "ADM2", 36.1, 43.1, region="90", district="7"),
    row(4, "Odde", "P", "PPL", 36.1, 43.1, region="90", district="7", people=12_000, others="Al Odde,Одде"),
    row(5, "Karsa River", "H", "STM", 35.9, 43.2, region="90"),
    row(6, "Odde Hotel", "S", "HTL", 36.1, 43.1, region="90"),
    row(7, "Odde", "P", "PPL", 51, 10, country="DE", people=900),
    row(8, "Odde Hills", "T", "HLLS", 51.1, 10.1, country="DE"),
)


@pytest.fixture
def dump(tmp_path) -> Callable[..., Path]:
    """Write lines as a GeoNames file."""

    def written(*lines: str, name: str = "places.txt") -> Path:
        path = tmp_path / name
        path.write_text("\n".join(lines or ROWS) + "\n", "utf-8")
        return path

    return written
