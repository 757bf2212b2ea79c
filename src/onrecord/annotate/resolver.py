"""To whom a noun phrase refers: names, pronouns, offices, bodies, and those without a name."""

from __future__ import annotations

from bisect import bisect_right

from spacy.tokens import Token

from onrecord.annotate.casting import folded_words
from onrecord.annotate.clauses import clause_verb, own_subject
from onrecord.annotate.columns import HYPHENS, Columns
from onrecord.annotate.layers import CastMember
from onrecord.annotate.register import Register, office_words
from onrecord.annotate.salience import (
    OTHER_GENDER_UNKNOWN,
    UNKNOWN_OWNER,
    UNNAMED,
    Salience,
    Sighting,
    root_of,
    sightings_of,
)
from onrecord.lexicon.actors import ActorLexicon, Gender
from onrecord.record import ActorKind, Span

# How sure a reference is. A name says whom it means; the further the words are from
# one, the more rivals there are.
BY_NAME = 1.0
BY_APPOSITION = 0.98
SAME_WORDS = 0.95
BY_OFFICE = 0.9
ONLY_CANDIDATE = 0.9
CLEARLY_FIRST = 0.8
BY_NOUN = 0.75
DISPUTED = 0.55
CLEAR_LEAD = 15  # weight by which the first candidate must lead

MALE = frozenset({"he", "him", "his", "himself"})
FEMALE = frozenset({"she", "her", "hers", "herself"})
THING = frozenset({"it", "its", "itself"})
MANY = frozenset({"they", "them", "their", "themselves", "both"})
SPEAKERS = frozenset({"i", "we", "me", "us", "my", "our", "myself", "ourselves", "ours"})
NOBODY = frozenset(
    [
        "you",
        "one",
        "who",
        "what",
        "that",
        "this",
        "which",
        "there",
        "these",
        "those",
        "nobody",
        "somebody",
        "someone",
        "everyone",
        "anyone",
        "everybody",
        "no-one",
        "none",
        "whoever",
        "whom",
    ]
)
RELATIVES = frozenset({"who", "which", "that", "whom"})
DEFINITE = frozenset(["the", "this", "that", "these", "those", "same", "its", "their", "his", "her"])
INDEFINITE = frozenset(
    [
        "a",
        "an",
        "another",
        "one",
        "some",
        "several",
        "many",
        "other",
        "few",
        "two",
        "three",
        "four",
        "five",
        "most",
        "any",
        "every",
        "no",
    ]
)
_PRONOUNS = MALE | FEMALE | THING | MANY | SPEAKERS | NOBODY
BODY_KINDS: frozenset[ActorKind] = frozenset(
    {"outlet", "organization", "government", "military", "armed_group"}
)
_LABEL_KINDS: dict[str, ActorKind] = {
    "PERSON": "person",
    "ORG": "organization",
    "GPE": "government",
    "NORP": "population",
}
_NO_MODIFIERS = DEFINITE | frozenset(
    ["a", "an", "one", "another", "some", "such", "any", "whose", "my", "our", "your", "other"]
)

Found = tuple[int, float]


