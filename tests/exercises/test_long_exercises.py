"""The long exercises: other right answers, and what a truth or a count is answered."""

import math

import numpy as np
import pytest

from exercises.catalogue import find
from exercises.engine import judge
from lstm_src import LSTM
from lstm_src.analysis import hold


def hold_by_the_library(params, gate, value):
    layer = LSTM(params["W_f"].shape[1] - len(params["b_f"]), len(params["b_f"]),
                 dtype=np.float64)  # fmt: skip
    for name, values in params.items():
        layer.params[name][...] = values
    return hold(layer, {gate: value}).params


def hold_by_a_large_number(params, gate, value):
    v = np.clip(value, 1e-9, 1 - 1e-9)
    W, b = (0 * params[f"{kind}_{gate}"] for kind in "Wb")
    return {**params, f"W_{gate}": W, f"b_{gate}": b + np.log(v / (1 - v))}


def solved_by_counting(answers, targets):
    pairs = zip(answers, targets, strict=True)
    wrong = sum(abs(answer - target) >= 0.04 for answer, target in pairs)
    return bool(100 * wrong <= len(targets))


def sizes_by_a_formula(input_size, budget):
    """The positive root of H^2 + (D + 1) H = budget / blocks, cut off."""
    D = input_size
    return tuple(
        math.floor((math.sqrt((D + 1) ** 2 + 4 * budget / blocks) - D - 1) / 2)
        for blocks in (4, 3)
    )


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("hold-gate", hold_by_the_library),
        ("hold-gate", hold_by_a_large_number),
        ("adding-solved", solved_by_counting),
        ("fair-sizes", sizes_by_a_formula),
    ],
)
def test_another_way_is_right(name, function):
    verdict = judge(find(name), function)
    assert verdict, verdict.message


def nearly_shut(params, gate, value):
    """Not far enough out to be taken for 0 or 1."""
    return hold_by_a_large_number(params, gate, np.clip(value, 0.001, 0.999))


@pytest.mark.parametrize(
    ("name", "function", "words"),
    [
        ("adding-solved", lambda answers, targets: True, "The result is not right"),
        ("adding-solved", lambda answers, targets: answers > 0, "is one number"),
        ("fair-sizes", lambda D, budget: (8, 9), "lstm_hidden = 7"),
        ("fair-sizes", lambda D, budget: (8, 9), "input_size 2, budget 351"),
        ("fair-sizes", lambda D, budget: (8, 9.5), "gru_hidden = 9.5"),
        ("hold-gate", lambda params, gate, value: params, "gate 'f', value 0.9"),
        ("hold-gate", nearly_shut, "held['b_f'][k=0] = 12.0"),
    ],
)
def test_the_answer_says_what_was_called_and_returned(name, function, words):
    verdict = judge(find(name), function)
    assert not verdict and verdict.mistake is None
    assert words in " ".join(verdict.message.split())
