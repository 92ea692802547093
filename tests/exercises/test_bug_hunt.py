"""Each hunt has one bug, the meter points at it, and mending it satisfies the meter."""

import subprocess
import sys

import numpy as np
import pytest

from exercises import bug_hunt
from exercises.catalogue import find
from exercises.engine import judge
from tests.exercises.terminal import run

NUMBERS = range(1, 11)


def function_of(source):
    names = {"__name__": "hunt"}
    exec(source, names)
    return names["lstm_step_backward"]


def test_ten_different_bugs():
    assert len({bug_hunt.planted(n).name for n in NUMBERS}) == 10


@pytest.mark.parametrize("number", NUMBERS)
def test_meter_points_at_some_gradients_and_spares_others(number, capsys):
    errors = bug_hunt.meter(function_of(bug_hunt.bug(number)))
    off = [name for name, error in errors.items() if error >= bug_hunt.RIGHT]
    right = [name for name, error in errors.items() if error < bug_hunt.RIGHT]
    assert off and right and min(errors[name] for name in off) > 1e-3
    lines = capsys.readouterr().out.splitlines()
    table, summary = lines[1 : 1 + len(errors)], lines[1 + len(errors) :]
    assert [line.endswith(" off") for line in table] == [n in off for n in errors]
    assert summary[0].startswith(f"{len(off)} of 11 differ from the slope")


@pytest.mark.parametrize("number", NUMBERS)
def test_the_check_of_the_exercise_names_the_same_bug(number):
    verdict = judge(find(bug_hunt.STAGE), function_of(bug_hunt.bug(number)))
    assert verdict.mistake == bug_hunt.planted(number).name


def test_the_solution_satisfies_the_meter(capsys):
    errors = bug_hunt.meter(find(bug_hunt.STAGE).reference)
    assert len(errors) == 11 and max(errors.values()) < bug_hunt.RIGHT
    said = capsys.readouterr().out
    assert "off" not in said.split("off by")[1]
    assert said.endswith("nothing is left to mend.\n")


@pytest.mark.parametrize(
    "answer, said",
    [
        (lambda dh, dC, cache: None, "returned None"),
        (lambda dh, dC, cache: 1 / 0, "ZeroDivisionError"),
        (lambda dh, dC, cache: (dh, dC, dC, cache["params"]), "shape"),
    ],
)
def test_what_cannot_be_measured_is_said(answer, said, capsys):
    errors = bug_hunt.meter(answer)
    assert said in capsys.readouterr().out
    assert not errors or np.isinf(errors["dx"])


def test_at_a_terminal(tmp_path):
    done = run("hunt", "3", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    file = tmp_path / "my_exercises/hunt_03.py"
    said = done.stdout.replace("\\", "/")
    assert said.startswith("Wrote my_exercises/hunt_03.py: one thing in it is wrong.")
    assert "\n    python my_exercises/hunt_03.py\n" in said
    shown = subprocess.run([sys.executable, file], capture_output=True, text=True)
    assert " off" in shown.stdout and shown.returncode == 0
    file.write_text("mine")
    done = run("hunt", "3", cwd=tmp_path)
    assert done.returncode == 0 and "left as it is" in done.stdout
    assert file.read_text() == "mine"  # never overwritten
    told = run("hunt", "3", "--tell", cwd=tmp_path).stdout
    assert bug_hunt.planted(3).look in told
    done = run("hunt", "11", cwd=tmp_path)
    assert done.returncode == 2 and "take 1 to 10" in done.stderr
