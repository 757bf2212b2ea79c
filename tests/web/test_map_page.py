"""The map: figures at their places, drawn so that it shows how exactly a place is known, and listed below."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree, html
from sqlalchemy import update

from onrecord.comparison.mapping import Spot, placed, spots
from onrecord.ledger.ledger import Ledger
from onrecord.ledger.schema import figures, places
from onrecord.web import cartography
from onrecord.web.cartography import WIDTH, View, land, view_of
from onrecord.web.outlines import outlines
from tests.web.conftest import add_reports
from tests.web.hostile import TELL

MALAWI = {
    "title": "Camps fill", "outlet": "The Odde Post", "published": "2031-03-09",
    "text": "Camps fill\n\nSome 900 people fled in Malawi on Friday, Ruo Amadi said. At least 31 people were injured in "
    "Blantyre on Friday, he said.",
}  # fmt: skip
SVG = "{http://www.w3.org/2000/svg}"


def tree(page: str):
    return html.fromstring(page)


def marks(page: str) -> dict[str, str]:
    """The title of each mark on the map, with its classes."""
    found = tree(page).xpath("//a[contains(@class, 'spot')]")
    return {mark.findtext("title"): mark.get("class") for mark in found}


def changed(ledger, table, words: str, **facts) -> None:
    """Change the places of a name, or the figures with some words."""
    column = table.c.name if table is places else table.c.words
    with Ledger(ledger) as opened, opened.engine.begin() as connection:
        connection.execute(update(table).where(column == words).values(**facts))


def test_each_place_has_a_mark_that_leads_to_its_figures_and_these_to_their_words(client):
    page = client.get("/map").text
    assert list(marks(page)) == ["Mosul: 2 figures, the latest 2031-03-07: 40 (killed)",
                                 "Erbil: 1 figure, the latest 2031-03-06: 500",
                                 "Tikrit: 2 figures, the latest 2031-03-03: 31 (killed)"]  # fmt: skip
    found = tree(page)
    for mark in found.xpath("//a[contains(@class, 'spot')]"):
        [rows] = found.xpath(f"//tbody[@id='{mark.get('href')[1:]}']")
        assert mark.findtext("title").startswith(rows.xpath("string(.//*[@class='place-name'])"))
        for link in rows.xpath(".//a[@class='figure-words']/@href"):
            report, _, anchor = link.partition("#")
            assert f'id="{anchor}"' in client.get(report).text


def test_the_list_says_what_the_map_shows(client):
    [rows] = [
        body for body in tree(client.get("/map").text).xpath("//tbody") if "Mosul" in body.text_content()
    ]
    words = " ".join(rows.text_content().split())
    assert "Mosul a town or city · 2 figures" in words
    assert "Forty soldiers were killed in Mosul on Thursday, General Ivo Brand said." in words
    assert "Ivo Brand" in words
    assert "The Odde Post" in words


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("indicator=killed", ["Mosul", "Tikrit"]),
        ("indicator=displaced", []),
        ("mode=expected", ["Erbil"]),
        ("measure=flow", ["Mosul", "Tikrit"]),
        ("place=Erbil", ["Erbil"]),
        ("place=IRQ", ["Mosul", "Erbil", "Tikrit"]),
        ("since=2031-03-07", ["Mosul"]),
        ("until=2031-03-04", ["Tikrit"]),
    ],
)
def test_what_is_asked_for_is_what_is_drawn(client, asked, names):
    page = client.get(f"/map?{asked}").text
    assert [title.partition(":")[0] for title in marks(page)] == names
    if not names:
        assert "No figure that fits has a place on the map." in page


@pytest.mark.parametrize(
    "asked",
    ["indicator=kiled", "since=in May", "until=2031-13-01", "day=soon", "day=²", "place=Nowhere at all"],
)
def test_what_is_no_such_thing_is_told(client, asked):
    assert client.get(f"/map?{asked}").status_code == 400


def test_an_empty_ledger_has_an_empty_map_and_says_what_to_do(empty_client):
    page = empty_client.get("/map").text
    assert "No figure that fits has a place on the map." in page
    assert 'href="/add"' in page
    assert "<svg" not in page


# --- How exactly ------------------------------------------------------------------------------


def test_a_guess_at_a_country_is_a_ring_on_its_hatched_outline_and_no_point(serve, room_ledger):
    add_reports(room_ledger, MALAWI)
    page = serve(room_ledger).get("/map?place=MWI").text
    classes = {title.partition(":")[0]: name for title, name in marks(page).items()}
    assert classes == {"somewhere in Malawi": "spot ring", "Blantyre": "spot"}
    assert "somewhere in Malawi</text>" in page
    assert "somewhere in the country" in page
    [hatched] = re.findall(r'<path class="land" d="([^"]+)" fill="url\(#hatch\)"', page)
    blantyre = Spot("Blantyre", "MWI/x", -15.785, 35.009, "city", "MWI", ())
    view = view_of([Spot("Malawi", "MWI", -13.5, 34.0, "country", "MWI", ()), blantyre])
    assert hatched in [one.path for one in land(view) if one.code == "MWI"]
    assert view.south < -17
    assert view.north > -9.5


@pytest.mark.parametrize(
    ("facts", "classes", "words"),
    [
        ({"precision": "admin1"}, "spot ring", "somewhere in Mosul"),
        ({"precision": "region"}, "spot ring", "somewhere in Mosul"),
        ({"precision": "near"}, "spot ring unsure", "near Mosul (uncertain)"),
        ({"confidence": 0.3}, "spot unsure", "Mosul (uncertain)"),
        ({"precision": "admin2", "confidence": 0.3}, "spot ring unsure", "somewhere in Mosul (uncertain)"),
    ],
    ids=str,
)
def test_what_is_less_exact_or_less_sure_looks_so(serve, room_ledger, facts, classes, words):
    changed(room_ledger, places, "Mosul", **facts)
    found = {
        title.partition(":")[0]: name for title, name in marks(serve(room_ledger).get("/map").text).items()
    }
    assert found[words] == classes


# --- How large --------------------------------------------------------------------------------


def test_dots_are_as_large_as_their_figures_where_all_count_the_same(serve, room_ledger):
    changed(room_ledger, figures, "At least 12", value=10, low=10, high=None)
    changed(room_ledger, figures, "Forty", value=40, low=40, high=40)
    changed(room_ledger, figures, "31", review="rejected")
    client = serve(room_ledger)
    page = tree(client.get("/map?indicator=killed&measure=flow").text)
    radii = {
        mark.findtext("title").partition(":")[0]: float(mark.xpath(".//*[@class='shape']/@r")[0])
        for mark in page.xpath("//a[contains(@class, 'spot')]")
    }
    assert radii["Mosul"] == pytest.approx(2 * radii["Tikrit"])
    assert [item.text_content().strip() for item in page.xpath("//ul[@class='key']/li")][3:] == ["40", "10"]


@pytest.mark.parametrize("asked", ["", "indicator=killed"])
def test_dots_of_different_things_are_of_one_size(client, asked):
    page = client.get(f"/map?{asked}").text
    assert len(set(re.findall(r'class="shape" r="([\d.]+)"', page))) == 1
    assert ("Choose a measure, and the dots are as large as their figures." in page) == bool(asked)


# --- When -------------------------------------------------------------------------------------


def test_a_day_shows_what_was_known_until_then(client):
    page = tree(client.get("/map?day=2031-03-06").text)
    shown = [mark for mark in page.xpath("//a[contains(@class, 'spot')]") if mark.get("hidden") is None]
    assert [mark.findtext("title").partition(":")[0] for mark in shown] == ["Mosul", "Erbil", "Tikrit"]
    page = tree(client.get("/map?day=2031-03-05").text)
    shown = [mark for mark in page.xpath("//a[contains(@class, 'spot')]") if mark.get("hidden") is None]
    assert [mark.findtext("title").partition(":")[0] for mark in shown] == ["Tikrit"]
    assert [body.get("hidden") is None for body in page.xpath("//tbody")] == [False, False, True]
    assert page.xpath("string(//output)") == "2031-03-05"


def test_a_slider_is_a_form_whose_days_are_those_of_the_figures(client):
    page = tree(client.get("/map?indicator=killed&day=2031-03-06").text)
    [slider] = page.xpath("//input[@type='range']")
    form = slider.getparent()
    assert (form.get("action"), form.xpath("./input[@type='hidden']/@name")) == ("/map", ["indicator"])
    first, last = int(slider.get("min")), int(slider.get("max"))
    assert last - first == 4
    assert int(slider.get("value")) == last - 1
    answer = client.get(f"/map?indicator=killed&day={first}")
    assert '<output id="day-shown" for="day">2031-03-03</output>' in answer.text


# --- Hostile words, weight ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", [f"<script>{TELL}</script>", f'"><img src=x onerror="{TELL}">', "\u202eluoM\u2066"]
)
def test_a_name_is_text_wherever_it_stands(serve, room_ledger, words):
    changed(room_ledger, places, "Mosul", name=words)
    page = serve(room_ledger).get("/map").text
    assert "<img" not in page
    assert page.count("<script") == 3
    parsed = tree(page)
    assert words in [name.text_content() for name in parsed.xpath("//*[@class='place-name']/bdi")]
    titles = "".join(parsed.xpath("//title/text()"))
    assert "\u202e" not in titles


def test_the_outlines_in_view_alone_are_in_the_page(client):
    page = client.get("/map?indicator=killed").text
    assert len(page) < 60_000
    assert 3 <= page.count('class="land"') <= 25


# --- Outlines and views -------------------------------------------------------------------------


def spot(lat: float, lon: float) -> Spot:
    return Spot("Odde", "ODD", lat, lon, "city", "ODD", ())


PLACES = st.lists(st.tuples(st.floats(-59, 83), st.floats(-180, 180)), min_size=1, max_size=9)


@given(PLACES)
@example([(2.5, -119.1), (7.0, -114.4)])
@example([(-16.0, 35.0)])
@example([(-18.0, 178.0), (-14.0, -172.0)])
@example([(65.0, 179.9), (66.0, -179.9)])
@example([(60.0, -120.0), (-30.0, 140.0), (50.0, 10.0)])
@example([(83.0, 10.0)])
@example([(-59.0, -70.0)])
def test_a_view_holds_all_its_places(where):
    shown = [spot(lat, lon) for lat, lon in where]
    view = view_of(shown)
    for one in shown:
        assert 0 <= view.x(one.lon) <= WIDTH
        assert 0 <= view.y(one.lat) <= view.height
    assert view.height <= 561
    assert view.east - view.west <= 360


def test_a_view_across_180_degrees_is_no_wider_than_it_need_be():
    view = view_of([spot(-18.0, 178.0), spot(-14.0, -172.0)])
    assert view.east - view.west < 25


def test_a_place_that_moves_a_little_seldom_moves_the_map():
    views = {view_of([spot(-16.0, 35.0), spot(-13.0 + step / 100, 34.0)]) for step in range(50)}
    assert len(views) < 5


def test_every_map_is_light_enough():
    """A map of the world has the most of the world's outlines."""
    for shown in ([], [(60, -120), (-30, 140)], [(-30, 25), (35, 10)], [(50, 10), (40, 80)]):
        drawn = land(view_of([spot(lat, lon) for lat, lon in shown]))
        assert sum(len(one.path) for one in drawn) < 60_000


