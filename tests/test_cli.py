"""The command line by subprocess: results for good input, one sentence for bad."""

import math
import os
import re
import subprocess
import sys
import time

import numpy as np
import pytest
from matplotlib import pyplot as plt

from lstm_src.cli import main
from lstm_src.language_model import CELLS
from lstm_src.tasks.tales import tales
from lstm_src.training import checkpoint

SMALL = ["--hidden-size", "8", "--batch-size", "4", "--seq-length", "20"]
FILES = ["checkpoint.npz", "curve.png", "history.csv", "sample.txt"]
TEXT = tales(12_000)


def environment(**more):
    keep = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONUTF8": "1"}
    return {**os.environ, **keep, **more}


def start(*arguments, cwd, **more):
    return subprocess.Popen(
        [sys.executable, "-m", "lstm_src", *map(str, arguments)],
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=environment(**more),
    )


def run(*arguments, cwd, **more):
    process = start(*arguments, cwd=cwd, **more)
    out, err = process.communicate(timeout=300)
    return process.returncode, out, err


def refused(*arguments, cwd, **more):
    """Run, and hand back the one sentence with which it was refused."""
    status, out, err = run(*arguments, cwd=cwd, **more)
    lines = [line for line in err.strip().splitlines() if not line.startswith("note: ")]
    assert (status, len(lines)) == (2, 1), err
    assert "Traceback" not in err and lines[0].endswith((".", "!", "?")), err
    return lines[0]


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    folder = tmp_path_factory.mktemp("trained")
    (folder / "text.txt").write_text(TEXT, encoding="utf-8")
    status, out, err = run(
        "train", "--data", "text.txt", "--epochs", 1, *SMALL, "--out", "run", cwd=folder
    )
    assert status == 0, err
    return folder, out, err


def test_training_writes_its_results(trained):
    folder, out, err = trained
    assert sorted(os.listdir(folder / "run")) == FILES
    assert re.search(r"\d+/\d+", err) and "%" in err  # progress
    last = out.strip().splitlines()[-1]
    assert re.fullmatch(r"held-out bits per character: \d+\.\d{3}", last)
    bits = float(last.split()[-1])
    assert 2 < bits < np.log2(len(set(TEXT)))
    header, *lines = (folder / "run/history.csv").read_text().splitlines()
    assert header.split(",")[:2] == ["step", "bits_per_character"]
    pairs_in_a_row = math.ceil(len(TEXT) * 0.9 / 4)
    assert len(lines) == math.ceil(pairs_in_a_row / 20)
    assert float(lines[-1].split(",")[-1]) == pytest.approx(bits, abs=5e-4)
    assert len((folder / "run/sample.txt").read_text()) == 501
    assert (folder / "run/curve.png").read_bytes().startswith(b"\x89PNG")


def test_the_held_out_figure_is_that_of_the_saved_model(trained):
    from lstm_src.cli.look import load_model
    from lstm_src.tasks.text import split

    folder, out, _ = trained
    model = load_model(folder / "run")
    _, held_out = split(model.vocabulary.encode(TEXT), 0.1)
    assert f"{model.evaluate(held_out):.3f}" == out.strip().split()[-1]


def test_sample(trained):
    folder, _, _ = trained
    say = ["sample", "--model", "run", "--prompt", "The ", "--length", 30]
    first, again, other, cold = (
        run(*say, *more, cwd=folder)[:2]
        for more in ([], ["--seed", 0], ["--seed", 1], ["--temperature", 0])
    )
    assert first == again != other and first[0] == cold[0] == 0
    assert first[1].startswith("The ") and len(first[1]) == 4 + 30 + 1
    assert cold != first


@pytest.mark.parametrize("name", ["gates.png", "gates.svg"])
def test_gates(trained, name):
    folder, _, _ = trained
    say = ["gates", "--model", "run", "--text", "The $old cat.\n"]
    sentence = refused(*say, "--out", name, cwd=folder)
    assert "'$' is not among" in sentence and not (folder / name).exists()
    say[-1] = "The old cat.\n"
    status, out, err = run(*say, "--out", name, cwd=folder, MPLBACKEND="nonsense")
    assert status == 0, err
    assert (folder / name).stat().st_size > 5000
    assert "Forget gate" in out
    assert sorted(p.suffix for p in folder.glob("gates*.part")) == []


def test_without_data_it_reads_the_tales(tmp_path):
    say = ["train", "--steps", 3, *SMALL, "--held-out", 0.01]
    status, out, _ = run(*say, cwd=tmp_path)
    assert status == 0 and "66 symbols" in out
    assert sorted(os.listdir(tmp_path / "runs/tales")) == FILES


