"""SQLite and PostgreSQL hold the same, and give it back byte for byte; what is exported comes back by adding.

    python -m tests.db.test_parity --docs 2000 --hostile FOLDER

takes generated dispatches, each with odd characters somewhere, and every file of a folder of hostile ones.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import itertools
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from onrecord.export import FORMATS, export
from onrecord.ledger.adding import add
from onrecord.ledger.ledger import Ledger, Reject
from onrecord.reading import read_all
from onrecord.record import Record
from tests.crash.kill9 import databases
from tests.db.dumping import sums
from tests.faults import tell
from tests.ledger.making import lines, varied, written
from tests.ledger.server import emptied

ODD = (
    "Warden Ruo\0 Amadi said the ford \ud800 at Odde was shut, and 12 men were hurt there.",
    "Zoë Ørsted said that 1,000,000,000,000 people had crossed 𝔽ord 7, “all of them”.\u202e At 3.5 km 0.1% turned.",
    "=cmd|' /C calc'!A0 said @Reil of Dry Ground Relief, and 40 men left Mosul.",
)
ODD_CHARACTERS = {
    "NUL": "\0",
    "other controls": "\x01\x08\x0b\x0c\x1b\x7f\x85\x9f",
    "lone surrogates": "\ud800\udfff\udc80",
    "a pair of surrogates, the wrong way round": "\udc00\ud800",
    "astral": "𝔽🧿\U0010fffd",
    "joined emoji": "👩‍👩‍👧‍👦🏴‍☠️",
    "bidi": "\u202e\u2066\u200f\u061c\u2069\u202c",
    "combining": "e\u0301\u0323\u20dd\u034f",
    "zero width": "\u200b\u200c\u200d\u2060\ufeff",
    "not characters": "\ufffe\uffff\ufdd0",
    "replacement": "\ufffd",
    "line ends": "\u2028\u2029\r",
    "spaces": "\u00a0\u3000\u2003\t",
    "soft hyphen": "\u00ad",
    "other digits": "１２٣४",
    "SQL and JSON": "'\"\\\\%_;--\\u0000{}",
}
READ_WITH_ODD = "Warden Ruo{0} Amadi said the ford{0} at Odde was shut, and 1{0}2 men were hurt{0} there. {0}"


@pytest.fixture(scope="module")
def records(read):
    return [*varied(9), *(read(text, published="2031-04-05", outlet="Vale Gazette") for text in ODD)]


def exported(ledger: Ledger, format: str) -> bytes:
    into = io.BytesIO()
    export(ledger.records(), format, into)
    return into.getvalue()


def test_both_databases_export_the_same_bytes(records, postgresql, tmp_path):
    with Ledger(tmp_path / "ledger.db") as one, Ledger(emptied(postgresql, "parity")) as other:
        for ledger in (one, other):
            for number, record in enumerate(records):
                ledger.put(record, f"made {number}")
        for format in FORMATS:
            assert exported(one, format) == exported(other, format), format


@pytest.mark.parametrize("odd", ODD_CHARACTERS.values(), ids=ODD_CHARACTERS)
def test_odd_characters_are_the_same_in_both_databases(odd, read, both):
    one, other = both
    text = (
        READ_WITH_ODD.format(odd) + f" Ferry {sum(map(ord, odd))} sank."
    )  # what is alike is told apart by it
    record = read(text, published="2031-04-05", outlet=f"Vale{odd} Gazette", title=odd)
    for ledger in both:
        assert ledger.put(record, f"made{odd}{record.report.id}")
    [kept], [same] = (list(ledger.records([record.report.id])) for ledger in both)
    assert kept.to_json() == same.to_json()
    assert len(kept.report.text) == len(record.report.text)
    assert one.sources(record.report.id) == other.sources(record.report.id)


@pytest.fixture(scope="module")
def both(postgresql, tmp_path_factory):
    path = tmp_path_factory.mktemp("both") / "ledger.db"
    with Ledger(path) as one, Ledger(emptied(postgresql, "in_both")) as other:
        yield one, other


def test_what_is_exported_comes_back_by_adding(records, new_address, tmp_path):
    with Ledger(new_address("one")) as one, Ledger(new_address("two")) as two:
        for number, record in enumerate(records):
            one.put(record, f"made {number}")
        first = exported(one, "jsonl")
        (tmp_path / "all.jsonl").write_bytes(first)
        outcomes = list(add(two, [str(tmp_path / "all.jsonl")]))
        assert [added.state for added in outcomes] == ["ok"] * len(records), outcomes
        assert exported(two, "jsonl") == first
        assert {added.state for added in add(two, [str(tmp_path / "all.jsonl")])} == {"skipped"}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda plain: plain["figures"][0].update(span=[0, 99999]), "span [0, 99999] is not in the text"),
        (lambda plain: plain["statements"][0].update(speaker="a99"), "there is no actor 'a99'"),
        (lambda plain: plain["figures"].append(plain["figures"][0]), "the id f1 is there twice"),
        (lambda plain: plain["statements"][0].update(act="sing"), "statements[0].act: 'sing' is none of"),
        (lambda plain: plain["report"].update(id="0" * 16), "is not the id of its text"),
        (lambda plain: plain["figures"][0].update(value=1e999), "no number that can be kept"),
        (lambda plain: plain.pop("times"), "times: None is no list"),
    ],
)
def test_a_record_that_is_none_is_refused_with_what_is_wrong(change, reason, ledger, tmp_path):
    import json

    [record] = varied(1)
    plain = record.to_dict()
    change(plain)
    (tmp_path / "one.jsonl").write_text(json.dumps(plain).replace("Infinity", "1e400") + "\n", "utf-8")
    [added] = add(ledger, [str(tmp_path / "one.jsonl")])
    assert added.state == "failed"
    assert reason in added.reason
    assert ledger.counts()["reports"] == 0


def test_an_export_of_a_ledger_is_that_of_its_records(records, ledger, tmp_path):
    for number, record in enumerate(records):
        ledger.put(record, f"made {number}")
    ids = ledger.report_ids(since="2031-04-05", until="2031-04-05", outlet="VALE gazette")
    assert {record.report.published for record in ledger.records(ids)} == {"2031-04-05"}
    assert written(ledger.records(), tmp_path / "all.jsonl").read_bytes() == exported(ledger, "jsonl")
    assert lines(ledger.records()).encode() == exported(ledger, "jsonl")


# --- At full scale ---------------------------------------------------------------------------


def odd_dispatches(number: int) -> Iterator[dict[str, str]]:
    """Generated dispatches, each with odd characters at a few places of its text and its headline."""
    from bench.generating import dispatches

    chance = random.Random(7)
    for dispatch, odd in zip(dispatches(number), itertools.cycle(ODD_CHARACTERS.values()), strict=False):
        text = dispatch["text"]
        for _ in range(3):
            at = chance.randrange(len(text))
            text = text[:at] + odd + text[at:]
        yield {
            **dispatch,
            "text": text,
            "title": f"{dispatch['title']} {odd}",
            "outlet": f"{odd}{dispatch['outlet']}",
        }


def differing(one: Ledger, other: Ledger) -> list[str]:
    """What two ledgers do not have in common."""
    faults = [f"{name} has other rows" for name, rows in _rows(one).items() if _rows(other)[name] != rows]
    for format in ("jsonl", "csv"):
        digests = [hashlib.sha256(exported(ledger, format)).hexdigest() for ledger in (one, other)]
        if digests[0] != digests[1]:
            faults.append(f"the export as {format} is {' and '.join(digests)}")
    rejects = [list(map(_without_times, ledger.rejects())) for ledger in (one, other)]
    return [*faults, *(f"refused by one alone: {reject}" for reject in {*rejects[0]} ^ {*rejects[1]})]


def _rows(ledger: Ledger) -> dict[str, str]:
    """Sums over the rows of the tables that hold no time of day."""
    return {
        name: rows
        for name, rows in sums(ledger.engine).items()
        if name not in ("reports", "sources", "rejects", "fetched", "register_changes")
    }


def _without_times(reject: Reject) -> tuple[str, str, str, int]:
    return reject.origin, reject.code, reject.reason, reject.attempts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--docs", type=int, default=2000)
    parser.add_argument("--hostile", type=Path, help="a folder of hostile files")
    given = parser.parse_args()
    started = time.monotonic()
    with databases() as found, tempfile.TemporaryDirectory(prefix="onrecord-parity-") as folder:
        if len(found) < 2:
            sys.exit("both databases are needed")
        made = Path(folder, "made.jsonl")
        with made.open("w", encoding="ascii") as into:
            into.writelines(json.dumps(dispatch) + "\n" for dispatch in odd_dispatches(given.docs))
        inputs = [str(made), *([str(given.hostile)] if given.hostile else [])]
        with Ledger(found["SQLite"]("one")) as one, Ledger(found["PostgreSQL"]("other")) as other:
            for count, outcome in enumerate(read_all(inputs), 1):
                origin = f"{count} of {inputs[-1]}"
                for ledger in (one, other):
                    if isinstance(outcome, Record):
                        ledger.put(outcome, origin)
                    else:
                        ledger.reject(outcome)
                if count % 500 == 0:
                    print(f"  {count} read, {time.monotonic() - started:.0f} s", flush=True)
            faults = differing(one, other)
            counts = one.counts()
    print(
        f"{counts['reports']} reports and {counts['rejects']} inputs refused, in both databases: "
        f"{len(faults)} faults, {time.monotonic() - started:.0f} s"
    )
    sys.exit(tell(faults))


if __name__ == "__main__":
    main()
