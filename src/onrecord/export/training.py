"""What people decided about records, to train and to measure models with: spaCy's DocBin, and JSON Lines.

Unlike the other formats it is made of the ledger's reviews, and not of records alone. Texts are those of
reports with a reviewed record; what in them nobody has reviewed is not marked, and is no negative example.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord.export.shapes import Fields, Tables, sound
from onrecord.ledger.reviewing import Reviewed, training
from onrecord.record import Record

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from onrecord.ledger.ledger import Ledger

NAME = "training"
ABOUT = (
    "Records that people accepted, amended or rejected, with what the machine had found. `training.jsonl` is "
    "exact; in `training.spacy`, a DocBin of a blank English pipeline, spans are whole tokens, and those "
    "that do not fall on the borders of tokens are left out, and counted when it is written."
)
FIELDS: Fields = (
    (
        "`training.jsonl`, a line a report",
        (
            ("report_id", "the report"),
            ("text", "the article; every span counts its code points"),
            ("actors, places, times", "what the ids in fields stand for: name or words by id"),
            ("records", "its reviewed records, statements first, in order of the text"),
        ),
    ),
    (
        "A record of it",
        (
            ("id, kind", "its id within the report; statement or figure"),
            ("status", "accepted, amended or rejected"),
            ("label", "a statement's act, a figure's indicator (`other` where it has none)"),
            ("spans", "of what was said, or of the figure, as the person left them"),
            ("words", "the words of each span"),
            ("person", "its fields as the person left them; null where it was rejected"),
            ("machine", "its fields as the machine found them; null where that is not known"),
            ("reviewer", "who reviewed it last"),
        ),
    ),
    (
        "`training.spacy`, a Doc a report",
        (
            ("doc.user_data", "`report_id`"),
            ('doc.spans["statements"]', "each piece of what was said; its label is the act"),
            ('doc.spans["cues"]', "the reporting words of those; the label is the act"),
            ('doc.spans["figures"]', "each figure; its label is the indicator, `other` where it has none"),
            ('doc.spans["rejected_statements"], ["rejected_figures"]', "what the machine found and is none"),
            ("span.id_", "the record's id within its report"),
        ),
    ),
)
DESCRIPTION = (NAME, ABOUT, FIELDS)
GROUPS = ("statements", "cues", "figures", "rejected_statements", "rejected_figures")


@dataclass(slots=True)
class Tally:
    """How many reports and reviewed records were written, how many spans, and how many are `off_tokens`:
    they begin or end within a token, and are in `training.jsonl` alone."""

    reports: int = 0
    records: int = 0
    spans: int = 0
    off_tokens: int = 0


def export_training(ledger: Ledger, target: Path, report_ids: Iterable[str] | None = None) -> Tally:
    """Write the reviewed records of a ledger, or of some of its reports, to a folder or a `.zip`.

    The same ledger gives the same bytes. Raises `ExportError`.
    """
    tally = Tally()
    write = partial(
        _write, ledger=ledger, wanted=None if report_ids is None else set(report_ids), tally=tally
    )
    Tables(ABOUT, ".spacy", FIELDS, lambda _, folder: write(folder)).to_path((), target)
    return tally


def _write(folder: Path, *, ledger: Ledger, wanted: set[str] | None, tally: Tally) -> None:
    import spacy
    from spacy.tokens import DocBin

    english = spacy.blank("en")
    english.max_length = sys.maxsize
    docs = DocBin(attrs=["ORTH", "SPACY"], store_user_data=True)
    with (folder / "training.jsonl").open("w", encoding="utf-8", newline="\n") as lines:
        for record, found in _reviewed_reports(ledger, wanted):
            lines.write(sound(json.dumps(_line(record, found), ensure_ascii=False)) + "\n")
            doc = english.make_doc(sound(record.report.text))
            _mark(doc, found, tally)
            docs.add(doc)
            tally.reports += 1
            tally.records += len(found)
    docs.to_disk(folder / "training.spacy")


def _reviewed_reports(ledger: Ledger, wanted: set[str] | None) -> Iterator[tuple[Record, list[Reviewed]]]:
    for report_id, found in groupby(training(ledger), key=lambda reviewed: reviewed.report_id):
        if wanted is not None and report_id not in wanted:
            continue
        record = ledger.record(report_id, with_rejected=True)
        if record is not None:
            yield record, list(found)


# --- JSON Lines --------------------------------------------------------------------------


def _line(record: Record, found: Iterable[Reviewed]) -> dict[str, Any]:
    return {
        "report_id": record.report.id,
        "text": record.report.text,
        "actors": {actor.id: actor.name for actor in record.actors},
        "places": {place.id: place.name for place in record.places},
        "times": {time.id: record.words(time.mention) for time in record.times},
        "records": [_plain(record, reviewed) for reviewed in found],
    }


def _plain(record: Record, reviewed: Reviewed) -> dict[str, Any]:
    spans = _spans(reviewed.kind, reviewed.fields)
    return {
        "id": reviewed.record_id,
        "kind": reviewed.kind,
        "status": reviewed.status,
        "label": _label(reviewed),
        "spans": spans,
        "words": [record.report.text[start:end] for start, end in spans],
        "person": None if reviewed.status == "rejected" else reviewed.fields,
        "machine": reviewed.machine,
        "reviewer": reviewed.reviewer,
    }


def _spans(kind: str, fields: Mapping[str, Any]) -> list[list[int]]:
    return list(fields["content"]) if kind == "statement" else [fields["span"]]


def _label(reviewed: Reviewed) -> str:
    if reviewed.kind == "statement":
        return str(reviewed.fields["act"])
    return reviewed.fields["indicator"] or "other"


# --- spaCy -------------------------------------------------------------------------------


def _mark(doc: Doc, found: Sequence[Reviewed], tally: Tally) -> None:
    """Give a Doc the spans of its reviewed records."""
    groups: dict[str, list[Any]] = {name: [] for name in GROUPS}
    for reviewed in found:
        is_rejected = reviewed.status == "rejected"
        marked = [
            (f"{'rejected_' if is_rejected else ''}{reviewed.kind}s", span)
            for span in _spans(reviewed.kind, reviewed.fields)
        ]
        if not is_rejected and reviewed.fields.get("cue"):
            marked.append(("cues", reviewed.fields["cue"]))
        for name, (start, end) in marked:
            span = doc.char_span(start, end, label=_label(reviewed), span_id=reviewed.record_id)
            if span is None:
                tally.off_tokens += 1
            else:
                tally.spans += 1
                groups[name].append(span)
    for name, spans in groups.items():
        doc.spans[name] = spans
    doc.user_data["report_id"] = found[0].report_id
