"""An article turned into a report: what its margins say, and where they stand."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from onrecord.anatomy.body import BodyReader
from onrecord.anatomy.dateline import place_and_day
from onrecord.anatomy.dates import date_run, published_of
from onrecord.anatomy.headline import split_outlet, stated_title_span
from onrecord.anatomy.margins import RANK_HEADLINE, Margins
from onrecord.anatomy.names import LOOK_AHEAD, is_loud, is_name, spelled
from onrecord.anatomy.page import Page
from onrecord.anatomy.top import Title, TopReader
from onrecord.anatomy.vocabulary import vocabulary
from onrecord.record import Report, Span
from onrecord.sources.article import Article

ID_LENGTH = 16  # hexadecimal digits

_ISSUED = re.compile(r"(?P<issuer>[^\W\d_][^:\n]{1,60}):\s")
_JOINT = re.compile(r"\s[–—|-]{1,2}\s|,\s|[(\[]")


def report_of(article: Article, *, language: str | None = "en") -> Report:
    """Read the margins of `article`: fields, and the spans of what is not body text.

    What the article's source states (title, outlet, byline, date, …) wins; the text
    fills what is missing. `Report.text` is `article.text` unchanged, spans are
    offsets into it, in order, without overlap. `language` is used where the article
    states none. A field that neither states is `None`. Raises `LexiconError` only.
    """
    page = Page(article.text, vocabulary())
    margins = Margins(article.text)
    stated = stated_title_span(article.text, article.title) if article.title else None
    top = TopReader(page, margins, stated).read()
    BodyReader(page, margins, top).read()
    title = _settle_headline(page, margins, top.titles, stated)
    found = margins.fields
    return Report(
        id=text_id(article.text),
        text=article.text,
        title=article.title or title,
        outlet=article.outlet or found.get("outlet") or found.get("rights_holder"),
        agency=found.get("agency"),
        dateline_place=found.get("dateline_place") or found.get("byline_place"),
        byline=_writers(article.byline) or found.get("byline") or found.get("reporter"),
        credit=found.get("credit"),
        published=published_of(margins.dates, article.published),
        url=article.url,
        language=article.language or language,
        external_id=article.external_id,
        versioncreated=article.versioncreated,
        pubstatus=article.pubstatus,
        encoding=article.encoding,
        warnings=article.warnings,
        anatomy=margins.settled(),
    )


def text_id(text: str) -> str:
    """The identity of a text: the same for any Unicode form and any white space between words."""
    normalised = " ".join(unicodedata.normalize("NFC", text).split())
    return hashlib.sha256(normalised.encode("utf-8", "surrogatepass")).hexdigest()[:ID_LENGTH]


def _settle_headline(
    page: Page, margins: Margins, titles: tuple[Title, ...], stated: Span | None
) -> str | None:
    """Mark the headline, decks and captions among the title-like lines; the headline's words."""
    if not titles:
        return None
    chosen = titles[0] if stated else next((title for title in titles if not title.beside_credit), titles[0])
    span = chosen.span
    for title in titles:
        if title is not chosen:
            margins.mark("caption" if title.beside_credit else "headline", *title.span)
    words = page.text[span.start : span.end]
    with_outlet = None if stated else split_outlet(words, page.vocabulary)
    if with_outlet:
        end, outlet = with_outlet
        margins.note("outlet", outlet)
        margins.mark("furniture", span.start + end, span.end)
        span = Span(span.start, span.start + end)
        words = words[:end]
    margins.mark("headline", *span)
    _note_issuer(page, margins, words)
    _note_headline_date(page, margins, span)
    return " ".join(words.split()) or None


def _note_issuer(page: Page, margins: Margins, words: str) -> None:
    """A press release's "Lantern Relief: families go home" names its outlet.

    One word in capitals may be a country ("YEMEN:"); it is an outlet if the text
    goes on to write it so ("UNICEF said"). Several words are one unless the text
    says "in" them ("South Sudan:").
    """
    match = _ISSUED.match(words)
    if match is None or not margins.is_release:
        return
    issuer = match["issuer"]
    if not is_name(issuer, page.vocabulary) or len(issuer.split()) > 6:
        return
    if " " not in issuer:
        is_written_so = is_loud(issuer) and page.text.count(issuer) > 1
        margins.note("outlet", issuer if is_written_so else None)
    elif not re.search(rf"\b(?:in|across|inside)\s+{re.escape(issuer)}\b", page.text[:LOOK_AHEAD]):
        margins.note("outlet", spelled(issuer, page.text, page.vocabulary))


def _note_headline_date(page: Page, margins: Margins, span: Span) -> None:
    """A headline may end in a date, with its place: "Midday briefing - Geneva, 3 March 2022"."""
    text = page.text
    joints = [joint.end() for joint in _JOINT.finditer(text, span.start, span.end)]
    for at in joints:
        run = date_run(text, at, span.end, page.vocabulary)
        if run and not text[run.end : span.end].strip(" .)]"):
            for _, day in run.days:
                margins.note_day(day if day.year else None, RANK_HEADLINE)
            _note_programme(page, margins, span)
            return
    for at in joints:
        filed = place_and_day(text, at, span.end, page.vocabulary)
        if filed and filed.day and filed.day.year:
            margins.note_day(filed.day, RANK_HEADLINE)
            margins.note("dateline_place", spelled(filed.place or "", page.text, page.vocabulary))
            return


def _note_programme(page: Page, margins: Margins, span: Span) -> None:
    """ "RADIO VALE - NEWS AT ONE - 3 March": a dated headline may open with its outlet."""
    joint = _JOINT.search(page.text, span.start, span.end)
    if joint is None:
        return
    name = page.text[span.start : joint.start()].strip()
    if len(name.split()) <= 5 and is_name(name, page.vocabulary) and page.vocabulary.is_outlet(name.title()):
        margins.note("outlet", spelled(name, page.text, page.vocabulary))


def _writers(byline: str | None) -> str | None:
    """A byline as its source states it, without the "By" that some put before it."""
    if byline is None or not byline[:3].lower().startswith("by "):
        return byline
    return byline[3:].strip() or byline
