"""Layers, cells, optimisers, clipping and losses agree with PyTorch's answers."""

import json
from pathlib import Path

import numpy as np
import pytest

from lstm_src import GRU, LSTM, RNN, Bidirectional, Stacked, cells, numerics
from lstm_src.training import clipping, optimizers

FOLDER = Path(__file__).parent / "oracles"
LENGTHS = [2, 5, 3]
CLOSE = {"rtol": 0, "atol": 1e-10}
BUILD = {
    "rnn": lambda D, H: RNN(D, H, dtype=np.float64),
    "rnn_relu": lambda D, H: RNN(D, H, dtype=np.float64, activation="relu"),
    "lstm": lambda D, H: LSTM(D, H, dtype=np.float64),
    "gru": lambda D, H: GRU(D, H, dtype=np.float64, reset_after=True),
}
STEP = {
    "rnn": (cells.rnn_step, cells.rnn_step_backward, ()),
    "rnn_relu": (cells.rnn_step, cells.rnn_step_backward, ("relu",)),
    "lstm": (cells.lstm_step, cells.lstm_step_backward, ()),
    "gru": (cells.gru_step, cells.gru_step_backward, (True,)),
}
SHAPES = ("", "_stacked", "_both", "_tower")


def read_layers():
    with np.load(FOLDER / "layers.npz") as stored:
        index, numbers = json.loads(str(stored["index"])), stored["numbers"]
    cases = {}
    for key, (start, shape) in index.items():
        case, name = key.split("/")
        group, name = name.split(".")
        array = numbers[start : start + int(np.prod(shape))].reshape(shape)
        cases.setdefault(case, {}).setdefault(group, {})[name] = array
    return cases


CASES = read_layers()


def from_torch(kind, tensors, suffix, gradients=False):
    """PyTorch's tensors of one layer by our names; `suffix` is such as "_l0_reverse".

    PyTorch orders gates i f g o and r z n, keeps two biases, and its z keeps the old
    state where ours takes the new: its weights of z change sign.
    """
    kernel = np.concatenate(
        [tensors["weight_hh" + suffix], tensors["weight_ih" + suffix]], axis=1
    )
    outer, inner = tensors["bias_ih" + suffix], tensors["bias_hh" + suffix]
    bias = outer if gradients else outer + inner
    if kind.startswith("rnn"):
        return {"W": kernel, "b": bias}
    order = "ifCo" if kind == "lstm" else "rzh"
    W = dict(zip(order, np.split(kernel, len(order)), strict=True))
    b = dict(zip(order, np.split(bias, len(order)), strict=True))
    named = {f"W_{k}": W[k] for k in order} | {f"b_{k}": b[k] for k in order}
    if kind == "gru":
        named["W_z"], named["b_z"] = -named["W_z"], -named["b_z"]
        named["b_h"] = np.split(outer, 3)[2]
        named["b_rh"] = np.split(inner, 3)[2]
    return named


def build(kind, shape, D, H):
    """Our layer, and PyTorch's suffix for each of its parts in PyTorch's order."""
    two = 2 if shape in ("_stacked", "_tower") else 1
    both = shape in ("_both", "_tower")
    layers, parts = [], []
    for n in range(two):
        size = D if n == 0 else (2 * H if both else H)
        pair = [BUILD[kind](size, H) for _ in range(2 if both else 1)]
        layers.append(Bidirectional(*pair) if both else pair[0])
        parts += zip((f"_l{n}", f"_l{n}_reverse"), pair, strict=False)
    return (layers[0] if two == 1 else Stacked(layers)), parts


def nested(rows, shape):
    """A state for each part, in PyTorch's order, nested as our layers nest it."""
    if shape in ("_both", "_stacked"):
        return tuple(rows)
    return (tuple(rows[:2]), tuple(rows[2:])) if shape == "_tower" else rows[0]


def test_every_stored_case_is_used():
    used = {kind + shape for kind in BUILD for shape in SHAPES}
    used |= {f"{case}_packed" for case in used} | {f"{kind}_cell" for kind in STEP}
    assert set(CASES) <= used and len(CASES) == 30


def by_part(tensors, names, ending=""):
    return list(zip(*(tensors[name + ending] for name in names), strict=True))


