"""Who is meant: the component that gives statements their speakers, and pronouns their persons."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc

from onrecord.annotate.columns import Columns
from onrecord.annotate.layers import Attribution, declare_extensions
from onrecord.annotate.resolver import FEMALE, MALE, SPEAKERS, Found, Resolver
from onrecord.annotate.salience import root_of
from onrecord.lexicon.actors import ActorLexicon, load_actors
from onrecord.record import Span

PERSONAL = MALE | FEMALE
SAME_SPEAKER = 0.95  # "we" in somebody's words


@Language.factory(
    "onrecord_coreference",
    assigns=["doc._.cast", "doc._.attributions"],
    requires=["doc._.cast", "doc._.attributions", "token.dep", "token.pos"],
)
def create_coreference(nlp: Language, name: str) -> SpeakerResolver:
    """Make the component that resolves sources and addressees; add it after actors and attribution."""
    return SpeakerResolver()


class SpeakerResolver:
    """Fill `speaker`, `speaker_confidence` and `heard_by`; who has no name joins `doc._.cast`."""

    def __init__(self) -> None:
        self.lexicon = load_actors()

    def __call__(self, doc: Doc) -> Doc:
        """Resolve in text order, so that each reference sees those before it."""
        attributions: tuple[Attribution, ...] = doc._.attributions
        if not len(doc):
            return doc
        columns = Columns(doc)
        resolver = Resolver(columns, doc._.cast, self.lexicon)
        speakers: dict[int, Found] = {}
        heard: dict[int, int] = {}
        order = sorted(
            range(len(attributions)),
            key=lambda i: (_place(attributions[i]), attributions[i].within is not None, i),
        )
        waiting = []
        references = _references(resolver, columns, attributions)
        for index in order:
            _refer(resolver, columns, references, _place(attributions[index]))
            found = self._speaker(resolver, columns, attributions, index, speakers)
            if found is not None:
                speakers[index] = found
            elif _says_we(columns, attributions[index]):
                waiting.append(index)
            hearer = self._hearer(resolver, columns, attributions[index], speakers.get(index))
            if hearer is not None:
                heard[index] = hearer
        _refer(resolver, columns, references, len(columns.text))
        for index in waiting:
            parent = attributions[index].within
            if parent is not None and parent in speakers:
                speakers[index] = (speakers[parent][0], SAME_SPEAKER)
        doc._.cast = resolver.register.cast()
        doc._.attributions = tuple(
            replace(
                attribution,
                speaker=speakers[index][0] if index in speakers else None,
                speaker_confidence=speakers[index][1] if index in speakers else None,
                heard_by=heard.get(index),
            )
            for index, attribution in enumerate(attributions)
        )
        return doc

    def _speaker(
        self,
        resolver: Resolver,
        columns: Columns,
        attributions: tuple[Attribution, ...],
        index: int,
        speakers: dict[int, Found],
    ) -> Found | None:
        attribution = attributions[index]
        if attribution.source is None or _says_we(columns, attribution):
            return None
        found = resolver.resolve(attribution.source, attribution.source_root)
        if found is not None:
            resolver.spoke(attribution.source, found[0])
        return found

    def _hearer(
        self, resolver: Resolver, columns: Columns, attribution: Attribution, speaker: Found | None
    ) -> int | None:
        """Who is told: an actor, or `None` for "reporters", "us", a crowd."""
        span = attribution.addressee
        if span is None:
            return None
        found = hearer(resolver, columns, span)
        if found is None or (speaker is not None and found[0] == speaker[0]):
            return None
        return found[0]


def _references(
    resolver: Resolver, columns: Columns, attributions: Iterable[Attribution]
) -> deque[tuple[int, int]]:
    """Words that go back to somebody, and are no statement's source: "him", "the minister". Token ranges."""
    taken: set[int] = set()
    for attribution in attributions:
        if attribution.source is not None:
            taken.update(range(*columns.tokens(attribution.source)))
    found: deque[tuple[int, int]] = deque()
    for at, lower in enumerate(columns.lowers):
        if at in taken or resolver.is_quoted(columns.offset[at]):
            continue
        if lower in PERSONAL and columns.pos[at] == "PRON":
            found.append((at, at + 1))
        elif (
            lower in resolver.offices
            and at
            and columns.lowers[at - 1] == "the"
            and _stands_alone(columns, at)
        ):
            found.append((at - 1, at + 1))
    return found


def _stands_alone(columns: Columns, at: int) -> bool:
    """Whether a noun is a phrase of its own: "the mayor", not "the mayor's aide" or "the mayor of Odde"."""
    if columns.pos[at] != "NOUN" or columns.dep[at] in ("compound", "amod", "appos", "nmod"):
        return False
    return at + 1 >= len(columns) or columns.lowers[at + 1] not in ("of", "for", ",")


def _refer(resolver: Resolver, columns: Columns, waiting: deque[tuple[int, int]], until: int) -> None:
    """Resolve the references that begin before the character offset `until`."""
    while waiting and columns.offset[waiting[0][0]] < until:
        start, end = waiting.popleft()
        resolver.resolve(columns.span(start, end), end - 1, makes_new=False)


def hearer(resolver: Resolver, columns: Columns, span: Span) -> Found | None:
    """Whom the addressee's words name; nobody for an audience in general."""
    start, end = columns.tokens(span)
    inside = [
        s
        for s in resolver.salience.covering(start, end)
        if resolver.cast[s.member].kind not in ("population", "unnamed")
    ]
    root = root_of(columns, start, end)
    lower = columns.lowers[root]
    if lower in MALE or lower in FEMALE:
        return resolver.resolve(span, root, makes_new=False)
    if inside and (
        inside[0].start <= root < inside[0].end
        or lower in ("staff", "news", "team", "correspondent", "reporter", "radio")
    ):
        return inside[0].member, 1.0
    roles = resolver.roles
    if lower in roles.audience or lower in SPEAKERS or columns.pos[root] == "PRON":
        return None
    if lower in roles.population or lower in roles.unnamed:
        return None
    return resolver.resolve(span, root)


def resolve(doc: Doc, span: Span, lexicon: ActorLexicon | None = None) -> Found | None:
    """The index into `doc._.cast` that the words at `span` refer to, and how sure that is; else `None`.

    Only looks: nobody joins the cast. Confidence is 1.0 for a name, 0.9 for an office with one
    holder or a pronoun with one candidate, down to 0.55 where candidates are close.
    """
    resolver = Resolver(Columns(doc), doc._.cast, lexicon or load_actors())
    return resolver.resolve(span, makes_new=False)


def _place(attribution: Attribution) -> int:
    return attribution.source.start if attribution.source is not None else attribution.content[0].start


def _says_we(columns: Columns, attribution: Attribution) -> bool:
    root = attribution.source_root
    return root is not None and columns.lowers[root] in SPEAKERS and columns.pos[root] == "PRON"


declare_extensions()
