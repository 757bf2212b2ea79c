"""Find figures with the bounds their words allow, what they count, and what they hang on.

Each step is a module of its own: `lexemes` and `numerals` read numbers, `terms` their signs and units,
`amounts` modifiers, ranges and shares; `exclusions` says what is no figure; `counting` what is counted,
`happenings` its indicator, `firmness` and `readiness` mode, measure and direction, `rates` what it is a
rate of; `linking` ties it to time, place and statement, and to the figure it replaces.
"""

from __future__ import annotations

from collections import Counter as Counts
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc, Token

from onrecord.annotate.amounts import Amount, AmountReader
from onrecord.annotate.counting import Counted, Counter, subjects_of_number
from onrecord.annotate.exclusions import Exclusions
from onrecord.annotate.firmness import FirmnessReader
from onrecord.annotate.happenings import IndicatorReader
from onrecord.annotate.layers import Quantity, declare_extensions
from onrecord.annotate.lexemes import lexemes
from onrecord.annotate.linking import Linker, Reviser, statement_of
from onrecord.annotate.rates import RateReader
from onrecord.lexicon.indicators import Indicator, load_indicators
from onrecord.lexicon.units import Currency
from onrecord.record import Span

POINTING = 10
"""Up to this many "the two leaders" is taken to point back; more than that is a count."""
MENTION_REACH = 40  # characters an actor's mention may start before the words that are counted


@Language.factory(
    "onrecord_figures",
    assigns=["doc._.figures", "doc._.durations"],
    requires=["token.dep", "token.pos", "token.tag", "doc.sents"],
)
def create_figures(nlp: Language, name: str) -> FigureFinder:
    """Make the component that fills `doc._.figures`, tied to times, places and statements found before."""
    return FigureFinder()


@dataclass(frozen=True, slots=True)
class Ties:
    """What one figure hangs on: indexes into the layers of its text."""

    statement: int | None
    time: int | None
    place: int | None
    replaces: int | None


