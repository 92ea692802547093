"""Solution of exercise 22: is the adding problem solved?"""

import numpy as np


def solved(answers, targets):
    r"""Judge a network at the adding problem.

    Args:
        answers: what the network said at the end of each sequence, (N,).
        targets: what it should have said, (N,).

    Returns:
        True or False, for all N together.

    >>> bool(solved(np.array([0.53, 0.47]), np.array([0.5, 0.5])))
    True
    """
    right = np.abs(answers - targets) < 0.04  # (N,)
    return np.mean(right) >= 0.99
