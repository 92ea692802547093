r"""What it costs to tell a cause that was half expected.

Chapter: networks that dream.
Out of scope: full covariances, draws, and gradients.
"""

import numpy as np


def telling_cost(mean_q, var_q, mean_p, var_p):
    r"""Give the divergence of one bell from another, KL(q || p), in nats.

    $$\tfrac12 \sum_k \left( \log \frac{v^p_k}{v^q_k} - 1
    + \frac{v^q_k + (\mu^q_k - \mu^p_k)^2}{v^p_k} \right)$$

    Args:
        mean_q: means of the guess q, (B, K).
        var_q: its variances, above 0, (B, K).
        mean_p: means of p, which was expected, (B, K).
        var_p: its variances, above 0, (B, K).

    Returns:
        Nats for each row, all K entries together, (B,).

    Example: with all variances 1 and means one apart it is 0.5 for each entry; where q
    and p agree it is 0.
    """
    raise NotImplementedError
