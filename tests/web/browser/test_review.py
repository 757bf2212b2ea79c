"""Reviewing in a real browser: by keyboard alone, by pointer, by two at once; words found both ways."""

from __future__ import annotations

from itertools import pairwise

import pytest

from onrecord.ledger.ledger import Ledger
from onrecord.ledger.reviewing import queue, standing, trail
from tests.web.conftest import FORD, PASSWORD, USERS, add_reports

ODD = FORD | {
    "title": "Odd signs",
    "text": "Odd signs 👩\u200d👧\u200d👦 of Ode\u0301n\n\n👍🏽 “We \U0001d564aw 14 wolves 🐺🐺 at the cafe\u0301 \u202enear\u202c "
    "Ode\u0301n,” Warden Ruo Amadi said. Some 3,000 vill\u00adagers of 👩\u200d👧\u200d👦 Ode\u0301n have fled.",
}  # fmt: skip


def signed_in(open_page, room: str, role: str, path: str, **options):
    """A page of the room in a context of its own, where a user has signed in."""
    page = open_page(f"{room}/login?next={path}", **options)
    page.get_by_label("Name", exact=True).fill(USERS[role])
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{room}{path}")
    return page


def tab_to(page, described: str) -> None:
    """Press Tab until the element that a selector describes has the focus."""
    for _ in range(60):
        if page.evaluate("what => document.activeElement.matches(what)", described):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never comes to {described}")


def done(page) -> str:
    """What the page says was done."""
    return page.get_by_role("status").inner_text()


def test_the_whole_review_goes_by_keyboard_alone(open_page, open_room, room_ledger):
    with Ledger(room_ledger) as ledger:
        first, second, third, *_ = queue(ledger, kind="statement")
        record = ledger.record(second.report_id)
    statement = next(one for one in record.statements if one.id == second.record_id)
    page = open_page(f"{open_room(room_ledger)}/review?kind=statement")

    page.keyboard.press("j")
    page.wait_for_url(f"**/review/{first.report_id}/{first.record_id}?**")
    page.keyboard.press("a")
    page.wait_for_url(f"**/review/{second.report_id}/{second.record_id}?**")
    assert f"You accepted statement {first.record_id}" in done(page)

    page.keyboard.press("e")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Shift+ArrowLeft")
    tab_to(page, "select[name=speaker]")
    page.keyboard.press("ArrowDown")
    speaker = page.locator("select[name=speaker]").input_value()
    tab_to(page, "button[value=amend]")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/review/{third.report_id}/{third.record_id}?**")
    assert f"You amended statement {second.record_id}" in done(page)

    page.keyboard.press("r")
    page.wait_for_url("**done=3")
    assert f"You rejected statement {third.record_id}" in done(page)
    page.keyboard.press("u")
    page.wait_for_url(f"**/review/{third.report_id}/{third.record_id}?**done=4")
    assert "You took back" in done(page)

    with Ledger(room_ledger) as ledger:
        assert [(one.action, one.record) for one in reversed(trail(ledger))] == [
            ("accept", first.record_id), ("amend", second.record_id), ("reject", third.record_id),
            ("undo", third.record_id),
        ]  # fmt: skip
        fields = standing(ledger, second.report_id, second.record_id).fields
        assert standing(ledger, third.report_id, third.record_id).status is None
    words = record.words(statement.content[0])
    start, end = statement.content[0]
    assert fields["content"][0] == [start + words.index(" ") + 1, end - 2]
    assert fields["speaker"] == speaker != (statement.speaker and statement.speaker.id)


def test_keys_do_nothing_while_somebody_writes_or_amends_or_where_they_are_off(
    open_page, open_room, room_ledger
):
    page = open_page(f"{open_room(room_ledger)}/review/next?kind=statement")
    address = page.url
    page.get_by_text("Add a note").click()
    page.locator(".deciding textarea").press_sequentially("a rajah")
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.get_by_label("Single keys do this").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    page.reload()
    page.keyboard.press("a")
    page.reload()
    assert page.url == address
    with Ledger(room_ledger) as ledger:
        assert trail(ledger) == []