class Resolver:
    """Resolve phrases of one document, in text order; who has no name joins the cast on the way."""

    def __init__(self, columns: Columns, cast: tuple[CastMember, ...], lexicon: ActorLexicon) -> None:
        self.columns = columns
        self.register = Register(cast)
        self.cast = self.register.members
        self.roles = lexicon.roles
        self.heads = lexicon.names.heads
        self.people = (
            frozenset(self.roles.people)
            | self.roles.population
            | self.roles.unnamed
            | frozenset(self.roles.bodies)
        )
        self.offices = (frozenset(self.roles.people) | self.roles.titles) - self.roles.modifiers
        self.adjectives = {
            adjective.lower(): country.code
            for country in lexicon.countries
            for adjective in (*country.adjectives, country.name)
        }
        self.country_of_name = {
            name.lower(): country.code
            for country in lexicon.countries
            for name in (country.name, *country.aliases)
        }
        self.seats = {seat.lower(): country.code for country in lexicon.countries for seat in country.seats}
        inner = sorted(
            (quotation.inner for quotation in columns.doc._.quotations), key=lambda span: span.start
        )
        self._quotes = [span for at, span in enumerate(inner) if not at or span.start >= inner[at - 1].end]
        self._quote_starts = [span.start for span in self._quotes]
        self.salience = Salience(columns, sightings_of(columns, self.cast, self.is_quoted))
        self.gender: dict[int, Gender] = {
            index: member.gender for index, member in enumerate(self.cast) if member.gender is not None
        }

    def is_quoted(self, offset: int) -> bool:
        """Whether an offset lies inside quotation marks."""
        at = bisect_right(self._quote_starts, offset) - 1
        return at >= 0 and offset < self._quotes[at].end

    def resolve(self, span: Span, root: int | None = None, *, makes_new: bool = True) -> Found | None:
        """The cast index that `span` refers to and how sure that is; `None` where it names nobody.

        `root` is the index of the phrase's head token, if known. With `makes_new`, a phrase
        for somebody without a name ("two officials") becomes a new member of the cast.
        """
        start, end = self.columns.tokens(span)
        while start < end - 1 and not self.columns.lowers[start][:1].isalnum():
            start += 1
        if root is None or not start <= root < end or self.columns.pos[root] in ("DET", "ADJ", "VERB", "ADP"):
            root = root_of(self.columns, start, end)
        if self.columns.lowers[end - 1] == "who" and (above := self._people_above(root)) != root:
            root, end = above, above + 1
            start = min(self.columns.doc[root].left_edge.i, root)
        if self.columns.lowers[root] in RELATIVES and end - start == 1:
            return self._antecedent(root)
        root = self._counted(root, end)
        found = self._author(start, end, root) or self._find(start, end, root)
        if found is None and makes_new:
            found = self._new(start, end, root)
        if found is not None:
            self._mention(start, end, root, found)
        return found

    def _antecedent(self, at: int) -> Found | None:
        """ "people who say": the noun the relative clause hangs on, with what stands before it."""
        columns = self.columns
        verb = columns.head[at]
        for _ in range(4):
            if columns.dep[verb] == "relcl" or columns.head[verb] == verb:
                break
            verb = columns.head[verb]
        noun = columns.head[verb]
        if columns.dep[verb] != "relcl" or noun >= at or columns.pos[noun] not in ("NOUN", "PROPN", "PRON"):
            return None
        noun = self._people_above(noun)
        start = noun
        while start > 0 and columns.head[start - 1] == noun and columns.dep[start - 1] != "punct":
            start -= 1
        return self.resolve(columns.span(start, noun + 1), noun)

    def _people_above(self, noun: int) -> int:
        """ "youths in rubber boots who said": of the nouns before "who", the one that names people."""
        columns = self.columns
        for at in (noun, columns.head[columns.head[noun]]):
            is_person = columns.ent[at] in ("PERSON", "ORG", "NORP") or columns.lowers[at] in self.people
            if is_person and columns.pos[at] in ("NOUN", "PROPN"):
                return at
            if columns.dep[noun] != "pobj" or columns.pos[columns.head[noun]] != "ADP":
                break
        return noun

    def _author(self, start: int, end: int, root: int) -> Found | None:
        """ "A message signed by the mayor, X", "the army's figures": a document speaks for its maker."""
        columns = self.columns
        if columns.lowers[root] not in self.roles.documents:
            return None
        owner = self._owner(start, root)
        if owner is not None and self._may_count(owner):
            subject = self._subject_ahead(owner, end)
            if subject is not None:
                return self.resolve(columns.span(subject.left_edge.i, subject.i + 1), subject.i)
            first = max(start, columns.doc[owner].left_edge.i)
            return self.resolve(columns.span(first, owner + 1), owner)
        for at in range(root + 1, end):
            if columns.lowers[at] not in ("by", "from") or columns.dep[at] not in ("prep", "agent"):
                continue
            head = next((i for i in range(at + 1, end) if columns.head[i] == at), None)
            if head is None:
                continue
            apposed = next(
                (s for s in self.salience.covering(at + 1, end) if self._is_apposed(s, at + 1, end, head)),
                None,
            )
            if apposed is not None:
                return apposed.member, BY_APPOSITION
            return self.resolve(columns.span(at + 1, end), head)
        return None

    def _subject_ahead(self, owner: int, end: int) -> Token | None:
        """ "By its own count, the union has …": the subject that the pronoun runs ahead of."""
        token = self.columns.doc[owner]
        if token.tag_ != "PRP$":
            return None
        verb = clause_verb(token)
        if verb.lower_ == "according":
            verb = clause_verb(verb.head)
        subject = own_subject(verb)
        return subject if subject is not None and subject.i >= end else None

    def _may_count(self, owner: int) -> bool:
        """Whether the owner of a document is somebody: not "Wednesday's poll", "the film's story"."""
        columns = self.columns
        if columns.lowers[owner] in self.people or columns.lowers[owner] in THING | MANY | MALE | FEMALE:
            return True
        named = self.salience.covering(owner, owner + 1)
        return any(sighting.start <= owner < sighting.end for sighting in named)

    def _counted(self, root: int, end: int) -> int:
        """ "lots of people": the people, not the lots."""
        columns = self.columns
        if columns.lowers[root] not in self.roles.quantities or columns.lowers[root + 1 : root + 2] != ["of"]:
            return root
        for at in range(root + 2, min(end, root + 8)):
            if columns.pos[at] in ("NOUN", "PROPN") and columns.dep[at] == "pobj":
                return at
        return root

    def spoke(self, span: Span, member: int) -> None:
        """Tell that the words at `span` made a statement `member`'s: the next pronoun may be the same."""
        start, end = self.columns.tokens(span)
        root = root_of(self.columns, start, end)
        self.salience.note(
            Sighting(start, end, root, member, self.is_quoted(self.columns.offset[root]), spoke=True)
        )

    # --- The steps, surest first -----------------------------------------------

    def _find(self, start: int, end: int, root: int) -> Found | None:
        named = self._named(start, end, root)
        if named is not None:
            return named
        lower = self.columns.lowers[root]
        if end - start == 1 or self.columns.pos[root] == "PRON":
            if lower in MALE or lower in FEMALE or lower in THING or lower in MANY:
                return self._pronoun(root, lower) if root - start <= 1 else None
            if lower in SPEAKERS or lower in NOBODY:
                return None
        return self._described(start, end, root)

    def _named(self, start: int, end: int, root: int) -> Found | None:
        """A mention by name that is the phrase's head, or stands in apposition to it."""
        inside = self.salience.covering(start, end)
        for sighting in inside:
            if sighting.start <= root < sighting.end:
                return sighting.member, BY_NAME
        for sighting in inside:
            if self._is_apposed(sighting, start, end, root):
                return sighting.member, BY_APPOSITION
        return None

    def _is_apposed(self, sighting: Sighting, start: int, end: int, root: int) -> bool:
        """Whether a phrase stands for a name in it: "A spokesman for the governor, Ruo Amadi"."""
        columns = self.columns
        before = columns.words[sighting.start - 1] if sighting.start > start else ""
        if before == "(" and root < sighting.start and sighting.end >= end - 1:
            return True
        kind = self.cast[sighting.member].kind
        head_noun = columns.lowers[root]
        if (
            kind == "person"
            and head_noun not in self.roles.people
            and head_noun.rstrip(".") not in self.roles.titles
        ):
            if columns.dep[sighting.root] != "appos" or columns.head[sighting.root] != root:
                return False
        elif kind in BODY_KINDS and head_noun not in self.roles.bodies:
            return False
        after = columns.words[sighting.end] if sighting.end < len(columns) else "."
        if after in ("'s", "'", "’s"):
            return False
        if before in (",", "(", "-", "–", "—", ":") and (
            sighting.end == end or after in (",", ")", "-", "–", "—")
        ):
            return True
        if kind == "person" and sighting.end == end and columns.lowers[sighting.start - 1] == head_noun:
            return True
        return columns.dep[sighting.root] == "appos" and columns.head[sighting.root] == root

    def _pronoun(self, at: int, lower: str) -> Found | None:
        if lower in MALE or lower in FEMALE:
            gender: Gender = "m" if lower in MALE else "f"
            other = self._subject_of_same_verb(at)
            found = self._first_of(
                self.salience.ranked(at, lambda m: None if m == other else self._fits_gender(m, gender, at))
            )
            is_clear = found is not None and found[1] >= CLEARLY_FIRST
            if found is not None and is_clear and self.gender.get(found[0]) is None:
                self.gender[found[0]] = gender
            return found
        if lower in THING:
            return self._first_of(self.salience.ranked(at, self._fits_it))
        return self._first_of(self.salience.ranked(at, self._fits_they))

    def _subject_of_same_verb(self, at: int) -> int | None:
        """In "X told him" X is not "him": the member that is subject of the verb a pronoun is object of."""
        columns = self.columns
        verb = columns.head[at]
        if columns.dep[at] == "pobj":
            verb = columns.head[verb]
        if columns.dep[at] not in ("dobj", "dative", "pobj"):
            return None
        for sighting in self.salience.covering(max(0, verb - 25), verb):
            if columns.dep[sighting.root] == "nsubj" and columns.head[sighting.root] == verb:
                return sighting.member
        return None

    def _fits_gender(self, member: int, gender: Gender, at: int) -> int | None:
        actor = self.cast[member]
        if actor.plural or actor.kind not in ("person", "unnamed"):
            return None
        if actor.kind == "unnamed" and actor.name.split()[-1].lower() not in self.roles.people:
            return None
        known = self.gender.get(member)
        if known is None:
            owner = UNKNOWN_OWNER if self.columns.dep[at] == "poss" else 0
            return OTHER_GENDER_UNKNOWN + owner + (UNNAMED if actor.kind == "unnamed" else 0)
        return 0 if known == gender else None

    def _fits_it(self, member: int) -> int | None:
        actor = self.cast[member]
        if actor.plural or actor.kind not in BODY_KINDS:
            return None
        return 0

    def _fits_they(self, member: int) -> int | None:
        actor = self.cast[member]
        if actor.kind == "person":
            return None
        if actor.kind == "unnamed" and not actor.plural:
            return -20
        return 10 if actor.plural else 0

    def _first_of(self, ranked: list[tuple[int, int]]) -> Found | None:
        if not ranked:
            return None
        if len(ranked) == 1:
            return ranked[0][1], ONLY_CANDIDATE
        lead = ranked[0][0] - ranked[1][0]
        return ranked[0][1], CLEARLY_FIRST if lead >= CLEAR_LEAD else DISPUTED

    # --- Descriptions -----------------------------------------------------------

    def _described(self, start: int, end: int, root: int) -> Found | None:
        """ "the minister", "Iraqi Foreign Minister", "the same paper", "the officials"."""
        columns = self.columns
        noun = columns.lowers[root]
        opener = columns.lowers[start]
        if opener in ("this", "our") and "outlet" in self.roles.bodies.get(noun, ()):
            return self._own_outlet()
        _, words = self._modifiers(start, root)
        if opener in INDEFINITE and opener != "one":
            return None
        is_definite = opener in DEFINITE or columns.words[root][:1].isupper()
        same = self._same_words(words, root)
        if same is not None:
            return same
        owner = self._owner(start, root)
        if noun in self.offices or noun in self.roles.anyone:
            return (
                self._office(root, noun, words, is_definite and owner is None, end)
                if owner is None or is_definite
                else None
            )
        if not is_definite:
            return None
        if noun in self.roles.bodies:
            return self._same_noun(root, noun) if owner is not None else self._body(end, root, noun, words)
        return self._same_noun(root, noun)

    def _own_outlet(self) -> Found | None:
        """ "told this newspaper": the outlet that published the report, or the agency whose copy it is."""
        report = self.columns.doc._.report
        name = None if report is None else report.outlet or report.agency
        if name is None:
            return None
        forms = folded_words(name.split())
        known = (
            [i for i in self.register.ending_in(forms[-1]) if forms in self.register.forms(i)]
            if forms
            else []
        )
        return (known[0] if known else self.register.add(CastMember(name, "outlet"))), BY_OFFICE

    def _modifiers(self, start: int, root: int) -> tuple[int, tuple[str, ...]]:
        """The words of the phrase up to its head, determiners and possessors left out."""
        columns = self.columns
        first = start
        for at in range(start, root):
            if (
                columns.lowers[at] in _NO_MODIFIERS
                or columns.dep[at] == "case"
                or columns.words[at] in (",", '"', "“", "’", "'")
            ):
                first = at + 1
        return first, tuple(word for word in columns.lowers[first : root + 1] if word[:1].isalnum())

    def _owner(self, start: int, root: int) -> int | None:
        """The possessor in front of a noun ("its correspondent", "Ted's lawyer"), as a token."""
        for at in range(start, root):
            if self.columns.dep[at] == "poss":
                return at
        return None

    def _same_words(self, words: tuple[str, ...], root: int) -> Found | None:
        """Whoever was called just that before, or came in by number: "the officials" for "two officials"."""
        mine = folded_words(word for word in words if word not in HYPHENS)
        if not mine:
            return None
        fitting = [
            index
            for index in self.register.ending_in(mine[-1])
            if self.cast[index].kind != "person"
            and any(
                form == mine or (form[-1:] == mine and form[0] in INDEFINITE)
                for form in self.register.forms(index)
            )
        ]
        offset = self.columns.offset[root]
        latest = max(fitting, key=lambda index: self.register.last_before(index, offset), default=None)
        return None if latest is None else (latest, SAME_WORDS)

    def _office(
        self, root: int, noun: str, words: tuple[str, ...], is_definite: bool, end: int
    ) -> Found | None:
        """The person who holds the office a noun names, or one the noun may stand for."""
        if not is_definite:
            return None
        country = self.adjectives.get(words[0]) if words else None
        office = tuple(word for word in words if word not in self.adjectives)
        holders = self.salience_order(
            root,
            [i for i in self.register.holding(noun) if self._holds(self.cast[i], office, noun, country)],
        )
        if holders:
            return holders[0], BY_OFFICE if len(holders) == 1 else CLEARLY_FIRST
        covered = sorted(self.roles.covers.get(noun, ()))
        fitting = sorted({i for word in covered for i in self._covered(word)})
        gender = self.roles.people.get(noun)
        fitting = self.salience_order(root, [i for i in fitting if self._may_be(i, gender)])
        if fitting and len(words) <= 2:
            return fitting[0], BY_NOUN if len(fitting) == 1 else DISPUTED
        same = self._same_noun(root, noun)
        if same is not None:
            return same
        if noun in self.roles.anyone and len(words) <= 2:
            ranked = self.salience.ranked(
                root, lambda i: 0 if self.cast[i].kind == "person" and self._may_be(i, gender) else None
            )
            if ranked and ranked[0][0] > 70:
                return ranked[0][1], DISPUTED
        return None

    def _may_be(self, member: int, gender: Gender | None) -> bool:
        return gender is None or self.gender.get(member) in (None, gender)

    def _holds(self, member: CastMember, office: tuple[str, ...], noun: str, country: str | None) -> bool:
        if member.kind != "person":
            return False
        for role in member.roles:
            held = office_words(role)
            if noun not in held:
                continue
            if country and member.country and member.country != country:
                continue
            of_words = set(folded_words((role.of or "").split()))
            if all(word in held or word in of_words for word in folded_words(office)):
                return True
        return False

    def _covered(self, office: str) -> list[int]:
        """Members with an office of that name, of one word or two ("foreign minister")."""
        holders = self.register.holding(office.split()[-1])
        return [i for i in holders if any(office in " ".join(office_words(r)) for r in self.cast[i].roles)]

    def _same_noun(self, root: int, noun: str) -> Found | None:
        """A member without a name with this head noun: "the officials" after "two hospital officials"."""
        takes_bodies = noun in self.roles.bodies
        fitting = [
            index
            for index in self.register.ending_in(noun)
            if self.register.forms(index)[0][-1:] == (noun,)
            and (
                self.cast[index].kind in ("unnamed", "population")
                or (takes_bodies and self.cast[index].kind in BODY_KINDS)
            )
        ]
        order = self.salience_order(root, fitting)
        return (order[0], CLEARLY_FIRST) if order else None

    def _body(self, end: int, root: int, noun: str, words: tuple[str, ...]) -> Found | None:
        """The latest body a noun can take up: by the noun in its name, then beside its name, then by kind."""
        offset = self.columns.offset[root]
        country = next(
            (self.adjectives[word] for word in words if word in self.adjectives), None
        ) or self._seat(root, end)
        kinds = self.roles.bodies[noun]
        bodies = [
            i
            for i, m in enumerate(self.cast)
            if m.kind in BODY_KINDS and (first := self.register.first(i)) is not None and first < offset
        ]
        if country is not None:
            fitting = [i for i in bodies if self.cast[i].country == country and self.cast[i].kind in kinds]
            order = self.salience_order(root, fitting)
            return (order[0], BY_NOUN) if order else None
        qualifiers = set(words[:-1])
        named = [i for i in bodies if noun in self.register.words[i] and qualifiers <= self.register.words[i]]
        order = self.salience_order(root, named)
        if order:
            return order[0], BY_OFFICE
        if qualifiers - self.roles.kindred or noun in self.roles.owned:
            return None
        for kind in kinds:
            fitting = [i for i in bodies if self.cast[i].kind == kind and not _is_bare(self.cast[i])]
            order = self.salience_order(root, fitting, only_fresh=True)
            if order:
                return order[0], BY_NOUN if len(order) == 1 else DISPUTED
        return None

    def _seat(self, root: int, end: int) -> str | None:
        """ "the ministry in Minsk": the country whose capital follows."""
        columns = self.columns
        if root + 2 < len(columns) and columns.lowers[root + 1] in ("in", "of"):
            return self.seats.get(columns.lowers[root + 2]) or self.country_of_name.get(
                columns.lowers[root + 2]
            )
        return None

    def salience_order(self, at: int, members: list[int], *, only_fresh: bool = False) -> list[int]:
        """`members`, those freshest at token `at` first; those not on the reader's mind come last.

        With `only_fresh` these are left out.
        """
        chosen = frozenset(members)
        ranked = [member for _, member in self.salience.ranked(at, lambda i: 0 if i in chosen else None)]
        return ranked if only_fresh else [*ranked, *(member for member in members if member not in ranked)]

    # --- New members ------------------------------------------------------------

    def _new(self, start: int, end: int, root: int) -> Found | None:
        """Somebody the text names only by what they are."""
        columns = self.columns
        lower = columns.lowers[root]
        is_pronoun = columns.pos[root] == "PRON" and lower in _PRONOUNS
        if is_pronoun and (end - start <= 2 or root == start or lower in NOBODY):
            return None
        first, _ = self._modifiers(start, root)
        if columns.pos[root] in ("NUM", "PRON", "DET", "ADJ") or lower in ("one", "other", "others"):
            first, last = start, end
            if end - start > 4:
                last = max(root + 1, min(end, start + 4))
        else:
            first, last = self._with_owner(start, self._trimmed(first, root), root), root + 1
        span = columns.span(first, last)
        name = " ".join(columns.text[span.start : span.end].split())
        if not any(char.isalnum() for char in name):
            return None
        named = self._surname(root)
        if named is not None:
            return named
        kind = self._kind(root, lower)
        plural = columns.tag[root] in ("NNS", "NNPS")
        gender = self.roles.people.get(lower)
        index = self.register.add(CastMember(name, kind, mentions=(), gender=gender, plural=plural))
        if gender is not None:
            self.gender[index] = gender
        return index, BY_NAME

    def _with_owner(self, start: int, first: int, root: int) -> int:
        """Whose body it is belongs to its name: "the mayor's office", "her office"."""
        owner = self._owner(start, root)
        if owner is None or self.columns.lowers[root] not in self.roles.bodies:
            return first
        while start < owner and self.columns.lowers[start] in ("the", "a", "an"):
            start += 1
        return start

    def _trimmed(self, first: int, root: int) -> int:
        while first < root and self.columns.pos[first] in ("PUNCT", "SPACE", "ADP", "CCONJ", "VERB", "AUX"):
            if self.columns.pos[first] == "VERB" and self.columns.dep[first] in ("amod", "compound"):
                break
            first += 1
        return first

    def _surname(self, root: int) -> Found | None:
        """A name the cast holds, in a place where no mention was marked (a headline)."""
        columns = self.columns
        if not columns.words[root][:1].isupper() or columns.tag[root] not in ("NNP", "NNPS"):
            return None
        mine = folded_words([columns.words[root]])
        if not mine:
            return None
        holders = [
            index
            for index in self.register.ending_in(mine[0])
            if self.cast[index].kind == "person" and self.register.forms(index)[0][-1:] == mine
        ]
        order = self.salience_order(root, holders)
        return (order[0], SAME_WORDS if len(order) == 1 else DISPUTED) if order else None

    def _kind(self, root: int, lower: str) -> ActorKind:
        written = self.columns.words[root]
        if lower in self.roles.population:
            return "population"
        if lower in self.roles.people or lower in self.roles.unnamed or lower in self.roles.documents:
            return "unnamed"
        kinds = self.roles.bodies.get(lower)
        if kinds:
            return kinds[0]
        if written in self.heads or self.columns.pos[root] != "PROPN":
            return self.heads.get(written, "unnamed")
        return _LABEL_KINDS.get(self.columns.ent[root], "unnamed")

    def _mention(self, start: int, end: int, root: int, found: Found) -> None:
        """Keep the words as a mention, unless the name they hold is one already."""
        columns = self.columns
        index, sure = found
        member = self.cast[index]
        first, last = start, end
        if columns.pos[root] != "PRON" and end - start > 1:
            first, _ = self._modifiers(start, root)
            first, last = self._trimmed(first, root), root + 1
            if member.kind == "unnamed" and columns.pos[root] in ("NUM", "DET", "ADJ"):
                first, last = start, min(end, start + 4)
            elif self.register.first(index) is None:
                first = self._with_owner(start, first, root)
        if self.register.mention(index, columns.span(first, last), sure):
            self.salience.note(Sighting(start, end, root, index, self.is_quoted(columns.offset[root])))


def _is_bare(member: CastMember) -> bool:
    """Whether a body has no name of its own ("army", "government troops")."""
    return member.name[:1].islower()
