"""Actors without a name of their own: countries that act, forces, governments, peoples."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.annotate.casting import folded_words
from onrecord.annotate.gazette import Match
from onrecord.annotate.scene import Scene
from onrecord.record import ActorKind

_BEFORE_NOUNS = frozenset({"DET", "PRON", "NUM", "PUNCT", "SYM", "X"})
GROUP_NOUN = 0.7  # how sure it is that "the rebels" are the one armed group named so far
MAX_PHRASE = 8  # tokens


class GroupFinder:
    """Find the governments, forces and populations of a scene by their nouns."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.columns = scene.columns
        self.lexicon = scene.lexicon
        self.roles = scene.lexicon.roles
        self.acting = scene.acting
        self.casting = scene.casting
        self.matches = scene.matches

    def find(self) -> None:
        """Add them to the scene's actors."""
        self._governments()
        self._nouns()

    def _governments(self) -> None:
        """Countries and capitals where they act or are dealt with."""
        columns = self.columns
        for match in self.matches:
            entry = match.entry
            root = match.end - 1
            start = match.start + (columns.words[match.start] == "the")
            if entry.basis not in ("country", "seat") or self.scene.part_at.get(root) is not None:
                continue
            if self.acting.is_modifier(root) or not (
                self.acting.acts(root) or self.acting.is_told(root) or self.acting.is_dealt_with(root)
            ):
                continue
            if entry.basis == "seat" and not self.acting.acts(root) and not self.acting.is_told(root):
                continue
            part = self.casting.body(
                columns.joined(start, match.end), "government", entry.country, columns.offset[root]
            )
            part.country = entry.country
            self.scene.add(part, start, match.end)

    def _nouns(self) -> None:
        """Forces, governments and peoples named by a noun: "Iraqi soldiers", "the army", "rebels"."""
        columns = self.columns
        for at, lower in enumerate(columns.lowers):
            if columns.pos[at] not in ("NOUN", "PROPN") or at in self.scene.part_at:
                continue
            if lower in self.roles.troops or (lower in self.roles.bodies and columns.words[at][:1].islower()):
                self._troops(at)
            elif lower in self.roles.population or (
                at in self.scene.origins and self.scene.origins[at].entry.basis == "people"
            ):
                self._population(at)

    def _troops(self, at: int) -> None:
        columns = self.columns
        if columns.dep[at] in ("compound", "amod", "nmod", "poss"):
            return
        start = self._phrase_start(at)
        lower = columns.lowers[at]
        origin = next((self.scene.origins[i] for i in range(start, at) if i in self.scene.origins), None)
        country = self._holder_country(start, origin)
        modifiers = columns.lowers[start:at]
        if any(i in self.scene.part_at for i in range(start, at)):
            return
        kinds = self.roles.bodies.get(lower, ())
        kind: ActorKind | None = next(
            (k for k in kinds if k in ("government", "military", "armed_group")), None
        )
        is_led = lower == "coalition" and "led" in modifiers
        if kind is None or (lower not in self.roles.troops and country is None):
            return
        if start > 0 and columns.pos[start - 1] == "PRON" and columns.dep[start - 1] == "poss":
            return
        if lower in self.roles.members and self._are_of_a_group(at):
            return
        if not is_led and not (country and lower in self.roles.army) and not self.acting.acts(at):
            return
        if kind == "armed_group" and country is None and self._link_to_group(at, start):
            return
        identity = self._noun_identity(kind, lower, modifiers, country)
        words = columns.joined(start, at + 1)
        part = self.casting.body(words, kind, identity, columns.offset[at])
        part.is_generic = True
        part.plural = part.plural or columns.tag[at] in ("NNS", "NNPS") or lower == "police"
        part.country = part.country or country
        self.scene.add(part, start, at + 1)

    def _are_of_a_group(self, at: int) -> bool:
        """ "fighters of the March Front": they are the group named."""
        return self.columns.lowers[at + 1 : at + 2] == ["of"] and any(
            i in self.scene.part_at for i in range(at + 2, at + 5)
        )

    def _link_to_group(self, at: int, start: int) -> bool:
        """ "the rebels": the one armed group the text has named so far."""
        if start == 0 or self.columns.lowers[start - 1] not in ("the", "these", "those") or start != at:
            return False
        offset = self.columns.offset[at]
        groups = [
            p
            for p in self.casting.parts
            if p.kind == "armed_group" and not p.is_generic and p.last_before(offset) >= 0
        ]
        if len(groups) != 1:
            return False
        groups[0].mentions.setdefault(self.columns.span(start, at + 1), GROUP_NOUN)
        self.scene.part_at[at] = groups[0]
        return True

    def _noun_identity(
        self, kind: ActorKind, lower: str, modifiers: Sequence[str], country: str | None
    ) -> str:
        if country and lower in self.roles.army and not self.roles.not_army.intersection(modifiers):
            return f"army of {country}"
        if country and lower in self.roles.governing and kind == "government":
            return country
        bare = [word for word in modifiers if word not in ("the", "armed")]
        if lower in self.roles.army and self.roles.state.intersection(bare):
            return "government troops"
        return f"{kind}: {' '.join([*bare, lower])}"

    def _population(self, at: int) -> None:
        columns = self.columns
        if (
            columns.tag[at] not in ("NNS", "NNPS")
            and at not in self.scene.origins
            and columns.lowers[at] not in ("people",)
        ):
            return
        if columns.dep[at] in ("compound", "amod", "poss"):
            return
        start = self._phrase_start(at)
        origin = any(i in self.scene.origins for i in range(start, at + 1))
        narrowed = any(columns.tag[i] in ("VBN", "JJ") for i in range(start, at))
        displaced = any(columns.tag[i] == "VBN" for i in range(start, at))
        if columns.lowers[at] in self.roles.general and not origin and not displaced:
            return
        if any(i in self.scene.part_at for i in range(start, at)):
            return
        if (
            not origin
            and not narrowed
            and columns.dep[at] not in ("nsubj", "nsubjpass", "dobj", "conj", "pobj")
        ):
            return
        words = columns.joined(start, at + 1)
        identity = "population: " + " ".join(folded_words(words))
        part = self.casting.body(words, "population", identity, columns.offset[at])
        part.plural = part.is_generic = True
        self.scene.add(part, start, at + 1)

    def _phrase_start(self, at: int) -> int:
        """Where a noun's own modifiers begin, determiners and counts left out."""
        columns = self.columns
        start = at
        while start > 0 and columns.sentence[start - 1] == columns.sentence[at] and at - start < MAX_PHRASE:
            before = start - 1
            if columns.pos[before] in _BEFORE_NOUNS and columns.words[before] != "-":
                if columns.dep[before] != "case" or before == 0:
                    break
            elif (
                columns.pos[before] not in ("ADJ", "NOUN", "PROPN", "VERB", "ADV", "PART")
                and columns.words[before] != "-"
            ):
                break
            if not self._hangs_on(before, at):
                break
            start = before
        while start < at and columns.lowers[start] in self.roles.counting:
            start += 1
        return start

    def _hangs_on(self, before: int, at: int) -> bool:
        token = before
        for _ in range(4):
            token = self.columns.head[token]
            if token == at:
                return True
            if not before < token <= at:
                return False
        return False

    def _holder_country(self, start: int, origin: Match | None) -> str | None:
        if origin is not None and origin.entry.country:
            return origin.entry.country
        columns = self.columns
        if start > 1 and columns.dep[start - 1] == "case" and start - 2 in self.scene.origins:
            return self.scene.origins[start - 2].entry.country
        return None
