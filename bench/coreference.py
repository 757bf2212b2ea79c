"""Who is meant by the words that name a speaker: gold mentions, so that attribution plays no part."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
import warnings
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

from spacy.tokens import Doc

from onrecord.anatomy import report_of
from onrecord.annotate.layers import CastMember
from onrecord.pipeline import DEFAULT_MODEL, annotated, shared
from onrecord.record import Span
from onrecord.sources.text import article_of_text

TARGET = 0.95
PRONOUNS = frozenset({"he", "she", "it", "they", "who"})


def section(evaluation: Path) -> str:
    """The section of RESULTS.md."""
    scorer = _scorer(evaluation)
    cases = list(_cases(evaluation, scorer))
    rows = [("Onrecord's rules", _resolved), ("the last actor named before", _last_named)]
    others, remark = _coreferee(cases, scorer)
    lines = [
        "## Coreference of speakers (`record/dev`, gold speaker mentions)",
        "",
        "| way | all | names | role nouns | pronouns |",
        "|---|---|---|---|---|",
    ]
    for label, way in rows:
        lines.append(f"| {label} | {' | '.join(_shares(cases, way, scorer))} |")
    lines += others
    counts = [sum(kind == wanted for _, _, _, kind in cases) for wanted in ("name", "noun", "pronoun")]
    lines += [
        "",
        f"Target for all: {TARGET:.2f}. {len(cases)} mentions: {counts[0]} with a name, {counts[1]} role "
        f"nouns, {counts[2]} pronouns. {remark}",
    ]
    return "\n".join(lines)


Case = tuple[Doc, Span, list[str], str]
Way = Callable[[Doc, Span], Sequence[CastMember]]


def _cases(evaluation: Path, scorer: ModuleType) -> Iterator[Case]:
    nlp = shared()
    for path in sorted((evaluation / "record/dev").glob("*.gold.json")):
        gold = json.loads(path.read_text("utf-8"))
        text = path.with_name(path.name.replace(".gold.json", ".txt")).read_text("utf-8")
        doc = annotated(nlp, report_of(article_of_text(text)))
        for statement in gold["statements"]:
            where = scorer.locate(text, statement.get("speaker_mention"))
            names = [name for name in scorer.answers(statement, "speaker") if name]
            if where is not None and names:
                span = Span(*where)
                yield doc, span, names, _kind(text[span.start : span.end])


def _kind(words: str) -> str:
    if words.lower() in PRONOUNS:
        return "pronoun"
    return "name" if any(word[:1].isupper() for word in words.split()[1:] or words.split()) else "noun"


def _resolved(doc: Doc, span: Span) -> list[CastMember]:
    from onrecord.annotate.coreference import resolve

    found = resolve(doc, span)
    return [] if found is None else [doc._.cast[found[0]]]


def _last_named(doc: Doc, span: Span) -> list[CastMember]:
    """The actor with the latest mention by name that ends inside or before `span`."""
    mentions = [
        (mention.span.start, index)
        for index, member in enumerate(doc._.cast)
        for mention in member.mentions
        if mention.confidence == 1.0 and mention.span.start < span.end
    ]
    return [doc._.cast[max(mentions)[1]]] if mentions else []


def _shares(cases: list[Case], way: Way, scorer: ModuleType) -> list[str]:
    right: dict[str, list[bool]] = {"all": [], "name": [], "noun": [], "pronoun": []}
    for doc, span, names, kind in cases:
        found = way(doc, span)
        forms = [form for member in found for form in (member.name, *member.aliases)]
        is_right = any(scorer.same_name(name, form) for name in names for form in forms)
        right["all"].append(is_right)
        right[kind].append(is_right)
    return [f"{sum(marks) / len(marks):.3f}" if marks else "-" for marks in right.values()]


def _coreferee(cases: list[Case], scorer: ModuleType) -> tuple[list[str], str]:
    """Rows for coreferee, if it is installed, and what they are; it is no dependency.

    Its trained weights come from outside the package registry and only for models named
    `core_web_*`, so its rules are measured: with the nearest candidate they allow for each
    pronoun, and with the right one wherever they allow it, which no weights can better.
    """
    if importlib.util.find_spec("coreferee") is None:
        return [], "coreferee 1.5 is not installed here; `pip install coreferee` adds its rows."
    from bench.coreferee import chained, reachable

    rows = [
        f"| coreferee {version('coreferee')}, nearest candidate | "
        f"{' | '.join(_shares(cases, chained, scorer))} |",
        f"| coreferee {version('coreferee')}, best candidate | "
        f"{' | '.join(_shares(cases, reachable, scorer))} |",
    ]
    return rows, (
        f"coreferee refuses to load: {_refusal()} Its English weights are published outside the package "
        "registry, so its rules were run without them: with the nearest candidate they allow, and with the "
        "best one, which no weights could better."
    )


def _refusal() -> str:
    """What coreferee says when it is added to the default pipeline."""
    import spacy

    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            spacy.load(DEFAULT_MODEL).add_pipe("coreferee")
    except Exception as fault:
        return f'"{" ".join(str(fault).split()).split(". ")[0].rstrip(".")}."'
    return "nothing, it loads."


def _scorer(evaluation: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_record", evaluation / "record/score_record.py")
    if spec is None or spec.loader is None:
        raise SystemExit("the scorer of the gold records is missing")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
