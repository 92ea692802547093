"""What every layer computes: right gradients, and the laws of time and batch."""

import numpy as np
import pytest

from lstm_src.gradcheck import check_layer
from tests.family import LAYERS, B, D, H, T, make, random_input, random_state


@pytest.fixture(params=sorted(LAYERS), scope="module")
def name(request):
    return request.param


@pytest.mark.parametrize("lengths", [None, [2, 5, 1]])
@pytest.mark.parametrize("one_hot", [False, True])
def test_every_gradient(name, one_hot, lengths):
    layer = make(name)
    x = np.random.default_rng(0).integers(0, D, (T, B)) if one_hot else random_input()
    errors = check_layer(layer, x, random_state(layer), lengths=lengths)
    assert ("x" in errors) is not one_hot
    assert {"state 0"} | set(layer.params) <= set(errors)


def test_every_gradient_that_is_off_by_a_thousandth_is_caught(name, monkeypatch):
    layer, x = make(name), random_input()
    state = random_state(layer)
    checked, right = check_layer(layer, x, state), layer.backward

    def sabotaged(dy, dstate=None):
        dx, dstate = right(dy, dstate)
        if wrong in layer.grads:
            layer.grads[wrong][...] *= 1.001
        dx = dx * 1.001 if wrong == "x" else dx
        off = [d * 1.001 if wrong == f"state {n}" else d for n, d in enumerate(dstate)]
        return dx, tuple(off)

    monkeypatch.setattr(layer, "backward", sabotaged)
    for wrong in checked:
        with pytest.raises(AssertionError, match=f"^{wrong}: the gradient claims"):
            check_layer(layer, x, state)


def test_integers_stand_for_one_hot_rows(name):
    layer = make(name)
    indices = np.random.default_rng(0).integers(0, D, (T, B))
    y, _ = layer.forward(indices)
    dx, _ = layer.backward(np.ones_like(y))
    grads = {k: g.copy() for k, g in layer.grads.items()}
    assert dx is None
    y_dense, _ = layer.forward(np.eye(D)[indices])
    layer.backward(np.ones_like(y))
    np.testing.assert_allclose(y, y_dense, atol=1e-14)
    for k, gradient in grads.items():
        np.testing.assert_allclose(gradient, layer.grads[k], atol=1e-12)


def test_a_batch_of_two_is_two_batches_of_one(name):
    layer = make(name)
    x, dy = random_input(0, (T, 2, D)), random_input(1, (T, 2, H))
    y, state = layer.forward(x)
    dx, dstate = layer.backward(dy)
    together = layer.flat_grads
    apart = np.zeros_like(together)
    for row in (slice(0, 1), slice(1, 2)):
        y_row, state_row = layer.forward(x[:, row])
        dx_row, dstate_row = layer.backward(dy[:, row])
        apart += layer.flat_grads
        np.testing.assert_allclose(y_row, y[:, row], atol=1e-13)
        np.testing.assert_allclose(dx_row, dx[:, row], atol=1e-13)
        for whole, part in zip(state + dstate, state_row + dstate_row, strict=True):
            np.testing.assert_allclose(part, whole[row], atol=1e-13)
    np.testing.assert_allclose(apart, together, atol=1e-12)


def test_a_sequence_in_two_pieces_is_one_sequence(name):
    layer = make(name)
    x, dy = random_input(), random_input(1, (T, B, H))
    y, state = layer.forward(x)
    dx, dstate = layer.backward(dy)
    whole = layer.flat_grads
    y_1, middle = layer.forward(x[:2])
    y_2, end = layer.forward(x[2:], middle)
    dx_2, dmiddle = layer.backward(dy[2:])
    second = layer.flat_grads
    layer.forward(x[:2])
    dx_1, dstart = layer.backward(dy[:2], dmiddle)
    np.testing.assert_allclose(np.concatenate([y_1, y_2]), y, atol=1e-13)
    np.testing.assert_allclose(np.concatenate([dx_1, dx_2]), dx, atol=1e-13)
    np.testing.assert_allclose(second + layer.flat_grads, whole, atol=1e-12)
    for a, b in zip(end + dstart, state + dstate, strict=True):
        np.testing.assert_allclose(a, b, atol=1e-13)


def test_padding_leaves_state_and_gradient_untouched(name):
    layer = make(name)
    x, dy, lengths = random_input(), random_input(1, (T, B, H)), [2, 5, 1]
    state, dstate = random_state(layer), random_state(layer, seed=2)
    y, final = layer.forward(x, state, lengths)
    dx, dinitial = layer.backward(dy, dstate)
    padded = layer.flat_grads
    apart = np.zeros_like(padded)
    for b, n in enumerate(lengths):
        row = slice(b, b + 1)
        y_b, final_b = layer.forward(x[:n, row], tuple(s[row] for s in state))
        dx_b, dinitial_b = layer.backward(dy[:n, row], tuple(d[row] for d in dstate))
        apart += layer.flat_grads
        np.testing.assert_allclose(y[:n, row], y_b, atol=1e-13)
        np.testing.assert_allclose(dx[:n, row], dx_b, atol=1e-13)
        assert not y[n:, row].any() and not dx[n:, row].any()
        for a, b in zip(final + dinitial, final_b + dinitial_b, strict=True):
            np.testing.assert_allclose(a[row], b, atol=1e-13)
    np.testing.assert_allclose(padded, apart, atol=1e-12)


def test_trace_is_forward_seen_from_inside(name):
    layer = make(name)
    x, state = random_input(), random_state(layer)
    y, final = layer.forward(x, state)
    dx, _ = layer.backward(np.ones_like(y))
    seen = layer.trace(x[::-1])  # must not disturb the pending backward
    np.testing.assert_array_equal(layer.backward(np.ones_like(y))[0], dx)
    assert tuple(seen) == layer.trace_names
    assert all(values.shape == (T, B, H) for values in seen.values())
    seen = layer.trace(x, state)
    np.testing.assert_allclose(seen["h"], y, atol=1e-12)
    for part, values in zip(layer.state_names, final, strict=True):
        np.testing.assert_allclose(seen[part][-1], values, atol=1e-12)


def test_stepper_reads_one_step_a_call(name):
    layer = make(name)
    x, state = random_input(), random_state(layer)
    y, final = layer.forward(x, state)
    step = layer.stepper(B, state)
    np.testing.assert_allclose([step(x_t).copy() for x_t in x], y, atol=1e-12)
    np.testing.assert_allclose(step.state, final, atol=1e-12)
    indices = np.array([0, 3, 1])
    step = layer.stepper(B, state)
    np.testing.assert_allclose(
        step(indices), layer.forward(indices[None], state)[0][0], atol=1e-12
    )
