"""Who said what: the component that finds statements with their cue, source and addressee."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from spacy.language import Language
from spacy.tokens import Doc, Token

from onrecord.annotate.clauses import Range, Words
from onrecord.annotate.draft import Draft
from onrecord.annotate.headline import headline_drafts
from onrecord.annotate.layers import Attribution, declare_extensions
from onrecord.annotate.paragraphs import paragraph_starts
from onrecord.annotate.parenthetical import Parenthetical
from onrecord.annotate.quotations import quotations
from onrecord.annotate.quoted import Quoted
from onrecord.annotate.reported import Reported
from onrecord.annotate.transcript import turns
from onrecord.lexicon.cues import load_cues
from onrecord.record import Span, StatementKind

FIRST_PERSON = frozenset({"i", "we", "me", "us", "you"})
_SELF = frozenset({"he", "she", "it", "they", "who"})
_STANCES = frozenset({"think", "want", "commit", "judge", "decide"})
_ATTRIBUTIVE = frozenset({"VERB", "AUX", "NOUN", "PROPN"})


@Language.factory(
    "onrecord_attribution",
    assigns=["doc._.attributions", "doc._.quotations"],
    requires=["token.dep", "token.pos", "token.lemma", "doc.sents"],
)
def create_attribution(nlp: Language, name: str) -> AttributionFinder:
    """Make the component that finds statements; it needs a parser, tagger and lemmatizer before it."""
    return AttributionFinder()


class AttributionFinder:
    """Find direct, indirect and mixed statements from quotation marks and syntax."""

    def __init__(self) -> None:
        self.lexicon = load_cues()
        self.quoted = Quoted(self.lexicon)
        self.reported = Reported(self.lexicon)
        self.parenthetical = Parenthetical(self.lexicon)

    def __call__(self, doc: Doc) -> Doc:
        """Write `doc._.quotations` and `doc._.attributions`."""
        starts = paragraph_starts(doc.text)
        if doc._.report is not None:
            starts = tuple(sorted({*starts, *(part.span.end for part in doc._.report.anatomy)}))
        quotes = quotations(doc.text, starts)
        words = Words(doc, quotes)
        spoken = turns(doc, starts)
        headlines = headline_drafts(doc, self.lexicon)
        titled = frozenset().union(*(_headline_tokens(draft) for draft in headlines))
        quoted = [draft for draft in self.quoted.drafts(words, starts) if not draft.content & titled]
        direct = [*headlines, *spoken, *_outside(spoken, quoted)]
        reported = [
            draft for token in doc if token.pos_ in _ATTRIBUTIVE for draft in self.reported.drafts(token)
        ]
        asides = (self.parenthetical.draft(words, token) for token in doc if token.pos_ in ("VERB", "NOUN"))
        reported += [aside for aside in asides if aside is not None]
        reported = [draft for draft in reported if draft.cue_root not in titled]
        drafts = _settled(words, direct, reported, starts)
        doc._.quotations = quotes
        doc._.attributions = tuple(_attributions(words, drafts))
        return doc


def _headline_tokens(headline: Draft) -> frozenset[int]:
    """All words of a headline that is a statement: it is read as one, not parsed as a sentence."""
    return headline.content | (frozenset() if headline.source is None else frozenset(range(*headline.source)))


def _outside(turns_found: list[Draft], quoted: list[Draft]) -> list[Draft]:
    """In a transcript, only quotations with a cue of their own inside a turn are statements too."""
    if not turns_found:
        return quoted
    inside = frozenset().union(*(turn.content for turn in turns_found))
    return [
        draft for draft in quoted if not draft.content & inside or draft.rule in ("cue-before", "cue-after")
    ]


def _settled(
    words: Words, direct: list[Draft], reported: list[Draft], starts: tuple[int, ...]
) -> list[Draft]:
    """Direct and reported drafts without rivals for the same words, in text order."""
    kept: list[Draft] = list(direct)
    spoken = {i: draft for draft in direct for i in draft.content if draft.frame != "turn"}
    owners: dict[int, list[Draft]] = {}
    for draft in direct:
        if draft.frame != "turn":
            _own(owners, draft)
    taken_cues = {draft.cue_root for draft in direct if draft.cue_root is not None}
    paragraph_of = [bisect_right(starts, token.idx) for token in words.doc]
    for draft in sorted(reported, key=lambda d: (-d.score, d.cue_root or 0)):
        if draft.cue_root in taken_cues or not draft.content:
            continue
        fitted = _fitted(words, draft, paragraph_of, spoken)
        if (
            fitted is None
            or _is_spoken(words, fitted, spoken)
            or any(_are_rivals(fitted, other) for other in _holders(owners, fitted.content))
        ):
            continue
        if draft.cue_root is not None:
            taken_cues.add(draft.cue_root)
        kept.append(fitted)
        _own(owners, fitted)
    kept = [draft for draft in kept if not _describes_a_source(words, draft, kept)]
    kept.sort(key=lambda d: (min(d.content), -len(d.content), d.relayed_by is not None))
    return kept


def _is_spoken(words: Words, draft: Draft, spoken: dict[int, Draft]) -> bool:
    """Whether a cue outside the marks claims words that are a direct statement already."""
    if draft.cue_root is None or words.quote_of[draft.cue_root] >= 0:
        return False
    return sum(index in spoken for index in draft.content) * 10 >= 8 * len(draft.content)


def _describes_a_source(words: Words, draft: Draft, others: list[Draft]) -> bool:
    """ "One nurse, who asked not to be named, said …": how a source spoke is no statement."""
    if draft.frame not in ("infinitive", "gerund") or draft.cue_root is None:
        return False
    if words.doc[draft.cue_root].dep_ not in ("relcl", "acl"):
        return False
    return any(other is not draft and other.source_root == draft.source_root for other in others)


def _quoted_part(words: Words, content: set[int]) -> set[int]:
    """In 'As she said, and I quote, "…"' what was said is what is quoted."""
    quoted = {index for index in content if words.quote_of[index] >= 0}
    return quoted if len(quoted) * 10 >= 6 * len(content) else content


def _own(owners: dict[int, list[Draft]], draft: Draft) -> None:
    for index in draft.content:
        owners.setdefault(index, []).append(draft)


def _holders(owners: dict[int, list[Draft]], content: frozenset[int]) -> list[Draft]:
    """The drafts that share words with `content`, each once."""
    return list({id(draft): draft for index in sorted(content) for draft in owners.get(index, ())}.values())


def _fitted(words: Words, draft: Draft, paragraph_of: list[int], spoken: dict[int, Draft]) -> Draft | None:
    """A reported draft squared with paragraphs and quotation marks.

    Its content stays in the cue's paragraph and, for a cue inside a quotation, in
    that quotation; a quotation it touches is taken whole.
    """
    at = draft.cue_root
    if at is None:
        return None
    content = {i for i in draft.content if paragraph_of[i] == paragraph_of[at]}
    inside = words.quote_of[at]
    if inside >= 0:
        content = {i for i in content if words.quote_of[i] == inside}
    else:
        if draft.rule == "as-clause":
            content = _quoted_part(words, content)
        touched = {words.quote_of[i] for i in content if words.quote_of[i] >= 0 and i not in spoken}
        touched |= _quoted_next(words, content, at, spoken)
        for number in touched:
            content.update(i for i in words.tokens_of_quote(number) if paragraph_of[i] == paragraph_of[at])
    if draft.cue is not None:
        content.difference_update(range(*draft.cue))
    if not any(_has_meaning(words.doc[i]) for i in content):
        return None
    draft.content = frozenset(content)
    return draft


def _quoted_next(words: Words, content: set[int], cue: int, spoken: dict[int, Draft]) -> set[int]:
    """The quotation that a sentence ends in, right after the content: 'of opening it "to save the dam"'."""
    last = max(content, default=-1)
    at = last + 2
    if last < cue or at >= len(words.doc) or not words.doc[last + 1].is_quote or at in spoken:
        return set()
    number = words.quote_of[at]
    if number < 0 or words.quote_of[last] == number or words.doc[at].sent.start != words.doc[cue].sent.start:
        return set()
    after = words.tokens_of_quote(number).stop + 1
    is_end = after >= len(words.doc) or words.doc[after].text in (".", ";", ",") or words.doc[after].is_space
    return {number} if is_end else set()


def _has_meaning(token: Token) -> bool:
    """Whether a word says more than "it" or "of them"."""
    return (token.is_alpha or token.like_num) and token.pos_ not in ("PRON", "DET", "ADP", "PART", "CCONJ")


def _are_rivals(one: Draft, other: Draft) -> bool:
    """Whether two drafts claim the same words for different cues, neither reporting the other."""
    if one.cue_root is not None and one.cue_root == other.relayed_by:
        return False
    shared = len(one.content & other.content)
    if shared * 10 < 6 * len(one.content | other.content):
        return False
    return one.cue_root not in other.content and other.cue_root not in one.content


def _attributions(words: Words, drafts: list[Draft]) -> Iterable[Attribution]:
    pieces = [words.pieces(draft.content) for draft in drafts]
    alive = [i for i, spans in enumerate(pieces) if spans]
    holders: dict[int, list[int]] = {}
    for i in alive:
        for index in drafts[i].content:
            holders.setdefault(index, []).append(i)
    parents = {i: _parent(drafts, holders, i) for i in alive}
    alive = [i for i in alive if _is_new(words, drafts[i], _at(drafts, parents[i]))]
    number = {old: new for new, old in enumerate(alive)}
    for i in alive:
        draft = drafts[i]
        parent = parents[i]
        while parent is not None and parent not in number:
            parent = parents[parent]
        yield Attribution(
            content=pieces[i],
            rule=draft.rule,
            cue=_span(words, draft.cue),
            cue_root=draft.cue_root,
            source=_span(words, draft.source),
            source_root=draft.source_root,
            addressee=_span(words, draft.addressee),
            kind="direct" if draft.frame == "turn" else _kind(words, pieces[i]),
            frame=draft.frame,
            negated=draft.denies,
            within=number[parent] if parent is not None else None,
        )


def _at(drafts: list[Draft], index: int | None) -> Draft | None:
    return None if index is None else drafts[index]


def _is_new(words: Words, draft: Draft, parent: Draft | None) -> bool:
    """Whether a draft inside somebody's words is a statement of its own.

    What speakers say of themselves ("we hope", "she says she expects") is their
    statement's act; of others, only what is put forward as their claim counts,
    not every wish or praise.
    """
    if parent is None:
        return not (_is_first_person(words, draft) and _is_inside_quote(words, draft))
    if _is_supposed(words, draft):
        return False
    if draft.rule == "own-figure":
        owner = None if draft.source_root is None else words.doc[draft.source_root]
        return owner is not None and owner.pos_ != "PRON" and draft.source_root != parent.source_root
    if _is_first_person(words, draft):
        return False
    subject = None if draft.source_root is None else words.doc[draft.source_root]
    if (
        subject is not None
        and subject.pos_ == "PRON"
        and subject.lower_ in _SELF
        and parent.source_root is not None
    ):
        return not (draft.entry is not None and draft.entry.kind in _STANCES)
    if draft.frame in ("that-clause", "quotation", "passive"):
        is_opinion = draft.entry is not None and draft.entry.kind == "think" and draft.entry.act == "assert"
        return not (is_opinion and _is_inside_quote(words, draft))
    return draft.entry is not None and draft.entry.act in ("estimate", "deny")


def _parent(drafts: list[Draft], holders: dict[int, list[int]], index: int) -> int | None:
    """The smallest statement whose content holds this one's cue."""
    root = drafts[index].cue_root
    if root is None:
        return None
    relaying = drafts[index].relayed_by
    if relaying is not None:
        return next((other for other, draft in enumerate(drafts) if draft.cue_root == relaying), None)
    larger = [
        other
        for other in holders.get(root, ())
        if other != index
        and drafts[other].relayed_by != root
        and len(drafts[other].content) > len(drafts[index].content)
    ]
    return min(larger, key=lambda other: (len(drafts[other].content), other), default=None)


