r"""LSTM from scratch 2/4: a whole sequence.

Chapter: five long exercises, after the whole cell.
Out of scope: gradients, sequences of unequal length, and stacked layers.

If your `lstm_step` of stage 1 stands in the same folder, take it over with
`from ex07_lstm_step import lstm_step`.
"""

import numpy as np

from lstm_src.numerics import sigmoid


def lstm_sequence(x, h0, C0, params):
    r"""Run one cell over every step of a batch of sequences.

    Args:
        x: inputs, (T, B, D): time first.
        h0: hidden state that the first step finds, (B, H).
        C0: cell state that the first step finds, (B, H).
        params: dict with `W_f W_i W_C W_o` (H, H+D) and `b_f b_i b_C b_o` (H,).

    Returns:
        h: hidden state after each step, (T, B, H).
        C: cell state after each step, (T, B, H).

    Example: with all weights and biases zero, C0 = 1 gives C = 0.5, 0.25, 0.125, ...
    """
    raise NotImplementedError
