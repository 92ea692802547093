r"""What falls on the belt: input gate times candidate.

Chapter: the input gate and the candidate.
Out of scope: the forget gate, the belt itself, and sequences.
"""

import numpy as np

from lstm_src.numerics import sigmoid


def what_falls(x, h_prev, W_i, b_i, W_C, b_C):
    r"""Compute what one step lets fall on the belt.

    Args:
        x: input, (B, D).
        h_prev: previous hidden state, (B, H).
        W_i: weights of the input gate, (H, H+D); they act on [h, x], h first.
        b_i: its bias, (H,).
        W_C: weights of the candidate, (H, H+D).
        b_C: its bias, (H,).

    Returns:
        i * C_tilde, (B, H).

    Example: with all weights and b_i zero the gate is half open, so a b_C with
    tanh(b_C) = 0.8 gives 0.4.
    """
    raise NotImplementedError
