"""Solution of exercise 15: scaled dot-product attention."""

import numpy as np

from lstm_src.numerics import softmax


def attend(query, keys, values, mask):
    r"""Look, with every query, at every key that its mask shows.

    $$\alpha = \operatorname{softmax}\left(q \cdot k / \sqrt{D}\right), \qquad
      c = \sum_j \alpha_j v_j$$

    Args:
        query: (T_query, B, D).
        keys: (T_key, B, D).
        values: (T_key, B, V).
        mask: 1 where a query may see a key, else 0, (T_query, B, T_key).

    Returns:
        context (T_query, B, V) and weights (T_query, B, T_key).

    >>> keys = np.zeros((3, 1, 2))
    >>> values = np.array([2.0, 4.0, 9.0]).reshape(3, 1, 1)
    >>> mask = np.array([[[1.0, 1.0, 0.0]]])
    >>> attend(keys[:1], keys, values, mask)[0].tolist()
    [[[3.0]]]
    """
    scores = np.einsum("qbd,sbd->qbs", query, keys)  # (T_query, B, T_key)
    scores = scores / np.sqrt(query.shape[-1])
    scores = np.where(mask > 0, scores, -np.inf)
    weights = softmax(scores)
    context = np.einsum("qbs,sbv->qbv", weights, values)
    return context, weights
