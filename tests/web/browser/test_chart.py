"""The chart of a series in a browser: a dot leads to the words behind it, by mouse, by keyboard, by touch."""

from __future__ import annotations

import pytest

from onrecord.comparison import disputes
from onrecord.ledger.ledger import Ledger
from onrecord.web.pages.series import AT_ONCE
from tests.comparison.conftest import Claim
from tests.web.browser.conftest import violations
from tests.web.dispatches import FLOOD, QUARREL, kept

DOTS = "#chart svg a"
IDA = f"{DOTS}[aria-label*='Ida Ford'][aria-label*='“40”']"
QUOTE = "Ida Ford said 40 people were killed in the Vale."


@pytest.fixture
def room(open_room, tmp_path):
    return open_room(kept(tmp_path / "flood.db", FLOOD))


@pytest.fixture
def killed(open_page, room):
    page = open_page(f"{room}/series/killed")
    page.wait_for_selector(DOTS)
    return page


def report_of(page):
    return page.locator("#card .actions a").first.get_attribute("href")


def test_a_dot_opens_its_quote_and_leads_to_the_report(killed, room):
    assert killed.locator("#card").is_hidden()
    killed.click(IDA)
    card = killed.locator("#card")
    assert card.is_visible()
    assert card.locator("blockquote").inner_text() == QUOTE
    facts = card.locator("dl").inner_text()
    for fact in ("Ida Ford", "Ford Courier", "2031-03-05", "observed"):
        assert fact in facts
    card.locator(".actions a").first.click()
    killed.wait_for_url(f"{room}/reports/*#f1-words")


def test_the_keyboard_goes_from_dot_to_dot_and_opens_and_closes(killed):
    killed.locator("#chart figcaption a").first.focus()
    killed.keyboard.press("Shift+Tab")
    told = []
    for _ in range(killed.locator(DOTS).count()):
        told.append(killed.evaluate("document.activeElement.getAttribute('aria-label')"))
        killed.keyboard.press("ArrowRight")
    assert len(set(told)) == 3
    at = next(number for number, label in enumerate(told) if "“40”" in label)
    killed.keyboard.press("Home")
    for _ in range(at):
        killed.keyboard.press("ArrowRight")
    killed.keyboard.press("Enter")
    assert killed.locator("#card blockquote").inner_text() == QUOTE
    assert killed.evaluate("document.activeElement.id") == "card"
    killed.keyboard.press("Escape")
    assert killed.locator("#card").is_hidden()
    assert "“40”" in killed.evaluate("document.activeElement.getAttribute('aria-label')")


def test_tab_passes_all_dots_in_one_step(killed):
    killed.locator(DOTS).first.wait_for()
    assert killed.locator(f"{DOTS}[tabindex='0']").count() == 1


def test_the_card_shows_the_row_of_the_figure(killed):
    killed.click(IDA)
    killed.click("#card .actions a >> nth=1")
    assert killed.locator("#card").is_hidden()
    assert QUOTE in killed.locator("tr:target").inner_text()


def test_a_dot_of_another_page_leads_there(open_room, open_page, tmp_path):
    many = tuple(Claim(1000 + number, "Ruo Amadi") for number in range(AT_ONCE + 1))
    room = open_room(kept(tmp_path / "many.db", [("Vale Gazette", "2031-03-05", many)]))
    page = open_page(f"{room}/series/killed")
    page.wait_for_selector(DOTS)
    page.locator(f"{DOTS}[href*='page=2']").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/series/killed?page=2#p*")
    assert page.locator("tr:target").count() == 1


def test_the_chart_follows_the_choice_of_light_or_dark(killed):
    light = killed.locator("#chart svg text").first.get_attribute("fill")
    killed.click("#theme")
    killed.wait_for_selector(f"#chart svg text:not([fill='{light}'])")


def test_without_scripts_the_picture_and_the_tables_stand(open_page, room):
    page = open_page(f"{room}/series/killed", java_script_enabled=False)
    assert page.locator("#chart img").is_visible()
    assert page.locator(DOTS).count() == 0
    page.locator("#chart img").evaluate("(picture) => picture.decode()")
    assert QUOTE in page.locator("table.points").first.inner_text()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_series_and_disputes_can_be_used_by_everybody(open_room, open_page, tmp_path, width, scheme):
    ledger = kept(tmp_path / "quarrel.db", QUARREL)
    room = open_room(ledger)
    with Ledger(ledger) as opened:
        [dispute, *_] = disputes(opened)
    options = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    page = open_page(f"{room}/series", **options)
    for path in ("/series", "/series/killed", "/disputes", f"/disputes/{dispute.id}"):
        page.goto(f"{room}{path}")
        if path == "/series/killed":
            page.wait_for_selector(DOTS)
            page.locator(DOTS).first.focus()
            page.keyboard.press("Enter")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert violations(page) == [], path
