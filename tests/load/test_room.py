"""Some clients for some seconds; the whole of R28 is the script beside this."""

from __future__ import annotations

from bench.serving import serving
from tests.awaiting import awaited
from tests.load.room import READS, REVIEWS, adding, kept_reviews, known, made, work


def test_nobody_is_turned_away_and_no_review_is_lost_while_reports_are_added(tmp_path):
    ledger = made(tmp_path / "room.db", 120)
    with (tmp_path / "log").open("w") as log, serving(ledger, log) as port, adding(ledger, tmp_path, 200):
        told = awaited(work(port, 6, 6, known(ledger)))
    assert told.faults == []
    assert told.took[READS]
    assert told.took[REVIEWS]
    assert kept_reviews(ledger) == told.reviewed
