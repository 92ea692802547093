"""`python -m exercises`, as a learner at a terminal meets it."""

import os
import signal
import subprocess
import sys

import pytest

from exercises.catalogue import exercises, find
from exercises.cli import main
from tests.exercises.terminal import answer, run, solution

WRONG = "def kept_to_end(f):\n    return f\n"


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_way_from_stub_to_right(desk):
    done = run("start", 3)
    assert done.returncode == 0
    copy = desk / "my_exercises" / "ex03_forget_gate.py"
    assert copy.read_bytes() == find(3).stub.read_bytes()

    done = run("check", 3)
    assert done.returncode == 1
    assert "Not started" in done.stdout

    copy.write_text(solution())
    done = run("check", "forget-gate")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "forget-gate: right, in 3 calls of 3.\n"
    assert f"1 of {len(exercises())} right." in run("progress").stdout


@pytest.mark.parametrize("exercise", exercises(), ids=lambda e: e.name)
def test_every_solution_is_right_at_the_terminal(exercise, desk):
    answer(solution(exercise.number), exercise.number)
    assert run("check", exercise.number).returncode == 0


def test_without_a_copy_the_stub_is_not_started(desk):
    done = run("check", 7)
    assert done.returncode == 1
    assert "lstm-step: not yet.\nNot started" in done.stdout
    assert "To begin: python -m exercises start 7" in done.stdout
    assert list(desk.iterdir()) == []


def test_a_mistake_is_named(desk):
    lstm_step = find("lstm-step")
    mistake = lstm_step.check.mistakes[0]
    answer(mistake.plant(solution(7)), 7)
    done = run("check", 7)
    assert done.returncode == 1
    assert f"Recognised: {mistake.name}." in done.stdout
    assert "\x1b" not in done.stdout


def test_a_stage_may_use_the_stage_before(desk):
    answer(solution(7), 7)
    loop = """
import numpy as np
from ex07_lstm_step import lstm_step

def lstm_sequence(x, h0, C0, params):
    h, C, hs, Cs = h0, C0, [], []
    for x_t in x:
        h, C = lstm_step(x_t, h, C, params)
        hs.append(h)
        Cs.append(C)
    return np.stack(hs), np.stack(Cs)
"""
    answer(loop, 8)
    assert run("check", 8).returncode == 0


def test_a_stage_before_that_is_missing_or_unsolved_is_named(desk):
    answer("from ex07_lstm_step import lstm_step as lstm_sequence\n", 8)
    assert "begin with\n    python -m exercises start 7\n" in run("check", 8).stdout
    run("start", 7)
    calling = """
from ex07_lstm_step import lstm_step

def lstm_sequence(x, h0, C0, params):
    return lstm_step(x[0], h0, C0, params)
"""
    answer(calling, 8)
    said = " ".join(run("check", 8).stdout.split())
    assert "lstm_step, which yours calls, still raises NotImplementedError" in said
    assert "Not started" not in said


def test_what_a_learner_prints_is_shown(desk):
    answer("def kept_to_end(f):\n    print('shape', f.shape)\n    return f\n")
    assert "shape (3, 2, 4)" in run("check", 3).stdout


def test_an_edit_counts_at_once(desk):
    """Same second, same size: a cached .pyc would still hold the old answer."""
    answer("def kept_to_end(f):\n    return f * 1\n")
    assert "It raised" not in run("check", 3).stdout
    answer("def kept_to_end(f):\n    return f @ 1\n")
    assert "It raised ValueError" in run("check", 3).stdout
    assert not list(desk.rglob("*.pyc"))


def test_a_folder_in_place_of_the_file(desk):
    (desk / "my_exercises" / "ex03_forget_gate.py").mkdir(parents=True)
    done = run("check", 3)
    assert done.returncode == 1
    assert "Cannot read" in done.stdout


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "the following arguments are required: COMMAND"),
        (["check"], "the following arguments are required: N"),
        (["check", "33"], "There is no exercise '33': the numbers run from 1 to"),
        (["check", "forgetgate"], "Did you mean 'forget-gate'?"),
        (["check", "3", "--seconds", "0"], "0 is not above 0 and at most 50 seconds"),
        (["check", "3", "--seconds", "soon"], "'soon'"),
        (["hint", "3", "4"], "invalid choice: 4"),
        (["start", ""], "There is no exercise ''"),
        (["solve", "3"], "invalid choice: 'solve'"),
        (["reset", "3"], "to reset. To begin: python -m exercises start 3"),
    ],
)
def test_wrong_usage(words, sentence, desk):
    done = run(*words)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert done.stdout == ""
    assert done.stderr.startswith("exercises: ")
    assert done.stderr.count("\n") == 1  # one sentence, and no page of usage


