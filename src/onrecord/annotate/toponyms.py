"""Names of places as they stand in a text: where each begins and ends, and what it can mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from onrecord.annotate.columns import HYPHENS, Columns
from onrecord.annotate.layers import CastMember
from onrecord.annotate.placehood import PLACE_LABELS, Toponymic, Weigher
from onrecord.gazetteer.atlas import Atlas
from onrecord.gazetteer.names import key
from onrecord.gazetteer.store import Place
from onrecord.lexicon.actors import ActorLexicon
from onrecord.lexicon.places import PlaceLexicon

MAX_NAME = 6  # tokens: "Bains and Grants Town"
INSIDE = frozenset(
    {"of", "the", "and", "de", "la", "al", "el", "le", "les", "du", "des", "da", "do", "dos", "del", "di",
     "sur", "sous", "upon", "on", "ad", "ash", "an", "in", "e", "y", "d'", "l'", "am", "im", "ez", "es", "as",
     "au", "aux", "en", "kwa", "wa", "na", "der", "den", "van", "von", "bei", "ob", "und", "et", "by", "lès"}
) | HYPHENS  # fmt: skip
ARTICLES = frozenset({"al", "el", "ash", "ad", "an", "ar", "as", "at", "az", "ez"})
OTHER_LABELS = frozenset({"DATE", "TIME", "PERSON", "NORP", "EVENT"})


class ToponymFinder:
    """Find names of places by the atlas, the entity labels and the words around them."""

    def __init__(self, atlas: Atlas, lexicon: PlaceLexicon, actors: ActorLexicon) -> None:
        self.atlas = atlas
        self.words = lexicon.words
        self.nouns = actors.names.places | lexicon.words.institutions | lexicon.words.features
        self.weigher = Weigher(atlas, lexicon, actors)

    def find(self, columns: Columns, cast: Sequence[CastMember]) -> list[Toponymic]:
        """Every name that may be a place's, in text order, with its evidence and belief."""
        found = self._named(columns)
        taken = {at for name in found for at in range(name.start, name.end)}
        for labelled in self._labelled(columns, taken):
            found.append(labelled)
            taken.update(range(labelled.start, labelled.end))
        found += self._placed(columns, taken)
        found.sort(key=lambda name: name.start)
        self.weigher.weigh(columns, cast, found)
        return found

    def _named(self, columns: Columns) -> list[Toponymic]:
        """Longest names of the atlas from left to right, demonyms and codes among them."""
        keys = dict(self._runs(columns))
        known = self.atlas.find(keys.values())
        ends: dict[int, list[int]] = {}
        for (start, end), name in keys.items():
            if known[name] and self.atlas.is_written_so(name, _words(columns, start, end)):
                ends.setdefault(start, []).append(end)
        found = []
        at, size = 0, len(columns)
        while at < size:
            best = self._at(columns, at, ends.get(at, ()), keys, known)
            if best is None:
                at += 1
                continue
            found.append(best)
            at = best.end
        return found

    def _runs(self, columns: Columns) -> Iterator[tuple[tuple[int, int], str]]:
        """Token ranges that begin and end with a capital, with the key of their words."""
        size = len(columns)
        for start, word in enumerate(columns.words):
            if not (word[:1].isupper() or _is_small_article(columns, start)):
                continue
            for end in range(start + 1, min(start + MAX_NAME, size) + 1):
                last = columns.words[end - 1]
                if last[:1].isupper() or _is_elided(last):
                    yield (start, end), key(columns.text[columns.offset[start] : columns.offset_end[end - 1]])
                elif columns.lowers[end - 1] not in INSIDE:
                    break

    def _at(
        self,
        columns: Columns,
        at: int,
        ends: Sequence[int],
        keys: Mapping[tuple[int, int], str],
        known: Mapping[str, tuple[Place, ...]],
    ) -> Toponymic | None:
        code = self._code(columns, at)
        if code is not None:
            return code
        demonym = self._demonym(columns, at)
        if not ends:
            return demonym
        end = max(ends)
        if end == at + 1 and columns.words[at] in self.nouns:
            return demonym
        name = keys[at, end]
        is_ours = name in self.atlas.keys
        if demonym is not None and (demonym.end > end or (demonym.end == end and not is_ours)):
            return demonym
        places = known[name]
        if not is_ours:
            if self._is_half(columns, at, end):
                return None
            longer = self._longer(columns, at, end)
            if longer is not None:
                return longer
        noun_end = self._with_noun(columns, end)
        found = Toponymic(at, noun_end, columns.span(at, noun_end), name, places, "name")
        if noun_end > end:
            found.hint = self.words.kind_of(columns.lowers[end])
        return found

    def _is_half(self, columns: Columns, start: int, end: int) -> bool:
        """Whether a hyphen joins the name to another capitalised word ("Al-Zahra" is not Al)."""
        right = end + 1 < len(columns) and columns.touches_next(end - 1) and columns.words[end] in HYPHENS
        if right and columns.touches_next(end):
            following = columns.words[end + 1]
            if following[:1].isupper() or (following in INSIDE and columns.touches_next(end + 1)):
                return True
        left = start >= 2 and columns.touches_next(start - 1) and columns.words[start - 1] in HYPHENS
        return left and columns.words[start - 2][:1].isalpha()

    def _longer(self, columns: Columns, start: int, end: int) -> Toponymic | None:
        """The longer name that this one only begins: "Red | River", "Bab | al-Tabbaneh"."""
        if end >= len(columns) or columns.paragraph[end] != columns.paragraph[start]:
            return None
        if columns.words[end] in self.words.features:
            span = columns.span(start, end + 1)
            return Toponymic(start, end + 1, span, key(_words(columns, start, end + 1)), (), "feature")
        if columns.lowers[end] in ARTICLES and _is_small_article(columns, end):
            span = columns.span(start, end + 3)
            return Toponymic(start, end + 3, span, key(_words(columns, start, end + 3)), (), "shape")
        return None

    def _with_noun(self, columns: Columns, end: int) -> int:
        """The end of the name with a capitalised noun that says its kind ("Makamba Province")."""
        if end == len(columns) or columns.sentence[end] != columns.sentence[end - 1]:
            return end
        word = columns.words[end]
        is_noun = (
            word.istitle() and not word.endswith("s") and self.words.kind_of(columns.lowers[end]) is not None
        )
        return end + 1 if is_noun else end

    def _code(self, columns: Columns, at: int) -> Toponymic | None:
        """ "Alexandria, | La.": a region's short name after a comma."""
        if at < 2 or columns.words[at - 1] != "," or not columns.words[at - 2][:1].isupper():
            return None
        for end in (at + 2, at + 1):
            if end > len(columns):
                continue
            words = _words(columns, at, end)
            places = self.atlas.codes.get(words)
            if places:
                return Toponymic(at, end, columns.span(at, end), key(words), places, "code")
        return None

    def _demonym(self, columns: Columns, at: int) -> Toponymic | None:
        if not columns.words[at][:1].isupper():
            return None
        for end in (at + 3, at + 2, at + 1):
            if end > len(columns):
                continue
            words = _words(columns, at, end)
            places = self.atlas.demonyms.get(words)
            if places is None and words.isupper() and len(words) > 4:
                places = self.atlas.demonyms.get(words.title())
            if places:
                return Toponymic(at, end, columns.span(at, end), f"~{places[0].id}", places, "demonym")
        return None

    def _labelled(self, columns: Columns, taken: set[int]) -> Iterator[Toponymic]:
        """Names that only the entity recogniser takes for a place."""
        for entity in columns.doc.ents:
            if entity.label_ not in PLACE_LABELS or taken.intersection(range(entity.start, entity.end)):
                continue
            start, end = entity.start, entity.end
            while start < end and not columns.words[start][:1].isupper():
                start += 1
            while end > start and not columns.words[end - 1][:1].isalnum():
                end -= 1
            if end > start and end - start <= MAX_NAME and columns.words[start][:1].isalpha():
                span = columns.span(start, end)
                yield Toponymic(start, end, span, key(_words(columns, start, end)), (), "shape")

    def _placed(self, columns: Columns, taken: set[int]) -> Iterator[Toponymic]:
        """Names that only the words before them take for a place: "the village of Odde", "near Odde"."""
        for at in range(1, len(columns)):
            before = columns.lowers[at - 1]
            if at in taken or not (before in self.words.strong or self._is_noun_of(columns, at - 1)):
                continue
            end = at
            limit = min(at + MAX_NAME, len(columns))
            while end < limit and end not in taken and self._goes_on(columns, at, end):
                end += 1
            while end > at and not columns.words[end - 1][:1].isupper():
                end -= 1
            if end > at and columns.tag[at] in ("NNP", "NNPS", "") and columns.words[at] not in self.nouns:
                yield Toponymic(at, end, columns.span(at, end), key(_words(columns, at, end)), (), "shape")

    def _is_noun_of(self, columns: Columns, at: int) -> bool:
        return (
            columns.lowers[at] == "of" and at > 0 and self.words.kind_of(columns.lowers[at - 1]) is not None
        )

    def _goes_on(self, columns: Columns, start: int, at: int) -> bool:
        if columns.sentence[at] != columns.sentence[start]:
            return False
        if columns.words[at][:1].isupper():
            return columns.ent[at] not in OTHER_LABELS
        return (at == start and _is_small_article(columns, at)) or (
            columns.words[at] in HYPHENS and columns.touches_next(at) and columns.touches_next(at - 1)
        )


def _is_elided(word: str) -> bool:
    """ "d'Ivoire": a small article grown together with a capital."""
    return word[1:2] == "'" and word[2:3].isupper()


def _words(columns: Columns, start: int, end: int) -> str:
    return columns.text[columns.offset[start] : columns.offset_end[end - 1]]


def _is_small_article(columns: Columns, at: int) -> bool:
    """ "al-Bab": a small article joined to a capital."""
    return (
        columns.lowers[at] in ARTICLES
        and at + 2 < len(columns)
        and columns.words[at + 1] in HYPHENS
        and columns.words[at + 2][:1].isupper()
        and columns.touches_next(at)
    )
