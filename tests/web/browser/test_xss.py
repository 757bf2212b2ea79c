"""S1: nothing that a report, a name, an address or a note holds is ever markup or script on any page."""

from __future__ import annotations

import re
from importlib import resources

import pytest

from onrecord.comparison.disputes import disputes
from onrecord.ledger.ledger import Ledger
from onrecord.web.access import ACCESS, ANYONE
from tests.web.browser.conftest import watch
from tests.web.hostile import OWN, addresses, hostile_ledger, payloads

DOWNLOADS = re.compile(r"\.(csv|svg|png|json)$|^/static/|^/api")
UNSAFE = """() => {
  const links = [...document.querySelectorAll("[href], [src], [action], [data]")];
  const leads = (e) => ["href", "src", "action", "data"].map((name) => e.getAttribute(name) ?? "");
  const isUnsafe = (e) => leads(e).some((value) => /^\\s*(javascript|data|vbscript):/i.test(value));
  const strange = [...document.querySelectorAll("main :is(script, iframe, style, object, embed, base, link, meta)")];
  return [...links.filter(isUnsafe), ...strange].map((e) => e.outerHTML.slice(0, 200));
}"""
"""Links that would run something, and elements that no page of ours has in its content."""
FIRST = 6  # words asked for in every field


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    return hostile_ledger(tmp_path_factory.mktemp("hostile") / "hostile.db", payloads())


def shown_paths(ledger) -> list[str]:
    """Every page there is, for every report, and for the first of what else has an address."""
    with Ledger(ledger) as opened:
        reports = opened.report_ids()
        contested = disputes(opened, limit=3)
    known = {
        "report_id": reports, "record_id": ["s1", "f2"], "number": ["1", "2"], "indicator": ["killed"],
        "dispute_id": [dispute.id for dispute in contested],
    }  # fmt: skip
    found = []
    for method, path in ACCESS:
        if method != "GET" or DOWNLOADS.search(path) or ACCESS[method, path] == ANYONE:
            continue
        found += filled(path, known)
    return [*found, "/statements?page=2", "/figures?page=2", "/reports?page=2", "/series/killed?place=MWI"]


def filled(path: str, known: dict[str, list[str]]) -> list[str]:
    names = re.findall(r"{(\w+)(?::\w+)?}", path)
    if any(name not in known for name in names):
        return []
    paths = [path]
    for number, name in enumerate(names):
        values = known[name] if number == 0 else known[name][:2]
        paths = [re.sub(rf"{{{name}(:\w+)?}}", value, one) for one in paths for value in values]
    return paths


def test_no_word_of_a_ledger_becomes_markup(chromium, open_room, hostile):
    room = open_room(hostile)
    faults: list[str] = []
    context = chromium.new_context()
    context.add_init_script(
        "document.addEventListener('securitypolicyviolation', (e) => console.error('policy: ' + e.blockedURI))"
    )
    page = context.new_page()
    at = ""
    watch(page, lambda fault: faults.append(f"{at}: {fault}"))
    for at in [*shown_paths(hostile), *addresses(hostile, OWN[:FIRST])]:
        answer = page.goto(room + at, wait_until="load")
        assert answer.status < 500, at
        if answer.status >= 400:
            faults = [fault for fault in faults if "Failed to load resource" not in fault]
        page.emulate_media(media="print" if len(at) % 2 else "screen")
        assert page.evaluate(UNSAFE) == [], at
    context.close()
    assert faults == []


def test_templates_escape_all():
    for template in resources.files("onrecord.web").joinpath("templates").iterdir():
        assert "|safe" not in template.read_text("utf-8").replace(" ", ""), template.name