def test_wrong_usage_says_how_it_is_written(desk):
    said = run().stderr
    assert "it is written: python -m exercises list|start N|check N" in said
    assert "it is written: python -m exercises hint N [K]" in run("hint").stderr


def test_a_file_in_place_of_the_folder(desk):
    (desk / "my_exercises").write_text("notes")
    done = run("start", 3)
    assert done.returncode == 2
    assert "my_exercises" in done.stderr


# A test run in the background ignores Ctrl-C, and what it starts would do so too.
LISTENING = """import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"""


@pytest.mark.skipif(os.name != "posix", reason="signals to a group are POSIX")
def test_ctrl_c_stops_with_a_word(desk):
    answer("print('at work', flush=True)\nwhile True:\n    pass\n")
    command = [sys.executable, "-c", LISTENING, "-m", "exercises", "check", "3"]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout.readline() == "at work\n"
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert said == "exercises: stopped.\n"
    assert process.returncode == 130


def test_a_reader_may_leave(desk):
    command = [sys.executable, "-m", "exercises", "solution", "10"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (0, "")


def test_start_never_overwrites(desk, capsys):
    copy = answer("my work")
    assert main(["start", "3"]) == 0
    assert "was left as it is" in capsys.readouterr().out
    assert copy.read_text() == "my work"


def test_reset_keeps_every_version(desk, capsys):
    for text in ("first", "second"):
        copy = answer(text)
        assert main(["reset", "3"]) == 0
        assert copy.read_bytes() == find(3).stub.read_bytes()
    kept = {path.read_text() for path in copy.parent.glob("*.bak")}
    assert kept == {"first", "second"}
    assert capsys.readouterr().out.count("your version is kept as") == 2
    assert main(["reset", "3"]) == 0
    assert "is the stub still, and was left as it is" in capsys.readouterr().out
    assert len(list(copy.parent.glob("*.bak"))) == 2


def test_hints_lead_on(desk, capsys):
    for which in (1, 2, 3):
        assert main(["hint", "3", str(which)]) == 0
        said = capsys.readouterr().out
        assert find(3).hints[which - 1].strip() in said
        assert ("hint 3 " in said) == (which < 3)


def test_solution_is_the_file_that_is_tested(desk, capsys):
    assert main(["solution", "lstm-step"]) == 0
    assert capsys.readouterr().out.strip() == solution(7).strip()


def test_list_names_every_exercise_on_a_line(desk, capsys):
    assert main(["list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(exercises())
    for line, exercise in zip(lines, exercises(), strict=True):
        assert line.split()[:2] == [str(exercise.number), exercise.name]
        assert len(line) <= 80


def test_progress_follows_the_file(desk, capsys):
    def standing():
        main(["progress"])
        lines = capsys.readouterr().out.splitlines()
        words = [line.split() for line in lines if line.startswith("  3  ")]
        return " ".join(words[0][2:])

    assert standing() == "not started"
    main(["start", "3"])
    assert standing() == "not started"
    copy = answer(WRONG)
    assert standing() == "changed since the last check"
    assert main(["check", "3"]) == 1
    assert standing() == "not yet"
    copy.write_text(solution())
    assert main(["check", "3"]) == 0
    assert standing() == "right"
    copy.write_text(solution() + "# more\n")
    assert standing() == "changed since the last check"
    (copy.parent / "progress.json").write_text("[not json")
    assert standing() == "changed since the last check"


def test_colour_only_where_it_can_be_seen(desk, capsys, monkeypatch):
    answer(solution())
    main(["check", "3"])
    assert "\x1b" not in capsys.readouterr().out
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.delenv("NO_COLOR", raising=False)
    main(["check", "3"])
    assert "\x1b[32m" in capsys.readouterr().out
    monkeypatch.setenv("NO_COLOR", "1")
    main(["check", "3"])
    assert "\x1b" not in capsys.readouterr().out
