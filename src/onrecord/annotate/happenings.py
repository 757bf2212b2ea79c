"""Which indicator a figure belongs to: what happened to those it counts, and whose number it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple

from spacy.tokens import Token

from onrecord.annotate.counting import Counted, Counter, relative_verb, subjects_of_number
from onrecord.lexicon.actors import load_actors
from onrecord.lexicon.indicators import Indicator, IndicatorLexicon

Role = Literal["object", "subject", "adjective", "of", "total", "setting"]

ANY_COUNTRY = "COUNTRY"  # in a pair: the name of any country
LARGE = 1_000_000  # money from here on is a cost, not what one thing sells for
_CLIMB = 8  # steps up the tree from a number to its verb
TIMES = frozenset({"second", "minute", "hour", "day", "night", "week", "month", "year"})
_VERBS = ("VERB", "AUX")
_SUBJECTS = ("nsubj", "csubj")
_PARTS = frozenset({"including", "among", "with", "besides", "than"})


class Happening(NamedTuple):
    """A word that says what became of the counted, and what they are to it."""

    word: str
    role: Role
    token: Token


@lru_cache(maxsize=1)
def countries() -> frozenset[str]:
    """The names of countries, in lower case."""
    return frozenset(
        name.lower() for country in load_actors().countries for name in (country.name, *country.aliases)
    )


class IndicatorReader:
    """Find the indicator of a counted amount."""

    def __init__(self, lexicon: IndicatorLexicon, counter: Counter) -> None:
        self.lexicon = lexicon
        self.counter = counter
        self.countries = countries()

    @cached_property
    def words(self) -> frozenset[str]:
        """The lemmas of the report, in lower case."""
        return frozenset(token.lemma_.lower() for token in self.counter.doc)

    def _is_of(self, term: Indicator) -> bool:
        """Whether the report speaks of a term, by one of its nouns, adjectives or settings."""
        return not self.words.isdisjoint(term.nouns | term.adjectives | term.settings)

    def indicator(self, found: Counted) -> Indicator | None:
        """The term of the vocabulary that a figure belongs to, or `None`."""
        happened = self._counted_happening(found)
        if happened is not None:
            return happened
        for happening in self._happenings(found):
            term = self._paired(happening, found) or self._evoked(happening, found)
            if term is not None:
                return term
        if found.amount.kind == "money" and found.amount.per is not None and found.amount.per not in TIMES:
            return self.lexicon.terms.get("price")
        return self._by_noun(found)

    def _counted_happening(self, found: Counted) -> Indicator | None:
        """The term of what is counted itself, where that is no people: "at least one fatality"."""
        if found.noun is None or not found.own or self.counter.is_people(found.noun):
            return None
        unit = self.counter.unit(found.noun)
        return next(
            (term for term in self.lexicon.terms.values() if term.people and unit in term.nouns), None
        )

    def lender(self, found: Counted, before: Sequence[Counted]) -> Counted | None:
        """The figure whose indicator an elliptic one shares: "the mayor put the figure at 900"."""
        if found.lender is not None:
            is_subject = found.number.dep_ in (
                "nsubj",
                "nsubjpass",
            )  # what it does is its own: "sixty remain in hospital"
            return None if is_subject else found.lender
        if found.noun is not None and found.own and found.noun.head.lemma_.lower() in self.lexicon.claiming:
            return self._claimed(found, before)
        return found.same

    def _claimed(self, found: Counted, before: Sequence[Counted]) -> Counted | None:
        """ "The army says nine villages": the last figure of villages said what became of them."""
        if found.noun is None or found.noun.dep_ != "dobj":
            return None
        unit = self.counter.unit(found.noun)
        same = (other for other in reversed(before) if other.noun and self.counter.unit(other.noun) == unit)
        return next(same, None)

    # --- Evidence, nearest first -------------------------------------------------------

    def _happenings(self, found: Counted) -> Iterator[Happening]:
        noun = found.noun if found.own else None
        node = found.node
        verb = relative_verb(found)
        if verb is not None:
            yield from _as_subject(verb, self.lexicon.raising)
        while node.dep_ == "pobj" and found.amount.span.start <= node.head.idx < found.amount.core.start:
            node = node.head  # "between three and nine soldiers": the preposition is part of the number
        if noun is None:
            yield from _inside(found.number, self.lexicon.raising)  # "46,000 who have fled"
            yield from self._right_behind(found)
            yield from self._totals(found)
            if found.noun is not None and found.lender is None:
                yield from _inside(
                    found.noun, self.lexicon.raising
                )  # "the number of people killed rose to 41"
                yield from _settings(found.noun)
        if node.dep_ != "appos" or noun is not None:
            yield from _verbs_over(node, self.lexicon.raising)
        if noun is not None:
            yield from _inside(noun, self.lexicon.raising)
            yield from self._right_behind(found)
        yield from _of_what(node)
        if noun is not None:
            yield from self._totals(found)
        yield from _settings(node)

    def _right_behind(self, found: Counted) -> Iterator[Happening]:
        """ "7 dead", "700 wounded", "12 people dead"."""
        last = (
            found.end
            if found.noun is None or not found.own
            else max(found.end, found.noun, key=lambda token: token.i)
        )
        if last.i + 1 >= len(last.doc):
            return
        token = last.nbor(1)
        if token.lower_ in ("more", "others", "people") and token.i + 1 < len(token.doc):
            token = token.nbor(1)
        if token.pos_ in ("ADJ", "VERB", "NOUN") and token.tag_ in ("JJ", "VBN", "VBD", "NN", "NNS"):
            yield Happening(token.lower_, "adjective", token)
            if token.tag_ in ("VBN", "VBD"):
                yield Happening(token.lemma_.lower(), "object", token)

    def _totals(self, found: Counted) -> Iterator[Happening]:
        """Whose number it is: the subject of a verb of level, and any noun that only holds a number."""
        for noun in subjects_of_number(found.number):
            verb = noun.head.lemma_.lower() if noun.dep_ in ("nsubj", "nsubjpass") else ""
            if verb and verb not in self.lexicon.level and noun.lemma_.lower() not in self.lexicon.counts:
                continue
            yield from (Happening(words, "total", noun) for words in _phrases(noun))

    # --- Does it evoke a term? ------------------------------------------------------------

    def _paired(self, happening: Happening, found: Counted) -> Indicator | None:
        word, role, token = happening
        if role not in ("object", "subject"):
            return None
        return next(
            (term for term in self.lexicon.terms.values() if self._is_pair(token, word, term, found)), None
        )

    def _evoked(self, happening: Happening, found: Counted) -> Indicator | None:
        return next(
            (term for term in self.lexicon.terms.values() if self._evokes(happening, term, found)), None
        )

    def _evokes(self, happening: Happening, term: Indicator, found: Counted) -> bool:
        word, role, token = happening
        if role == "setting":
            return word in term.settings and self._may_count(term, found)
        if role == "total":
            return self._is_total(word, term, found)
        if token.lemma_.lower() in term.amid and self._is_of(term):
            return found.noun is None or self.counter.unit(found.noun) in self.lexicon.anybody
        words = {
            "object": term.objects,
            "subject": term.subjects,
            "adjective": term.adjectives,
            "of": term.of,
        }[role]
        is_lost = role == "object" and word in term.losing
        if is_lost and found.noun is None and found.amount.kind == "percent":
            return False  # "the index lost 2 per cent"
        if word not in words and not is_lost:
            return False
        if role == "adjective" and "money" in term.of_things and found.amount.kind == "percent":
            return True  # "58 per cent funded"
        if role == "object" and "money" in term.of_things and found.amount.kind == "percent":
            return any(  # "the appeal has drawn 13 per cent"
                words in term.totals
                for child in token.children
                if child.dep_ in ("nsubj", "nsubjpass")
                for words in _phrases(child)
            )
        return self._may_count(term, found, word in self.lexicon.happenings)

    def _is_total(self, word: str, term: Indicator, found: Counted) -> bool:
        """Whether a total's words name a term, for an amount of the kind such totals have."""
        kind, is_money = found.amount.kind, bool(term.of_things & {"money", "price"})
        if is_money:
            return word in term.totals and kind in (
                "money",
                "percent" if "money" in term.of_things else "money",
            )
        if kind not in ("count", "weak") or (word not in term.totals and word not in term.nouns):
            return False
        if found.noun is None or not found.own:
            return True
        unit = self.counter.unit(found.noun)
        return unit not in self.lexicon.not_people if term.people else unit in term.nouns

    def _is_pair(self, verb: Token, lemma: str, term: Indicator, found: Counted) -> bool:
        behind = {pair[1] for pair in term.pairs if pair[0] == lemma}
        if not behind:
            return False
        unit = self.counter.unit(found.noun) if found.noun is not None and found.own else ""
        if term.people and unit in self.lexicon.not_people:
            return False  # "fifteen homes were lost" counts homes
        around = {
            unit,
            *(
                child.lemma_.lower()
                for child in verb.children
                if child.dep_ in ("dobj", "oprd", "advmod", "xcomp", "dative", "attr")
            ),
        }
        around |= {
            grand.lemma_.lower()
            for child in verb.children
            if child.dep_ == "prep"
            for grand in child.children
        }
        if any(word in self.countries for word in around):
            around.add(ANY_COUNTRY)
        return not behind.isdisjoint(around)

    def _may_count(self, term: Indicator, found: Counted, is_human: bool = False) -> bool:
        """Whether what is counted is of the kind the term asks for; `is_human`: it only happens to people."""
        amount, noun = found.amount, found.noun
        if "money" in term.of_things:
            return amount.kind == "money"
        if "price" in term.of_things:
            return amount.kind == "money" and (amount.value or amount.low or 0) < LARGE
        if "change" in term.of_things:
            return False
        if amount.kind in ("money",):
            return False
        if amount.kind == "measure":
            return amount.unit in term.of_things
        if term.people:
            if noun is None or (is_human and not found.own):
                return True
            unit = self.counter.unit(noun)
            if self.counter.is_people(noun) or unit in term.nouns | term.of_things:
                return True
            return is_human and unit not in self.lexicon.not_people
        if not term.of_things:
            return True
        return noun is not None and self.counter.unit(noun) in term.of_things

    def _by_noun(self, found: Counted) -> Indicator | None:
        """The term the counted noun names by itself: "deaths", "refugees"; then the weak ones: "soldiers"."""
        if found.noun is None or found.amount.kind == "money":
            return None
        unit, lemma = self.counter.unit(found.noun), found.noun.lemma_.lower()
        for words in ("nouns", "weak"):
            for term in self.lexicon.terms.values():
                if unit in getattr(term, words) or lemma in getattr(term, words):
                    return term
        return None


