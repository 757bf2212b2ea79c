"""Every page in a real browser: nobody is shut out, nothing fails, nothing leaves the machine."""

from __future__ import annotations

import pytest

from onrecord.ledger.ledger import Ledger
from tests.web.browser.conftest import violations

PAGES = {
    "front": "/", "reports": "/reports", "report": "/reports/{report}", "statements": "/statements",
    "figures": "/figures", "actors": "/actors", "actor": "/actors/1", "search": "/search?q=bridge",
    "queue": "/review", "one under review": "/review/{report}/s1", "trail": "/trail",
    "nothing": "/no/such/page",
}  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_axe_finds_nothing_wrong(open_page, samples_room, samples_ledger, path, scheme):
    with Ledger(samples_ledger) as ledger:
        report = ledger.report_ids()[0]
    expected = "404" if path == PAGES["nothing"] else None
    page = open_page(samples_room + path.format(report=report), expected, color_scheme=scheme)
    assert violations(page) == []


@pytest.mark.parametrize("path", ["/", "/statements", "/reports"])
def test_a_page_fits_a_phone(open_page, samples_room, path):
    page = open_page(samples_room + path, viewport={"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_light_or_dark_is_remembered(open_page, samples_room):
    page = open_page(samples_room, color_scheme="light")
    page.get_by_role("button", name="Light or dark").click()
    page.goto(f"{samples_room}/reports")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_the_search_is_reached_by_a_key(open_page, samples_room):
    page = open_page(f"{samples_room}/reports")
    page.keyboard.press("/")
    page.keyboard.type("bridge")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=bridge")
    assert page.get_by_role("heading", level=1).inner_text() == "Search: bridge"


def test_a_page_reads_without_scripts(open_page, samples_room):
    page = open_page(samples_room, java_script_enabled=False)
    page.get_by_role("link", name="Statements", exact=True).click()
    assert page.get_by_role("heading", level=1).inner_text() == "Statements"
