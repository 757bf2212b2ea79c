"""Reports as rows of GDELT's Global Knowledge Graph 2.1.

27 columns, separated by tabs, without a heading, as its codebook (19 February 2015) has them. What Onrecord
does not measure (themes, tone, GCAM, pictures) is left empty. Offsets are exact code points. Separators in a
text become blanks.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from onrecord.export.shapes import Text
from onrecord.export.tables import day
from onrecord.record import Actor, Place, Record, Time
from onrecord.render.figures import FigureRow, figure_rows

WEB, CITATION_ONLY = "1", "2"
COUNTS = {
    "killed": "KILL", "injured": "WOUND", "detained": "ARREST", "abducted": "KIDNAP", "displaced": "AFFECT",
    "refugees": "AFFECT", "affected": "AFFECT",
}  # fmt: skip
"""The count types of the GKG, by indicator; other figures are amounts only."""

NOWHERE = [""] * 7
_ORGANIZATIONS = frozenset({"government", "military", "armed_group", "organization", "outlet"})
_WORLD = {"country": "1", "admin1": "5", "admin2": "4", "city": "4", "point": "4", "near": "4"}
_USA = _WORLD | {"admin1": "2", "admin2": "3", "city": "3", "point": "3", "near": "3"}
_SEPARATORS = re.compile(r"[\s\x00-\x1f\x7f;#|,]+")
_BREAKS = re.compile(r"[\s\x00-\x1f\x7f|#]+")
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")

COLUMNS = (
    ("GKGRECORDID", "day of publication (zeros: unknown), a dash, a running number"),
    ("V2.1DATE", "day of publication, as YYYYMMDDHHMMSS; 0: unknown"),
    ("V2SOURCECOLLECTIONIDENTIFIER", "1 for a report with an address, 2 for a citation"),
    ("V2SOURCECOMMONNAME", "the address's host, else the outlet or agency"),
    ("V2DOCUMENTIDENTIFIER", "the address, else outlet, title and day"),
    ("V1COUNTS", "what was counted: type#count#object#location, without an offset"),
    ("V2.1COUNTS", "the same with the offset; KILL, WOUND, ARREST, KIDNAP, AFFECT; nothing merely expected"),
    ("V1THEMES", "empty"),
    ("V2ENHANCEDTHEMES", "empty"),
    ("V1LOCATIONS", "type#name#country (FIPS 10-4)#region#latitude#longitude#feature"),
    ("V2ENHANCEDLOCATIONS", "every mention, with the offset; second-level regions are not told"),
    ("V1PERSONS", "names of persons"),
    ("V2ENHANCEDPERSONS", "every mention by name: name,offset"),
    ("V1ORGANIZATIONS", "names of governments, forces, groups, organizations, outlets"),
    ("V2ENHANCEDORGANIZATIONS", "every mention by name: name,offset"),
    ("V1.5TONE", "empty"),
    ("V2.1ENHANCEDDATES", "resolution (1 year, 2 month, 3 day)#month#day#year#offset"),
    ("V2GCAM", "empty"),
    ("V2.1SHARINGIMAGE", "empty"),
    ("V2.1RELATEDIMAGES", "empty"),
    ("V2.1SOCIALIMAGEEMBEDS", "empty"),
    ("V2.1SOCIALVIDEOEMBEDS", "empty"),
    ("V2.1QUOTATIONS", "direct speech: offset|length|verb|quotation, a piece each"),
    ("V2.1ALLNAMES", "names of persons, organizations and places: name,offset"),
    ("V2.1AMOUNTS", "figures with a value, percentages left out: amount,object,offset"),
    ("V2.1TRANSLATIONINFO", "empty"),
    ("V2EXTRASXML", "PAGE_TITLE and PAGE_AUTHORS"),
)


def lines(records: Iterable[Record]) -> Iterator[str]:
    """A line a report."""
    seen: Counter[str] = Counter()
    for record in records:
        stamp = _stamp(record)
        seen[stamp] += 1
        known = _about(record, f"{stamp}-{seen[stamp]}") | _found(record)
        yield "\t".join(known.get(name, "") for name, _ in COLUMNS) + "\n"


def _stamp(record: Record) -> str:
    published = day(record.report.published)
    return f"{published:%Y%m%d}000000".rjust(14, "0") if published else "0" * 14


def _about(record: Record, id: str) -> dict[str, str]:
    report = record.report
    publisher = report.outlet or report.agency or ""
    citation = ", ".join(filter(None, (publisher, report.title, report.published))) or report.id
    extras = {"PAGE_TITLE": report.title, "PAGE_AUTHORS": report.byline}
    return {
        "GKGRECORDID": id,
        "V2.1DATE": _stamp(record).lstrip("0") or "0",
        "V2SOURCECOLLECTIONIDENTIFIER": WEB if report.url else CITATION_ONLY,
        "V2SOURCECOMMONNAME": plain(_host(report.url) or publisher),
        "V2DOCUMENTIDENTIFIER": _BREAKS.sub(" ", citation) if report.url is None else _tight(report.url),
        "V2EXTRASXML": "".join(
            f"<{tag}>{escape(_BREAKS.sub(' ', text))}</{tag}>" for tag, text in extras.items() if text
        ),
    }


def _found(record: Record) -> dict[str, str]:
    rows = figure_rows(record)
    places = [place for place in record.places if _kind(place)]
    persons = [actor for actor in record.actors if actor.kind == "person"]
    organizations = [actor for actor in record.actors if actor.kind in _ORGANIZATIONS]
    named = [*_named(persons), *_named(organizations), *_toponyms(record.places)]
    counts = [(block, row.figure.span.start) for row in rows if (block := _count(row))]
    return {
        "V1COUNTS": "".join(f"{block};" for block, _ in counts),
        "V2.1COUNTS": "".join(f"{block}#{offset};" for block, offset in counts),
        "V1LOCATIONS": ";".join("#".join(location(place)) for place in places),
        "V2ENHANCEDLOCATIONS": ";".join(_enhanced(places)),
        "V1PERSONS": ";".join(dict.fromkeys(plain(actor.name) for actor in persons)),
        "V2ENHANCEDPERSONS": _offsets(_named(persons)),
        "V1ORGANIZATIONS": ";".join(dict.fromkeys(plain(actor.name) for actor in organizations)),
        "V2ENHANCEDORGANIZATIONS": _offsets(_named(organizations)),
        "V2.1ENHANCEDDATES": "".join(_date(time) for time in record.times),
        "V2.1QUOTATIONS": "#".join(_quotations(record)),
        "V2.1ALLNAMES": _offsets(named),
        "V2.1AMOUNTS": "".join(_amount(row) for row in rows),
    }


# --- Blocks -----------------------------------------------------------------------------


def _count(row: FigureRow) -> str:
    """`type#count#object#location`; nothing where the figure is not a whole count of what is or was."""
    figure = row.figure
    kind = COUNTS.get(figure.indicator or "")
    if kind is None or figure.value is None or figure.value != int(figure.value):
        return ""
    if figure.mode not in ("observed", "estimated") or figure.measure in ("rate", "change"):
        return ""
    where = location(row.place) if row.place else NOWHERE
    return "#".join([kind, str(int(figure.value)), plain(row.counted), *where])


def _amount(row: FigureRow) -> str:
    figure = row.figure
    if figure.value is None or figure.unit == "%":
        return ""
    return f"{figure.value},{plain(row.counted)},{figure.span.start};"


def location(place: Place) -> list[str]:
    """Type, full name, country, region, latitude, longitude, feature; the last only for a country (its code).

    GDELT's numbers of features are GNS's and GNIS's, its regions FIPS's; neither is GeoNames'.
    """
    kind = _kind(place)
    if not kind:
        return NOWHERE
    code, country = _countries().get(place.country or "", ("", ""))
    parts = [country or place.name] if kind == "1" else [place.name, place.admin1, country]
    name = ", ".join(dict.fromkeys(part.replace(",", " ") for part in parts if part))
    of_country = code if kind == "1" else ""
    return [
        kind,
        _BREAKS.sub(" ", name).replace(";", " "),
        code,
        of_country,
        str(place.lat),
        str(place.lon),
        of_country,
    ]


def _kind(place: Place) -> str:
    """The GKG's type of location; nothing for what it has none for."""
    if place.lat is None or place.lon is None:
        return ""
    return (_USA if place.country == "USA" else _WORLD).get(place.precision or "", "")


