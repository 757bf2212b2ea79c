"""What a person may name: a file, a folder, a pattern, standard input; and what is refused."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
import zipfile
from importlib import import_module

import pytest

from onrecord.errors import Empty, Incomplete, NotFound, NotText, SourceError, TooLarge
from onrecord.sources import FORMATS, MAX_BYTES, Failure, articles, articles_in
from tests.sources.documents import docx, paragraph, parquet

STORY = "The bridge is open, said the mayor."


def test_a_folder_is_read_in_sorted_order_with_its_subfolders(file, tmp_path):
    for name in ("b.txt", "a/z.txt", "a.txt", "c/d/e.txt"):
        file(name, f"{name}: {STORY}")
    assert [a.text.partition(":")[0] for a in articles(str(tmp_path))] == [
        "a/z.txt",
        "a.txt",
        "b.txt",
        "c/d/e.txt",
    ]


def test_hidden_files_and_links_out_of_a_folder_are_left_out(file, tmp_path):
    outside = file("outside.txt", "Secret, she said.")
    file("in/story.txt", STORY)
    file("in/.hidden", STORY)
    file("in/.git/config", STORY)
    os.symlink(outside, tmp_path / "in" / "link.txt")
    os.symlink(tmp_path, tmp_path / "in" / "loop")
    assert [a.text for a in articles(str(tmp_path / "in"))] == [STORY]


def test_one_bad_file_in_a_folder_does_not_stop_the_rest(file, tmp_path):
    file("1.txt", STORY)
    file("2.pdf", b"%PDF-1.7\n...")
    file("3.txt", STORY)
    first, bad, last = articles(str(tmp_path))
    assert (first.text, last.text) == (STORY, STORY)
    assert isinstance(bad, Failure)


def test_a_pattern_names_the_files_it_matches(file, tmp_path):
    for name in ("b.txt", "a.txt", "c.log"):
        file(name, f"{name} {STORY}")
    assert [a.text[:5] for a in articles(str(tmp_path / "*.txt"))] == ["a.txt", "b.txt"]


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(file):
    [article] = articles(file("story[1].txt", STORY))
    assert article.text == STORY


def test_a_dash_reads_standard_input():
    [article] = articles("-", stdin=io.BytesIO(STORY.encode()))
    assert (article.text, article.origin) == (STORY, "standard input")


def test_standard_input_beyond_the_limit_is_refused_unread():
    stream = io.BytesIO(b"a" * (MAX_BYTES + 1000))
    [failure] = articles("-", stdin=stream)
    assert isinstance(failure.error, TooLarge)
    assert stream.tell() == MAX_BYTES + 1


@pytest.mark.parametrize(
    "name",
    ["no-such.txt", "no-such-folder/", "*.nothing", "a\0b", "x" * 5_000],
    ids=["file", "folder", "pattern", "NUL", "long"],
)
def test_what_names_nothing_is_one_failure_of_one_line(tmp_path, name):
    [failure] = articles(f"{tmp_path}/{name}")
    assert isinstance(failure.error, NotFound)
    assert "\n" not in str(failure.error)


def test_a_folder_without_files_is_one_failure(tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / ".hidden").write_text(STORY)
    [failure] = articles(str(tmp_path))
    assert isinstance(failure.error, NotFound)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_one_failure(file):
    path = file("story.txt", STORY)
    os.chmod(path, 0)
    [failure] = articles(path)
    assert "permission" in str(failure.error)


def test_what_is_no_regular_file_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    [failure] = articles(str(tmp_path / "pipe"))
    assert isinstance(failure.error, NotText)


def test_a_file_beyond_the_limit_is_refused_unread(tmp_path):
    path = tmp_path / "huge.txt"
    with path.open("wb") as stream:
        stream.truncate(MAX_BYTES + 1)
    [failure] = articles(str(path))
    assert isinstance(failure.error, TooLarge)


def zipped():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("story.txt", STORY)
    return stream.getvalue()


def tarred():
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        entry = tarfile.TarInfo("story.txt")
        entry.size = 60_000
        archive.addfile(entry, io.BytesIO((STORY * 2_000)[:60_000].encode()))
    return stream.getvalue()


FOREIGN = {
    "zip": zipped(),
    "tar": tarred(),
    "tar.gz": gzip.compress(tarred()),
    "old office document": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500),
    "rich text": rb"{\rtf1\ansi The bridge is open}",
    "PNG": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "JPEG": b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(100),
    "GIF": b"GIF89a" + bytes(50),
    "XML": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg"><text>Words</text></svg>',
    "ARC": b"filedesc://news.arc 127.0.0.1 20310304 text/plain 9\r\n",
    "bzip2": b"BZh91AY&SY" + bytes(40),
    "xz": b"\xfd7zXZ\x00" + bytes(40),
    "SQLite": b"SQLite format 3\x00" + bytes(100),
    "program": b"\x7fELF\x02\x01\x01" + bytes(100),
    "noise": bytes(range(256)) * 8,
}


@pytest.mark.parametrize("name", ["", "story.txt"], ids=["no name", "named .txt"])
@pytest.mark.parametrize("data", FOREIGN.values(), ids=FOREIGN.keys())
def test_a_foreign_format_is_refused_with_one_clear_line(data, name):
    with pytest.raises(NotText) as caught:
        list(articles_in(data, "the input", name=name))
    assert str(caught.value).startswith("the input: ")
    assert "\n" not in str(caught.value)


MARKED = {
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "pdf"),
    "PDF after a line": (b"junk\n%PDF-1.4\n1 0 obj", "pdf"),
    "Word": (docx(paragraph(STORY)), "docx"),
    "WARC": (b"WARC/1.0\r\nWARC-Type: warcinfo\r\n", "warc"),
    "packed WARC": (gzip.compress(b"WARC/1.0\r\nWARC-Type: warcinfo\r\n"), "warc"),
    "packed WARC cut": (gzip.compress(b"WARC/1.0\r\nWARC-Type: warcinfo\r\n")[:-9], "warc"),
    "Parquet": (parquet(text=[STORY]), "parquet"),
    "Parquet cut": (parquet(text=[STORY])[:-9], "parquet"),
    "RSS": (b'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title></channel></rss>', "feed"),
    "Atom": (b'<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title></feed>', "feed"),
    "feed after a comment": (b"<!-- made by hand -->\n<rss><channel/></rss>", "feed"),
    "feed in UTF-16": ('<?xml version="1.0"?><rss><channel/></rss>'.encode("utf-16"), "feed"),
}


@pytest.mark.parametrize(("data", "format"), MARKED.values(), ids=MARKED.keys())
def test_a_format_is_known_by_its_marks_whatever_its_name(data, format):
    claiming = [
        known for known in FORMATS if import_module(f"onrecord.sources.{known}").claims(data, "story.txt")
    ]
    assert claiming[0] == format


@pytest.mark.parametrize(
    "words", ["ID3 tags", "BZh", "PAR1", "OggS", "Rar!", "GIF8 is", "%PDF-1.7 is", "PK is"]
)
def test_a_text_that_begins_like_another_format_is_still_text(words):
    if words.startswith("%PDF"):
        words = f"The sign {words}"
    [article] = articles_in(f"{words} what the panel said, wrote Ms Lund.".encode(), "x", name="x.txt")
    assert article.text.startswith(words)


def test_gzip_is_unpacked(read_file):
    [article] = read_file("story.txt.gz", gzip.compress(STORY.encode()))
    assert article.text == STORY


def test_gzip_in_several_parts_is_unpacked_whole(read_file):
    [article] = read_file("story.txt.gz", gzip.compress(STORY.encode()) + gzip.compress(b" She left."))
    assert article.text == f"{STORY} She left."


def test_a_gzip_bomb_is_refused_within_bounds(read_file):
    [failure] = read_file("bomb.gz", gzip.compress(bytes(100 * 1024 * 1024), 9))
    assert isinstance(failure.error, TooLarge)


@pytest.mark.parametrize("keep", [0.3, 0.97], ids=["30 %", "97 %"])
def test_gzip_cut_short_is_refused_not_read_in_part(read_file, keep):
    packed = gzip.compress(os.urandom(20_000))
    [failure] = read_file("story.gz", packed[: int(len(packed) * keep)])
    assert isinstance(failure.error, Incomplete)


def test_gzip_with_a_flipped_byte_is_refused(read_file):
    packed = bytearray(gzip.compress(STORY.encode() * 50))
    packed[-6] ^= 0xFF
    [failure] = read_file("story.gz", bytes(packed))
    assert isinstance(failure.error, Incomplete)


def test_an_unknown_format_is_refused_by_name():
    with pytest.raises(
        SourceError, match="choose one of: pdf, docx, parquet, warc, feed, jsonlines, json, html, text"
    ):
        list(articles_in(b"words", "x", format="pptx"))


def test_a_stated_format_overrides_recognition():
    [article] = articles_in(b'{"text": "It holds, he said."}', "x", name="x.json", format="text")
    assert article.text == '{"text": "It holds, he said."}'


@pytest.mark.parametrize(
    "address", ["ftp://a.example/x", "file:///etc/hosts", "gopher://a.example", "javascript://x"]
)
def test_other_schemes_than_the_webs_are_refused(address):
    [failure] = articles(address)
    assert failure.error.code == "refused"


def test_a_notice_that_an_article_is_canceled_is_one_only_to_whom_it_is_wanted(file):
    path = file("notice.json", '{"uri": "urn:x:1", "pubstatus": "canceled"}')
    [failure] = articles(path)
    assert isinstance(failure.error, Empty)
    [notice] = articles(path, notices=True)
    assert (notice.text, notice.pubstatus, notice.external_id) == ("", "canceled", "urn:x:1")
