"""Nothing in a report steers the terminal."""

from __future__ import annotations

import json

import pytest

from onrecord.render.escape import printable
from tests.running import onrecord

HOSTILE = (
    "Ruo\u202e Amadi\x1b[2J said that \x1b]0;gone\x07 the ford was\x9b31m shut.\r\n"
    "Ode\u2066 Marr told the Vale Gazette that \x08\x08\x08 it was open\u2028.\n"
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("\x1b[31mred", "\\x1b[31mred", id="colour"),
        pytest.param("a\rb", "a b", id="carriage-return"),
        pytest.param("a\nb", "a b", id="line-feed"),
        pytest.param("\u202eevil", "\\u202eevil", id="right-to-left-override"),
        pytest.param("a\u2066b", "a\\u2066b", id="isolate"),
        pytest.param("a\u200bb", "a\\u200bb", id="zero-width-space"),
        pytest.param("\ud800", "\\ud800", id="lone-surrogate"),
        pytest.param("नी\u200dम José 👩\u200d⚕", "नी\u200dम José 👩\u200d⚕", id="joiners-stay"),
    ],
)
def test_control_and_direction_characters_are_spelt_out(text, shown):
    assert printable(text) == shown


def test_a_hostile_report_prints_no_control_character(tmp_path):
    path = tmp_path / "hostile.json"
    path.write_text(json.dumps({"text": HOSTILE, "title": "Gone\x1b[2J\r\nfor good", "outlet": "\u202eteG"}))
    page = onrecord("read", str(path)).stdout.decode()
    assert "Marr" in page
    assert not set(page) & set("\x1b\x07\x08\x9b\r\u202e\u2066\u2028")


def test_a_hostile_file_name_is_escaped_in_the_error():
    done = onrecord("read", "no\x1b[31msuch\r\nfile\u202e")
    message = done.stderr.decode()
    assert message.count("\n") == 1
    assert not set(message) & set("\x1b\r\u202e")
