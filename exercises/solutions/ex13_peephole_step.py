"""Solution of exercise 13: one step of a cell whose gates look at the belt."""

import numpy as np

from lstm_src.numerics import sigmoid


def peephole_step(x, h_prev, C_prev, params):
    r"""Forget, write and show, with a peephole from each gate to its own belt.

    Args:
        x: input, (B, D).
        h_prev: previous hidden state, (B, H).
        C_prev: previous cell state, (B, H).
        params: dict with the keys of the LSTM and the peepholes `p_f p_i p_o` (H,).

    Returns:
        h: new hidden state, (B, H).
        C: new cell state, (B, H).

    >>> params = {f"W_{k}": np.zeros((1, 2)) for k in "fiCo"}
    >>> params |= {f"b_{k}": np.zeros(1) for k in "fiCo"}
    >>> params |= {"p_f": np.array([-1000.0]), "p_i": np.zeros(1), "p_o": np.zeros(1)}
    >>> one = np.ones((1, 1))
    >>> peephole_step(one, one, one, params)[1].tolist()
    [[0.0]]
    """
    hx = np.concatenate([h_prev, x], axis=1)  # (B, H+D)

    f = sigmoid(hx @ params["W_f"].T + params["p_f"] * C_prev + params["b_f"])  # (B, H)
    i = sigmoid(hx @ params["W_i"].T + params["p_i"] * C_prev + params["b_i"])
    C_tilde = np.tanh(hx @ params["W_C"].T + params["b_C"])
    C = f * C_prev + i * C_tilde
    o = sigmoid(hx @ params["W_o"].T + params["p_o"] * C + params["b_o"])

    h = o * np.tanh(C)
    return h, C
