"""The fast path is the readable step, and it is frugal."""

import tracemalloc
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_src import LSTM, flatten
from lstm_src.layers import Layer
from tests.family import FAST, make


@pytest.fixture(params=sorted(FAST), scope="module")
def name(request):
    return request.param


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


def test_shorter_batches_run_in_the_buffers_of_longer_ones(name):
    rng = np.random.default_rng(0)
    used = make(name)
    for T in (9, 4, 1, 6):
        fresh = make(name)
        x, dy = rng.standard_normal((T, 3, 4)), rng.standard_normal((T, 3, 6))
        lengths = None if T == 4 else rng.integers(1, T + 1, 3)
        answers = []
        for layer in (used, fresh):
            y, state = layer.forward(x, None, lengths)
            dx, dstate = layer.backward(dy)
            answers.append([y, *state, dx, *dstate, layer.flat_grads])
        for a, b in zip(*answers, strict=True):
            np.testing.assert_array_equal(a, b)
    held = used._held
    used.forward(np.zeros((9, 3), int))
    assert used._held is held


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
