r"""Keep a gradient from exploding: cut its entries, or shorten it as a whole.

Source: Pascanu, Mikolov & Bengio, "On the difficulty of training recurrent neural
networks", 2013 (by norm).
"""

import numpy as np


def clip_by_value(gradient, limit):
    r"""Cut every entry to $[-c, c]$, in place; the direction may change.

    Args:
        gradient: any float array; it is overwritten.
        limit: c, above 0.

    Returns:
        How many entries were cut.

    Raises:
        ValueError: where `limit` is not above 0.

    >>> gradient = np.array([3.0, -7.0])
    >>> clip_by_value(gradient, 5.0), gradient.tolist()
    (1, [3.0, -5.0])
    """
    _check(limit)
    cut = int(np.count_nonzero(np.abs(gradient) > limit))
    np.clip(gradient, -limit, limit, out=gradient)
    return cut


def clip_by_norm(gradient, limit):
    r"""Shorten a gradient to length $c$, in place; the direction stays.

    $$g \leftarrow g \cdot \min\!\left(1, \frac{c}{\lVert g \rVert + 10^{-6}}\right)$$

    The $10^{-6}$ is PyTorch's, so that both give the same numbers.

    Args:
        gradient: contiguous float array; it is overwritten.
        limit: c, above 0.

    Returns:
        The norm before clipping. Where it is not finite, nothing is changed.

    Raises:
        ValueError: where `limit` is not above 0.

    >>> gradient = np.array([3.0, 4.0])
    >>> clip_by_norm(gradient, 1.0), np.round(gradient, 4).tolist()
    (5.0, [0.6, 0.8])
    """
    _check(limit)
    length = norm(gradient)
    share = limit / (length + 1e-6)
    if share < 1 and np.isfinite(length):
        gradient *= gradient.dtype.type(share)
    return length


def norm(gradient):
    r"""Length of a vector, $\lVert g \rVert_2$, without overflow on the way.

    >>> norm(np.array([3.0, 4.0]))
    5.0
    """
    flat = gradient.reshape(-1)
    with np.errstate(over="ignore"):
        length = float(np.sqrt(np.dot(flat, flat)))
    if not np.isfinite(length) and np.isfinite(flat).all():
        # The squares overflowed, the entries did not: look again from further away.
        length = float(np.linalg.norm(flat.astype(np.float64)))
    return length


def _check(limit):
    if not limit > 0:
        raise ValueError(f"the limit is {limit}; clip at a number above 0.")
