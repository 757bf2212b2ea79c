"""What the components write on a spaCy `Doc`: the layers between parse and record.

Offsets in every layer are characters of `doc.text`, `[start, end)`, so they are
offsets of the report's text too (the text a `Doc` is made from has the same
length, with the article's margins blanked).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Doc

from onrecord.record import Act, ActorKind, Factuality, Mention, Polarity, Role, Span, StatementKind


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words between quotation marks.

    `inner` leaves the marks out, `outer` holds them. `closed` is false where
    the closing mark never came (the quotation runs on to the next paragraph, or
    the mark was forgotten).
    """

    inner: Span
    outer: Span
    closed: bool = True


@dataclass(frozen=True, slots=True)
class CastMember:
    """An actor as found in one text: `doc._.cast[i]`.

    `mentions` are in text order, names at confidence 1.0; `roles` in text order.
    `gender` is "m", "f" or `None`; `plural` is true for groups ("they").
    """

    name: str
    kind: ActorKind
    aliases: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    country: str | None = None
    mentions: tuple[Mention, ...] = ()
    gender: Literal["m", "f"] | None = None
    plural: bool = False


@dataclass(frozen=True, slots=True)
class Attribution:
    """Somebody's words or thoughts as found in the syntax: `doc._.attributions[i]`.

    `source` and `addressee` are the words that name speaker and addressee here;
    `source_root` is the index of the source's head token. `speaker` and `heard_by`
    are indexes into `doc._.cast`, filled by coreference. `within` is an index into
    `doc._.attributions`. `rule` names the rule that found it; `cue_root` the
    index of the cue's head token; `frame` says how the content hangs on the cue (`lexicon/cues.toml`
    lists the frames), and `negated` that the cue itself is denied ("does not believe").
    """

    content: tuple[Span, ...]
    rule: str
    cue: Span | None = None
    cue_root: int | None = None
    source: Span | None = None
    source_root: int | None = None
    addressee: Span | None = None
    kind: StatementKind = "indirect"
    act: Act = "assert"
    factuality: Factuality = "certain"
    polarity: Polarity = "+"
    frame: str = "that-clause"
    negated: bool = False
    said_on: Span | None = None
    within: int | None = None
    speaker: int | None = None
    speaker_confidence: float | None = None
    heard_by: int | None = None


def declare_extensions() -> None:
    """Register `doc._.cast`, `.attributions`, `.quotations`, `.report` and `.offset` once.

    `.report` is the report a text came from, or `None`; `.offset` where in the report's
    text the `Doc` begins (a long report is parsed in parts).
    """
    for name in ("cast", "attributions", "quotations"):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=())
    if not Doc.has_extension("report"):
        Doc.set_extension("report", default=None)
    if not Doc.has_extension("offset"):
        Doc.set_extension("offset", default=0)


declare_extensions()
