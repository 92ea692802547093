"""Solution of exercise 16: a plain recurrent network, read from first to last."""

import numpy as np


def read(x, h0, W, b):
    r"""Apply one rule at every step, and keep the state after each.

    Args:
        x: inputs, (T, B, D).
        h0: state before the first step, (B, H).
        W: acts on [h, x] with h first, (H, H+D).
        b: (H,).

    Returns:
        h: the state after every step, (T, B, H).

    >>> read(np.ones((3, 1, 1)), np.ones((1, 1)), np.zeros((1, 2)), np.zeros(1)).shape
    (3, 1, 1)
    """
    h, states = h0, []
    for x_t in x:
        hx = np.concatenate([h, x_t], axis=1)  # (B, H+D)
        h = np.tanh(hx @ W.T + b)  # (B, H)
        states.append(h)
    return np.stack(states)