def test_the_second_of_two_reviewers_sees_the_first_and_keeps_what_they_did(
    open_page, open_room, team_ledger
):
    with Ledger(team_ledger) as ledger:
        one = queue(ledger, kind="statement")[0]
    path, room = f"/review/{one.report_id}/{one.record_id}", open_room(team_ledger)
    vero = signed_in(open_page, room, "reviewer", path)
    adil = signed_in(open_page, room, "admin", path, expected="409")
    adil.keyboard.press("e")
    adil.locator("[name=factuality]").select_option("possible")
    adil.locator("#amendment textarea").fill("he hedges")

    vero.keyboard.press("e")
    vero.locator("[name=act]").select_option("warn")
    vero.get_by_role("button", name="Save the amendment").click()
    vero.get_by_role("status").wait_for()
    adil.get_by_role("button", name="Save the amendment").click()

    clash = adil.get_by_role("alert")
    clash.wait_for()
    assert "Vero amended it" in clash.inner_text()
    assert adil.locator("[name=act]").input_value() == "warn"
    assert adil.locator("[name=factuality]").input_value() == "possible"
    assert adil.locator("#amendment textarea").input_value() == "he hedges"
    adil.get_by_role("button", name="Save the amendment").click()
    adil.get_by_role("status").wait_for()
    with Ledger(team_ledger) as ledger:
        fields = standing(ledger, one.report_id, one.record_id).fields
        assert (fields["act"], fields["factuality"]) == ("warn", "possible")
        assert [review.reviewer for review in trail(ledger)] == ["Adil", "Vero"]


@pytest.fixture
def odd(empty_ledger):
    """The record of a report of characters that JavaScript counts otherwise."""
    [report_id] = add_reports(empty_ledger, ODD)
    with Ledger(empty_ledger) as ledger:
        return ledger.record(report_id)


@pytest.mark.parametrize(
    "words", ["14", "👩\u200d👧\u200d👦 of Ode\u0301n", "\U0001d564aw 14 wolves 🐺🐺", "cafe\u0301 \u202enear\u202c Ode\u0301n", "vill\u00adagers"],
    ids=ascii,
)  # fmt: skip
@pytest.mark.parametrize("root", ["#article", "#context"])
def test_what_is_selected_has_the_ledger_s_offsets(open_page, open_room, empty_ledger, odd, root, words):
    path = f"/reports/{odd.report.id}" if root == "#article" else f"/review/{odd.report.id}/f1"
    page = open_page(open_room(empty_ledger) + path)
    found = page.evaluate(
        """async ([root, words]) => {
          const { points, rangeOf, selected } = await import("/static/spans.js");
          const element = document.querySelector(root);
          const start = element.textContent.indexOf(words);
          getSelection().addRange(rangeOf(element, start, start + words.length));
          const base = Number(element.dataset.start ?? 0);
          return { ...selected(element), base, shown: getSelection().toString() };
        }""",
        [root, words],
    )
    start = odd.report.text.index(words, found["base"])
    assert (found["start"] + found["base"], found["end"] + found["base"]) == (start, start + len(words))
    assert found["shown"].replace("\u00ad", "") == words.replace("\u00ad", "")


def test_words_that_are_selected_or_dragged_to_are_taken_exactly(open_page, open_room, empty_ledger, odd):
    text = odd.report.text
    [figure] = [one for one in odd.figures if odd.words(one.span) == "14"]
    page = open_page(f"{open_room(empty_ledger)}/review/{odd.report.id}/{figure.id}")
    page.keyboard.press("e")

    def box(words: str) -> dict[str, float]:
        """Where words stand in the window."""
        return page.evaluate(
            """async (words) => {
              const { rangeOf } = await import("/static/spans.js");
              const context = document.getElementById("context");
              const start = context.textContent.indexOf(words);
              const rect = rangeOf(context, start, start + words.length).getBoundingClientRect();
              return { left: rect.left, right: rect.right, middle: rect.top + rect.height / 2 };
            }""",
            words,
        )

    def taken() -> str:
        start, end = (int(page.locator(f"#pieces [name={side}1]").input_value()) for side in ("start", "end"))
        return text[start:end]

    wolves, cafe = box("wolves"), box("cafe\u0301")
    page.mouse.dblclick((wolves["left"] + wolves["right"]) / 2, wolves["middle"])
    assert taken() == "wolves"
    handle = page.get_by_role("slider", name="End of the words").bounding_box()
    page.mouse.move(handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2)
    page.mouse.down()
    page.mouse.move(cafe["right"] - 1, cafe["middle"], steps=5)
    page.mouse.up()
    assert taken() == "wolves 🐺🐺 at the cafe\u0301"
    page.keyboard.press("Shift+ArrowLeft")
    assert taken() == "wolves 🐺🐺 at the caf"
    page.get_by_role("slider", name="Start of the words").focus()
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.get_by_role("button", name="Save the amendment").click()
    page.get_by_role("status").wait_for()
    with Ledger(empty_ledger) as ledger:
        start, end = standing(ledger, odd.report.id, figure.id).fields["span"]
    assert text[start:end] == "14 wolves 🐺🐺 at the caf"


