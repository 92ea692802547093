"""Weights carried to PyTorch and Keras and back give the libraries' own numbers."""

from pathlib import Path

import numpy as np
import pytest

from lstm_src import GRU, LSTM, RNN, Bidirectional, PeepholeLSTM, Stacked
from lstm_src.interchange import from_keras, from_pytorch, to_keras, to_pytorch
from tests.test_oracles import CASES, CLOSE, by_part, leaves, nested

PYTORCH = [(kind, shape) for kind in ("rnn", "lstm", "gru")
           for shape in ("", "_stacked", "_both", "_tower")]  # fmt: skip
KERAS = ("rnn", "lstm", "gru_after", "gru_before")


def torch_case(kind, shape):
    case = CASES[kind + shape]
    weights = {k: v for k, v in case["in"].items() if k.startswith(("weight", "bias"))}
    names = ("h", "C") if kind == "lstm" else ("h",)
    return case, weights, names


@pytest.fixture(scope="module")
def keras():
    with np.load(Path(__file__).parent / "oracles/keras.npz") as arrays:
        return dict(arrays)


def group(keras, name, letter):
    found = [key for key in keras if key.startswith(f"{name}/{letter}")]
    return [keras[key] for key in sorted(found)]


@pytest.mark.parametrize(("kind", "shape"), PYTORCH)
def test_pytorchs_weights_give_pytorchs_numbers(kind, shape):
    case, weights, names = torch_case(kind, shape)
    layer = from_pytorch(weights)
    assert layer.dtype == np.float64
    y, final = layer.forward(case["in"]["x"], nested(by_part(case["in"], names), shape))
    np.testing.assert_allclose(y, case["out"]["y"], **CLOSE)
    expected = leaves(nested(by_part(case["out"], names, "_end"), shape))
    for ours, theirs in zip(leaves(final), expected, strict=True):
        np.testing.assert_allclose(ours, theirs, **CLOSE)


@pytest.mark.parametrize(("kind", "shape"), PYTORCH)
def test_pytorch_gets_its_weights_back(kind, shape):
    _, weights, _ = torch_case(kind, shape)
    back = to_pytorch(from_pytorch(weights))
    assert set(back) == set(weights)
    for name, array in back.items():
        if name.startswith("weight"):
            np.testing.assert_array_equal(array, weights[name])
        elif name.startswith("bias_ih"):
            # Two biases that are only added may be shared out differently.
            inner = name.replace("_ih", "_hh")
            np.testing.assert_allclose(
                array + back[inner], weights[name] + weights[inner], **CLOSE
            )
            if kind == "gru":
                H = len(array) // 3
                np.testing.assert_array_equal(array[2 * H :], weights[name][2 * H :])


def test_relu_has_to_be_said():
    case, weights, _ = torch_case("rnn_relu", "")
    y, _ = from_pytorch(weights, "relu").forward(case["in"]["x"], (case["in"]["h"][0],))
    np.testing.assert_allclose(y, case["out"]["y"], **CLOSE)


@pytest.mark.parametrize("name", KERAS)
def test_kerass_weights_give_kerass_numbers(name, keras):
    layer = from_keras(group(keras, name, "weight"))
    x = keras[f"{name}/x0"].transpose(1, 0, 2)  # Keras puts the batch first
    y, final = layer.forward(x, tuple(group(keras, name, "state")))
    # Keras takes these two through float32 (see oracles/layers_keras.py).
    close = {"rtol": 0, "atol": 2e-7} if name in ("rnn", "gru_before") else CLOSE
    np.testing.assert_allclose(y.transpose(1, 0, 2), keras[f"{name}/y0"], **close)
    for ours, theirs in zip(final, group(keras, name, "end"), strict=True):
        np.testing.assert_allclose(ours, theirs, **close)


@pytest.mark.parametrize("name", KERAS)
def test_keras_gets_its_weights_back(name, keras):
    weights = group(keras, name, "weight")
    back = to_keras(from_keras(weights))
    assert [a.shape for a in back] == [a.shape for a in weights]
    for ours, theirs in zip(back[:2], weights[:2], strict=True):
        np.testing.assert_array_equal(ours, theirs)
    np.testing.assert_allclose(
        np.atleast_2d(back[2]).sum(axis=0), np.atleast_2d(weights[2]).sum(axis=0)
    )


def test_a_fresh_keras_lstm_has_forget_bias_one_as_ours(keras):
    ours = to_keras(LSTM(3, 2, dtype=np.float64, rng=0))[2]
    np.testing.assert_array_equal(ours, keras["lstm/fresh_bias0"])


def reset_after(D, H, **more):
    return GRU(D, H, reset_after=True, **more)


@pytest.mark.parametrize("build", [RNN, LSTM, reset_after])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_there_and_back_is_the_same_layer(build, dtype):
    layer = build(3, 2, dtype=dtype, rng=0)
    for name, values in layer.params.items():
        values[...] = np.random.default_rng(len(name)).normal(size=values.shape)
    routes = from_pytorch(to_pytorch(layer)), from_keras(to_keras(layer))
    for same in routes:
        assert type(same) is type(layer) and same.dtype == dtype
        for name, values in layer.params.items():
            np.testing.assert_array_equal(same.params[name], values)
        same.flat_params[...] = 0
    assert all(values.any() for values in layer.params.values()), "memory is shared"


def test_a_tower_keeps_its_names():
    def both(D, seed):
        return Bidirectional(LSTM(D, 2, rng=seed), LSTM(D, 2, rng=seed + 1))

    tower = Stacked([both(3, 0), both(4, 2)])
    theirs = to_pytorch(tower)
    assert sorted({name[10:] for name in theirs if name.startswith("weight_ih_")}) == [
        "l0", "l0_reverse", "l1", "l1_reverse",
    ]  # fmt: skip
    same = from_pytorch(theirs)
    for name, values in tower.params.items():
        np.testing.assert_array_equal(same.params[name], values)


def test_missing_biases_are_zero():
    layer = LSTM(3, 2, rng=0, forget_bias=0.0)
    kernels = {k: v for k, v in to_pytorch(layer).items() if k.startswith("weight")}
    for same in (from_pytorch(kernels), from_keras(to_keras(layer)[:2])):
        assert all(not same.params[f"b_{k}"].any() for k in "fiCo")
        np.testing.assert_array_equal(same.params["W_i"], layer.params["W_i"])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: to_pytorch(GRU(3, 2)), "resets before"),
        (lambda: to_pytorch(PeepholeLSTM(3, 2)), "a PeepholeLSTM has no layout"),
        (lambda: to_keras(Stacked([LSTM(3, 2)])), "a Stacked has no layout"),
        (lambda: from_pytorch({"weight": np.ones(3)}), "no weight_ih_l0"),
        (lambda: from_pytorch({"weight_hr_l0": np.ones(3)}), "proj_size"),
        (
            lambda: from_pytorch(
                {"weight_ih_l0": np.ones((4, 3)), "weight_hh_l0": np.ones((4, 2))}
            ),
            "neither an RNN",
        ),
    ],
)
def test_what_does_not_fit_is_said(call, words):
    with pytest.raises(ValueError, match=words):
        call()
