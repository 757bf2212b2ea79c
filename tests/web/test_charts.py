"""Charts are drawn by a process of their own, which may die and does not outlive who asks."""

from __future__ import annotations

import dataclasses
import signal
import subprocess
import sys
import time
from multiprocessing import active_children
from pathlib import Path

import pytest

from onrecord.comparison import series
from onrecord.comparison.chart import DARK, LIGHT, PAPER
from onrecord.errors import OnrecordError
from onrecord.ledger.ledger import Ledger
from onrecord.web.charts import Charts, Drawing
from tests.web.dispatches import FLOOD, kept

ASKS = """
import sys, time
from multiprocessing import active_children
from onrecord.comparison import series
from onrecord.comparison.chart import LIGHT
from onrecord.ledger.ledger import Ledger
from onrecord.web.charts import Charts, Drawing

if __name__ == "__main__":
    charts = Charts()
    with Ledger(sys.argv[1]) as ledger:
        drawing = Drawing(series(ledger, "killed"), "svg", LIGHT, {})
    charts.content(drawing, drawing.name())
    print(*(child.pid for child in active_children()), flush=True)
    time.sleep(600)
"""


@pytest.fixture
def ledger(tmp_path):
    return kept(tmp_path / "flood.db", FLOOD)


@pytest.fixture
def drawing(ledger):
    with Ledger(ledger) as opened:
        return Drawing(series(opened, "killed"), "svg", LIGHT, {})


def is_alive(process: int) -> bool:
    state = Path(f"/proc/{process}/stat")
    return state.exists() and state.read_text().rpartition(")")[2].split()[0] != "Z"


def ends(process: int) -> bool:
    until = time.monotonic() + 20
    while is_alive(process) and time.monotonic() < until:
        time.sleep(0.05)
    return not is_alive(process)


def test_a_drawing_is_named_by_all_that_decides_what_it_looks_like(ledger, drawing):
    with Ledger(ledger) as opened:
        other = series(opened, "killed", since="2031-03-06")
    key = (drawing.series.points[0].report_id, "f1")
    names = [
        drawing.name(),
        Drawing(other, "svg", LIGHT, {}).name(),
        Drawing(drawing.series, "png", LIGHT, {}).name(),
        Drawing(drawing.series, "svg", DARK, {}).name(),
        Drawing(drawing.series, "svg", LIGHT, {key: "/series/killed#p"}).name(),
    ]
    assert len(set(names)) == len(names)
    with Ledger(ledger) as opened:
        assert Drawing(series(opened, "killed"), "svg", LIGHT, {}).name() == names[0]


def test_charts_are_drawn_again_when_their_process_has_died(drawing):
    charts = Charts()
    first = charts.content(drawing, drawing.name())
    for process in active_children():
        process.kill()
        process.join(20)
    other = Drawing(drawing.series, "svg", DARK, {})
    assert charts.content(other, other.name()) != first
    assert charts.content(drawing, drawing.name()) == first


def test_what_cannot_be_drawn_is_said_each_time(ledger):
    with Ledger(ledger) as opened:
        nothing = Drawing(series(opened, "missing"), "svg", LIGHT, {})
    charts = Charts()
    for _ in range(2):
        with pytest.raises(OnrecordError, match="no figures to draw"):
            charts.content(nothing, nothing.name())


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks Linux which processes there are")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_who_draws_ends_with_who_asks(ledger, tmp_path, how):
    script = tmp_path / "asks.py"
    script.write_text(ASKS, "utf-8")
    asker = subprocess.Popen(
        [sys.executable, str(script), str(ledger)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert asker.stdout is not None
    drawer = int(asker.stdout.readline())
    assert is_alive(drawer)
    asker.send_signal(how)
    asker.wait(20)
    asker.stdout.close()
    assert ends(drawer)


@pytest.mark.parametrize("format", ["svg", "png"])
def test_characters_that_no_drawing_can_hold_do_not_end_who_draws(ledger, format):
    with Ledger(ledger) as opened:
        found = series(opened, "killed")
    points = tuple(dataclasses.replace(point, source=f"{point.source}\x01\ufffe") for point in found.points)
    odd = dataclasses.replace(found, points=points, filters={"source": "\x00\ud83d\x1b[31m"})
    drawing = Drawing(odd, format, PAPER, {})
    assert Charts().content(drawing, drawing.name())
