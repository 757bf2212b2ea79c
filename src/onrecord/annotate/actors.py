"""Who acts in a report: the component that finds people, bodies and groups, and gathers their names."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from spacy.language import Language
from spacy.tokens import Doc

from onrecord.annotate.acting import Acting
from onrecord.annotate.casting import Casting, by_first_mention, folded
from onrecord.annotate.columns import Columns
from onrecord.annotate.gathering import NameGatherer
from onrecord.annotate.gazette import Entry, Gazette, gazette_of
from onrecord.annotate.groups import GroupFinder
from onrecord.annotate.layers import declare_extensions
from onrecord.annotate.names import NameFinder, head_word
from onrecord.annotate.roles import RoleReader
from onrecord.annotate.scene import Scene
from onrecord.lexicon.actors import load_actors
from onrecord.lexicon.cues import load_cues
from onrecord.record import ActorKind


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
        scene = self._scene(Columns(doc))
        gatherer = NameGatherer(scene, self.reader)
        gatherer.gather()
        GroupFinder(scene).find()
        gatherer.echo()
        doc._.cast = tuple(part.member() for part in by_first_mention(scene.casting.parts))
        return doc

    def _scene(self, columns: Columns) -> Scene:
        names, matches = self.names.find(columns, self._own_names(columns))
        acting = Acting(columns, self.lexicon.verbs, self.saying)
        return Scene(columns, self.lexicon, acting, Casting(self.heads), names, matches)

    def _own_names(self, columns: Columns) -> Gazette | None:
        """The outlet and agency that the report's margins name: in the body they are outlets."""
        report = columns.doc._.report
        names = [] if report is None else [name for name in (report.outlet, report.agency) if name]
        if not names:
            return None
        own = Gazette(self.tokenize)
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


declare_extensions()
