"""Which reports carry the same text: an agency's copy cut, headed anew or lengthened counts as one source.

A report's body becomes overlapping runs of words. MinHash and its bands find the reports that may share many
of them; the texts themselves decide. A cut copy lies within its original: what is measured is how much of the
shorter text the longer one holds. The same sentences with other numbers are a new report.
"""

from __future__ import annotations

import heapq
import re
import unicodedata
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, RowMapping, Select, bindparam, func, insert, or_, select, update

from onrecord.ledger.conditions import among
from onrecord.ledger.schema import bands, reports, signatures
from onrecord.ledger.versions import version_keys
from onrecord.lexicon.numbers import load_numbers
from onrecord.record import Record

if TYPE_CHECKING:
    from datasketch import MinHash  # type: ignore[import-untyped]

SHINGLE = 4  # words in a run
PERMUTATIONS = 128
ROWS = 3  # hash values in a band: 42 bands find 99.6 % of the pairs that share half of their runs
CANDIDATES = 100  # reports looked at more closely, those that share most bands first
LIKELY = 0.3  # share of equal hash values below which the texts need not be read
CONTAINED = 0.6  # share of the shorter text's runs that the longer one must hold
SAME_FIGURES = 0.8  # share of the numbers in equal company that must be equal
FEWEST = 8  # runs below which two texts must be all but equal
ALL_BUT_EQUAL = 0.9
MULTIPLIER = 0x9E3779B97F4A7C15  # odd, its bits evenly mixed (2**64 over the golden ratio)
REMEMBERED = 256  # wordings: of one story many reports come together

_TOKEN = re.compile(r"\d[\d.,]*\d|\w+")
_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
_COLUMNS = (
    reports.c.id, reports.c.published, reports.c.outlet, reports.c.agency, reports.c.added_at,
    reports.c.copy_of, reports.c.url, reports.c.external_id, reports.c.text, reports.c.anatomy,
)  # fmt: skip


_SHARING = (
    select(signatures)
    .where(
        signatures.c.report_id.in_(
            select(bands.c.report_id)
            .where(
                among(bands.c.band, "bands"),
                bands.c.report_id != bindparam("report_id"),
            )
            .group_by(bands.c.report_id)
            .order_by(func.count().desc(), bands.c.report_id)
            .limit(CANDIDATES)
            .scalar_subquery()
        )
    )
    .order_by(signatures.c.report_id)
)
"""The signatures that share most bands with one."""
_OF_IDS = select(*_COLUMNS).where(among(reports.c.id, "ids"))
_WITH_COPIES = select(*_COLUMNS).where(
    or_(reports.c.id == bindparam("original"), reports.c.copy_of == bindparam("original"))
)


@dataclass(frozen=True, slots=True)
class Wording:
    """What of a text is compared: its words in one form, and its runs as an array of hashes."""

    tokens: list[str]
    runs: Any


def note(connection: Connection, record: Record) -> set[str]:
    """Keep a new report's signature and say whose copy it is; ids of the reports whose `copy_of` has changed.

    A report that precedes its original takes its place: the order of adding counts only between reports of
    one day that nothing else tells apart.
    """
    report = record.report
    found = _remembered(report.text, tuple(part.span for part in report.anatomy))
    sketch = _sketch(found.runs)
    connection.execute(insert(signatures), {"report_id": report.id, "minhash": sketch.tobytes()})
    if found.runs.size:
        rows = [{"band": band, "report_id": report.id} for band in _bands(sketch)]
        connection.execute(insert(bands), rows)
    clusters = _Clusters(connection)
    clusters.wordings[report.id] = found
    clusters.sketches[report.id] = sketch
    return clusters.settle(report.id)


def is_copy(one: Wording, other: Wording) -> bool:
    """Whether two texts are the same copy."""
    shared, shorter, longer = overlap(one, other)
    if shorter < FEWEST:
        return longer > 0 and shared >= ALL_BUT_EQUAL * longer and same_figures(one, other) == 1
    return shared >= CONTAINED * shorter and same_figures(one, other) >= SAME_FIGURES


