"""The gradient on its way back: exact splits, and theorems that must hold."""

import numpy as np
import pytest

from lstm_src import GRU, LSTM, RNN, CoupledLSTM, GreffLSTM, PeepholeLSTM
from lstm_src.analysis import (
    Flow,
    gradient_flow,
    hold,
    jacobian_products,
    keep_gate,
    singular_values,
    state_jacobians,
)
from lstm_src.cells import lstm_step, peephole_step
from lstm_src.numerics import sigmoid

T, B, D, H = 6, 2, 3, 4
FAMILY = {
    "RNN": (RNN, {}),
    "relu RNN": (RNN, {"activation": "relu"}),
    "LSTM": (LSTM, {}),
    "peephole": (PeepholeLSTM, {}),
    "coupled": (CoupledLSTM, {}),
    "GRU": (GRU, {}),
    "GRU, reset after": (GRU, {"reset_after": True}),
    "no forget gate": (GreffLSTM, {"variant": "NFG"}),
    "no output squashing": (GreffLSTM, {"variant": "NOAF"}),
}


def make(name="LSTM", seed=0, dtype=np.float64, scale=1.0):
    cell, options = FAMILY[name]
    layer = cell(D, H, dtype=dtype, rng=seed, **options)
    rng = np.random.default_rng(seed)
    layer.flat_params[:] = rng.uniform(-scale, scale, layer.size)
    return layer


def inputs(seed=0, T=T, B=B):
    return np.random.default_rng(seed).standard_normal((T, B, D))


def a_state(layer, seed=1, B=B):
    rng = np.random.default_rng(seed)
    return tuple(rng.standard_normal((B, H)) for _ in layer.state_names)


def slopes(function, at, step=1e-6):
    """Central differences along every entry of `at` (B, S): (B, out, S)."""
    columns = []
    for k in range(at.shape[1]):
        moved = np.zeros_like(at)
        moved[:, k] = step
        columns.append((function(at + moved) - function(at - moved)) / (2 * step))
    return np.stack(columns, axis=-1)


@pytest.fixture(params=FAMILY)
def name(request):
    return request.param


def check_jacobians(layer, x, state):
    """Compare the product over all steps with differences of whole forward passes."""
    parts = len(layer.state_names)

    def end(start):
        _, final = layer.forward(x, tuple(np.split(start, parts, axis=1)))
        return np.concatenate(final, axis=1)

    product = jacobian_products(state_jacobians(layer, x, state))[-1]
    measured = slopes(end, np.concatenate(state, axis=1))
    np.testing.assert_allclose(product, measured, atol=1e-8, rtol=1e-6)


def test_jacobians_are_those_of_the_layer(name):
    layer = make(name)
    check_jacobians(layer, inputs(), a_state(layer))


def test_a_wrong_backward_step_is_caught():
    class LosesC(LSTM):
        def backward(self, dy, dstate=None):
            dx, (dh, dC) = super().backward(dy, dstate)
            return dx, (dh, 0.99 * dC)

    layer = LosesC(D, H, dtype=np.float64, rng=0)
    with pytest.raises(AssertionError):
        check_jacobians(layer, inputs(), a_state(layer))


def test_jacobians_agree_with_a_backward_pass(name):
    layer = make(name)
    x, state, g = inputs(), a_state(layer), a_state(layer, seed=2)
    layer.forward(x, state)
    _, dstate = layer.backward(np.zeros((T, B, H)), g)
    product = jacobian_products(state_jacobians(layer, x, state))[-1]
    expected = np.einsum("bk,bkj->bj", np.concatenate(g, axis=1), product)
    np.testing.assert_allclose(np.concatenate(dstate, axis=1), expected, atol=1e-12)


def inject(layer, x, state, t, dC):
    """Run, add dC to C_t as soon as it is computed, and return C_T: (B, H)."""
    h, C = state
    p = layer.params
    for step, x_t in enumerate(x):
        hx = np.concatenate([h, x_t], axis=1)
        if isinstance(layer, PeepholeLSTM):
            h, C, cache = peephole_step(x_t, h, C, p)
        else:
            h, C, cache = lstm_step(x_t, h, C, p)
        if step == t:
            C, o = C + dC, cache["o"]
            if isinstance(layer, PeepholeLSTM):
                o = sigmoid(hx @ p["W_o"].T + p["p_o"] * C + p["b_o"])
            h = o * np.tanh(C)
    return C


def check_flow(flow, layer, x, state):
    for t in range(len(x)):
        measured = slopes(
            lambda dC, t=t: inject(layer, x, state, t, dC), np.zeros((B, H))
        )
        np.testing.assert_allclose(flow.full[t], measured, atol=1e-8, rtol=1e-6)


@pytest.mark.parametrize("name", ["LSTM", "peephole"])
def test_the_full_gradient_is_the_total_derivative(name):
    layer = make(name)
    x, state = inputs(), a_state(layer)
    check_flow(gradient_flow(layer, x, state), layer, x, state)


