"""What several reports say of one thing, over time; all dispatches here are invented."""

from __future__ import annotations

import csv
import io

import pytest
from sqlalchemy import update

from onrecord.comparison import series
from onrecord.errors import OnrecordError
from onrecord.ledger.schema import figures
from tests.comparison.conftest import VALE, Claim, day


def _values(points):
    return [known.value for known in points]


def test_points_come_by_date_with_the_sentence_they_stand_in(ledger, add):
    add("Vale Gazette", "2031-03-05", Claim(12, "Ruo Amadi"))
    add("Ford Courier", "2031-03-02", Claim(7))
    found = series(ledger, "killed")
    assert [(known.as_of, known.value, known.speaker, known.outlet) for known in found.points] == [
        ("2031-03-02", 7, None, "Ford Courier"),
        ("2031-03-05", 12, "Ruo Amadi", "Vale Gazette"),
    ]
    text = ledger.record(found.points[1].report_id).report.text
    assert found.points[1].quote == "Ruo Amadi said 12 people were killed in the Vale."
    assert found.points[1].quote in text
    assert text[slice(*found.points[1].span)] == "12"


def test_stock_total_and_flow_are_kept_apart(ledger, add):
    for number, measure in enumerate(["flow", "cumulative", "stock"]):
        add("Vale Gazette", "2031-03-05", Claim(100 + number, measure=measure, indicator="displaced"))
    found = series(ledger, "displaced")
    assert [(group.measure, _values(group.points)) for group in found.groups] == [
        ("stock", [102]), ("cumulative", [101]), ("flow", [100]),
    ]  # fmt: skip


def test_a_copy_counts_once_under_its_original(ledger, add):
    first = add("Vale Gazette", "2031-03-05", Claim(12, "Ruo Amadi"))
    add("Ford Courier", "2031-03-05", Claim(12, "Ruo Amadi"), copy_of=first)
    add("Odde Mercury", "2031-03-06", Claim(12, "Ruo Amadi"), copy_of=first)
    found = series(ledger, "killed")
    assert [(known.copies, known.left_out) for known in found.points if known.report_id == first] == [
        (2, None)
    ]
    assert [known.left_out for known in found.points if known.report_id != first] == ["copy", "copy"]
    [estimate] = found.estimates()
    assert len(estimate.points) == 1


@pytest.mark.parametrize("status", ["revised", "retracted"])
def test_what_was_revised_or_retracted_is_shown_and_not_counted(ledger, add, status):
    add("Vale Gazette", "2031-03-05", Claim(12), status=status)
    found = series(ledger, "killed")
    assert [known.left_out for known in found.points] == [status]
    assert found.estimates() == []


def test_a_corrected_figure_gives_way_in_its_report_and_in_the_earlier_ones_of_that_source(ledger, add):
    add("Vale Gazette", "2031-03-05", Claim(41, "Ruo Amadi"))
    add("Vale Gazette", "2031-03-07", Claim(41, "Ruo Amadi"), Claim(38, "Ruo Amadi", replaces="f1"))
    found = series(ledger, "killed")
    assert [(known.value, known.left_out) for known in found.points] == [
        (41, "corrected"), (41, "corrected"), (38, None),
    ]  # fmt: skip


def test_shares_parts_and_repeats_at_second_hand_do_not_count(ledger, add):
    add(
        "Vale Gazette",
        "2031-03-05",
        Claim(52),
        Claim(7, total=52, says="7 people of the 52 were children"),
        Claim(30, unit="%", words="30 per cent"),
        Claim(44, "Ford Courier", kind="outlet"),
        Claim(14, indicator="districts_held", unit="village", total=20, measure="stock"),
    )
    assert [known.left_out for known in series(ledger, "killed").points] == [
        None, "part", "share", "second-hand",
    ]  # fmt: skip
    assert [known.left_out for known in series(ledger, "districts_held").points] == [None]


def test_a_place_holds_the_figures_of_all_within_it(ledger, add):
    add(
        "Vale Gazette",
        "2031-03-05",
        Claim(1, path=VALE),
        Claim(2, path="ODD/Vale"),
        Claim(3, path="ODD/Valetta"),
    )
    add("Vale Gazette", "2031-03-06", Claim(4, path="ODD"), Claim(5, path=None))
    assert _values(series(ledger, "killed", place="ODD/Vale").points) == [1, 2]
    assert _values(series(ledger, "killed", place=VALE).points) == [1]
    assert len(series(ledger, "killed").points) == 5


def test_a_place_with_a_number_of_its_own_holds_what_lies_in_it(ledger, add):
    inside, beside = f"{VALE}/9101", f"{VALE}1"
    add("Vale Gazette", "2031-03-05", Claim(1, path=VALE), Claim(2, path=inside), Claim(3, path=beside))
    assert _values(series(ledger, "killed", place=VALE).points) == [1, 2]


def test_figures_are_chosen_by_day_source_measure_mode_and_population(ledger, add):
    add(
        "Vale Gazette",
        "2031-03-05",
        Claim(1, "Ruo Amadi"),
        Claim(2, measure="flow"),
        Claim(3, mode="expected"),
    )
    add("Ford Courier", "2031-03-09", Claim(4, counted="soldier", unit="soldier"))
    assert _values(series(ledger, "killed", source="amadi").points) == [1]
    assert _values(series(ledger, "killed", source="courier").points) == [4]
    assert _values(series(ledger, "killed", measure="flow").points) == [2]
    assert _values(series(ledger, "killed", mode="expected").points) == [3]
    assert _values(series(ledger, "killed", until="2031-03-05").points) == [1, 2, 3]
    assert _values(series(ledger, "killed", since="2031-03-06").points) == [4]
    assert _values(series(ledger, "killed", population="soldier").points) == [4]


