r"""What reaches the end: how much of each step's parcel.

Chapter: the forget gate.
Out of scope: what is written, the input gate, and the gradient.
"""

import numpy as np


def kept_to_end(f):
    r"""Give the fraction of what is written at step t that is left after the last step.

    Args:
        f: forget gates, (T, B, H), each in (0, 1).

    Returns:
        The fractions, (T, B, H).

    Example: with f = 0.5 at each of three steps the answer is 0.25, 0.5, 1.
    """
    raise NotImplementedError
