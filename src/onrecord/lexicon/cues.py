"""The cue lexicon: reporting verbs and nouns with their act, factuality and frames."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from typing import cast, get_args

from onrecord.lexicon.loader import Field, entries, words
from onrecord.record import Act, Factuality

CLASSES = frozenset({"say", "write", "ask", "order", "commit", "want", "decide", "think", "judge", "find"})
PREPOSITIONS = frozenset(
    {"of", "about", "for", "against", "on", "to", "with", "as", "at", "in", "over", "out"}
)
FRAMES = frozenset(
    {"that-clause", "infinitive", "object-infinitive", "gerund", "noun", "small-clause", "hearer-object",
     "passive", *(f"{preposition}-noun" for preposition in PREPOSITIONS)}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb or noun of saying: what its use does, and what may follow it as content."""

    lemma: str
    act: Act
    factuality: Factuality
    kind: str = "say"
    frames: frozenset[str] = frozenset()
    acts: Mapping[str, Act] | None = None
    objects: frozenset[str] = frozenset()

    def act_in(self, frame: str) -> Act:
        """The act of this cue with content in `frame`."""
        return (self.acts or {}).get(frame, self.act)


@dataclass(frozen=True, slots=True)
class TallyLexicon:
    """The nouns of a number that somebody vouches for, and who may (`cues.toml` says what each is for)."""

    by: frozenset[str]
    on: frozenset[str]
    vague: frozenset[str]
    own: frozenset[str]
    tolls: frozenset[str]
    authorities: frozenset[str]
    levels: frozenset[str]
    counters: frozenset[str]
    not_claimed: frozenset[str]


@dataclass(frozen=True, slots=True)
class CueLexicon:
    """Everything the attribution grammar knows of words."""

    verbs: Mapping[str, Cue]
    nouns: Mapping[str, Cue]
    never: frozenset[str]
    light: frozenset[str]
    sources: frozenset[str]
    tallies: TallyLexicon


def load_cues() -> CueLexicon:
    """Read and validate `cues.toml` and the user's own; raises `LexiconError`."""
    common = {
        "act": Field(str, required=True, allowed=frozenset(get_args(Act))),
        "factuality": Field(str, required=True, allowed=frozenset(get_args(Factuality))),
    }
    verb_fields = common | {
        "class": Field(str, required=True, allowed=CLASSES),
        "frames": Field(list, required=True, allowed=FRAMES),
        "acts": Field(dict),
        "objects": Field(list),
        "notes": Field(str),
    }
    verbs = {
        lemma: Cue(
            lemma,
            cast(Act, entry["act"]),
            cast(Factuality, entry["factuality"]),
            entry["class"],
            frozenset(entry["frames"]),
            entry.get("acts"),
            frozenset(entry.get("objects", ())),
        )
        for lemma, entry in entries("cues", "cue", verb_fields).items()
    }
    nouns = {
        lemma: Cue(lemma, cast(Act, entry["act"]), cast(Factuality, entry["factuality"]), "noun")
        for lemma, entry in entries("cues", "noun", common | {"notes": Field(str)}).items()
    }
    return CueLexicon(
        verbs,
        nouns,
        frozenset(words("cues", "never")),
        frozenset(words("cues", "light")),
        frozenset(words("cues", "sources")),
        TallyLexicon(
            *(frozenset(words("cues", f"tallies.{field.name}")) for field in dataclass_fields(TallyLexicon))
        ),
    )
