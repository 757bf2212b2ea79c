"""Who acts in a report: the component that finds people, bodies and groups, and gathers their names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from spacy.language import Language
from spacy.tokens import Doc

from onrecord.annotate.casting import Casting, Part, by_first_mention, folded, folded_words, initials
from onrecord.annotate.columns import Columns
from onrecord.annotate.gazette import Entry, Gazette, Match, gazette_of
from onrecord.annotate.layers import declare_extensions
from onrecord.annotate.names import Name, NameFinder, head_word, title_like_sentences
from onrecord.annotate.paragraphs import turn_labels
from onrecord.annotate.roles import Description, RoleReader
from onrecord.lexicon.actors import load_actors
from onrecord.lexicon.cues import load_cues
from onrecord.record import ActorKind

_ARMED = frozenset({"armed", "militant", "rebel", "terrorist", "terror", "jihadist", "jihadi", "islamist", "extremist", "insurgent",
                    "separatist", "guerrilla", "paramilitary"})  # fmt: skip
_NOT_ARMY = frozenset(
    {"police", "security", "air", "naval", "special", "border", "coast", "task", "marine", "democratic"}
)
_PRESS = frozenset({"news", "wire", "press", "media", "television", "tv", "radio"})
_KNOWN_AS = (
    "also known as",
    "known as",
    "also called",
    "called",
    "also known by",
    "formerly known as",
    "formerly",
    "or",
    "dubbed",
)
QUESTION_LABELS = frozenset(
    {"q", "a", "question", "answer", "moderator", "interviewer", "host", "speaker", "operator"}
)
_DETERMINERS = frozenset({"DET", "PRON", "NUM", "PUNCT", "SYM", "X"})
_GOVERNING = frozenset(
    {"government", "administration", "authorities", "regime", "cabinet", "leadership", "state"}
)


@Language.factory(
    "onrecord_actors", assigns=["doc._.cast"], requires=["token.dep", "token.pos", "token.tag", "doc.sents"]
)
def create_actors(nlp: Language, name: str) -> ActorFinder:
    """Make the component that finds actors; named entities help it, but it works without them."""
    return ActorFinder(lambda text: [token.text for token in nlp.make_doc(text)])


class ActorFinder:
    """Write `doc._.cast`: everyone who speaks, acts, is addressed or is named, in order of first mention."""

    def __init__(self, tokenize: Callable[[str], Sequence[str]]) -> None:
        self.lexicon = load_actors()
        cues = load_cues()
        self.saying = frozenset(cues.verbs)
        self.heads = frozenset(folded(word) for word in self.lexicon.names.heads)
        self.tokenize = tokenize
        self.names = NameFinder(self.lexicon, gazette_of(self.lexicon, tokenize))
        self.reader = RoleReader(self.lexicon)

    def __call__(self, doc: Doc) -> Doc:
        """Fill `doc._.cast`; the text and every other layer stay as they are."""
        if not len(doc):
            return doc
        scene = _Scene(self, Columns(doc))
        doc._.cast = tuple(part.member() for part in scene.cast())
        return doc


class _Scene:
    """One document's actors in the making."""

    def __init__(self, finder: ActorFinder, columns: Columns) -> None:
        self.finder = finder
        self.lexicon = finder.lexicon
        self.saying = finder.saying
        self.roles = finder.lexicon.roles
        self.columns = columns
        self.casting = Casting(finder.heads)
        self.names, matches = finder.names.find(columns, self._own_names())
        self.matches = matches
        self.origins: dict[int, Match] = {i: m for m in matches for i in range(m.start, m.end)}
        self.described: dict[int, list[Description]] = {}
        self.part_at: dict[int, Part] = {}

    def cast(self) -> list[Part]:
        self._take_labels()
        for name in self.names:
            found = self.finder.reader.beside(self.columns, name, self.origins)
            self.described[name.start] = found
            self._take_description(name, found)
        self._join_brackets()
        whole = [name for name in self.names if len(name.words) > 1 or name.identity]
        single = [name for name in self.names if len(name.words) == 1 and not name.identity]
        for name in whole:
            self._gather(name)
        for name in single:
            self._gather_single(name)
        self._join_known_as()
        self._governments()
        self._nouns()
        self._echoes()
        return by_first_mention(self.casting.parts)

    # --- Names -----------------------------------------------------------

    def _own_names(self) -> Gazette | None:
        """The outlet and agency that the report's margins name: in the body they are outlets."""
        report = self.columns.doc._.report
        names = [] if report is None else [name for name in (report.outlet, report.agency) if name]
        if not names:
            return None
        own = Gazette(self.finder.tokenize)
        for name in names:
            words = name.split()
            bare = words[1:] if words[0].lower() == "the" else words
            entry = Entry(name, "known", self._publisher_kind(bare))
            own.add((name, " ".join(bare)), entry)
            if len(bare) > 1 and bare[-1] in self.lexicon.names.heads:
                own.add((f"the {bare[-1]}", f"The {bare[-1]}"), entry)
        return own

    def _publisher_kind(self, words: Sequence[str]) -> ActorKind:
        """A publisher is an outlet, unless its name says that it is a ministry or a charity."""
        if not words:
            return "outlet"
        names = self.lexicon.names
        kinds = (names.heads.get(head_word(words)), *(names.marks.get(word) for word in words))
        return next((kind for kind in kinds if kind is not None), "outlet")

    def _take_labels(self) -> None:
        """In a transcript, who is named in a turn's label is a person, unless the name tells otherwise."""
        columns = self.columns
        text = columns.text
        for label in turn_labels(text, columns.paragraph_starts):
            start, end = columns.tokens(label)
            inside = [name for name in self.names if start <= name.start and name.end <= end]
            inside = [name for name in inside if name.words[0].lower() not in QUESTION_LABELS]
            for name in inside:
                if name.kind is None or name.basis == "label":
                    name.kind, name.basis = "person", "description"
            lower = columns.lowers[start]
            if (
                not inside
                and end - start <= 3
                and lower not in QUESTION_LABELS
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

    def _kind_of(self, description: Description) -> ActorKind | None:
        if description.role is not None:
            return "person"
        kinds = self.roles.bodies.get(description.noun, ())
        if not kinds:
            return None
        if "armed_group" in kinds and _ARMED.intersection(description.words):
            return "armed_group"
        if kinds[0] != "outlet" and description.noun == "agency" and _PRESS.intersection(description.words):
            return "outlet"
        if description.noun in (
            "state",
            "city",
            "county",
            "country",
            "capital",
            "nation",
            "republic",
            "parish",
            "town",
        ):
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
            if _is_acronym(other.words) or _is_acronym(name.words):
                short, long = (other, name) if _is_acronym(other.words) else (name, other)
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
        for description in self.described.get(name.start, ()):
            part.nouns.update(description.words)
            if part.kind == "person" and description.role is not None:
                part.roles.append(description.role)
                part.gender = part.gender or description.gender
            part.country = part.country or description.country
        part.gender = part.gender or name.gender
        for at in range(name.start, name.end):
            self.part_at[at] = part

    def _is_addressed(self, name: Name) -> bool:
        """ "Mr Abrenica": before a bare surname, a form of address is part of how the text names a person."""
        if name.title is None or not name.surname_only:
            return False
        return all(self.columns.lowers[at].rstrip(".") in self.roles.honorifics for at in range(*name.title))

    def _gender(self, name: Name) -> str | None:  # type: ignore[override]
        if name.gender or name.surname_only or len(name.words) == 1:
            return name.gender
        return self.lexicon.names.given.get(name.words[0].lower())

    def _army_identity(self, name: Name) -> str | None:
        """ "Iraqi Forces" are the same as "Iraqi soldiers"."""
        if name.kind == "military" and name.country and name.words[-1].lower() in self.roles.army:
            return (
                None
                if len(name.words) > 3 or _NOT_ARMY.intersection(map(str.lower, name.words))
                else f"army of {name.country}"
            )
        return None

    def _is_kept(self, name: Name) -> bool:
        """Whether a name told only by the statistical model is an actor."""
        if name.basis != "label" or name.kind == "person":
            return True
        return not self.columns.is_sentence_start(name.start) or self._acts(name.root)

    def _settles(self, name: Name) -> bool:
        """Decide a name that nothing told so far by what it does; false where it does nothing."""
        if name.basis == "description":
            return True
        if _is_acronym(name.words) and name.label in ("ORG", "") and name.kind in (None, "organization"):
            name.kind = "organization"
            return name.label == "ORG" or self._acts(name.root)
        if name.kind is not None and name.basis == "word":
            return True
        word = name.words[-1]
        if len(name.words) == 1 and word.lower() in self.roles.bodies:
            name.kind = self.lexicon.names.heads.get(word) or self.roles.bodies[word.lower()][0]
            return self._speaks(name.root)
        if not self._speaks(name.root) and not self._is_told(name.root):
            return False
        if len(name.words) == 1 and not self._is_singular_name(name):
            return False
        if name.label == "PERSON" or (name.label == "" and len(name.words) in (2, 3)):
            name.kind = "person"
        elif name.label == "ORG" or _is_acronym(name.words):
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
            part = self.part_at.get(one.start)
            if (
                part is None
                or between not in _KNOWN_AS
                or (between in ("or", "called") and columns.words[one.end] not in ",(")
            ):
                continue
            alias = self.part_at.get(other.start)
            if (
                alias is not None
                and alias is not part
                and alias.kind in (part.kind, "organization", "person", "armed_group")
            ):
                self.casting.join(part, alias)
                self.part_at.update({at: part for at, held in self.part_at.items() if held is alias})
            elif alias is None:
                self._mention(part, other)

    # --- Governments and nouns ----------------------------------------------

    def _governments(self) -> None:
        """Countries and capitals where they act or are dealt with."""
        columns = self.columns
        for match in self.matches:
            entry = match.entry
            root = match.end - 1
            start = match.start + (columns.words[match.start] == "the")
            if entry.basis not in ("country", "seat") or self.part_at.get(root) is not None:
                continue
            if self._is_modifier(root) or not (
                self._acts(root) or self._is_told(root) or self._is_dealt_with(root)
            ):
                continue
            if entry.basis == "seat" and not self._acts(root) and not self._is_told(root):
                continue
            part = self.casting.body(
                columns.joined(start, match.end), "government", entry.country, columns.offset[root]
            )
            part.country = entry.country
            self._add(part, start, match.end)

    def _nouns(self) -> None:
        """Forces, governments and peoples named by a noun: "Iraqi soldiers", "the army", "rebels"."""
        columns = self.columns
        for at, lower in enumerate(columns.lowers):
            if columns.pos[at] not in ("NOUN", "PROPN") or at in self.part_at:
                continue
            if lower in self.roles.troops or (lower in self.roles.bodies and columns.words[at][:1].islower()):
                self._troops(at)
            elif lower in self.roles.population or (
                at in self.origins and self.origins[at].entry.basis == "people"
            ):
                self._population(at)

    def _troops(self, at: int) -> None:
        columns = self.columns
        if columns.dep[at] in ("compound", "amod", "nmod", "poss"):
            return
        start = self._phrase_start(at)
        lower = columns.lowers[at]
        origin = next((self.origins[i] for i in range(start, at) if i in self.origins), None)
        country = self._holder_country(start, origin)
        modifiers = columns.lowers[start:at]
        if any(i in self.part_at for i in range(start, at)):
            if lower in self.roles.members:  # "Daesh fighters"
                return
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
        if not is_led and not (country and lower in self.roles.army) and not self._acts(at):
            return
        if kind == "armed_group" and country is None and self._link_to_group(at, start):
            return
        identity = self._noun_identity(kind, lower, modifiers, country)
        words = columns.joined(start, at + 1)
        part = self.casting.body(words, kind, identity, columns.offset[at])
        part.is_generic = True
        part.plural = part.plural or columns.tag[at] in ("NNS", "NNPS") or lower == "police"
        part.country = part.country or country
        self._add(part, start, at + 1)

    def _are_of_a_group(self, at: int) -> bool:
        """ "fighters of the March Front": they are the group named."""
        return self.columns.lowers[at + 1 : at + 2] == ["of"] and any(
            i in self.part_at for i in range(at + 2, at + 5)
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
        self.part_at[at] = groups[0]
        return True

    def _noun_identity(
        self, kind: ActorKind, lower: str, modifiers: Sequence[str], country: str | None
    ) -> str:
        if country and lower in self.roles.army and not _NOT_ARMY.intersection(modifiers):
            return f"army of {country}"
        if country and lower in _GOVERNING and kind == "government":
            return country
        bare = [word for word in modifiers if word not in ("the", "armed")]
        if lower in self.roles.army and self.roles.state.intersection(bare):
            return "government troops"
        return f"{kind}: {' '.join([*bare, lower])}"

    def _population(self, at: int) -> None:
        columns = self.columns
        if (
            columns.tag[at] not in ("NNS", "NNPS")
            and at not in self.origins
            and columns.lowers[at] not in ("people",)
        ):
            return
        if columns.dep[at] in ("compound", "amod", "poss"):
            return
        start = self._phrase_start(at)
        origin = any(i in self.origins for i in range(start, at + 1))
        narrowed = any(columns.tag[i] in ("VBN", "JJ") for i in range(start, at))
        displaced = any(columns.tag[i] == "VBN" for i in range(start, at))
        if columns.lowers[at] in self.roles.general and not origin and not displaced:
            return
        if any(i in self.part_at for i in range(start, at)):
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
        self._add(part, start, at + 1)

    def _phrase_start(self, at: int) -> int:
        """Where a noun's own modifiers begin, determiners and counts left out."""
        columns = self.columns
        start = at
        while start > 0 and columns.sentence[start - 1] == columns.sentence[at] and at - start < 8:
            before = start - 1
            if columns.pos[before] in _DETERMINERS and columns.words[before] != "-":
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
        while start < at and columns.lowers[start] in (
            "other",
            "not",
            "only",
            "many",
            "several",
            "more",
            "some",
            "most",
            "few",
            "such",
            "-",
            "own",
            "'s",
            "same",
        ):
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
        if start > 1 and columns.dep[start - 1] == "case" and start - 2 in self.origins:
            return self.origins[start - 2].entry.country
        return None

    def _add(self, part: Part, start: int, end: int) -> None:
        span = self.columns.span(start, end)
        part.add(
            self.columns.joined(start, end),
            " ".join(self.columns.text[span.start : span.end].split()),
            span,
        )
        for at in range(start, end):
            self.part_at[at] = part

    def _echoes(self) -> None:
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
                at in self.part_at
                or not word[:1].isupper()
                or not (columns.sentence[at] in titled or (len(word) > 3 and word.isupper()))
            ):
                continue
            forms = starts.get(folded_words((word,))[0] if folded_words((word,)) else "", [])
            for form, part in sorted(forms, key=lambda pair: -len(pair[0])):
                end = self._echo_end(at, form)
                if end:
                    self._add(part, at, end)
                    break

    def _echo_end(self, at: int, form: tuple[str, ...]) -> int:
        columns = self.columns
        for end in range(at + 1, min(len(columns), at + 2 * len(form) + 2) + 1):
            if folded_words(columns.joined(at, end)) == form:
                return end
        return 0

    # --- Acting ------------------------------------------------------------

    def _governor(self, at: int) -> tuple[int, str]:
        """The head and dependency of a noun phrase, those of the first conjunct for a later one."""
        columns = self.columns
        for _ in range(6):
            if columns.dep[at] not in ("conj", "appos") or columns.head[at] == at:
                break
            at = columns.head[at]
        return columns.head[at], columns.dep[at]

    def _lemma(self, at: int) -> str:
        return self.columns.doc[at].lemma_.lower()

    def _acts(self, at: int) -> bool:
        head, dep = self._governor(at)
        if dep == "agent" or (dep == "pobj" and self.columns.dep[head] == "agent"):
            return True
        if dep not in ("nsubj", "nsubjpass"):
            return False
        lemma = self._lemma(head)
        if dep == "nsubjpass":
            return lemma in self.lexicon.verbs.recipient
        if lemma in ("be", "have", "become", "remain", "seem"):
            return False
        return lemma in self.lexicon.verbs.agentive or lemma in self.saying

    def _speaks(self, at: int) -> bool:
        columns = self.columns
        head, dep = self._governor(at)
        if dep == "nsubj":
            return self._acts(at)
        return (
            dep == "pobj"
            and columns.lowers[head] == "to"
            and columns.lowers[columns.head[head]] == "according"
        )

    def _is_told(self, at: int) -> bool:
        columns = self.columns
        head, dep = self._governor(at)
        if dep in ("dobj", "dative", "iobj"):
            return self._lemma(head) in self.lexicon.verbs.recipient
        return (
            dep == "pobj" and columns.lowers[head] == "to" and self._lemma(columns.head[head]) in self.saying
        )

    def _is_dealt_with(self, at: int) -> bool:
        columns = self.columns
        head, dep = self._governor(at)
        if dep != "pobj" or columns.lowers[head] not in ("with", "against", "between", "by"):
            return False
        above = columns.head[head]
        lemmas = {self._lemma(above), columns.lowers[above]}
        if columns.pos[above] == "VERB":
            dealing = next((c.lemma_.lower() for c in columns.doc[above].children if c.dep_ == "dobj"), "")
            lemmas.add(dealing)
        return bool(lemmas & self.lexicon.verbs.dealings)

    def _is_modifier(self, at: int) -> bool:
        return self.columns.dep[at] in ("compound", "amod", "nmod", "poss", "npadvmod")


GROUP_NOUN = 0.7  # "the rebels" for the one armed group named so far


def _is_acronym(words: Sequence[str]) -> bool:
    if len(words) != 1:
        return False
    letters = words[0].replace(".", "")
    return 2 <= len(letters) <= 8 and letters.isupper() and letters.isalpha()


declare_extensions()

__all__ = ["LINKS", "ActorFinder", "Mapping", "create_actors", "initials"]
