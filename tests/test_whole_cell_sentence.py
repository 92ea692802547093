"""The whole cell reads a sentence: its numbers, what is held, what it refuses."""

import json

import numpy as np
import pytest
import traitlets
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_src.cells import lstm_step
from lstm_src.explorables import WholeCell
from lstm_src.explorables.still import run_module

UNIT = st.floats(0, 1)


@pytest.fixture(scope="module")
def reader():
    """Return a function that calls one of the whole cell's functions by name."""
    context = run_module(WholeCell._esm)

    def call(name, *values):
        passed = ", ".join("undefined" if v is None else json.dumps(v) for v in values)
        return json.loads(context.eval(f"JSON.stringify({name}({passed}))"))

    return call


PART = st.floats(-1, 1)
HOLDS = st.dictionaries(
    st.tuples(st.sampled_from(["C_prev", "f", "i", "C_tilde", "o"]), st.integers(1, 7)),
    UNIT,
    max_size=4,
).map(lambda found: {f"{name}@{t}": value for (name, t), value in found.items()})


@settings(deadline=None, max_examples=40)
@given(
    st.lists(PART, min_size=14, max_size=14),
    st.lists(st.floats(-10, 10), min_size=16, max_size=16),
    HOLDS,
)
def test_page_and_python_read_the_sentence_alike(reader, x, weights, held):
    view = WholeCell(x=x, weights=weights, held=held)
    shown = reader("readSentence", view.numbers())
    for t, (page_step, step) in enumerate(
        zip(shown, view.sentence(), strict=True), start=1
    ):
        for name, value in step.items():
            assert page_step[name] == pytest.approx(value, abs=1e-12)
        for name in ("f", "i", "C_tilde", "o"):
            if f"{name}@{t}" in held:
                assert step[name] == held[f"{name}@{t}"]


def test_the_sentence_without_holds_is_the_layer_of_the_package():
    view = WholeCell()
    rows = np.reshape(view.weights, (4, 4))
    params = {f"W_{k}": rows[n : n + 1, :3] for n, k in enumerate("fiCo")}
    params |= {f"b_{k}": rows[n, 3:] for n, k in enumerate("fiCo")}
    h, C = np.zeros((1, 1)), np.zeros((1, 1))
    for x_t, step in zip(np.reshape(view.x, (7, 1, 2)), view.sentence(), strict=True):
        h, C, cache = lstm_step(x_t, h, C, params)
        assert (step["C"], step["h"]) == pytest.approx((C.item(), h.item()), abs=1e-15)
        assert step["f"] == cache["f"].item()


@settings(deadline=None, max_examples=30)
@given(
    st.lists(
        st.one_of(
            st.tuples(st.sampled_from(["f", "i", "o"]), UNIT),
            st.tuples(st.sampled_from(["C_tilde", "C_prev"]), PART),
            st.tuples(st.just("word"), st.integers(0, 7)),
            st.tuples(
                st.just("weights"),
                st.lists(st.floats(-10, 10), min_size=16, max_size=16),
            ),
        ),
        max_size=6,
    )
)
def test_page_and_python_hold_the_same_dials(reader, changes):
    view = WholeCell(word=2)
    shown = view.numbers()
    for name, value in changes:
        setattr(view, name, value)
        shown[name] = value
        shown |= reader("settleSentence", shown, name)
        assert reader("settleSentence", shown, name) == {}  # once is enough
        assert shown["held"] == view.held
        for dial in ("C_prev", "f", "i", "C_tilde", "o"):
            assert shown[dial] == pytest.approx(getattr(view, dial), abs=1e-9)


def test_a_dial_that_is_turned_is_held_until_it_is_released():
    view = WholeCell(word=1)
    computed = view.f
    view.f = 0.5
    assert view.held == {"f@1": 0.5}
    view.word = 2
    assert view.f != 0.5 and view.held == {"f@1": 0.5}  # other words compute theirs
    view.weights = [0.0] * 16
    view.word = 1
    assert (view.f, view.i) == (0.5, 0.5) and view.C_tilde == 0.0
    view.weights = WholeCell().weights
    view.held = {}
    assert view.f == pytest.approx(computed, abs=1e-12)
    view.word = 0
    view.f = 0.25
    assert view.held == {}  # without a sentence the dials are the reader's own


def test_the_belt_carries_more_than_its_dial_can_say():
    wide = [0, 0, 0, 10] * 4  # every gate open, every candidate 1
    view = WholeCell(weights=wide, word=7)
    assert view.sentence()[5]["C"] > 5
    assert view.C_prev == 1.5 and view.held == {}
    assert "+6.00" in view.static_svg()


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        ({"x": [0.0] * 13}, r"WholeCell\.x is a list of 14 numbers from -1 to 1, but"),
        ({"x": [2.0] * 14}, r"x is a list of 14 numbers from -1 to 1, but .* in range"),
        (
            {"weights": 3},
            r"weights is a list of 16 numbers .* but 3 came; give",
        ),
        ({"weights": [float("nan")] * 16}, "weights is a list of 16 numbers from -10"),
        ({"held": {"g@1": 0.5}}, "held says which dial .* name a dial of C_prev, f"),
        ({"held": {"f@8": 0.5}}, "but {'f@8': 0.5} came; .* a word from 1 to 7"),
        ({"held": {"f@1": 1.5}}, "held says which dial stands where"),
        ({"held": [1]}, r"but \[1\] came"),
        ({"word": 8}, "word is a whole number from 0 to 7, but 8 came; choose one"),
    ],
)
def test_the_sentence_refuses_with_one_sentence(bad, sentence):
    with pytest.raises(traitlets.TraitError, match=sentence) as refusal:
        WholeCell(**bad)
    assert "\n" not in str(refusal.value)
