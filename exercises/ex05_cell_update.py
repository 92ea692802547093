r"""The cell update: one step of the belt.

Chapter: the cell update.
Out of scope: computing the gates, the hidden state, and sequences.
"""

import numpy as np


def cell_update(C_prev, f, i, C_tilde):
    r"""Scale what rides on the belt, then add what falls.

    Args:
        C_prev: previous cell state, (B, H).
        f: forget gate, (B, H).
        i: input gate, (B, H).
        C_tilde: candidate, (B, H).

    Returns:
        C: the new cell state, (B, H); the arrays passed in stay as they were.

    Example: C_prev = 2, f = 0.5, i = 0.25, C_tilde = -1 gives 0.75.
    """
    raise NotImplementedError
