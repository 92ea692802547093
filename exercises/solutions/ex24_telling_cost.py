"""Solution of exercise 24: what it costs to tell a cause."""

import numpy as np


def telling_cost(mean_q, var_q, mean_p, var_p):
    r"""Give the divergence of one bell from another, KL(q || p), in nats.

    Args:
        mean_q: means of the guess q, (B, K).
        var_q: its variances, above 0, (B, K).
        mean_p: means of p, which was expected, (B, K).
        var_p: its variances, above 0, (B, K).

    Returns:
        Nats for each row, (B,).

    >>> one = np.ones((1, 2))
    >>> telling_cost(one, one, 0 * one, one).tolist()
    [1.0]
    """
    ratio = var_q / var_p  # (B, K)
    gap = (mean_q - mean_p) ** 2 / var_p
    return 0.5 * np.sum(ratio - np.log(ratio) + gap - 1, axis=1)  # (B,)
