"""From the layers of an annotated text to the record: ids, order and references."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.__about__ import __version__
from onrecord.record import Actor, Figure, Offset, Place, Record, Report, Span, Statement, Time

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from onrecord.annotate.layers import Attribution, CastMember, Quantity, TimeExpression, Toponym


def record_of(doc: Doc, report: Report) -> Record:
    """The record of `report` from the layers of its `doc`; ids follow text order."""
    actors, actor_at = _actors(doc._.cast)
    time_at, places = _times(doc), _places(doc._.places)
    times = tuple(time_at.values())
    statements, statement_at = _statements(doc._.attributions, actor_at, times)
    return Record(
        onrecord=__version__,
        report=report,
        actors=actors,
        places=places,
        times=times,
        statements=statements,
        figures=tuple(
            _figure(found, f"f{number}", actor_at, places, time_at, statement_at)
            for number, found in enumerate(doc._.figures, start=1)
        ),
    )


def _actors(cast: tuple[CastMember, ...]) -> tuple[tuple[Actor, ...], dict[int, Actor]]:
    present = [(member.mentions[0].span, index) for index, member in enumerate(cast) if member.mentions]
    actor_at = {}
    for number, (_, index) in enumerate(sorted(present), start=1):
        member = cast[index]
        actor_at[index] = Actor(
            id=f"a{number}",
            name=member.name,
            kind=member.kind,
            aliases=member.aliases,
            roles=member.roles,
            country=member.country,
            mentions=member.mentions,
        )
    return tuple(actor_at.values()), actor_at


def _times(doc: Doc) -> dict[int, Time]:
    """The times worth recording, by their index in the layer.

    A bare "now" says no more than the tense does: it is kept where a figure hangs on it.
    """
    used = {figure.time for figure in doc._.figures}
    text = doc.text
    kept = [
        (index, time)
        for index, time in enumerate(doc._.times)
        if index in used or not _is_bare_now(time, text)
    ]
    return {
        index: Time(f"t{number}", time.mention, time.type, time.start, time.end, time.value)
        for number, (index, time) in enumerate(kept, start=1)
    }


def _is_bare_now(time: TimeExpression, text: str) -> bool:
    words = text[time.mention.start : time.mention.end]
    return time.value == "PRESENT_REF" and len(words.split()) == 1


def _places(found: tuple[Toponym, ...]) -> tuple[Place, ...]:
    return tuple(
        Place(
            id=f"p{number}",
            name=place.name,
            mentions=place.mentions,
            geonameid=place.geonameid,
            lat=place.lat,
            lon=place.lon,
            country=place.country,
            admin1=place.admin1,
            precision=place.precision,
            confidence=place.confidence,
            offset=_offset(place),
            unresolved=place.unresolved,
        )
        for number, place in enumerate(found, start=1)
    )


def _offset(place: Toponym) -> Offset | None:
    if place.offset_of is None or place.offset_km is None or place.offset_bearing is None:
        return None
    return Offset(place.offset_km, place.offset_bearing, f"p{place.offset_of + 1}")


def _figure(
    found: Quantity,
    name: str,
    actor_at: dict[int, Actor],
    places: tuple[Place, ...],
    time_at: dict[int, Time],
    statement_at: dict[int, str],
) -> Figure:
    counted = found.population
    return Figure(
        id=name,
        span=found.span,
        value=found.value,
        low=found.low,
        high=found.high,
        modifier=found.modifier,
        unit=found.unit,
        per=found.per,
        indicator=found.indicator,
        population=actor_at.get(counted) if isinstance(counted, int) else counted,
        total=found.total,
        place=None if found.place is None else places[found.place].id,
        time=None if found.time is None else time_at[found.time].id,
        mode=found.mode,
        measure=found.measure,
        direction=found.direction,
        replaces=None if found.replaces is None else f"f{found.replaces + 1}",
        statement=None if found.statement is None else statement_at[found.statement],
    )


def _statements(
    attributions: tuple[Attribution, ...], actor_at: dict[int, Actor], times: tuple[Time, ...]
) -> tuple[tuple[Statement, ...], dict[int, str]]:
    order = sorted(
        range(len(attributions)),
        key=lambda i: (attributions[i].content[0].start, -attributions[i].content[-1].end, i),
    )
    name_of = {index: f"s{number}" for number, index in enumerate(order, start=1)}
    statements = tuple(_statement(attributions[index], index, name_of, actor_at, times) for index in order)
    return statements, name_of


def _time_at(span: Span | None, times: tuple[Time, ...]) -> str | None:
    """The id of the time whose mention overlaps `span`."""
    if span is None:
        return None
    return next(
        (time.id for time in times if time.mention.start < span.end and span.start < time.mention.end), None
    )


def _statement(
    found: Attribution,
    index: int,
    name_of: dict[int, str],
    actor_at: dict[int, Actor],
    times: tuple[Time, ...],
) -> Statement:
    speaker = None if found.speaker is None else actor_at.get(found.speaker)
    return Statement(
        id=name_of[index],
        content=found.content,
        kind=found.kind,
        speaker=speaker,
        speaker_mention=found.source,
        cue=found.cue,
        addressee=None if found.heard_by is None else actor_at.get(found.heard_by),
        act=found.act,
        factuality=found.factuality,
        polarity=found.polarity,
        said_on=_time_at(found.said_on, times),
        within=None if found.within is None else name_of[found.within],
        speaker_confidence=found.speaker_confidence if speaker is not None else None,
        rule=found.rule,
    )
