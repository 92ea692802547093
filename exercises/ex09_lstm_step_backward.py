r"""LSTM from scratch 3/4: one step backwards.

Chapter: backpropagation through time.
Out of scope: sequences, numerical gradient checks, and speed.
"""

import numpy as np


def lstm_step_backward(dh, dC, cache):
    r"""Send the gradient of one step back to everything that the step has read.

    Args:
        dh: gradient of the loss with respect to h of this step, (B, H).
        dC: gradient that reaches C of this step from the next step, (B, H); what
            reaches C through h of this step is not in it yet.
        cache: dict of what the forward step knew: `hx` (B, H+D), the two parts of
            [h, x] joined; `C_prev`, `f`, `i`, `C_tilde`, `C`, `o`, each (B, H) and
            after its squashing function; `params` as in stage 1.

    Returns:
        dx: (B, D).
        dh_prev: (B, H).
        dC_prev: (B, H).
        grads: dict with the keys and shapes of `params`, summed over the batch.

    Example: with all weights and biases zero, dh = 0 and dC = 1 give dC_prev = 0.5.
    """
    raise NotImplementedError
