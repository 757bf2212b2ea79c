"""What somebody gave by hand: called by a name that is no path, and left alone when rejects are tried again."""

from __future__ import annotations

from onrecord.ledger.adding import add, retry


def test_a_file_is_called_what_it_is_said_to_be_called(ledger, tmp_path):
    story, broken = tmp_path / "1.txt", tmp_path / "2.json"
    story.write_text("The warden of the gate said that nine men had crossed the ford at Odde.", "utf-8")
    broken.write_text("{", "utf-8")
    names = {str(story): "upload://../../etc/story.txt", str(broken): "upload://broken.json"}
    kept, failed = add(ledger, [str(story), str(broken)], names=names)
    assert kept.origin == "upload://../../etc/story.txt"
    assert ledger.sources(kept.report_id or "") == ["upload://../../etc/story.txt"]
    assert failed.origin == "upload://broken.json"
    assert (failed.reason or "").startswith("upload://broken.json: not JSON")
    assert str(tmp_path) not in (failed.reason or "")


def test_what_was_given_by_hand_is_not_tried_again(ledger, tmp_path):
    broken, empty = tmp_path / "1.json", tmp_path / "2.txt"
    broken.write_text("{", "utf-8")
    empty.write_text("", "utf-8")
    names = {str(broken): "upload://broken.json", str(empty): "pasted://ana/1"}
    list(add(ledger, [str(broken), str(empty)], names=names))
    assert list(retry(ledger, every=True)) == []
    assert {reject.attempts for reject in ledger.rejects()} == {1}


def test_some_rejects_alone_can_be_tried_again(ledger, tmp_path):
    inputs = [tmp_path / f"{number}.json" for number in range(3)]
    for path in inputs:
        path.write_text("{", "utf-8")
    list(add(ledger, [str(path) for path in inputs]))
    tried = list(retry(ledger, origins={str(inputs[1])}))
    assert [added.origin for added in tried] == [str(inputs[1])]
    assert [reject.attempts for reject in ledger.rejects()] == [1, 2, 1]
