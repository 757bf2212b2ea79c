"""Series in the reading room: what is followed, each figure with its words, the chart that leads to them."""

from __future__ import annotations

import csv
import io
import re
import shutil
from pathlib import Path

import pytest
from lxml import etree, html

from onrecord.ledger.ledger import Ledger
from onrecord.web.pages.series import AT_ONCE
from tests.comparison.conftest import Claim, keep, record_of
from tests.web.dispatches import FLOOD, kept, tell

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def flood_kept(tmp_path_factory):
    """A ledger to be copied."""
    return kept(tmp_path_factory.mktemp("flood") / "flood.db", FLOOD)


@pytest.fixture
def flood(flood_kept, tmp_path):
    return Path(shutil.copy(flood_kept, tmp_path / "flood.db"))


@pytest.fixture
def room(serve, flood):
    return serve(flood)


def page(room, path):
    answer = room.get(path)
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.content)


def rows(room, path):
    """The rows of all tables of figures, by the words of their figure."""
    found = page(room, path).xpath("//table[contains(@class, 'points')]/tbody/tr")
    return {row.findtext(".//strong/bdi"): row for row in found}


def words(element):
    return " ".join(element.text_content().split())


def test_the_list_has_what_is_counted_most_figures_first(room):
    shown = page(room, "/series")
    assert [words(head) for head in shown.xpath("//h2")] == ["killed", "displaced"]
    assert "4 figures" in words(shown.xpath("//ul[contains(@class, 'followed')]/li")[0])
    assert "/series/killed?place=ODD%2FVale%2F9001" in shown.xpath("//a/@href")


def test_what_people_rejected_is_not_counted(room, flood):
    from onrecord.ledger.reviewing import review

    with Ledger(flood) as opened:
        [report] = [
            record.report.id for record in opened.records() if record.report.published == "2031-03-01"
        ]
        review(opened, report, "f1", "reject", reviewer="Vero", version=0)
    shown = page(room, "/series")
    assert "1 figure" in words(shown.xpath("//ul[contains(@class, 'followed')]/li")[1])


def test_the_form_leads_to_the_series(room):
    answer = room.get("/series?indicator=killed&place=Vale&measure=&since=2031-03-02")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/series/killed?place=Vale&since=2031-03-02"


def test_each_figure_has_its_words_its_bounds_and_who_says_so(room, flood):
    with Ledger(flood) as opened:
        [report] = [
            record.report.id
            for record in opened.records()
            if (record.report.outlet, record.report.published) == ("Vale Gazette", "2031-03-05")
        ]
    row = rows(room, "/series/killed")["at least 52"]
    assert row.get("id") == f"p{report}-f1"
    said, outlet = row.xpath("./td[@class='said']")[0], row.xpath("./td[@class='outlet']")[0]
    [quote] = said.xpath("./blockquote")
    assert words(quote) == "Ruo Amadi said at least 52 people were killed in the Vale."
    assert said.xpath(".//a/@href") == [f"/reports/{report}#f1-words"]
    assert [words(cell) for cell in row if cell not in (said, outlet)] == [
        "2031-03-05", "≥ 52", "observed", "Ruo Amadi", "counts",
    ]  # fmt: skip
    assert words(outlet) == "Vale Gazette 2031-03-05"


def test_what_does_not_count_says_why(room, flood):
    with Ledger(flood) as opened:
        original = opened.report_ids()[-1]
        claims = (Claim(41),)
        record = record_of("The Odde Post", "2031-03-08", claims)
        keep(opened, record, claims, copy_of=original)
    found = page(room, "/series/killed")
    left_out = found.xpath("//tr[@class='left-out']/td[@class='counts']")
    assert sorted(words(cell) for cell in left_out) == ["copy the original", "corrected"]
    assert f"/reports/{original}" in found.xpath("//tr[@class='left-out']/td[@class='counts']/a/@href")


