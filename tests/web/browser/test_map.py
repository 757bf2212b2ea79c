"""The map in a browser: moved by buttons, keys and mouse, gone through in time, and the same without scripts."""

from __future__ import annotations

import pytest

from tests.web.browser.conftest import violations

SHOWN = "#map a.spot:not([hidden])"


@pytest.fixture
def room(open_room, samples_ledger) -> str:
    return open_room(samples_ledger)


@pytest.fixture
def page(open_page, room):
    return open_page(f"{room}/map")


def view(page) -> list[float]:
    return [float(number) for number in page.get_attribute("#map", "viewBox").split()]


def test_a_mark_leads_to_its_place_in_the_list_and_on_to_the_words(page, room):
    mark = page.locator("#map a.spot:not(.ring)").first
    target = mark.get_attribute("href")
    mark.locator(".shape").click()
    page.wait_for_url(f"**/map{target}")
    assert page.locator(f"{target} .place-name").is_visible()
    page.locator(f"{target} .figure-words").first.click()
    page.wait_for_url("**/reports/*-words")


def test_buttons_take_the_map_closer_and_about_and_marks_stay_as_large(page):
    whole = view(page)
    shape = page.locator("#map a.spot:not(.ring) .shape").first
    size = shape.bounding_box()["width"]
    page.get_by_role("button", name="Closer").click()
    closer = view(page)
    assert closer[2] == pytest.approx(whole[2] / 1.5)
    assert shape.bounding_box()["width"] == pytest.approx(size, rel=0.05)
    page.get_by_role("button", name="West").click()
    assert view(page)[0] < closer[0]
    page.get_by_role("button", name="North").click()
    assert view(page)[1] < closer[1]
    page.get_by_role("button", name="The whole map").click()
    assert view(page) == whole


def test_keys_move_it_where_the_focus_is_on_it_and_nowhere_else(page):
    whole = view(page)
    page.keyboard.press("+")
    assert view(page) == whole
    page.locator("#map a.spot").first.focus()
    page.keyboard.press("+")
    closer = view(page)
    assert closer[2] < whole[2]
    page.keyboard.press("ArrowRight")
    assert view(page)[0] > closer[0]
    page.keyboard.press("0")
    assert view(page) == whole


def test_dragging_moves_it_and_clicks_nothing(page):
    page.get_by_role("button", name="Closer").click()
    before = view(page)
    box = page.locator("#map a.spot .shape").first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 25, steps=5)
    page.mouse.up()
    assert view(page)[0] < before[0]
    assert "#p" not in page.url


def test_it_cannot_be_lost(page):
    for name in ("West", "North", "Farther"):
        for _ in range(30):
            page.get_by_role("button", name=name).click()
    left, top, width, height = view(page)
    assert left + width > 0
    assert top + height > 0
    assert width < 2 * 960


def test_the_slider_goes_from_day_to_day_by_keys_and_keeps_the_day_in_the_address(page):
    days = [int(day) for day in page.get_attribute("#day", "data-days").split()]
    everything = page.locator(SHOWN).count()
    page.locator("#day").focus()
    for at in range(len(days) - 1, 0, -1):
        page.keyboard.press("ArrowLeft")
        assert page.locator("#day").input_value() == str(days[at - 1])
    first = page.locator("#day-shown").inner_text()
    shown = page.locator(SHOWN).count()
    assert 0 < shown < everything
    assert page.locator("#day").get_attribute("aria-valuetext") == first
    assert page.locator("table.places tbody:visible").count() == shown
    assert {row.get_attribute("data-day") for row in page.locator("tr[data-day]:visible").all()} == {first}
    assert page.url.endswith(f"?day={first}")
    page.reload()
    assert page.locator(SHOWN).count() == shown
    page.locator("#day").focus()
    page.keyboard.press("End")
    assert page.locator(SHOWN).count() == everything


def test_without_scripts_a_form_goes_through_time(open_page, room):
    page = open_page(f"{room}/map", java_script_enabled=False)
    everything = page.locator(SHOWN).count()
    assert page.get_by_role("button", name="Closer").count() == 0
    page.locator("#day").fill(page.get_attribute("#day", "min"))
    page.locator("#slider button").click()
    assert "day=" in page.url
    assert 0 < page.locator(SHOWN).count() < everything


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path", ["/map", "/map?indicator=killed&measure=cumulative", "/map?indicator=troops"]
)
def test_axe_finds_nothing_wrong(open_page, room, path, scheme):
    assert violations(open_page(room + path, color_scheme=scheme)) == []


def test_it_fits_a_phone_with_labels_that_can_be_read(open_page, room):
    page = open_page(f"{room}/map", viewport={"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    heights = [label.bounding_box()["height"] for label in page.locator("#map .label:visible").all()]
    assert heights
    assert min(heights) >= 10
