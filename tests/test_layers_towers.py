"""Layers that are stacks by nature: the depth-gated LSTM and the grid LSTM."""

from functools import partial

import numpy as np
import pytest

from lstm_src import DepthGatedLSTM, GridLSTM, PeepholeLSTM, Stacked
from lstm_src.gradcheck import check_layer
from lstm_src.numerics import sigmoid
from tests.family import F64, B, D, H, T, assert_same, copy_params, random_input, run

TOWERS = {
    "depth gated": partial(DepthGatedLSTM, D, H, **F64),
    "grid paper": partial(GridLSTM, D, H, **F64),
    "grid standard": partial(GridLSTM, D, H, form="standard", priority=True, **F64),
}


@pytest.mark.parametrize("name", TOWERS)
def test_every_gradient_of_a_tower_that_is_off_is_caught(name, monkeypatch):
    layer, x = TOWERS[name](), random_input()
    checked, right = check_layer(layer, x), layer.backward

    def sabotaged(dy, dstate=None):
        dx, dstate = right(dy, dstate)
        if wrong in layer.grads:
            layer.grads[wrong][...] *= 1.001
        dx = dx * 1.001 if wrong == "x" else dx
        flat = [part for state in dstate for part in state]
        off = [d * 1.001 if wrong == f"state {n}" else d for n, d in enumerate(flat)]
        return dx, tuple(off)

    monkeypatch.setattr(layer, "backward", sabotaged)
    states = {f"state {n}" for n in range(4)}
    assert set(checked) == {"x"} | states | set(layer.params)
    for wrong in checked:
        with pytest.raises(AssertionError, match=f"^{wrong}: the gradient claims"):
            check_layer(layer, x)


@pytest.mark.parametrize("name", TOWERS)
def test_towers_take_single_steps(name):
    layer, x = TOWERS[name](), random_input()
    y, final = layer.forward(x)
    step = layer.stepper(B)
    np.testing.assert_allclose([step(x_t).copy() for x_t in x], y, atol=1e-13)
    np.testing.assert_allclose(step.state, final, atol=1e-13)
    seen = layer.trace(x)
    assert tuple(seen) == layer.trace_names
    assert all(values.shape == (T, B, H) for values in seen.values())


def test_a_shut_depth_gate_leaves_a_plain_stack():
    layer = DepthGatedLSTM(D, H, layers=3, **F64)
    stack = Stacked([PeepholeLSTM(n, H, dtype=np.float64) for n in (D, H, H)])
    layer.flat_params[:] = np.random.default_rng(3).uniform(-0.6, 0.6, layer.size)
    for n in (1, 2):
        for name in ("W_xd", "w_cd", "w_ld"):
            layer.params[f"{n}.{name}"][...] = 0
        layer.params[f"{n}.b_d"][...] = -1000
    copy_params(layer, stack)
    names = ["y", "dx", "final", "dinitial", *stack.params]
    assert_same(run(layer), run(stack), names)
    layer.params["1.b_d"][...] = 0
    assert not np.allclose(run(layer)["y"], run(stack)["y"])


def test_the_two_forms_of_a_grid_differ_in_the_last_line_only():
    paper, standard = (GridLSTM(D, H, form=f, **F64) for f in ("paper", "standard"))
    ours, theirs = (layer.trace(random_input()[:1]) for layer in (paper, standard))
    for k in ("0.time.m", "0.depth.m"):
        np.testing.assert_array_equal(ours[k], theirs[k])
    o, m = ours["0.time.o"], ours["0.time.m"]
    np.testing.assert_allclose(ours["0.time.h"], np.tanh(o * m))
    np.testing.assert_allclose(theirs["0.time.h"], o * np.tanh(m))


def test_with_priority_depth_hears_the_new_time_side():
    plain, priority = (GridLSTM(D, H, priority=p, **F64) for p in (False, True))
    x = random_input()[:1]
    ours, theirs = priority.trace(x), plain.trace(x)
    np.testing.assert_array_equal(ours["0.time.h"], theirs["0.time.h"])
    H_seen = np.concatenate([ours["0.time.h"][0], x[0] @ priority.params["x.W_h"].T], 1)
    u = sigmoid(H_seen @ priority.params["0.depth.W_u"].T)
    np.testing.assert_allclose(ours["0.depth.u"][0], u)
    assert not np.allclose(theirs["0.depth.u"][0], u)
