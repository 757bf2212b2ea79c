"""A series drawn with Vega-Altair, and saved without a network: the same series gives the same bytes."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from onrecord.comparison.estimates import Estimate, Rule, Weights, checked_weights, ucdp
from onrecord.comparison.points import Point
from onrecord.comparison.series import AHEAD, Group, Series, estimates_of
from onrecord.comparison.showing import cited, interval
from onrecord.errors import OnrecordError
from onrecord.lexicon.indicators import load_indicators

FORMATS = (".svg", ".png", ".html")
LOW = 120  # pixels; a panel of one day is low
MOST_GROUPS = 3  # drawn below each other; the largest
MOST_SOURCES = 10  # with a colour of their own
QUOTED = 240  # characters of a quote in a tooltip
REST = "other sources"
Key = tuple[str, str]
"""A figure by its report's id and its own."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a chart is drawn: its colours, the size of a panel in pixels, where its legend stands."""

    colours: tuple[str, ...] = (
        "#0b6aa2", "#d1570c", "#2a8a4a", "#8a4fa3", "#c23b5a", "#7a6a1c", "#1c8f93", "#5b5fc7", "#a0522d",
        "#4d4d4d", "#8c96a3",
    )  # fmt: skip
    background: str = "white"
    edge: str = "white"
    ink: str = "#24303a"
    quiet: str = "#5c6872"
    faint: str = "#8c96a3"
    line: str = "#b8c0c8"
    grid: str = "#e6e9ec"
    width: int = 720
    height: int = 340
    legend: Literal["right", "bottom"] = "right"
    has_title: bool = True

    @property
    def narrow(self) -> Look:
        """The same for a page of a phone's width."""
        return dataclasses.replace(self, width=255, height=230, legend="bottom")


PAPER = Look()
"""For a file, or to be printed."""
LIGHT = Look(background="transparent", width=780, has_title=False)
"""For a light page that has a heading of its own."""
DARK = dataclasses.replace(
    LIGHT,
    colours=(
        "#5db7ee", "#f2955a", "#6fce8e", "#c99be0", "#f08ba4", "#d3c263", "#62d0d3", "#a3a6f5", "#d9a07c",
        "#c9c9c9", "#8f9aa6",
    ),
    edge="#1f2023", ink="#e7e4dd", quiet="#a8a49b", line="#6b6c70", grid="#34363a",
)  # fmt: skip
"""For a dark one."""


def chart(
    series: Series,
    rule: Rule = ucdp,
    weights: Weights | None = None,
    look: Look = PAPER,
    leads: Mapping[Key, str] | None = None,
) -> Any:
    """The series as an `altair.TopLevelMixin`: a panel for each of its largest groups.

    Dots are figures by source, bars what their words allow, the line the best estimates, diamonds with a
    dashed line what was expected. `leads` are the addresses to which dots lead, by figure. Raises
    `OnrecordError` where there is nothing to draw.
    """
    import altair as alt

    groups = [group for group in series.groups if any(_is_drawn(known) for known in group.points)]
    groups = sorted(groups, key=lambda group: (-_days_drawn(group), -len(group.points)))
    groups = [group for group in groups if _days_drawn(group) > 1][:MOST_GROUPS] or groups[:1]
    if not groups:
        raise OnrecordError(f"{series.indicator}: no figures to draw")
    sources = _sources(groups)
    first, last = _days(groups)
    estimates = [estimates_of(group, rule, checked_weights(weights)) for group in groups]
    lines = _lines(groups, estimates)
    drawing = _Drawing(alt, look, sources, (first, last), lines, leads or {})
    panels = [drawing.panel(*both) for both in zip(groups, estimates, strict=True)]
    drawn = panels[0] if len(panels) == 1 else alt.vconcat(*panels, spacing=28).resolve_scale(color="shared")
    if look.has_title:
        about = load_indicators().terms[series.indicator].about
        where = " · ".join(series.filters.values())
        subtitle = [f"{about} · {where}" if where else about]
        title = alt.TitleParams(text=series.indicator.replace("_", " "), subtitle=subtitle)
        drawn = drawn.properties(title=title)
    padding = 16 if look.has_title else 4
    return drawn.properties(padding=padding, background=look.background).configure(**_configured(alt, look))


def can_be_drawn(series: Series) -> bool:
    """Whether there is anything to draw."""
    return any(map(_is_drawn, series.points))


