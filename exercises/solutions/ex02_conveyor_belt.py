"""Solution of exercise 2: the ride."""

import numpy as np


def ride(f, i, C_tilde, C0):
    r"""Carry the cell state through a sequence of known gate values.

    $$C_t = f_t \circ C_{t-1} + i_t \circ \tilde C_t$$

    Args:
        f: forget gates, (T, B, H).
        i: input gates, (T, B, H).
        C_tilde: candidates, (T, B, H).
        C0: the state that the first step finds, (B, H).

    Returns:
        C: the state after each step, (T, B, H).

    >>> half, one = np.full((2, 1, 1), 0.5), np.ones((2, 1, 1))
    >>> ride(half, one, one, np.ones((1, 1))).ravel().tolist()
    [1.5, 1.75]
    """
    C = np.empty_like(f)
    C_t = C0
    for t in range(len(f)):
        C_t = f[t] * C_t + i[t] * C_tilde[t]  # (B, H), a new array each time
        C[t] = C_t
    return C
