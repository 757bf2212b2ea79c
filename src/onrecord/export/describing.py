"""The documentation of the formats, written from what they say of themselves.

`python -m onrecord.export.describing > docs/exports.md` brings it up to date; a test says when to.
"""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.export import FORMATS, format_of, training
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
    formats = [(name, format_of(name)) for name in FORMATS]
    described = [*((name, format.about, format.fields) for name, format in formats), training.DESCRIPTION]
    for name, about, its_fields in described:
        yield f"\n## {name}\n\n{about}\n"
        if its_fields in said:
            yield f"\nIts tables are those of [{said[its_fields]}](#{said[its_fields]}).\n"
            continue
        said[its_fields] = name
        for heading, fields in its_fields:
            yield f"\n### {heading}\n\n| field | meaning |\n|---|---|\n"
            yield from (f"| {_cell(field)} | {_cell(about)} |\n" for field, about in fields)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    print(described(), end="")
