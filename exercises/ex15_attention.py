r"""Scaled dot-product attention: score, weigh, mix.

Chapter: attention.
Out of scope: learned projections, several heads, gradients, and speed.
"""

import numpy as np

from lstm_src.numerics import softmax


def attend(query, keys, values, mask):
    r"""Look, with every query, at every key that its mask shows.

    Args:
        query: (T_query, B, D).
        keys: (T_key, B, D).
        values: what is taken home from each key, (T_key, B, V).
        mask: 1 where a query may see a key, else 0, (T_query, B, T_key); every query
            may see at least one.

    Returns:
        context: mixture of the values, (T_query, B, V).
        weights: (T_query, B, T_key), 0 where hidden; they sum to 1 over the keys.

    Example: with all queries 0 the weights are equal, and the context is the mean of
    the values that may be seen.
    """
    raise NotImplementedError
