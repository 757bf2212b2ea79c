"""Fit the weights of `[evidence]` in `lexicon/places.toml` anew:  python -m bench.place_weights [EVALUATION]

Prints the table. A logistic regression, by Newton's method, of whether a name is annotated as a place on the
words of evidence for it. A name's namesakes and neighbours speak by the weights in force, so that a second
run, with the first one's weights in the lexicon, changes them a little again; three runs are enough.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from bench.corpora import documents, folder
from onrecord.anatomy import report_of
from onrecord.annotate.columns import Columns
from onrecord.pipeline import annotated, load
from onrecord.sources.text import article_of_text

CORPUS = {"TR-News": 2.0, "GeoVirus": 0.5}  # what a name counts for; GeoVirus leaves places unmarked
RARE = 8  # names a word of evidence must be seen at
RIDGE = 3.0
ROUNDS = 60

Names = list[tuple[list[str], bool, float]]


def main(evaluation: Path) -> None:
    """Print the weights, most of them to one place after the point."""
    names = _names(evaluation)
    counts = Counter(word for evidence, _, _ in names for word in evidence)
    for word, weight in sorted(_fitted(names).items()):
        if counts[word] >= RARE and abs(weight) >= 0.05:
            print(f'"{word}" = {weight:.1f}')


def _names(evaluation: Path) -> Names:
    """Every name the finder weighs: its evidence, whether it is annotated, what it counts for."""
    nlp: Any = load()
    finder = nlp.get_pipe("onrecord_places").names
    names: Names = []
    for document in documents(evaluation / "places/dev.jsonl.gz"):
        known = {name: document[name] for name in ("title", "published") if document.get(name)}
        doc = annotated(nlp, report_of(article_of_text(document["text"], **known)))
        gold = [place["span"] for place in document["places"]]
        counts_for = CORPUS.get(document["source"], 1.0)
        for name in finder.find(Columns(doc), doc._.cast):
            is_place = any(start < name.span.end and name.span.start < end for start, end in gold)
            names.append((name.evidence, is_place, counts_for))
    return names


def _fitted(names: Names) -> dict[str, float]:
    words = {word: 0.0 for evidence, _, _ in names for word in evidence}
    column = {word: at for at, word in enumerate(words)}
    seen = np.zeros((len(names), len(words)), dtype=np.float32)
    for row, (evidence, _, _) in enumerate(names):
        seen[row, [column[word] for word in evidence]] = 1.0
    is_place = np.array([float(known) for _, known, _ in names])
    counts_for = np.array([weight for _, _, weight in names])
    weights = np.zeros(len(words))
    for _ in range(ROUNDS):
        chance = 1.0 / (1.0 + np.exp(-seen @ weights))
        slope = seen.T @ (counts_for * (chance - is_place)) + RIDGE * weights
        bend = (seen * (counts_for * chance * (1.0 - chance))[:, None]).T @ seen + RIDGE * np.eye(len(words))
        step = np.linalg.solve(bend, slope)
        weights -= step
        if np.abs(step).max() < 1e-4:
            break
    return dict(zip(words, weights.tolist(), strict=True))


if __name__ == "__main__":
    main(folder(sys.argv[1] if len(sys.argv) > 1 else None))
