r"""Three cells that a search over ten thousand found: MUT1, MUT2 and MUT3.

All three blend the old state with a candidate, $h_t = z \circ \tilde h + (1 - z) \circ
h_{t-1}$, as the GRU does. They differ in what z, r and $\tilde h$ may see.

Source: Jozefowicz, Zaremba and Sutskever, "An empirical exploration of recurrent
network architectures", 2015.
"""

import numpy as np

from lstm_src.numerics import sigmoid


def mut1_step(x, h, params):
    r"""Blend; z sees the input only, and the candidate takes x as it is.

    $$\begin{aligned}
    z_t &= \sigma(W_{xz} x_t + b_z) \\
    r_t &= \sigma(W_{xr} x_t + W_{hr} h_{t-1} + b_r) \\
    \tilde h_t &= \tanh(W_{hh} (r_t \circ h_{t-1}) + \tanh(x_t) + b_h) \\
    h_t &= z_t \circ \tilde h_t + (1 - z_t) \circ h_{t-1}
    \end{aligned}$$

    Where `params` has `W_xh`, $\tanh(W_{xh} x_t)$ stands for $\tanh(x_t)$; without it
    x must have as many numbers as h.

    Args:
        x: input, (B, D).
        h: previous hidden state, (B, H).
        params: `W_xz W_xr` (H, D), `W_hr W_hh` (H, H), `b_z b_r b_h` (H,), and perhaps
            `W_xh` (H, D).

    Returns:
        h (B, H), and the cache that `mut_step_backward` needs.

    >>> params = {k: np.zeros((1, 1)) for k in "W_xz W_xr W_hr W_hh".split()}
    >>> params |= {k: np.zeros(1) for k in "b_z b_r b_h".split()}
    >>> h, cache = mut1_step(np.zeros((1, 1)), np.ones((1, 1)), params)
    >>> h.tolist()  # half of 1, half of tanh(tanh(0))
    [[0.5]]
    """
    z = sigmoid(x @ params["W_xz"].T + params["b_z"])  # (B, H)
    r = sigmoid(x @ params["W_xr"].T + h @ params["W_hr"].T + params["b_r"])
    u = np.tanh(x @ params["W_xh"].T if "W_xh" in params else x)
    h_tilde = np.tanh((r * h) @ params["W_hh"].T + u + params["b_h"])
    return _blend(x, h, z, r, h_tilde, {"kind": "MUT1", "u": u, "params": params})


def mut2_step(x, h, params):
    r"""Blend; the reset takes x as it is.

    $$\begin{aligned}
    z_t &= \sigma(W_{xz} x_t + W_{hz} h_{t-1} + b_z) \\
    r_t &= \sigma(x_t + W_{hr} h_{t-1} + b_r) \\
    \tilde h_t &= \tanh(W_{hh} (r_t \circ h_{t-1}) + W_{xh} x_t + b_h) \\
    h_t &= z_t \circ \tilde h_t + (1 - z_t) \circ h_{t-1}
    \end{aligned}$$

    Where `params` has `W_xr`, $W_{xr} x_t$ stands for the bare $x_t$; without it x must
    have as many numbers as h.

    Args:
        x: input, (B, D).
        h: previous hidden state, (B, H).
        params: `W_xz W_xh` (H, D), `W_hz W_hr W_hh` (H, H), `b_z b_r b_h` (H,), and
            perhaps `W_xr` (H, D).

    Returns:
        h (B, H), and the cache that `mut_step_backward` needs.

    >>> params = {k: np.zeros((1, 1)) for k in "W_xz W_xh W_hz W_hr W_hh".split()}
    >>> params |= {k: np.zeros(1) for k in "b_z b_r b_h".split()}
    >>> h, cache = mut2_step(np.full((1, 1), 1000.0), np.ones((1, 1)), params)
    >>> cache["r"].tolist()
    [[1.0]]
    """
    z = sigmoid(x @ params["W_xz"].T + h @ params["W_hz"].T + params["b_z"])
    x_r = x @ params["W_xr"].T if "W_xr" in params else x
    r = sigmoid(x_r + h @ params["W_hr"].T + params["b_r"])  # (B, H)
    a_h = (r * h) @ params["W_hh"].T + x @ params["W_xh"].T + params["b_h"]
    return _blend(x, h, z, r, np.tanh(a_h), {"kind": "MUT2", "params": params})


