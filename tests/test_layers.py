"""The protocol that every layer keeps."""

import copy
import pickle
import tracemalloc
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_src import GRU, LSTM, RNN, CoupledLSTM, GreffLSTM, PeepholeLSTM, flatten
from lstm_src.cells.greff import VARIANTS
from lstm_src.gradcheck import check_layer
from lstm_src.layers import Layer

LAYERS = {
    "RNN": RNN,
    "RNN relu": partial(RNN, activation="relu"),
    "LSTM": LSTM,
    "PeepholeLSTM": PeepholeLSTM,
    "CoupledLSTM": CoupledLSTM,
    "GRU": GRU,
    "GRU reset after": partial(GRU, reset_after=True),
} | {f"Greff {variant}": partial(GreffLSTM, variant=variant) for variant in VARIANTS}
T, B, D, H = 5, 3, 4, 6


def make(name, dtype=np.float64, D=D, H=H, seed=0):
    layer = LAYERS[name](D, H, dtype=dtype, rng=seed)
    rng = np.random.default_rng(seed + 1)
    bound = 0.6 * min(1, 3 / np.sqrt(H))
    layer.flat_params[:] = rng.uniform(-bound, bound, layer.size)  # biases too
    return layer


def random_input(seed=0, shape=(T, B, D)):
    return np.random.default_rng(seed).standard_normal(shape)


def random_state(layer, B=B, seed=1):
    rng = np.random.default_rng(seed)
    return tuple(rng.standard_normal((B, layer.hidden_size)) for _ in layer.state_names)


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


def readable(layer):
    """The same layer, walking its readable step."""
    layer._run = partial(Layer._run, layer)
    layer._run_backward = partial(Layer._run_backward, layer)
    return layer


def run_both_ways(name, T, B, D, H, *, dtype=np.float64, one_hot=False, lengths=None):
    """All outputs and gradients by the fast path and by the readable step."""
    fast, plain = make(name, dtype, D, H), readable(make(name, dtype, D, H))
    rng = np.random.default_rng(3)
    x = rng.integers(0, D, (T, B)) if one_hot else rng.standard_normal((T, B, D))
    dy, state, dstate = rng.standard_normal((T, B, H)), [], []
    for _ in fast.state_names:
        state.append(rng.standard_normal((B, H)))
        dstate.append(rng.standard_normal((B, H)))
    for layer in (fast, plain):
        y, final = layer.forward(x, state, lengths)
        dx, dinitial = layer.backward(dy, dstate)
        assert (dx is None) is one_hot
        yield [y, *final, *dinitial, *layer.grads.values()] + ([] if one_hot else [dx])


@settings(max_examples=20, deadline=None)
@given(
    sizes=st.tuples(*[st.integers(1, 5)] * 4),
    one_hot=st.booleans(),
    dtype=st.sampled_from([np.float32, np.float64]),
    data=st.data(),
)
def test_fast_path_equals_readable_step_for_any_shape(
    name, sizes, one_hot, dtype, data
):
    T, B, D, H = sizes
    a_length = st.none() | st.lists(st.integers(1, T), min_size=B, max_size=B)
    lengths = data.draw(a_length)
    fast, plain = run_both_ways(
        name, T, B, D, H, dtype=dtype, one_hot=one_hot, lengths=lengths
    )
    tolerance = 1e-12 if dtype == np.float64 else 2e-4
    for a, b in zip(fast, plain, strict=True):
        np.testing.assert_allclose(a, b, rtol=0, atol=tolerance)


@pytest.mark.parametrize("one_hot", [False, True])
@pytest.mark.parametrize(("B", "H"), [(64, 128), (64, 131), (1, 300), (70, 24)])
def test_fast_path_equals_readable_step_where_products_are_cut(name, B, H, one_hot):
    lengths = None if one_hot else np.arange(B) % 3 + 1
    fast, plain = run_both_ways(name, 3, B, 20, H, one_hot=one_hot, lengths=lengths)
    for a, b in zip(fast, plain, strict=True):
        np.testing.assert_allclose(a, b, rtol=0, atol=1e-11)


