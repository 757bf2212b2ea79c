"""One record as one HTML page: the article with its spans marked, the statements beside it, the cast below.

The page needs nothing but itself (style and script are inside it, and its content policy allows
no other), so that it can be mailed. It works without scripts: every link is a plain one.

What it is made of (`record.html.jinja`, `record.css`, `record.js`, `pieces`) also makes the page of a report
in the reading room. Another layer of spans (events) is one function from a record to its `Mark`s, listed in
`LAYERS`, a colour in record.css and a line in the legend of record.html.jinja.
"""

from __future__ import annotations

import base64
import hashlib
import re
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import groupby, pairwise
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from onrecord.lexicon.rules import load_rules
from onrecord.record import Actor, Record, Report, Span, Statement
from onrecord.render.escape import printable
from onrecord.render.figures import figure_rows, period

SURE = 1.0  # below this a card says how sure the speaker is

# Characters that turn or hide the text around them: controls but tab and line end, direction marks,
# overrides and isolates, blanks of no width, tags. U+200C, U+200D and U+00AD shape words and stay.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]+"
)
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")  # what no HTML page can hold


@dataclass(frozen=True, slots=True)
class Mark:
    """One span to show in the article, and where it leads.

    `layer` and `variety` are its style classes; `token` is how the script finds it ("s3",
    "s3-cue", "a1"); `target` is the id of the card it links to; `anchor` is the id that
    card links back to; `label` is written before its first word, outside the text.
    """

    span: Span
    layer: str
    token: str
    variety: str = ""
    target: str | None = None
    anchor: str | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of the text that lies under the same marks throughout, the deciding mark first."""

    text: str
    marks: tuple[Mark, ...]
    opened: tuple[Mark, ...]  # the marks that begin here and have an anchor or a label, outermost first

    @property
    def target(self) -> str | None:
        """The card this run links to: that of its innermost statement, else of its actor."""
        return next((mark.target for mark in self.marks if mark.target is not None), None)

    @property
    def tokens(self) -> str:
        """What the script finds the run by."""
        return " ".join(mark.token for mark in self.marks)

    @property
    def classes(self) -> str:
        """The layers over this run, each with the variety of its innermost mark."""
        innermost = {mark.layer: mark for mark in reversed(self.marks)}
        names = [f"{mark.layer} {mark.variety}".rstrip() for mark in innermost.values()]
        nested = sum(mark.layer == "words" for mark in self.marks) > 1
        return " ".join(["run", *names[::-1], *(["nested"] if nested else [])])


@dataclass(frozen=True, slots=True)
class Segment:
    """Runs in a row that lead to the same card; `is_first` on the first that leads there."""

    target: str | None
    is_first: bool
    runs: tuple[Run, ...]


def page(record: Record) -> str:
    """The record as one self-contained HTML page.

    The text content of its `article` element is exactly `record.report.text` (NUL and lone
    surrogates, which HTML cannot hold, become U+FFFD). The same record gives the same page.
    Raises `LexiconError` where the descriptions of the rules cannot be read.
    """
    style, script = "\n".join(map(asset, ("page.css", "record.css"))), asset("record.js")
    html = _template().render(
        pieces(record),
        figures=figure_rows(record),
        policy=content_policy(style, script),
        style=Markup(style),
        script=Markup(script),
    )
    return writable(html)


def pieces(record: Record) -> dict[str, Any]:
    """What the templates of a record's page ask for, but for its figures."""
    said = _said_by(record.statements)
    return {
        "record": record,
        "report": record.report,
        "heading": heading(record.report),
        "address": web_address(record.report.url),
        "segments": segments(runs(record.report.text, marks(record))),
        "speakers": [actor for actor in record.actors if actor.id in said],
        "acts": sorted({statement.act for statement in record.statements}),
        "said": said,
        "unnamed": sum(statement.speaker is None for statement in record.statements),
        "rules": load_rules(),
    }


def writable(html: str) -> str:
    """A page with U+FFFD for each character that no page can hold, one for one."""
    return _UNWRITABLE.sub("\ufffd", html)


def heading(report: Report) -> str:
    """What to call the report: its title, else its first line."""
    first = next((line.strip() for line in report.text.splitlines() if line.strip()), "")
    return report.title or first[:200] or "Untitled report"


