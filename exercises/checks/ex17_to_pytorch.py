"""Check of exercise 17: an LSTM's weights in PyTorch's layout."""

import numpy as np

from exercises.checks.inputs import lstm_params
from exercises.spec import Case, Mistake

function = "to_pytorch"
returns = {"weight_ih": "g d", "weight_hh": "g k", "bias_ih": "g", "bias_hh": "g"}


def cases():
    """More inputs than units, fewer, and as many: only then do wrong halves fit."""
    rng = np.random.default_rng(17)
    for D, H in ((3, 2), (2, 4), (3, 3)):
        yield Case(f"D = {D}, H = {H}", params=lstm_params(rng, D, H))


WEIGHTS = 'W = np.concatenate([params[f"W_{k}"] for k in "ifCo"])'
BIAS = 'bias_ih = np.concatenate([params[f"b_{k}"] for k in "ifCo"])'
HALVES = "weight_ih, weight_hh = W[:, H:], W[:, :H]"
SECOND = "bias_hh = np.zeros_like(bias_ih)"


def ordered(order):
    """The edits that put another order of gates in."""
    return tuple((text, text.replace("ifCo", order)) for text in (WEIGHTS, BIAS))


mistakes = [
    Mistake(
        "the gates stand in this book's order",
        "f, i, C, o is the order of the chapters. PyTorch begins with i, and a forget "
        "gate read as an input gate has the same shape.",
        "the letters over which the comprehensions run.",
        ordered("fiCo"),
    ),
    Mistake(
        "o stands before the candidate",
        "Some libraries do so. In PyTorch the candidate is third and is called g.",
        "the letters over which the comprehensions run.",
        ordered("ifoC"),
    ),
    Mistake(
        "the gates stand in ONNX's order",
        "i, o, f, c is a common order too, and another one.",
        "the letters over which the comprehensions run.",
        ordered("iofC"),
    ),
    Mistake(
        "the bias has another order than the weights",
        "One of the two comprehensions was changed and the other was not.",
        "the letters in both comprehensions.",
        ((BIAS, BIAS.replace("ifCo", "fiCo")),),
    ),
    Mistake(
        "the two halves are swapped",
        "In [h, x] the first H columns meet h. `ih` means input to hidden, so "
        "weight_ih takes the others.",
        "which columns go into weight_ih.",
        ((HALVES, "weight_ih, weight_hh = W[:, :H], W[:, H:]"),),
    ),
    Mistake(
        "the bias is there twice",
        "PyTorch adds its two biases, so this one would count double: a forget bias of "
        "1 becomes 2.",
        "what goes into bias_hh.",
        ((SECOND, "bias_hh = bias_ih.copy()"),),
    ),
    Mistake(
        "the matrices are transposed",
        "That is Keras's layout, with a column for each unit and gate; PyTorch has a "
        "row.",
        "the shapes in the docstring.",
        ((HALVES, "weight_ih, weight_hh = W[:, H:].T, W[:, :H].T"),),
    ),
    Mistake(
        "the bias is split between the two",
        "The layer would compute the same. Here all of it goes into bias_ih, so that "
        "every answer can be compared.",
        "what goes into bias_ih and into bias_hh.",
        ((SECOND, "bias_ih = bias_ih / 2; bias_hh = bias_ih.copy()"),),
    ),
]
