"""Stacked and bidirectional layers."""

import copy

import numpy as np
import pytest

from lstm_src import (
    GRU,
    LSTM,
    RNN,
    Bidirectional,
    ClockworkRNN,
    DepthGatedLSTM,
    GridLSTM,
    Stacked,
    flatten,
)
from lstm_src.gradcheck import check_layer

T, B, D, H = 5, 3, 4, 6
F64 = {"dtype": np.float64}


def stack():
    return Stacked([LSTM(D, H, rng=0, **F64), GRU(H, 5, rng=1, **F64)])


def both():
    return Bidirectional(LSTM(D, H, rng=0, **F64), LSTM(D, H, rng=1, **F64))


def tower():
    above = Bidirectional(RNN(2 * H, 3, rng=2, **F64), GRU(2 * H, 2, rng=3, **F64))
    return Stacked([both(), above, LSTM(5, 4, rng=4, **F64)])


def mixed():
    clock = ClockworkRNN(D, H, periods=(1, 3), rng=0, **F64)
    return Stacked([clock, Bidirectional(GRU(H, 2, rng=1, **F64), LSTM(H, 3, **F64))])


def depth_gated():
    return DepthGatedLSTM(D, H, layers=3, rng=0, **F64)


def grid(**options):
    return GridLSTM(D, H, rng=0, **options, **F64)


COMPOSITE = {"stack": stack, "both": both, "tower": tower, "mixed": mixed}
LAYERS = COMPOSITE | {
    "depth gated": depth_gated,
    "grid": grid,
    "grid standard": lambda: grid(form="standard", layers=3),
    "grid priority": lambda: grid(priority=True),
}


def filled(name):
    made = LAYERS[name]()
    made.flat_params[:] = np.random.default_rng(7).uniform(-0.6, 0.6, made.size)
    return made


@pytest.fixture(params=sorted(LAYERS))
def layer(request):
    return filled(request.param)


@pytest.fixture(params=sorted(COMPOSITE))
def composite(request):
    return filled(request.param)


def random_input(seed=0, shape=(T, B, D)):
    return np.random.default_rng(seed).standard_normal(shape)


@pytest.mark.parametrize("lengths", [None, [2, 5, 1]])
@pytest.mark.parametrize("one_hot", [False, True])
def test_every_gradient(layer, one_hot, lengths):
    x = np.random.default_rng(0).integers(0, D, (T, B)) if one_hot else random_input()
    errors = check_layer(layer, x, lengths=lengths)
    assert set(layer.params) <= set(errors)


def test_a_sabotaged_part_is_caught(composite, monkeypatch):
    layer = composite
    part = list(layer.parts.values())[-1]
    right = part.backward

    def sabotaged(dy, dstate=None):
        dx, dstate = right(dy, dstate)
        return dx * 1.001, dstate

    monkeypatch.setattr(part, "backward", sabotaged)
    with pytest.raises(AssertionError, match="claims a slope"):
        check_layer(layer, random_input())


def test_padding_leaves_state_and_gradient_untouched(layer):
    x, lengths = random_input(), [2, 5, 1]
    y, final = layer.forward(x, None, lengths)
    dy = random_input(1, y.shape)
    dx, _ = layer.backward(dy)
    padded = layer.flat_grads
    apart = np.zeros_like(padded)
    for b, n in enumerate(lengths):
        row = slice(b, b + 1)
        y_b, final_b = layer.forward(x[:n, row])
        dx_b, _ = layer.backward(dy[:n, row])
        apart += layer.flat_grads
        np.testing.assert_allclose(y[:n, row], y_b, atol=1e-13)
        np.testing.assert_allclose(dx[:n, row], dx_b, atol=1e-13)
        assert not y[n:, row].any() and not dx[n:, row].any()
        for whole, part in zip(leaves(final), leaves(final_b), strict=True):
            np.testing.assert_allclose(whole[row], part, atol=1e-13)
    np.testing.assert_allclose(padded, apart, atol=1e-12)


def test_names_share_memory_with_the_flat_vector(composite):
    layer = composite
    assert sum(array.size for array in layer.params.values()) == layer.size
    for name, part in layer.parts.items():
        for key, array in part.params.items():
            assert np.shares_memory(layer.params[f"{name}.{key}"], array)
            assert np.shares_memory(array, layer.flat_params)


def test_gradients_are_set_afresh_and_named(layer):
    y, _ = layer.forward(random_input())
    layer.backward(np.ones_like(y))
    first, values = layer.grads, layer.flat_grads.copy()
    layer.backward(np.ones_like(y))
    np.testing.assert_array_equal(layer.flat_grads, values)
    layer.backward(2 * np.ones_like(y))
    assert not np.shares_memory(first[next(iter(first))], layer.flat_grads)
    for name in layer.params:
        np.testing.assert_allclose(layer.grads[name], 2 * first[name], atol=1e-12)


def test_bound_layers_write_where_they_are_told(layer):
    x = random_input()
    y, _ = layer.forward(x)
    layer.backward(np.ones_like(y))
    alone = layer.flat_grads
    _, grads = flatten(layer, LSTM(1, 1, **F64))
    np.testing.assert_array_equal(layer.forward(x)[0], y)
    layer.backward(np.ones_like(y))
    np.testing.assert_array_equal(grads[: layer.size], alone)


def test_copies_stand_on_their_own(layer):
    y, _ = layer.forward(random_input())
    twin = copy.deepcopy(layer)
    np.testing.assert_array_equal(twin.forward(random_input())[0], y)
    twin.flat_params[:] = 0
    assert not any(array.any() for array in twin.params.values())
    np.testing.assert_array_equal(layer.forward(random_input())[0], y)


