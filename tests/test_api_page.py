"""The page of the package names every public name and keeps what its docstring says."""

import inspect
import re
import sys
from pathlib import Path

import pytest

import lstm_src

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "book" / "_ext"))

import api_page  # noqa: E402


def names_on(page):
    listed = re.findall(r"^```\{api\}\n(.*?)^```$", page, re.M | re.S)
    return [name for body in listed for name in body.split()]


NAMES = names_on((ROOT / "book/api.md").read_text())


def test_every_public_name_stands_once():
    assert set(lstm_src.__all__) <= set(NAMES)
    assert len(NAMES) == len(set(NAMES))


def test_what_classes_share_is_described_too():
    assert set(api_page.BASES) <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_an_entry_keeps_sentence_equations_and_examples(name):
    said, doc = api_page.describe(name), inspect.getdoc(api_page.find(name))
    assert doc.split("\n")[0] in said
    for formula in re.findall(r"\$\$.*?\$\$", doc, re.S):
        assert formula in said
    for line in doc.split("\n"):
        assert not line.startswith(">>>") or line in said
    assert not re.search(r"^(Args|Returns|Raises):$", said, re.M)


def test_each_argument_is_a_line_of_its_own():
    said = api_page.describe("LSTM")
    assert said.startswith(":::::{py:class} lstm_src.LSTM(input_size, hidden_size, *,")
    assert "dtype=np.float32, rng=None, forget_bias=1.0)" in said.split("\n")[0]
    assert "- `forget_bias`: what `b_f` starts at" in said
    assert "{py:class}`~lstm_src.layers.Layer`" in said


def test_a_continued_line_stays_with_its_argument():
    said = api_page.markdown("Do.\n\nArgs:\n    x: one\n        two.\n    y: three.\n")
    assert "- `x`: one\n  two.\n- `y`: three." in said


def test_inherited_members_are_not_repeated():
    assert "{py:method} forward" not in api_page.describe("LSTM")
    assert "{py:method} forward" in api_page.describe("layers.Layer")


@pytest.mark.parametrize("name", ["LSTMM", "cells.no_step", "training.OPTIMIZERS.x"])
def test_an_unknown_name_is_refused(name):
    with pytest.raises(ValueError, match="lstm_src has no"):
        api_page.find(name)


def test_a_name_without_docstring_is_refused(monkeypatch):
    monkeypatch.setattr(lstm_src, "mute", lambda: None, raising=False)
    with pytest.raises(ValueError, match="no docstring"):
        api_page.find("mute")