def _is_first_person(words: Words, draft: Draft) -> bool:
    root = draft.source_root
    return root is not None and words.doc[root].lower_ in FIRST_PERSON


def _is_supposed(words: Words, draft: Draft) -> bool:
    """ "if they ask us for grain": what somebody might say has not been said."""
    cue = None if draft.cue_root is None else words.doc[draft.cue_root]
    return (
        cue is not None
        and cue.dep_ == "advcl"
        and any(child.dep_ == "mark" and child.lower_ in ("if", "unless") for child in cue.children)
    )


def _is_inside_quote(words: Words, draft: Draft) -> bool:
    return draft.cue_root is not None and words.quote_of[draft.cue_root] >= 0


def _span(words: Words, run: Range | None) -> Span | None:
    return words.trimmed(run) if run is not None else None


def _kind(words: Words, pieces: tuple[Span, ...]) -> StatementKind:
    quoted = unquoted = 0
    for start, end in pieces:
        for offset in range(start, end):
            if words.text[offset].isalnum():
                if _is_quoted(words, offset):
                    quoted += 1
                else:
                    unquoted += 1
    if not unquoted:
        return "direct"
    return "mixed" if quoted else "indirect"


def _is_quoted(words: Words, offset: int) -> bool:
    low, high = 0, len(words.outer)
    while low < high:
        middle = (low + high) // 2
        if words.outer[middle].inner.end <= offset:
            low = middle + 1
        else:
            high = middle
    return low < len(words.outer) and words.outer[low].inner.start <= offset


declare_extensions()
