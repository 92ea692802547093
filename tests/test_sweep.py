"""Sweeps: every executor fills the same table, and a killed sweep repeats nothing."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import pytest

from lstm_src.experiments import sweep
from lstm_src.experiments.sweep import read_rows, write_rows

GRID = {"a": [1, 2, 3], "b": ["x", "y"]}
RESULTS = [
    {"a": a, "b": b, "twice": 2 * a, "word": b * a, "third": a / 3}
    for a in GRID["a"]
    for b in GRID["b"]
]


def work(a, b):
    return {"twice": 2 * a, "word": b * a, "third": a / 3}


def noted(a, b, folder):
    """Leave a mark for every call."""
    with open(f"{folder}/calls", "a") as file:
        file.write(f"{a}{b}\n")
    return work(a, b)


def calls(folder):
    path = folder / "calls"
    return path.read_text().split() if path.exists() else []


def noted_grid(folder):
    return GRID | {"folder": [str(folder)]}


def without_folder(rows):
    return [{k: v for k, v in row.items() if k != "folder"} for row in rows]


def test_this_process():
    assert sweep(work, GRID, progress=False) == RESULTS


def test_a_list_of_points_and_a_plain_number():
    points = [{"base": 2, "exp": 3}, {"base": 5, "exp": 2}]
    assert sweep(pow, points, progress=False) == [
        {"base": 2, "exp": 3, "value": 8},
        {"base": 5, "exp": 2, "value": 25},
    ]


def test_process_pool(tmp_path):
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        rows = sweep(work, GRID, pool, path=tmp_path / "t.csv", progress=False)
    assert rows == RESULTS
    assert sorted(map(str, read_rows(tmp_path / "t.csv"))) == sorted(map(str, RESULTS))


def test_dask_cluster(tmp_path):
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(
            n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
        client.get_executor() as executor,
    ):
        path = tmp_path / "t.csv"
        first = sweep(noted, noted_grid(tmp_path), executor, path=path, progress=False)
        path.write_text("".join(path.read_text().splitlines(keepends=True)[:4]))
        again = sweep(noted, noted_grid(tmp_path), executor, path=path, progress=False)
    assert without_folder(first) == without_folder(again) == RESULTS
    assert len(calls(tmp_path)) == 6 + 3, "three rows were kept, three repeated"


@pytest.mark.parametrize("kept", range(1, 8))
def test_resumes_after_any_row(tmp_path, kept):
    path, grid = tmp_path / "t.csv", noted_grid(tmp_path)
    first = sweep(noted, grid, path=path, progress=False)
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:kept]))
    assert sweep(noted, grid, path=path, progress=False) == first
    assert len(calls(tmp_path)) == 6 + 6 - (kept - 1)
    assert sweep(noted, grid, path=path, progress=False) == first
    assert len(calls(tmp_path)) == 6 + 6 - (kept - 1), "all rows were there"


def test_resumes_after_a_row_cut_in_two(tmp_path):
    path, grid = tmp_path / "t.csv", noted_grid(tmp_path)
    first = sweep(noted, grid, path=path, progress=False)
    text = path.read_text()
    for cut in range(0, len(text), 7):
        path.write_text(text[:cut])
        assert sweep(noted, grid, path=path, progress=False) == first
        assert len(read_rows(path)) == 6


SLOW = """
import sys, time
from concurrent.futures import ThreadPoolExecutor
from lstm_src.experiments import sweep
from tests.test_sweep import noted, noted_grid

def slow(**settings):
    time.sleep(0.2)
    return noted(**settings)

executor = ThreadPoolExecutor(1) if sys.argv[3] == "pool" else None
sweep(slow, noted_grid(sys.argv[1]), executor, path=sys.argv[2])
"""


@pytest.mark.parametrize("kind", ["none", "pool"])
def test_a_killed_sweep_goes_on(tmp_path, kind):
    path = tmp_path / "t.csv"
    command = [sys.executable, "-c", SLOW, str(tmp_path), str(path), kind]
    killed = subprocess.Popen(command, stderr=subprocess.PIPE)
    while len(calls(tmp_path)) < 3 and killed.poll() is None:
        time.sleep(0.01)
    os.kill(killed.pid, signal.SIGKILL)
    shown = killed.communicate()[1].decode()
    assert "/6" in shown, "progress is shown"
    done = len(path.read_text().splitlines()) - 1
    assert 2 <= done < 6
    before = len(calls(tmp_path))
    rows = sweep(noted, noted_grid(tmp_path), path=path, progress=False)
    assert without_folder(rows) == RESULTS
    assert len(calls(tmp_path)) - before == 6 - done


def fail_at_two(a, b):
    if a == 2:
        raise ArithmeticError("no twos")
    return work(a, b)


@pytest.mark.parametrize("executor", [None, ThreadPoolExecutor(1)])
def test_a_failure_names_its_settings_and_keeps_what_is_done(tmp_path, executor):
    path = tmp_path / "t.csv"
    with pytest.raises(ArithmeticError) as raised:
        sweep(fail_at_two, GRID, executor, path=path, progress=False)
    assert "'a': 2" in raised.value.__notes__[0]
    assert [row["a"] for row in read_rows(path)] == [1, 1]
    assert sweep(work, GRID, path=path, progress=False) == RESULTS


@pytest.mark.parametrize(
    "value",
    ["", "1", "true", "NaN", '"', "a,b", "two\nlines", 1, 1.0, True, None, -0.0],
)
def test_values_come_back_as_they_were(tmp_path, value):
    write_rows(tmp_path / "t.csv", [{"k": value}])
    found = read_rows(tmp_path / "t.csv")[0]["k"]
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("function", "grid", "says"),
    [
        (work, {"a": [], "b": [1]}, "grid is empty"),
        (work, [], "grid is empty"),
        (work, [{"a": 1}, {"b": 1}], "same settings"),
        (work, {"a": [[1]], "b": ["x"]}, "numbers and text"),
        (lambda a: [a], {"a": [1]}, "numbers and text"),
        (lambda a: {"a": a}, {"a": [1]}, "both a setting and a result"),
        (lambda a: {f"n{a}": a}, {"a": [1, 2]}, "before they were n1"),
    ],
)
def test_what_cannot_be_a_table_is_refused(function, grid, says):
    with pytest.raises(ValueError, match=says):
        sweep(function, grid, progress=False)


def test_the_table_of_another_sweep_is_refused(tmp_path):
    sweep(work, GRID, path=tmp_path / "t.csv", progress=False)
    with pytest.raises(ValueError, match="begins with the settings a, b; this sweep"):
        sweep(pow, {"base": [1], "exp": [1]}, path=tmp_path / "t.csv", progress=False)