def mut3_step(x, h, params):
    r"""Blend; z sees the old state through a tanh.

    $$\begin{aligned}
    z_t &= \sigma(W_{xz} x_t + W_{hz} \tanh(h_{t-1}) + b_z) \\
    r_t &= \sigma(W_{xr} x_t + W_{hr} h_{t-1} + b_r) \\
    \tilde h_t &= \tanh(W_{hh} (r_t \circ h_{t-1}) + W_{xh} x_t + b_h) \\
    h_t &= z_t \circ \tilde h_t + (1 - z_t) \circ h_{t-1}
    \end{aligned}$$

    Args:
        x: input, (B, D).
        h: previous hidden state, (B, H).
        params: `W_xz W_xr W_xh` (H, D), `W_hz W_hr W_hh` (H, H), `b_z b_r b_h` (H,).

    Returns:
        h (B, H), and the cache that `mut_step_backward` needs.

    >>> names = "W_xz W_xr W_xh W_hz W_hr W_hh".split()
    >>> params = {k: np.zeros((1, 1)) for k in names}
    >>> params |= {k: np.zeros(1) for k in "b_z b_r b_h".split()}
    >>> h, cache = mut3_step(np.zeros((1, 1)), np.ones((1, 1)), params)
    >>> h.tolist()
    [[0.5]]
    """
    z = sigmoid(x @ params["W_xz"].T + np.tanh(h) @ params["W_hz"].T + params["b_z"])
    r = sigmoid(x @ params["W_xr"].T + h @ params["W_hr"].T + params["b_r"])
    a_h = (r * h) @ params["W_hh"].T + x @ params["W_xh"].T + params["b_h"]
    return _blend(x, h, z, r, np.tanh(a_h), {"kind": "MUT3", "params": params})


def _blend(x, h, z, r, h_tilde, cache):
    """The last line of all three, and what the backward step needs."""
    cache |= {"x": x, "h_prev": h, "z": z, "r": r, "h_tilde": h_tilde}
    cache["h"] = z * h_tilde + (1 - z) * h
    return cache["h"], cache


def mut_step_backward(dh, cache):
    r"""Send the gradient of one step of any MUT back.

    $$\begin{aligned}
    da_z &= dh_t \circ (\tilde h_t - h_{t-1}) \circ z_t (1 - z_t) \\
    da_h &= dh_t \circ z_t \circ (1 - \tilde h_t^2) \\
    da_r &= (da_h \cdot W_{hh}) \circ h_{t-1} \circ r_t (1 - r_t)
    \end{aligned}$$

    From there each goes back to what it saw: through the weights, and where x came in
    bare, straight to x.

    Args:
        dh: gradient of the loss with respect to $h_t$, (B, H).
        cache: from `mut1_step`, `mut2_step` or `mut3_step`.

    Returns:
        dx (B, D), dh_prev (B, H), and grads with the keys and shapes of `params`.

    >>> names = "W_xz W_xr W_xh W_hz W_hr W_hh".split()
    >>> params = {k: np.zeros((1, 1)) for k in names}
    >>> params |= {k: np.zeros(1) for k in "b_z b_r b_h".split()}
    >>> h, cache = mut3_step(np.zeros((1, 1)), np.ones((1, 1)), params)
    >>> dx, dh_prev, grads = mut_step_backward(np.ones((1, 1)), cache)
    >>> dh_prev.tolist(), grads["b_z"].tolist()  # 1 - z; (0 - 1) / 4
    ([[0.5]], [-0.25])
    """
    params, kind = cache["params"], cache["kind"]
    x, h_prev, z, r, h_tilde = (cache[k] for k in ("x", "h_prev", "z", "r", "h_tilde"))

    da_z = dh * (h_tilde - h_prev) * z * (1 - z)  # (B, H)
    da_h = dh * z * (1 - h_tilde**2)
    d_rh = da_h @ params["W_hh"]
    da_r = d_rh * h_prev * r * (1 - r)
    # What the input's share of the candidate receives: in MUT1 it passed a tanh.
    du = da_h * (1 - cache["u"] ** 2) if kind == "MUT1" else da_h

    grads = {"b_z": da_z.sum(axis=0), "b_r": da_r.sum(axis=0), "b_h": da_h.sum(axis=0)}
    grads |= {"W_hr": da_r.T @ h_prev, "W_hh": da_h.T @ (r * h_prev)}  # (H, H)
    dh_prev = dh * (1 - z) + d_rh * r + da_r @ params["W_hr"]
    if kind != "MUT1":
        seen = np.tanh(h_prev) if kind == "MUT3" else h_prev
        grads["W_hz"] = da_z.T @ seen
        slope = 1 - seen**2 if kind == "MUT3" else 1
        dh_prev = dh_prev + da_z @ params["W_hz"] * slope

    dx = 0
    for name, d in {"W_xz": da_z, "W_xr": da_r, "W_xh": du}.items():
        if name in params:
            grads[name] = d.T @ x  # (H, D)
        dx = dx + (d @ params[name] if name in params else d)
    return dx, dh_prev, grads
