"""Plain text stays what it was; only its bytes and line ends are settled."""

from __future__ import annotations

import codecs

import pytest

from onrecord.errors import Empty, NotText, TooLarge
from onrecord.sources import Failure
from onrecord.sources.article import Article
from onrecord.sources.text import MAX_CHARACTERS, article_of_text, settled

REPORT = "“The café stays open,” said Mayor Inés Dávila — for now."


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        pytest.param(REPORT.encode(), "utf-8", id="utf-8"),
        pytest.param(codecs.BOM_UTF8 + REPORT.encode(), "utf-8", id="utf-8 with a mark"),
        pytest.param(codecs.BOM_UTF16_LE + REPORT.encode("utf-16-le"), "utf-16-le", id="utf-16 little"),
        pytest.param(codecs.BOM_UTF16_BE + REPORT.encode("utf-16-be"), "utf-16-be", id="utf-16 big"),
        pytest.param(codecs.BOM_UTF32_LE + REPORT.encode("utf-32-le"), "utf-32-le", id="utf-32"),
        pytest.param(REPORT.encode("utf-16-le"), "utf-16-le", id="utf-16 without a mark"),
        pytest.param(REPORT.encode("cp1252"), "cp1252", id="windows-1252"),
    ],
)
def test_text_in_any_common_encoding_is_decoded_and_the_encoding_recorded(read_file, data, encoding):
    [article] = read_file("story.txt", data)
    assert (article.text, article.encoding, article.warnings) == (REPORT, encoding, ())


@pytest.mark.parametrize("ending", ["\r\n", "\r"], ids=["CRLF", "CR"])
def test_line_ends_become_newlines(read_file, ending):
    [article] = read_file("story.txt", f"One line.{ending}Another.{ending}{ending}A third.")
    assert article.text == "One line.\nAnother.\n\nA third."


@pytest.mark.parametrize(
    "odd",
    [
        "\x85",
        "\u2028",
        "\u2029",
        "\x0b",
        "\x0c",
        "\u00a0",
        "\u200b",
        "\u202e",
        "\u00ad",
        "e\u0301",
        "🇺🇳",
        "\ufeff",
    ],
    ids=["NEL", "LS", "PS", "VT", "FF", "NBSP", "ZWSP", "RLO", "SHY", "combining", "flag", "mark inside"],
)
def test_every_other_character_stays(read_file, odd):
    text = f"  She said{odd} nothing.\n\n\n Then she left.  \n"
    [article] = read_file("story.txt", text)
    assert article.text == text


def test_nul_and_lone_surrogates_are_replaced_one_for_one_and_said():
    article = article_of_text("A\x00B\ud800C said the aide.")
    assert article.text == "A\ufffdB\ufffdC said the aide."
    assert article.warnings == ("damaged characters, shown as U+FFFD: 2",)


def test_what_no_database_holds_is_replaced_in_the_metadata_too():
    article = settled(Article(text="She said no.", origin="x", title="A\x00B", byline="\udfff"))
    assert (article.title, article.byline) == ("A\ufffdB", "\ufffd")


def test_one_broken_byte_spoils_neither_the_rest_nor_goes_unsaid(read_file):
    damaged = REPORT.encode().replace("—".encode(), b"\xe2\x80")
    [article] = read_file("story.txt", damaged)
    assert article.text == REPORT.replace("—", "\ufffd")
    assert article.warnings == ("damaged characters, shown as U+FFFD: 1",)


def test_a_text_that_looks_like_json_or_markup_stays_text(read_file):
    for text in ('{"not": "json", said the clerk}', "<b>Bold</b> words, said the clerk."):
        [article] = read_file("story.txt", text)
        assert article.text == text


@pytest.mark.parametrize(
    "data", [b"", b"  \r\n\t\n", codecs.BOM_UTF8, b"\x00\x00"], ids=["none", "blank", "mark", "nul"]
)
def test_a_text_without_words_is_refused_as_empty(read_file, data):
    [failure] = read_file("story.txt", data)
    assert isinstance(failure, Failure)
    assert isinstance(failure.error, Empty)


def test_noise_is_refused_as_no_text(read_file):
    [failure] = read_file("story.txt", bytes(range(256)) * 20)
    assert isinstance(failure.error, NotText)


def test_a_text_beyond_the_limit_is_refused():
    with pytest.raises(TooLarge, match="split it"):
        article_of_text("a" * (MAX_CHARACTERS + 1))
