"""Nobody is led away from here by an address that was made up, nor by the name they ask for."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest

from onrecord.web.room import own_path
from tests.web.conftest import ORIGIN, PASSWORD, USERS

AWAY = [
    "//evil.example", "///evil.example", "////evil.example/", "/\\evil.example", "\\/evil.example", "\\\\evil.example",
    "/\t/evil.example", "\t//evil.example", " //evil.example", "/\n/evil.example", "/\r\n/evil.example",
    "/\x00/evil.example", "/\u2028/evil.example", "\u00a0//evil.example", "http://evil.example", "https:evil.example",
    "HTTPS://evil.example", "javascript:alert(1)", "data:text/html,x", "evil.example", "//evil.example@localhost",
    "http:/\\evil.example", "/x\\..\\..\\/evil.example", "//localhost/", "?next=//evil.example", "",
    "/reports\r\nSet-Cookie: a=b", "/%0d%0aSet-Cookie:a=b\n",
]  # fmt: skip
OWN = [
    "/",
    "/reports",
    "/reports?outlet=Vale%20Gazette&page=2",
    "/series/killed#p1",
    "/%2F/evil.example",
    "/.//x",
    "/é",
]


@pytest.mark.parametrize("address", AWAY)
def test_an_address_elsewhere_becomes_the_front_page(address):
    assert own_path(address) == "/"


@pytest.mark.parametrize("address", OWN)
def test_an_address_here_is_kept(address):
    assert own_path(address) == address
    assert urlsplit(urljoin(f"{ORIGIN}/login", address)).netloc == "localhost"


@pytest.mark.parametrize("address", [*AWAY, *OWN])
def test_signing_in_leads_nowhere_else(stranger, address):
    page = stranger.get("/login", params={"next": address})
    assert page.status_code == 200
    answer = stranger.post("/login", data={"name": USERS["reader"], "password": PASSWORD, "next": address})
    assert answer.status_code == 303
    leads = urlsplit(urljoin(f"{ORIGIN}/login", answer.headers["location"]))
    assert (leads.scheme, leads.netloc) == ("http", "localhost")
    assert len(answer.headers.get_list("set-cookie")) == 1
    assert "a=b" not in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "//evil.example/reports",
        "/\\evil.example",
        "/%09/evil.example",
        "/reports/",
        "//reports/",
    ],
)
def test_no_path_is_led_on_to_another_place(stranger, path):
    answer = stranger.get(f"{ORIGIN}{path}")
    leads = urlsplit(urljoin(f"{ORIGIN}/", answer.headers.get("location", "/")))
    assert (leads.scheme, leads.netloc) == ("http", "localhost")


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "evil.example:80", "localhost@evil.example"]
)
@pytest.mark.parametrize("path", ["/", "/reports", "/login", "/api/v1/stats", "/nowhere"])
def test_a_foreign_name_is_not_answered(stranger, host, path):
    answer = stranger.get(path, headers={"Host": host})
    assert answer.status_code == 421
    assert "location" not in answer.headers
    assert "evil.example" not in answer.text


@pytest.mark.parametrize(
    "header", ["X-Forwarded-Host", "X-Original-URL", "X-Rewrite-URL", "X-Host", "Forwarded"]
)
def test_what_else_a_request_says_of_its_name_leads_nowhere(stranger, header):
    for path in ("/reports", "/login", "/reports/"):
        answer = stranger.get(path, headers={header: "evil.example"})
        assert "evil.example" not in answer.text
        assert "evil.example" not in answer.headers.get("location", "")
