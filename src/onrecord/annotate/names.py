"""Names as they stand in a text: where they begin and end, and what kind of actor each one is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.annotate.columns import HYPHENS, Columns
from onrecord.annotate.gazette import Gazette, Match
from onrecord.lexicon.actors import ActorLexicon, Gender
from onrecord.record import ActorKind

LINKS = frozenset({"of", "for", "to", "on", "and", "&", "in", "against"})
PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
LABELS = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "WORK_OF_ART", "EVENT", "PRODUCT", "LAW"})
MAX_NAME_TOKENS = 14
TITLE_LIKE = 0.7  # a sentence with this share of capitalised words is a headline


@dataclass(slots=True)
class Name:
    """A name: tokens `[start, end)`, its words, and what tells its kind.

    `kind` is `None` while nothing tells it (`label` is the statistical model's guess). `title` is the range
    of capitalised title words before it; `identity` the lexicon's name for it.
    """

    start: int
    end: int
    words: tuple[str, ...]
    kind: ActorKind | None = None
    identity: str | None = None
    basis: str = "shape"
    country: str | None = None
    gender: Gender | None = None
    title: tuple[int, int] | None = None
    label: str = ""
    surname_only: bool = False

    @property
    def root(self) -> int:
        """The last token, the head of an English name."""
        return self.end - 1


class NameFinder:
    """Find names by the gazette, by capitals, and by the statistical model's entities."""

    def __init__(self, lexicon: ActorLexicon, gazette: Gazette) -> None:
        self.words = lexicon.names
        self.roles = lexicon.roles
        self.gazette = gazette
        self.role_words = (
            lexicon.roles.titles | frozenset(lexicon.roles.people) | frozenset(lexicon.roles.honorifics)
        )

    def find(self, columns: Columns, own: Gazette | None = None) -> tuple[list[Name], list[Match]]:
        """Names in text order, and the countries, seats, adjectives and peoples of the gazette.

        `own` holds names that this report alone gives (its outlet).
        """
        matches = list(self.gazette.matches(columns))
        if own is not None:
            ours = list(own.matches(columns))
            taken = {i for match in ours for i in range(match.start, match.end)}
            matches = sorted(
                [*ours, *(m for m in matches if not taken.intersection(range(m.start, m.end)))],
                key=lambda match: match.start,
            )
        titled = title_like_sentences(columns)
        surnames = {columns.words[m.start] for m in matches if self._is_surname(columns, m)}
        matches = [m for m in matches if m.end - m.start > 1 or columns.words[m.start] not in surnames]
        blocked: dict[int, Match] = {}
        for match in matches:
            if match.entry.basis == "known" and not _is_shouted_word(columns, match, titled):
                blocked.update(dict.fromkeys(range(match.start, match.end), match))
        origins = {i: m for m in matches if m.entry.basis != "known" for i in range(m.start, m.end)}
        names = [_known(columns, match) for match in dict.fromkeys(blocked.values())]
        for start, end in self._runs(columns, blocked, titled):
            name = self._classified(columns, start, end, origins)
            if name is not None:
                names.append(name)
        _agree_on_labels(names)
        return sorted(names, key=lambda name: (name.start, name.end)), list(dict.fromkeys(origins.values()))

    def _is_surname(self, columns: Columns, match: Match) -> bool:
        """Whether a one-word name of the lexicon is somebody's surname here ("Ode Gardener")."""
        at = match.start
        if match.end - at > 1 or at == 0 or columns.words[at].isupper() or match.entry.basis == "adjective":
            return False
        before = columns.words[at - 1]
        if not before[:1].isupper() or columns.sentence[at - 1] != columns.sentence[at]:
            return False
        return before.lower() in self.words.given and (
            at + 1 == len(columns) or columns.dep[at] != "compound"
        )

    def _runs(
        self, columns: Columns, blocked: dict[int, Match], titled: frozenset[int]
    ) -> Iterator[tuple[int, int]]:
        """Token ranges of capitalised words that may be a name."""
        at, size = 0, len(columns)
        while at < size:
            if at in blocked or columns.sentence[at] in titled or not self._may_start(columns, at):
                at += 1
                continue
            end = self._run_end(columns, at, blocked)
            yield at, end
            at = end

    def _may_start(self, columns: Columns, at: int) -> bool:
        word = columns.words[at]
        if not word[:1].isupper() or columns.pos[at] in ("PRON", "DET", "SCONJ", "CCONJ", "NUM", "INTJ"):
            return self._is_title_article(columns, at) or _is_lower_arabic(columns, at)
        if columns.tag[at] in ("NNP", "NNPS"):
            return True
        if columns.is_sentence_start(at):
            return columns.ent[at] in LABELS or _starts_long_name(columns, at)
        return columns.pos[at] in ("NOUN", "ADJ", "PROPN", "X") or columns.ent[at] in LABELS

    def _is_title_article(self, columns: Columns, at: int) -> bool:
        """A capital article before capitals may belong to an outlet's name: "The Lakeside Monitor"."""
        return (
            columns.words[at] in ("The", "La", "Le", "El", "Die", "Der", "Das", "Il", "Los", "Las", "Les")
            and at + 1 < len(columns)
            and columns.tag[at + 1] in ("NNP", "NNPS")
            and columns.words[at + 1][:1].isupper()
        )

    def _run_end(self, columns: Columns, start: int, blocked: dict[int, Match]) -> int:
        """Where the run of capitalised words that begins at `start` ends."""
        end = at = start + 1
        has_head = columns.words[start] in self.words.heads or columns.words[start] in self.words.marks
        limit = min(len(columns), start + MAX_NAME_TOKENS)
        while at < limit and at not in blocked and columns.paragraph[at] == columns.paragraph[start]:
            word, lower = columns.words[at], columns.lowers[at]
            if self._continues(columns, at):
                has_head = has_head or word in self.words.heads or word in self.words.marks
                at = end = at + 1
            elif word in HYPHENS and columns.touches_next(at) and columns.touches_next(at - 1):
                at += 1
                is_small = (
                    at < limit
                    and columns.lowers[at - 2] not in self.words.particles
                    and columns.words[at][:1].islower()
                )
                if at < limit and columns.lowers[at][:1].isalpha() and not is_small and at not in blocked:
                    at = end = at + 1
            elif lower in self.words.particles or (has_head and lower in LINKS):
                following = self._after_link(columns, at, limit, lower in self.words.particles)
                if following is None or following in blocked:
                    break
                at = following
            else:
                break
        return end

    def _continues(self, columns: Columns, at: int) -> bool:
        word = columns.words[at]
        if not word[:1].isupper():
            return False
        if word == "The" or (
            columns.pos[at] in ("PRON", "VERB", "AUX") and columns.ent[at] not in ("PERSON", "ORG")
        ):
            return False
        previous = columns.words[at - 1]
        if columns.sentence[at] == columns.sentence[at - 1]:
            return True
        return previous.endswith(".") and (len(previous) == 2 or previous[:-1].lower() in self.role_words)

    def _after_link(self, columns: Columns, at: int, limit: int, is_particle: bool) -> int | None:
        """The capitalised word a link leads to ("of [the] Migrants"), or `None`."""
        following = at + 1
        skippable = self.words.particles | HYPHENS if is_particle else frozenset({"the"})
        while following < limit and columns.lowers[following] in skippable and following <= at + 3:
            following += 1
        if following >= limit or not self._continues(columns, following):
            return None
        if columns.lowers[at] in ("and", "&", "in", "to", "against"):
            inside = columns.ent[at] == "ORG" and columns.ent[following] == "ORG"
            return following if inside or columns.lowers[at] == "&" else None
        return following

    def _classified(self, columns: Columns, start: int, end: int, origins: dict[int, Match]) -> Name | None:
        """The run as a name with the kind its words tell, or `None` where it is none."""
        start = self._without_article(columns, start, end)
        label = _label(columns, start, end)
        cut = self._after_titles(columns, start, end, label)
        title = (start, cut) if cut > start else None
        if cut == end:
            return None
        words = columns.joined(cut, end)
        if not words or all(i in origins for i in range(cut, end)):
            return None
        cut = self._after_origin(columns, cut, end, origins)
        words = columns.joined(cut, end)
        name = Name(cut, end, words, title=title, label=label)
        self._take_title(columns, name)
        if (
            len(words[0]) > 2
            and words[0][1] == "-"
            and words[0][0] in "RDI"
            and start > 0
            and columns.words[start - 1] == "("
        ):
            return None  # "(R-Texas)"
        if any(char.isdigit() for char in words[0]) or (len(words) == 1 and words[0] in self.words.things):
            return None
        if name.kind is None:
            self._take_words(columns, name, origins)
        return None if name.basis == "place" else name

    def _after_origin(self, columns: Columns, start: int, end: int, origins: dict[int, Match]) -> int:
        """ "Republican | Ode Marr": an adjective of origin is no part of a person's name."""
        at = start
        while at in origins and origins[at].entry.basis == "adjective" and end - origins[at].end >= 2:
            at = origins[at].end
        if at == start or columns.words[end - 1] in self.words.heads:
            return start
        is_person = columns.lowers[at] in self.words.given or columns.ent[at : at + 2] == ["PERSON", "PERSON"]
        return at if is_person else start

    def _without_article(self, columns: Columns, start: int, end: int) -> int:
        """An article stays only at the head of an outlet's name."""
        if columns.words[start] == "The" and end - start > 1:
            words = columns.words[start + 1 : end]
            kind = self.words.heads.get(words[-1])
            if kind != "outlet" or len(words) < 2:
                return start + 1
        return start

    def _after_titles(self, columns: Columns, start: int, end: int, label: str) -> int:
        """Where the name proper begins after its titles ("Vale Region President | Ruo Amadi").

        A run that is nothing but an office ("High Representative") has no name: `end`.
        """
        last = start
        for at in range(start, end):
            lower = columns.lowers[at].rstrip(".")
            if lower not in self.role_words or (at == end - 1 and columns.words[at] in self.words.heads):
                continue
            if at == end - 1 > start and columns.lowers[start].rstrip(".") in self.roles.honorifics:
                continue  # "Mr Baker"
            if not (at == start and lower in self.words.given and end - at < 4):
                last = at + 1
        if last < end:
            remainder = columns.words[last:end]
            last = self._after_portfolio(columns, start, last, end)
            remainder = columns.words[last:end]
            if last > start and (remainder[-1] in self.words.heads or remainder[0] in LINKS):
                return start if columns.lowers[start].rstrip(".") not in self.roles.honorifics else last
            while last < end and columns.words[last] in HYPHENS:
                last += 1
            return last
        is_surname = label == "PERSON" and end - start > 1 and columns.lowers[start] not in self.role_words
        return start if is_surname and columns.lowers[start] in self.words.given else end

    def _after_portfolio(self, columns: Columns, start: int, last: int, end: int) -> int:
        """ "Minister of | Health Ruo Amadi": the words of the office that "of" cut off are its title."""
        if last > start or start < 2 or columns.lowers[start - 1] != "of":
            return last
        if columns.lowers[start - 2] not in self.role_words:
            return last
        for at in range(start + 1, end - 1):
            is_person = columns.ent[at] == "PERSON" and columns.ent[at - 1] != "PERSON"
            if is_person or columns.lowers[at] in self.words.given:
                return at
        return last

    def _take_title(self, columns: Columns, name: Name) -> None:
        if name.title is None:
            return
        name.kind, name.basis = "person", "title"
        name.surname_only = len(name.words) == 1
        for at in range(*name.title):
            gender = self.roles.honorifics.get(columns.lowers[at].rstrip(".")) or self.roles.people.get(
                columns.lowers[at]
            )
            name.gender = name.gender or gender

    def _take_words(self, columns: Columns, name: Name, origins: dict[int, Match]) -> None:
        """Tell the kind by the name's own words, then by the statistical model's label."""
        words = [word for word in columns.words[name.start : name.end] if word not in HYPHENS]
        head = head_word(words)
        is_named_person = words[0].lower() in self.words.given and len(words) in (2, 3)
        is_named_person = is_named_person and (name.label == "PERSON" or head not in self.words.heads)
        if len(words) > 1 and not is_named_person:
            kind = next((self.words.marks[w] for w in words[:-1] if w in self.words.marks), None)
            kind = self.words.heads.get(head) or kind if head in self.words.heads else kind
            if words[0] in self.words.marks and self.words.marks[words[0]] != "organization":
                kind = self.words.marks[words[0]]
            if kind is not None:
                name.kind, name.basis = kind, "word"
                self._take_country(name, origins)
                return
            if head in self.words.places or words[0] in self.words.openers:
                name.basis = "place"
                return
        if words[-1] in self.words.things or (words[-1] in self.words.places and name.label != "PERSON"):
            name.basis = "place"
            return
        if name.label in PLACE_LABELS and not is_named_person:
            name.basis = "label"
            return
        if name.label == "PERSON" or is_named_person:
            name.kind = "person" if len(words) > 1 else None
        elif name.label == "ORG":
            name.kind = "organization"
        if name.kind:
            name.basis = "label"

    def _take_country(self, name: Name, origins: dict[int, Match]) -> None:
        match = origins.get(name.start)
        if match is not None and match.entry.basis in ("adjective", "country"):
            name.country = match.entry.country


def title_like_sentences(columns: Columns) -> frozenset[int]:
    """The numbers of sentences set like headlines: most words capitalised, four or more, no full stop."""
    counts: dict[int, list[int]] = {}
    stopped = {columns.sentence[at] for at, word in enumerate(columns.words) if word in (".", "?", "!")}
    for at, word in enumerate(columns.words):
        if word[:1].isalpha() and (len(word) > 3 or word.isupper()):
            tally = counts.setdefault(columns.sentence[at], [0, 0, at])
            tally[0] += 1
            tally[1] += word[0].isupper()
    return frozenset(
        number
        for number, (size, capital, first) in counts.items()
        if capital >= 4
        and capital >= TITLE_LIKE * size
        and size >= 5
        and number not in stopped
        and not _is_signature(columns, first)
    )


def _is_signature(columns: Columns, first: int) -> bool:
    """ "— Ruo Amadi, Chief Engineer, VWA": a name and its office, not a headline."""
    at = first
    while at < len(columns) and columns.ent[at] == "PERSON":
        at += 1
    return first < at < len(columns) and columns.words[at] == ","


def _agree_on_labels(names: list[Name]) -> None:
    """A name of two words that the model once took for a person is one wherever only the model speaks."""
    people = {name.words for name in names if name.kind == "person" and len(name.words) > 1}
    for name in names:
        if name.words in people and name.basis in ("label", "shape"):
            name.kind = "person"


def _known(columns: Columns, match: Match) -> Name:
    entry = match.entry
    start = match.start + (columns.words[match.start] == "the")
    words = columns.joined(start, match.end)
    return Name(start, match.end, words, entry.kind, entry.identity, "known", entry.country)


def _is_shouted_word(columns: Columns, match: Match, titled: frozenset[int]) -> bool:
    """Whether a match may be a common word in a line of capitals ("WHO IS IT?")."""
    if match.end - match.start > 1 or columns.sentence[match.start] not in titled:
        return False
    word = columns.words[match.start]
    before = columns.words[match.start - 1] if match.start else ""
    return word.isupper() and len(word) <= 4 and before.isupper()


def _is_lower_arabic(columns: Columns, at: int) -> bool:
    """ "al-Sahra": a small article joined to a capital by a hyphen."""
    return (
        columns.lowers[at] in ("al", "el", "ash", "ad", "an")
        and at + 2 < len(columns)
        and columns.words[at + 1] in HYPHENS
        and columns.words[at + 2][:1].isupper()
        and columns.touches_next(at)
    )


def _starts_long_name(columns: Columns, at: int) -> bool:
    """A capital at a sentence's start begins a name if the next word has one too."""
    following = at + 1
    return (
        following < len(columns)
        and columns.tag[following] in ("NNP", "NNPS")
        and columns.words[following][:1].isupper()
        and columns.pos[at] in ("NOUN", "ADJ", "PROPN", "X", "VERB")
    )


def _label(columns: Columns, start: int, end: int) -> str:
    """The entity label that most tokens of a range bear, the last one deciding a tie."""
    counts: dict[str, int] = {}
    for at in range(start, end):
        if columns.ent[at] in LABELS:
            counts[columns.ent[at]] = counts.get(columns.ent[at], 0) + 1
    if not counts:
        return ""
    top = max(counts.values())
    last = columns.ent[end - 1]
    return last if counts.get(last) == top else next(label for label, count in counts.items() if count == top)


def head_word(words: Sequence[str]) -> str:
    """The word that says what a name names: the last, or the last before "of" or "for"."""
    for at, word in enumerate(words):
        if word in ("of", "for", "de", "des", "du") and at:
            return words[at - 1]
    return words[-1]
