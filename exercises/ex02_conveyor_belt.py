r"""The ride: what stands on the belt after every step.

Chapter: the conveyor belt.
Out of scope: where the gate values come from, and the output gate.
"""

import numpy as np


def ride(f, i, C_tilde, C0):
    r"""Carry the cell state through a sequence of known gate values.

    Args:
        f: forget gates, (T, B, H).
        i: input gates, (T, B, H).
        C_tilde: candidates, (T, B, H).
        C0: the state that the first step finds, (B, H).

    Returns:
        C: the state after each step, (T, B, H).

    Example: one unit that starts at 1, with f = 0.5 and i * C_tilde = 1 at each of two
    steps, stands at 1.5 and then at 1.75.
    """
    raise NotImplementedError
