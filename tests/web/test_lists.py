"""Front page, search, statements, figures, actors: what they show, how they are narrowed."""

from __future__ import annotations

import pytest

from onrecord.ledger.ledger import Ledger
from onrecord.ledger.profiles import entries
from tests.web.conftest import add_reports

HOSTILE = {
    "title": "<script>alert(1)</script> Ford", "outlet": "Vale <b>Gazette</b>", "published": "2031-03-09",
    "text": 'Ford\n\n"<img src=x onerror=alert(2)> is no ferry\u202e," said Ruo <i>Amadi of the Vale Gazette. '
    "Some 700 villagers have fled, Ruo Amadi said.",
}  # fmt: skip


def test_the_front_page_says_what_is_in_the_ledger(client):
    text = client.get("/").text
    assert "3 reports" in text
    assert "Bridge shut" in text


def test_an_empty_ledger_says_what_to_do(empty_client):
    assert 'href="/add"' in empty_client.get("/").text
    for path in ("/reports", "/statements", "/figures", "/actors", "/search?q=ford"):
        assert empty_client.get(path).status_code == 200


@pytest.mark.parametrize(
    ("query", "has", "lacks"),
    [
        ("act=deny", "Lena Orsted", "Nobody crosses"),
        ("speaker=Amadi", "Nobody crosses", "Ivo Brand"),
        ("about=crosses", "Nobody crosses", "Ivo Brand"),
        ("outlet=the+odde+post", "Ivo Brand", "Nobody crosses"),
        ("since=2031-03-06", "Ivo Brand", "Nobody crosses"),
        ("place=Mosul", "Ivo Brand", "Nobody crosses"),
    ],
)
def test_statements_are_narrowed(client, query, has, lacks):
    rows = client.get(f"/statements?{query}").text.partition('<ul class="rows">')[2]
    assert has in rows
    assert lacks not in rows


def test_a_statement_leads_to_its_words(client, room_ledger):
    with Ledger(room_ledger) as ledger:
        [said] = [
            (record.report.id, statement.id)
            for record in ledger.records()
            for statement in record.statements
            if record.words(statement.content) == ["Nobody crosses the gate,"]
        ]
    assert f'href="/reports/{said[0]}#{said[1]}-words"' in client.get("/statements").text


def test_what_rows_are_like_narrows_them(client):
    assert (
        'href="/statements?act=deny&amp;since=2031-03-01"' in client.get("/statements?since=2031-03-01").text
    )


def test_figures_are_narrowed(client):
    assert "3,000" in client.get("/figures?indicator=displaced").text
    assert "3,000" not in client.get("/figures?indicator=killed").text


def test_an_unknown_place_is_told_in_a_sentence(client):
    answer = client.get("/statements?place=Atlantis+Minor")
    assert answer.status_code == 400
    assert "nobody knows a place called" in answer.text


def test_lists_have_pages(client):
    assert client.get("/statements?page=2").status_code == 200
    assert client.get("/statements?page=0").status_code == 422


@pytest.mark.parametrize(
    ("words", "has"),
    [("Amadi", "<mark>Amadi</mark>"), ("%2240+soldiers%22", "40"), ("3%2C000", "figure-words"), ("zzz", "No report holds")],
    ids=["name", "phrase", "figure", "nothing"],
)  # fmt: skip
def test_a_search_finds_names_words_and_figures(client, words, has):
    assert has in client.get(f"/search?q={words}").text


def test_words_of_reports_come_out_as_text(serve, empty_ledger):
    add_reports(empty_ledger, HOSTILE)
    client = serve(empty_ledger)
    for path in ("/", "/reports", "/statements", "/figures", "/actors", "/search?q=%3Cscript%3E+ford"):
        text = client.get(path).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "\u202e" not in text.replace('<span class="unseen" data-code="U+202E">\u202e</span>', "")


# --- Actors -------------------------------------------------------------------------------


def number_of(ledger, name: str) -> int:
    with Ledger(ledger) as opened:
        [entry] = [entry for entry in entries(opened, name=name) if entry.name == name]
    return entry.id


def test_an_actor_has_what_they_said_by_month(client, room_ledger):
    text = client.get(f"/actors/{number_of(room_ledger, 'Ruo Amadi')}").text
    assert "Nobody crosses the gate" in text
    assert "2031-03" in text
    assert "At least 12" in text


def test_nobody_of_a_number_is_not_found(client):
    assert client.get("/actors/99999").status_code == 404


def test_an_actor_is_renamed_and_that_undone(client, room_ledger):
    number = number_of(room_ledger, "Ruo Amadi")
    answer = client.post(f"/actors/{number}/rename", data={"name": "Warden Amadi"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/actors/{number}")
    renamed = client.get(f"/actors/{number}").text
    assert "<h1><bdi>Warden Amadi</bdi></h1>" in renamed
    assert "local" in renamed.partition("What was changed by hand")[2]
    client.post(f"/actors/{number}/undo", data={"change": "1"})
    assert "<h1><bdi>Ruo Amadi</bdi></h1>" in client.get(f"/actors/{number}").text


def test_two_actors_are_made_one(client, room_ledger):
    kept, gone = number_of(room_ledger, "Ruo Amadi"), number_of(room_ledger, "Ivo Brand")
    client.post(f"/actors/{kept}/merge", data={"other": str(gone)})
    assert client.get(f"/actors/{gone}").status_code == 404
    text = client.get(f"/actors/{kept}").text
    assert "Ivo Brand" in text
    answer = client.post(f"/actors/{kept}/split", data={"name": "Ivo Brand"})
    assert "<h1><bdi>Ivo Brand</bdi></h1>" in client.get(answer.headers["location"]).text


def test_a_reader_is_not_offered_what_they_may_not_do(reader, team_ledger):
    number = number_of(team_ledger, "Ruo Amadi")
    assert "Rename" not in reader.get(f"/actors/{number}").text
    assert reader.post(f"/actors/{number}/rename", data={"name": "X"}).status_code == 403
