"""The documentation of the formats, written from what they say of themselves.

`python -m onrecord.export.describing > docs/exports.md` brings it up to date; a test says when to.
"""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.export import FORMATS, format_of
from onrecord.export.shapes import Fields

_TOP = """\
# Exports

The same records give the same bytes. Text is UTF-8; lone halves of surrogate pairs become U+FFFD, one for
one. Spans are `[start, end)` in Unicode code points of the report's text.

This page is made from the code: `python -m onrecord.export.describing > docs/exports.md`.
"""


def described() -> str:
    """The page, as Markdown."""
    return "".join(_page())


def _page() -> Iterator[str]:
    yield _TOP
    said: dict[Fields, str] = {}
    for name in FORMATS:
        format = format_of(name)
        yield f"\n## {name}\n\n{format.about}\n"
        if format.fields in said:
            yield f"\nIts tables are those of [{said[format.fields]}](#{said[format.fields]}).\n"
            continue
        said[format.fields] = name
        for heading, fields in format.fields:
            yield f"\n### {heading}\n\n| field | meaning |\n|---|---|\n"
            yield from (f"| {_cell(field)} | {_cell(about)} |\n" for field, about in fields)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    print(described(), end="")
