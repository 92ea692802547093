"""Gates that stand still, states that are put in place: what must follow, follows."""

import numpy as np
import pytest

from lstm_src import GRU, LSTM, RNN, CoupledLSTM, GreffLSTM, PeepholeLSTM
from lstm_src.analysis import ablation, carry, clamp, hold, transplant
from lstm_src.cells.greff import VARIANTS
from lstm_src.gradcheck import check_layer
from lstm_src.numerics import sigmoid

T, B, D, H = 7, 2, 3, 4
FAMILY = {
    "RNN": (RNN, {}),
    "relu RNN": (RNN, {"activation": "relu"}),
    "LSTM": (LSTM, {}),
    "peephole": (PeepholeLSTM, {}),
    "coupled": (CoupledLSTM, {}),
    "GRU": (GRU, {}),
    "GRU, reset after": (GRU, {"reset_after": True}),
} | {variant: (GreffLSTM, {"variant": variant}) for variant in VARIANTS}
WITH_BELT = [name for name in FAMILY if "RNN" not in name]


def make(name="LSTM", dtype=np.float64):
    cell, options = FAMILY[name]
    layer = cell(D, H, dtype=dtype, rng=0, **options)
    layer.flat_params[:] = np.random.default_rng(0).uniform(-1, 1, layer.size)
    return layer


def inputs(seed=0, T=T):
    return np.random.default_rng(seed).standard_normal((T, B, D))


def a_state(layer):
    rng = np.random.default_rng(1)
    return tuple(rng.standard_normal((B, H)) for _ in layer.state_names)


def gates_of(layer):
    return [name for name in layer.trace_names if name in "f i o z r".split()]


def assert_same(one, other, atol=1e-12):
    assert one.keys() == other.keys()
    for name in one:
        np.testing.assert_allclose(one[name], other[name], atol=atol, err_msg=name)


@pytest.fixture(params=FAMILY)
def name(request):
    return request.param


@pytest.mark.parametrize("start", [0, 3, T])
def test_nothing_clamped_changes_nothing(name, start):
    layer = make(name)
    state = a_state(layer)
    trace = clamp(layer, inputs(), {}, start=start, state=state)
    assert_same(trace, layer.trace(inputs(), state))
    np.testing.assert_allclose(
        trace["h"], layer.forward(inputs(), state)[0], atol=1e-12
    )


@pytest.mark.parametrize("value", [0.0, 0.3, 1.0])
def test_any_gate_can_be_held_anywhere(name, value):
    layer = make(name)
    for gate in gates_of(layer):
        held = hold(layer, {gate: value}, units=[1, 3])
        trace, free = held.trace(inputs()), layer.trace(inputs())
        np.testing.assert_allclose(trace[gate][..., [1, 3]], value, atol=1e-15)
        # The other units still compute their first step as before.
        np.testing.assert_allclose(trace[gate][0, :, [0, 2]], free[gate][0, :, [0, 2]])
        assert np.abs(trace["h"] - free["h"]).max() > 1e-3, "it made no difference"
        y, _ = held.forward(inputs())
        np.testing.assert_allclose(y, trace["h"], atol=1e-12)


def lstm_with_overrides(layer, x, overrides, units, start):
    """The LSTM written out once more, with values put in from step `start` on."""
    p, C = layer.params, np.zeros((B, H))
    h, seen = C, {name: [] for name in layer.trace_names}

    def put(name, value, t):
        if t >= start and name in overrides:
            value = value.copy()
            value[:, units] = overrides[name]
        seen[name].append(value)
        return value

    for t, x_t in enumerate(x):
        hx = np.concatenate([h, x_t], axis=1)
        peep = {k: p[f"p_{k}"] if f"p_{k}" in p else 0.0 for k in "fio"}
        f = put("f", sigmoid(hx @ p["W_f"].T + p["b_f"] + peep["f"] * C), t)
        i = put("i", sigmoid(hx @ p["W_i"].T + p["b_i"] + peep["i"] * C), t)
        C_tilde = put("C_tilde", np.tanh(hx @ p["W_C"].T + p["b_C"]), t)
        C = put("C", f * C + i * C_tilde, t)
        o = put("o", sigmoid(hx @ p["W_o"].T + p["b_o"] + peep["o"] * C), t)
        h = put("h", o * np.tanh(C), t)
    return {name: np.stack(values) for name, values in seen.items()}