def test_a_training_step_allocates_next_to_nothing():
    T, B, V, H = 64, 32, 65, 256
    layer = LSTM(V, H, rng=0)
    flatten(layer)
    x = np.random.default_rng(0).integers(0, V, (T, B))
    dy = np.ones((T, B, H), np.float32)
    for _ in range(2):
        layer.forward(x)
        layer.backward(dy)
    tracemalloc.start()
    y, state = layer.forward(x)
    _, dstate = layer.backward(dy)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    handed_out = sum(array.nbytes for array in [y, *state, *dstate])
    assert peak - handed_out <= 2e6


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


def test_backward_adds_nothing_and_can_be_repeated(name):
    layer = make(name)
    dy = random_input(1, (T, B, H))
    layer.forward(random_input())
    dx, dstate = layer.backward(dy)
    first = layer.grads
    dx_again, dstate_again = layer.backward(dy)
    assert first is not layer.grads
    for k in first:
        np.testing.assert_array_equal(first[k], layer.grads[k])
    np.testing.assert_array_equal(dx, dx_again)
    np.testing.assert_array_equal(dstate, dstate_again)


def test_returned_arrays_are_the_callers(name):
    layer = make(name)
    dy = random_input(1, (T, B, H))

    def everything(seed):
        x, state = random_input(seed), random_state(layer)
        y, final = layer.forward(x, state)
        x[...] = np.nan  # the layer has its own copies
        for part in state:
            part[...] = np.nan
        dx, dinitial = layer.backward(dy)
        return [y, *final, dx, *dinitial, *layer.grads.values()]

    first = everything(0)
    copies = [array.copy() for array in first]
    everything(1)
    for array, before in zip(first, copies, strict=True):
        np.testing.assert_array_equal(array, before)
    again = everything(0)
    for array in first:  # nor does the layer read what it has given away
        array[...] = np.nan
    for array, before in zip(again, copies, strict=True):
        np.testing.assert_array_equal(array, before)


def test_outputs_may_be_changed_before_backward(name):
    layer = make(name)
    dy = random_input(1, (T, B, H))
    y, final = layer.forward(random_input())
    dx, _ = layer.backward(dy)
    y, final = layer.forward(random_input())
    y[...] = 9
    final[0][...] = 9
    np.testing.assert_array_equal(layer.backward(dy)[0], dx)


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


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_everything_has_the_layers_dtype(name, dtype):
    layer = make(name, dtype)
    y, final = layer.forward(random_input().astype(np.float16))
    dx, dinitial = layer.backward(np.ones(y.shape))
    for array in [y, *final, dx, *dinitial, *layer.grads.values()]:
        assert array.dtype == dtype


def test_any_memory_layout_will_do(name):
    layer = make(name)
    x, dy = random_input(), random_input(1, (T, B, H))
    y, _ = layer.forward(x)
    dx, _ = layer.backward(dy)
    for order in ("F", "strided"):
        if order == "F":
            x_odd, dy_odd = np.asfortranarray(x), np.asfortranarray(dy)
        else:
            x_odd, dy_odd = np.repeat(x, 2, 2)[..., ::2], np.repeat(dy, 2, 0)[::2]
        np.testing.assert_allclose(layer.forward(x_odd)[0], y, atol=1e-13)
        np.testing.assert_allclose(layer.backward(dy_odd)[0], dx, atol=1e-13)


def test_params_are_writable_but_not_rebindable(name):
    layer = make(name)
    key = next(iter(layer.params))
    before = layer.forward(random_input())[0]
    layer.params[key][...] = 0.25
    layer.params[key] *= 2
    assert np.all(layer.params[key] == 0.5)
    assert not np.array_equal(layer.forward(random_input())[0], before)
    with pytest.raises(TypeError, match="cannot be rebound"):
        layer.params[key] = np.zeros_like(layer.params[key])
    with pytest.raises((TypeError, AttributeError)):
        del layer.params[key]
    with pytest.raises(AttributeError):
        layer.params = {}
    assert {k: v.shape for k, v in layer.params.items()} == {
        k: v.shape for k, v in layer.grads.items()
    }


def test_names_and_the_flat_vector_share_memory(name):
    layer = make(name)
    for array in layer.params.values():
        assert np.shares_memory(array, layer.flat_params)
    assert sum(array.size for array in layer.params.values()) == layer.size
    layer.flat_params[:] = 7
    assert all(np.all(array == 7) for array in layer.params.values())


