"""Web pages: the article, what the page says of itself, and nothing lost in silence."""

from __future__ import annotations

import pytest

from onrecord.errors import Empty, TooLarge
from onrecord.sources import articles_in
from onrecord.sources.article import Article
from onrecord.sources.html import MAX_PAGE, article_of_page
from onrecord.sources.visible import visible
from tests.growth import assert_grows_no_faster

PARAGRAPHS = [
    "The ferry across the Lorn strait will sail again in May, the harbour master, Tomas Reil, said on Tuesday "
    "after a meeting with islanders that lasted well into the evening.",
    "“We have two boats and three crews, and that is enough for a summer,” Reil told reporters.",
    "A spokeswoman for the county, Dana Okoro, denied that money was short & said 240 passengers a day were expected.",
]
BODY = "".join(f"<p>{paragraph.replace('&', '&amp;')}</p>\n" for paragraph in PARAGRAPHS)
PAGE = f"""<!doctype html><html lang="en"><head><title>Ferry to sail again in May | Harbour Gazette</title>
<meta charset="utf-8"><meta property="og:site_name" content="Harbour Gazette">
<meta name="author" content="Ilse Brandt">
<meta property="article:published_time" content="2031-03-04T08:00:00Z">
<link rel="canonical" href="https://gazette.example/ferry"></head>
<body><nav><a href="/">Home</a><a href="/sport">Sport</a></nav>
<article><h1>Ferry to sail again in May</h1>{BODY}</article>
<footer>Imprint and terms of use</footer><script>var said = "nothing";</script></body></html>"""


def read(page, name="story.html", **options):
    data = page if isinstance(page, bytes) else page.encode()
    [article] = articles_in(data, "story.html", name=name, **options)
    return article


def test_the_page_says_title_date_author_and_site():
    article = read(PAGE)
    assert article.title == "Ferry to sail again in May"
    assert (article.published, article.byline) == ("2031-03-04", "Ilse Brandt")
    assert (article.outlet, article.url) == ("Harbour Gazette", "https://gazette.example/ferry")


def test_the_main_text_is_taken_by_paragraphs_and_the_furniture_left():
    text = read(PAGE).text
    assert [part for part in text.split("\n\n") if part in PARAGRAPHS] == PARAGRAPHS
    assert not any(word in text for word in ("Imprint", "Sport", "nothing"))


def test_what_is_known_beforehand_wins():
    article = read(PAGE, metadata=Article(text="", origin="x", title="Mine", url="https://other.example/"))
    assert (article.title, article.url) == ("Mine", "https://other.example/")


def test_a_page_is_recognised_without_an_ending():
    assert read("\n<!-- printed -->\n" + PAGE, name="").title == "Ferry to sail again in May"


def test_a_whole_page_in_a_text_file_is_a_page():
    assert read(PAGE, name="story.txt").outlet == "Harbour Gazette"


@pytest.mark.parametrize(
    "wrapped",
    [
        pytest.param(lambda body: "<div>" * 400 + body + "</div>" * 400, id="nested 400 deep"),
        pytest.param(lambda body: f"<form>{body}</form>", id="inside a form"),
        pytest.param(lambda body: f"<nav><a>Home</a>{body}", id="menu never closed"),
        pytest.param(lambda body: f"<head><title>Ferry</title>{body}", id="head never closed"),
        pytest.param(lambda body: f"<table><tr><td>{body}</td></tr></table>", id="inside a table"),
        pytest.param(lambda body: body.replace("</p>", ""), id="paragraphs never closed"),
        pytest.param(lambda body: f"<article>{body}</b></i></article></p></div>", id="stray end tags"),
        pytest.param(lambda body: f'<p title="a > b">{body}</p>', id="angle bracket in an attribute"),
    ],
)
def test_no_paragraph_is_lost_in_odd_markup(wrapped):
    text = read(wrapped(BODY)).text
    assert [paragraph for paragraph in PARAGRAPHS if paragraph not in text] == []


def test_one_huge_paragraph_is_kept_and_what_was_done_is_said():
    sentence = "Reil said the ferry sails. "
    article = read(f"<html><body><p>{sentence * 100_000}</p></body></html>")
    assert len(article.text) == len(sentence) * 100_000 - 1


def test_taking_all_visible_text_is_said():
    article = read("<div>" * 300 + BODY)
    assert article.warnings == ("no article could be told from the page; all its visible text was taken",)


@pytest.mark.parametrize(
    ("declaration", "encoding"),
    [
        ('<meta charset="windows-1252">', "cp1252"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">', "cp1252"),
        ("<meta charset=iso-8859-15>", "iso8859-15"),
    ],
)
def test_the_declared_charset_is_used_and_recorded(declaration, encoding):
    article = read(
        f"<html><head>{declaration}</head><body><p>Über Dávila, he said.</p></body></html>".encode(encoding)
    )
    assert "Über Dávila" in article.text
    assert article.encoding == encoding


@pytest.mark.parametrize("charset", ["unicode_escape", "rot13", "idna", "no-such", "utf-7"])
def test_a_declared_charset_that_is_none_is_not_used(charset):
    article = read(
        f"<html><meta charset={charset}><body><p>Dávila \\x41 said no.</p></body></html>".encode("cp1252")
    )
    assert "Dávila \\x41 said no." in article.text


def test_a_page_without_words_is_refused_as_empty():
    with pytest.raises(Empty):
        read("<html><head><title>Only a title</title></head><body><script>x()</script></body></html>")


def test_a_page_beyond_the_limit_is_refused():
    with pytest.raises(TooLarge):
        article_of_page("<p>" + "a" * MAX_PAGE, Article(text="", origin="story.html"))


@pytest.mark.parametrize(
    "broken",
    [
        "<",
        "<a ",
        '<a b="',
        "<!--",
        "</",
        "<?",
        "<![CDATA[",
        "<script>",
        "<a =   ",
        "&#" + "9" * 50,
        "<b><i></b>",
        "<a b='c\"",
    ],
)
def test_broken_markup_takes_linear_time(broken):
    def look(size):
        visible(broken * (size // len(broken)))

    assert_grows_no_faster(lambda: look(100_000), lambda: look(400_000), ratio=8, noise=0.05)


def test_a_character_number_of_thousands_of_digits_is_left_as_it_is():
    assert visible("<p>Reil said &#" + "9" * 5_000 + "; boats.</p>").text.startswith("Reil said ")


@pytest.mark.parametrize(
    "stated",
    [
        '<meta property="article:modified_time" content="2031-03-05T10:00:00+01:00">',
        "<META content='2031-03-05T09:00:00Z' itemprop=dateModified />",
        '<script type="application/ld+json">{"datePublished": "2031-03-04", "dateModified": "2031-03-05T09:00:00Z"}</script>',
    ],
)
def test_when_the_page_was_changed_is_kept(stated):
    article = read(
        f"<html><head>{stated}</head><body><p>{'Reil said the ferry sails. ' * 20}</p></body></html>"
    )
    assert article.versioncreated == "2031-03-05T09:00:00Z"


def test_a_page_that_does_not_say_when_it_was_changed_has_no_such_time():
    article = read(
        "<html><head><meta property='article:modified_time' content='soon'></head><body><p>Reil spoke.</p>"
    )
    assert article.versioncreated is None
