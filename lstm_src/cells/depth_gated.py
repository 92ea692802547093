r"""The depth-gated LSTM cell: a second way on, from the belt of the layer below."""

import numpy as np

from lstm_src.numerics import sigmoid


def depth_gated_step(x, h, C, C_lower, params):
    r"""Move the belt one step; a depth gate lets in the belt of the layer below.

    $$\begin{aligned}
    f_t &= \sigma(W_f \cdot [h_{t-1}, x_t] + p_f \circ C_{t-1} + b_f) \\
    i_t &= \sigma(W_i \cdot [h_{t-1}, x_t] + p_i \circ C_{t-1} + b_i) \\
    d_t &= \sigma(W_{xd} x_t + w_{cd} \circ C_{t-1} + w_{ld} \circ C^{lower}_t + b_d) \\
    \tilde C_t &= \tanh(W_C \cdot [h_{t-1}, x_t] + b_C) \\
    C_t &= d_t \circ C^{lower}_t + f_t \circ C_{t-1} + i_t \circ \tilde C_t \\
    o_t &= \sigma(W_o \cdot [h_{t-1}, x_t] + p_o \circ C_t + b_o) \\
    h_t &= o_t \circ \tanh(C_t)
    \end{aligned}$$

    Args:
        x: input, (B, D): the hidden state of the layer below, at this step.
        h: previous hidden state, (B, H).
        C: previous cell state, (B, H).
        C_lower: cell state of the layer below, at this step, (B, H).
        params: the keys of the peephole LSTM, and `W_xd` (H, D), `w_cd w_ld b_d` (H,).

    Returns:
        h (B, H), C (B, H), and the cache that `depth_gated_step_backward` needs.

    Source: Yao et al., "Depth-gated recurrent neural networks", arXiv:1508.03790; the
    diagonal peepholes are the reading of its equations taken here.

    >>> params = {f"W_{k}": np.zeros((1, 2)) for k in "fiCo"}
    >>> params |= {k: np.zeros(1) for k in "b_f b_i b_C b_o p_f p_i p_o".split()}
    >>> params |= {"W_xd": np.zeros((1, 1)), "w_cd": np.zeros(1), "w_ld": np.zeros(1)}
    >>> params["b_d"] = np.array([1000.0])  # the depth gate is open
    >>> one = np.ones((1, 1))
    >>> h, C, cache = depth_gated_step(one, one, one, 2 * one, params)
    >>> C.tolist()  # all of 2 from below, half of 1 from before
    [[2.5]]
    """
    C_prev = C
    hx = np.concatenate([h, x], axis=-1)  # (B, H+D)

    f = sigmoid(hx @ params["W_f"].T + params["p_f"] * C_prev + params["b_f"])  # (B, H)
    i = sigmoid(hx @ params["W_i"].T + params["p_i"] * C_prev + params["b_i"])
    through = params["w_cd"] * C_prev + params["w_ld"] * C_lower
    d = sigmoid(x @ params["W_xd"].T + through + params["b_d"])
    C_tilde = np.tanh(hx @ params["W_C"].T + params["b_C"])
    C = d * C_lower + f * C_prev + i * C_tilde
    o = sigmoid(hx @ params["W_o"].T + params["p_o"] * C + params["b_o"])
    h = o * np.tanh(C)

    cache = {"hx": hx, "x": x, "C_prev": C_prev, "C_lower": C_lower, "params": params}
    cache |= {"f": f, "i": i, "d": d, "C_tilde": C_tilde, "C": C, "o": o, "h": h}
    return h, C, cache


def depth_gated_step_backward(dh, dC, cache):
    r"""Send the gradient of one step back, and down through the depth gate.

    $$\begin{aligned}
    da_d &= dC_t \circ C^{lower}_t \circ d_t (1 - d_t) \\
    dC^{lower}_t &= dC_t \circ d_t + da_d \circ w_{ld} \\
    dC_{t-1} &= dC_t \circ f_t + da_f \circ p_f + da_i \circ p_i + da_d \circ w_{cd}
    \end{aligned}$$

    Args:
        dh: gradient of the loss with respect to $h_t$, (B, H).
        dC: gradient that reaches $C_t$ from the next step, (B, H).
        cache: from `depth_gated_step`.

    Returns:
        dx (B, D), dh_prev (B, H), dC_prev (B, H), dC_lower (B, H), and grads with the
        keys and shapes of `params`.

    >>> params = {f"W_{k}": np.zeros((1, 2)) for k in "fiCo"}
    >>> params |= {k: np.zeros(1) for k in "b_f b_i b_C b_o p_f p_i p_o b_d".split()}
    >>> params |= {"W_xd": np.zeros((1, 1)), "w_cd": np.zeros(1), "w_ld": np.zeros(1)}
    >>> one = np.ones((1, 1))
    >>> h, C, cache = depth_gated_step(one, one, one, one, params)
    >>> dx, dh, dC, dC_lower, grads = depth_gated_step_backward(0 * one, one, cache)
    >>> dC_lower.tolist(), grads["b_d"].tolist()  # d = 1/2, d' = 1/4
    ([[0.5]], [0.25])
    """
    hx, C_prev, params = cache["hx"], cache["C_prev"], cache["params"]
    f, i, C_tilde, C, o = (cache[k] for k in ("f", "i", "C_tilde", "C", "o"))
    x, C_lower, d = cache["x"], cache["C_lower"], cache["d"]
    tanh_C = np.tanh(C)

    da = {"o": dh * tanh_C * o * (1 - o)}  # (B, H)
    dC = dC + dh * o * (1 - tanh_C**2) + da["o"] * params["p_o"]
    da["f"] = dC * C_prev * f * (1 - f)
    da["i"] = dC * C_tilde * i * (1 - i)
    da["C"] = dC * i * (1 - C_tilde**2)
    da_d = dC * C_lower * d * (1 - d)
    dC_lower = dC * d + da_d * params["w_ld"]
    dC_prev = dC * f + da["f"] * params["p_f"] + da["i"] * params["p_i"]
    dC_prev = dC_prev + da_d * params["w_cd"]

    grads = {f"W_{k}": da[k].T @ hx for k in da}  # (H, H+D)
    grads |= {f"b_{k}": da[k].sum(axis=0) for k in da}
    seen = {"f": C_prev, "i": C_prev, "o": C}
    grads |= {f"p_{k}": (da[k] * seen[k]).sum(axis=0) for k in seen}
    grads |= {"W_xd": da_d.T @ x, "b_d": da_d.sum(axis=0)}
    grads["w_cd"] = (da_d * C_prev).sum(axis=0)
    grads["w_ld"] = (da_d * C_lower).sum(axis=0)
    dhx = sum(da[k] @ params[f"W_{k}"] for k in da)  # (B, H+D)
    H = C.shape[-1]
    return dhx[:, H:] + da_d @ params["W_xd"], dhx[:, :H], dC_prev, dC_lower, grads
