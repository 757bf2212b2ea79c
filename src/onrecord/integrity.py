"""Does every span of a record stand for the words it claims?"""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.record import Actor, Record, Span

_MARKS = {'"': '"', "“": "”", "«": "»", "„": "“", "‘": "’", "'": "'", "‹": "›"}


def violations(record: Record) -> list[str]:
    """What breaks the contract of spans, one line each; empty for a sound record.

    Checked: bounds within `report.text`, no empty span, pieces of a statement in order
    and apart, ids unique and references known, no content that keeps its outer quotation marks;
    every interval the right way round, no figure inside a date.
    """
    return list(_violations(record))


def _violations(record: Record) -> Iterator[str]:
    length = len(record.report.text)
    for what, span in _spans(record):
        if not 0 <= span.start < span.end <= length:
            yield f"{what}: span {tuple(span)} outside the text of {length}"
    for statement in record.statements:
        for before, after in zip(statement.content, statement.content[1:], strict=False):
            if after.start < before.end:
                yield f"{statement.id}: pieces overlap at {after.start}"
        for piece in statement.content:
            words = record.words(piece)
            if words[:1] in _MARKS and words[-1:] == _MARKS[words[0]] and len(words) > 1:
                inside = words[1:-1]
                if words[0] not in inside and words[-1] not in inside:
                    yield f"{statement.id}: content keeps its quotation marks {tuple(piece)}"
    known = {actor.id for actor in record.actors}
    ids = [statement.id for statement in record.statements]
    if len(set(ids)) != len(ids) or len(known) != len(record.actors):
        yield "ids: not unique"
    for statement in record.statements:
        for actor in (statement.speaker, statement.addressee):
            if actor is not None and actor.id not in known:
                yield f"{statement.id}: refers to the unknown actor {actor.id}"
        if statement.within is not None and (statement.within not in ids or statement.within == statement.id):
            yield f"{statement.id}: stands within the unknown statement {statement.within}"

    yield from _broken_links(record)
    yield from _broken_intervals(record)


def _broken_links(record: Record) -> Iterator[str]:
    ids = {
        "figure": [figure.id for figure in record.figures],
        "place": [place.id for place in record.places],
        "time": [time.id for time in record.times],
        "statement": [statement.id for statement in record.statements],
        "population": [actor.id for actor in record.actors],
    }
    for what, known in ids.items():
        if len(set(known)) != len(known):
            yield f"{what}s: ids not unique"
    for figure in record.figures:
        counted = figure.population.id if isinstance(figure.population, Actor) else None
        links = (
            ("figure", figure.replaces), ("place", figure.place), ("time", figure.time),
            ("statement", figure.statement), ("population", counted),
        )  # fmt: skip
        for what, link in links:
            if link is not None and (link not in ids[what] or link == figure.id):
                yield f"{figure.id}: refers to the unknown {what} {link}"
    for statement in record.statements:
        if statement.said_on is not None and statement.said_on not in ids["time"]:
            yield f"{statement.id}: said on the unknown time {statement.said_on}"
    for place in record.places:
        if place.offset is not None and place.offset.of not in ids["place"]:
            yield f"{place.id}: lies from the unknown place {place.offset.of}"


def _broken_intervals(record: Record) -> Iterator[str]:
    for figure in record.figures:
        ends = [end for end in (figure.low, figure.value, figure.high) if end is not None]
        if ends != sorted(ends):
            yield f"{figure.id}: {figure.low} ≤ {figure.value} ≤ {figure.high} does not hold"
        for time in record.times:
            inside = time.mention.start <= figure.span.start and figure.span.end <= time.mention.end
            if inside and time.type == "date":
                yield f"{figure.id}: stands inside the date {time.id}"
    for time in record.times:
        if time.start is not None and time.end is not None and time.start > time.end:
            yield f"{time.id}: ends before it starts"


def _spans(record: Record) -> Iterator[tuple[str, Span]]:
    for part in record.report.anatomy:
        yield part.part, part.span
    for actor in record.actors:
        for mention in actor.mentions:
            yield actor.id, mention.span
        for role in actor.roles:
            yield f"{actor.id} role", role.span
    for statement in record.statements:
        if not statement.content:
            yield f"{statement.id} without content", Span(0, 0)
        for piece in statement.content:
            yield statement.id, piece
        for name in ("cue", "speaker_mention"):
            span = getattr(statement, name)
            if span is not None:
                yield f"{statement.id} {name}", span
    for figure in record.figures:
        yield figure.id, figure.span
        if isinstance(figure.population, Span):
            yield f"{figure.id} population", figure.population
    for time in record.times:
        yield time.id, time.mention
    for place in record.places:
        if not place.mentions:
            yield f"{place.id} without mention", Span(0, 0)
        yield from ((place.id, span) for span in place.mentions)