def test_trace_agrees_with_forward(layer):
    x = random_input()
    y, state = layer.forward(x)
    seen, seen_y = layer._trace(x, None)
    np.testing.assert_allclose(seen_y, y, atol=1e-13)
    again = layer.trace(x, state)
    assert list(seen) == list(again)
    assert not any(np.allclose(seen[k], again[k]) for k in seen if k.endswith("h"))


def test_a_stack_feeds_each_layer_the_one_below():
    layer = stack()
    x = random_input()
    y, (below, above) = layer.forward(x)
    middle, below_alone = layer.parts["0"].forward(x)
    y_alone, above_alone = layer.parts["1"].forward(middle)
    np.testing.assert_array_equal(y, y_alone)
    np.testing.assert_array_equal(below, below_alone)
    np.testing.assert_array_equal(above, above_alone)
    assert {"0.f", "0.C", "1.z", "1.h"} <= set(layer.trace(x))


def test_a_stack_takes_single_steps():
    layer = stack()
    indices = np.random.default_rng(0).integers(0, D, (T, 1))
    _, state = layer.forward(indices)
    y, final = layer.forward(indices, state)
    step = layer.stepper(1, state)
    np.testing.assert_allclose([step(x).copy() for x in indices], y, atol=1e-13)
    for a, b in zip(leaves(step.state), leaves(final), strict=True):
        np.testing.assert_allclose(a, b, atol=1e-13)


def test_reversing_time_swaps_the_halves():
    layer, mirrored = both(), both()
    layer.flat_params[:] = np.random.default_rng(7).uniform(-0.6, 0.6, layer.size)
    for key, array in layer.params.items():
        side, name = key.split(".")
        other = {"fwd": "bwd", "bwd": "fwd"}[side]
        mirrored.params[f"{other}.{name}"][...] = array
    x = random_input()
    y, (fwd, bwd) = layer.forward(x)
    y_mirrored, (fwd_mirrored, bwd_mirrored) = mirrored.forward(x[::-1])
    np.testing.assert_array_equal(y[..., :H], y_mirrored[::-1, :, H:])
    np.testing.assert_array_equal(y[..., H:], y_mirrored[::-1, :, :H])
    np.testing.assert_array_equal(fwd, bwd_mirrored)
    np.testing.assert_array_equal(bwd, fwd_mirrored)


def test_the_backward_direction_starts_at_each_rows_own_end():
    layer = both()
    x = random_input()
    y, _ = layer.forward(x, lengths=[2, 5, 1])
    x[2:, 0] = 99
    np.testing.assert_array_equal(layer.forward(x, lengths=[2, 5, 1])[0], y)


def test_dropout_acts_between_layers_while_training():
    layer = Stacked(
        [LSTM(D, H, rng=0, **F64), LSTM(H, H, rng=1, **F64)], dropout=0.5, rng=0
    )
    x = random_input()
    y, _ = layer.forward(x)
    np.testing.assert_array_equal(layer.forward(x)[0], y)
    layer.training = True
    dropped, _ = layer.forward(x)
    assert not np.array_equal(dropped, layer.forward(x)[0])


def test_with_nearly_all_dropped_the_upper_layer_hears_silence():
    layer = Stacked(
        [LSTM(D, H, rng=0, **F64), LSTM(H, H, rng=1, **F64)], dropout=1 - 1e-12, rng=0
    )
    layer.training, x = True, random_input()
    silent, _ = layer.forward(x)
    y = np.zeros_like(silent)
    np.testing.assert_array_equal(
        silent, layer.parts["1"].forward(np.zeros(y.shape))[0]
    )
    layer.forward(x)
    dx, _ = layer.backward(np.ones_like(y))
    assert not dx.any()


def test_dropout_has_the_right_gradient_and_mean():
    layer = Stacked(
        [LSTM(D, H, rng=0, **F64), LSTM(H, H, rng=1, **F64)], dropout=0.5, rng=0
    )
    layer.training = True
    forward, rng_state = layer.forward, layer._rng.bit_generator.state

    def same_mask(*args):
        layer._rng.bit_generator.state = rng_state
        return forward(*args)

    layer.forward = same_mask
    check_layer(layer, random_input())
    mask = layer._mask((100, 100, 10))
    assert abs(mask.mean() - 1) < 0.02 and set(np.unique(mask)) == {0.0, 2.0}


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: Stacked([]), "at least one"),
        (lambda: Stacked([LSTM(2, 3), LSTM(2, 3)]), "reads 2"),
        (lambda: Stacked([LSTM(2, 2)] * 2), "two places"),
        (lambda: Stacked([LSTM(2, 3), LSTM(3, 3, **F64)]), "float32', 'float64"),
        (lambda: Stacked([LSTM(2, 3)], dropout=1), r"\[0, 1\)"),
        (lambda: Bidirectional(LSTM(2, 3), LSTM(3, 3)), "fwd reads 2"),
        (lambda: both().stepper(), "whole text"),
        (lambda: both().backward(np.zeros((T, B, 2 * H))), "forward pass first"),
        (lambda: both().forward(np.zeros((T, B, D + 1))), r"\(T, B, 4\)"),
        (lambda: both().forward(np.zeros((T, B, D)), None, [9, 1, 1]), r"\[1, 5\]"),
        (lambda: both().forward(np.zeros((T, B, D)), (None,)), "tuple of 2"),
        (lambda: stack().forward(np.zeros((T, B, D)), (None, (None,) * 2)), "of 2;"),
    ],
)
def test_bad_input_gets_one_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence) as caught:
        call()
    assert "\n" not in str(caught.value)


def leaves(state):
    """The arrays of a nested state, in order."""
    if isinstance(state, np.ndarray):
        return [state]
    return [leaf for part in state for leaf in leaves(part)]
