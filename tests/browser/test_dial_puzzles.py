"""The half-life dial and the gate puzzles in a reader's hands."""

import pytest

from lstm_src.analysis import half_life
from lstm_src.explorables import GatePuzzles, HalfLife
from lstm_src.explorables.gate_puzzles import LEVELS
from lstm_src.numerics import sigmoid
from tests.browser.test_cell_belt import show, value

__all__ = ["show"]  # the fixture
pytestmark = pytest.mark.browser


def press(page, name):
    page.get_by_role("button", name=name).press("Enter")


def test_a_level_is_solved_by_the_reader_or_shown(show):
    page = show(GatePuzzles())
    said = page.locator(".naming")
    assert "Solved by you: 0 of 5" in said.inner_text()
    press(page, "Show a way")
    assert (value(page, "met"), value(page, "score")) == (8, 100)
    assert "Every outline is filled. Solved by you: 0" in said.inner_text()
    press(page, "Level 2")
    assert (value(page, "level"), value(page, "score")) == (2, 0)
    page.evaluate(
        "([f, i]) => { model.set('f', f); model.set('i', i); }",
        [LEVELS[1]["f"], LEVELS[1]["i"]],
    )
    assert "Every outline is filled. Solved by you: 1" in said.inner_text()
    press(page, "Shut all")
    assert value(page, "score") == 0 and "Solved by you: 1" in said.inner_text()


def test_dials_write_the_chosen_step_of_a_puzzle(show):
    page = show(GatePuzzles(level=3))
    for t in (1, 2, 3):
        page.evaluate("t => model.set('t', t)", t)
        page.evaluate("t => { model.set('f_now', 1); model.set('i_now', t % 2); }", t)
    assert [value(page, "C_t", t) for t in (1, 2, 3)] == [0.5, 0.5, 1]
    assert [value(page, "target_t", t) for t in (1, 2, 3)] == [0.5, 0.5, 1]
    assert value(page, "met") == 3


def test_stuck_gate_springs_back(show):
    page = show(GatePuzzles(level=5))
    page.evaluate("model.set('f_now', 0.2)")
    assert page.evaluate("[model.get('f_now'), ...model.get('f')]") == [1] * 9


def test_buttons_of_the_dial_set_the_bias(show):
    page = show(HalfLife())
    assert value(page, "half_life") == pytest.approx(half_life(sigmoid(1.0)))
    press(page, "Half-life of T steps")
    assert value(page, "half_life") == pytest.approx(20)
    assert value(page, "left") == pytest.approx(0.5)
    assert value(page, "b_f") == pytest.approx(value(page, "bias_needed"))
    press(page, "Bias 0")
    assert (value(page, "f_t"), value(page, "half_life")) == (0.5, 1)
