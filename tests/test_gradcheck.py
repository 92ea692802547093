"""The checker itself is checked: it passes what is right and catches what is wrong."""

import numpy as np
import pytest

from lstm_src import LSTM, RNN
from lstm_src.gradcheck import check_layer, directional_check


def test_a_right_gradient_passes_and_the_array_is_put_back():
    x = np.array([[0.5, -1.0], [2.0, 3.0]])
    before = x.copy()
    assert directional_check(lambda: float(np.sum(x**3)), x, 3 * x**2) < 1e-6
    np.testing.assert_array_equal(x, before)


@pytest.mark.parametrize("wrong", [0.0, -1.0, 1.00001, np.nan])
def test_a_wrong_gradient_fails_with_both_numbers(wrong):
    x = np.array([0.5, -1.0])
    with pytest.raises(AssertionError, match=r"claims a slope of .* rises by"):
        directional_check(lambda: float(np.sum(x**3)), x, wrong * 3 * x**2)


def test_float32_is_refused():
    x = np.ones(2, np.float32)
    with pytest.raises(ValueError, match="float64"):
        directional_check(lambda: 0.0, x, x)


def test_check_layer_names_what_it_checked():
    layer = RNN(2, 3, dtype=np.float64, rng=0)
    errors = check_layer(layer, np.ones((4, 2, 2)))
    assert list(errors) == ["W", "b", "x", "state 0"]


@pytest.mark.parametrize("part", ["W_f", "b_o", "x", "state 0", "state 1"])
def test_check_layer_names_the_gradient_that_is_wrong(part, monkeypatch):
    layer = LSTM(2, 3, dtype=np.float64, rng=0)
    right = layer.backward

    def sabotaged(dy, dstate=None):
        dx, dstate = right(dy, dstate)
        if part in layer.grads:
            layer.grads[part][...] *= 1.001
        dx = dx * 1.001 if part == "x" else dx
        wrong = [d * 1.001 if part == f"state {n}" else d for n, d in enumerate(dstate)]
        return dx, tuple(wrong)

    monkeypatch.setattr(layer, "backward", sabotaged)
    with pytest.raises(AssertionError, match=f"^{part}: the gradient claims"):
        check_layer(layer, np.random.default_rng(0).standard_normal((4, 2, 2)))
