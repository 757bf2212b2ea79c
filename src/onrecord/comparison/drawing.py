"""A series drawn as bytes, for a page or a file: SVG whose dots are links, or PNG."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from lxml import etree  # type: ignore[import-untyped]

from onrecord.comparison.chart import PAPER, Key, Look, chart, drawable
from onrecord.comparison.series import Series

Format = Literal["svg", "png"]
SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}href"
BASE = "https://onrecord.invalid"  # Vega makes every address a whole one: it is taken off again


def drawn(
    series: Series, format: Format, look: Look = PAPER, leads: Mapping[Key, str] | None = None
) -> bytes:
    """The series as an SVG or PNG file; `leads` are the paths to which the dots of an SVG lead, by figure.

    Raises `OnrecordError` where there is nothing to draw. It holds the interpreter for some tenths of a
    second: where others wait, call it in a process of its own.
    """
    import vl_convert

    whole = {key: BASE + path for key, path in (leads or {}).items()}
    spec = drawable(chart(series, look=look, leads=whole).to_dict(validate=False))
    # Altair has another notion of this field of Vega-Lite
    spec["config"]["legend"]["layout"] = {"bottom": {"direction": "vertical"}}
    if format == "png":
        png: bytes = vl_convert.vegalite_to_png(spec, scale=2)
        return png
    name = f"Chart of {series.indicator.replace('_', ' ')}"
    return _finished(vl_convert.vegalite_to_svg(spec), name)


def _finished(svg: str, name: str) -> bytes:
    """The drawing with links of one place, each with a name, and without what a strict page would refuse."""
    root = etree.fromstring(svg.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    root.set("role", "group")
    root.set("aria-label", name)
    for element in root.iter(etree.Element):
        element.attrib.pop("style", None)
    for link in root.iter(f"{SVG}a"):
        link.set("href", link.attrib.pop(XLINK, "").removeprefix(BASE))
        for mark in link:
            link.set("aria-label", mark.attrib.pop("aria-label", name))
            mark.attrib.pop("role", None)
            mark.attrib.pop("aria-roledescription", None)
    etree.cleanup_namespaces(root)
    finished: bytes = etree.tostring(root, encoding="utf-8")
    return finished
