"""What a network is given at each step of its training."""

from typing import NamedTuple

import numpy as np


class Batch(NamedTuple):
    """One batch of sequences, time first.

    Attributes:
        x: what is read: floats (T, B, D), or integers (T, B) for one-hot rows.
        targets: what should be said: integers (T, B) where classes are told apart,
            floats (T, B, K) where numbers are predicted.
        weights: how much each position counts, (T, B); None: all alike.
        fresh: whether the sequences begin here; False carries the state along.
        lengths: where each row ends, (B,); None: all at T.

    >>> Batch(np.zeros((5, 2), int), np.ones((5, 2), int)).fresh
    True
    """

    x: np.ndarray
    targets: np.ndarray
    weights: np.ndarray | None = None
    fresh: bool = True
    lengths: np.ndarray | None = None