def test_what_was_expected_stands_against_what_was_observed(room):
    [pair] = page(room, "/series/displaced").xpath("//table[@class='pairs']/tbody/tr")
    assert words(pair) == "2031-03-05 18,600 Ruo Amadi 60,000 expected Ruo Amadi, 2031-03-01 31 %"
    anchors = [address.removeprefix("#") for address in pair.xpath(".//a/@href")]
    assert set(anchors) <= set(page(room, "/series/displaced").xpath("//tr/@id"))
    assert pair.xpath(".//rect[@class='part']/@width") == ["31.0"]


def test_each_day_has_best_low_and_high_by_a_rule_that_is_named(room):
    shown = page(room, "/series/killed")
    days = [[words(cell) for cell in row] for row in shown.xpath("//table[@class='estimates']/tbody/tr")]
    assert days == [
        ["2031-03-07", "41", "41", "41", "Ford Courier"],
        ["2031-03-05", "40", "40", "52", "Ida Ford; Ruo Amadi"],
    ]
    assert "ucdp" in words(shown.xpath("//details[@class='rule']")[0])


@pytest.mark.parametrize(
    ("query", "figures"),
    [
        ("source=ida", {"40", "44"}),
        ("until=2031-03-05", {"at least 52", "40"}),
        ("since=2031-03-06", {"44", "41"}),
        ("place=ODD/Vale", {"at least 52", "40", "44", "41"}),
        ("place=ODD/Hills", set()),
        ("measure=stock", set()),
        ("population=soldiers", set()),
    ],
)
def test_a_series_is_narrowed(room, query, figures):
    assert set(rows(room, f"/series/killed?{query}")) == figures


def test_a_series_shows_what_was_added_since(room, flood):
    assert "57" not in rows(room, "/series/killed")
    with Ledger(flood) as opened:
        tell(opened, [("Vale Gazette", "2031-03-09", (Claim(57, "Ruo Amadi"),))])
    assert "57" in rows(room, "/series/killed")


def test_a_long_series_has_pages(serve, tmp_path):
    many = tuple(Claim(1000 + number, "Ruo Amadi") for number in range(AT_ONCE + 5))
    room = serve(kept(tmp_path / "many.db", [("Vale Gazette", "2031-03-05", many)]))
    first, second = rows(room, "/series/killed"), rows(room, "/series/killed?page=2")
    assert (len(first), len(second)) == (AT_ONCE, 5)
    assert not set(first) & set(second)
    assert "/series/killed?page=2" in page(room, "/series/killed").xpath("//a[@rel='next']/@href")
    assert room.get("/series/killed?page=3").status_code == 404


# --- The chart ---------------------------------------------------------------------------------


def drawing(room, address):
    answer = room.get(address)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "image/svg+xml"
    return etree.fromstring(answer.content)


def test_each_dot_leads_to_the_row_of_its_figure_and_says_what_it_is(room):
    dots = drawing(room, "/series/killed/chart.svg?look=light").findall(f".//{SVG}a")
    ids = {row.get("id"): figure for figure, row in rows(room, "/series/killed").items()}
    assert {ids[dot.get("href").removeprefix("/series/killed#")] for dot in dots} == {
        "at least 52", "40", "41",
    }  # fmt: skip
    assert "“40”, 2031-03-05 (observed), Ida Ford, Ford Courier, 2031-03-05" in {
        dot.get("aria-label") for dot in dots
    }


def test_a_dot_leads_to_the_page_its_row_is_on(serve, tmp_path):
    many = tuple(Claim(1000 + number, "Ruo Amadi") for number in range(AT_ONCE + 1))
    room = serve(kept(tmp_path / "many.db", [("Vale Gazette", "2031-03-05", many)]))
    dots = drawing(room, "/series/killed/chart.svg?measure=cumulative").findall(f".//{SVG}a")
    [last] = {dot.get("href") for dot in dots if "page=2" in dot.get("href")}
    address, _, anchor = last.partition("#")
    assert address == "/series/killed?measure=cumulative&page=2"
    assert anchor in page(room, address).xpath("//tr/@id")


