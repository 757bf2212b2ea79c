"""Long reports: read in parts, the same as the sum of the parts; too long ones are refused."""

from __future__ import annotations

from onrecord import pipeline
from onrecord.pipeline import pieces
from tests.running import onrecord

NAMES = ("Ruo Amadi", "Ode Marr", "Ada Rell", "Hugo Bern")
THINGS = ("ford", "bridge", "dam", "school", "market", "clinic")


def paragraph(number: int) -> str:
    """An invented paragraph with three statements."""
    name, thing = NAMES[number % len(NAMES)], THINGS[number % len(THINGS)]
    return (
        f"{name} said on Monday that the {thing} number {number} was shut. "
        f'"Nobody may enter the {thing}," {name} told reporters. '
        f"According to the army, the {thing} had been empty for weeks."
    )


def told(record, start=0):
    """What a record holds of its statements, offsets moved by `start`."""
    return [
        (
            [(span.start + start, span.end + start) for span in statement.content],
            statement.cue.start + start,
            statement.speaker_mention.start + start,
            (statement.kind, statement.act, statement.factuality, statement.polarity),
        )
        for statement in record.statements
    ]


def test_a_text_of_several_pieces_reads_like_its_pieces(read, monkeypatch):
    monkeypatch.setattr(pipeline, "PARSE_AT_ONCE", 10_000)
    text = "\n\n".join(paragraph(number) for number in range(150))
    parts = list(pieces(text))
    assert len(parts) > 2
    assert "".join(part for _, part in parts) == text
    assert all(len(part) <= pipeline.PARSE_AT_ONCE for _, part in parts)
    assert told(read(text)) == [found for start, part in parts for found in told(read(part), start)]


def test_fifty_megabytes_on_one_line_are_refused_with_a_reason(tmp_path):
    path = tmp_path / "endless.txt"
    path.write_bytes(b"The ford is shut. " * (51 * 1024 * 1024 // 18))
    done = onrecord("read", str(path))
    assert done.returncode == 1
    assert b"larger than 50 MB" in done.stderr


def test_more_than_a_million_characters_are_refused_unless_asked_for(tmp_path):
    path = tmp_path / "long.txt"
    path.write_text("The ford is shut. " * 60_000, "utf-8")
    done = onrecord("read", str(path))
    assert done.returncode == 1
    assert b"--max-characters" in done.stderr
