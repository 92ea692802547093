r"""The LSTM cell that writes exactly where it forgets."""

import numpy as np

from lstm_src.numerics import sigmoid


def coupled_step(x, h, C, params):
    r"""Move the belt one step; what f lets go, the candidate replaces.

    $$\begin{aligned}
    f_t &= \sigma(W_f \cdot [h_{t-1}, x_t] + b_f) \\
    \tilde C_t &= \tanh(W_C \cdot [h_{t-1}, x_t] + b_C) \\
    C_t &= f_t \circ C_{t-1} + (1 - f_t) \circ \tilde C_t \\
    o_t &= \sigma(W_o \cdot [h_{t-1}, x_t] + b_o) \\
    h_t &= o_t \circ \tanh(C_t)
    \end{aligned}$$

    Args:
        x: input, (B, D).
        h: previous hidden state, (B, H).
        C: previous cell state, (B, H).
        params: mapping with `W_f W_C W_o` (H, H+D) and `b_f b_C b_o` (H,).

    Returns:
        h (B, H), C (B, H), and the cache that `coupled_step_backward` needs.

    Source: Olah, "Understanding LSTM Networks", 2015.

    >>> params = {f"W_{k}": np.zeros((1, 2)) for k in "fCo"}
    >>> params |= {"b_f": np.zeros(1), "b_C": np.array([1000.0]), "b_o": np.zeros(1)}
    >>> one = np.ones((1, 1))
    >>> h, C, cache = coupled_step(one, one, -one, params)  # half old, half new
    >>> C.tolist()
    [[0.0]]
    """
    C_prev = C
    hx = np.concatenate([h, x], axis=-1)  # (B, H+D)

    f = sigmoid(hx @ params["W_f"].T + params["b_f"])  # (B, H)
    i = 1 - f
    C_tilde = np.tanh(hx @ params["W_C"].T + params["b_C"])
    C = f * C_prev + i * C_tilde
    o = sigmoid(hx @ params["W_o"].T + params["b_o"])
    h = o * np.tanh(C)

    cache = {"hx": hx, "C_prev": C_prev, "params": params}
    cache |= {"f": f, "i": i, "C_tilde": C_tilde, "C": C, "o": o, "h": h}
    return h, C, cache


def coupled_step_backward(dh, dC, cache):
    r"""Send the gradient of one step back; f now answers for both ends of the trade.

    $$da_f = dC_t \circ (C_{t-1} - \tilde C_t) \circ f_t (1 - f_t)$$

    Args:
        dh: gradient of the loss with respect to $h_t$, (B, H).
        dC: gradient that reaches $C_t$ from the next step, (B, H).
        cache: from `coupled_step`.

    Returns:
        dx (B, D), dh_prev (B, H), dC_prev (B, H), and grads with the keys and shapes
        of `params`.

    >>> params = {f"W_{k}": np.zeros((1, 2)) for k in "fCo"}
    >>> params |= {f"b_{k}": np.zeros(1) for k in "fCo"}
    >>> one = np.ones((1, 1))
    >>> h, C, cache = coupled_step(one, one, one, params)
    >>> dx, dh_prev, dC_prev, grads = coupled_step_backward(0 * one, one, cache)
    >>> dC_prev.tolist(), grads["b_f"].tolist()
    ([[0.5]], [0.25])
    """
    hx, C_prev, params = cache["hx"], cache["C_prev"], cache["params"]
    f, i, C_tilde, C, o = (cache[k] for k in ("f", "i", "C_tilde", "C", "o"))
    tanh_C = np.tanh(C)

    dC = dC + dh * o * (1 - tanh_C**2)  # (B, H)
    da = {
        "f": dC * (C_prev - C_tilde) * f * (1 - f),
        "C": dC * i * (1 - C_tilde**2),
        "o": dh * tanh_C * o * (1 - o),
    }
    dC_prev = dC * f

    grads = {f"W_{k}": da[k].T @ hx for k in da}  # (H, H+D)
    grads |= {f"b_{k}": da[k].sum(axis=0) for k in da}
    dhx = sum(da[k] @ params[f"W_{k}"] for k in da)  # (B, H+D)
    H = C.shape[-1]
    return dhx[:, H:], dhx[:, :H], dC_prev, grads
