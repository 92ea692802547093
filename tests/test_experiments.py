"""Findings: tables that agree with their runs, and a re-run that tells what moved."""

import dataclasses
import math
import subprocess
import sys
from importlib import import_module

import pytest

from lstm_src.experiments import counting, reber, theorems, variants
from lstm_src.experiments.__main__ import FINDINGS, SCRIPTS, main
from lstm_src.experiments.finding import Column, Finding
from lstm_src.experiments.probes import PROBES, compare
from lstm_src.experiments.receipts import RESULTS, load
from lstm_src.experiments.sweep import read_rows


def finding(name):
    return import_module(f"lstm_src.experiments.{name}").FINDING


@pytest.fixture
def no_long_reach(monkeypatch):
    """Whether a hand-set network counts to 1000 has a test of its own."""
    monkeypatch.setattr(counting, "reach", lambda *_: counting.FARTHEST)


@pytest.mark.usefixtures("no_long_reach")
@pytest.mark.parametrize("name", FINDINGS)
def test_a_table_holds_what_its_runs_give(name):
    found = finding(name)
    rows = read_rows(RESULTS / "measured" / f"{name}.csv")
    settings = list(found.grid[0])
    assert [{k: row[k] for k in settings} for row in rows] == found.grid
    assert found.name == name and settings[-1] == "seed"
    table = load(name)
    drawn = {figure.key: figure for figure in found.figures(rows)}
    assert list(table) == list(drawn)
    for key, row in table.items():
        again = dataclasses.replace(drawn[key], versions=row.versions, date=row.date)
        assert row == again, key
        assert found.name in row.command


@pytest.mark.parametrize("name", FINDINGS)
def test_a_few_updates_measure_what_the_table_shows(name):
    found = finding(name)
    point = dict(found.grid[0])
    few = {"steps": 3} if name == "theorems" else {"updates": 2}
    measured = found.measure(**point, **few)
    assert set(measured) >= {column.name for column in found.columns}
    assert all(math.isfinite(value) for value in measured.values())
    assert measured == found.measure(**point, **few), "the seed decides everything"
    assert set(found.quick) <= {point["seed"] for point in found.grid}


def test_every_module_with_a_finding_is_listed():
    listed = {path.stem for path in (RESULTS / "measured").glob("*.csv")}
    assert listed == set(FINDINGS)
    assert set(SCRIPTS) == set(PROBES)


def noise(cell, seed):
    return {"loss": seed / 10 + (cell == "B")}


TINY = Finding(
    name="tiny",
    measure=noise,
    grid=[{"cell": cell, "seed": seed} for seed in range(3) for cell in "AB"],
    task="nothing",
    columns=(Column("loss", "nats", ".1f"),),
)


def test_a_whole_run_writes_both_tables(tmp_path):
    assert TINY.run(folder=tmp_path, progress=False) == (0, [])
    table = load("tiny", tmp_path)
    assert list(table) == ["A/loss", "B/loss"]
    row = table["B/loss"]
    assert (row.value, row.spread, row.seeds) == (
        "1.1",
        "1.0 to 1.2 over 3 seeds",
        "0 1 2",
    )
    assert row.command == "python -m lstm_src.experiments tiny"
    assert row.versions and row.date
    assert [p.name for p in (tmp_path / "measured").iterdir()] == ["tiny.csv"]
    assert TINY.check(folder=tmp_path, progress=False) == (2, [])


def test_a_run_goes_on_after_a_kill(tmp_path):
    TINY.run(folder=tmp_path, progress=False)
    path = tmp_path / "measured" / "tiny.csv"
    lines = path.read_text().splitlines(keepends=True)
    part = path.with_name("tiny.csv.part")
    part.write_text("".join(lines[:3]).replace("0.0", "7.0"))  # seen in what follows
    count, moved = TINY.run(folder=tmp_path, progress=False)
    assert (
        count == 6 and len(moved) == 1 and moved[0].startswith("tiny/A/loss, seed 0: 7")
    )
    assert not part.exists()