def _enhanced(places: Iterable[Place]) -> Iterator[str]:
    for place in places:
        kind, name, country, region, *point = location(place)
        for span in place.mentions:
            yield "#".join([kind, name, country, region, "", *point, str(span.start)])


def _date(time: Time) -> str:
    found = _DATE.fullmatch(time.value or "")
    if time.type != "date" or found is None:
        return ""
    year, month, of_month = (int(part or 0) for part in found.groups())
    resolution = 1 + bool(month) + bool(of_month)
    return f"{resolution}#{month}#{of_month}#{year}#{time.mention.start};"


def _quotations(record: Record) -> Iterator[str]:
    for statement in record.statements:
        if statement.kind == "direct":
            verb = _BREAKS.sub(" ", record.words(statement.cue) or "")
            for span in statement.content:
                quotation = _BREAKS.sub(" ", record.words(span))
                yield f"{span.start}|{span.end - span.start}|{verb}|{quotation}"


def _named(actors: Iterable[Actor]) -> list[tuple[str, int]]:
    """Names with the offset of every mention by name."""
    return [
        (actor.name, mention.span.start)
        for actor in actors
        for mention in actor.mentions
        if mention.confidence == 1.0
    ]


def _toponyms(places: Iterable[Place]) -> list[tuple[str, int]]:
    return [(place.name, span.start) for place in places for span in place.mentions]


def _offsets(named: Iterable[tuple[str, int]]) -> str:
    return ";".join(f"{plain(name)},{offset}" for name, offset in sorted(named, key=lambda pair: pair[1]))


def plain(text: str) -> str:
    """A text without the characters that part blocks and fields."""
    return _SEPARATORS.sub(" ", text).strip()


def _tight(url: str) -> str:
    """An address on one line."""
    return re.sub(r"[\s\x00-\x1f\x7f]+", "", url)


def _host(url: str | None) -> str:
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


@lru_cache(maxsize=1)
def _countries() -> dict[str, tuple[str, str]]:
    """FIPS 10-4 code and name by ISO 3166-1 alpha-3."""
    table = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))["country"]
    return {iso3: (code, name) for iso3, (code, name) in table.items()}


FORMAT = Text(
    about=(
        "A line a report, 27 columns separated by tabs, no heading. Onrecord leaves empty what it does not "
        "measure (themes, tone, emotions, pictures). The GKG has no place for a speaker, a mode or a range: "
        "take another format for them."
    ),
    ending=".csv",
    fields=(("Columns", COLUMNS),),
    pieces=lines,
)
