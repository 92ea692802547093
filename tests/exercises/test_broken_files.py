"""A file that cannot be checked is answered in words, within the time limit."""

import os
import re

import pytest

from tests.exercises.terminal import answer, run

BROKEN = {
    "loops for ever": (
        "def kept_to_end(f):\n    while True:\n        f = f * 1\n",
        r"still running after 2 seconds. Does a loop end\? At line \d: (f|while)",
    ),
    "loops while loaded": ("while True:\n    pass\n", "The file itself was still"),
    "loops in one call": (
        "def kept_to_end(f):\n    return sum(iter(int, 1))\n",
        "still running after 2 seconds",
    ),
    "hides every error": (
        "def kept_to_end(f):\n"
        "    while True:\n"
        "        try:\n"
        "            while True: pass\n"
        "        except: pass\n",
        "still running after 2 seconds",
    ),
    "raises": (
        "def kept_to_end(f):\n    return f[99]\n",
        "It raised IndexError: index 99 .* At line 2: return f\\[99\\]",
    ),
    "raises while loaded": (
        "import numpy\nnumpy.nothing\n",
        "was loaded: It raised AttributeError: .* At line 2: numpy.nothing",
    ),
    "imports what is not there": (
        "import tensorfow\n",
        "No module named 'tensorfow'",
    ),
    "syntax": (
        "def kept_to_end(f):\n    return (f\n",
        r"Python cannot read .*ex03_forget_gate.py, line 2: '\(' was never closed",
    ),
    "indentation": ("def kept_to_end(f):\nreturn f\n", "line 2: expected an indented"),
    "not text": (b"\xff\xfe\x00", "ex03_forget_gate.py"),
    "empty": ("", "has no function kept_to_end. Was it renamed?"),
    "renamed": ("def kept(f):\n    return f\n", "has no function kept_to_end"),
    "not a function": ("kept_to_end = 3\n", "Pass your function itself"),
    "leaves": ("import sys\nsys.exit(0)\n", "It raised SystemExit: 0"),
    "leaves for good": ("import os\nos._exit(0)\n", r"ended Python \(exit status 0\)"),
    "crashes": (
        "import ctypes\ndef kept_to_end(f):\n    ctypes.string_at(0)\n",
        "Your code ended Python",
    ),
    "asks": ("def kept_to_end(f):\n    input('f? ')\n", "It raised EOFError"),
    "no letter for it": (
        "def kept_to_end(f):\n    raise ValueError('∘ C̃')\n",
        "It raised ValueError",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_answered_in_words(case, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text, words = BROKEN[case]
    answer(text)
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    done = run("check", 3, "--seconds", 2, env=environment)
    assert done.returncode == 1, done
    said = " ".join(done.stdout.split())
    assert "forget-gate: not yet." in said, done
    assert re.search(words, said), done.stdout