@pytest.mark.parametrize(
    ("value", "says"),
    [(1.2, None), (1.24, None), (1.26, "1.26"), (0.94, "0.94"), (math.nan, "nan")],
)
def test_a_figure_outside_its_spread_is_named(tmp_path, value, says):
    TINY.run(folder=tmp_path, progress=False)
    count, moved = TINY.compare([{"cell": "B", "seed": 0, "loss": value}], tmp_path)
    assert count == 1 and bool(moved) == bool(says)
    if says:
        assert f"tiny/B/loss, seed 0: {says}; committed: 1 to 1.2" in moved[0]


def test_a_probe_outside_its_spread_is_named():
    row = load("gap-dial")["LSTM/gap-1"]
    low, high = (float(row.spread.split()[k]) for k in (0, 2))
    assert compare("gap-dial", {"LSTM/gap-1": low}) == (1, [])
    assert compare("gap-dial", {"LSTM/gap-1": high}) == (1, [])
    assert len(compare("gap-dial", {"LSTM/gap-1": low - 0.01})[1]) == 1


def test_the_command_line(capsys):
    command = [
        sys.executable,
        "-m",
        "lstm_src.experiments",
        "theorems",
        "--quick",
        "--jobs=1",
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "0 of 12 numbers lie outside" in done.stdout
    for wrong in (["nonsense"], ["theorems", "--jobs", "0"], ["--fast"]):
        with pytest.raises(SystemExit) as left:
            main(wrong)
        assert left.value.code == 2
    assert "there is no finding 'nonsense'; choose theorems," in capsys.readouterr().err


def test_the_theorems_hold():
    for row in read_rows(RESULTS / "measured" / "theorems.csv"):
        assert row["bound"] <= 1
        assert row["belt-error"] < 1e-12
        assert row["truncated-error"] == 0
    fresh = theorems.measure(seed=1000)
    assert fresh["bound"] <= 1 and fresh["belt-error"] < 1e-12
    assert fresh["truncated-error"] == 0


def test_a_belt_that_is_not_the_product_of_its_gates_is_caught(monkeypatch):
    whole = theorems.hold

    def leaky(layer, values):
        return whole(layer, values | {"f": 0.999 * values["f"]})

    monkeypatch.setattr(theorems, "hold", leaky)
    assert theorems.measure(seed=0, steps=10)["belt-error"] > 1e-3


def test_a_hand_set_lstm_counts_to_a_thousand_exactly():
    model = counting.hand_set()
    C = model.layer.trace(counting.TASK.exactly(1000).x)["C"][:, 0, 0]
    assert C.tolist() == [0, *range(1, 1001), *range(999, -1, -1)]
    assert counting.reach(model, 40) == 40
    batch = counting.TASK.exactly(999, 1000)
    z, _ = model.forward(batch.x, None, batch.lengths)
    assert counting.TASK.correct(z, batch).all()


def test_reach_stops_at_the_first_wrong_string():
    model = counting.hand_set()
    model.params["W_C"][0, 2 + 2] = -0.5  # down by less than 1: late with every T
    assert counting.reach(model, 40) < 40


def test_lstms_count_farther_than_grus():
    table = load("counting")
    assert float(table["LSTM/reach"].value) > float(table["GRU/reach"].value)
    assert float(table["hand-set/reach"].value) == 1000


def test_unseen_strings_are_never_shown():
    kept = set(reber.unseen(0))
    assert len(kept) == reber.STRINGS
    assert len({string[2:-2] for string in kept}) == reber.STRINGS, "no twins"
    task = reber.AllBut(kept)
    shown = task.strings(task.batch(500, rng=0))
    assert not kept & set(shown)


def test_the_sign_flip_test_knows_its_extremes():
    assert variants.sign_flip_test([1.0] * 6) == 2 / 2**6
    assert variants.sign_flip_test([1.0, -1.0]) == 1
    assert variants.sign_flip_test([3.0, 1.0, -1.0]) == 0.75
