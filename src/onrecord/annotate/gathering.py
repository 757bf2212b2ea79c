"""Names gathered into actors: full names first, then the short forms that go back to them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from onrecord.annotate.casting import Part, folded_words
from onrecord.annotate.names import Name, title_like_sentences
from onrecord.annotate.paragraphs import turn_labels
from onrecord.annotate.roles import Description, RoleReader
from onrecord.annotate.scene import Scene
from onrecord.lexicon.actors import Gender
from onrecord.record import ActorKind


class NameGatherer:
    """Turn a scene's names into its actors."""

    def __init__(self, scene: Scene, reader: RoleReader) -> None:
        self.scene = scene
        self.reader = reader
        self.columns = scene.columns
        self.lexicon = scene.lexicon
        self.roles = scene.lexicon.roles
        self.acting = scene.acting
        self.casting = scene.casting
        self.names = scene.names
        self._described: dict[int, list[Description]] = {}

    def gather(self) -> None:
        """Give every name its actor, or none where it names no actor."""
        self._take_labels()
        for name in self.names:
            found = self.reader.beside(self.columns, name, self.scene.origins)
            self._described[name.start] = found
            self._take_description(name, found)
        self._join_brackets()
        whole = [name for name in self.names if len(name.words) > 1 or name.identity]
        single = [name for name in self.names if len(name.words) == 1 and not name.identity]
        for name in whole:
            self._gather(name)
        for name in single:
            self._gather_single(name)
        self._join_known_as()

    def _take_labels(self) -> None:
        """In a transcript, who is named in a turn's label is a person, unless the name tells otherwise."""
        columns = self.columns
        text = columns.text
        starts = [name.start for name in self.names]
        for label in turn_labels(text, columns.paragraph_starts):
            start, end = columns.tokens(label)
            near = self.names[bisect_left(starts, start) : bisect_left(starts, end)]
            inside = [name for name in near if name.end <= end]
            inside = [name for name in inside if name.words[0].lower() not in self.roles.turns]
            for name in inside:
                if name.kind is None or name.basis == "label":
                    name.kind, name.basis = "person", "description"
            lower = columns.lowers[start]
            if (
                not inside
                and end - start <= 3
                and lower not in self.roles.turns
                and lower not in self.roles.people
            ):
                words = columns.joined(start, end)
                self.names.append(Name(start, end, words, "person", basis="label"))
        self.names.sort(key=lambda name: (name.start, name.end))

    def _take_description(self, name: Name, found: Iterable[Description]) -> None:
        """Let the words beside a name correct its kind."""
        for description in found:
            if name.identity:
                return
            kind = self._kind_of(description)
            if kind is None:
                continue
            if kind == "person" and name.basis in ("word", "place"):
                continue
            if kind != "person" and name.basis == "title":
                continue
            if (
                kind == "person"
                and name.label in ("ORG", "GPE")
                and len(name.words) == 1
                and description.role is None
            ):
                continue
            name.kind, name.basis = kind, "description"
            if kind == "person":
                name.gender = name.gender or description.gender
            return

    def _has_members(self, name: Name) -> bool:
        """Whether armed people follow a name: "the Movement's fighters", "Front gunmen"."""
        at = name.end
        if at < len(self.columns) and self.columns.dep[at] == "case":
            at += 1
        if at >= len(self.columns):
            return False
        return "armed_group" in self.roles.bodies.get(self.columns.lowers[at], ())[:1]

    def _kind_of(self, description: Description) -> ActorKind | None:
        if description.role is not None:
            return "person"
        kinds = self.roles.bodies.get(description.noun, ())
        if not kinds:
            return None
        if "armed_group" in kinds and self.roles.armed.intersection(description.words):
            return "armed_group"
        if (
            kinds[0] != "outlet"
            and description.noun == "agency"
            and self.roles.press.intersection(description.words)
        ):
            return "outlet"
        if description.noun in self.roles.settlements:
            return None
        return kinds[0]

    def _join_brackets(self) -> None:
        """ "March Front (FM)": what stands in brackets after a name is its acronym."""
        by_start = {name.start: name for name in self.names}
        columns = self.columns
        for name in list(self.names):
            other = by_start.get(name.end + 1)
            if other is None or name.end >= len(columns) or columns.words[name.end] != "(":
                continue
            if other.end >= len(columns) or columns.words[other.end] != ")" or name.kind == "person":
                continue
            if is_acronym(other.words) or is_acronym(name.words):
                short, long = (other, name) if is_acronym(other.words) else (name, other)
                if long.kind is None:
                    long.kind, long.basis = "organization", "word"
                short.kind, short.basis = long.kind, long.basis
                long.identity = short.identity = long.identity or " ".join(folded_words(long.words))
                for third in self.names:
                    if third.words == short.words:
                        third.kind, third.identity, third.basis = long.kind, long.identity, long.basis

    def _gather(self, name: Name) -> None:
        columns = self.columns
        span = columns.span(name.start, name.end)
        if name.kind is None and not self._settles(name):
            return
        if name.kind is None:
            return
        if name.kind == "person":
            part = self.casting.person(name.words, self._gender(name), span.start)
        else:
            identity = name.identity or self._army_identity(name)
            if not identity and not self._is_kept(name):
                return
            part = self.casting.body(name.words, name.kind, identity, span.start)
            part.country = part.country or name.country
        self._mention(part, name)

    def _gather_single(self, name: Name) -> None:
        """A single word: the surname or short form of somebody known, or a name of its own."""
        columns = self.columns
        span = columns.span(name.start, name.end)
        forms = folded_words(name.words)
        if not forms:
            return
        person = self.casting.known_person(forms, self._gender(name), span.start)
        if person is not None and name.basis != "word":
            self._mention(person, name)
            return
        body = self.casting.known_body(forms, span.start)
        if body is not None and name.kind in (None, "organization", body.kind):
            self._mention(body, name)
            return
        if name.title is not None and name.kind == "person":
            self._mention(self.casting.person(name.words, self._gender(name), span.start), name)
            return
        if not self._settles(name) or name.kind is None:
            return
        if name.kind == "person":
            part = self.casting.person(name.words, self._gender(name), span.start)
        else:
            part = self.casting.body(name.words, name.kind, None, span.start)
        self._mention(part, name)

    def _mention(self, part: Part, name: Name) -> None:
        start = name.title[0] if name.title is not None and self._is_addressed(name) else name.start
        span = self.columns.span(start, name.end)
        part.add(name.words, " ".join(self.columns.text[span.start : span.end].split()), span)
        for description in self._described.get(name.start, ()):
            part.nouns.update(description.words)
            if part.kind == "person" and description.role is not None:
                part.roles.append(description.role)
                part.gender = part.gender or description.gender
            part.country = part.country or description.country
        part.gender = part.gender or name.gender
        if part.kind == "organization" and self._has_members(name):
            part.kind = "armed_group"
        for at in range(name.start, name.end):
            self.scene.part_at[at] = part

    def _is_addressed(self, name: Name) -> bool:
        """ "Mr Abrenica": before a bare surname, a form of address is part of how the text names a person."""
        if name.title is None or not name.surname_only:
            return False
        return all(self.columns.lowers[at].rstrip(".") in self.roles.honorifics for at in range(*name.title))

    def _gender(self, name: Name) -> Gender | None:
        if name.gender or name.surname_only or len(name.words) == 1:
            return name.gender
        return self.lexicon.names.given.get(name.words[0].lower())

    def _army_identity(self, name: Name) -> str | None:
        """ "Iraqi Forces" are the same as "Iraqi soldiers"."""
        if name.kind == "military" and name.country and name.words[-1].lower() in self.roles.army:
            return (
                None
                if len(name.words) > 3 or self.roles.not_army.intersection(map(str.lower, name.words))
                else f"army of {name.country}"
            )
        return None

    def _is_kept(self, name: Name) -> bool:
        """Whether a name told only by the statistical model is an actor."""
        if name.basis != "label" or name.kind == "person":
            return True
        return not self.columns.is_sentence_start(name.start) or self.acting.acts(name.root)

    def _settles(self, name: Name) -> bool:
        """Decide a name that nothing told so far by what it does; false where it does nothing."""
        if name.basis == "description":
            return True
        if is_acronym(name.words) and name.label in ("ORG", "") and name.kind in (None, "organization"):
            name.kind = "organization"
            return name.label == "ORG" or self.acting.acts(name.root)
        if name.kind is not None and name.basis == "word":
            return True
        word = name.words[-1]
        if len(name.words) == 1 and word.lower() in self.roles.bodies:
            name.kind = self.lexicon.names.heads.get(word) or self.roles.bodies[word.lower()][0]
            return self.acting.speaks(name.root)
        if not self.acting.speaks(name.root) and not self.acting.is_told(name.root):
            return False
        if len(name.words) == 1 and not self._is_singular_name(name):
            return False
        if name.label == "PERSON" or (name.label == "" and len(name.words) in (2, 3)):
            name.kind = "person"
        elif name.label == "ORG" or is_acronym(name.words):
            name.kind = "organization"
        elif name.label == "GPE":
            name.kind = "government"
        elif name.label in ("", "NORP", "LOC", "FAC", "WORK_OF_ART", "PRODUCT"):
            name.kind = "person" if name.label == "" else "organization"
        return name.kind is not None

    def _is_singular_name(self, name: Name) -> bool:
        """Whether one capitalised word may name somebody: no plural noun or office that opens a sentence."""
        lower = name.words[0].lower()
        roles = self.roles
        if lower in roles.unnamed or lower in roles.population or lower in roles.people:
            return False
        opens = self.columns.is_sentence_start(name.start)
        return not (opens and (self.columns.tag[name.root] != "NNP" or not name.label))

    def _join_known_as(self) -> None:
        """ "X, also known as the Y": two names of one actor."""
        columns = self.columns
        for one, other in zip(self.names, self.names[1:], strict=False):
            if not 0 < other.start - one.end <= 6:
                continue
            between = " ".join(
                w for w in columns.lowers[one.end : other.start] if w[:1].isalpha() and w != "the"
            )
            part = self.scene.part_at.get(one.start)
            if (
                part is None
                or between not in self.lexicon.names.known_as
                or (between in ("or", "called") and columns.words[one.end] not in ",(")
            ):
                continue
            alias = self.scene.part_at.get(other.start)
            if (
                alias is not None
                and alias is not part
                and alias.kind in (part.kind, "organization", "person", "armed_group")
            ):
                self.casting.join(part, alias)
                self.scene.part_at.update(
                    {at: part for at, held in self.scene.part_at.items() if held is alias}
                )
            elif alias is None:
                self._mention(part, other)

    def echo(self) -> None:
        """Names the text gives elsewhere, in headlines and labels set in capitals."""
        columns = self.columns
        titled = title_like_sentences(columns)
        starts: dict[str, list[tuple[tuple[str, ...], Part]]] = {}
        for part in self.casting.parts:
            for form in part.forms:
                if form and not part.is_generic:
                    starts.setdefault(form[0], []).append((form, part))
        for at, word in enumerate(columns.words):
            if (
                at in self.scene.part_at
                or not word[:1].isupper()
                or not (columns.sentence[at] in titled or (len(word) > 3 and word.isupper()))
            ):
                continue
            forms = starts.get(folded_words((word,))[0] if folded_words((word,)) else "", [])
            for form, part in sorted(forms, key=lambda pair: -len(pair[0])):
                end = self._echo_end(at, form)
                if end:
                    self.scene.add(part, at, end)
                    break

    def _echo_end(self, at: int, form: tuple[str, ...]) -> int:
        columns = self.columns
        for end in range(at + 1, min(len(columns), at + 2 * len(form) + 2) + 1):
            if folded_words(columns.joined(at, end)) == form:
                return end
        return 0


def is_acronym(words: Sequence[str]) -> bool:
    """Whether a name is one word of two to eight capitals."""
    if len(words) != 1:
        return False
    letters = words[0].replace(".", "").replace("-", "")
    return 2 <= len(letters) <= 8 and letters.isupper() and letters.isalpha()
