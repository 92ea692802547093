"""Clockwork: who reads when, who hears whom, and a clock that goes on."""

import copy
import pickle

import numpy as np
import pytest

from lstm_src import RNN, ClockworkRNN
from lstm_src.layers.clockwork import ClockState
from tests.family import (
    F64,
    B,
    D,
    H,
    T,
    assert_same,
    copy_params,
    random_input,
    random_state,
    run,
)


@pytest.mark.parametrize("periods", [(1,), (1, 1, 1)])
def test_a_clock_of_period_one_is_a_plain_layer(periods):
    layer, plain = ClockworkRNN(D, H, periods=periods, **F64), RNN(D, H, **F64)
    copy_params(plain, layer)
    state = random_state(plain)
    ours, theirs = run(layer, state=state), run(plain, state=state)
    assert_same(ours, theirs, ["y", "dx", "final", "dinitial", "W", "b"])


@pytest.mark.parametrize("t0", [0, 1, 5])
def test_modules_read_when_their_time_has_come(t0):
    layer = ClockworkRNN(D, H, periods=(1, 2, 3), t0=t0, **F64)
    y, _ = layer.forward(random_input(), random_state(layer))
    before = np.concatenate([random_state(layer)[0][None], y[:-1]])
    moved = (y != before).reshape(T, B, 3, 2).all(axis=(1, 3))  # (T, modules)
    time = t0 + np.arange(T)
    np.testing.assert_array_equal(
        moved, [[t % k == 0 for k in (1, 2, 3)] for t in time]
    )


def test_fast_modules_hear_slow_ones_and_not_the_other_way():
    layer = ClockworkRNN(D, 4, periods=(1, 3), **F64)
    assert not layer.params["W"][2:, :2].any() and layer.params["W"][:2, 2:4].all()
    y, _ = layer.forward(random_input())
    layer.params["W"][2:, :2] = 9  # what lies there is not used
    np.testing.assert_array_equal(layer.forward(random_input())[0], y)
    layer.backward(np.ones_like(y))
    assert not layer.grads["W"][2:, :2].any() and layer.grads["W"][:2, 2:4].all()


def test_the_clock_goes_on_in_each_row_from_where_it_stopped():
    layer, x = ClockworkRNN(D, H, periods=(2, 3), **F64), random_input()
    whole, _ = layer.forward(x)
    _, state = layer.forward(x, lengths=[2, 5, 1])
    assert state.t.tolist() == [2, 5, 1]
    for kept in (state, copy.deepcopy(state), pickle.loads(pickle.dumps(state))):
        y, _ = layer.forward(x[2:], kept)
        np.testing.assert_allclose(y[:, 0], whole[2:, 0])
    step = layer.stepper(3, state)
    np.testing.assert_allclose(step(x[2])[0], whole[2, 0])
    assert isinstance(step.state, ClockState) and step.state.t.tolist() == [3, 6, 2]
    afresh, _ = layer.forward(x[2:], tuple(state))  # no clock: t0
    assert not np.allclose(afresh[:, 0], whole[2:, 0])
