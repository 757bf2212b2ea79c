"""Headless Chromium before a reading room that is really served; it looks at nothing but loopback."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from bench.serving import CHROMIUM, FLAGS, served_here
from onrecord.comparison.comparing import compare
from onrecord.ledger.adding import add
from onrecord.ledger.ledger import Ledger
from onrecord.samples import paths

AXE = Path(".venv/node/node_modules/axe-core/axe.min.js")
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
LOOPBACK = ("127.0.0.1", "localhost")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A browser; the tests are skipped where there is none."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here; on Debian: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def samples_kept(tmp_path_factory, read) -> Path:
    """A ledger of the bundled sample reports, compared; to be copied."""
    path = tmp_path_factory.mktemp("samples") / "samples.db"
    with Ledger(path) as ledger:
        for _ in add(ledger, [str(sample) for sample in paths()]):
            pass
        compare(ledger)
    return path


@pytest.fixture
def samples_ledger(samples_kept, tmp_path) -> Path:
    """A ledger of the sample reports of the test's own."""
    return Path(shutil.copy(samples_kept, tmp_path / "samples.db"))


OpenRoom = Callable[..., str]


@pytest.fixture
def open_room() -> Iterator[OpenRoom]:
    """Serve a ledger's reading room on a free port: its address, without a slash at the end."""
    with ExitStack() as opened:

        def opening(ledger: Path | str, **settings: Any) -> str:
            return opened.enter_context(served_here(ledger, **settings))

        yield opening


@pytest.fixture
def samples_room(open_room, samples_ledger) -> str:
    """The address of a reading room on the sample reports."""
    return open_room(samples_ledger)


OpenPage = Callable[..., Any]


@pytest.fixture
def open_page(chromium) -> Iterator[OpenPage]:
    """Open an address in a context of its own (options are Playwright's): the page.

    When the test ends, nothing may have been written to the console as an error, no script may have failed,
    no dialog opened, and no request gone beyond loopback. An error that a test expects is named by
    `expected`, a part of its words.
    """
    faults: list[str] = []
    with ExitStack() as opened:

        def opening(address: str, expected: str | None = None, **options: Any) -> Any:
            context = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
            opened.callback(context.close)
            page = context.new_page()
            watch(page, lambda fault: None if expected and expected in fault else faults.append(fault))
            page.goto(address)
            return page

        yield opening
    assert faults == []


def watch(page: Any, tell: Callable[[str], None]) -> None:
    """Tell of errors, dialogs and requests that leave the machine."""
    page.on("console", lambda said: tell(f"console: {said.text}") if said.type == "error" else None)
    page.on("pageerror", lambda error: tell(f"script: {error}"))
    page.on("dialog", lambda dialog: (tell(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("request", lambda request: tell(f"request: {request.url}") if leaves(request.url) else None)


def leaves(address: str) -> bool:
    """Whether a request goes beyond this machine."""
    parts = urlsplit(address)
    return parts.scheme not in ("data", "blob", "about") and parts.hostname not in LOOPBACK


def violations(page: Any) -> list[str]:
    """What axe-core finds wrong with a page; the test is skipped where axe-core is not installed."""
    if not AXE.exists():
        pytest.skip("there is no axe-core here; make test installs it where npm is")
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    options = json.dumps({"runOnly": {"type": "tag", "values": list(RULES)}})
    found = page.evaluate(f"async () => (await axe.run(document, {options})).violations")
    return [
        f"{violation['id']}: {violation['help']}: {node['html'][:200]}"
        for violation in found
        for node in violation["nodes"]
    ]
