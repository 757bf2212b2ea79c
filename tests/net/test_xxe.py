"""Entities and links in documents: no file is read, nobody is connected to, nothing grows without end."""

from __future__ import annotations

import time

import pytest

from onrecord.errors import OnrecordError, Refused
from onrecord.sources import Failure, articles, articles_in
from onrecord.sources.url import Page
from tests.sources.documents import docx, paragraph

SECRET = "The secret of Odde is kept in this file."
SECONDS = 2.0  # that a document may take, once the process that parses it is up
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
QUADRATIC = f'<!ENTITY a "{"a" * 100_000}">'

FEED = (
    '<?xml version="1.0"?>{doctype}<rss version="2.0"><channel><title>Gazette</title>'
    "<item><title>Open</title><description>It is open{entity}, she said.</description></item></channel></rss>"
)


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "secret.txt"
    path.write_text(SECRET)
    return path


def doctypes(secret, canary):
    """A document type with the entity `x`, in each of the ways that reach outside."""
    address = f"http://127.0.0.1:{canary.port}/x"
    return [
        f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}">]>',
        f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret}">]>',
        f'<!DOCTYPE a [<!ENTITY x SYSTEM "{address}">]>',
        f'<!DOCTYPE a [<!ENTITY x PUBLIC "-//x//y" "{address}">]>',
        f'<!DOCTYPE a SYSTEM "{address}" [<!ENTITY x "y">]>',
        f'<!DOCTYPE a [<!ENTITY % p SYSTEM "{address}"> %p; <!ENTITY x "y">]>',
        f'<!DOCTYPE a [<!ENTITY % f SYSTEM "file://{secret}"><!ENTITY % e "<!ENTITY x SYSTEM \'{address}?%f;\'>">%e;]>',
    ]


def outcome(data, name):
    """The text that was read, or the reason."""
    try:
        return "\n".join(
            found.text for found in articles_in(data, "it", name=name) if not isinstance(found, Failure)
        )
    except OnrecordError as error:
        return str(error)


def documents(doctype):
    body = paragraph("It is open&x;, she said.")
    include = (
        '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
    )
    feed = FEED.format(doctype=doctype, entity="&x;")
    return {
        "a.docx": docx(body + include, doctype=doctype),
        "core.docx": docx(
            paragraph("It is open."),
            parts={"docProps/core.xml": f"{doctype}<a><title>&x;</title></a>".encode()},
        ),
        "a.rss": feed.encode(),
        "wide.rss": feed.replace('"1.0"', '"1.0" encoding="utf-16"').encode("utf-16"),
        "seven.rss": b'<?xml version="1.0" encoding="utf-7"?>' + feed[21:].encode("utf-7"),
        "a.xml": f"{doctype}<a>&x;</a>".encode(),
    }


def test_no_entity_reads_a_file_or_connects_to_anybody(secret, canary):
    for doctype in doctypes(secret, canary):
        for name, data in documents(doctype).items():
            read = outcome(data, name)
            assert "secret of Odde" not in read
            assert "root:" not in read
    assert canary.connections == 0


@pytest.mark.parametrize(
    ("doctype", "entity"),
    [
        (f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]>', "&l11;"),
        (f"<!DOCTYPE a [{QUADRATIC}]>", "&a;" * 10_000),
        ('<!DOCTYPE a [<!ENTITY x "&y;"><!ENTITY y "&x;">]>', "&x;"),
    ],
    ids=["a billion laughs", "quadratic", "endless"],
)
def test_no_entity_grows_without_end(doctype, entity):
    outcome(docx(paragraph("It is open.")), "a.docx")
    for name, data in (
        ("a.docx", docx(paragraph(entity), doctype=doctype)),
        ("a.rss", FEED.format(doctype=doctype, entity=entity).encode()),
        ("a.xml", f"{doctype}<a>{entity}</a>".encode()),
    ):
        started = time.monotonic()
        assert len(outcome(data, name)) < 200_000
        assert time.monotonic() - started < SECONDS


def test_an_entity_that_is_not_resolved_is_seen_to_be_missing():
    doctype = '<!DOCTYPE a [<!ENTITY x "y">]>'
    [article] = articles_in(docx(paragraph("It is &x; open."), doctype=doctype), "it", name="a.docx")
    assert article.text == "It is \ufffd open."
    assert article.warnings == ("damaged characters, shown as U+FFFD: 1",)


def test_a_feeds_link_to_a_private_address_is_refused_like_any_other(canary):
    from onrecord.sources.url import fetch

    feed = FEED.format(doctype="", entity="").replace(
        "<title>Open", f"<link>http://127.0.0.1:{canary.port}/</link><title>Open"
    )

    def fetched(url, **known):
        return Page(feed.encode(), url, "", None) if url == "https://paper.example/feed" else fetch(url)

    [failure] = articles("https://paper.example/feed", fetch=fetched)
    assert isinstance(failure.error, Refused)
    assert canary.connections == 0
