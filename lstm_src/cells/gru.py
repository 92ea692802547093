r"""The gated recurrent unit: two gates, and no belt beside the hidden state."""

import numpy as np

from lstm_src.numerics import sigmoid


def gru_step(x, h, params, reset_after=False):
    r"""Blend the old state with a candidate that may ignore part of it.

    $$\begin{aligned}
    z_t &= \sigma(W_z \cdot [h_{t-1}, x_t] + b_z) \\
    r_t &= \sigma(W_r \cdot [h_{t-1}, x_t] + b_r) \\
    \tilde h_t &= \tanh(W_h \cdot [r_t \circ h_{t-1}, x_t] + b_h) \\
    h_t &= (1 - z_t) \circ h_{t-1} + z_t \circ \tilde h_t
    \end{aligned}$$

    With `reset_after`, r acts after the product, as in PyTorch and cuDNN. With
    $W_h = [U_h, V_h]$, the first H columns and the rest:

    $$\tilde h_t = \tanh(V_h \cdot x_t + b_h + r_t \circ (U_h \cdot h_{t-1} + b_{rh}))$$

    Args:
        x: input, (B, D).
        h: previous hidden state, (B, H).
        params: mapping with `W_z W_r W_h` (H, H+D) and `b_z b_r b_h` (H,); with
            `reset_after` also `b_rh` (H,).
        reset_after: where r acts.

    Returns:
        h (B, H), and the cache that `gru_step_backward` needs.

    Source: Cho et al., arXiv:1406.1078 (there z keeps); Chung et al., arXiv:1412.3555
    (z takes the new, as here and in Olah's post).

    >>> params = {f"W_{k}": np.zeros((1, 2)) for k in "zrh"}
    >>> params |= {f"b_{k}": np.zeros(1) for k in "zrh"}
    >>> h, cache = gru_step(np.ones((1, 1)), np.ones((1, 1)), params)
    >>> h.tolist()  # half of 1, half of tanh(0)
    [[0.5]]
    """
    h_prev, H = h, h.shape[-1]
    hx = np.concatenate([h_prev, x], axis=-1)  # (B, H+D)

    z = sigmoid(hx @ params["W_z"].T + params["b_z"])  # (B, H)
    r = sigmoid(hx @ params["W_r"].T + params["b_r"])
    if reset_after:
        U_h, V_h = params["W_h"][:, :H], params["W_h"][:, H:]
        recalled = h_prev @ U_h.T + params["b_rh"]
        h_tilde = np.tanh(x @ V_h.T + params["b_h"] + r * recalled)
    else:
        recalled = np.concatenate([r * h_prev, x], axis=-1)  # (B, H+D)
        h_tilde = np.tanh(recalled @ params["W_h"].T + params["b_h"])
    h = (1 - z) * h_prev + z * h_tilde

    cache = {"hx": hx, "recalled": recalled, "params": params}
    cache |= {"z": z, "r": r, "h_tilde": h_tilde, "h": h, "reset_after": reset_after}
    return h, cache


def gru_step_backward(dh, cache):
    r"""Send the gradient of one step back through the blend and both gates.

    $$\begin{aligned}
    da_z &= dh_t \circ (\tilde h_t - h_{t-1}) \circ z_t (1 - z_t) \\
    da_h &= dh_t \circ z_t \circ (1 - \tilde h_t^2) \\
    da_r &= d(r_t \circ h_{t-1}) \circ h_{t-1} \circ r_t (1 - r_t) \\
    dh_{t-1} &= dh_t \circ (1 - z_t) + \text{what comes back through the products}
    \end{aligned}$$

    With `reset_after`, $da_r = da_h \circ (U_h h_{t-1} + b_{rh}) \circ r_t (1 - r_t)$.

    Args:
        dh: gradient of the loss with respect to $h_t$, (B, H).
        cache: from `gru_step`.

    Returns:
        dx (B, D), dh_prev (B, H), and grads with the keys and shapes of `params`.

    >>> params = {f"W_{k}": np.zeros((1, 2)) for k in "zrh"}
    >>> params |= {f"b_{k}": np.zeros(1) for k in "zrh"}
    >>> h, cache = gru_step(np.ones((1, 1)), np.ones((1, 1)), params)
    >>> dx, dh_prev, grads = gru_step_backward(np.ones((1, 1)), cache)
    >>> dh_prev.tolist(), grads["b_z"].tolist()  # 1 - z; (0 - 1) / 4
    ([[0.5]], [-0.25])
    """
    hx, recalled, params = cache["hx"], cache["recalled"], cache["params"]
    z, r, h_tilde = (cache[k] for k in ("z", "r", "h_tilde"))
    H = z.shape[-1]
    h_prev, x = hx[:, :H], hx[:, H:]

    da_z = dh * (h_tilde - h_prev) * z * (1 - z)  # (B, H)
    da_h = dh * z * (1 - h_tilde**2)
    grads = {}
    if cache["reset_after"]:
        U_h, V_h = params["W_h"][:, :H], params["W_h"][:, H:]
        da_r = da_h * recalled * r * (1 - r)
        d_recalled = da_h * r
        grads["W_h"] = np.concatenate([d_recalled.T @ h_prev, da_h.T @ x], axis=1)
        grads["b_rh"] = d_recalled.sum(axis=0)
        dh_prev, dx = d_recalled @ U_h, da_h @ V_h
    else:
        d_recalled = da_h @ params["W_h"]  # (B, H+D), for [r ∘ h, x]
        da_r = d_recalled[:, :H] * h_prev * r * (1 - r)
        grads["W_h"] = da_h.T @ recalled
        dh_prev, dx = d_recalled[:, :H] * r, d_recalled[:, H:]

    grads |= {"W_z": da_z.T @ hx, "W_r": da_r.T @ hx}  # (H, H+D)
    da = {"z": da_z, "r": da_r, "h": da_h}
    grads |= {f"b_{k}": da[k].sum(axis=0) for k in da}
    dhx = da_z @ params["W_z"] + da_r @ params["W_r"]  # (B, H+D)
    return dx + dhx[:, H:], dh * (1 - z) + dh_prev + dhx[:, :H], grads