def test_a_chart_that_was_drawn_is_not_sent_again(room, flood):
    first = room.get("/series/killed/chart.svg")
    again = {"If-None-Match": first.headers["etag"]}
    answer = room.get("/series/killed/chart.svg", headers=again)
    assert (answer.status_code, answer.content) == (304, b"")
    with Ledger(flood) as opened:
        tell(opened, [("Vale Gazette", "2031-03-09", (Claim(57, "Ruo Amadi"),))])
    assert room.get("/series/killed/chart.svg", headers=again).status_code == 200


def test_a_chart_is_drawn_for_light_and_dark_for_narrow_pages_and_for_paper(room):
    shown = page(room, "/series/killed")
    pictures = set(shown.xpath("//picture//@srcset | //picture//img/@src"))
    assert len(pictures) == 4
    inks = set()
    for picture in pictures:
        root = drawing(room, picture)
        assert "style" not in {name for element in root.iter() for name in element.attrib}
        inks.add(root.find(f".//{SVG}text").get("fill"))
        assert (float(root.get("width")) < 400) == ("narrow" in picture)
    assert len(inks) == 2
    assert room.get("/series/killed/chart.png").content.startswith(b"\x89PNG")


def test_where_nothing_counts_there_is_no_chart(serve, tmp_path):
    vague = [("Vale Gazette", "2031-03-05", (Claim(words="many", says="many people were killed"),))]
    room = serve(kept(tmp_path / "vague.db", vague))
    shown = page(room, "/series/killed")
    assert shown.xpath("//figure") == []
    assert "no number" in words(shown.xpath("//td[@class='counts']")[0])
    assert room.get("/series/killed/chart.svg").status_code == 400


# --- What is hostile, empty or wrong --------------------------------------------------------------


def test_a_download_holds_every_figure_and_no_formula(serve, tmp_path):
    dispatches = [("=cmd|x", "2031-03-05", (Claim(12, "@SUM(1)"),))]
    room = serve(kept(tmp_path / "sheet.db", dispatches))
    answer = room.get("/series/killed.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    [row] = csv.DictReader(io.StringIO(answer.text))
    assert (row["words"], row["outlet"], row["speaker"]) == ("12", "'=cmd|x", "'@SUM(1)")


def test_hostile_words_come_out_as_words(serve, tmp_path):
    hostile = "<script>alert(1)</script>\u202e Amadi"
    dispatches = [("<b>Gazette</b>", "2031-03-05", (Claim(12, hostile), Claim(14, "Ida <i>Ford")))]
    room = serve(kept(tmp_path / "hostile.db", dispatches))
    shown = page(room, "/series/killed")
    assert shown.xpath("//main//script | //main//b | //main//i") == []
    assert any(hostile in cell.text_content() for cell in shown.xpath("//td[@class='who']"))
    assert shown.xpath("//td[@class='who']//span[@data-code='U+202E']")
    root = drawing(room, "/series/killed/chart.svg?look=light")
    assert {etree.QName(element).localname for element in root.iter()} <= {
        "svg", "g", "a", "path", "rect", "line", "text", "defs", "clipPath",
    }  # fmt: skip
    assert any("<script>" in dot.get("aria-label") for dot in root.findall(f".//{SVG}a"))


def test_an_empty_ledger_says_what_to_do(empty_client):
    assert "/add" in page(empty_client, "/series").xpath("//p[@class='none']/a/@href")
    assert "counts this" in words(page(empty_client, "/series/killed").xpath("//p[@class='none']")[0])


def test_an_unknown_indicator_is_named_with_the_nearest(room):
    answer = room.get("/series/kiled")
    assert answer.status_code == 400
    assert re.search("kiled: no such indicator; did you mean killed", answer.text)


@pytest.mark.parametrize("query", ["since=yesterday", "until=2031-13-01"])
def test_what_is_no_day_is_said(room, query):
    answer = room.get(f"/series/killed?{query}")
    assert answer.status_code == 400
    assert "not a day" in answer.text
