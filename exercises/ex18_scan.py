r"""A linear recurrence in few rounds.

Chapter: where LSTMs stand now.
Out of scope: gradients, a state to start from, and speed.
"""

import numpy as np


def scan(a, b):
    r"""Find every state of a linear recurrence by doubling.

    $$h_t = a_t \circ h_{t-1} + b_t, \qquad h_0 = 0$$

    Two steps in a row are one step: it multiplies by both a, and adds the first b,
    scaled by the second a, to the second. So every step can take in its neighbour, then
    the step two before, then four before, all t at once.

    Args:
        a: what each step lets through, (T, H).
        b: what each step adds, (T, H).

    Returns:
        h: the state after every step, (T, H).

    Example: a = [[0.5], [0.5]] and b = [[1], [1]] give [[1], [1.5]].
    """
    raise NotImplementedError
