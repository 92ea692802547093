"""The half-life dial and the gate puzzles: numbers, levels, rows, static figures."""

import json
from xml.etree import ElementTree

import numpy as np
import pytest
import traitlets
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_src.analysis import half_life
from lstm_src.explorables import GatePuzzles, HalfLife
from lstm_src.explorables.gate_puzzles import LEVELS, OPEN, SHUT, STEPS
from lstm_src.explorables.still import run_module
from lstm_src.numerics import sigmoid

SVG = "{http://www.w3.org/2000/svg}"
every_level = pytest.mark.parametrize("level", range(1, len(LEVELS) + 1))


def caller(view):
    """Return a function that calls one of a view's JavaScript functions by name."""
    context = run_module(view._esm)

    def call(name, *values):
        passed = ", ".join("undefined" if v is None else json.dumps(v) for v in values)
        return json.loads(context.eval(f"JSON.stringify({name}({passed}))"))

    return call


@pytest.fixture(scope="module")
def dial():
    return caller(HalfLife())


@pytest.fixture(scope="module")
def puzzles():
    return caller(GatePuzzles())


def texts(view, width=690):
    """Return all that is written in a static figure."""
    svg = ElementTree.fromstring(view.static_svg(width))
    return ["".join(node.itertext()) for node in svg.iter(SVG + "text")]


# ---- the dial


@settings(deadline=None, max_examples=50)
@given(st.floats(-6, 6), st.integers(1, 200))
def test_dial_equals_the_package(dial, b_f, steps):
    f = float(sigmoid(b_f))
    assert dial("sigmoid", b_f) == pytest.approx(f, rel=1e-12)
    assert dial("halfLife", f) == pytest.approx(half_life(f), rel=1e-12)
    assert dial("leftAfter", f, steps) == pytest.approx(f**steps, rel=1e-12)
    needed = dial("biasForHalfLife", steps)
    assert half_life(float(sigmoid(needed))) == pytest.approx(steps, rel=1e-9)


def test_bias_one_is_two_steps():
    shown = texts(HalfLife())
    assert f"half after {half_life(sigmoid(1.0)):.2f}" in shown
    assert round(float(half_life(sigmoid(1.0)))) == 2
    assert "half is gone within one step" in texts(HalfLife(b_f=-1.0))


@pytest.mark.parametrize("width", [690, 345])
def test_dial_writes_what_is_left_after_the_chosen_steps(width):
    view = HalfLife(b_f=3.0, steps=50)
    left = float(sigmoid(3.0)) ** 50
    assert f"{left:.3g}" in texts(view, width) and "50" in texts(view, width)


# ---- the puzzles


@every_level
def test_each_level_can_be_solved_and_does_not_solve_itself(puzzles, level):
    asked = LEVELS[level - 1]
    begun = puzzles("judge", GatePuzzles(level=level).numbers())
    assert begun["hits"] < STEPS and begun["score"] < 60
    solved = GatePuzzles(level=level, f=asked["f"], i=asked["i"]).numbers()
    assert puzzles("judge", solved)["hits"] == STEPS
    assert puzzles("judge", solved)["score"] == 100
    assert np.abs(puzzles("judge", solved)["target"]).max() <= 2
    for f in (OPEN, SHUT):  # nor does a gate that never moves
        for i in (OPEN, SHUT):
            held = solved | {"f": f, "i": i}
            assert puzzles("judge", held)["hits"] < STEPS
    steps = np.array(asked["f"] + asked["i"]) * 20
    assert np.array_equal(steps, steps.round())  # a painted gate can get there


def test_levels_are_told_apart_by_their_candidates():
    assert len({tuple(level["C_tilde"]) for level in LEVELS}) == len(LEVELS) == 5


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.floats(-2, 2), st.floats(0.1, 2)), min_size=1))
def test_score_counts_distance_against_doing_nothing(puzzles, pairs):
    C, target = (list(values) for values in zip(*pairs, strict=True))
    judged = puzzles("scoreRide", C, target)
    gaps = np.abs(np.subtract(C, target))
    expected = 100 * max(0, 1 - gaps.sum() / np.abs(target).sum())
    assert judged["score"] == pytest.approx(expected, abs=1e-9)
    assert judged["met"] == [bool(gap <= 0.05 + 1e-9) for gap in gaps]
    assert puzzles("scoreRide", [0] * len(C), target)["score"] == 0


@every_level
def test_a_new_level_begins_shut_in_page_and_python(puzzles, level):
    view = GatePuzzles(level=1 + level % 5, i=OPEN, t=3)
    shown = view.numbers() | {"level": level}
    shown |= puzzles("settle", shown, "level")
    view.level = level
    assert shown == view.numbers()
    assert puzzles("settle", shown, "level") == {}
    assert view.i == SHUT and view.C_tilde == LEVELS[level - 1]["C_tilde"]
    assert view.f == (OPEN if level == 5 else SHUT)
    view.set_state({"level": level, "f": OPEN, "f_now": 1.0})  # the page says so later
    assert view.f == OPEN


def test_the_stuck_gate_stays_open_in_page_and_python(puzzles):
    view = GatePuzzles(level=5, f=SHUT, f_now=0.5)
    assert (view.f, view.f_now) == (OPEN, 1.0)
    for name, value in (("f_now", 0.25), ("f", SHUT), ("i_now", 0.5), ("t", 4)):
        shown = view.numbers() | {name: value}
        shown |= puzzles("settle", shown, name)
        setattr(view, name, value)
        assert (view.f, view.f_now) == (OPEN, 1.0)
        assert shown == view.numbers()
    view.level = 4
    view.f_now = 0.25
    assert view.f[view.t - 1] == 0.25


def test_puzzles_refuse_with_one_sentence():
    with pytest.raises(TypeError, match="C_tilde of GatePuzzles comes with the level"):
        GatePuzzles(C_tilde=[0.5] * 8)
    with pytest.raises(traitlets.TraitError, match="level is a whole number from 1 to"):
        GatePuzzles(level=6)
    with pytest.raises(traitlets.TraitError, match="but 5, 8 and 8 came; give rows"):
        GatePuzzles(f=[1.0] * 5)


def outlines(view):
    """Return the outlines to be filled, and whether each is dashed."""
    svg = ElementTree.fromstring(view.static_svg())
    found = [n for n in svg.iter(SVG + "rect") if n.get("class") == "rail"]
    return [n.get("stroke-dasharray") is not None for n in found]


def test_an_outline_is_dashed_until_it_is_met():
    asked = LEVELS[2]
    view = GatePuzzles(level=3, f=asked["f"], i=asked["i"])
    assert outlines(view) == [False] * STEPS
    view.t = 5
    view.i_now = 0.5
    assert outlines(view) == [False] * 4 + [True] * 4
    assert "+1.25" in texts(view)
