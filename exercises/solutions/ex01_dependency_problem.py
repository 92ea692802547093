"""Solution of exercise 1: the product of Jacobians."""

import numpy as np


def jacobian_product(W, h):
    r"""Multiply the Jacobians of all steps of $h_t = \tanh(W h_{t-1} + x_t)$.

    $$\frac{\partial h_T}{\partial h_0} = J_T \cdots J_2 J_1,
    \qquad J_t = \operatorname{diag}(1 - h_t^2)\, W$$

    Args:
        W: recurrent weights, (H, H).
        h: hidden states after each step, (T, H).

    Returns:
        The product, (H, H), the newest step on the left.

    >>> jacobian_product(np.array([[2.0]]), np.array([[0.0], [0.5]])).tolist()
    [[3.0]]
    """
    product = np.eye(len(W))  # (H, H)
    for h_t in h:
        J = (1 - h_t**2)[:, np.newaxis] * W  # diag(1 - h_t^2) W, row by row
        product = J @ product
    return product