def test_no_outline_crosses_the_map_where_it_should_not():
    """Countries on both sides of 180 degrees are drawn on both sides, and not across all of the world."""
    for outline in outlines():
        for ring in outline.rings(0.0):
            steps = [abs(east[0] - west[0]) for west, east in pairwise(ring)]
            assert max(steps) < 180, outline.name


def test_an_outline_that_leaves_the_map_is_cut_off_around_it():
    view = View(20.0, -20.0, 30.0, -14.0)
    for one in land(view):
        points = [(0, 0)]
        for ring in one.path.split("z")[:-1]:
            start, _, steps = ring.removeprefix("M").partition("l")
            x, y = map(int, start.split())
            points.append((x, y))
            for right, down in re.findall(r"(-?\d+) ?(-?\d+)", steps):
                x, y = x + int(right), y + int(down)
                points.append((x, y))
        assert all(-0.25 * WIDTH <= x <= 1.25 * WIDTH for x, _ in points)
        assert all(-0.25 * view.height <= y <= 1.25 * view.height for _, y in points)


def test_labels_do_not_lie_over_each_other(room_ledger):
    with Ledger(room_ledger) as ledger:
        [mosul, *_] = spots(placed(ledger))
    crowd = [replace(mosul, lat=mosul.lat + step * 0.05) for step in range(20)]
    view = view_of(crowd)
    labels = cartography.labels(cartography.marks(crowd, view, is_sized=False), (), view)
    heights = sorted(label.y for label in labels if label.fits_wide)
    assert 1 < len(heights) < len(labels) == 20
    assert all(below - above >= cartography.LINE for above, below in pairwise(heights))


def test_the_page_is_well_formed_where_it_is_drawn(client):
    [svg] = re.findall(r'<svg id="map".*?</svg>', client.get("/map").text, re.DOTALL)
    etree.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))
