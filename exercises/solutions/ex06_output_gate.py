"""Solution of exercise 6: what is shown."""

import numpy as np


def show(C, o):
    r"""Squash the cell state and let a fraction of it through.

    $$h_t = o_t \circ \tanh(C_t)$$

    Args:
        C: cell state, (B, H).
        o: output gate, (B, H).

    Returns:
        h: hidden state, (B, H).

    >>> float(show(100.0, 0.5))
    0.5
    """
    return o * np.tanh(C)
