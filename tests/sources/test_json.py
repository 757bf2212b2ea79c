"""JSON: what is read of an object, and how each kind of report is recognised."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import Empty, Malformed
from onrecord.sources import Article, Failure, articles_in

TEXT = "The dam holds, engineer Pia Lund said.\nNobody was hurt."


def read(value, **options):
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return list(articles_in(data, "input", name="input.json", **options))


def test_the_text_of_an_object_is_kept_to_the_character():
    [article] = read({"text": f"  {TEXT}\r\nMore. "})
    assert article.text == f"  {TEXT}\nMore. "


def test_metadata_comes_along():
    [article] = read(
        {
            "id": 77,
            "text": TEXT,
            "title": "Dam holds",
            "outlet": {"name": "Valley Post"},
            "author": ["Ada Roth", {"name": "Ben Sol"}],
            "date": "2031-02-03T06:00:00+02:00",
            "url": "https://valley.example/dam",
            "language": "en",
        }
    )
    assert article.external_id == "77"
    assert (article.title, article.outlet, article.byline) == (
        "Dam holds",
        "Valley Post",
        "Ada Roth, Ben Sol",
    )
    assert (article.published, article.url) == ("2031-02-03", "https://valley.example/dam")
    assert (article.language, article.encoding, article.warnings) == ("en", "utf-8", ())


def test_an_object_with_html_is_read_as_a_page():
    [article] = read(
        {"html": "<p>The dam holds, <b>Pia Lund</b> said.</p><script>no()</script>", "title": "Dam"}
    )
    assert article.text == "The dam holds, Pia Lund said."
    assert article.title == "Dam"


def test_rendered_content_is_read_as_a_page():
    [article] = read({"title": {"rendered": "Dam"}, "content": {"rendered": "<p>It holds, Lund said.</p>"}})
    assert (article.title, article.text) == ("Dam", "It holds, Lund said.")


def test_a_list_of_paragraphs_is_one_text():
    [article] = read({"body": ["It holds, Lund said.", "Nobody was hurt."]})
    assert article.text == "It holds, Lund said.\n\nNobody was hurt."


@pytest.mark.parametrize(
    "wrapped",
    [lambda x: x, lambda x: {"articles": x}, lambda x: {"items": x}],
    ids=["list", "articles", "items"],
)
def test_a_list_gives_one_report_each_and_a_bad_one_does_not_stop_the_rest(wrapped):
    first, second, third = read(
        wrapped([{"text": "One, he said."}, {"title": "no text"}, {"text": "Two, he said."}])
    )
    assert (first.text, third.text) == ("One, he said.", "Two, he said.")
    assert first.origin == "input item 1"
    assert isinstance(second, Failure)
    assert str(second.error).startswith("input item 2: ")


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_the_address_of_a_list_is_not_that_of_its_items(name):
    items = [{"text": TEXT}, {"text": f"{TEXT} Twice.", "url": "https://gazette.example/2"}]
    data = json.dumps(items) if name == "a.json" else "\n".join(map(json.dumps, items))
    known = Article(text="", origin="", url="https://gazette.example/feed")
    found = articles_in(data.encode(), "input", name=name, metadata=known)
    assert [article.url for article in found] == [None, "https://gazette.example/2"]


def test_a_ninjs_item_is_recognised():
    [article] = read(
        {
            "uri": "urn:agency.example:9",
            "standard": {"name": "ninjs", "version": "3.0"},
            "type": "text",
            "versioncreated": "2031-02-03T10:00:00Z",
            "language": "en-GB",
            "headlines": [{"role": "short", "value": "Dam"}, {"role": "main", "value": "Dam holds"}],
            "by": "Ada Roth",
            "infosources": [{"name": "Lorn News Agency"}],
            "bodies": [
                {"role": "main", "contentType": "text/html", "value": "<p>It holds.</p>"},
                {"role": "main", "contentType": "text/plain", "value": TEXT},
            ],
            "pubstatus": "usable",
        }
    )
    assert article.text == TEXT
    assert (article.title, article.byline, article.outlet) == ("Dam holds", "Ada Roth", "Lorn News Agency")
    assert (article.external_id, article.url) == ("urn:agency.example:9", None)
    assert (article.published, article.warnings) == ("2031-02-03", ())


def test_a_ninjs_item_with_html_only_is_read_as_a_page():
    [article] = read(
        {"uri": "urn:x:1", "bodies": [{"contentType": "text/html", "value": "<p>It holds, Lund said.</p>"}]}
    )
    assert article.text == "It holds, Lund said."


def test_a_withdrawn_item_is_read_with_a_warning():
    [article] = read({"text": TEXT, "pubstatus": "canceled"})
    assert article.warnings == ("its source marks it as 'canceled'",)


@pytest.mark.parametrize(
    ("stated", "kept"),
    [("usable", "usable"), ("stat:canceled", "canceled"), ("Cancelled", "canceled"), ("withheld", "withheld"), ("odd", None)],
)  # fmt: skip
@pytest.mark.parametrize("field", ["pubstatus", "pubStatus"])
def test_an_items_status_is_kept_in_the_words_of_ninjs(field, stated, kept):
    [article] = read({"text": TEXT, field: stated})
    assert article.pubstatus == kept


@pytest.mark.parametrize("item", [{}, {"body_text": "  "}, {"bodies": []}, {"html": "<p></p>"}])
def test_a_cancelled_item_without_words_still_says_what_was_cancelled(item):
    item = {
        "uri": "urn:x:1",
        "headline": "Dam\x00",
        "pubstatus": "canceled",
        "versioncreated": "2031-02-04",
        **item,
    }
    [article] = read(item)
    assert (article.text, article.external_id, article.title) == ("", "urn:x:1", "Dam\ufffd")
    assert (article.pubstatus, article.versioncreated) == ("canceled", "2031-02-04")


def test_any_other_item_without_words_is_refused():
    with pytest.raises(Empty):
        read({"uri": "urn:x:1", "headline": "Dam", "pubstatus": "withheld"})


@pytest.mark.parametrize(
    ("stated", "moment"),
    [
        ("2031-02-03T12:00:00+02:00", "2031-02-03T10:00:00Z"),
        ("20310203T101500+0000", "2031-02-03T10:15:00Z"),
        ("2031-02-03T10:00:00.5Z", "2031-02-03T10:00:00Z"),
        ("2031-02-03 10:00", "2031-02-03T10:00:00"),
        ("2031-02-03", "2031-02-03"),
        ("Mon, 03 Feb 2031 10:00:00 GMT", "2031-02-03T10:00:00Z"),
        ("Tue, 4 Feb 2031", "2031-02-04"),
        ("2031-02-03T99:00:00Z", "2031-02-03"),
        ("0001-01-01T00:00:00+14:00", "0001-01-01"),
        ("soon", None),
    ],
)
def test_when_a_version_was_made_is_a_moment_in_one_form(stated, moment):
    [article] = read({"text": TEXT, "versioncreated": stated})
    assert article.versioncreated == moment


RECORD = {
    "onrecord": "1.0",
    "report": {
        "id": "a1b2",
        "text": TEXT,
        "title": "Dam",
        "published": "2031-02-03",
        "versioncreated": "2031-02-03T10:00:00Z",
        "external_id": None,
        "warnings": ["odd"],
        "anatomy": [],
    },
    "statements": [{"id": "s1"}],
}


def test_a_record_is_its_reports_article_and_comes_along_unchanged():
    [article] = read(RECORD)
    assert (article.text, article.title, article.published) == (TEXT, "Dam", "2031-02-03")
    assert (article.external_id, article.warnings) == (None, ("odd",))
    assert article.versioncreated == "2031-02-03T10:00:00Z"
    assert article.record == RECORD


def test_records_a_line_each_come_along_unchanged():
    data = (json.dumps(RECORD) + "\n" + json.dumps({"text": TEXT}) + "\n").encode()
    record, plain = articles_in(data, "input", name="input.jsonl")
    assert (record.record, plain.record) == (RECORD, None)


@pytest.mark.parametrize(
    "change",
    [{"statements": None}, {"report": {"text": "The dam holds.\r\nAll is well."}}],
    ids=["no statements", "a text whose line ends would move the offsets"],
)
def test_of_a_record_that_is_not_whole_the_text_is_read_anew(change):
    [article] = read({**RECORD, **change})
    assert article.text
    assert article.record is None


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        ("2031-02-03", "2031-02-03"),
        ("2031-02-03T23:30:00-08:00", "2031-02-03"),
        ("20310203T101500+0000", "2031-02-03"),
        ("Mon, 3 Feb 2031 10:00:00 GMT", "2031-02-03"),
        ("3 February 2031", "2031-02-03"),
        ("February 3, 2031", "2031-02-03"),
    ],
)
def test_a_date_in_a_known_form_becomes_a_day(stated, day):
    [article] = read({"text": TEXT, "published": stated})
    assert article.published == day


@pytest.mark.parametrize("stated", ["yesterday", "03/02/2031", "31 Feb 2031", "1701081200"])
def test_a_date_in_no_known_form_is_left_out_and_said(stated):
    [article] = read({"text": TEXT, "published": stated})
    assert article.published is None
    assert stated in article.warnings[0]


@given(st.text(max_size=80))
def test_no_date_can_break_reading(stated):
    [article] = read({"text": TEXT, "published": stated})
    assert article.text == TEXT


def test_an_address_that_is_no_web_address_is_left_out():
    [article] = read({"text": TEXT, "url": "javascript:alert(1)"})
    assert article.url is None


@pytest.mark.parametrize(
    "data",
    [
        b'{"text": "cut short',
        b"{'text': 'single quotes'}",
        b'{"text": NaN}',
        b'{"text": "a"} trailing',
        b"[" * 100_000,
        b'{"text": "\xff\xfe latin"}',
        b'{"text": 01}',
    ],
    ids=["cut", "quotes", "NaN", "trailing", "deep", "not Unicode", "leading zero"],
)
def test_broken_json_is_refused_with_one_line(data):
    with pytest.raises(Malformed) as caught:
        read(data)
    assert str(caught.value).startswith("input: ")
    assert "\n" not in str(caught.value)


def test_the_place_of_a_fault_is_named():
    with pytest.raises(Malformed, match="line 2 column 9"):
        read(b'{"title": "Dam",\n"text": oops}')


@pytest.mark.parametrize(
    "value", [{}, [], 5, "words", None, {"text": "  "}, {"text": None}, {"title": "only"}, {"bodies": 4}]
)
def test_json_without_a_report_is_refused_as_empty(value):
    found = None
    with pytest.raises(Empty, match="input"):
        found = read(value)
    assert found is None


def test_huge_numbers_break_nothing():
    [article] = read(b'{"text": "It holds, Lund said.", "id": ' + b"9" * 5_000 + b', "x": 1e400}')
    assert article.text == "It holds, Lund said."


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
def test_json_in_any_unicode_encoding_is_read(encoding):
    [article] = read('{"text": "Café Lund, she said."}'.encode(encoding))
    assert article.text == "Café Lund, she said."


def test_json_is_recognised_without_its_ending():
    [article] = list(articles_in(b' {"text": "It holds, Lund said."}', "standard input"))
    assert article.text == "It holds, Lund said."