def _inside(noun: Token, raising: frozenset[str]) -> Iterator[Happening]:
    """What the noun phrase itself says: "wounded soldiers", "people killed in …", "men who drowned"."""
    for child in noun.children:
        if child.dep_ in ("amod", "compound", "nmod") and child.i < noun.i:
            yield Happening(child.lower_, "adjective", child)
        elif child.dep_ in ("acl", "relcl") or (child.dep_ == "amod" and child.i > noun.i):
            yield from _of_clause(child, raising)


def _of_clause(verb: Token, raising: frozenset[str]) -> Iterator[Happening]:
    if verb.dep_ == "relcl":
        for child in verb.children:
            if child.dep_ in _SUBJECTS and child.tag_ in ("WP", "WDT"):
                yield from _as_subject(verb, raising)
                return
        yield Happening(verb.lemma_.lower(), "object", verb)
    elif verb.tag_ == "VBG":
        yield Happening(verb.lemma_.lower(), "subject", verb)
    else:
        yield Happening(verb.lower_, "adjective", verb)
        yield Happening(verb.lemma_.lower(), "object", verb)


def _of_what(node: Token) -> Iterator[Happening]:
    """ "the bodies of 12 men", "the arrest of 40 people and two clerks", "the six nuns' murder"."""
    node = _first_of_list(node)
    if node.dep_ == "poss":
        yield Happening(node.head.lemma_.lower(), "of", node.head)
    if node.dep_ == "pobj" and node.head.lower_ == "of" and node.head.head.pos_ in ("NOUN", "PROPN"):
        head = node.head.head
        yield Happening(head.lemma_.lower(), "of", head)
        yield from (Happening(words, "total", head) for words in _phrases(head))


