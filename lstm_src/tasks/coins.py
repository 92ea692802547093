r"""Toy data for a generative model: coins that fall on one of two sides."""

import numpy as np


def coin_tosses(T, B, *, width=0.1, rng=None):
    r"""Draw sequences of ±1 with a little noise: two likely places, none between.

    No single Gaussian fits them: a network without z must answer "0, give or take 1".

    Args:
        T: steps.
        B: sequences.
        width: standard deviation of the noise.
        rng: seed or Generator.

    Returns:
        x (T, B, 1).

    >>> coin_tosses(2, 3, width=0, rng=0).ravel().tolist()
    [1.0, 1.0, 1.0, -1.0, -1.0, -1.0]
    """
    rng = np.random.default_rng(rng)
    sides = 2.0 * rng.integers(0, 2, (T, B, 1)) - 1
    return sides + width * rng.standard_normal((T, B, 1))
