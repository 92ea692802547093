r"""The LSTM cell whose gates may look at the belt."""

import numpy as np

from lstm_src.numerics import sigmoid


def peephole_step(x, h, C, params):
    r"""Move the belt one step; each gate sees its own unit's cell state too.

    $$\begin{aligned}
    f_t &= \sigma(W_f \cdot [h_{t-1}, x_t] + p_f \circ C_{t-1} + b_f) \\
    i_t &= \sigma(W_i \cdot [h_{t-1}, x_t] + p_i \circ C_{t-1} + b_i) \\
    \tilde C_t &= \tanh(W_C \cdot [h_{t-1}, x_t] + b_C) \\
    C_t &= f_t \circ C_{t-1} + i_t \circ \tilde C_t \\
    o_t &= \sigma(W_o \cdot [h_{t-1}, x_t] + p_o \circ C_t + b_o) \\
    h_t &= o_t \circ \tanh(C_t)
    \end{aligned}$$

    Args:
        x: input, (B, D).
        h: previous hidden state, (B, H).
        C: previous cell state, (B, H).
        params: the keys of the LSTM, and `p_f p_i p_o` (H,).

    Returns:
        h (B, H), C (B, H), and the cache that `peephole_step_backward` needs.

    Source: Gers and Schmidhuber, "Recurrent nets that time and count", 2000.

    >>> params = {f"W_{k}": np.zeros((1, 2)) for k in "fiCo"}
    >>> params |= {f"b_{k}": np.zeros(1) for k in "fiCo"}
    >>> params |= {"p_f": np.array([-1000.0]), "p_i": np.zeros(1), "p_o": np.zeros(1)}
    >>> one = np.ones((1, 1))
    >>> h, C, cache = peephole_step(one, one, one, params)  # f sees C = 1, and shuts
    >>> C.tolist()
    [[0.0]]
    """
    C_prev = C
    hx = np.concatenate([h, x], axis=-1)  # (B, H+D)

    f = sigmoid(hx @ params["W_f"].T + params["p_f"] * C_prev + params["b_f"])  # (B, H)
    i = sigmoid(hx @ params["W_i"].T + params["p_i"] * C_prev + params["b_i"])
    C_tilde = np.tanh(hx @ params["W_C"].T + params["b_C"])
    C = f * C_prev + i * C_tilde
    o = sigmoid(hx @ params["W_o"].T + params["p_o"] * C + params["b_o"])
    h = o * np.tanh(C)

    cache = {"hx": hx, "C_prev": C_prev, "params": params}
    cache |= {"f": f, "i": i, "C_tilde": C_tilde, "C": C, "o": o, "h": h}
    return h, C, cache


def peephole_step_backward(dh, dC, cache):
    r"""Send the gradient of one step back; the peepholes are new ways to the belt.

    $$\begin{aligned}
    dC_t &\mathrel{+}= dh_t \circ o_t \circ (1 - \tanh^2 C_t) + da_o \circ p_o \\
    dC_{t-1} &= dC_t \circ f_t + da_f \circ p_f + da_i \circ p_i
    \end{aligned}$$

    Args:
        dh: gradient of the loss with respect to $h_t$, (B, H).
        dC: gradient that reaches $C_t$ from the next step, (B, H).
        cache: from `peephole_step`.

    Returns:
        dx (B, D), dh_prev (B, H), dC_prev (B, H), and grads with the keys and shapes
        of `params`.

    >>> params = {f"W_{k}": np.zeros((1, 2)) for k in "fiCo"}
    >>> params |= {f"{k}": np.zeros(1) for k in "b_f b_i b_C b_o p_f p_i p_o".split()}
    >>> one = np.ones((1, 1))
    >>> h, C, cache = peephole_step(one, one, one, params)
    >>> dx, dh_prev, dC_prev, grads = peephole_step_backward(0 * one, one, cache)
    >>> dC_prev.tolist(), grads["p_f"].tolist()  # f' = 1/4
    ([[0.5]], [0.25])
    """
    hx, C_prev, params = cache["hx"], cache["C_prev"], cache["params"]
    f, i, C_tilde, C, o = (cache[k] for k in ("f", "i", "C_tilde", "C", "o"))
    tanh_C = np.tanh(C)

    da = {"o": dh * tanh_C * o * (1 - o)}  # (B, H)
    dC = dC + dh * o * (1 - tanh_C**2) + da["o"] * params["p_o"]
    da["f"] = dC * C_prev * f * (1 - f)
    da["i"] = dC * C_tilde * i * (1 - i)
    da["C"] = dC * i * (1 - C_tilde**2)
    dC_prev = dC * f + da["f"] * params["p_f"] + da["i"] * params["p_i"]

    grads = {f"W_{k}": da[k].T @ hx for k in da}  # (H, H+D)
    grads |= {f"b_{k}": da[k].sum(axis=0) for k in da}
    seen = {"f": C_prev, "i": C_prev, "o": C}
    grads |= {f"p_{k}": (da[k] * seen[k]).sum(axis=0) for k in seen}
    dhx = sum(da[k] @ params[f"W_{k}"] for k in da)  # (B, H+D)
    H = C.shape[-1]
    return dhx[:, H:], dhx[:, :H], dC_prev, grads
