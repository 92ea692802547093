r"""What is shown: the belt through the output gate.

Chapter: the output gate.
Out of scope: computing the gate, and what a layer above makes of h.
"""

import numpy as np


def show(C, o):
    r"""Squash the cell state and let a fraction of it through.

    Args:
        C: cell state, (B, H), of any size: the belt may carry more than 1.
        o: output gate, (B, H), each in (0, 1).

    Returns:
        h: hidden state, (B, H), each between -1 and 1.

    Example: a belt that carries 100 and a gate of 0.5 show 0.5, since tanh(100) is 1
    to every digit.
    """
    raise NotImplementedError
