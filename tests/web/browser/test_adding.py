"""Adding in a browser: a text is pasted, files are uploaded, and the page follows how they are read."""

from __future__ import annotations

import fcntl
import json
from pathlib import Path

import pytest

from tests.web.browser.conftest import violations

GATE = "Gate shut\n\nWarden Ruo Amadi said on Monday that 14 people had been turned back at the gate of Odde."
MANY = 120  # reports: more than a page lists
WAIT = 120_000  # milliseconds for a job, on a busy machine


@pytest.fixture
def spool(tmp_path) -> Path:
    return tmp_path / "spool"


@pytest.fixture
def room(open_room, samples_ledger, spool) -> str:
    return open_room(samples_ledger, spool=str(spool))


def over(page):
    page.wait_for_selector("#progress", state="detached", timeout=WAIT)


def test_a_pasted_text_is_read_and_leads_to_its_report(open_page, room):
    page = open_page(f"{room}/add")
    page.get_by_role("textbox", name="Text (at most").fill(GATE)
    page.get_by_role("textbox", name="Outlet").fill("Vale Gazette")
    page.get_by_role("button", name="Read this text").click()
    page.wait_for_url("**/jobs/*")
    over(page)
    assert page.get_by_role("heading", level=1).inner_text() == "Read a pasted text"
    assert page.get_by_role("status").inner_text() == "1 report: 1 new."
    page.get_by_role("link", name="Gate shut").click()
    page.wait_for_url("**/reports/*")
    assert "Gate shut" in page.get_by_role("heading", level=1).inner_text()


def test_the_page_follows_what_is_uploaded_until_all_of_it_is_read(open_page, room, spool, tmp_path):
    many = tmp_path / "many.jsonl"
    reports = (
        f"The warden of gate {number} said that {number + 20} men had come to Odde." for number in range(MANY)
    )
    many.write_text("".join(json.dumps({"text": text}) + "\n" for text in reports), "utf-8")
    broken = tmp_path / "<b>broken.json"
    broken.write_text("{", "utf-8")
    spool.mkdir(0o700, exist_ok=True)
    with (spool / "turn").open("w") as turn:  # nothing is read until the page has been seen
        fcntl.flock(turn, fcntl.LOCK_EX)
        page = open_page(f"{room}/add")
        page.locator("input[type=file]").set_input_files([broken, many])
        page.get_by_role("button", name="Read these files").click()
        page.wait_for_url("**/jobs/*")
        assert page.get_by_role("heading", level=1).inner_text() == "Waiting to read 2 files"
        assert page.get_by_role("progressbar").is_visible()
        assert violations(page) == []
    page.wait_for_selector("#outcomes > li", timeout=WAIT)
    page.evaluate("window.isTheSamePage = true")
    over(page)
    assert page.evaluate("window.isTheSamePage")
    assert page.get_by_role("heading", level=1).inner_text() == "Read 2 files"
    assert page.get_by_role("status").inner_text() == f"{MANY + 1} reports: {MANY} new, 1 could not be read."
    assert page.locator("#outcomes > li").count() == 100
    assert "upload://<b>broken.json: not JSON" in page.locator("#outcomes > li").first.inner_text()
    page.get_by_role("link", name="More on the next page").click()
    page.wait_for_url("**?page=2")
    assert page.locator("#outcomes > li").count() == MANY + 1 - 100
    assert violations(page) == []


def test_a_job_is_stopped_by_a_button(open_page, room, spool):
    spool.mkdir(0o700, exist_ok=True)
    with (spool / "turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        page = open_page(f"{room}/add")
        page.get_by_role("textbox", name="Text (at most").fill(GATE)
        page.get_by_role("button", name="Read this text").click()
        page.get_by_role("button", name="Stop").click()
        page.wait_for_selector("h1:has-text('Stopped reading a pasted text')")
        assert page.get_by_role("progressbar").count() == 0


def test_without_scripts_the_page_of_a_job_loads_itself_again(open_page, room):
    page = open_page(f"{room}/add", java_script_enabled=False)
    page.get_by_role("textbox", name="Text (at most").fill(GATE)
    page.get_by_role("button", name="Read this text").click()
    page.get_by_role("link", name="Gate shut").click(timeout=WAIT)
    page.wait_for_url("**/reports/*")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/add", "/rejects"])
def test_axe_finds_nothing_wrong_with_the_forms(open_page, room, path, scheme):
    assert violations(open_page(room + path, color_scheme=scheme)) == []


@pytest.mark.parametrize("path", ["/add", "/rejects"])
def test_the_forms_fit_a_phone(open_page, room, path):
    page = open_page(room + path, viewport={"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_fault_is_told_beside_the_form_with_what_was_typed(open_page, room):
    page = open_page(f"{room}/add", expected="422")
    page.get_by_label("Addresses").fill("https://paper.example/\nftp://paper.example/")
    page.get_by_role("button", name="Fetch and read").click()
    page.wait_for_selector("[role=alert]")
    assert "ftp://paper.example/: an address begins with" in page.get_by_role("alert").inner_text()
    assert page.get_by_label("Addresses").input_value() == "https://paper.example/\nftp://paper.example/"
    assert violations(page) == []
