"""No address inside a network is ever connected to, whatever leads there."""

from __future__ import annotations

import pytest

from onrecord.errors import Refused
from onrecord.sources import articles
from onrecord.sources.network import is_public
from onrecord.sources.url import fetch

PUBLIC = "93.184.215.14"

CLOSED = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 100.127.255.255 127.0.0.1 127.255.255.254
169.254.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.192 192.0.2.1 192.88.99.1 192.168.0.1
198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
:: ::1 fc00::1 fd00::1 fd00:ec2::254 fe80::1 febf::1 fec0::1 ff02::1 100::1 2001:db8::1 64:ff9b:1::1
::ffff:127.0.0.1 ::ffff:a9fe:a9fe ::ffff:10.0.0.1 ::127.0.0.1 ::ffff:0:7f00:1
2002:7f00:1:: 2002:a9fe:a9fe::1 2002:c0a8:1::
2001:0:7f00:1:8000:63bf:80ff:fffe 2001:0:4136:e378:8000:63bf:80ff:fffe
64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b::169.254.169.254 64:ff9b::a00:1
""".split()  # noqa: SIM905 - a table of words reads better so
OPEN = [
    PUBLIC,
    "1.1.1.1",
    "172.32.0.1",
    "100.128.0.1",
    "2606:4700:4700::1111",
    "::ffff:1.1.1.1",
    "64:ff9b::101:101",
]

SPELLINGS = """
127.0.0.1 127.0.0.1. 127.1 127.0.1 2130706433 0x7f000001 0x7f.0.0.1 0x7F.0x0.0x0.0x1 0177.0.0.1 017700000001
１２７.０.０.１ ①②⑦.⓪.⓪.① 127。0。0。1 0 0.0.0.0 [::1] [::] [0:0:0:0:0:0:0:1] [::ffff:127.0.0.1] [::ffff:7f00:1]
[fe80::1%25eth0] localhost LOCALHOST localhost. sub.localhost ip6-localhost.localdomain printer.local
127.0.0.1.nip.io 10-0-0-1.sslip.io app.localtest.me metadata.google.internal 169.254.169.254 [fd00:ec2::254]
%31%32%37.0.0.1 %6cocalhost 127.0.0.1%00.paper.example
""".split()  # noqa: SIM905 - a table of words reads better so


def public(host, port):
    return [PUBLIC]


@pytest.mark.parametrize("address", CLOSED)
def test_no_address_of_a_closed_network_is_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", OPEN)
def test_addresses_anybody_may_publish_from_are_public(address):
    assert is_public(address)


@pytest.mark.parametrize("address", CLOSED)
def test_a_name_that_leads_to_a_closed_network_is_refused(address):
    with pytest.raises(Refused):
        fetch("http://paper.example/", resolver=lambda host, port: [address])


@pytest.mark.parametrize("scheme", ["http", "https", "HTTP"])
@pytest.mark.parametrize("host", SPELLINGS)
def test_every_spelling_of_a_closed_address_is_refused_without_asking_anybody(host, scheme):
    asked = []
    with pytest.raises(Refused):
        fetch(f"{scheme}://{host}/", resolver=lambda *name: asked.append(name) or [PUBLIC])
    assert asked == []


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "localhost", "0x7f000001", "[::ffff:127.0.0.1]"])
def test_a_canary_on_this_machine_is_never_visited(canary, host):
    [failure] = articles(f"http://{host}:{canary.port}/")
    assert failure.error.code == "refused"
    assert canary.connections == 0


@pytest.mark.parametrize("closed_at", [0, 1, 2])
def test_one_closed_address_among_several_refuses_the_name(closed_at):
    answers = [PUBLIC, "1.1.1.1"]
    answers.insert(closed_at, "10.0.0.1")
    with pytest.raises(Refused):
        fetch("http://paper.example/", resolver=lambda host, port: answers)


def test_an_answer_that_is_no_address_refuses_the_name():
    with pytest.raises(Refused):
        fetch("http://paper.example/", resolver=lambda host, port: ["elsewhere"])


@pytest.fixture
def public_server(server, monkeypatch):
    """The local server, reached under a public address: only the last step, the socket, is bent."""
    from httpcore import SyncBackend

    connect = SyncBackend.connect_tcp
    opened = []

    def bent(network, host, port, *rest):
        opened.append(host)
        return connect(network, "127.0.0.1", server.server_port if host == PUBLIC else port, *rest)

    monkeypatch.setattr(SyncBackend, "connect_tcp", bent)
    server.opened = opened
    return server


def test_a_public_address_is_read(public_server):
    assert b"said." in fetch("http://paper.example/story", resolver=public).body
    assert public_server.opened == [PUBLIC]


def test_a_name_that_turns_private_between_two_answers_is_refused_every_time(public_server, canary):
    """The first answer is public and serves a redirect to the same name; the second is this machine."""
    public_server.leads_to = "https://rebind.example/"
    for _ in range(100):
        answers = iter([[PUBLIC], ["127.0.0.1"]])
        with pytest.raises(Refused):
            fetch("http://rebind.example/to/302", resolver=lambda *_, answers=answers: next(answers))
    assert public_server.opened == [PUBLIC] * 100
    assert canary.connections == 0


def test_the_address_connected_to_is_the_one_that_was_checked(public_server):
    """A name is resolved once for each connection: there is no second answer to use."""
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    fetch("http://rebind.example/story", resolver=lambda *_: next(answers))
    assert public_server.opened == [PUBLIC]
    assert list(answers) == [["127.0.0.1"]]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.1:{port}/", "//127.0.0.1:{port}/", "http://localhost:{port}/", "http://[::1]:{port}/", "http://10.0.0.1/",
     "http://169.254.169.254/latest/meta-data/", "file:///etc/hosts", "ftp://paper.example/", "http://u:p@paper.example/",
     "http://paper.example:22/", "http://0x7f.1/"],
)  # fmt: skip
def test_a_redirect_inside_is_refused_at_the_hop(public_server, canary, status, target):
    public_server.leads_to = target.format(port=canary.port)
    with pytest.raises(Refused, match=r"^http://paper\.example/to/"):
        fetch(f"http://paper.example/to/{status}", resolver=public)
    assert public_server.opened == [PUBLIC]
    assert canary.connections == 0


def test_a_refresh_in_the_page_is_not_followed(public_server, canary):
    public_server.leads_to = f"http://127.0.0.1:{canary.port}/"
    page = fetch("http://paper.example/refresh", resolver=public)
    assert b"Wait, he said." in page.body
    assert canary.connections == 0


@pytest.mark.parametrize(
    "address",
    ["http://user@paper.example/", "http://user:s3cret@paper.example/", "http://paper.example\\@127.0.0.1/", "http://paper.example:8080/",
     "http://paper.example:22/", "https://paper.example:0/", "http://paper.example:99999/", "http://paper.example:port/",
     "ftp://paper.example/", "file:///etc/hosts", "gopher://paper.example/", "data://text", "http:///path", "http://", "http://[::1/",
     "http://a b/", "http://paper.example\x00/", "http://" + "a" * 70_000],
    ids=lambda address: address[:40].encode("unicode_escape").decode(),
)  # fmt: skip
def test_odd_addresses_are_refused(address):
    asked = []
    with pytest.raises(Refused) as caught:
        fetch(address, resolver=lambda *name: asked.append(name) or [PUBLIC])
    assert asked == []
    assert "s3cret" not in str(caught.value)


def test_the_ports_of_the_web_are_open_by_name_too(public_server):
    for address in ("http://paper.example:80/story", "http://paper.example/story"):
        assert fetch(address, resolver=public).body
