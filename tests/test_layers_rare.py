"""What the rarer layers promise: their limits, and what is special about each."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_src import (
    LSTM1997,
    MUT1,
    MUT2,
    MUT3,
    SLSTM,
    ClockworkRNN,
    DepthGatedLSTM,
    GreffLSTM,
    GridLSTM,
)
from lstm_src.gradcheck import check_layer, directional_check
from lstm_src.numerics import sigmoid
from tests.family import (
    F64,
    READABLE,
    B,
    D,
    H,
    T,
    assert_same,
    copy_params,
    make,
    random_input,
    random_state,
    run,
)

DY = random_input(1, (T, B, H))


@pytest.mark.parametrize("name", READABLE)
def test_the_layer_is_its_readable_step_walked_along_time(name):
    layer, x = make(name), random_input()
    state = random_state(layer)
    y, final = layer.forward(x, state)
    parts = layer._open(state, B, "state")
    for t, x_t in enumerate(x):
        *parts, _ = layer._step(x_t, *parts)
        np.testing.assert_allclose(y[t], parts[0], rtol=0, atol=1e-12)
    for a, b in zip(final, parts, strict=False):
        np.testing.assert_allclose(a, b, rtol=0, atol=1e-12)


def test_fgr_without_gate_recurrence_is_vanilla():
    layer, vanilla = (GreffLSTM(D, H, variant=v, **F64) for v in ("FGR", "V"))
    layer.flat_params[:] = np.random.default_rng(3).uniform(-0.6, 0.6, layer.size)
    for name in layer.params:
        if name.startswith("R_"):
            layer.params[name][...] = 0
    copy_params(layer, vanilla)
    state = random_state(vanilla)
    ours, theirs = run(layer, state=state), run(vanilla, state=state)
    assert_same(ours, theirs, ["y", "dx", *vanilla.params])
    for name in ("final", "dinitial"):
        assert len(ours[name]) == 5
        np.testing.assert_allclose(ours[name][:2], theirs[name], atol=1e-12)


def test_gate_recurrence_runs_from_the_first_letter_to_the_second():
    layer = GreffLSTM(D, H, variant="FGR", **F64)
    assert isinstance(layer, GreffLSTM) and layer.variant == "FGR"
    layer.flat_params[:] = 0
    layer.params["R_fo"][0, 1] = 1000.0
    trace = layer.trace(np.zeros((2, 1, D)))
    assert trace["o"][0].tolist() == [[0.5] * H]  # the gates were 0 at first
    assert trace["o"][1].tolist() == [[1.0] + [0.5] * (H - 1)]
    assert (trace["f"] == 0.5).all() and (trace["i"] == 0.5).all()


@pytest.mark.parametrize("name", READABLE)
@settings(max_examples=10, deadline=None)
@given(
    sizes=st.tuples(*[st.integers(1, 5)] * 3, st.sampled_from([3, 6])), data=st.data()
)
def test_a_row_does_not_notice_the_others_for_any_shape(name, sizes, data):
    T, B, D, H = sizes
    lengths = data.draw(st.lists(st.integers(1, T), min_size=B, max_size=B))
    layer, rng = make(name, D=D, H=H), np.random.default_rng(3)
    x, dy = rng.standard_normal((T, B, D)), rng.standard_normal((T, B, H))
    state = random_state(layer, B)
    y, final = layer.forward(x, state, lengths)
    dx, dinitial = layer.backward(dy)
    for b, length in enumerate(lengths):
        row = slice(b, b + 1)
        y_b, final_b = layer.forward(x[:length, row], [part[row] for part in state])
        dx_b, dinitial_b = layer.backward(dy[:length, row])
        np.testing.assert_allclose(y[:length, row], y_b, atol=1e-12)
        np.testing.assert_allclose(dx[:length, row], dx_b, atol=1e-11)
        assert not y[length:, b].any() and not dx[length:, b].any()
        for whole, part in zip(final + dinitial, final_b + dinitial_b, strict=True):
            np.testing.assert_allclose(whole[row], part, atol=1e-11)


def test_the_truncated_gradient_along_the_belt_is_exactly_one():
    layer = LSTM1997(D, H, truncated=True, **F64)
    layer.flat_params[:] = np.random.default_rng(3).uniform(-3, 3, layer.size)
    y, _ = layer.forward(random_input(0, (200, B, D)))
    for unit in np.eye(H):
        dC = np.tile(unit, (B, 1))
        _, (dh, dC_0) = layer.backward(np.zeros_like(y), (None, dC))
        np.testing.assert_array_equal(dC_0, dC)
        np.testing.assert_array_equal(dh, 0)
    full = LSTM1997(D, H, **F64)
    copy_params(layer, full)
    full.forward(random_input(0, (200, B, D)))
    assert not np.allclose(full.backward(np.zeros_like(y), (None, dC))[1][1], dC)


def test_the_truncated_gradient_is_that_of_a_loop_whose_h_is_held_fixed():
    layer, x = LSTM1997(D, H, truncated=True, **F64), random_input()
    layer.flat_params[:] = np.random.default_rng(3).uniform(-0.6, 0.6, layer.size)
    h, C_0 = random_state(layer)
    y, _ = layer.forward(x, (h, C_0))
    dx, (_, dC_0) = layer.backward(DY)
    heard, params = [h, *y[:-1].copy()], layer.params

    def loss():
        total, C = 0.0, C_0
        for t in range(T):
            hx = np.concatenate([heard[t], x[t]], axis=1)
            a = {k: hx @ params[f"W_{k}"].T + params[f"b_{k}"] for k in "iCo"}
            C = C + sigmoid(a["i"]) * (4 * sigmoid(a["C"]) - 2)
            total += np.sum(DY[t] * sigmoid(a["o"]) * (2 * sigmoid(C) - 1))
        return float(total)

    claims = [(params[k], layer.grads[k].copy()) for k in params]
    for array, gradient in [*claims, (x, dx), (C_0, dC_0)]:
        directional_check(loss, array, gradient)
        with pytest.raises(AssertionError, match="claims a slope"):
            directional_check(loss, array, gradient * 1.001)


@pytest.mark.parametrize(("kind", "name"), [(MUT1, "W_xh"), (MUT2, "W_xr")])
def test_a_projection_by_the_identity_is_the_bare_input(kind, name):
    bare, projected = kind(H, H, **F64), kind(H, H, projection=True, **F64)
    copy_params(bare, projected)
    projected.params[name][...] = np.eye(H)
    x = random_input(0, (T, B, H))
    ours, theirs = run(projected, x), run(bare, x)
    assert_same(ours, theirs, ["y", "dx", "final", "dinitial", *bare.params])
    assert name not in bare.params
    errors = check_layer(bare, x, random_state(bare))
    assert set(bare.params) <= set(errors)


@pytest.mark.parametrize("kind", [MUT1, MUT2, MUT3])
def test_a_shut_z_keeps_the_state(kind):
    layer = kind(D, H, projection=True, **F64)
    layer.params["b_z"][...] = -1000
    (h,) = random_state(layer)
    np.testing.assert_array_equal(layer.forward(random_input(), (h,))[1][0], h)


@pytest.mark.parametrize("name", ["SLSTM", "SLSTM exp"])
def test_an_slstm_is_what_it_would_be_without_a_stabiliser(name):
    layer, x = make(name), random_input()
    h, C, n, m = random_state(layer)
    y, _ = layer.forward(x, (h, C, n, m))
    C, n = C * np.exp(m), n * np.exp(m)
    for t in range(T):
        hx = np.concatenate([h, x[t]], axis=1)
        a = {k: hx @ layer.params[f"W_{k}"].T + layer.params[f"b_{k}"] for k in "fiCo"}
        f = np.exp(a["f"]) if name == "SLSTM exp" else sigmoid(a["f"])
        C = f * C + np.exp(a["i"]) * np.tanh(a["C"])
        n = f * n + np.exp(a["i"])
        h = sigmoid(a["o"]) * C / n
        np.testing.assert_allclose(y[t], h, atol=1e-12)


def test_the_stabiliser_does_not_show():
    layer, x = make("SLSTM"), random_input()
    h, C, n, m = random_state(layer)
    y, _ = layer.forward(x, (h, C, n, m))
    scale = np.exp(3.0)  # C and n smaller by e^3, and m larger by 3: the same memory
    again, _ = layer.forward(x, (h, C / scale, n / scale, m + 3))
    np.testing.assert_allclose(again, y, atol=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("bias", [-1e4, 1e4])
def test_exponential_gates_do_not_overflow(bias, dtype):
    layer = SLSTM(D, H, dtype=dtype, rng=0, forget="exp")
    layer.params["b_i"][...] = bias
    layer.params["b_f"][...] = -bias
    y, state = layer.forward(random_input())
    layer.backward(np.ones_like(y))
    assert all(np.isfinite(a).all() for a in (y, *state, layer.flat_grads))


def test_h_of_an_slstm_is_a_gated_mean_of_what_was_written():
    layer = make("SLSTM exp")
    for name in ("W_f", "b_f", "W_i", "b_i"):
        layer.params[name][...] = 0  # every step counts alike
    seen = layer.trace(random_input())
    mean = np.cumsum(seen["C_tilde"], axis=0) / np.arange(1, T + 1)[:, None, None]
    np.testing.assert_allclose(seen["h"], seen["o"] * mean, atol=1e-12)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: MUT1(2, 3), "make them equal, or give projection=True"),
        (lambda: MUT2(2, 3), "input_size is 2 and hidden_size 3"),
        (lambda: ClockworkRNN(2, 3, periods=(1, 2)), "for 2 modules"),
        (lambda: ClockworkRNN(2, 3, periods=()), "at least one period"),
        (lambda: ClockworkRNN(2, 3, periods=(0,)), "a period is 0"),
        (lambda: ClockworkRNN(2, 3, periods=(1,), t0=0.5), "t0 is 0.5"),
        (lambda: SLSTM(2, 3, forget="relu"), "choose 'sigmoid' or 'exp'"),
        (lambda: GridLSTM(2, 3, form="other"), "choose 'paper' or 'standard'"),
        (lambda: GridLSTM(2, 3, layers=0), "layers is 0"),
        (lambda: DepthGatedLSTM(2, 3, layers=1.5), "layers is 1.5"),
        (lambda: GreffLSTM(2, 3, variant="XYZ"), "CIFG, FGR"),
        (lambda: GridLSTM(2, 3).forward([[0]], (None,)), "tuple of 2 states"),
        (
            lambda: GreffLSTM(2, 3, variant="FGR").forward([[0]], (None,) * 4),
            "tuple of 4",
        ),
    ],
)
def test_bad_input_gets_one_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence) as caught:
        call()
    assert "\n" not in str(caught.value)
