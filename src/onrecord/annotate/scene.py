"""One document's actors in the making: what the steps that find them share."""

from __future__ import annotations

from collections.abc import Mapping

from onrecord.annotate.acting import Acting
from onrecord.annotate.casting import Casting, Part
from onrecord.annotate.columns import Columns
from onrecord.annotate.gazette import Match
from onrecord.annotate.names import Name
from onrecord.lexicon.actors import ActorLexicon


class Scene:
    """The tokens, the names found, the actors gathered so far.

    `matches` are the countries, seats and peoples of the lexicon, `origins` the same by token;
    `part_at` tells for a token which actor it names.
    """

    def __init__(
        self,
        columns: Columns,
        lexicon: ActorLexicon,
        acting: Acting,
        casting: Casting,
        names: list[Name],
        matches: list[Match],
    ) -> None:
        self.columns = columns
        self.lexicon = lexicon
        self.acting = acting
        self.casting = casting
        self.names = names
        self.matches = matches
        self.origins: Mapping[int, Match] = {i: m for m in matches for i in range(m.start, m.end)}
        self.part_at: dict[int, Part] = {}

    def add(self, part: Part, start: int, end: int) -> None:
        """Let the token range `[start, end)` be a mention of `part`."""
        span = self.columns.span(start, end)
        surface = " ".join(self.columns.text[span.start : span.end].split())
        part.add(self.columns.joined(start, end), surface, span)
        for at in range(start, end):
            self.part_at[at] = part