def leaves(state):
    if isinstance(state, np.ndarray):
        return [state]
    return [leaf for part in state for leaf in leaves(part)]


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    ("kind", "shape"),
    [(kind, shape) for kind in BUILD for shape in SHAPES if kind + shape in CASES],
)
def test_layers(kind, shape, packed):
    case = CASES[kind + shape + ("_packed" if packed else "")]
    x, names = case["in"]["x"], ("h", "C") if kind == "lstm" else ("h",)
    layer, parts = build(kind, shape, x.shape[2], case["in"]["h"].shape[2])
    for suffix, part in parts:
        for name, values in from_torch(kind, case["in"], suffix).items():
            part.params[name][...] = values

    state = nested(by_part(case["in"], names), shape)
    y, final = layer.forward(x, state, LENGTHS if packed else None)
    np.testing.assert_allclose(y, case["out"]["y"], **CLOSE)
    expected = leaves(nested(by_part(case["out"], names, "_end"), shape))
    for ours, theirs in zip(leaves(final), expected, strict=True):
        np.testing.assert_allclose(ours, theirs, **CLOSE)

    dstate = nested(by_part(case["given"], names, "_end"), shape)
    dx, dinitial = layer.backward(case["given"]["y"], dstate)
    np.testing.assert_allclose(dx, case["grad"]["x"], **CLOSE)
    expected = leaves(nested(by_part(case["grad"], names), shape))
    for ours, theirs in zip(leaves(dinitial), expected, strict=True):
        np.testing.assert_allclose(ours, theirs, **CLOSE)
    for suffix, part in parts:
        gradients = from_torch(kind, case["grad"], suffix, gradients=True)
        assert set(gradients) == set(part.params)
        for name, values in gradients.items():
            np.testing.assert_allclose(part.grads[name], values, **CLOSE)


@pytest.mark.parametrize("kind", STEP)
def test_cells(kind):
    case, (step, step_backward, options) = CASES[f"{kind}_cell"], STEP[kind]
    names = ("h", "C") if kind == "lstm" else ("h",)
    params = from_torch(kind, case["in"], "")
    state = [case["in"][name] for name in names]
    *state, cache = step(case["in"]["x"], *state, params, *options)
    for name, values in zip(names, state, strict=True):
        np.testing.assert_allclose(values, case["out"][f"{name}_end"], **CLOSE)
    given = [case["given"][f"{name}_end"] for name in names]
    dx, *dstate, grads = step_backward(*given, cache)
    np.testing.assert_allclose(dx, case["grad"]["x"], **CLOSE)
    for name, values in zip(names, dstate, strict=True):
        np.testing.assert_allclose(values, case["grad"][name], **CLOSE)
    for name, values in from_torch(kind, case["grad"], "", gradients=True).items():
        np.testing.assert_allclose(grads[name], values, **CLOSE)


OPTIMIZERS = {
    "sgd": lambda: optimizers.SGD(0.1),
    "sgd_decay": lambda: optimizers.SGD(0.1, weight_decay=0.05),
    "momentum": lambda: optimizers.SGD(0.1, momentum=0.9),
    "nesterov": lambda: optimizers.SGD(0.1, momentum=0.9, nesterov=True),
    "adagrad": lambda: optimizers.Adagrad(0.1),
    "rmsprop": lambda: optimizers.RMSprop(0.1),
    "rmsprop_momentum": lambda: optimizers.RMSprop(
        0.1, alpha=0.8, momentum=0.5, weight_decay=0.05
    ),
    "adam": lambda: optimizers.Adam(0.1),
    "adam_decay": lambda: optimizers.Adam(
        0.1, (0.8, 0.95), eps=1e-3, weight_decay=0.05
    ),
    "adamw": lambda: optimizers.AdamW(0.1, weight_decay=0.05),
}


@pytest.fixture(scope="module")
def stored():
    with np.load(FOLDER / "training.npz") as arrays:
        return dict(arrays)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_optimizers(name, stored):
    theta = stored["start"].copy()
    path, optimizer = stored[f"{name}/path"], OPTIMIZERS[name]()
    for gradient, expected in zip(stored["gradients"], path, strict=True):
        optimizer.step(theta, gradient)
        np.testing.assert_allclose(theta, expected, **CLOSE)


@pytest.mark.parametrize("limit", [0.5, 100.0])
def test_clipping_by_norm(limit, stored):
    gradient = stored["clip/gradient"].copy()
    length = clipping.norm(gradient)
    np.testing.assert_allclose(length, stored["clip/length"], **CLOSE)
    clipping.clip_by_norm(gradient, limit)
    np.testing.assert_allclose(gradient, stored[f"clip/norm_{limit}"], **CLOSE)


def test_clipping_by_value(stored):
    gradient = stored["clip/gradient"].copy()
    clipping.clip_by_value(gradient, 1.5)
    np.testing.assert_array_equal(gradient, stored["clip/value_1.5"])


def test_losses(stored):
    logits, targets = stored["cross_entropy/logits"], stored["cross_entropy/targets"]
    loss, gradient = numerics.cross_entropy(logits, targets)
    np.testing.assert_allclose(loss, stored["cross_entropy/loss"], **CLOSE)
    np.testing.assert_allclose(gradient, stored["cross_entropy/grad"], **CLOSE)
    loss, gradient = numerics.mse(stored["mse/prediction"], stored["mse/target"])
    np.testing.assert_allclose(loss, stored["mse/loss"], **CLOSE)
    np.testing.assert_allclose(gradient, stored["mse/grad"], **CLOSE)
