"""Solution of exercise 4: what falls on the belt."""

import numpy as np

from lstm_src.numerics import sigmoid


def what_falls(x, h_prev, W_i, b_i, W_C, b_C):
    r"""Compute what one step lets fall on the belt.

    $$i_t \circ \tilde C_t = \sigma(W_i \cdot [h_{t-1}, x_t] + b_i) \circ
    \tanh(W_C \cdot [h_{t-1}, x_t] + b_C)$$

    Args:
        x: input, (B, D).
        h_prev: previous hidden state, (B, H).
        W_i: weights of the input gate, (H, H+D).
        b_i: its bias, (H,).
        W_C: weights of the candidate, (H, H+D).
        b_C: its bias, (H,).

    Returns:
        i * C_tilde, (B, H).

    >>> one, W, b = np.ones((1, 1)), np.zeros((1, 2)), np.zeros(1)
    >>> what_falls(one, one, W, b, W, b + np.arctanh(0.8)).round(6).tolist()
    [[0.4]]
    """
    hx = np.concatenate([h_prev, x], axis=1)  # (B, H+D)
    i = sigmoid(hx @ W_i.T + b_i)  # (B, H)
    C_tilde = np.tanh(hx @ W_C.T + b_C)
    return i * C_tilde
