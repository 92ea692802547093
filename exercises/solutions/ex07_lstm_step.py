"""Solution of exercise 7: one step of the cell."""

import numpy as np

from lstm_src.numerics import sigmoid


def lstm_step(x, h_prev, C_prev, params):
    r"""Forget, write and show: one step of an LSTM.

    $$C_t = f_t \circ C_{t-1} + i_t \circ \tilde C_t, \qquad
    h_t = o_t \circ \tanh(C_t)$$

    Args:
        x: input, (B, D).
        h_prev: previous hidden state, (B, H).
        C_prev: previous cell state, (B, H).
        params: dict with `W_f W_i W_C W_o` (H, H+D) and `b_f b_i b_C b_o` (H,).

    Returns:
        h: new hidden state, (B, H).
        C: new cell state, (B, H).

    >>> params = {f"W_{k}": np.zeros((1, 2)) for k in "fiCo"}
    >>> params |= {f"b_{k}": np.zeros(1) for k in "fiCo"}
    >>> h, C = lstm_step(np.ones((1, 1)), np.ones((1, 1)), np.ones((1, 1)), params)
    >>> C.tolist()
    [[0.5]]
    """
    hx = np.concatenate([h_prev, x], axis=1)  # (B, H+D)

    f = sigmoid(hx @ params["W_f"].T + params["b_f"])  # (B, H)
    i = sigmoid(hx @ params["W_i"].T + params["b_i"])
    C_tilde = np.tanh(hx @ params["W_C"].T + params["b_C"])
    o = sigmoid(hx @ params["W_o"].T + params["b_o"])

    C = f * C_prev + i * C_tilde
    h = o * np.tanh(C)
    return h, C
