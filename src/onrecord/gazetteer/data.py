"""The gazetteer's own small tables: countries with their codes and points, points of large regions."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

Point = tuple[float, float]

HERE = Path(__file__).parent


def country_codes() -> dict[str, tuple[str, Point]]:
    """Each country's ISO alpha-3 code and its point, by its alpha-2 code."""
    table = _table("countries", "country")
    return {code: (entry["iso3"], _point(entry["at"])) for code, entry in table.items()}


def capitals() -> frozenset[tuple[str, str]]:
    """Every capital as its country's alpha-3 code and its name."""
    table = _table("countries", "country")
    return frozenset((entry["iso3"], entry["capital"]) for entry in table.values() if "capital" in entry)


def region_points() -> dict[str, Point]:
    """Points of first-level regions by GeoNames' code ("US.TX")."""
    return {code: _point(at) for code, at in _table("regions", "points").items()}


def _table(name: str, key: str) -> dict[str, Any]:
    return dict(tomllib.loads((HERE / f"{name}.toml").read_text("utf-8"))[key])


def _point(at: list[float]) -> Point:
    lat, lon = at
    return float(lat), float(lon)