@pytest.mark.parametrize("name", ["LSTM", "peephole"])
@pytest.mark.parametrize(
    "overrides",
    [{"f": 0.9}, {"i": 0.0}, {"o": 1.0}, {"C_tilde": -0.5}, {"f": 0.2, "i": 0.7}],
    ids=str,
)
@pytest.mark.parametrize("start", [0, 3])
def test_clamping_is_writing_the_value_into_the_step(name, overrides, start):
    layer, units = make(name), [0, 2]
    clamped = clamp(layer, inputs(), overrides, units=units, start=start)
    assert_same(clamped, lstm_with_overrides(layer, inputs(), overrides, units, start))


@pytest.mark.parametrize("name", ["LSTM", "peephole"])
@pytest.mark.parametrize("start", [0, 3])
def test_clamping_the_state_is_writing_it_into_the_step(name, start):
    layer, units = make(name), [0, 2]
    clamped = clamp(layer, inputs(), {"C": [0.5, -1.5]}, units=units, start=start)
    expected = lstm_with_overrides(layer, inputs(), {"C": [0.5, -1.5]}, units, start)
    for part in ("C", "o", "h"):
        np.testing.assert_allclose(clamped[part], expected[part], atol=1e-12)
    others = [1, 3]
    for part in ("f", "i", "C_tilde"):  # of the clamped units these show how
        np.testing.assert_allclose(
            clamped[part][..., others], expected[part][..., others], atol=1e-12
        )


@pytest.mark.parametrize("name", WITH_BELT)
def test_a_clamped_state_stays_exactly(name):
    layer = make(name)
    part = layer.state_names[-1]
    trace = clamp(layer, inputs(), {part: 0.7}, units=[2], start=2, stop=5)
    assert (trace[part][2:5, :, 2] == 0.7).all()
    free = layer.trace(inputs())
    np.testing.assert_array_equal(trace[part][:2], free[part][:2])
    assert (trace[part][5:, :, 2] != 0.7).all(), "it is free again"


def test_one_value_each_at_the_mean_of_a_text():
    layer = make()
    mean = layer.trace(inputs())["f"].mean(axis=(0, 1))
    trace = hold(layer, {"f": mean}).trace(inputs(3))
    np.testing.assert_allclose(trace["f"], np.broadcast_to(mean, (T, B, H)))


@pytest.mark.parametrize("name", ["LSTM", "peephole"])
def test_open_and_shut_keeps_the_belt_bit_for_bit(name):
    held = hold(make(name), {"f": 1.0, "i": 0.0})
    state = a_state(held)
    np.testing.assert_array_equal(held.forward(inputs(T=50), state)[1][1], state[1])


@pytest.mark.parametrize("name", WITH_BELT)
def test_carrying_keeps_the_belt_and_leaves_the_output_gate(name):
    layer = make(name)
    state = a_state(layer)
    carried, free = (each.trace(inputs(), state) for each in (carry(layer), layer))
    np.testing.assert_array_equal(carried[layer.state_names[-1]][-1], state[-1])
    if "o" in carried and "p_o" not in layer.params:
        np.testing.assert_array_equal(carried["o"][0], free["o"][0])


def test_the_coupled_gates_move_together():
    for name in ("coupled", "CIFG"):
        held = hold(make(name), {"i": 0.2}).trace(inputs())
        np.testing.assert_allclose(held["f"], 0.8)
        other = hold(make(name), {"f": 0.8}).trace(inputs())
        assert_same(held, other)


