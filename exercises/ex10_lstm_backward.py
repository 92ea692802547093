r"""LSTM from scratch 4/4: backpropagation through time.

Chapter: five long exercises, after backpropagation through time.
Out of scope: truncation, clipping, sequences of unequal length, and speed.

If your `lstm_step_backward` of stage 3 stands in the same folder, take it over with
`from ex09_lstm_step_backward import lstm_step_backward`.
"""

import numpy as np


def lstm_backward(dy, x, h0, C0, params, trace):
    r"""Send the gradient of a whole sequence back to weights, inputs and first state.

    Args:
        dy: gradient of the loss with respect to h of each step, as the layer above
            hands it down, (T, B, H); no gradient comes from beyond the last step.
        x: inputs of the forward pass, (T, B, D).
        h0: hidden state that the first step found, (B, H).
        C0: cell state that the first step found, (B, H).
        params: dict with `W_f W_i W_C W_o` (H, H+D) and `b_f b_i b_C b_o` (H,).
        trace: dict of the forward pass: `f i C_tilde C o h`, each (T, B, H); `C` and
            `h` are the states after each step.

    Returns:
        dx: (T, B, D).
        dh0: (B, H).
        dC0: (B, H).
        grads: dict with the keys and shapes of `params`, summed over batch and steps.

    Example: with one step this is stage 3 with dC = 0.
    """
    raise NotImplementedError