def save(series: Series, path: Path, weights: Weights | None = None, rule: Rule = ucdp) -> None:
    """Draw a series into a file, by its ending: .svg, .png, or .html that needs no network."""
    import vl_convert

    ending = path.suffix.lower()
    if ending not in FORMATS:
        raise OnrecordError(f"{path}: a chart is a file that ends in {', '.join(FORMATS)}")
    spec = drawable(chart(series, rule, weights).to_dict())
    try:
        if ending == ".svg":
            path.write_text(vl_convert.vegalite_to_svg(spec), encoding="utf-8", newline="\n")
        elif ending == ".png":
            path.write_bytes(vl_convert.vegalite_to_png(spec, scale=2))
        else:
            path.write_text(_page(vl_convert, spec, series), encoding="utf-8", newline="\n")
    except OSError as fault:
        raise OnrecordError(f"{path}: cannot be written: {fault.strerror or fault}") from fault


_UNDRAWN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # no part of XML


def drawable(spec: Any) -> Any:
    """A chart's description with the characters that would end the process that draws it replaced."""
    if isinstance(spec, str):
        return _UNDRAWN.sub("\ufffd", spec)
    if isinstance(spec, dict):
        return {drawable(name): drawable(value) for name, value in spec.items()}
    return [drawable(item) for item in spec] if isinstance(spec, list) else spec


_LESS = "\ue0f1\ue0f2"  # stands for "<" until the page is made


def _page(vl_convert: Any, spec: dict[str, Any], series: Series) -> str:
    """One page with Vega in it; words from reports cannot end its script, nor begin another."""
    marked = json.loads(json.dumps(spec, ensure_ascii=False).replace("<", _LESS))
    page: str = vl_convert.vegalite_to_html(marked, bundle=True)
    page = page.replace(_LESS, "\\u003c")
    return page.replace("<head>", f"<head>\n<title>{series.indicator}</title>", 1)


class _Drawing:
    """What the panels of one chart share: scales, colours, legends."""

    def __init__(
        self,
        alt: Any,
        look: Look,
        sources: Sequence[str],
        days: tuple[str, str],
        lines: Mapping[str, Sequence[int]],
        leads: Mapping[Key, str],
    ) -> None:
        self.alt, self.look, self.sources, self.leads = alt, look, sources, leads
        is_narrow = look.legend == "bottom"
        self.x = alt.X(
            "day:T",
            title=None,
            scale=alt.Scale(domain=list(days), type="utc", padding=18),
            axis=alt.Axis(
                format="%-d %b %Y", labelAngle=0, tickCount=3 if is_narrow else 7, labelOverlap="greedy",
                labelFlush=False,
            ),
        )  # fmt: skip
        self.colour = alt.Color(
            "source:N",
            title="who says so",
            scale=alt.Scale(domain=list(sources), range=list(look.colours[: len(sources)])),
            legend=alt.Legend(orient=look.legend, labelLimit=260, symbolOpacity=1, columns=1),
        )
        self.dash = alt.StrokeDash(
            "tells:N",
            title=None,
            scale=alt.Scale(domain=list(lines), range=list(lines.values())),
            legend=alt.Legend(
                orient=look.legend, symbolStrokeColor=look.ink, symbolType="stroke", symbolSize=300
            ),
        )
        self.tooltip = [
            alt.Tooltip(f"{name}:N", title=title)
            for name, title in (
                ("figure", "figure"), ("allows", "allows"), ("on", "as of"), ("who", "said by"),
                ("quote", "words"),
            )
        ]  # fmt: skip

    def panel(self, group: Group, estimates: Sequence[Estimate]) -> Any:
        """A group drawn."""
        alt = self.alt
        rows = [self._row(known) for known in group.points if _is_drawn(known)]
        firm = [row for row in rows if not row["ahead"]]
        ahead = [row for row in rows if row["ahead"]]
        is_low = len({row["day"] for row in rows}) == 1
        axis = alt.Axis(format="~s" if _is_large(rows) else ",~f", tickCount=3 if is_low else 6)
        y, least = (alt.Y(f"{name}:Q", title=group.label, axis=axis) for name in ("value", "least"))
        layers = []
        if len(estimates) > 1:
            layers += self._best(estimates, y, least)
        if ahead:
            base = self._chart(ahead)
            line = base.mark_line(strokeWidth=1.5, opacity=0.9, color=self.look.faint)
            diamonds = base.mark_point(shape="diamond", size=80, filled=False, strokeWidth=2, opacity=1)
            layers += [line.encode(x=self.x, y=y, strokeDash=self.dash), self._dots(diamonds, y)]
        ranged = [row for row in firm if row["least"] != row["most"]]
        if ranged:
            bars = self._chart(ranged).mark_rule(strokeWidth=2, opacity=0.7)
            layers.append(bars.encode(x=self.x, y=least, y2="most:Q", color=self.colour))
        if firm:
            dots = self._chart(firm).mark_point(
                filled=True, size=72, opacity=0.95, stroke=self.look.edge, strokeWidth=0.8
            )
            layers.append(self._dots(dots, y))
        return alt.layer(*layers).properties(
            width=self.look.width, height=LOW if is_low else self.look.height
        )

    def _chart(self, rows: Sequence[Mapping[str, Any]]) -> Any:
        return self.alt.Chart(self.alt.Data(values=list(rows)))

    def _best(self, estimates: Sequence[Estimate], y: Any, least: Any) -> list[Any]:
        """The line of the best estimates in the band from low to high."""
        base = self._chart([
            {"day": e.as_of, "value": e.best, "least": e.low, "most": e.high, "tells": "best estimate"}
            for e in estimates
        ])  # fmt: skip
        band = base.mark_area(opacity=0.1, color=self.look.ink, interpolate="linear")
        line = base.mark_line(color=self.look.ink, strokeWidth=1.5, opacity=0.65)
        return [
            band.encode(x=self.x, y=least, y2="most:Q"), line.encode(x=self.x, y=y, strokeDash=self.dash),
        ]  # fmt: skip

    def _dots(self, marks: Any, y: Any) -> Any:
        """Marks of figures, each by its source and, where that is known, with the address it leads to."""
        encoded = marks.encode(
            x=self.x,
            y=y,
            color=self.colour,
            tooltip=self.tooltip,
            description=self.alt.Description("reads:N"),
        )
        return encoded.encode(href=self.alt.Href("leads:N")) if self.leads else encoded

    def _row(self, known: Point) -> dict[str, Any]:
        quote, words = (" ".join(text.split()) for text in (known.quote, known.words))
        middle = known.middle
        on, who = f"{known.as_of} ({known.mode})", cited(known)
        return {
            "day": known.as_of,
            "value": middle,
            "least": middle if known.low is None else known.low,
            "most": middle if known.high is None else known.high,
            "source": known.source if known.source in self.sources else REST,
            "ahead": known.mode in AHEAD,
            "tells": "expected",
            "figure": words,
            "allows": interval(known),
            "on": on,
            "who": who,
            "quote": quote if len(quote) <= QUOTED else f"{quote[:QUOTED].rpartition(' ')[0]} …",
            "reads": f"“{words}”, {on}, {who}",
            "leads": self.leads.get((known.report_id, known.figure)),
        }


