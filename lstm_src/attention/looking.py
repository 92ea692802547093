r"""Scores become weights, weights pick from the values; and the same backwards.

Arrays are time-major, (T, B, D). Axes in front of those three, such as the heads of
multi-head attention, are carried along.
"""

import numpy as np

from lstm_src.numerics import softmax


def look(scores, values, mask=None):
    r"""Mix the values, each weighed by how well its key answers the query.

    $$\alpha_{tj} = \frac{e^{e_{tj}}}{\sum_k e^{e_{tk}}}, \qquad
      c_t = \sum_j \alpha_{tj}\, v_j$$

    Args:
        scores: $e$, (…, T_query, B, T_key).
        values: $v$, (…, T_key, B, V).
        mask: booleans that broadcast to `scores`; where False the weight is exactly 0.

    Returns:
        The context $c$ (…, T_query, B, V) and the weights $\alpha$, shaped as `scores`.

    >>> scores = np.array([[[0.0, 0.0, 9.0]]])
    >>> values = np.array([2.0, 4.0, 100.0]).reshape(3, 1, 1)
    >>> context, weights = look(scores, values, np.array([[[True, True, False]]]))
    >>> context.tolist(), weights.tolist()
    ([[[3.0]]], [[[0.5, 0.5, 0.0]]])
    """
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    weights = softmax(scores)  # (…, T_query, B, T_key)
    return rows_last(rows_first(weights) @ rows_first(values)), weights


def look_backward(dcontext, dweights, weights, values):
    r"""Share the gradient out among the scores and the values.

    $$d\alpha_{tj} \mathrel{+}= dc_t \cdot v_j, \qquad
      de_{tj} = \alpha_{tj} \Big(d\alpha_{tj} - \sum_k \alpha_{tk}\, d\alpha_{tk}\Big),
      \qquad dv_j = \sum_t \alpha_{tj}\, dc_t$$

    Args:
        dcontext: gradient with respect to the context, (…, T_query, B, V).
        dweights: what the loss asks of the weights themselves; None: nothing.
        weights: from `look`.
        values: as for `look`.

    Returns:
        dscores (…, T_query, B, T_key) and dvalues (…, T_key, B, V).

    >>> weights, values = np.array([[[0.5, 0.5]]]), np.array([[[2.0]], [[4.0]]])
    >>> dscores, dvalues = look_backward(np.ones((1, 1, 1)), None, weights, values)
    >>> dscores.tolist(), dvalues.ravel().tolist()
    ([[[-0.5, 0.5]]], [0.5, 0.5])
    """
    dcontext = rows_first(dcontext)  # (…, B, T_query, V)
    through_context = rows_last(dcontext @ rows_first(values).swapaxes(-1, -2))
    dweights = through_context if dweights is None else dweights + through_context
    # Hidden keys have weight 0, so no gradient reaches their scores.
    mean = np.sum(weights * dweights, axis=-1, keepdims=True)
    dscores = weights * (dweights - mean)
    dvalues = rows_last(rows_first(weights).swapaxes(-1, -2) @ dcontext)
    return dscores, dvalues


def rows_first(array):
    """View (…, T, B, D) as (…, B, T, D): one matrix for each row of the batch."""
    return array.swapaxes(-2, -3)


rows_last = rows_first  # the same exchange undoes itself
