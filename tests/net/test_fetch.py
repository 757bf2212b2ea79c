"""Fetching from a real server: what is read, and each way it can fail."""

from __future__ import annotations

import pytest

from onrecord.errors import Incomplete, NotText, TooLarge, Unreachable
from onrecord.sources import articles
from onrecord.sources.url import MAX_HOPS, fetch

WORDS = "The café stays open, Mayor Inés Dávila said."


def outcome(server, path):
    [found] = articles(f"{server.address}/{path}", allow_private=True)
    return found


@pytest.mark.parametrize(
    ("path", "encoding"),
    [("story", "utf-8"), ("latin", "cp1252"), ("packed", "utf-8"), ("moved/now", "utf-8")],
    ids=["plain", "charset in the header", "gzip", "redirect"],
)
def test_a_page_is_fetched_and_read(server, path, encoding):
    article = outcome(server, path)
    assert (article.text, article.encoding) == (WORDS, encoding)


def test_the_address_kept_is_the_one_it_came_from_in_the_end(server):
    article = outcome(server, "moved/now")
    assert article.url == f"{server.address}/story"
    assert article.origin == f"{server.address}/moved/now"


def test_json_is_read_by_its_content_type(server):
    assert outcome(server, "json").text == "It holds, she said."


@pytest.mark.parametrize(
    ("path", "error", "said"),
    [
        ("nothing", Unreachable, "404 Not Found"),
        ("huge", TooLarge, "larger than 20 MB"),
        ("bomb", TooLarge, "unpacks to more"),
        ("cut", Incomplete, "cut short"),
        ("odd", Unreachable, "packs its answer as 'br'"),
        ("short", Unreachable, "cannot be fetched"),
        ("picture", NotText, "a PNG picture"),
        ("loop/", Unreachable, "redirects more than 5 times"),
    ],
)
def test_what_goes_wrong_is_one_clear_line(server, path, error, said):
    failure = outcome(server, path)
    assert isinstance(failure.error, error)
    assert said in str(failure.error)
    assert str(failure.error).startswith(f"{server.address}/{path}: ")
    assert "\n" not in str(failure.error)


def test_redirects_are_followed_five_times_and_no_more(server):
    with pytest.raises(Unreachable):
        fetch(f"{server.address}/loop/", allow_private=True)
    assert len(server.asked) == MAX_HOPS + 1


@pytest.mark.parametrize("path", ["slow", "drip"], ids=["no answer", "a byte now and then"])
def test_a_slow_server_is_given_up_at_the_deadline(server, path):
    with pytest.raises(Unreachable, match="no answer in time"):
        fetch(f"{server.address}/{path}", allow_private=True, seconds=0.4)


def test_nobody_at_the_port_is_one_clear_line(server):
    server.shutdown()
    server.server_close()
    [failure] = articles(f"{server.address}/story", allow_private=True)
    assert isinstance(failure.error, Unreachable)


def test_an_unknown_name_is_one_clear_line():
    def unknown(host, port):
        raise OSError("no such name")

    with pytest.raises(Unreachable, match=r"the name 'nowhere.example' is not known"):
        fetch("http://nowhere.example/", resolver=unknown)


def test_the_next_address_is_tried_when_one_does_not_answer(server):
    page = fetch(
        f"http://paper.example:{server.server_port}/story",
        allow_private=True,
        resolver=lambda host, port: ["127.0.0.2", "127.0.0.1"],
    )
    assert WORDS in page.body.decode()


def test_no_credentials_or_proxies_are_taken_from_the_environment(server, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    fetch(f"{server.address}/story", allow_private=True)
    [(_, headers)] = server.asked
    assert "Authorization" not in headers
    assert "Cookie" not in headers
