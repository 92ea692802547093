"""The protocol that every layer keeps: whose memory is whose, and what is refused."""

import copy
import pickle

import numpy as np
import pytest

from lstm_src import flatten
from tests.family import LAYERS, B, D, H, T, make, random_input, random_state


@pytest.fixture(params=sorted(LAYERS), scope="module")
def name(request):
    return request.param


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
        with pytest.raises(ValueError, match="forward pass first"):
            copy.deepcopy(layer).backward(y)
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
