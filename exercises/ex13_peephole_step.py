r"""One step of a cell whose gates look at the belt.

Chapter: peepholes and coupled gates.
Out of scope: sequences, gradients, and speed.
"""

import numpy as np

from lstm_src.numerics import sigmoid


def peephole_step(x, h_prev, C_prev, params):
    r"""Forget, write and show, with a peephole from each gate to its own belt.

    Args:
        x: input, (B, D).
        h_prev: previous hidden state, (B, H).
        C_prev: previous cell state, (B, H).
        params: dict with `W_f W_i W_C W_o` (H, H+D), `b_f b_i b_C b_o` (H,), and the
            peepholes `p_f p_i p_o` (H,), one number for each unit.

    Returns:
        h: new hidden state, (B, H).
        C: new cell state, (B, H).

    Example: all zero but p_f = -1000 and C_prev = 1: f sees 1 and shuts, so C = 0.
    """
    raise NotImplementedError