def _lines(groups: Sequence[Group], estimates: Sequence[Sequence[Estimate]]) -> dict[str, Sequence[int]]:
    """The lines of a chart with their dashes, the same in all its panels."""
    has_expected = any(known.mode in AHEAD and _is_drawn(known) for group in groups for known in group.points)
    lines = [("best estimate", [1, 0])] * any(len(own) > 1 for own in estimates)
    return dict(lines + [("expected", [6, 4])] * has_expected)


def _is_drawn(known: Point) -> bool:
    return known.left_out is None and known.middle is not None


def _days_drawn(group: Group) -> int:
    return len({known.as_of for known in group.points if _is_drawn(known)})


def _sources(groups: Sequence[Group]) -> list[str]:
    """The sources with a colour: those with most figures, by name; the rest share one."""
    counts: dict[str, int] = {}
    for group in groups:
        for known in filter(_is_drawn, group.points):
            counts[known.source] = counts.get(known.source, 0) + 1
    most = sorted(counts, key=lambda source: (-counts[source], source))[:MOST_SOURCES]
    return [*sorted(most), *([REST] if len(counts) > len(most) else [])]


def _days(groups: Sequence[Group]) -> tuple[str, str]:
    days = [known.as_of for group in groups for known in group.points if _is_drawn(known)]
    return min(days), max(days)


def _is_large(rows: Sequence[dict[str, Any]]) -> bool:
    return any(abs(row["most"]) >= 10_000_000 for row in rows)


def _configured(alt: Any, look: Look) -> dict[str, Any]:
    font = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
    return {
        "font": font,
        "axis": alt.AxisConfig(
            labelFontSize=12, titleFontSize=13, titleFontWeight="normal", labelColor=look.ink,
            titleColor=look.ink, gridColor=look.grid, domainColor=look.line, tickColor=look.line,
            titlePadding=12,
        ),
        "legend": alt.LegendConfig(
            labelFontSize=12, titleFontSize=12, labelColor=look.ink, titleColor=look.ink, rowPadding=4,
        ),
        "title": alt.TitleConfig(
            anchor="start", fontSize=18, subtitleFontSize=13, subtitleColor=look.quiet, offset=16,
            color=look.ink,
        ),
        "view": alt.ViewConfig(stroke=None),
    }  # fmt: skip
