"""Solution of exercise 3: what reaches the end."""

import numpy as np


def kept_to_end(f):
    r"""Give the fraction of what is written at step t that is left after the last step.

    $$k_T = 1, \qquad k_t = f_{t+1} \circ k_{t+1}$$

    Args:
        f: forget gates, (T, B, H), each in (0, 1).

    Returns:
        The fractions, (T, B, H).

    >>> kept_to_end(np.full((3, 1, 1), 0.5)).ravel().tolist()
    [0.25, 0.5, 1.0]
    """
    kept = np.ones_like(f)
    for t in reversed(range(len(f) - 1)):
        kept[t] = f[t + 1] * kept[t + 1]
    return kept