def test_observed_is_set_against_the_latest_expectation_of_the_same_thing(ledger, add):
    displaced = {"indicator": "displaced", "measure": "stock"}
    add("Vale Gazette", "2031-03-01", Claim(500_000, "Ruo Amadi", mode="expected", **displaced))
    add("Vale Gazette", "2031-03-02", Claim(1_000_000, "Ruo Amadi", mode="expected", **displaced))
    add("Vale Gazette", "2031-03-05", Claim(120_000, "the council", **displaced))
    add("Vale Gazette", "2031-03-09", Claim(2_000_000, "Ruo Amadi", mode="expected", **displaced))
    [pair] = series(ledger, "displaced").expected
    assert str(pair) == "120,000 of an expected 1,000,000: 12 %"
    assert (pair.observed.speaker, pair.expected.as_of) == ("the council", "2031-03-02")


def test_of_too_many_points_the_latest_are_kept_and_a_note_says_so(ledger, add):
    for number in range(1, 6):
        add("Vale Gazette", f"2031-03-0{number}", Claim(number))
    found = series(ledger, "killed", limit=2)
    assert _values(found.points) == [4, 5]
    assert "latest 2 figures" in found.notes[0]


def test_what_people_rejected_takes_no_place_among_the_latest(ledger, add):
    for number in range(6):
        add("Vale Gazette", day(number), Claim(10 + number, "Ruo Amadi"))
    with ledger.engine.begin() as connection:
        is_late = figures.c.value.in_([13, 14, 15])
        connection.execute(update(figures).where(is_late).values(review="rejected"))
    assert _values(series(ledger, "killed", limit=2).points) == [11, 12]
    assert _values(series(ledger, "killed", limit=2, source="amadi").points) == [11, 12]
    assert _values(series(ledger, "killed").points) == [10, 11, 12]


def test_an_unknown_indicator_is_refused_with_the_nearest(ledger):
    with pytest.raises(OnrecordError, match="kiled: no such indicator; did you mean killed"):
        series(ledger, "kiled")


def test_a_series_goes_into_arrow_and_pandas(ledger, add):
    add(
        "Vale Gazette",
        "2031-03-05",
        Claim(12, "Ruo Amadi"),
        Claim(None, words="dozens", low=24, high=99, modifier="range"),
    )
    found = series(ledger, "killed")
    assert found.to_arrow().column("value").to_pylist() == [12.0, None]
    assert list(found.to_pandas()["high"]) == [12.0, 99.0]
    assert [row["words"] for row in found.to_dicts()] == ["12", "dozens"]


# --- The command ---------------------------------------------------------------------------


@pytest.fixture
def run(address, capsys):
    """Run `onrecord` with arguments on the ledger of the test: what it printed."""
    from onrecord.cli import app

    def ran(*arguments: str) -> str:
        capsys.readouterr()
        app([*arguments, "--ledger", address], prog_name="onrecord", standalone_mode=False)
        return capsys.readouterr().out

    return ran


def test_the_command_prints_tables_expectations_and_estimates(add, run):
    displaced = {"indicator": "displaced", "measure": "stock"}
    add("Vale Gazette", "2031-03-02", Claim(1_000_000, "Ruo Amadi", mode="expected", **displaced))
    add("Vale Gazette", "2031-03-05", Claim(120_000, "Odde Council", **displaced))
    add("Ford Courier", "2031-03-06", Claim(150_000, "Ida Ford", **displaced))
    page = run("series", "displaced")
    assert "120,000 of an expected 1,000,000: 12 %" in page
    assert "“Odde Council said 120,000 people were displaced in the Vale.”" in page
    assert "best  ▁█" in page


def test_no_cell_of_the_csv_starts_a_formula(add, run):
    add("=1+1", "2031-03-05", Claim(12, "@Ruo"))
    rows = list(csv.DictReader(io.StringIO(run("series", "killed", "-f", "csv"))))
    assert [(row["outlet"], row["speaker"], row["value"]) for row in rows] == [("'=1+1", "'@Ruo", "12")]


@pytest.mark.parametrize("ending", ["svg", "png", "html"])
def test_a_chart_is_drawn_the_same_every_time_and_needs_no_network(add, run, tmp_path, ending):
    add("Vale Gazette", "2031-03-05", Claim(12, "Ruo </script><script>alert(1)</script>"))
    add("Ford Courier", "2031-03-06", Claim(20, "Ida Ford", modifier=">="))
    drawn = []
    for name in ("one", "two"):
        run("series", "killed", "--chart", str(tmp_path / f"{name}.{ending}"))
        drawn.append((tmp_path / f"{name}.{ending}").read_bytes())
    assert drawn[0] == drawn[1]
    if ending != "png":
        page = drawn[0].decode()
        assert "<script>alert(1)" not in page
        assert 'src="http' not in page
        assert "12 people were killed" in page or ending == "svg"
