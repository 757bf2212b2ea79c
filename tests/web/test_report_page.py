"""The page of a report: exact text, the record in the margin, what people made of it, where it came from."""

from __future__ import annotations

import pytest

from onrecord.ledger.ledger import Ledger
from onrecord.ledger.reviewing import review, undo
from tests.reader import Reader
from tests.web.conftest import BRIDGE, CAMP, FORD, add_reports

ODD = {
    "title": "Odd signs", "outlet": "Vale Gazette", "published": "2031-03-10",
    "text": "\nOdd signs\n\n👩\u200d👧 of Ode\u0301n \u202esaid\u202c \"we \U0001d564aw 14 wolves,\" the\u200b "
    "Warden\u00ad Ruo Amadi said.\t\u2028<b>Cafe\u0301</b> & so on.  \n",
}  # fmt: skip
DAM = {
    "title": "Dam breaks", "outlet": "Vale Gazette", "published": "2031-03-05", "url": "https://vale.example/dam",
    "text": "Dam breaks\n\nThe dam broke on Monday, the council of Odde said. It counted 41 dead.",
}  # fmt: skip
DAM_AGAIN = DAM | {"published": "2031-03-06", "text": DAM["text"].replace("41", "44")}
DAM_VOID = DAM | {
    "published": "2031-03-07", "pubstatus": "canceled", "text": DAM["text"].replace("41", "4,100"),
}  # fmt: skip


@pytest.fixture
def report_ids(room_ledger) -> dict[str, str]:
    """The ids of the reports by their titles."""
    with Ledger(room_ledger) as ledger:
        return {record.report.title or "": record.report.id for record in ledger.records()}


@pytest.fixture
def record(room_ledger, report_ids):
    """The record of the report on the bridge."""
    with Ledger(room_ledger) as ledger:
        return ledger.record(report_ids["Bridge shut"])


@pytest.fixture
def shown(client, record):
    """The page of the report on the bridge."""
    return client.get(f"/reports/{record.report.id}").text


def card(html: str, id: str) -> str:
    """The element of a card, to where the next one begins."""
    start = html.index(f'id="{id}" tabindex="-1"')
    return html[start : html.index("</li>", html.index("</ul>", start))]


@pytest.mark.parametrize("report", [FORD, BRIDGE, CAMP, ODD], ids=lambda report: report["title"])
def test_the_article_element_holds_exactly_the_text(serve, empty_ledger, report):
    [report_id] = add_reports(empty_ledger, report)
    assert Reader(serve(empty_ledger).get(f"/reports/{report_id}").text).article == report["text"]


def test_words_lead_to_their_cards_and_cards_to_their_words(shown, record):
    reader = Reader(shown)
    ids, links = reader.ids(), reader.links()
    assert len(ids) == len(set(ids))
    for item in (*record.statements, *record.figures):
        assert {item.id, f"{item.id}-words"} <= set(ids)
        assert {f"#{item.id}", f"#{item.id}-words"} <= set(links)
    assert {link.removeprefix("#") for link in links if link.startswith("#")} <= set(ids)


def test_marks_carry_exactly_the_words_of_their_records(shown, record):
    words = Reader(shown).words
    for statement in record.statements:
        assert words[statement.id] == "".join(record.words(statement.content))
    for figure in record.figures:
        assert words[figure.id] == record.words(figure.span)


def test_cards_stand_in_the_order_of_their_words_and_what_holds_others_first(shown, record):
    said = [(statement.content[0].start, 0, statement.id) for statement in record.statements]
    counted = [(figure.span.start, 1, figure.id) for figure in record.figures]
    wanted = [id for _, _, id in sorted(said + counted)]
    assert [id for id in Reader(shown).ids() if id in wanted] == wanted


def test_the_card_of_a_figure_says_what_it_counts_and_who_says_so(shown, record):
    [figure] = [figure for figure in record.figures if record.words(figure.span) == "40"]
    text = card(shown, figure.id)
    assert "killed" in text
    assert f'href="#{figure.statement}"' in text
    assert "Mosul" in text


def test_the_headline_is_marked_as_such_and_stays_in_the_text(shown):
    assert 'data-label="headline"' in shown
    assert Reader(shown).words["anatomy-headline"] == "Bridge shut"


def test_the_page_needs_no_inline_style_or_script(shown):
    names = {name for _, found in Reader(shown).tags for name in found}
    assert not [name for name in names if name.startswith("on") or name == "style"]
    assert "<style" not in shown


def test_nobody_else_s_judgement_stands_on_what_nobody_reviewed(shown):
    assert "by-people" not in shown


def test_an_accepted_record_says_who_accepted_it(client, room_ledger, record):
    with Ledger(room_ledger) as ledger:
        review(ledger, record.report.id, "s1", "accept", reviewer="Vero", version=0)
    text = card(client.get(f"/reports/{record.report.id}").text, "s1")
    assert "accepted" in text
    assert "Vero" in text
    assert "The machine had found" not in text


