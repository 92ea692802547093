r"""A matrix and a bias, acting on the last axis; and the first weights of any part."""

import numpy as np


def linear(x, W, b):
    r"""$y = W x + b$ for every step and row.

    Args:
        x: (T, B, D).
        W: (K, D).
        b: (K,).

    Returns:
        y (T, B, K).

    >>> linear(np.ones((1, 1, 2)), np.array([[3.0, 4.0]]), np.array([1.0])).tolist()
    [[[8.0]]]
    """
    return x @ W.T + b


def linear_backward(dy, x, W):
    r"""$dx = W^\top dy$, and the sums of $dy\, x^\top$ and of $dy$.

    Args:
        dy: (T, B, K).
        x: as for `linear`.
        W: as for `linear`.

    Returns:
        dx (T, B, D), dW (K, D), db (K,).

    >>> x, W = np.ones((1, 1, 2)), np.array([[3.0, 4.0]])
    >>> [array.tolist() for array in linear_backward(np.full((1, 1, 1), 2.0), x, W)]
    [[[[6.0, 8.0]]], [[2.0, 2.0]], [2.0]]
    """
    return dy @ W, outer_sum(dy, x), dy.sum(axis=(0, 1))


def outer_sum(da, x):
    r"""Gradient of $W$ in $a = W x$: the sum of $da\, x^\top$ over steps and rows.

    >>> outer_sum(np.array([[[2.0]]]), np.array([[[3.0, 4.0]]])).tolist()
    [[6.0, 8.0]]
    """
    return da.reshape(-1, da.shape[-1]).T @ x.reshape(-1, x.shape[-1])


def initialise(params, rng):
    r"""Draw weights uniform in ±1/√n, for n numbers summed; biases (`b…`) start at 0.

    >>> params = {"W": np.empty((1, 4)), "b": np.empty(1)}
    >>> initialise(params, 0)
    >>> bool(abs(params["W"]).max() <= 0.5), params["b"].tolist()
    (True, [0.0])
    """
    rng = np.random.default_rng(rng)
    for name, array in params.items():
        bound = 0 if name.startswith("b") else 1 / np.sqrt(array.shape[-1])
        array[...] = rng.uniform(-bound, bound, array.shape)