class FigureFinder:
    """Write `doc._.figures`: every counted or measured quantity, in text order."""

    def __init__(self) -> None:
        self.lexicon = load_indicators()
        self.reader = AmountReader()
        self.firmness = FirmnessReader(self.lexicon)
        self.rates = RateReader(self.reader, self.lexicon)

    def __call__(self, doc: Doc) -> Doc:
        """Fill `doc._.figures` and `doc._.durations`; the text and every other layer stay as they are."""
        if len(doc) and doc.has_annotation("DEP"):
            doc._.figures = tuple(self._figures(doc))
        return doc

    def _figures(self, doc: Doc) -> Iterator[Quantity]:
        counter = Counter(doc, self.lexicon)
        counted = self._counted(doc, counter)
        counter.complete(counted)
        indicators = self._indicators(counted, IndicatorReader(self.lexicon, counter))
        keep = [at for at, found in enumerate(counted) if _is_figure(found, indicators[at])]
        counted, indicators = [counted[at] for at in keep], [indicators[at] for at in keep]
        for at, (found, ties) in enumerate(zip(counted, self._ties(doc, counter, counted), strict=True)):
            before = counted[at - 1] if found.amount.is_conversion else found
            yield self._quantity(doc, counter, found, before, indicators[at], ties)

    def _counted(self, doc: Doc, counter: Counter) -> list[Counted]:
        """The amounts that may be figures; those of time and age are kept apart in `doc._.durations`."""
        row = lexemes(counter.text)
        exclusions = Exclusions(self.reader, counter.text, row)
        dates = [time.mention for time in doc._.times if time.type == "date"]
        times = [time.mention for time in doc._.times]
        counted, durations = [], []
        for amount in self.reader.amounts_in(row, counter.text, dates):
            found = counter.counted(amount)
            if exclusions.excludes(amount, found.number, found.noun):
                continue
            if exclusions.is_age(amount, found.number):
                durations.append(_duration(amount, "age"))
            elif amount.kind == "duration" or _overlaps(amount.core, times):
                durations.append(_duration(amount, amount.unit))
            else:
                counted.append(found)
        doc._.durations = tuple(durations)
        return counted

    def _indicators(self, counted: Sequence[Counted], reader: IndicatorReader) -> list[Indicator | None]:
        """Each amount's own indicator, else that of the figure it shares one with."""
        found: dict[int, Indicator | None] = {}
        for at, one in enumerate(counted):
            term = reader.indicator(one)
            lender = one.whole or reader.lender(one, counted[:at])
            if term is None and lender is not None:
                term = found.get(id(lender))
            found[id(one)] = term
        return list(found.values())

    def _ties(self, doc: Doc, counter: Counter, counted: Sequence[Counted]) -> Iterator[Ties]:
        statements = [statement_of(found.amount.core, doc._.attributions) for found in counted]
        linker = Linker(counter, doc._.times, doc._.places, doc._.attributions)
        replaced = Reviser(self.lexicon, counter.text).replaced(counted)
        revised = replaced.keys() | replaced.values()
        times, places = linker.times_of(counted, statements, revised), linker.places_of(counted, statements)
        for at in range(len(counted)):
            yield Ties(statements[at], times[at], places[at], replaced.get(at))

    def _quantity(
        self,
        doc: Doc,
        counter: Counter,
        found: Counted,
        before: Counted,
        indicator: Indicator | None,
        ties: Ties,
    ) -> Quantity:
        """The figure as the layer has it; `before` is the one it translates into other units, or itself."""
        amount, per = found.amount, self.rates.per(found)
        said = None if ties.statement is None else doc._.attributions[ties.statement]
        time = None if ties.time is None else doc._.times[ties.time]
        mode, direction = self.firmness.mode(found.told, said), self.firmness.direction(before)
        if direction is None and found.is_restated and found.same is not None:
            direction = self.firmness.direction(found.same)  # "up 17.5 points, or 0.2 per cent"
        if direction is not None and amount.unit == "%":
            indicator = self.lexicon.terms.get("percent_change", indicator)
        return Quantity(
            span=amount.span,
            value=amount.value,
            low=amount.low,
            high=amount.high,
            modifier=amount.modifier,
            unit=self._unit(counter, found, indicator),
            per=per,
            indicator=None if indicator is None else indicator.name,
            population=self._population(doc, counter, found),
            total=self._total(found),
            place=ties.place,
            time=ties.time,
            mode=mode,
            measure=self.firmness.measure(found.told, indicator, time, direction, mode, per),
            direction=direction,
            replaces=ties.replaces,
            statement=ties.statement,
        )

    def _unit(self, counter: Counter, found: Counted, indicator: Indicator | None) -> str | None:
        amount = found.amount
        if found.lender is not None and found.lender.amount.kind == "money":
            return self._unit(counter, found.lender, indicator)
        if amount.unit is None and amount.currency is not None:
            return self._currency(amount.currency, counter.doc)
        if amount.unit is not None or amount.kind == "money":
            return amount.unit
        if found.noun is not None:
            return counter.unit(found.noun)
        if any(noun.lemma_ in self.lexicon.gatherings for noun in subjects_of_number(found.number)):
            return "person"
        return indicator.unit if indicator is not None else None

    def _currency(self, currency: Currency, doc: Doc) -> str:
        """The ISO 4217 code of a currency's name, by the countries the report names; else the name itself."""
        if currency.strict:
            return currency.iso or currency.name
        votes = Counts(place.country for place in doc._.places for _ in place.mentions if place.country)
        votes.update(member.country for member in doc._.cast if member.country)
        known = [country for country, _ in votes.most_common() if country in currency.countries]
        return currency.countries[known[0]] if known else currency.iso or currency.name

    def _total(self, found: Counted) -> int | float | None:
        if found.amount.total is not None:
            return found.amount.total
        return found.whole.amount.value if found.whole is not None else None

    def _population(self, doc: Doc, counter: Counter, found: Counted) -> int | Span | None:
        """The actor whom the counted noun names, else its words where they say more than the unit."""
        words = counter.phrase(found)
        if words is None or found.noun is None:
            return None
        for index, member in enumerate(doc._.cast):
            for mention in member.mentions:
                if mention.span.end == words.end and abs(mention.span.start - words.start) < MENTION_REACH:
                    return index
        is_bare = words.start == found.noun.idx and words.end == found.noun.idx + len(found.noun)
        return None if is_bare and found.amount.kind == "count" else words


def _is_figure(found: Counted, indicator: Indicator | None) -> bool:
    """Whether an amount is worth recording.

    A small vague word ("several") or a bare "one" is only where it counts something the vocabulary knows;
    "the two leaders" points back to people already named and counts nobody anew.
    """
    amount = found.amount
    if indicator is not None or amount.phrases or amount.total is not None:
        return True
    if amount.kind == "weak":
        return False
    if amount.kind != "count" or amount.is_digits or amount.value is None:
        return True
    if amount.value == 1:
        return False
    return not (
        amount.value <= POINTING and found.noun is not None and _points_back(found.number, found.noun)
    )


def _points_back(number: Token, noun: Token) -> bool:
    """Whether "the", "these" or "our" stands before a number and its noun: "the two leaders"."""
    pointing = ("the", "these", "those", "our", "your")
    return any(child.i < number.i and child.lower_ in pointing for child in noun.lefts)


def _duration(amount: Amount, unit: str | None) -> Quantity:
    return Quantity(amount.span, amount.value, amount.low, amount.high, amount.modifier, unit)


def _overlaps(span: Span, mentions: Sequence[Span]) -> bool:
    return any(mention.start < span.end and span.start < mention.end for mention in mentions)


declare_extensions()