def test_an_amended_record_says_what_the_machine_had_found(client, room_ledger, record):
    statement = record.statements[0]
    changes = {
        "speaker": None,
        "act": "warn",
        "content": [[statement.content[0].start, statement.content[0].end - 1]],
    }
    with Ledger(room_ledger) as ledger:
        review(ledger, record.report.id, "s1", "amend", reviewer="Vero", version=0, changes=changes)
    text = card(client.get(f"/reports/{record.report.id}").text, "s1")
    found = text.partition("The machine had found")[2]
    assert f"<dt>speaker</dt><dd><bdi>{statement.speaker.name}</bdi></dd>" in found
    assert "<dt>act</dt><dd><bdi>deny</bdi></dd>" in found
    assert f"<q>{record.words(statement.content[0])}</q>" in found
    assert "nobody named" in text.partition("The machine had found")[0]


def test_a_rejected_record_is_listed_apart_and_marks_no_words(client, room_ledger, record):
    with Ledger(room_ledger) as ledger:
        review(ledger, record.report.id, "f1", "reject", reviewer="Vero", version=0)
    html = client.get(f"/reports/{record.report.id}").text
    reader = Reader(html)
    assert "f1" not in reader.words
    assert "f1" in reader.ids()
    assert "Vero" in html.partition("Rejected by people")[2].partition("</section>")[0]


def test_what_is_taken_back_is_the_machine_s_again(client, room_ledger, record):
    with Ledger(room_ledger) as ledger:
        review(ledger, record.report.id, "s1", "reject", reviewer="Vero", version=0)
        undo(ledger, record.report.id, "s1", reviewer="Vero", version=1)
    assert "by-people" not in client.get(f"/reports/{record.report.id}").text


def test_only_who_may_review_is_led_to_reviewing(reader, reviewer, report_ids, record):
    path = f"/reports/{record.report.id}"
    wanted = f'href="/review/{record.report.id}/s1"'
    assert wanted in reviewer.get(path).text
    assert wanted not in reader.get(path).text


def test_versions_lead_to_each_other_and_what_is_revised_says_so(serve, empty_ledger):
    first, second = add_reports(empty_ledger, DAM, DAM_AGAIN)
    client = serve(empty_ledger)
    old, new = (client.get(f"/reports/{report_id}").text for report_id in (first, second))
    assert "<strong>Revised.</strong>" in old
    assert f'href="/reports/{second}"' in old
    assert "Revised." not in new
    assert f'href="/reports/{first}"' in new.partition(">Versions</h3>")[2]


def test_what_was_withdrawn_says_so_before_its_text(serve, empty_ledger):
    first, void = add_reports(empty_ledger, DAM, DAM_VOID)
    client = serve(empty_ledger)
    for report_id in (first, void):
        before, _, _ = client.get(f"/reports/{report_id}").text.partition("<article")
        assert "<strong>Retracted.</strong>" in before


def test_copies_lead_to_each_other(serve, empty_ledger):
    words = " ".join(f"Boat {at} of the fleet left Odde at dawn, the warden said." for at in range(30))
    first = {
        "title": "Fleet leaves",
        "outlet": "Tern",
        "published": "2031-03-05",
        "text": f"Fleet leaves\n\n{words}",
    }
    ids = add_reports(
        empty_ledger, first, first | {"outlet": "Vale Gazette", "text": f"Fleet is gone\n\n{words}"}
    )
    pages = [serve(empty_ledger).get(f"/reports/{report_id}").text for report_id in ids]
    assert sum("<strong>A copy.</strong>" in page for page in pages) == 1
    assert f'href="/reports/{ids[1]}"' in pages[0].partition("The same copy")[2]
    assert f'href="/reports/{ids[0]}"' in pages[1].partition("The same copy")[2]


def test_a_report_says_where_it_was_found_and_what_to_beware_of(serve, empty_ledger):
    damaged = FORD | {
        "text": FORD["text"] + " The caf\ufffd\ufffd was shut\ufffd and the r\ufffdver rose\ufffd."
    }
    [report_id] = add_reports(empty_ledger, damaged)
    html = serve(empty_ledger).get(f"/reports/{report_id}").text
    assert ".jsonl" in html.partition("Found at")[2]
    with Ledger(empty_ledger) as ledger:
        warnings = ledger.record(report_id).report.warnings
    assert warnings
    assert all(warning in html.partition("<article")[0] for warning in warnings)


def test_markup_in_a_report_stays_text(serve, empty_ledger):
    hostile = "<img src=x onerror=alert(1)>"
    report = FORD | {
        "title": hostile, "outlet": f"{hostile}\u202eGazette", "byline": hostile, "url": "javascript:alert(1)",
        "text": f'{hostile}\n\nSome 14 {hostile} fled, "{hostile} Ruo Amadi" said.',
    }  # fmt: skip
    [report_id] = add_reports(empty_ledger, report)
    html = serve(empty_ledger).get(f"/reports/{report_id}").text
    assert Reader(html).article == report["text"]
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert '<span class="unseen" data-code="U+202E">' in html


def test_an_unknown_report_is_not_found(client):
    assert client.get("/reports/0000000000000000").status_code == 404
