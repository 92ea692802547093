"""The input gate and the candidate: what is written on the belt, and how much of it."""

import numpy as np

from lstm_src.explorables.base import (
    Bounded,
    Explorable,
    sum_for_sigmoid,
    sum_for_tanh,
)
from lstm_src.explorables.esm import load_esm
from lstm_src.numerics import sigmoid


class InputGate(Explorable):
    r"""A hatch under one candidate: what falls is $i_t\,\tilde C_t$.

    Attributes:
        i: the gate's value, a fraction in [0, 1].
        z_i: the gate's sum before the sigmoid, in [-6, 6]; `i` and `z_i` are two dials
            of one thing: setting either sets the other.
        C_tilde: the candidate, in [-1, 1].
        z_C: the candidate's sum before tanh, in [-6, 6]; two dials likewise.

    >>> InputGate(z_i=0.0, z_C=0.0).i
    0.5
    """

    slug = "input-gate"
    _esm = load_esm("cells.js", "svg.js", "kit.js", "input_gate.js")
    dials = {
        "i": ("z_i", sigmoid, sum_for_sigmoid),
        "C_tilde": ("z_C", np.tanh, sum_for_tanh),
    }

    i = Bounded(0.6, 0, 1)
    C_tilde = Bounded(0.8, -1, 1)
    z_i = Bounded(sum_for_sigmoid(0.6), -6, 6)
    z_C = Bounded(sum_for_tanh(0.8), -6, 6)
