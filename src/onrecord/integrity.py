"""Does every span of a record stand for the words it claims?"""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.record import Record, Span

_MARKS = {'"': '"', "“": "”", "«": "»", "„": "“", "‘": "’", "'": "'", "‹": "›"}


def violations(record: Record) -> list[str]:
    """What breaks the contract of spans, one line each; empty for a sound record.

    Checked: bounds within `report.text`, no empty span, pieces of a statement in order
    and apart, ids unique and references known, no content that keeps its outer quotation marks.
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
