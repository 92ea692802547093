r"""Does a gate close on cue?

Chapter: what the gates learn.
Out of scope: choosing the unit, significance, and sequences of unequal length.
"""

import numpy as np


def gate_drop(f, event):
    r"""Compare a gate at the steps of an event with the same gate elsewhere.

    Args:
        f: values of the gate, (T, B, H).
        event: 1 at the steps where the event takes place, else 0, (T, B); there is at
            least one step of each kind.

    Returns:
        For each unit the mean over the steps of the event, less the mean over all
        other steps of the batch, (H,); negative where the gate closes on cue.

    Example: a gate of 0.2 at the one event and 0.9 elsewhere gives -0.7.
    """
    raise NotImplementedError
