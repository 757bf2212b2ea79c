"""Whatever a parser does, it costs the one document that made it do so."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from onrecord.errors import Malformed, SourceError
from onrecord.sources import Failure, articles, confined, pdf
from onrecord.sources.article import Article
from onrecord.sources.faults import Crashed, OutOfMemory, TimedOut
from tests.isolation import parsers

SECONDS = 1.5
MEMORY = 512 * 1024 * 1024
LONG = 15.0  # for what is to fail for another reason than time
KNOWN = Article(text="", origin="it", title="Known beforehand")

FAULTS = {
    "spin": TimedOut,
    "sleep": TimedOut,
    "take": OutOfMemory,
    "abort-large": (Crashed, OutOfMemory),
    "segfault": Crashed,
    "abort": Crashed,
    "leave": Crashed,
    "hang-up": (Crashed, OutOfMemory),
    "stumble": SourceError,
    "recurse": SourceError,
    "write": SourceError,
}


@pytest.fixture(autouse=True)
def _fresh():
    confined._close_all()
    yield
    confined._close_all()


def run(parser, document, **limits):
    limits = {"seconds": SECONDS, "memory": MEMORY, **limits}
    return list(confined.confined(parser, document, "it", KNOWN, **limits))


def is_alive(number):
    return Path(f"/proc/{number}").exists()


@pytest.mark.parametrize(("fault", "error"), FAULTS.items(), ids=FAULTS.keys())
def test_a_fault_is_one_clear_line_within_the_time(fault, error):
    started = time.monotonic()
    with pytest.raises(error) as caught:
        run(parsers.as_told, fault.encode(), seconds=SECONDS if error is TimedOut else LONG)
    assert time.monotonic() - started < (SECONDS if error is TimedOut else LONG) + 5
    assert str(caught.value).startswith("it: ")
    assert "\n" not in str(caught.value)


def test_a_crash_is_no_lack_of_memory_because_this_process_is_large(monkeypatch):
    monkeypatch.setattr(confined, "MUCH", 0)  # any peak of its own would count
    with pytest.raises(Crashed):
        run(parsers.as_told, b"segfault", seconds=LONG)


def test_a_parser_that_aborts_with_much_memory_in_use_lacked_more():
    program = (
        "from onrecord.sources.article import Article\n"
        "from onrecord.sources.confined import confined\n"
        "from tests.isolation import parsers\n"
        f"list(confined(parsers.as_told, b'abort-large', 'it', Article('', 'it'), memory={MEMORY}))\n"
    )
    # By way of a shell's fork, so that the process is as small as a user's, whatever this one's peak.
    shell = ["sh", "-c", '"$@" & wait $!', "sh", sys.executable, "-c", program]
    ran = subprocess.run(shell, capture_output=True, text=True, env=environment())
    assert "OutOfMemory: it: reading it takes more memory than one document may" in ran.stderr


def environment():
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_process_is_gone_afterwards_or_reads_the_next_document(fault):
    found = confined.confined(
        parsers.with_its_number, fault.encode(), "it", KNOWN, seconds=SECONDS, memory=MEMORY
    )
    number = int(next(found).text)
    with pytest.raises(SourceError):
        list(found)
    is_kept = [worker.process.pid for worker in confined._idle] == [number]
    assert is_kept or not is_alive(number)
    [article] = run(parsers.as_told, b"All is well")
    assert article.text == "All is well"


def test_only_the_bad_files_of_a_folder_fail(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "parsed", parsers.as_told)
    monkeypatch.setitem(confined.confined.__kwdefaults__, "seconds", SECONDS)
    monkeypatch.setitem(confined.confined.__kwdefaults__, "memory", MEMORY)
    for number in range(40):
        (tmp_path / f"{number:02}.pdf").write_text(f"%PDF-1.7 Report {number}, he said")
    for number, fault in zip(range(5, 40, 3), FAULTS, strict=False):
        (tmp_path / f"{number:02}.pdf").write_text(f"%PDF-1.7 {fault}")
    found = list(articles(str(tmp_path)))
    failed = [Path(item.origin).stem for item in found if isinstance(item, Failure)]
    assert failed == [f"{number:02}" for number, _ in zip(range(5, 40, 3), FAULTS, strict=False)]
    assert len(found) == 40


def test_articles_and_failures_come_through_as_they_are():
    first, second, third = run(parsers.three, b"")
    assert (first.text, first.warnings, first.title) == ("One \ud800\x00“é”", ("odd",), "Known beforehand")
    assert (second.origin, type(second.error), str(second.error)) == ("it 2", Malformed, "it 2: broken")
    assert third == Article(text="Three", origin="it 3", title="Known beforehand")


def test_a_file_is_read_there_and_not_here(tmp_path):
    path = tmp_path / "words"
    path.write_text("From a file")
    [article] = run(parsers.as_told, path)
    assert article.text == "From a file"


def test_a_large_document_goes_through(tmp_path):
    [article] = run(parsers.as_told, b"word " * 2_000_000, seconds=20)
    assert len(article.text) == 9_999_999


def test_one_process_serves_many_documents_and_is_replaced_in_time(monkeypatch):
    monkeypatch.setattr(confined, "DOCUMENTS", 3)
    numbers = [run(parsers.with_its_number, b"word")[0].text for _ in range(7)]
    assert [numbers.count(number) for number in dict.fromkeys(numbers)] == [3, 3, 1]


def test_two_documents_may_be_read_at_once():
    one = confined.confined(parsers.three, b"", "one", KNOWN)
    two = confined.confined(parsers.three, b"", "two", KNOWN)
    assert [(a.origin, b.origin) for a, b in zip(one, two, strict=True)] == [
        (f"one {number}", f"two {number}") for number in (1, 2, 3)
    ]


def test_a_document_left_half_read_leaves_no_process():
    found = confined.confined(parsers.with_its_number, b"word", "it", KNOWN)
    number = int(next(found).text)
    del found
    gc.collect()
    assert not is_alive(number)
    assert not confined._idle


def test_a_slow_consumer_does_not_count_against_the_parser():
    found = confined.confined(parsers.three, b"", "it", KNOWN, seconds=0.5)
    next(found)
    time.sleep(0.8)
    assert len(list(found)) == 2


def test_a_process_that_died_while_waiting_is_replaced():
    run(parsers.as_told, b"word")
    [worker] = confined._idle
    os.kill(worker.process.pid, signal.SIGKILL)
    os.waitid(os.P_PID, worker.process.pid, os.WEXITED | os.WNOWAIT)
    [article] = run(parsers.as_told, b"word")
    assert article.text == "word"


def test_a_fork_has_processes_of_its_own():
    run(parsers.as_told, b"word")
    number = os.fork()
    if number == 0:
        is_right = not confined._idle and run(parsers.as_told, b"fork")[0].text == "fork"
        confined._close_all()
        os._exit(0 if is_right else 1)
    assert os.waitpid(number, 0)[1] == 0
    assert run(parsers.as_told, b"word")[0].text == "word"


@pytest.mark.parametrize("told", ["word", "spin"], ids=["waiting", "at work"])
def test_no_process_outlives_a_parent_that_was_killed(told):
    program = (
        "import os, sys\n"
        "from onrecord.sources import confined\n"
        "from onrecord.sources.article import Article\n"
        "from tests.isolation import parsers\n"
        "found = confined.confined(parsers.with_its_number, sys.argv[1].encode(), 'it', Article('', 'it'), seconds=0.5)\n"
        "print(next(found).text, flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    ran = subprocess.run([sys.executable, "-c", program, told], capture_output=True, env=environment())
    number = int(ran.stdout)
    until = time.monotonic() + 10
    while _is_running(number) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _is_running(number)


def _is_running(number):
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False