def test_flatten_lays_layers_end_to_end(name):
    alone, one, two = make(name), make(name), make(name, seed=5)
    params, grads = flatten(one, two)
    assert params.size == grads.size == one.size + two.size
    np.testing.assert_array_equal(params[: one.size], alone.flat_params)
    x, dy = random_input(), random_input(1, (T, B, H))
    for layer in (alone, one):
        layer.forward(x)
        layer.backward(dy)
    np.testing.assert_array_equal(grads[: one.size], alone.flat_grads)
    assert not grads[one.size :].any()
    assert np.shares_memory(one.flat_grads, grads)


def test_copies_stand_on_their_own(name):
    layer = make(name)
    flatten(layer)
    x = random_input()
    y, _ = layer.forward(x)
    for twin in (copy.deepcopy(layer), pickle.loads(pickle.dumps(layer))):
        np.testing.assert_array_equal(twin.forward(x)[0], y)
        twin.flat_params[:] = 0
        assert all(not array.any() for array in twin.params.values())
        assert layer.flat_params.any()


def test_same_seed_same_weights(name):
    layers = [LAYERS[name](D, H, rng=seed) for seed in (3, 3, 4)]
    a, b, c = (layer.flat_params for layer in layers)
    np.testing.assert_array_equal(a, b)
    assert not np.array_equal(a, c)
    wide = LAYERS[name](D, H, rng=3, dtype=np.float64).flat_params
    np.testing.assert_allclose(a, wide, rtol=1e-6)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda make: make(0, 3), "input_size is 0"),
        (lambda make: make(2, 2.5), "hidden_size is 2.5"),
        (lambda make: make(2, True), "hidden_size is True"),
        (lambda make: make(2, 3, dtype=int), "choose np.float32 or np.float64"),
        (lambda make: make(2, 3).forward(np.zeros((4, 2))), r"shape \(4, 2\)"),
        (lambda make: make(2, 3).forward(np.zeros((4, 1, 3))), r"\(T, B, 2\)"),
        (lambda make: make(2, 3).forward(np.zeros((0, 1, 2))), "at least one step"),
        (lambda make: make(2, 3).forward(np.zeros((4, 0, 2))), "at least one step"),
        (lambda make: make(2, 3).forward([[2]]), "x holds 2"),
        (lambda make: make(2, 3).forward([[-1]]), "x holds -1"),
        (lambda make: make(2, 3).forward(np.zeros((1, 1, 2), complex)), "complex"),
        (lambda make: make(2, 3).forward([["a"]]), "dtype <U1"),
        (lambda make: make(2, 3).forward([[0]], np.zeros((1, 3))), "give a tuple"),
        (lambda make: make(2, 3).forward([[0]], (np.zeros((1, 3)),) * 3), "tuple of 3"),
        (lambda make: make(2, 3).forward([[0]], lengths=[2]), r"lie in \[1, 1\]"),
        (lambda make: make(2, 3).forward([[0]], lengths=[0]), r"lie in \[1, 1\]"),
        (lambda make: make(2, 3).forward([[0]], lengths=[1, 1]), "1 integers"),
        (lambda make: make(2, 3).forward([[0]], lengths=[1.0]), "float64"),
        (lambda make: make(2, 3).backward(np.zeros((1, 1, 3))), "forward pass first"),
    ],
)
def test_bad_input_gets_one_sentence(name, call, sentence):
    with pytest.raises(ValueError, match=sentence) as caught:
        call(lambda *sizes, **options: LAYERS[name](*sizes, **options))
    assert "\n" not in str(caught.value)


def test_bad_gradients_get_one_sentence(name):
    layer = make(name)
    layer.forward(random_input())
    with pytest.raises(ValueError, match=r"y had shape \(5, 3, 6\)"):
        layer.backward(np.zeros((T, B, H + 1)))
    with pytest.raises(ValueError, match="h in dstate"):
        wrong = (np.zeros((B, H + 1)),) + (None,) * (len(layer.state_names) - 1)
        layer.backward(np.zeros((T, B, H)), wrong)
