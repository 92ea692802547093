r"""Could a coin have made the difference?

Chapter: do variants matter?
Out of scope: logarithms, more than sixteen seeds, and correcting for many tests.
"""

import numpy as np


def sign_flip(a, b):
    r"""Test several variants against one and the same base, seed by seed.

    Were a variant no better and no worse, each of its differences could as well have
    the other sign. So take all $2^n$ choices of signs, and count.

    Args:
        a: losses, a row for each variant, a column for each seed, (K, n).
        b: losses of the base with the same seeds, (n,).

    Returns:
        p, two-sided: for each variant the share of all choices of signs whose sum of
        differences is at least as far from 0 as the sum that was measured, (K,).

    Example: differences of 1, 2 and 3 give 0.25: of eight choices, +++ and ---.
    """
    raise NotImplementedError
