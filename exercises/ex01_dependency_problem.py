r"""The product of Jacobians, from first state to last.

Chapter: the dependency problem.
Out of scope: the inputs, the bias, batches and anything that is trained.
"""

import numpy as np


def jacobian_product(W, h):
    r"""Multiply the Jacobians of all steps of $h_t = \tanh(W h_{t-1} + x_t)$.

    Args:
        W: recurrent weights, (H, H).
        h: hidden states after each step, (T, H); `h[0]` belongs to the first step.

    Returns:
        $\partial h_T / \partial h_0$, (H, H): row k is how unit k of the last state
        answers to each unit of $h_0$.

    Example: one unit, W = [[2]], h = [[0], [0.5]] gives [[3]], since tanh has slope 1
    at the first step and 0.75 at the second: (0.75 * 2) * (1 * 2).
    """
    raise NotImplementedError
