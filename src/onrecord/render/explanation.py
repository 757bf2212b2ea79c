"""Why a statement is in the record: its rule and the words each part was read from."""

from __future__ import annotations

from onrecord.lexicon.rules import load_rules
from onrecord.record import Record, Span, Statement
from onrecord.render.escape import printable


def statements_at(record: Record, offset: int) -> list[Statement]:
    """Statements that hold the character at `offset` in content, cue or speaker, innermost first."""
    found = [s for s in record.statements if any(span.start <= offset < span.end for span in _spans(s))]
    return sorted(found, key=lambda s: (sum(span.end - span.start for span in s.content), s.id))


def explanation(record: Record, statement: Statement) -> str:
    """A few lines for a person: the rule, then every part with its offsets and words."""
    speaker = "nobody the text names" if statement.speaker is None else statement.speaker.name
    sure = statement.speaker_confidence
    meant = f"{statement.act} · {statement.factuality} {statement.polarity} · {statement.kind}"
    lines = [
        f"{statement.id}: {printable(speaker)} · {meant}",
        f"  rule     {statement.rule}: {load_rules().get(statement.rule, 'no description')}",
    ]
    parts = [("speaker", statement.speaker_mention), ("cue", statement.cue)]
    parts += [("content", span) for span in statement.content]
    for name, span in parts:
        if span is not None:
            lines.append(f"  {name:<8} {span.start}–{span.end}  {printable(record.words(span))}")
    if statement.addressee is not None:
        lines.append(f"  told     {printable(statement.addressee.name)}")
    if sure is not None and sure < 1:
        lines.append(f"  the speaker is resolved from those words with confidence {sure:.2f}")
    if statement.within is not None:
        lines.append(f"  it is reported inside {statement.within}")
    return "\n".join(lines)


def _spans(statement: Statement) -> list[Span]:
    others = [span for span in (statement.speaker_mention, statement.cue) if span is not None]
    return [*statement.content, *others]
