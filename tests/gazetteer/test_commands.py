"""`onrecord gazetteer` at the keyboard."""

from __future__ import annotations

import pytest

from tests.running import said

from .conftest import ROWS


def onrecord(*arguments, **environment):
    return said("gazetteer", *map(str, arguments), **environment)


def test_find_prints_a_line_a_place():
    done = onrecord("find", "Tripoli", "--country", "LB")
    head, first, *_ = done.stdout.splitlines()
    assert head.split() == ["name", "kind", "country", "region", "lat", "lon", "inhabitants", "geonameid"]
    assert first.split()[:3] == ["Tripoli", "city", "LBN"]


@pytest.mark.parametrize("name", ["Iraqi", "America", "Middle East", "Tex."])
def test_find_knows_the_lexicons_names_too(name):
    assert onrecord("find", name).returncode == 0


def test_a_name_that_is_unknown_is_an_error_of_one_line():
    done = onrecord("find", "Nowherium")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("onrecord: Nowherium: no place of this name")
    assert done.stderr.count("\n") == 1


def test_a_country_code_that_is_none_is_an_error_of_one_line():
    done = onrecord("find", "Mosul", "--country", "Atlantis")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)


def test_no_command_prints_the_help():
    done = onrecord()
    assert done.returncode == 2
    assert "find" in done.stdout


def test_a_gazetteer_that_was_made_is_used_where_the_variable_names_it(tmp_path):
    dump, made = tmp_path / "IQ.txt", tmp_path / "made.sqlite"
    dump.write_text("\n".join(ROWS) + "\n", "utf-8")
    done = onrecord("build", dump, "-o", made, "--country", "IQ,DE")
    assert (done.returncode, done.stderr) == (0, "")
    assert "places written to" in done.stdout
    assert "Valeland" in onrecord("find", "Odde", ONRECORD_GAZETTEER=str(made)).stdout


def test_a_file_that_is_missing_is_an_error_of_one_line(tmp_path):
    done = onrecord("build", tmp_path / "none.txt", "-o", tmp_path / "made.sqlite")
    assert done.returncode == 1
    assert "none.txt: cannot be read" in done.stderr
    assert not (tmp_path / "made.sqlite").exists()
