"""A ledger in which every name, word and address tries to be markup or script. All of it is invented."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from onrecord.anatomy.report import text_id
from onrecord.comparison.comparing import compare
from onrecord.errors import OnrecordError
from onrecord.ledger.ledger import Ledger
from onrecord.ledger.register import rename
from onrecord.record import Actor, Figure, Mention, Place, Record, Report, Role, Span, Statement, Time
from onrecord.sources import Failure

TELL = "alert('seen')"
OWN = (
    f"<script>{TELL}</script>",
    f"</script><script>{TELL}</script>",
    "<ScRiPt src=//elsewhere.example/a.js></sCrIpT>",
    f"<img src=x onerror={TELL}>",
    f'"><img src=x onerror="{TELL}">',
    f"'><svg/onload={TELL}>",
    f"<svg><animate onbegin={TELL} attributeName=x dur=1s>",
    f"<body onload={TELL}>",
    f'" onmouseover="{TELL}" autofocus onfocus="{TELL}',
    f"' autofocus onfocus={TELL} x='",
    f"<a href=javascript:{TELL}>here</a>",
    f"javascript:{TELL}",
    f"java\tscript:{TELL}",
    f"data:text/html,<script>{TELL}</script>",
    "<iframe src=https://elsewhere.example/></iframe>",
    f"<iframe srcdoc=\"<script>{TELL}</script>\">",
    f"<math><mtext></table><mglyph><style><img src onerror={TELL}>",
    "<style>body { background: url(https://elsewhere.example/a.png) }</style>",
    "<link rel=stylesheet href=https://elsewhere.example/a.css>",
    "<base href=https://elsewhere.example/>",
    "<meta http-equiv=refresh content='0;url=https://elsewhere.example/'>",
    "<form action=https://elsewhere.example/><input name=q><button>go",
    "{{ 7 * 7 }} {% raw %} ${7*7} #{7*7}",
    f"{{{{ ''.__class__ }}}}<!-- --><script>{TELL}</script>",
    f"<!--><img src=x onerror={TELL}>-->",
    f"<![CDATA[<script>{TELL}</script>]]>",
    f"<noscript><p title=\"</noscript><img src=x onerror={TELL}>\">",
    f"<template><script>{TELL}</script></template>",
    f"<details open ontoggle={TELL}><summary>x",
    f"<video><source onerror={TELL}></video>",
    f"<object data=javascript:{TELL}></object><embed src=javascript:{TELL}>",
    f"&lt;script&gt;{TELL}&lt;/script&gt; &#60;img src=x onerror={TELL}&#62;",
    f"\u202e<script>{TELL}</script>\u202c \u200b\u2066bidi\u2069",
    f"＜script＞{TELL}＜/script＞ \u0000 \ufeff",
    "=HYPERLINK(\"https://elsewhere.example\") @SUM(1) +1 -1",
    "'; DROP TABLE reports; -- \" OR 1=1",
    "../../../../etc/passwd\\..\\..",
    "\x1b[31mred\x1b[0m \x07 line\r\nSet-Cookie: x=1",
)  # fmt: skip
LISTS = "hostile/strings/payloads/XSS Injection/Intruders"
AT_ONCE = 24  # payloads in a report


def payloads() -> list[str]:
    """Our own, and the lines of the word lists where the evaluation data is at hand."""
    folder = Path(os.environ.get("ONRECORD_EVAL", "../shared/eval")) / LISTS
    lines = (
        line
        for path in sorted(folder.glob("*.txt"))
        for line in path.read_text("utf-8", "replace").splitlines()
    )
    return list(dict.fromkeys([*OWN, *(line.strip() for line in lines if line.strip())]))


def hostile_ledger(path: Path, words: Sequence[str]) -> Path:
    """A ledger in which each of the words is a headline, an outlet, a speaker, a unit, a place, an address …"""
    with Ledger(path) as ledger:
        for number, some in enumerate(words[at : at + AT_ONCE] for at in range(0, len(words), AT_ONCE)):
            ledger.put(_record(some, number), f"/data/{some[0]}.txt")
            for word in some[:3]:
                ledger.reject(Failure(f"{word}.html", OnrecordError(f"{word}: cannot be read")))
        for number, word in enumerate(words[:AT_ONCE], 1):
            try:
                rename(ledger, number, word, by=word)
            except OnrecordError:
                continue  # no letter in it
        compare(ledger)
    return path


def _record(words: Sequence[str], number: int) -> Record:
    made = _Made()
    made.add(f"{words[0]}\n\n")
    actors, places, statements, figures = [], [], [], []
    time = Time("t1", made.add("On 3 May 2031"), "date", "2031-05-03", "2031-05-03", "2031-05-03")
    for at, word in enumerate(words, 1):
        made.add(" ")
        who = made.add(word)
        actor = Actor(
            f"a{at}",
            word,
            "person",
            (word, f"also {word}"),
            (Role(word, word, who),),
            "MWI",
            (Mention(who, 1.0),),
        )
        cue = (made.add(" said "), made.add("denied" if at % 2 else "said"))[1]
        made.add(" that ")
        start = len(made)
        where = made.add(word)
        made.add(" had ")
        count = made.add(f"{number + at * 3}")
        made.add(f" {word} dead. ")
        act = "deny" if at % 2 else "assert"
        statements.append(
            Statement(f"s{at}", (Span(start, len(made) - 2),), "indirect", actor, who, cue, None, act,
                      "counterfactual" if at % 2 else "certain", "-" if at % 2 else "+", "t1", None, 0.4, word[:60])
        )  # fmt: skip
        places.append(
            Place(f"p{at}", word, (where,), 900000 + at % 5, -15.0 - at / 9, 35.0, "MWI", word, "city", 0.4)
        )
        figures.append(
            Figure(f"f{at}", count, number + at * 3, number + at * 3, number + at * 3, "=", word, None, "killed",
                   actor, None, f"p{at}", "t1", "observed", "stock", statement=f"s{at}")
        )  # fmt: skip
        actors.append(actor)
    text = made.text
    word = words[number % len(words)]
    report = Report(
        text_id(text), text, title=word, outlet=word, agency=word, dateline_place=word, byline=word, credit=word,
        published=f"2031-05-{4 + number % 20:02}", url=word, external_id=word, warnings=(word,), language="en",
    )  # fmt: skip
    return Record("test", report, tuple(actors), tuple(places), (time,), tuple(statements), tuple(figures))


class _Made:
    """A text that grows, and tells the span of what was added."""

    def __init__(self) -> None:
        self.text = ""

    def __len__(self) -> int:
        return len(self.text)

    def add(self, words: str) -> Span:
        start = len(self.text)
        self.text += words
        return Span(start, len(self.text))


def addresses(ledger: Path, words: Sequence[str]) -> Iterator[str]:
    """Addresses that say the words in every field of a question, too."""
    from urllib.parse import quote

    for word in words:
        given = quote(word)
        yield f"/search?q={given}"
        yield f"/statements?speaker={given}&about={given}&outlet={given}&act={given}"
        yield f"/no/{quote(word, safe='')}"