def test_forgetting_that_h_moves_with_C_is_caught():
    layer = make()
    x, state = inputs(), a_state(layer)
    flow = gradient_flow(layer, x, state)
    jacobians = state_jacobians(layer, x, state)
    full = flow.full.copy()
    full[-2] = jacobians[-1][:, H:, H:]  # C_{t-1} moved, but h_{t-1} did not
    with pytest.raises(AssertionError):
        check_flow(Flow(full, flow.direct), layer, x, state)


def test_the_direct_path_is_the_product_of_what_each_step_keeps(name):
    layer = make(name)
    flow, kept = gradient_flow(layer, inputs()), keep_gate(layer.trace(inputs()))
    for t in range(T):
        if kept is None:  # no belt: only the last state is its own
            expected = np.full((B, H), float(t == T - 1))
        else:
            expected = np.prod(kept[t + 1 :], axis=0)
        np.testing.assert_allclose(flow.direct[t], expected, rtol=1e-14)


def test_the_full_gradient_is_more_than_the_direct_path(name):
    layer = make(name)
    flow = gradient_flow(layer, inputs())
    norms = flow.norms()
    assert (norms["rest"][:-1] > 1e-3 * norms["full"][:-1]).all()
    np.testing.assert_allclose(norms["rest"][-1], 0, atol=1e-15)
    difference = flow.full - flow.rest
    diagonal = np.einsum("tbk,kj->tbkj", flow.direct, np.eye(H))
    np.testing.assert_allclose(difference, diagonal, atol=1e-15)


@pytest.mark.parametrize("name", ["LSTM", "coupled", "no forget gate", "GRU"])
def test_where_nothing_reads_h_the_direct_path_is_all(name):
    layer = make(name)
    for key, array in layer.params.items():
        if key.startswith("W_"):
            array[:, :H] = 0
        if key.startswith("p_"):  # nor does any gate read C
            array[...] = 0
    np.testing.assert_allclose(gradient_flow(layer, inputs()).rest, 0, atol=1e-15)


@pytest.mark.parametrize("name", ["LSTM", "peephole", "coupled"])
def test_where_the_gates_stand_still_the_direct_path_is_all(name):
    held = hold(make(name), {"f": 0.9, "i": 0.1, "C_tilde": 0.3})
    flow = gradient_flow(held, inputs())
    np.testing.assert_allclose(flow.rest, 0, atol=1e-15)
    back = np.arange(T)[::-1, None, None]
    np.testing.assert_allclose(flow.direct, 0.9 ** (back + np.zeros((T, B, H))))


def test_cells_without_a_belt_of_their_own_use_h():
    for name in ("RNN", "GRU"):
        layer = make(name)
        jacobians = state_jacobians(layer, inputs())
        flow = gradient_flow(layer, inputs())
        np.testing.assert_allclose(
            flow.full[0], jacobian_products(jacobians[1:])[-1], atol=1e-14
        )


def test_the_layer_is_left_as_it_was(name):
    layer = make(name)
    dy = inputs(3)[..., :1] + np.zeros(H)
    y, _ = layer.forward(inputs())
    before = layer.flat_params.copy()
    gradient_flow(layer, inputs(5, T=4))
    dx, _ = layer.backward(dy)
    layer.forward(inputs())
    np.testing.assert_array_equal(layer.backward(dy)[0], dx)
    np.testing.assert_array_equal(layer.flat_params, before)


def test_rows_are_apart_and_integers_stand_for_one_hot_rows():
    layer = make()
    indices = np.random.default_rng(0).integers(0, D, (T, B))
    flow = gradient_flow(layer, indices)
    dense = gradient_flow(layer, np.eye(D)[indices])
    np.testing.assert_allclose(flow.full, dense.full, atol=1e-14)
    for b in range(B):
        alone = gradient_flow(layer, indices[:, b : b + 1])
        np.testing.assert_allclose(alone.full[:, 0], flow.full[:, b], atol=1e-13)


def test_a_state_may_be_given_in_part():
    layer = make()
    h = np.ones((B, H))
    flow = gradient_flow(layer, inputs(), (h, None))
    whole = gradient_flow(layer, inputs(), (h, 0 * h))
    np.testing.assert_array_equal(flow.full, whole.full)


def test_float32_is_close():
    single = make(dtype=np.float32)
    double = make()
    double.flat_params[:] = single.flat_params
    one, two = (gradient_flow(layer, inputs()).full for layer in (single, double))
    np.testing.assert_allclose(one, two, atol=1e-5)


ODD = {"state_names": ("h", "C", "o")}


@pytest.mark.parametrize(
    "wrong, message",
    [
        (lambda: gradient_flow("LSTM", inputs()), "got a str"),
        (
            lambda: gradient_flow(type("Odd", (LSTM,), ODD)(D, H), inputs()),
            "state of this Odd is .*Jacobians for all",
        ),
        (lambda: gradient_flow(make(), np.zeros((0, 1, D))), "at least one step"),
        (lambda: state_jacobians(make(), np.zeros((2, 1, 9))), "give floats of shape"),
        (lambda: state_jacobians(make(), inputs(), (np.ones((1, H)),)), "tuple"),
        (lambda: singular_values([[np.nan]]), "overflows"),
    ],
)
def test_bad_input_gets_a_sentence(wrong, message):
    with pytest.raises(ValueError, match=message):
        wrong()