def _first_of_list(node: Token) -> Token:
    """The noun a listed one stands beside, or is a part of: "19 people, including 10 children"."""
    for _ in range(_CLIMB):
        if node.dep_ in ("conj", "appos"):
            node = node.head
        elif (
            node.dep_ == "pobj"
            and node.head.lower_ in _PARTS
            and node.head.head.pos_ in ("NOUN", "PROPN", "NUM")
        ):
            node = node.head.head
        else:
            break
    return node


def _verbs_over(node: Token, raising: frozenset[str]) -> Iterator[Happening]:
    """The verbs a counted noun is subject or object of, up through coordination and raising verbs."""
    for _ in range(_CLIMB):
        node = _first_of_list(node)
        head, dependency = node.head, node.dep_
        if head == node:
            if node.pos_ in _VERBS:
                yield from _as_subject(node, raising)
            else:  # a headline's verb taken for a name: "Forces Liberate 40 of 56 Districts"
                yield Happening(node.lower_, "object", node)
            return
        if dependency in ("nsubj", "csubj"):
            yield from _as_subject(head, raising)
            return
        if dependency == "nsubjpass":
            yield from _raised(head, "object", raising)
            return
        if dependency in ("dobj", "oprd", "dative", "attr") and head.pos_ in _VERBS:
            yield from _as_object(node, head)
            return
        if dependency == "pobj":
            verb = head.head
            if verb.pos_ in _VERBS and head.lower_ in ("for", "on", "from", "by", "among"):
                yield Happening(verb.lemma_.lower(), "object", verb)
            return
        if dependency in ("ccomp", "xcomp", "advcl", "relcl", "acl", "parataxis"):
            return
        node = head


