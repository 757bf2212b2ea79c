"""What could not be read: listed with the reason, and tried again when somebody asks for it."""

from __future__ import annotations

import re

import pytest

from onrecord.ledger.adding import add
from onrecord.ledger.ledger import Ledger
from tests.web.conftest import signed_in
from tests.web.test_adding_page import ended

MENDED = '{"text": "The warden of the gate said that 19 men had crossed the ford at Odde."}'


@pytest.fixture
def broken(tmp_path):
    """Three inputs that cannot be read, and an upload that could not."""
    paths = [tmp_path / name for name in ("a.json", "b.json", "c.txt", "d.json")]
    for path in paths:
        path.write_text("" if path.suffix == ".txt" else "{", "utf-8")
    return paths


@pytest.fixture
def rejecting(client, room_ledger, broken):
    """A client of a room in whose ledger they are rejects."""
    with Ledger(room_ledger) as ledger:
        list(add(ledger, [str(path) for path in broken], names={str(broken[3]): "upload://d<b>.json"}))
    return client


def keys(page: str) -> list[str]:
    return re.findall(r'type="checkbox" form="retry" name="key" value="(\w+)"', page)


def origins(ledger) -> list[str]:
    with Ledger(ledger) as opened:
        return [reject.origin for reject in opened.rejects()]


def test_each_is_there_with_its_reason_and_how_often_it_was_tried(rejecting, broken):
    page = rejecting.get("/rejects").text
    assert f"{broken[0]}: not JSON" in page
    assert "<code>empty</code>" in page
    assert page.count("tried once") == 4
    assert "upload://d&lt;b&gt;.json: not JSON" in page


def test_those_of_one_kind_can_be_seen_alone(rejecting, broken):
    page = rejecting.get("/rejects?code=empty").text
    assert str(broken[2]) in page
    assert str(broken[0]) not in page
    assert "malformed 3" in page
    assert 'href="/rejects?code=empty" aria-current="true"' in page
    assert "Nothing failed for that reason" in rejecting.get("/rejects?code=other").text


def test_one_that_was_mended_is_read_when_it_is_tried_again(rejecting, room_ledger, broken):
    broken[1].write_text(MENDED, "utf-8")
    page = rejecting.get("/rejects").text
    [chosen] = [key for key in keys(page) if str(broken[1]) in page.partition(f'value="{key}"')[2][:600]]
    state = ended(rejecting, rejecting.post("/rejects/retry", data={"which": chosen}))
    assert state["sentence"] == "1 report: 1 new."
    assert state["headline"] == "Read 1 input again"
    assert str(broken[1]) not in origins(room_ledger)
    assert len(origins(room_ledger)) == 3


def test_all_of_a_kind_are_tried_again_but_what_was_given_by_hand(rejecting, room_ledger, broken):
    for path in (*broken[:2], broken[3]):
        path.write_text(MENDED.replace("19", str(ord(path.name[0]))), "utf-8")
    answer = rejecting.post("/rejects/retry", data={"which": "all", "code": "malformed"})
    assert ended(rejecting, answer)["sentence"] == "2 reports: 2 new."
    assert origins(room_ledger) == [str(broken[2]), "upload://d<b>.json"]


def test_the_chosen_ones_are_tried_again(rejecting, room_ledger):
    chosen = keys(rejecting.get("/rejects").text)
    assert len(chosen) == 3
    answer = rejecting.post("/rejects/retry", data={"which": "some", "key": chosen[:2]})
    assert ended(rejecting, answer)["done"] == 2
    with Ledger(room_ledger) as ledger:
        assert sorted(reject.attempts for reject in ledger.rejects()) == [1, 1, 2, 2]


@pytest.mark.parametrize(
    "chosen", [{}, {"which": "some"}, {"which": "0" * 32}, {"which": "all", "code": "other"}]
)
def test_nothing_chosen_is_nothing_tried(rejecting, chosen):
    answer = rejecting.post("/rejects/retry", data=chosen)
    assert answer.status_code == 400
    assert "nothing to try again was chosen" in answer.text


def test_a_reject_is_no_way_to_a_file_of_the_machine(client, room_ledger, tmp_path):
    """What somebody uploads under the name of a file here does not become that file when it is tried again."""
    secret = tmp_path / "secret.txt"
    secret.write_text("The keeper of the seal said that 40 men had come to the gate at Odde.", "utf-8")
    files = [
        ("files", (name, b"", "text/plain")) for name in (str(secret), f"{secret} line 1", f"../{secret}")
    ]
    ended(client, client.post("/add", data={"what": "files"}, files=files))
    page = client.get("/rejects").text
    assert page.count("It was given by hand and is not kept") == 3
    assert keys(page) == []
    assert client.post("/rejects/retry", data={"which": "all"}).status_code == 400
    with Ledger(room_ledger) as ledger:
        assert ledger.counts()["reports"] == 3


def test_a_reader_sees_them_and_may_not_try(stranger):
    reader = signed_in(stranger, "reader")
    page = reader.get("/rejects")
    assert page.status_code == 200
    assert "Everything that was given could be read." in page.text
    assert 'href="/add"' not in page.text
    assert "<button class" not in page.text.partition("<main")[2]
    assert reader.post("/rejects/retry", data={"which": "all"}).status_code == 403


def test_a_long_list_has_pages(client, room_ledger, tmp_path):
    for number in range(60):
        (tmp_path / f"{number:02}.json").write_text("{", "utf-8")
    with Ledger(room_ledger) as ledger:
        list(add(ledger, [str(path) for path in sorted(tmp_path.glob("*.json"))]))
    assert len(keys(client.get("/rejects").text)) == 50
    second = client.get("/rejects?page=2").text
    assert len(keys(second)) == 10
    assert 'rel="prev" href="/rejects?page=1"' in second
