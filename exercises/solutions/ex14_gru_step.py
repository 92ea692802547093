"""Solution of exercise 14: one step of a GRU."""

import numpy as np

from lstm_src.numerics import sigmoid


def gru_step(x, h_prev, params):
    r"""Blend the old state with a candidate that may ignore part of it.

    Args:
        x: input, (B, D).
        h_prev: previous hidden state, (B, H).
        params: dict with `W_z W_r W_h` (H, H+D) and `b_z b_r b_h` (H,).

    Returns:
        h: new hidden state, (B, H).

    >>> params = {f"W_{k}": np.zeros((1, 2)) for k in "zrh"}
    >>> params |= {f"b_{k}": np.zeros(1) for k in "zrh"}
    >>> gru_step(np.ones((1, 1)), np.ones((1, 1)), params).tolist()
    [[0.5]]
    """
    hx = np.concatenate([h_prev, x], axis=1)  # (B, H+D)
    z = sigmoid(hx @ params["W_z"].T + params["b_z"])  # (B, H)
    r = sigmoid(hx @ params["W_r"].T + params["b_r"])

    recalled = np.concatenate([r * h_prev, x], axis=1)  # (B, H+D)
    h_tilde = np.tanh(recalled @ params["W_h"].T + params["b_h"])
    return (1 - z) * h_prev + z * h_tilde
