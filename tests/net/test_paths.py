"""Names and paths in inputs: nothing is written, no link out of a folder is followed, no path is given away."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from pathlib import Path

import pytest

from onrecord.errors import OnrecordError
from onrecord.sources import Failure, articles, articles_in
from onrecord.sources.url import Page
from tests.sources.documents import answer, docx, paragraph, pdf, set_in_lines, warc_record

WORDS = "The ferry sails in May, said the harbour master, Tomas Reil."
OUTSIDE = [
    "../../evil.txt",
    "..\\..\\evil.txt",
    "/tmp/evil.txt",
    "....//....//evil.txt",
    "%2e%2e%2fevil.txt",
    "%252e%252e%252fevil.txt",
    "..%c0%af..%c0%afevil.txt",
    "C:\\evil.txt",
    "\\\\host\\share\\evil.txt",
    "evil.txt\x00.html",
    "CON",
    "file:///etc/passwd",
    "a" * 5_000,
]


def ids(name):
    return name[:24].encode("unicode_escape").decode()


@pytest.fixture
def empty_folder(tmp_path, monkeypatch):
    """The current folder, in which nothing may turn up."""
    folder = tmp_path / "deep" / "deeper"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    yield folder
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("name", OUTSIDE, ids=ids)
def test_a_word_document_with_parts_outside_writes_nothing(name, empty_folder):
    stream = io.BytesIO(docx(paragraph(WORDS)))
    with zipfile.ZipFile(stream, "a") as package:
        package.writestr(zipfile.ZipInfo(name[:1_000]), "evil")
    [article] = articles_in(stream.getvalue(), "it", name="story.docx")
    assert article.text == WORDS


def test_a_link_in_a_word_document_is_not_followed(empty_folder):
    stream = io.BytesIO(docx(paragraph(WORDS)))
    with zipfile.ZipFile(stream, "a") as package:
        link = zipfile.ZipInfo("word/footnotes.xml")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        package.writestr(link, "/etc/passwd")
    with pytest.raises(OnrecordError) as caught:
        list(articles_in(stream.getvalue(), "it", name="story.docx"))
    assert "root:" not in str(caught.value)


@pytest.mark.parametrize("name", OUTSIDE, ids=ids)
def test_an_address_in_an_archive_is_no_path(name, empty_folder):
    record = warc_record(answer(f"<html><body><p>{WORDS}</p></body></html>"), url=name)
    [article] = articles_in(record, "it")
    assert (article.text, article.url) == (WORDS, None)


@pytest.mark.parametrize("name", OUTSIDE, ids=ids)
def test_the_name_a_page_was_fetched_under_is_no_path(name, empty_folder):
    page = Page(f"<html><body><p>{WORDS}</p></body></html>".encode(), "https://paper.example/", name, None)
    [article] = articles("https://paper.example/", fetch=lambda url, **known: page)
    assert article.text == WORDS


@pytest.mark.parametrize("data", [pdf([set_in_lines([WORDS])]), docx(paragraph(WORDS))], ids=["PDF", "Word"])
def test_a_name_with_signs_of_its_own_is_only_a_name(data, empty_folder):
    for name in OUTSIDE:
        [article] = articles_in(data, name, name=name)
        assert article.origin == name


def test_no_link_out_of_a_folder_is_followed(tmp_path):
    secret, folder = tmp_path / "secret", tmp_path / "folder"
    secret.mkdir()
    folder.mkdir()
    (secret / "s.txt").write_text("The secret of Odde, he said.")
    (folder / "story.txt").write_text(WORDS)
    (folder / "link.txt").symlink_to(secret / "s.txt")
    (folder / "links").symlink_to(secret)
    (folder / "up").symlink_to(tmp_path)
    (folder / "gone.txt").symlink_to(tmp_path / "gone")
    (folder / "again.txt").symlink_to(folder / "again.txt")
    (folder / "inside.txt").symlink_to(folder / "story.txt")
    found = list(articles(str(folder)))
    assert sorted(Path(item.origin).name for item in found) == ["inside.txt", "story.txt"]
    assert {item.text for item in found} == {WORDS}


def test_what_is_no_file_is_not_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "story.txt").write_text(WORDS)
    [article] = articles(str(tmp_path))
    assert article.text == WORDS
    for name in (str(tmp_path / "pipe.txt"), "/dev/zero", "story\x00.txt", "a" * 5_000):
        [failure] = articles(name)
        assert isinstance(failure, Failure)
        assert "\n" not in str(failure.error)


def test_an_error_names_the_input_and_no_place_on_this_machine():
    damaged = {
        "a.docx": docx(paragraph(WORDS)).replace(b"word/document.xml", b"word/documemt.xml"),
        "b.docx": docx("<w:p>"),
        "c.pdf": b"%PDF-1.7\nnothing",
        "d.parquet": b"PAR1\x15" + bytes(40),
        "e.rss": b"<rss><channel>&#1114112;<",
        "f.warc": b"WARC/1.0\r\nWARC-Type: response\r\n\r\n",
        "g.json": b"[",
        "h.gz": b"\x1f\x8b\x08\x00",
    }
    for name, data in damaged.items():
        message = reason(data, name)
        assert message.startswith(f"{name}: ")
        assert "/" not in message.replace("word/document.xml", "")


def reason(data, name):
    try:
        [found] = articles_in(data, name, name=name)
        return str(found.error)
    except OnrecordError as error:
        return str(error)
