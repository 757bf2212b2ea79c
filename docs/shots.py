"""Take the screenshots of the reading room that the documentation shows: `make shots`.

The pages are those of the bundled, invented sample reports, read anew; Chromium is Debian's.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.serving import CHROMIUM, FLAGS, served_here
from onrecord.comparison.disputes import disputes
from onrecord.ledger.adding import add
from onrecord.ledger.ledger import Ledger
from onrecord.ledger.profiles import entries
from onrecord.samples import paths

FOLDER = Path(__file__).parent / "img"
WIDE, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}
SPEAKER = "Lameck Sitolo"
DISPATCH = "Malawi flood deaths reach 41"


def main() -> None:
    """Make a ledger of the samples, serve it, and take a picture of every page."""
    if CHROMIUM is None:
        sys.exit("make shots needs Chromium; on Debian: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="onrecord-shots-") as made:
        ledger = Path(made) / "samples.db"
        pages = _pages(ledger)
        with served_here(ledger) as room, sync_playwright() as started:
            browser = started.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
            for name, path in pages.items():
                _shoot(browser, room + path, FOLDER / f"{name}.png")
            _shoot(browser, room + pages["report"], FOLDER / "report-dark.png", color_scheme="dark")
            _shoot(browser, room + pages["series"], FOLDER / "series-dark.png", color_scheme="dark")
            _shoot(browser, room + pages["front"], FOLDER / "front-phone.png", viewport=PHONE)
            browser.close()


def _pages(ledger: Path) -> dict[str, str]:
    """The ledger is made; the address of every page by the name of its picture."""
    with Ledger(ledger) as opened:
        for _ in add(opened, [str(sample) for sample in paths()]):
            pass
        [first, *_] = disputes(opened)
        [speaker, *_] = entries(opened, name=SPEAKER)
        records = {record.report.title: record for record in opened.records()}
        [dispatch] = [record for title, record in records.items() if title and title.startswith(DISPATCH)]
    report = dispatch.report.id
    return {
        "front": "/", "reports": "/reports", "report": f"/reports/{report}", "statements": "/statements",
        "figures": "/figures", "search": "/search?q=Chikwawa+bridge", "actors": "/actors",
        "actor": f"/actors/{speaker.id}", "series-list": "/series",
        "series": "/series/displaced", "disputes": "/disputes", "dispute": f"/disputes/{first.id}",
        "map": "/map?indicator=displaced", "add": "/add", "rejects": "/rejects", "review": "/review",
        "review-record": f"/review/{report}/{dispatch.statements[0].id}", "trail": "/trail",
    }  # fmt: skip


def _shoot(browser: Any, address: str, file: Path, **options: Any) -> None:
    context = browser.new_context(**{"viewport": WIDE, "color_scheme": "light", **options})
    page = context.new_page()
    answer = page.goto(address, wait_until="networkidle")
    if answer.status != 200:
        sys.exit(f"{address}: {answer.status}")
    page.screenshot(path=file)
    context.close()
    print(file)


if __name__ == "__main__":
    main()
