r"""Is the adding problem solved?

Chapter: five long exercises.
Out of scope: answers at more than one step, and training until it is solved.
"""

import numpy as np


def solved(answers, targets):
    r"""Judge a network at the adding problem.

    A sequence is right when its absolute error is below 0.04, as in 1997; this book
    calls the problem solved when at least 99 % of all sequences are right.

    Args:
        answers: what the network said at the end of each sequence, (N,).
        targets: what it should have said, (N,).

    Returns:
        True or False, for all N together.

    Example: errors of 0.03 on all of 100 sequences: True; of 0.3 on two of them: False.
    """
    raise NotImplementedError
