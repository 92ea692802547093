"""Solution of exercise 8: a whole sequence."""

import numpy as np

from lstm_src.numerics import sigmoid


def lstm_sequence(x, h0, C0, params):
    r"""Run one cell over every step of a batch of sequences.

    $$(h_t, C_t) = \mathrm{step}(x_t, h_{t-1}, C_{t-1}), \qquad t = 1 \dots T$$

    Args:
        x: inputs, (T, B, D).
        h0: hidden state that the first step finds, (B, H).
        C0: cell state that the first step finds, (B, H).
        params: dict with `W_f W_i W_C W_o` (H, H+D) and `b_f b_i b_C b_o` (H,).

    Returns:
        h: hidden state after each step, (T, B, H).
        C: cell state after each step, (T, B, H).

    >>> params = {f"W_{k}": np.zeros((1, 2)) for k in "fiCo"}
    >>> params |= {f"b_{k}": np.zeros(1) for k in "fiCo"}
    >>> x, one = np.ones((3, 1, 1)), np.ones((1, 1))
    >>> lstm_sequence(x, one, one, params)[1].ravel().tolist()
    [0.5, 0.25, 0.125]
    """
    W_f, W_i, W_C, W_o = (params[f"W_{gate}"] for gate in "fiCo")
    b_f, b_i, b_C, b_o = (params[f"b_{gate}"] for gate in "fiCo")
    h_t, C_t = h0, C0
    h, C = [], []
    for t in range(len(x)):
        hx = np.concatenate([h_t, x[t]], axis=1)  # (B, H+D)
        f = sigmoid(hx @ W_f.T + b_f)  # (B, H)
        i = sigmoid(hx @ W_i.T + b_i)
        C_tilde = np.tanh(hx @ W_C.T + b_C)
        o = sigmoid(hx @ W_o.T + b_o)
        C_t = f * C_t + i * C_tilde
        h_t = o * np.tanh(C_t)
        h.append(h_t)
        C.append(C_t)
    return np.stack(h), np.stack(C)  # (T, B, H) each
