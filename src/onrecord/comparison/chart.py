"""A series drawn with Vega-Altair, and saved without a network: the same series gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from onrecord.comparison.estimates import Rule, Weights, checked_weights, ucdp
from onrecord.comparison.points import Point
from onrecord.comparison.series import AHEAD, Group, Series, estimates_of
from onrecord.comparison.showing import cited, interval
from onrecord.errors import OnrecordError
from onrecord.lexicon.indicators import load_indicators

FORMATS = (".svg", ".png", ".html")
WIDTH, HEIGHT, LOW = 720, 340, 120  # pixels; a panel of one day is low
MOST_GROUPS = 3  # drawn below each other; the largest
MOST_SOURCES = 10  # with a colour of their own
QUOTED = 240  # characters of a quote in a tooltip
REST = "other sources"
COLOURS = [
    "#0b6aa2", "#d1570c", "#2a8a4a", "#8a4fa3", "#c23b5a", "#7a6a1c", "#1c8f93", "#5b5fc7", "#a0522d",
    "#4d4d4d", "#8c96a3",
]  # fmt: skip
_INK, _FAINT = "#24303a", "#8c96a3"


def chart(series: Series, rule: Rule = ucdp, weights: Weights | None = None) -> Any:
    """The series as an `altair.TopLevelMixin`: a panel for each of its largest groups.

    Dots are figures by source, bars what their words allow, the line the best estimates, diamonds with a
    dashed line what was expected. Raises `OnrecordError` where there is nothing to draw.
    """
    import altair as alt

    groups = [group for group in series.groups if any(_is_drawn(known) for known in group.points)]
    groups = sorted(groups, key=lambda group: (-_days_drawn(group), -len(group.points)))
    groups = [group for group in groups if _days_drawn(group) > 1][:MOST_GROUPS] or groups[:1]
    if not groups:
        raise OnrecordError(f"{series.indicator}: no figures to draw")
    sources = _sources(groups)
    first, last = _days(groups)
    panels = [_panel(alt, group, sources, rule, weights, (first, last)) for group in groups]
    drawn = panels[0] if len(panels) == 1 else alt.vconcat(*panels, spacing=28).resolve_scale(color="shared")
    about = load_indicators().terms[series.indicator].about
    where = " · ".join(series.filters.values())
    return drawn.properties(
        title=alt.TitleParams(
            text=series.indicator.replace("_", " "), subtitle=[f"{about} · {where}" if where else about]
        ),
        padding=16,
        background="white",
    ).configure(**_look(alt))


def save(series: Series, path: Path, weights: Weights | None = None, rule: Rule = ucdp) -> None:
    """Draw a series into a file, by its ending: .svg, .png, or .html that needs no network."""
    import vl_convert

    ending = path.suffix.lower()
    if ending not in FORMATS:
        raise OnrecordError(f"{path}: a chart is a file that ends in {', '.join(FORMATS)}")
    spec = chart(series, rule, weights).to_dict()
    try:
        if ending == ".svg":
            path.write_text(vl_convert.vegalite_to_svg(spec), encoding="utf-8", newline="\n")
        elif ending == ".png":
            path.write_bytes(vl_convert.vegalite_to_png(spec, scale=2))
        else:
            path.write_text(_page(vl_convert, spec, series), encoding="utf-8", newline="\n")
    except OSError as fault:
        raise OnrecordError(f"{path}: cannot be written: {fault.strerror or fault}") from fault


_LESS = "\ue0f1\ue0f2"  # stands for "<" until the page is made


def _page(vl_convert: Any, spec: dict[str, Any], series: Series) -> str:
    """One page with Vega in it; words from reports cannot end its script, nor begin another."""
    marked = json.loads(json.dumps(spec, ensure_ascii=False).replace("<", _LESS))
    page: str = vl_convert.vegalite_to_html(marked, bundle=True)
    page = page.replace(_LESS, "\\u003c")
    return page.replace("<head>", f"<head>\n<title>{series.indicator}</title>", 1)


def _panel(
    alt: Any, group: Group, sources: Sequence[str], rule: Rule, weights: Weights | None, days: tuple[str, str]
) -> Any:
    rows = [_row(known, sources) for known in group.points if _is_drawn(known)]
    firm = [row for row in rows if not row["ahead"]]
    ahead = [row for row in rows if row["ahead"]]
    x = alt.X(
        "day:T",
        title=None,
        scale=alt.Scale(domain=list(days), type="utc", padding=18),
        axis=alt.Axis(format="%-d %b %Y", labelAngle=0, tickCount=7, labelOverlap="greedy", labelFlush=False),
    )
    is_low = len({row["day"] for row in rows}) == 1
    axis = alt.Axis(format="~s" if _is_large(rows) else ",~f", tickCount=3 if is_low else 6)
    y = alt.Y("value:Q", title=group.label, axis=axis)
    colour = alt.Color(
        "source:N",
        title="who says so",
        scale=alt.Scale(domain=list(sources), range=COLOURS[: len(sources)]),
        legend=alt.Legend(orient="right", labelLimit=260, symbolOpacity=1, columns=1),
    )
    tooltip = [
        alt.Tooltip(f"{name}:N", title=title)
        for name, title in (
            ("figure", "figure"), ("allows", "allows"), ("on", "as of"), ("who", "said by"),
            ("quote", "words"),
        )
    ]  # fmt: skip
    layers = []
    estimates = estimates_of(group, rule, checked_weights(weights))
    dash = _dash(alt, len(estimates) > 1, bool(ahead))
    if len(estimates) > 1:
        best = [
            {"day": e.as_of, "value": e.best, "least": e.low, "most": e.high, "tells": "best estimate"}
            for e in estimates
        ]
        base = alt.Chart(alt.Data(values=best))
        layers.append(
            base.mark_area(opacity=0.1, color=_INK, interpolate="linear").encode(
                x=x, y=alt.Y("least:Q", title=group.label, axis=axis), y2="most:Q"
            )
        )
        layers.append(
            base.mark_line(color=_INK, strokeWidth=1.5, opacity=0.65).encode(x=x, y=y, strokeDash=dash)
        )
    if ahead:
        base = alt.Chart(alt.Data(values=ahead))
        layers.append(
            base.mark_line(strokeWidth=1.5, opacity=0.9, color=_FAINT).encode(x=x, y=y, strokeDash=dash)
        )
        layers.append(
            base.mark_point(shape="diamond", size=80, filled=False, strokeWidth=2, opacity=1).encode(
                x=x, y=y, color=colour, tooltip=tooltip
            )
        )
    base = alt.Chart(alt.Data(values=firm))
    ranged = [row for row in firm if row["least"] != row["most"]]
    if ranged:
        layers.append(
            alt.Chart(alt.Data(values=ranged))
            .mark_rule(strokeWidth=2, opacity=0.7)
            .encode(x=x, y=alt.Y("least:Q", title=group.label, axis=axis), y2="most:Q", color=colour)
        )
    if firm:
        layers.append(
            base.mark_point(filled=True, size=72, opacity=0.95, stroke="white", strokeWidth=0.8).encode(
                x=x, y=y, color=colour, tooltip=tooltip
            )
        )
    return alt.layer(*layers).properties(width=WIDTH, height=LOW if is_low else HEIGHT)


def _dash(alt: Any, has_best: bool, has_expected: bool) -> Any:
    lines = [("best estimate", [1, 0])] * has_best + [("expected", [6, 4])] * has_expected
    return alt.StrokeDash(
        "tells:N",
        title=None,
        scale=alt.Scale(domain=[name for name, _ in lines], range=[dash for _, dash in lines]),
        legend=alt.Legend(orient="right", symbolStrokeColor=_INK, symbolType="stroke", symbolSize=300),
    )


def _row(known: Point, sources: Sequence[str]) -> dict[str, Any]:
    quote = " ".join(known.quote.split())
    middle = known.middle
    return {
        "day": known.as_of,
        "value": middle,
        "least": middle if known.low is None else known.low,
        "most": middle if known.high is None else known.high,
        "source": known.source if known.source in sources else REST,
        "ahead": known.mode in AHEAD,
        "tells": "expected",
        "figure": " ".join(known.words.split()),
        "allows": interval(known),
        "on": f"{known.as_of} ({known.mode})",
        "who": cited(known),
        "quote": quote if len(quote) <= QUOTED else f"{quote[:QUOTED].rpartition(' ')[0]} …",
    }


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


def _look(alt: Any) -> dict[str, Any]:
    font = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
    return {
        "font": font,
        "axis": alt.AxisConfig(
            labelFontSize=12, titleFontSize=13, titleFontWeight="normal", labelColor=_INK, titleColor=_INK,
            gridColor="#e6e9ec", domainColor="#b8c0c8", tickColor="#b8c0c8", titlePadding=12,
        ),
        "legend": alt.LegendConfig(
            labelFontSize=12, titleFontSize=12, labelColor=_INK, titleColor=_INK, rowPadding=4,
        ),
        "title": alt.TitleConfig(
            anchor="start", fontSize=18, subtitleFontSize=13, subtitleColor="#5c6872", offset=16, color=_INK,
        ),
        "view": alt.ViewConfig(stroke=None),
    }  # fmt: skip
