"""The README's examples run."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

README = Path(__file__).parent.parent / "README.md"
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README.read_text("utf-8"), flags=re.DOTALL)


def test_the_spacy_example_prints_two_statements():
    [code] = [text for language, text in BLOCKS if language == "python" and "add_pipe" in text]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Nobody crosses," in done.stdout
    assert "the dam has failed" in done.stdout


def test_a_verb_of_the_users_own_is_a_cue(tmp_path, monkeypatch):
    [entry] = [text for language, text in BLOCKS if language == "toml"]
    (tmp_path / "cues.toml").write_text(entry, "utf-8")
    monkeypatch.setenv("ONRECORD_LEXICON", str(tmp_path))
    code = (
        "import onrecord; print(onrecord.read_text('Ruo Amadi tweeted that the ford was shut.').statements)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "clause" in done.stdout


@pytest.mark.parametrize("field", ["frames", "act", "factuality", "class"])
def test_a_mistake_in_the_users_words_is_named_with_file_entry_and_field(tmp_path, field):
    entry = {"class": '"write"', "act": '"assert"', "factuality": '"certain"', "frames": '["that-clause"]'}
    entry[field] = '["nonsense"]' if field == "frames" else '"nonsense"'
    lines = "\n".join(f"{key} = {value}" for key, value in entry.items())
    (tmp_path / "cues.toml").write_text(f"[cue.tweet]\n{lines}\n", "utf-8")
    import os

    done = subprocess.run(
        [sys.executable, "-m", "onrecord", "read", "-"],
        input="Ruo Amadi said the ford was shut.",
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "ONRECORD_LEXICON": str(tmp_path)},
    )
    assert done.returncode == 1
    assert "cues.toml" in done.stderr
    assert "cue.tweet" in done.stderr
    assert field in done.stderr
    assert "Traceback" not in done.stderr
