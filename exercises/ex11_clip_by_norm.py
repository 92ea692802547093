r"""Clip by norm: shorten a gradient, keep its direction.

Chapter: training in practice.
Out of scope: clipping by value, NaN and infinity, and speed.
"""

import numpy as np


def clip_by_norm(grads, threshold):
    r"""Scale all gradients by one number, so that together they are not too long.

    Args:
        grads: dict from a parameter's name to its gradient, an array of any shape.
        threshold: largest norm, over all entries of all arrays, above 0.

    Returns:
        A dict with the same keys and shapes; a gradient that is short enough stays as
        it is, and the arrays that came in are not written into.

    Example: with [3] and [4] and threshold 1 the norm is 5, so they become 0.6 and 0.8.
    """
    raise NotImplementedError
