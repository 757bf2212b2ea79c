"""Best, low and high for a day, from what several sources say: plain rules, one to be swapped for another."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from onrecord.comparison.points import Number, Point
from onrecord.comparison.vocabulary import folded
from onrecord.errors import OnrecordError

Weights = Mapping[str, float]
"""How much a source counts, by its name in folded form; 1.0 where nothing is said, 0 leaves it out."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the points of one day come to: low ≤ best ≤ high, and the points it was made from."""

    best: Number
    low: Number
    high: Number
    points: tuple[Point, ...]

    @property
    def as_of(self) -> str:
        """The day (ISO)."""
        return self.points[0].as_of

    @property
    def sources(self) -> tuple[str, ...]:
        """Whose figures were used, in order of the figures."""
        return tuple(dict.fromkeys(point.source for point in self.points))


Rule = Callable[[Sequence[Point], Weights], Estimate | None]
"""From the points of one day, measure, unit and population to an estimate; `None` where nothing tells."""


def ucdp(points: Sequence[Point], weights: Weights) -> Estimate | None:
    """Best, low and high in the sense of the Uppsala Conflict Data Program.

    Its codebooks (https://ucdp.uu.se/downloads/) call *best* the most reliable figures, *low* and *high* the
    lowest and the highest credible ones, and let best be the lower figure where nothing tells which is more
    reliable. Here, by rule:

    - each source gives one figure, its latest of the day by the report's date, of one report the first; a
      source is who is named as saying so, else the agency or outlet; copies are one source, and so is the
      same speaker in several outlets;
    - best is the weighted median of the figures, of two middle ones the lower; a figure is the middle of the
      interval its words allow, or the bound where the interval is open ("at least 12": 12);
    - low is the least lower bound and high the greatest upper bound, the figure itself standing in for an
      open side.
    """
    latest: dict[str, Point] = {}
    for point in sorted(points, key=_latest_last):
        if point.middle is not None and _weight(point, weights) > 0:
            latest[point.who] = point
    if not latest:
        return None
    chosen = sorted(latest.values(), key=lambda point: (_middle(point), point.who))
    best = _middle(chosen[_median([_weight(point, weights) for point in chosen])])
    lows = [best, *(_middle(point) if point.low is None else point.low for point in chosen)]
    highs = [best, *(_middle(point) if point.high is None else point.high for point in chosen)]
    return Estimate(best, min(lows), max(highs), tuple(chosen))


def _latest_last(point: Point) -> tuple[str, str, int]:
    return (point.published or "", point.report_id, -point.span.start)


def _middle(point: Point) -> Number:
    assert point.middle is not None
    return point.middle


def _median(weights: Sequence[float]) -> int:
    """The position at which half of the weight is reached."""
    half, reached = sum(weights) / 2, 0.0
    for position, weight in enumerate(weights):
        reached += weight
        if reached >= half:
            return position
    return len(weights) - 1


def _weight(point: Point, weights: Weights) -> float:
    return weights.get(folded(point.source), 1.0)


def read_weights(path: str | Path) -> Weights:
    """The weights of a TOML file: a table `[weights]` of source names and numbers from 0 on.

    Raises `OnrecordError` that names the file and the entry.
    """
    try:
        found = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as fault:
        raise OnrecordError(f"{path}: cannot be read: {fault.strerror or fault}") from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise OnrecordError(f"{path}: not TOML: {fault}") from fault
    weights = found.get("weights")
    if not isinstance(weights, dict) or set(found) - {"weights"}:
        raise OnrecordError(f'{path}: give one table [weights] with lines such as "Name of a source" = 0.5')
    for name, weight in weights.items():
        is_number = isinstance(weight, int | float) and not isinstance(weight, bool)
        if not is_number or not 0 <= weight < float("inf"):
            raise OnrecordError(f"{path}: weights.{name}: {weight!r} is no number from 0 on")
    return checked_weights(weights)


def checked_weights(weights: Weights | None) -> dict[str, float]:
    """Weights by folded name, whatever case they were given in."""
    return {folded(name): float(weight) for name, weight in (weights or {}).items()}