def _as_object(node: Token, verb: Token) -> Iterator[Happening]:
    for child in verb.children:
        if child.dep_ in ("oprd", "acomp", "xcomp") and child.i > node.i:
            yield Happening(child.lower_, "adjective", child)
            if child.tag_ == "VBN":
                yield Happening(child.lemma_.lower(), "object", child)
    yield Happening(verb.lemma_.lower(), "object", verb)
    if verb.lemma_ == "be":
        yield from (
            Happening(child.lower_, "adjective", child) for child in verb.children if child.dep_ == "acl"
        )


def _among(verb: Token, raising: frozenset[str]) -> Iterator[Happening]:
    """ "Two clerks were among the wounded", "among those killed"."""
    for prep in verb.children:
        if prep.dep_ == "prep" and prep.lower_ == "among":
            for whole in prep.children:
                yield Happening(whole.lower_, "adjective", whole)
                yield from _inside(whole, raising)


def _as_subject(verb: Token, raising: frozenset[str]) -> Iterator[Happening]:
    if verb.dep_ in ("aux", "auxpass"):  # the parser hung the subject on "are" in "are missing"
        verb = verb.head
    if verb.lemma_ == "be":
        yield from _among(verb, raising)
    passive = any(child.dep_ == "auxpass" for child in verb.children)
    yield from _raised(verb, "object" if passive else "subject", raising)


def _raised(verb: Token, role: Role, raising: frozenset[str]) -> Iterator[Happening]:
    """A verb, and the one below it where it only raises the subject: "are said to have been killed"."""
    below = [
        child
        for child in verb.children
        if child.dep_ in ("xcomp", "acomp", "oprd", "attr", "ccomp") and child.i > verb.i
    ]
    if verb.lemma_.lower() in raising or verb.pos_ == "AUX" or role == "object":
        for child in below:
            if child.dep_ == "ccomp" and any(
                grand.dep_ in ("nsubj", "nsubjpass") for grand in child.children
            ):
                continue
            yield Happening(child.lower_, "adjective", child)
            if child.pos_ in _VERBS:
                passive = any(grand.dep_ == "auxpass" for grand in child.children) or (
                    child.tag_ == "VBN" and not any(grand.dep_ == "aux" for grand in child.children)
                )
                yield Happening(child.lemma_.lower(), "object" if passive else "subject", child)
    yield Happening(verb.lemma_.lower(), role, verb)
    if role == "object" or verb.tag_ in ("VBN", "VBG"):
        yield Happening(verb.lower_, "adjective", verb)


def _settings(node: Token) -> Iterator[Happening]:
    """Where the counted are: the nouns behind prepositions on their noun or its verb."""
    for top in (node, node.head):
        for prep in top.children:
            if prep.dep_ == "prep" and prep.lower_ in ("in", "at", "to", "into", "from"):
                for place in prep.children:
                    yield Happening(place.lemma_.lower(), "setting", place)
        if top.pos_ in _VERBS:
            return


def _of_things(lemma: str, prep: Token) -> Iterator[str]:
    for thing in prep.children:
        yield f"{lemma} of {thing.lower_}"
        yield f"{lemma} of {thing.lemma_.lower()}"
        yield from (thing.lower_, thing.lemma_.lower())


def _phrases(noun: Token) -> Iterator[str]:
    """The phrases a total may be known by: "death toll", "number of dead", "toll"."""
    lemma = noun.lemma_.lower()
    for child in noun.children:
        if child.dep_ in ("compound", "amod"):
            yield f"{child.lemma_.lower()} {lemma}"
        elif child.dep_ == "prep" and child.lower_ in ("of", "for"):
            yield from _of_things(lemma, child)
    if noun.i + 1 < len(noun.doc) and noun.nbor(1).lower_ in ("of", "for") and noun.nbor(1).head != noun:
        yield from _of_things(lemma, noun.nbor(1))  # the parser tied it to the verb
    yield lemma
    yield noun.lower_
