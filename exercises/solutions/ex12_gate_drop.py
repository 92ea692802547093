"""Solution of exercise 12: does a gate close on cue?"""

import numpy as np


def gate_drop(f, event):
    r"""Compare a gate at the steps of an event with the same gate elsewhere.

    Args:
        f: values of the gate, (T, B, H).
        event: 1 at the steps of the event, else 0, (T, B).

    Returns:
        Mean at the event less mean elsewhere, for each unit, (H,).

    >>> gate_drop(np.array([0.75, 0.25]).reshape(2, 1, 1), np.array([[0.0], [1.0]]))
    array([-0.5])
    """
    at = event > 0  # (T, B)
    return np.mean(f[at], axis=0) - np.mean(f[~at], axis=0)
