r"""LSTM from scratch 1/4: one step of the cell.

Chapter: the whole cell.
Out of scope: sequences, gradients, and speed.
"""

import numpy as np

from lstm_src.numerics import sigmoid


def lstm_step(x, h_prev, C_prev, params):
    r"""Forget, write and show: one step of an LSTM.

    Args:
        x: input, (B, D).
        h_prev: previous hidden state, (B, H).
        C_prev: previous cell state, (B, H).
        params: dict with `W_f W_i W_C W_o`, each (H, H+D), which act on [h, x] with
            h first, and `b_f b_i b_C b_o`, each (H,).

    Returns:
        h: new hidden state, (B, H).
        C: new cell state, (B, H).

    Example: with all weights and biases zero every gate is half open and the candidate
    is 0, so C_prev = 1 gives C = 0.5 and h = 0.5 * tanh(0.5).
    """
    raise NotImplementedError