def test_the_h_of_an_rnn_can_be_held():
    for name, value in (("RNN", -0.4), ("relu RNN", 2.5)):
        trace = clamp(make(name), inputs(), {"h": value}, units=[1], start=3)
        np.testing.assert_allclose(trace["h"][3:, :, 1], value)


def test_a_held_layer_has_right_gradients():
    held = hold(make("peephole"), {"f": 0.3, "o": 0.8}, units=[0, 1])
    assert max(check_layer(held, inputs(), a_state(held)).values()) < 1e-6
    shut = hold(make(), {"f": 1.0, "i": 0.0})
    shut.forward(inputs())
    dx, _ = shut.backward(np.ones((T, B, H)))
    assert np.isfinite(dx).all() and np.isfinite(shut.flat_grads).all()
    assert not shut.grads["W_f"].any() and not shut.grads["b_i"].any()


def test_the_layer_is_left_as_it_was(name):
    layer = make(name)
    before = layer.flat_params.copy()
    state, x = a_state(layer), inputs()
    kept = [part.copy() for part in (*state, x)]
    if gates_of(layer):
        ablation(layer, lambda layer: 0.0)
        clamp(layer, x, {layer.state_names[-1]: 0.1}, start=1, state=state)
    transplant(layer, x, inputs(1), at=2, units=[0], state=state)
    np.testing.assert_array_equal(layer.flat_params, before)
    for part, old in zip((*state, x), kept, strict=True):
        np.testing.assert_array_equal(part, old)


def test_a_gate_that_its_parameters_do_not_rule_is_refused():
    class ReadsX(LSTM):
        """Its forget gate reads x past the weights."""

        def _step(self, x, h, C):
            h, C, cache = super()._step(x, h, C)
            return h, C, cache | {"f": cache["f"] * sigmoid(x[:, :1])}

    with pytest.raises(ValueError, match="no setting of its own parameters"):
        hold(ReadsX(D, H, rng=0), {"f": 0.5})


BAD = [
    (lambda: hold(make(), {"f": 1.5}), "cannot be held at 1.5"),
    (lambda: hold(make(), {"C_tilde": -2}), "cannot be held at -2"),
    (lambda: hold(make(), {"f": np.nan}), "cannot be held"),
    (lambda: hold(make(), {"h": 0.5}), "held by o = 0 or through C"),
    (lambda: hold(make(), {"z": 0.5}), "LSTM has no z to hold; it has f, i"),
    (lambda: hold(make("NFG"), {"f": 0.5}), "has no f to hold"),
    (lambda: hold(make("relu RNN"), {"h": -1.0}), "cannot be held at -1"),
    (lambda: hold(make(), {"f": [0.1, 0.2]}), "shape \\(2,\\); give one number, or 4"),
    (lambda: hold(make(), {"f": 0.5}, units=[4]), "units from 0 to 3"),
    (lambda: hold(make(), {"f": 0.5}, units=[0.5]), "units from 0 to 3"),
    (lambda: hold("LSTM", {"f": 0.5}), "got a str"),
    (lambda: clamp(make(), inputs(), {"C": 1.0, "f": 0.5}), "do not hold f as well"),
    (lambda: clamp(make(), inputs(), {}, start=9), "0 <= start <= stop <= 7"),
    (lambda: clamp(make(), inputs(), {}, start=3, stop=2), "start is 3 and stop 2"),
    (lambda: transplant(make(), inputs(), inputs(), at=0, units=[0]), "at is 0"),
    (lambda: transplant(make(), inputs(), inputs(T=2), at=3, units=[0]), "at is 3"),
    (
        lambda: transplant(make(), inputs(), inputs(), at=1, units=[0], parts=["f"]),
        "no part 'f'",
    ),
    (lambda: ablation(make("RNN"), lambda layer: 0.0), "RNN has no gates"),
]


@pytest.mark.parametrize("wrong, message", BAD)
def test_bad_input_gets_a_sentence(wrong, message):
    with pytest.raises(ValueError, match=message):
        wrong()
