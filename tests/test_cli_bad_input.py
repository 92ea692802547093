"""Whatever a reader gives the command line: it trains, or it says why not."""

import os
import re
import sys

import pytest

from lstm_src.cli import main
from tests.test_cli import SMALL, TEXT, refused, run

GOOD = {
    "bom": b"\xef\xbb\xbf" + TEXT.encode(),
    "crlf": TEXT.replace("\n", "\r\n").encode(),
    "one line": TEXT.replace("\n", " ").encode(),
    "a b.txt": TEXT.encode(),
    "-n": TEXT.encode(),
    "$HOME *?.txt": TEXT.encode(),
    "caf\u00e9 \u732b.txt": TEXT.encode(),
    "two\nlines": TEXT.encode(),
    "short": b"a short text, a short text, and its end",
    "emoji": ("\u732b \U0001f408 " * 300).encode(),
}
NOTES = {"bom": "byte order mark", "crlf": "plain newline", "short": "text is short"}
BAD = {
    "empty": (b"", "is empty"),
    "only bom": (b"\xef\xbb\xbf", "is empty"),
    "one character": (b"a", "knows 1 symbol"),
    "one symbol": (b"a" * 5000, "knows 1 symbol"),
    "two characters": (b"ab", "each part needs at least 2"),
    "short of a sequence": (b"abcdefghij" * 2, "one sequence of 20 takes 21"),
    "latin-1": (b"caf\xe9 " * 900, "0xe9 at offset 3 .*--encoding latin-1"),
    "utf-16": (
        ("text " * 900).encode("utf-16"),
        "0xff at offset 0 .*--encoding utf-16",
    ),
    "nul": (b"text\0" * 900, "NUL character, the first at character 4"),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_texts_that_train(tmp_path, name):
    (tmp_path / name).write_bytes(GOOD[name])
    data = f"--data={name}"
    more = ["--seq-length", 10, "--held-out", 0.2] if name == "short" else []
    status, out, err = run(
        "train", data, "--steps", 2, *SMALL, *more, "--out", "run", cwd=tmp_path
    )
    assert status == 0, err
    assert out.strip().splitlines()[-1].startswith("held-out bits per character: ")
    assert len(os.listdir(tmp_path / "run")) == 4
    assert err.count("note: ") == (name in NOTES)
    assert NOTES.get(name, "") in err


@pytest.mark.parametrize("name", BAD)
def test_texts_that_do_not(tmp_path, name):
    data, says = BAD[name]
    (tmp_path / "text.txt").write_bytes(data)
    sentence = refused("train", "--data", "text.txt", *SMALL, cwd=tmp_path)
    assert re.search(says, sentence), sentence
    assert os.listdir(tmp_path) == ["text.txt"]


def test_a_megabyte_in_one_line(tmp_path):
    (tmp_path / "long.txt").write_text("word by word " * 80_000)
    say = ["train", "--data", "long.txt", "--steps", 2, "--held-out", 0.005, *SMALL]
    status, out, err = run(*say, cwd=tmp_path)
    assert status == 0 and "1034800 characters to learn from" in out, err


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names must be text")
def test_a_name_that_is_no_text(tmp_path):
    name = os.fsdecode(b"\xff.txt")
    (tmp_path / name).write_text(TEXT)
    say = ["train", "--data", name, "--steps", 2, *SMALL]
    assert run(*say, cwd=tmp_path)[0] == 0
    assert run(*say, "--resume", cwd=tmp_path)[0] == 0
    assert "holds a run already" in refused(*say, cwd=tmp_path)


def test_a_terminal_that_knows_ascii_only(tmp_path):
    (tmp_path / "text.txt").write_text("caf\u00e9 \u732b " * 400, encoding="utf-8")
    ascii_only = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}
    say = ["train", "--data", "text.txt", "--steps", 2, *SMALL, "--out", "run"]
    assert run(*say, cwd=tmp_path, **ascii_only)[0] == 0
    say = ["sample", "--model", "run", "--prompt", "a", "--length", 20]
    status, out, _ = run(*say, cwd=tmp_path, **ascii_only)
    assert status == 0 and "\\xe9" in out


def test_other_encodings(tmp_path):
    (tmp_path / "text.txt").write_bytes(("caf\u00e9 " * 900).encode("latin-1"))
    say = ["train", "--data", "text.txt", "--steps", 2, *SMALL, "--encoding"]
    assert "text encoding that Python knows" in refused(*say, "klingon", cwd=tmp_path)
    status, out, _ = run(*say, "latin-1", cwd=tmp_path)
    assert status == 0 and "5 symbols" in out


