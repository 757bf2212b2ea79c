"""Reviewing by plain forms: the queue, one record in its context, what is done with it, who was faster."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import update

from onrecord.ledger.ledger import Ledger
from onrecord.ledger.reviewing import queue, review, standing, trail
from onrecord.ledger.schema import reports
from onrecord.web.amending import amended, filled
from tests.reader import Reader
from tests.web.conftest import FORD, add_reports, signed_in


@pytest.fixture
def record(room_ledger):
    """The record of the report on the bridge."""
    with Ledger(room_ledger) as ledger:
        return next(record for record in ledger.records() if record.report.title == "Bridge shut")


def figure(record, words: str):
    return next(figure for figure in record.figures if record.words(figure.span) == words)


def form(html: str) -> dict[str, str]:
    """What a browser would send with the form of amending, as it was filled in by the page."""
    html = html.partition('id="amendment"')[2].partition("</form>")[0]
    sent = {}
    for tag, found in Reader(html).tags:
        if tag == "input":
            sent[found["name"]] = found["value"]
    for name, options in re.findall(r'<select name="(\w+)">(.*?)</select>', html, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        sent[name] = unescape(chosen[1])
    return sent


def path(record, id: str) -> str:
    return f"/review/{record.report.id}/{id}"


def waits(client) -> list[str]:
    """The addresses of what waits, as the list has them."""
    links = Reader(client.get("/review").text).links()
    return [link for link in links if link.startswith("/review/") and link.count("/") == 3]


def test_the_least_certain_comes_first_with_how_many_are_left(client, room_ledger):
    with Ledger(room_ledger) as ledger:
        wanted = [f"/review/{one.report_id}/{one.record_id}" for one in queue(ledger)]
    assert [link.partition("?")[0] for link in waits(client)] == wanted
    assert f"<strong>{len(wanted)}</strong> left" in client.get("/review").text


@pytest.mark.parametrize(
    ("query", "has", "lacks"),
    [
        ("kind=figure", "<mark>Forty</mark>", "<span>statement s"),
        ("kind=statement", "<mark>Nobody crosses the gate,</mark>", "<span>figure f"),
        ("indicator=killed", "<mark>Forty</mark>", "<mark>500</mark>"),
        ("outlet=the+odde+post", "<bdi>The Odde Post</bdi>", "<bdi>Vale Gazette</bdi>"),
        ("place=Mosul", "Mosul", "<mark>500</mark>"),
    ],
)
def test_the_queue_is_narrowed(client, query, has, lacks):
    html = client.get(f"/review?{query}").text
    assert has in html
    assert lacks not in html


def test_what_cannot_be_asked_is_said_and_stays_filled_in(client):
    html = client.get("/review?place=Nowhere+Atall").text
    assert "nobody knows a place called" in html
    assert 'value="Nowhere Atall"' in html


def test_an_empty_ledger_has_nothing_to_review_and_says_what_to_do(empty_client):
    assert 'href="/add"' in empty_client.get("/review").text
    assert empty_client.get("/review/next").headers["location"] == "/review"


def test_next_and_previous_walk_the_queue_both_ways(client):
    at, seen = "/review/next", []
    for _ in waits(client):
        at = client.get(at).headers["location"]
        seen.append(at)
        at = next(link for link in Reader(client.get(at).text).links() if link.startswith("/review/next"))
    assert seen == waits(client)
    assert client.get(at).headers["location"] == "/review"
    back = next(link for link in Reader(client.get(seen[2]).text).links() if "/review/previous" in link)
    assert client.get(back).headers["location"] == seen[1]


def test_a_record_stands_in_its_context_with_exact_characters(client, record):
    html = client.get(path(record, "s2")).text
    start = int(re.search(r'data-start="(\d+)"', html)[1])
    shown = unescape(
        re.sub("<[^>]+>", "", html[html.index('data-start="') :].partition(">")[2].partition("</p>")[0])
    )
    assert record.report.text[start : start + len(shown)] == shown
    assert all(words in shown for words in record.words(record.statements[1].content))


def test_accepting_goes_on_to_the_next_and_offers_to_undo(client, room_ledger):
    first, second, *_ = waits(client)
    _, _, report_id, record_id = first.partition("?")[0].split("/")
    answer = client.post(first, data={"action": "accept", "version": "0", "note": "as in print"})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(second)
    html = client.get(answer.headers["location"]).text
    done = html.partition('class="notice good done"')[2].partition("</form>")[0]
    assert f'You accepted <a href="/review/{report_id}/{record_id}">' in done
    assert 'value="undo"' in done
    with Ledger(room_ledger) as ledger:
        assert standing(ledger, report_id, record_id).status == "accepted"
        assert trail(ledger)[0].note == "as in print"
    assert first not in waits(client)


def test_what_is_left_counts_down_at_once(client):
    first = waits(client)[0]
    left = int(re.search(r"<strong>(\d+)</strong> left", client.get(first).text)[1])
    location = client.post(first, data={"action": "reject", "version": "0"}).headers["location"]
    assert f"<strong>{left - 1}</strong> left" in client.get(location).text


def test_undoing_leads_back_to_the_record_as_it_was(client, room_ledger, record):
    client.post(path(record, "s1"), data={"action": "reject", "version": "0"})
    answer = client.post(path(record, "s1"), data={"action": "undo", "version": "1"})
    assert answer.headers["location"].startswith(path(record, "s1"))
    with Ledger(room_ledger) as ledger:
        assert standing(ledger, record.report.id, "s1").status is None


def test_an_unchanged_form_amends_nothing_and_says_so(client, record):
    for id in ("s1", "f1"):
        answer = client.post(
            path(record, id), data={**form(client.get(path(record, id)).text), "action": "amend"}
        )
        assert answer.status_code == 400
        assert "nothing is changed" in answer.text


def test_a_statement_is_amended_in_its_words_its_speaker_and_how_it_is_said(client, room_ledger, record):
    statement = record.statements[0]
    sent = form(client.get(path(record, "s1")).text)
    end = str(statement.content[-1].end - 10)
    other = next(actor.id for actor in record.actors if actor is not statement.speaker)
    sent |= {
        "action": "amend",
        "end1": end,
        "speaker": other,
        "act": "warn",
        "factuality": "possible",
        "polarity": "+",
    }
    assert client.post(path(record, "s1"), data=sent).status_code == 303
    with Ledger(room_ledger) as ledger:
        found = ledger.record(record.report.id).statements[0]
    assert found.content == ((statement.content[0].start, int(end)),)
    assert (found.speaker.id, found.act, found.factuality, found.polarity) == (other, "warn", "possible", "+")
    assert (found.cue, found.review) == (statement.cue, "amended")


def test_a_second_piece_of_words_is_added_and_left_out(client, room_ledger, record):
    sent = form(client.get(path(record, "s1")).text)
    end = int(sent["end1"])
    sent |= {"action": "amend", "start2": str(end + 2), "end2": str(end + 8)}
    assert client.post(path(record, "s1"), data=sent).status_code == 303
    with Ledger(room_ledger) as ledger:
        assert len(ledger.record(record.report.id).statements[0].content) == 2
    sent = form(client.get(path(record, "s1")).text) | {"action": "amend", "start2": "", "end2": ""}
    assert client.post(path(record, "s1"), data=sent).status_code == 303
    with Ledger(room_ledger) as ledger:
        assert len(ledger.record(record.report.id).statements[0].content) == 1


def test_a_figure_is_amended_in_all_that_it_counts(client, room_ledger, record):
    found = figure(record, "40")
    sent = form(client.get(path(record, found.id)).text)
    sent |= {
        "action": "amend", "modifier": ">", "value": "4,000", "low": "4000", "high": "", "unit": "villager",
        "total": "9000.5", "indicator": "injured", "mode": "estimated", "measure": "stock", "place": "", "time": "",
        "statement": "s2", "end1": str(found.span.end + 9),
    }  # fmt: skip
    answer = client.post(path(record, found.id), data=sent)
    assert answer.status_code == 303, answer.text
    with Ledger(room_ledger) as ledger:
        now = next(one for one in ledger.record(record.report.id).figures if one.id == found.id)
    assert (now.value, now.low, now.high, now.modifier, now.total) == (4000, 4000, None, ">", 9000.5)
    assert (now.unit, now.indicator, now.mode, now.measure) == ("villager", "injured", "estimated", "stock")
    assert (now.place, now.time, now.statement) == (None, None, "s2")
    assert record.words(now.span) == "40 soldiers"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"value": "forty"}, "value: “forty” is no number"),
        ({"value": "nan"}, "no number"),
        ({"start1": "", "end1": ""}, "from which character to which"),
        ({"start1": "12", "end1": "x"}, "two whole numbers"),
        ({"start1": "3", "end1": "999999"}, "not in the text"),
        ({"low": "50"}, "not in order"),
        ({"indicator": "wizards"}, "no indicator"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_filled_in_is_kept(client, room_ledger, record, wrong, why):
    id = figure(record, "40").id
    sent = (
        form(client.get(path(record, id)).text)
        | {"action": "amend", "unit": "boat", "note": "see page 3"}
        | wrong
    )
    answer = client.post(path(record, id), data=sent)
    assert answer.status_code == 400
    assert why in unescape(answer.text)
    again = form(answer.text)
    assert again["unit"] == "boat"
    assert {name: again[name] for name in wrong if name != "indicator"} == {
        name: value for name, value in wrong.items() if name != "indicator"
    }
    assert "see page 3" in answer.text
    with Ledger(room_ledger) as ledger:
        assert trail(ledger) == []


def test_who_saw_the_report_before_it_was_read_anew_is_told(client, room_ledger, record):
    yours = form(client.get(path(record, "s1")).text)
    with Ledger(room_ledger) as ledger, ledger.engine.begin() as connection:
        connection.execute(update(reports).values(read_at="2031-03-09T08:00:00+00:00"))
    late = client.post(path(record, "s1"), data=yours | {"action": "amend", "act": "warn"})
    assert late.status_code == 409
    assert "The report was read anew" in late.text
    assert "2031-03-09 08:00 UTC" in late.text
    kept = form(late.text)
    assert kept["act"] == "warn"
    assert client.post(path(record, "s1"), data=kept | {"action": "amend"}).status_code == 303


def test_who_comes_second_sees_what_was_done_and_loses_nothing(stranger, team_ledger, record):
    vero, adil = signed_in(stranger, "reviewer"), signed_in(stranger, "admin")
    theirs, yours = form(vero.get(path(record, "s1")).text), form(adil.get(path(record, "s1")).text)
    vero.post(path(record, "s1"), data=theirs | {"action": "amend", "act": "warn", "note": "it is a warning"})
    late = adil.post(
        path(record, "s1"), data=yours | {"action": "amend", "factuality": "possible", "note": "he hedges"}
    )
    assert late.status_code == 409
    clash = late.text.partition("Somebody was faster")[2].partition("</section>")[0]
    meanwhile, about = clash.split("What you were about to do")
    assert "Vero" in meanwhile
    assert "it is a warning" in meanwhile
    assert "warn" in meanwhile
    assert "possible" in about
    kept = form(late.text)
    assert (kept["act"], kept["factuality"]) == ("warn", "possible")
    assert "he hedges" in late.text
    again = adil.post(path(record, "s1"), data=kept | {"action": "amend", "note": "he hedges"})
    assert again.status_code == 303
    with Ledger(team_ledger) as ledger:
        found = ledger.record(record.report.id).statements[0]
        assert [one.reviewer for one in trail(ledger)] == ["Adil", "Vero"]
    assert (found.act, found.factuality) == ("warn", "possible")


@pytest.mark.parametrize(
    ("action", "words"), [("reject", "reject it"), ("accept", "accept it"), ("undo", "take back")]
)
def test_who_comes_second_without_amending_decides_anew(stranger, team_ledger, record, action, words):
    vero, adil = signed_in(stranger, "reviewer"), signed_in(stranger, "admin")
    vero.post(path(record, "s1"), data={"action": "accept", "version": "0"})
    late = adil.post(path(record, "s1"), data={"action": action, "version": "0", "note": "mine"})
    assert late.status_code == 409
    assert f"You were about to {words}" in late.text
    assert "mine" in late.text
    with Ledger(team_ledger) as ledger:
        assert [one.reviewer for one in trail(ledger)] == ["Vero"]


def test_a_reviewed_record_shows_who_did_what_and_what_the_machine_had_found(client, room_ledger, record):
    with Ledger(room_ledger) as ledger:
        review(
            ledger,
            record.report.id,
            "s1",
            "amend",
            reviewer="Vero",
            version=0,
            changes={"act": "warn"},
            note="look",
        )
    html = client.get(path(record, "s1")).text
    assert "Amended by <bdi>Vero</bdi>" in html
    assert "<dt>act</dt><dd><bdi>deny</bdi></dd>" in html.partition("The machine had found")[2]
    assert "<q>look</q>" in html.partition("What people did with it")[2]


def test_somebody_else_s_last_action_is_not_offered_to_be_undone(client, room_ledger, record):
    with Ledger(room_ledger) as ledger:
        done = review(ledger, record.report.id, "s1", "accept", reviewer="Vero", version=0)
    assert "You accepted" not in client.get(f"{path(record, 's2')}?done={done.id}").text


@pytest.mark.parametrize("method", ["get", "post"])
def test_readers_do_not_review(reader, record, method):
    asked = {"data": {"action": "accept", "version": "0"}} if method == "post" else {}
    assert getattr(reader, method)(path(record, "s1"), **asked).status_code == 403
    assert reader.get("/review").status_code == 403


@pytest.mark.parametrize("address", ["/review/0000000000000000/s1", "/review/{}/s99", "/review/{}/a1"])
def test_what_there_is_not_is_not_found(client, record, address):
    assert client.get(address.format(record.report.id)).status_code == 404


def test_an_action_or_version_that_is_none_is_refused(client, room_ledger, record):
    for data in (
        {"action": "burn", "version": "0"},
        {"action": "accept", "version": "x"},
        {"action": "accept"},
    ):
        assert client.post(path(record, "s1"), data=data).status_code == 422
    with Ledger(room_ledger) as ledger:
        assert trail(ledger) == []


def test_hostile_words_stay_text_while_they_are_reviewed(serve, empty_ledger):
    hostile = "<img src=x onerror=alert(1)>"
    report = FORD | {
        "title": hostile,
        "text": f'Odd\n\n"Fewer than 14 {hostile} of \u202egate," Ruo {hostile} said.',
    }
    [report_id] = add_reports(empty_ledger, report)
    client = serve(empty_ledger)
    pages = [client.get(f"/review/{report_id}/f1").text, client.get("/review").text]
    note = client.post(f"/review/{report_id}/f1", data={"action": "reject", "version": "0", "note": hostile})
    pages += [client.get(f"/review/{report_id}/f1").text, client.get(note.headers["location"]).text]
    for html in pages:
        assert "<img" not in html
        assert "\u202e" not in re.sub(r'<span class="unseen"[^>]*>[^<]*</span>', "", html)


@pytest.mark.parametrize("report", [0, 1, 2])
def test_a_form_as_it_is_filled_in_changes_no_field(room_ledger, report):
    with Ledger(room_ledger) as ledger:
        record = list(ledger.records())[report]
        for kind, items in (("statement", record.statements), ("figure", record.figures)):
            for item in items:
                fields = standing(ledger, record.report.id, item.id).fields
                assert amended(kind, filled(kind, fields), fields) == {}