def overlap(one: Wording, other: Wording) -> tuple[int, int, int]:
    """How many runs two texts share, and how many the shorter and the longer one have."""
    from numpy import intersect1d

    shared = intersect1d(one.runs, other.runs, assume_unique=True).size
    return shared, *sorted((one.runs.size, other.runs.size))


def same_figures(one: Wording, other: Wording) -> float:
    """Of the places with a number in both texts, told by the words beside it: the share where it is equal."""
    ours, theirs = _numbers(one.tokens), _numbers(other.tokens)
    places = ours.keys() & theirs.keys()
    if not places:
        return 1.0
    return sum(not ours[place].isdisjoint(theirs[place]) for place in places) / len(places)


def wording(text: str, anatomy: Iterable[tuple[int, int]]) -> Wording:
    """The wording of a text without the spans of its anatomy; of all of it where nothing else is left."""
    tokens = _tokens(_body(text, anatomy)) or _tokens(text)
    return Wording(tokens, _runs(tokens))


_remembered = lru_cache(maxsize=REMEMBERED)(wording)


def _runs(tokens: Sequence[str]) -> Any:
    """The runs of words as sorted 32-bit hashes, none twice; all words are one run where they are few."""
    import numpy

    words = numpy.fromiter(map(zlib.crc32, map(str.encode, tokens)), "u8", len(tokens))
    width = min(SHINGLE, len(tokens))
    hashes = numpy.zeros(len(tokens) - width + 1 if tokens else 0, "u8")
    for at in range(width):
        hashes = (hashes + words[at : at + hashes.size]) * numpy.uint64(MULTIPLIER)
    return numpy.unique(hashes >> numpy.uint64(32))


def _numbers(tokens: Sequence[str]) -> dict[tuple[str, str, str], set[str]]:
    """The numbers by the two words before and the two words after them."""
    found: dict[tuple[str, str, str], set[str]] = {}
    for at, token in enumerate(tokens):
        if not token[0].isdigit():
            continue
        for side, start in (("before", at - 2), ("after", at + 1)):
            beside = tokens[max(0, start) : start + 2]
            if len(beside) == 2 and not any(word[0].isdigit() for word in beside):
                found.setdefault((side, beside[0], beside[1]), set()).add(token)
    return found


def _body(text: str, anatomy: Iterable[tuple[int, int]]) -> str:
    pieces, at = [], 0
    for start, end in sorted(anatomy):
        pieces.append(text[at:start])
        at = max(at, end)
    return "\n".join([*pieces, text[at:]])


def _tokens(text: str) -> list[str]:
    """Words in one form: case, marks and apostrophes do not count, nor whether a number is spelled out."""
    plain = _APOSTROPHE.sub("", unicodedata.normalize("NFKC", text).casefold())
    spelled = _spelled()
    return [
        spelled.get(token) or (token.replace(",", "") if token[0].isdigit() else token)
        for token in _TOKEN.findall(plain)
    ]


@lru_cache(maxsize=1)
def _spelled() -> dict[str, str]:
    """Number words as digits, but for "one", which mostly is no number."""
    return {word: str(value) for word, value in load_numbers().words.items() if value > 1}


# --- Signatures ------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _empty() -> MinHash:
    from datasketch import MinHash  # imports SciPy: half a second, when the first report is kept

    return MinHash(PERMUTATIONS, seed=1, hashfunc=int, scheme="affine32")


def _sketch(runs: Any) -> Any:
    """The MinHash of runs: an array of `PERMUTATIONS` 32-bit numbers."""
    sketch = _empty().copy()
    if runs.size:
        sketch.update_batch(runs.tolist())
    return sketch.hashvalues.astype("<u4")


def _bands(sketch: Any) -> list[int]:
    """A signed 64-bit hash for each band of a signature."""
    return [
        int.from_bytes(
            blake2b(bytes([at]) + sketch[at : at + ROWS].tobytes(), digest_size=8).digest(), signed=True
        )
        for at in range(0, PERMUTATIONS - ROWS + 1, ROWS)
    ]


# --- Clusters --------------------------------------------------------------------------