def sentence(capsys, *arguments):
    """Run in this process, and hand back the one sentence of the refusal."""
    try:
        status = main([str(a) for a in arguments])
    except SystemExit as end:
        status = end.code
    out, err = capsys.readouterr()
    assert (status, out, len(err.strip().splitlines())) == (2, "", 1), (out, err)
    assert err.startswith("python -m lstm_src")
    return err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("", "required"),
        ("fly", "invalid choice: 'fly'"),
        ("train --wings 2", "unrecognized arguments: --wings 2"),
        ("train --epochs 0", "epochs is '0'; give a whole number of at least 1"),
        ("train --epochs two", "epochs is 'two'"),
        ("train --epochs 1 --steps 1", "not allowed with"),
        ("train --steps -5", "steps is '-5'"),
        ("train --hidden-size 0", "hidden size is '0'"),
        ("train --hidden-size 1.5", "hidden size is '1.5'"),
        ("train --layers 0", "layers is '0'"),
        ("train --batch-size 0", "batch size is '0'"),
        ("train --seq-length 0", "seq length is '0'"),
        ("train --learning-rate 0", "learning rate is '0'"),
        ("train --learning-rate nan", "learning rate is 'nan'"),
        ("train --learning-rate inf", "learning rate is 'inf'"),
        ("train --clip -1", "clip is '-1'"),
        ("train --forget-bias nan", "forget bias is 'nan'"),
        ("train --held-out 1", "held-out part is '1'"),
        ("train --held-out 0", "held-out part is '0'"),
        ("train --seed -1", "seed is '-1'"),
        ("train --cell lstn", "invalid choice: 'lstn'"),
        ("train --optimizer adman", "invalid choice: 'adman'"),
        ("train --cell rnn --forget-bias 1", "no forget gate"),
        ("train --data none.txt", "there is no file 'none.txt'"),
        ("train --data .", "is a directory"),
        ("train --resume", "no run in"),
        ("train --resume --out none", "no run in 'none'"),
        ("train --out file", "is no directory"),
        ("train --out file/below --steps 1", "'file' is no directory"),
        ("sample", "required: --model"),
        ("sample --model none", "there is no checkpoint 'none'"),
        ("sample --model .", "there is no checkpoint"),
        ("sample --model file", "no checkpoint, or a broken one"),
        ("sample --model . --length -1", "length is '-1'"),
        ("sample --model . --temperature -1", "temperature is '-1'"),
        ("gates --model . --text a", "required: --out"),
        ("gates --model none --text a --out a.png", "there is no checkpoint"),
    ],
)
def test_one_sentence_for_each_mistake(capsys, tmp_path, monkeypatch, arguments, says):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("no run")
    assert says in sentence(capsys, *arguments.split())
    assert os.listdir(tmp_path) == ["file"]


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    folder = tmp_path_factory.mktemp("model")
    (folder / "text.txt").write_text(TEXT)
    say = ["train", "--data", "text.txt", "--steps", 1, *SMALL, "--out", "run"]
    assert run(*say, cwd=folder)[0] == 0
    return folder / "run"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["sample", "--prompt", "caf\u00e9"], "'\u00e9' is not among"),
        (["gates", "--text", "", "--out", "a.png"], "text is empty"),
        (["gates", "--text", "a", "--out", "a.xyz"], "kind of picture"),
        (["gates", "--text", "a", "--out", "a"], "kind of picture"),
        (["gates", "--text", "a", "--out", "none/a.png"], "no directory 'none'"),
        (["gates", "--text", "a", "--out", "a.png", "--unit", "8"], "no unit 8"),
    ],
)
def test_a_model_asked_for_what_it_cannot(capsys, model, monkeypatch, tmp_path,
                                          arguments, says):  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert says in sentence(capsys, *arguments, "--model", model)
    assert os.listdir(tmp_path) == []


def test_a_checkpoint_that_holds_no_model(capsys, tmp_path):
    from lstm_src.training import checkpoint

    checkpoint.save(tmp_path / "checkpoint.npz", {"something": "else"})
    assert "holds no model" in sentence(capsys, "sample", "--model", tmp_path)
    resumed = ["train", "--out", tmp_path, "--resume"]
    assert "holds no run" in sentence(capsys, *resumed)


def test_a_loss_that_explodes_is_explained(tmp_path):
    (tmp_path / "text.txt").write_text(TEXT)
    say = ["train", "--data", "text.txt", "--optimizer", "sgd", "--clip", 0]
    more = ["--learning-rate", 1e38, "--steps", 50, *SMALL]
    _, _, err = run(*say, *more, cwd=tmp_path)
    last = err.strip().splitlines()[-1]
    assert "the loss is" in last and "lower the learning rate" in last
    assert "Traceback" not in err and "Warning" not in err
