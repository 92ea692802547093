r"""Hold one gate still, at every step.

Chapter: five long exercises.
Out of scope: single units, single steps, candidates, and layers that are no LSTM.
"""

import numpy as np


def hold_gate(params, gate, value):
    r"""Copy the parameters of an LSTM so that one gate never moves.

    $$\sigma(W \cdot [h, x] + b) = v \quad \text{for every } h \text{ and } x$$

    Args:
        params: dict with `W_f W_i W_C W_o` (H, H+D) and `b_f b_i b_C b_o` (H,).
        gate: "f", "i" or "o".
        value: where all its units shall stand, a number from 0 to 1. For 0 and 1 a
            bias of minus or plus infinity is welcome, and so is a large number.

    Returns:
        A dict of the same keys and shapes; `params` and its arrays are as before.

    Example: held at 0.5, W_f is all 0, b_f is all 0, and the other six are as before.
    """
    raise NotImplementedError
