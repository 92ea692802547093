"""Solution of exercise 19: could a coin have made the difference?"""

import numpy as np


def sign_flip(a, b):
    r"""Test several variants against one and the same base, seed by seed.

    Args:
        a: losses, a row for each variant, a column for each seed, (K, n).
        b: losses of the base with the same seeds, (n,).

    Returns:
        p, two-sided, (K,).

    >>> sign_flip(np.array([[2.0, 4.0, 6.0]]), np.array([1.0, 2.0, 3.0]))
    array([0.25])
    """
    d = a - b  # (K, n)
    n = d.shape[1]
    signs = 1 - 2 * (np.arange(2**n)[:, None] >> np.arange(n) & 1)  # (2^n, n)
    sums = np.abs(d @ signs.T)  # (K, 2^n); the first choice is all plus
    return np.mean(sums >= sums[:, :1] * (1 - 1e-9), axis=1)