@pytest.mark.parametrize("cell", CELLS)
def test_every_cell_trains_and_shows_itself(tmp_path, monkeypatch, capsys, cell):
    monkeypatch.chdir(tmp_path)  # in this process: the same without the start-up
    (tmp_path / "text.txt").write_text(TEXT)
    more = ["--layers", "2"] if cell in ("gru", "rnn", "fgr", "slstm") else []
    say = ["train", "--data", "text.txt", "--steps", "2", "--cell", cell, *more, *SMALL]
    assert main(say) == 0, capsys.readouterr().err
    look = ["gates", "--model", "runs/text", "--text", "The cat", "--out", "g.png"]
    assert main(look) == 0, capsys.readouterr().err
    plt.close("all")
    assert (tmp_path / "g.png").stat().st_size > 5000


def test_killed_and_resumed_ends_bit_identical(tmp_path):
    (tmp_path / "text.txt").write_text(TEXT)
    say = ["train", "--data", "text.txt", "--steps", 5000, *SMALL, "--layers", 2]
    assert run(*say, "--out", "whole", cwd=tmp_path)[0] == 0
    saved, taken = tmp_path / "broken/checkpoint.npz", []
    for more in ([], ["--resume"]):
        least = taken[-1] if taken else 1
        process = start(*say, "--out", "broken", *more, cwd=tmp_path)
        while process.poll() is None:
            time.sleep(0.02)
            if saved.exists() and steps_of(saved) > least:
                process.kill()
        process.communicate()
        taken.append(steps_of(saved))
        assert process.returncode == -9 and taken[-1] < 5000
        assert sorted(os.listdir(saved.parent))[0] == "checkpoint.npz"
        assert not (saved.parent / "sample.txt").exists()
    status, out, err = run(*say, "--out", "broken", "--resume", cwd=tmp_path)
    assert status == 0, err
    going = re.search(r"going on after step (\d+)", out)
    assert int(going[1]) == taken[-1] > taken[0]
    for name in FILES:
        whole, broken = (tmp_path / d / name for d in ("whole", "broken"))
        assert whole.read_bytes() == broken.read_bytes(), name
    assert sorted(os.listdir(saved.parent)) == FILES


def steps_of(path):
    return len(checkpoint.load(path)["trainer"]["history"]["loss"])


def test_resuming_needs_no_repetition_and_can_go_further(trained, tmp_path):
    folder, out, _ = trained
    say = ["train", "--out", "run", "--resume"]
    status, again, err = run(*say, cwd=folder)
    assert status == 0 and again.splitlines()[-1] == out.splitlines()[-1], err
    data = ["train", "--data", folder / "text.txt", *SMALL, "--out", "run"]
    assert run(*data, "--steps", 30, cwd=tmp_path)[0] == 0
    assert run(*say, "--steps", 60, cwd=tmp_path)[0] == 0
    assert steps_of(tmp_path / "run/checkpoint.npz") == 60
    whole = tmp_path / "whole"
    assert run(*data[:-1], whole, "--steps", 60, cwd=tmp_path)[0] == 0
    params = [
        checkpoint.load(path / "checkpoint.npz")["trainer"]["params"].tobytes()
        for path in (tmp_path / "run", whole)
    ]
    assert params[0] == params[1]


def test_a_run_is_never_overwritten(trained):
    folder, _, _ = trained
    before = (folder / "run/checkpoint.npz").read_bytes()
    train = ["train", "--data", "text.txt", *SMALL, "--out", "run"]
    assert "holds a run already" in refused(*train, cwd=folder)
    for more, says in (
        (["--hidden-size", 9], "--hidden-size 8, not 9"),
        (["--seed", 1], "--seed 0, not 1"),
        (["--steps", 10], "further"),
    ):
        assert says in refused(*train, *more, "--resume", cwd=folder)
    (folder / "other.txt").write_text(TEXT[:-1])
    train[2] = "other.txt"
    assert "not the one" in refused(*train, "--resume", cwd=folder)
    assert (folder / "run/checkpoint.npz").read_bytes() == before


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a process cannot begin again")
@pytest.mark.parametrize("asked", [None, "2"])
def test_one_thread_unless_asked(tmp_path, asked):
    spy = "import os, sys; print(os.environ['OMP_NUM_THREADS'], file=sys.stderr)\n"
    (tmp_path / "sitecustomize.py").write_text(
        "import os\nif 'OMP_NUM_THREADS' in os.environ:\n    " + spy
    )
    kept = {k: v for k, v in os.environ.items() if not k.endswith("_NUM_THREADS")}
    kept |= {"PYTHONPATH": str(tmp_path)} | (
        {"OMP_NUM_THREADS": asked} if asked else {}
    )
    done = subprocess.run(
        [sys.executable, "-m", "lstm_src", "train", "--steps", "0"],
        cwd=tmp_path, env=kept, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 2 and "steps is '0'" in done.stderr
    assert done.stderr.splitlines()[0] == (asked or "1")