class _Clusters:
    """Whose copy each report is: the original of the earliest report before it that it shares its text with.

    Where that is an earlier version of the report itself, it is a report of its own.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.rows: dict[str, RowMapping] = {}
        self.copy_of: dict[str, str | None] = {}
        self.wordings: dict[str, Wording] = {}
        self.sketches: dict[str, Any] = {}
        self.neighbours: dict[str, list[str]] = {}

    def settle(self, report_id: str) -> set[str]:
        """Work out the original of a new or renewed report and of those that depend on it; changed ids."""
        self._read(_WITH_COPIES, {"original": report_id})
        if former := self.copy_of[report_id]:
            self._read(_WITH_COPIES, {"original": former})
        seeds = {*self.rows, *self._later(report_id)}
        self._load(seeds)
        waiting = [(self._order(seed), seed) for seed in seeds]
        heapq.heapify(waiting)
        queued, changed = set(seeds), set()
        while waiting:
            _, at = heapq.heappop(waiting)
            original = self._original(at)
            if original == self.copy_of[at]:
                continue
            self.copy_of[at] = original
            self.connection.execute(update(reports).where(reports.c.id == at).values(copy_of=original))
            changed.add(at)
            for later in self._later(at):
                if later not in queued:
                    queued.add(later)
                    heapq.heappush(waiting, (self._order(later), later))
        return changed

    def _original(self, report_id: str) -> str | None:
        own = version_keys(self.rows[report_id])
        for neighbour in self._neighbours(report_id):
            if self._order(neighbour) > self._order(report_id):
                break
            original = self.copy_of[neighbour] or neighbour
            self._load([original])
            if original != report_id and own.isdisjoint(version_keys(self.rows[original])):
                return original
        return None

    def _later(self, report_id: str) -> list[str]:
        order = self._order(report_id)
        return [other for other in self._neighbours(report_id) if self._order(other) > order]

    def _neighbours(self, report_id: str) -> list[str]:
        """The reports that share their text with this one, other versions of it left out, earliest first."""
        if report_id not in self.neighbours:
            own = version_keys(self.rows[report_id])
            found = [
                other
                for other in self._candidates(report_id)
                if own.isdisjoint(version_keys(self.rows[other]))
                and is_copy(self.wordings[report_id], self.wordings[other])
            ]
            self.neighbours[report_id] = sorted(found, key=self._order)
        return self.neighbours[report_id]

    def _candidates(self, report_id: str) -> list[str]:
        """Reports that probably share words with this one, all that is known of them at hand."""
        import numpy

        if not self.wordings[report_id].runs.size:
            return []
        sketch = self._sketch(report_id)
        found = self.connection.execute(_SHARING, {"bands": _bands(sketch), "report_id": report_id}).all()
        if not found:
            return []
        sketches = numpy.frombuffer(b"".join(row.minhash for row in found), "<u4").reshape(len(found), -1)
        is_likely = (sketches == sketch).mean(axis=1) >= LIKELY
        likely = [row.report_id for row, likely in zip(found, is_likely, strict=True) if likely]
        self._load(likely)
        return likely

    def _sketch(self, report_id: str) -> Any:
        import numpy

        if report_id in self.sketches:
            return self.sketches[report_id]
        query = select(signatures.c.minhash).where(signatures.c.report_id == report_id)
        return numpy.frombuffer(self.connection.execute(query).scalar_one(), "<u4")

    def _order(self, report_id: str) -> tuple[str, bool, str, str]:
        """What makes a report the original: published first, then by the agency itself, then added first."""
        row = self.rows[report_id]
        is_agencys = row["agency"] is not None and row["outlet"] in (None, row["agency"])
        return (row["published"] or "9999", not is_agencys, row["added_at"], report_id)

    def _load(self, report_ids: Iterable[str]) -> None:
        missing = [report_id for report_id in report_ids if report_id not in self.rows]
        if missing:
            self._read(_OF_IDS, {"ids": missing})

    def _read(self, query: Select[Any], values: Mapping[str, Any]) -> None:
        for row in self.connection.execute(query, values).mappings():
            self.rows[row["id"]] = row
            self.copy_of[row["id"]] = row["copy_of"]
            if row["id"] not in self.wordings:
                spans = tuple((start, end) for _, start, end in row["anatomy"])
                self.wordings[row["id"]] = _remembered(row["text"], spans)
