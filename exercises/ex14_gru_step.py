r"""One step of a GRU.

Chapter: the GRU.
Out of scope: the reset after the product, sequences, gradients, and speed.
"""

import numpy as np

from lstm_src.numerics import sigmoid


def gru_step(x, h_prev, params):
    r"""Blend the old state with a candidate that may ignore part of it.

    The convention is the post's: z takes the new, and r acts before the product.

    Args:
        x: input, (B, D).
        h_prev: previous hidden state, (B, H).
        params: dict with `W_z W_r W_h` (H, H+D), which act on [h, x] with h first, and
            `b_z b_r b_h` (H,).

    Returns:
        h: new hidden state, (B, H).

    Example: with all weights and biases zero, h_prev = 1 gives h = 0.5.
    """
    raise NotImplementedError
