r"""A plain recurrent network, read from first to last.

Chapter: recurrence.
Out of scope: a readout, gradients, sequences of unequal length, and speed.
"""

import numpy as np


def read(x, h0, W, b):
    r"""Apply one rule at every step, and keep the state after each.

    $$h_t = \tanh(W \cdot [h_{t-1}, x_t] + b)$$

    Args:
        x: inputs, (T, B, D).
        h0: state before the first step, (B, H).
        W: acts on [h, x] with h first, (H, H+D).
        b: (H,).

    Returns:
        h: the state after every step, (T, B, H).

    Example: with W = 0 and b = 0 every state is 0, whatever h0 was.
    """
    raise NotImplementedError
