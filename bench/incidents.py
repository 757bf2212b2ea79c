"""Victims in old conflict reports (MUC-3/4): does the record hold how many died, and how many were hurt?"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

from bench.corpora import documents
from onrecord.lexicon.actors import load_actors
from onrecord.lexicon.loader import words as listed
from onrecord.reading import read_text

CORPUS = "incidents/dev.jsonl.gz"
INDICATORS = {"DEATH": "killed", "INJURY": "injured"}
_SENTENCE_START = re.compile(r"(?:^|[.!?:\]\"]\s+|\n\s*\n\s*)([a-z])")
_BRACKETED = re.compile(r"\[([a-z\- ]{2,8})\]")


def truecased(text: str) -> str:
    """An upper-case text in lower case, with sentence starts, country names and bracketed acronyms restored.

    Each character keeps its place, so that offsets hold.
    """
    lower = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    lower = _SENTENCE_START.sub(lambda match: match[0][:-1] + match[1].upper(), lower)
    lower = _BRACKETED.sub(lambda match: match[0].upper(), lower)
    return _names().sub(lambda match: match[0].title(), lower)


def _names() -> re.Pattern[str]:
    words = {
        name
        for country in load_actors().countries
        for name in (country.name, *country.adjectives, *country.people, *country.seats)
    }
    words |= {name for entry in listed("times", "months") for name in entry.split()}
    return re.compile(
        r"\b(?:" + "|".join(sorted(map(re.escape, words), key=len, reverse=True)) + r")\b", re.I
    )


def victims(document: dict[str, Any]) -> Counter[tuple[str, float]]:
    """The victim sets of more than one that a report's key has, as (indicator, number)."""
    return Counter(
        (INDICATORS[found["effect"]], float(found["value"]))
        for incident in document["incidents"]
        for found in incident["victims"]
        if found.get("effect") in INDICATORS and found.get("value", 0) > 1
    )


def counts(evaluation: Path, part: str = CORPUS) -> dict[str, int]:
    """Victim sets in the keys, figures of dead and hurt in the records, and how many of each agree."""
    total: Counter[str] = Counter()
    for document in documents(evaluation / part):
        gold = dict.fromkeys(victims(document), 1)
        text = document["text"]
        record = read_text(truecased(text) if text.isupper() else text, published=document.get("published"))
        found = {
            (figure.indicator, float(figure.value))
            for figure in record.figures
            if figure.indicator in INDICATORS.values() and figure.value is not None and figure.value > 1
        }
        agree = len(found & set(gold))
        total.update(gold=len(gold), found=len(found), agree=agree)
        if document["incidents"]:
            total.update(relevant=len(found))
    return dict(total)


def section(evaluation: Path) -> str:
    """The section of RESULTS.md."""
    found = counts(evaluation)
    recall = found["agree"] / found["gold"]
    all_over, relevant = found["agree"] / found["found"], found["agree"] / found["relevant"]
    return "\n".join(
        [
            "## Victims (MUC-3/4, development part, 1,500 reports)",
            "",
            "Sets of more than one victim with their number and effect (dead, hurt); a hit is the same "
            "number and indicator in the same report. The keys hold terrorist incidents only: soldiers and "
            "guerrillas killed in combat, and totals over years, are in the record and in no key.",
            "",
            f"Recall {recall:.1%} of {found['gold']} sets. Precision {all_over:.1%} of {found['found']} "
            f"figures, {relevant:.1%} of the {found['relevant']} in reports with an incident. "
            "No other tool was measured.",
        ]
    )