def test_a_piece_is_added_and_moved_by_its_own_ends(open_page, open_room, room_ledger):
    with Ledger(room_ledger) as ledger:
        record = next(one for one in ledger.records() if one.report.title == "Bridge shut")
    [end] = [span.end for span in record.statements[0].content]
    page = open_page(f"{open_room(room_ledger)}/review/{record.report.id}/s1")
    page.keyboard.press("e")
    page.get_by_role("button", name="Add a piece").click()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Save the amendment").click()
    page.get_by_role("status").wait_for()
    with Ledger(room_ledger) as ledger:
        first, second = standing(ledger, record.report.id, "s1").fields["content"]
    following = record.report.text[end:].split()
    assert first == [*record.statements[0].content[0]]
    assert record.report.text[slice(*second)].split() == [word for word in following if word != "."][:2]


def test_words_and_cards_of_a_report_lead_to_each_other(open_page, samples_room, samples_ledger):
    with Ledger(samples_ledger) as ledger:
        record = next(one for one in ledger.records() if len(one.statements) > 9)
    report_id = record.report.id
    page = open_page(f"{samples_room}/reports/{report_id}")
    card, words = page.locator("#s4"), page.locator("#s4-words .run").first

    words.hover()
    assert "near" in card.get_attribute("class")
    page.locator("#s9").hover()
    assert "near-words" in page.locator("#s9-words .run").first.get_attribute("class")

    words.click()
    assert page.url.partition("#")[2] in ("s4", *(figure.id for figure in record.figures))
    page.goto(f"{samples_room}/reports/{report_id}#s4")
    assert card.get_attribute("aria-current") == "true"
    assert "chosen-words" in words.get_attribute("class")
    assert abs(card.bounding_box()["y"] - words.bounding_box()["y"]) < 30

    card.locator("blockquote a").click()
    assert page.evaluate("document.activeElement.closest('#article') !== null")
    page.go_back()
    assert page.url.endswith("#s4")


def test_cards_beside_the_article_never_lie_on_one_another(open_page, samples_room, samples_ledger):
    with Ledger(samples_ledger) as ledger:
        densest = max(ledger.records(), key=lambda one: len(one.figures) + len(one.statements))
    page = open_page(f"{samples_room}/reports/{densest.report.id}#s9")
    boxes = page.evaluate(
        "[...document.querySelectorAll('.card')].map((card) => card.getBoundingClientRect()).map(({top, bottom}) => [top, bottom])"
    )
    assert all(above[1] <= below[0] + 0.5 for above, below in pairwise(boxes))


def test_without_scripts_an_address_shows_its_words_and_forms_review(open_page, open_room, room_ledger):
    with Ledger(room_ledger) as ledger:
        record = next(one for one in ledger.records() if one.report.title == "Bridge shut")
    room = open_room(room_ledger)
    page = open_page(f"{room}/reports/{record.report.id}#s1", java_script_enabled=False)
    page.locator("#s1").get_by_role("link", name="Review s1").click()
    page.get_by_text("Amend", exact=True).last.click()
    page.locator("[name=end1]").fill(str(record.statements[0].content[0].end - 10))
    page.get_by_role("button", name="Save the amendment").click()
    assert "You amended statement s1" in done(page)
    page.get_by_role("button", name="Undo").click()
    with Ledger(room_ledger) as ledger:
        assert [one.action for one in trail(ledger)] == ["undo", "amend"]


@pytest.mark.parametrize("path", ["/reports/{}", "/review", "/review/{}/f1", "/trail"])
def test_the_pages_of_a_review_fit_a_phone(open_page, samples_room, samples_ledger, path):
    with Ledger(samples_ledger) as ledger:
        report_id = ledger.report_ids()[0]
    page = open_page(samples_room + path.format(report_id), viewport={"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
