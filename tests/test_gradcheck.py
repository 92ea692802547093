"""The checker itself is checked: it passes what is right and catches what is wrong."""

import numpy as np
import pytest

from lstm_src import RNN
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
