"""A learner's own step drives three experiments, and a planted bug shows in them."""

import numpy as np
import pytest

from exercises import explore, own_cell
from exercises.catalogue import find
from lstm_src.cells import lstm_step

EXERCISE = find("lstm-step")


def with_mistake(name):
    (mistake,) = (m for m in EXERCISE.check.mistakes if m.name == name)
    return EXERCISE.with_mistake(mistake)


def test_the_learner_s_step_is_as_good_as_the_book_s():
    mine = EXERCISE.reference
    for experiment in (own_cell.belt, own_cell.x_ray):
        np.testing.assert_allclose(experiment(mine), experiment(lstm_step), rtol=1e-9)


def test_a_bug_makes_the_belt_leak_the_gradient_die_and_the_loss_stay():
    swapped = with_mistake("f and i are swapped")
    assert own_cell.belt(swapped)[-1] < 1e-3
    assert own_cell.x_ray(swapped)[0] < 1e-3 * own_cell.x_ray(lstm_step)[0]
    assert own_cell.train(swapped)[-8:].mean() > 0.5


def test_slopes_are_those_of_the_direct_path_where_nothing_else_runs():
    f = 0.9

    def leaky(x, h, C, params):
        return h, f * C

    expected = f ** np.arange(own_cell.STEPS, -1, -1)
    np.testing.assert_allclose(own_cell.x_ray(leaky), expected, rtol=1e-6)


def test_the_figure_draws_what_is_said(capsys, monkeypatch):
    monkeypatch.setattr(own_cell, "UPDATES", 3)
    figure = explore(with_mistake("1 - f is kept"))
    said = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in said] == ["belt", "gradient", "training"]
    assert "0 of C is left" in said[0]
    assert len(figure.axes) == 3
    assert all(len(ax.lines) == 2 for ax in figure.axes)


@pytest.mark.parametrize(
    "step, said",
    [
        (lambda x, h, C, params: None, "could not be run"),
        (lambda x, h: (h, h), "could not be run"),
        (lambda x, h, C, params: (h, C[0]), "expected"),
        (lambda x, h, C, params: 1 / 0, "It raised ZeroDivisionError"),
        (lambda x, h, C, params: (h * np.nan, C), "not finite"),
        (lambda x, h, C, params: h, "expected 2 results, in this order: h, C"),
        (None, "Pass your function itself"),
    ],
)
def test_a_step_that_cannot_run_gets_a_sentence(step, said):
    with pytest.raises(ValueError, match=said):
        explore(step)


def test_a_step_that_does_not_end_is_stopped(monkeypatch):
    def endless(x, h, C, params):
        while True:
            pass

    monkeypatch.setattr(own_cell, "SECONDS", 0.2)
    with pytest.raises(ValueError, match="still running after 0.2 seconds"):
        explore(endless)


def test_a_stub_is_not_started():
    def stub(x, h, C, params):
        raise NotImplementedError

    with pytest.raises(ValueError, match="Not started"):
        explore(stub)