def web_address(url: str | None) -> str | None:
    """`url` where a link to it is safe: an http or https address; else `None`."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc else None


def content_policy(style: str, script: str) -> str:
    """The Content-Security-Policy that allows this style and this script, and nothing else."""
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def shown(text: str) -> Markup:
    """`text` escaped, with characters that turn or hide text fenced in and made visible by their code.

    The text content of the result is still `text`.
    """
    if _UNSEEN.search(text) is None:
        return escape(text)
    pieces, last = [], 0
    for found in _UNSEEN.finditer(text):
        more = len(found[0]) - 1
        code = f"U+{ord(found[0][0]):04X}" + (f" and {more} more" if more else "")
        unseen = str(escape(found[0])).replace("\r", "&#13;")  # a parser would make it a line end
        pieces += [str(escape(text[last : found.start()]))]
        pieces += [f'<span class="unseen" data-code="{code}">{unseen}</span>']
        last = found.end()
    return Markup("".join([*pieces, str(escape(text[last:]))]))


def marks(record: Record) -> list[Mark]:
    """Every mark of the record, those that decide first: by layer, then the innermost."""
    found = [
        (rank, mark.span.end - mark.span.start, serial, mark)
        for rank, layer in enumerate(LAYERS)
        for serial, mark in enumerate(layer(record))
        if mark.span.start < mark.span.end
    ]
    return [mark for *_, mark in sorted(found, key=lambda entry: entry[:3])]


def runs(text: str, marks: Sequence[Mark]) -> Iterator[Run]:
    """Cut `text` wherever a mark begins or ends; joined, the runs are the text.

    `marks` come with the deciding one first. Takes time in proportion to the text and the
    marks, times how deep they lie on one another.
    """
    opening, closing = defaultdict(list), defaultdict(list)
    for index, mark in enumerate(marks):
        opening[mark.span.start].append(index)
        closing[mark.span.end].append(index)
    over: list[int] = []
    for start, end in pairwise(sorted({0, len(text), *opening, *closing})):
        for index in closing.get(start, ()):
            del over[bisect_left(over, index)]
        for index in opening.get(start, ()):
            insort(over, index)
        opened = [marks[index] for index in reversed(opening.get(start, ()))]
        yield Run(
            text[start:end],
            tuple(marks[index] for index in over),
            tuple(mark for mark in opened if mark.anchor or mark.label),
        )


def segments(runs: Iterable[Run]) -> Iterator[Segment]:
    """Gather runs that lead to the same card, so that they become one link."""
    seen: set[str] = set()
    for target, group in groupby(runs, key=lambda run: run.target):
        yield Segment(target, target is not None and target not in seen, tuple(group))
        if target is not None:
            seen.add(target)


def _words(record: Record) -> Iterator[Mark]:
    for statement in record.statements:
        for number, span in enumerate(statement.content):
            anchor, label = (f"{statement.id}-words", statement.id) if number == 0 else (None, "…")
            yield Mark(span, "words", statement.id, statement.kind, statement.id, anchor, label)


def _speakers_and_cues(record: Record) -> Iterator[Mark]:
    for statement in record.statements:
        for layer, span in (("speaker", statement.speaker_mention), ("cue", statement.cue)):
            if span is not None:
                yield Mark(span, layer, f"{statement.id}-{layer}", target=statement.id)


def _mentions(record: Record) -> Iterator[Mark]:
    for actor in record.actors:
        for number, mention in enumerate(actor.mentions):
            anchor = f"{actor.id}-words" if number == 0 else None
            yield Mark(mention.span, "mention", actor.id, target=actor.id, anchor=anchor)


def _figures(record: Record) -> Iterator[Mark]:
    for figure in record.figures:
        yield Mark(figure.span, "figure", figure.id, "", figure.id, f"{figure.id}-words")


def _places_and_times(record: Record) -> Iterator[Mark]:
    for place in record.places:
        for number, span in enumerate(place.mentions):
            anchor = f"{place.id}-words" if number == 0 else None
            yield Mark(span, "place", place.id, target=place.id, anchor=anchor)
    for time in record.times:
        yield Mark(time.mention, "time", time.id, target=time.id, anchor=f"{time.id}-words")


def _anatomy(record: Record) -> Iterator[Mark]:
    text, part_before, end_before = record.report.text, None, 0
    for part in sorted(record.report.anatomy, key=lambda part: part.span):
        goes_on = part.part == part_before and not text[end_before : part.span.start].strip()
        is_inline = part.part == "furniture" and text[part.span.end : part.span.end + 1] not in {"", "\n"}
        label = None if goes_on or is_inline else part.part  # a live blog's every hour needs no label
        yield Mark(part.span, "anatomy", f"anatomy-{part.part}", part.part, label=label)
        part_before, end_before = part.part, part.span.end


LAYERS: tuple[Callable[[Record], Iterator[Mark]], ...] = (
    _figures, _words, _speakers_and_cues, _mentions, _places_and_times, _anatomy,
)  # fmt: skip
"""What is marked in the article; where layers lie on one another, the earlier decides the link."""


def _said_by(statements: Iterable[Statement]) -> dict[str, list[str]]:
    said = defaultdict(list)
    for statement in statements:
        if statement.speaker is not None:
            said[statement.speaker.id].append(statement.id)
    return dict(said)


def _is_named_otherwise(actor: Actor, words: str | None) -> bool:
    return words is not None and " ".join(words.split()).casefold() != actor.name.casefold()


def _offsets(spans: Iterable[Span]) -> str:
    return ", ".join(f"{span.start}–{span.end}" for span in spans)


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@lru_cache(maxsize=4)
def asset(name: str) -> str:
    """A style sheet or script of a record's page."""
    text = resources.files("onrecord.render").joinpath(name).read_text(encoding="utf-8")
    return text.replace("\r\n", "\n").strip()  # what a browser hashes, whatever the checkout's line ends


def furnish(environment: Environment) -> None:
    """Give an environment of templates what those of a record's page need."""
    filters: dict[str, Callable[..., Any]] = {
        "shown": shown, "plain": printable, "offsets": _offsets, "period": period,
    }  # fmt: skip
    environment.filters.update(filters)
    environment.tests["named_otherwise_by"] = _is_named_otherwise
    environment.globals["SURE"] = SURE


TEMPLATES = PackageLoader("onrecord.render", ".")
"""Where the templates of a record's page are."""


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        loader=TEMPLATES,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        newline_sequence="\n",
    )
    furnish(environment)
    return environment.get_template("page.html.jinja")
