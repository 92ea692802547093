"""What must hold for any plain recurrent network: how far its gradient reaches."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_src.analysis import (
    gradient_flow,
    jacobian_products,
    singular_values,
    state_jacobians,
)
from tests.test_analysis_flow import D, H, a_state, inputs, make


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    scale=st.floats(0.01, 3),
    size=st.floats(0, 10),
    steps=st.integers(1, 12),
)
def test_a_tanh_gradient_is_bounded_by_the_largest_stretch(seed, scale, size, steps):
    layer = make("RNN", seed, scale=scale)
    x = size * inputs(seed, steps)
    largest = np.linalg.norm(layer.params["W"][:, :H], 2)
    jacobians = state_jacobians(layer, x, a_state(layer, seed))
    each = singular_values(jacobians)[..., 0]
    whole = singular_values(jacobian_products(jacobians))[..., 0]
    assert (each <= largest * (1 + 1e-12)).all()
    bound = largest ** np.arange(1, steps + 1)[:, None]
    assert (whole <= bound * (1 + 1e-9)).all()


@pytest.mark.parametrize("seed", range(5))
def test_a_linear_recurrence_grows_by_its_spectral_radius(seed):
    layer = make("RNN", seed)
    layer.params["b"][...] = 0
    T = 120
    # At h = 0 and x = 0 the slope of tanh is 1: the recurrence is linear there.
    jacobians = state_jacobians(layer, np.zeros((T, 1, D)))
    W = layer.params["W"][:, :H]
    np.testing.assert_array_equal(jacobians[:, 0], np.broadcast_to(W, (T, H, H)))
    norms = singular_values(jacobian_products(jacobians))[:, 0, 0]
    values, vectors = np.linalg.eig(W)
    radius, steps = np.abs(values).max(), np.arange(1, T + 1)
    rate = np.log(norms) / steps
    # ρ^T <= ‖W^T‖ <= κ(V) ρ^T, for W = V Λ V⁻¹: so the rate tends to log ρ from above.
    assert (rate >= np.log(radius) - 1e-9).all()
    above = np.log(np.linalg.cond(vectors)) / steps
    assert (rate <= np.log(radius) + above + 1e-9).all()
    assert radius < np.linalg.norm(W, 2), "the two theorems say different things here"


def test_a_gradient_that_explodes_is_named():
    layer = make("RNN")
    layer.params["W"][...] = 1e3
    layer.params["b"][...] = 0
    with pytest.raises(ValueError, match="explodes"):
        gradient_flow(layer, np.zeros((150, 1, D)))
    with pytest.raises(ValueError, match="explodes"):
        jacobian_products(state_jacobians(layer, np.zeros((150, 1, D))))
