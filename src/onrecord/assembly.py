"""From the layers of an annotated text to the record: ids, order and references."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.__about__ import __version__
from onrecord.record import Actor, Record, Report, Statement

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from onrecord.annotate.layers import Attribution, CastMember


def record_of(doc: Doc, report: Report) -> Record:
    """The record of `report` from the layers of its `doc`; ids follow text order."""
    actors, actor_at = _actors(doc._.cast)
    return Record(
        onrecord=__version__,
        report=report,
        actors=actors,
        statements=_statements(doc._.attributions, actor_at),
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


def _statements(attributions: tuple[Attribution, ...], actor_at: dict[int, Actor]) -> tuple[Statement, ...]:
    order = sorted(
        range(len(attributions)),
        key=lambda i: (attributions[i].content[0].start, -attributions[i].content[-1].end, i),
    )
    name_of = {index: f"s{number}" for number, index in enumerate(order, start=1)}
    return tuple(_statement(attributions[index], index, name_of, actor_at) for index in order)


def _statement(
    found: Attribution, index: int, name_of: dict[int, str], actor_at: dict[int, Actor]
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
        within=None if found.within is None else name_of[found.within],
        speaker_confidence=found.speaker_confidence if speaker is not None else None,
        rule=found.rule,
    )
