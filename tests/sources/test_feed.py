"""Feeds: whole articles as they are, summaries by the pages they lead to."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from onrecord.errors import Empty, Malformed, Unreachable
from onrecord.sources import Failure, articles, articles_in
from onrecord.sources.feed import BROKEN, SUMMARY
from onrecord.sources.url import Page, fetch
from onrecord.sources.validators import Noted, Validator

WHOLE = "The ferry will sail again in May, said the harbour master, Tomas Reil."
SHORT = "Islanders met in the evening, a spokeswoman said."

RSS = f"""<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Harbour Gazette</title><link>https://gazette.example/</link><language>en-gb</language>
<item><title>Ferry to sail &amp;amp; stay</title><link>https://gazette.example/ferry</link><guid>g-1</guid>
<pubDate>Tue, 04 Mar 2031 08:00:00 GMT</pubDate><dc:creator>Ilse Brandt</dc:creator>
<description>In short.</description>
<content:encoded><![CDATA[<p>{WHOLE}</p><p>Reil &amp; others left.</p><script>x()</script>]]></content:encoded></item>
<item><title>Meeting</title><link>/meeting</link><description>{SHORT}</description></item>
</channel></rss>"""

ATOM = f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour Gazette</title>
<entry><id>urn:1</id><title>Ferry to sail</title><link href="https://gazette.example/ferry"/>
<author><name>Ilse Brandt</name></author><published>2031-03-04T08:00:00+02:00</published>
<updated>2031-03-09T08:00:00Z</updated>
<content type="html">&lt;p&gt;{WHOLE}&lt;/p&gt;</content></entry></feed>"""

RDF = f"""<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>Harbour Gazette</title></channel>
<item rdf:about="https://gazette.example/ferry"><title>Ferry to sail</title><dc:creator>Ilse Brandt</dc:creator>
<link>https://gazette.example/ferry</link><dc:date>2031-03-04</dc:date>
<content:encoded>&lt;p&gt;{WHOLE}&lt;/p&gt;</content:encoded></item></rdf:RDF>"""

PAGES = {
    "https://gazette.example/feed": RSS,
    "https://gazette.example/meeting": f"<html><body><p>{SHORT} More was said later.</p></body></html>",
}


def read(data, name="", **options):
    return list(
        articles_in(data.encode() if isinstance(data, str) else data, "the feed", name=name, **options)
    )


def fetched(url, **options):
    if url not in PAGES:
        raise Unreachable(f"{url}: nobody there")
    return Page(PAGES[url].encode(), url, "", None)


@pytest.mark.parametrize("data", [RSS, ATOM, RDF], ids=["RSS", "Atom", "RDF"])
def test_an_entry_with_its_content_is_an_article_with_what_the_feed_says_of_it(data):
    article = read(data)[0]
    assert article.text.startswith(WHOLE)
    assert (article.byline, article.published) == ("Ilse Brandt", "2031-03-04")
    assert (article.outlet, article.url) == ("Harbour Gazette", "https://gazette.example/ferry")
    assert article.warnings == ()


def test_markup_is_read_and_paragraphs_are_kept():
    article = read(RSS)[0]
    assert article.text == f"{WHOLE}\n\nReil & others left."
    assert article.title == "Ferry to sail & stay"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_a_feed_in_any_encoding_is_read(encoding):
    data = (
        ATOM.replace('"1.0"?>', f'"1.0" encoding="{encoding}"?>').replace("Tomas", "Tomás").encode(encoding)
    )
    assert "Tomás" in read(data)[0].text


def test_of_a_feed_in_a_file_a_summary_is_read_with_a_warning():
    article = read(RSS)[1]
    assert (article.text, article.warnings, article.is_partial) == (SHORT, (SUMMARY,), True)
    assert article.origin == "the feed entry 2"


def test_an_entry_of_a_title_alone_is_its_title():
    [article] = read(f"<rss><channel><item><title>{WHOLE}</title></item></channel></rss>")
    assert (article.text, article.warnings) == (WHOLE, (SUMMARY,))


def test_of_a_feed_that_was_fetched_a_summary_leads_to_its_page():
    whole, page = articles("https://gazette.example/feed", fetch=fetched)
    assert whole.text.startswith(WHOLE)
    assert page.text == f"{SHORT} More was said later."
    assert (page.title, page.outlet) == ("Meeting", "Harbour Gazette")
    assert (whole.is_partial, page.is_partial) == (False, False)
    assert (page.url, page.origin, page.warnings) == (
        "https://gazette.example/meeting",
        "https://gazette.example/meeting",
        (),
    )


def test_a_page_that_cannot_be_fetched_does_not_stop_the_rest(monkeypatch):
    monkeypatch.setitem(PAGES, "https://gazette.example/feed", RSS.replace("/meeting", "/gone"))
    whole, failure = articles("https://gazette.example/feed", fetch=fetched)
    assert whole.text.startswith(WHOLE)
    assert isinstance(failure, Failure)
    assert failure.origin == "https://gazette.example/gone"
    assert isinstance(failure.error, Unreachable)


