"""The solutions agree with the library, and their gradients with differences."""

import numpy as np
import pytest

from exercises.catalogue import find
from lstm_src import GRU, LSTM, RNN, cells
from lstm_src.generative import gaussian_kl


def reference(name):
    return find(name).reference


def cases(name):
    return [
        pytest.param(case.arguments, id=case.label) for case in find(name).check.cases()
    ]


@pytest.mark.parametrize("arguments", cases("lstm-step"))
def test_step_is_the_library_s(arguments):
    ours = reference("lstm-step")(*arguments.values())
    theirs = cells.lstm_step(*arguments.values())
    for a, b in zip(ours, theirs[:2], strict=True):
        np.testing.assert_allclose(a, b, rtol=0, atol=1e-12)


@pytest.mark.parametrize("arguments", cases("lstm-step-backward"))
def test_step_backward_is_the_library_s(arguments):
    ours = reference("lstm-step-backward")(*arguments.values())
    theirs = cells.lstm_step_backward(*arguments.values())
    for a, b in zip(flat(ours), flat(theirs), strict=True):
        np.testing.assert_allclose(a, b, rtol=0, atol=1e-12)


@pytest.mark.parametrize("arguments", cases("lstm-backward"))
def test_sequence_and_backward_are_the_layer_s(arguments):
    dy, x, h0, C0, params, trace = arguments.values()
    layer = LSTM(x.shape[2], h0.shape[1], dtype=np.float64, rng=0)
    for key, value in params.items():
        layer.params[key][...] = value
    y, state = layer.forward(x, (h0, C0))
    h, C = reference("lstm-sequence")(x, h0, C0, params)
    np.testing.assert_allclose(h, y, rtol=0, atol=1e-12)
    np.testing.assert_allclose(C[-1], state[1], rtol=0, atol=1e-12)
    np.testing.assert_allclose(C, trace["C"], rtol=0, atol=1e-12)

    dx, dstate = layer.backward(dy)
    theirs = (dx, *dstate, {key: layer.grads[key] for key in params})
    ours = reference("lstm-backward")(*arguments.values())
    for a, b in zip(flat(ours), flat(theirs), strict=True):
        np.testing.assert_allclose(a, b, rtol=0, atol=1e-10)


@pytest.mark.parametrize("arguments", cases("lstm-backward"))
def test_backward_agrees_with_differences(arguments):
    """One direction through all inputs at once: two losses against one product."""
    dy, x, h0, C0, params, _ = arguments.values()
    rng = np.random.default_rng(0)
    dx, dh0, dC0, grads = reference("lstm-backward")(*arguments.values())
    point = {"x": x, "h0": h0, "C0": C0, **params}
    gradient = {"x": dx, "h0": dh0, "C0": dC0, **grads}
    direction = {key: rng.normal(size=value.shape) for key, value in point.items()}

    def loss(step):
        moved = {key: point[key] + step * direction[key] for key in point}
        first = moved.pop("x"), moved.pop("h0"), moved.pop("C0")
        return np.sum(dy * reference("lstm-sequence")(*first, moved)[0])

    measured = (loss(1e-5) - loss(-1e-5)) / 2e-5
    claimed = sum(np.sum(gradient[key] * direction[key]) for key in point)
    assert abs(measured - claimed) < 1e-6 * max(1, abs(claimed))


@pytest.mark.parametrize("arguments", cases("dependency-problem"))
def test_jacobian_agrees_with_differences(arguments):
    W, h = arguments.values()
    H = len(W)
    rnn = RNN(H, H, dtype=np.float64, rng=0)
    rnn.params["W"][...] = np.concatenate([W, np.eye(H)], axis=1)
    rnn.params["b"][...] = 0
    # Inputs that lead through the hidden states of the case, from a free start.
    h0 = np.full(H, 0.1)
    before = np.concatenate([h0[None], h[:-1]])
    x = (np.arctanh(h) - before @ W.T)[:, None]

    def last(start):
        return rnn.forward(x, (start[None],))[0][-1, 0]

    measured = np.stack(
        [(last(h0 + e) - last(h0 - e)) / 2e-6 for e in 1e-6 * np.eye(H)], axis=1
    )
    claimed = reference("dependency-problem")(W, h)
    np.testing.assert_allclose(claimed, measured, rtol=0, atol=1e-7)


@pytest.mark.parametrize("arguments", cases("forget-gate"))
def test_kept_is_what_the_ride_leaves(arguments):
    """Put one parcel down at each step in turn and look at the last state."""
    (f,) = arguments.values()
    ride = reference("conveyor-belt")
    for t in range(len(f)):
        only_t = np.zeros_like(f)
        only_t[t] = 1
        C = ride(f, only_t, np.ones_like(f), np.zeros_like(f[0]))
        np.testing.assert_allclose(
            reference("forget-gate")(f)[t], C[-1], rtol=0, atol=1e-12
        )


@pytest.mark.parametrize("arguments", cases("lstm-step"))
def test_step_is_made_of_the_short_exercises(arguments):
    """What falls, the update and what is shown make the step together."""
    x, h_prev, C_prev, params = arguments.values()
    cache = cells.lstm_step(*arguments.values())[2]
    falls = reference("input-gate")(
        x, h_prev, *(params[key] for key in ("W_i", "b_i", "W_C", "b_C"))
    )
    np.testing.assert_allclose(falls, cache["i"] * cache["C_tilde"], atol=1e-12)
    gates = (cache[key] for key in ("f", "i", "C_tilde"))
    C = reference("cell-update")(C_prev, *gates)
    np.testing.assert_allclose(C, cache["C"], atol=1e-12)
    np.testing.assert_allclose(
        reference("output-gate")(C, cache["o"]), cache["h"], atol=1e-12
    )


def flat(result):
    """All arrays of a result, dicts in the order of their keys."""
    for part in result:
        if isinstance(part, dict):
            yield from (part[key] for key in sorted(part))
        else:
            yield part


@pytest.mark.parametrize("input_size, budget", [(2, 352), (5, 480), (65, 99_328)])
def test_fair_sizes_are_those_of_real_layers(input_size, budget):
    sizes = reference("fair-sizes")(input_size, budget)
    for cls, size in zip((LSTM, GRU), sizes, strict=True):
        fits, bursts = (
            sum(value.size for value in cls(input_size, H, rng=0).params.values())
            for H in (size, size + 1)
        )
        assert fits <= budget < bursts


@pytest.mark.parametrize("arguments", cases("telling-cost"))
def test_telling_cost_is_the_library_s(arguments):
    mean_q, var_q, mean_p, var_p = arguments.values()
    theirs = gaussian_kl(mean_q, np.log(var_q), mean_p, np.log(var_p))
    np.testing.assert_allclose(
        reference("telling-cost")(*arguments.values()), theirs, rtol=1e-12
    )
