"""A few mutations of documents of every format; `python -m tests.fuzz.mutate` takes many, of a corpus."""

from __future__ import annotations

from random import Random

import pytest

from tests.fuzz.mutate import MUTATIONS, added, mutated, write_mutations
from tests.sources.documents import answer, docx, packed, paragraph, parquet, pdf, set_in_lines, warc_record

WORDS = "The ferry will sail again in May, said the harbour master, Tomas Reil, on Monday."
PAGE = f"<html><body><h1>Ferry</h1><p>{WORDS}</p></body></html>"
DOCUMENTS = {
    "story.txt": WORDS.encode(),
    "story.html": PAGE.encode(),
    "story.json": b'{"title": "Ferry", "text": "%s"}' % WORDS.encode(),
    "stories.jsonl": b'{"text": "%s"}\n{"text": "No ferry sails."}\n' % WORDS.encode(),
    "story.pdf": pdf([set_in_lines([WORDS[:40], WORDS[40:]])]),
    "story.docx": docx(paragraph(WORDS)),
    "stories.parquet": parquet(text=[WORDS, "No ferry sails."]),
    "pages.warc.gz": packed([warc_record(answer(PAGE)), warc_record(answer(PAGE), url="https://paper.example/2")]),
    "feed.rss": f"<rss><channel><item><title>Ferry</title><description>{WORDS}</description></item></channel></rss>".encode(),
}  # fmt: skip


@pytest.fixture
def documents(tmp_path):
    for name, data in DOCUMENTS.items():
        (tmp_path / name).write_bytes(data)
    return sorted(tmp_path.iterdir())


def test_the_same_seed_gives_the_same_documents(documents, tmp_path):
    once, again = tmp_path / "once", tmp_path / "again"
    for folder in (once, again):
        folder.mkdir()
        write_mutations(documents, folder, 20, seed=1)
    assert [path.read_bytes() for path in sorted(once.iterdir())] == [
        path.read_bytes() for path in sorted(again.iterdir())
    ]


@pytest.mark.parametrize("mutation", MUTATIONS)
@pytest.mark.parametrize("data", [b"", b"a", WORDS.encode()])
def test_a_mutation_takes_any_bytes(mutation, data):
    assert len(mutation(data, data, Random(3))) <= 100 * max(1, len(data))
    assert len(mutated(data, data, Random(3))) < 100_000


def test_every_mutation_has_one_outcome_and_nothing_crashes(documents, tmp_path):
    folder = tmp_path / "mutations"
    folder.mkdir()
    run = added([*documents, *write_mutations(documents, folder, 60, seed=1)])
    assert run.fault == ""
    assert [outcome.state for outcome in run.outcomes[: len(documents)]] == ["ok"] * len(documents)
    assert run.of("none") == []
    assert run.twice == ()
    assert run.unforeseen == []
    assert run.late == []