def test_a_feed_that_leads_to_a_feed_leads_no_further(monkeypatch):
    monkeypatch.setitem(PAGES, "https://gazette.example/meeting", RSS)
    assert len(list(articles("https://gazette.example/feed", fetch=fetched))) == 3


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/hosts", "ftp://a.example/x", ""])
def test_a_link_that_is_no_web_address_is_not_followed(monkeypatch, link):
    data = RSS.replace("<link>/meeting</link>", f"<link>{link}</link>").replace(
        "<link>https://gazette.example/</link>", ""
    )
    monkeypatch.setitem(PAGES, "https://gazette.example/feed", data)
    asked = []
    found = list(
        articles("https://gazette.example/feed", fetch=lambda url, **known: asked.append(url) or fetched(url))
    )
    assert asked[1:] in ([], ["https://gazette.example/feed"])
    assert len(found) >= 2


def test_a_broken_feed_is_read_as_far_as_it_goes_and_that_is_said():
    whole, _ = read(RSS.replace("</channel></rss>", "<odd>"))
    assert BROKEN in whole.warnings


def test_a_feed_that_makes_no_sense_is_refused_with_one_line():
    with pytest.raises(Malformed):
        read("<rss><channel>&#1114112;<")


def test_a_feed_without_entries_is_refused_as_empty():
    with pytest.raises(Empty):
        read("<rss version='2.0'><channel><title>Harbour Gazette</title></channel></rss>")


class Answers:
    """Pages by address, each sent with its text as its ETag and not sent to who has it."""

    def __init__(self, **pages):
        self.pages = {f"https://gazette.example/{name}": text for name, text in pages.items()}
        self.sent = []

    def __call__(self, url, *, etag=None, last_modified=None):
        if url not in self.pages:
            raise Unreachable(f"{url}: nobody there")
        stated = str(hash(self.pages[url]))
        if etag == stated:
            return Page(b"", url, "", None, etag=stated, is_unchanged=True)
        self.sent.append(url.rpartition("/")[2])
        return Page(self.pages[url].encode(), url, "", None, etag=stated)


def polled(answers, validators):
    answers.sent.clear()
    return list(articles("https://gazette.example/feed", fetch=answers, validators=validators))


MEETING = f"<html><body><p>{SHORT} More was said later.</p></body></html>"


def test_a_feed_polled_again_gives_only_what_has_changed():
    answers, noted = Answers(feed=RSS, meeting=MEETING), Noted()
    assert len(polled(answers, noted)) == 2
    assert polled(answers, noted) == []
    assert answers.sent == []
    answers.pages["https://gazette.example/feed"] += "<!-- made anew -->"
    assert [item.title for item in polled(answers, noted)] == ["Ferry to sail & stay"]
    assert answers.sent == ["feed"]
    answers.pages["https://gazette.example/feed"] += "<!-- and again -->"
    answers.pages["https://gazette.example/meeting"] = MEETING.replace("later", "at noon")
    assert polled(answers, noted)[1].text == f"{SHORT} More was said at noon."


def test_a_feed_of_which_a_page_failed_is_asked_for_again():
    answers, noted = Answers(feed=RSS), Noted()
    assert isinstance(polled(answers, noted)[1], Failure)
    answers.pages["https://gazette.example/meeting"] = MEETING
    assert polled(answers, noted)[1].text == f"{SHORT} More was said later."
    assert polled(answers, noted) == []


def test_a_feed_left_half_read_is_asked_for_again():
    answers, noted = Answers(feed=RSS, meeting=MEETING), Noted()
    next(articles("https://gazette.example/feed", fetch=answers, validators=noted))
    assert len(polled(answers, noted)) == 2


def test_when_an_entry_was_changed_is_kept():
    assert read(ATOM)[0].versioncreated == "2031-03-09T08:00:00Z"
    assert read(RSS)[0].versioncreated is None


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(dict(self.headers))
        is_known = self.headers.get("If-None-Match") == '"v1"'
        self.send_response(304 if is_known else 200)
        self.send_header("ETag", '"v1"')
        self.send_header("Last-Modified", "Tue, 04 Mar 2031 08:00:00 GMT")
        self.send_header("Content-Length", "0" if is_known else str(len(ATOM)))
        self.end_headers()
        if not is_known:
            self.wfile.write(ATOM.encode())

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def server():
    server = HTTPServer(("127.0.0.1", 0), _Handler)
    server.asked = []
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_what_has_not_changed_is_not_sent_again(server):
    address = f"http://127.0.0.1:{server.server_port}/feed"
    first = fetch(address, allow_private=True)
    again = fetch(address, allow_private=True, etag=first.etag, last_modified=first.last_modified)
    assert (first.is_unchanged, again.is_unchanged, again.body) == (False, True, b"")
    assert server.asked[1]["If-Modified-Since"] == first.last_modified
    assert list(articles(address, fetch=lambda url, **known: again)) == []


def test_validators_are_sent_and_taken_note_of(server):
    address, noted = f"http://127.0.0.1:{server.server_port}/feed", Noted()
    assert len(list(articles(address, allow_private=True, validators=noted))) == 1
    assert noted.get(address) == Validator('"v1"', "Tue, 04 Mar 2031 08:00:00 GMT")
    assert list(articles(address, allow_private=True, validators=noted)) == []


def test_a_broken_validator_is_refused_and_not_sent(server):
    with pytest.raises(Unreachable):
        fetch(f"http://127.0.0.1:{server.server_port}/feed", allow_private=True, etag='"a"\r\nX-Evil: 1')
    assert server.asked == []
