r"""The first LSTM cell, of 1997: a belt that nothing can make forget."""

import numpy as np

from lstm_src.numerics import sigmoid


def lstm1997_step(x, h, C, params, truncated=False):
    r"""Add to the belt, and read from it; there is no forget gate.

    $$\begin{aligned}
    i_t &= \sigma(W_i \cdot [h_{t-1}, x_t] + b_i) \\
    \tilde C_t &= g(W_C \cdot [h_{t-1}, x_t] + b_C), & g(a) &= 4 \sigma(a) - 2 \\
    C_t &= C_{t-1} + i_t \circ \tilde C_t \\
    o_t &= \sigma(W_o \cdot [h_{t-1}, x_t] + b_o) \\
    h_t &= o_t \circ s(C_t), & s(a) &= 2 \sigma(a) - 1
    \end{aligned}$$

    In the paper the gates' own values also feed back into every gate; here only h does.

    Args:
        x: input, (B, D).
        h: previous hidden state, (B, H).
        C: previous cell state, (B, H).
        params: mapping with `W_i W_C W_o` (H, H+D) and `b_i b_C b_o` (H,).
        truncated: whether the step backwards stops at $h_{t-1}$, as in the paper.

    Returns:
        h (B, H), C (B, H), and the cache that `lstm1997_step_backward` needs.

    Source: Hochreiter and Schmidhuber, "Long short-term memory", 1997.

    >>> params = {f"W_{k}": np.zeros((1, 2)) for k in "iCo"}
    >>> params |= {"b_i": np.zeros(1), "b_C": np.array([1000.0]), "b_o": np.zeros(1)}
    >>> one = np.ones((1, 1))
    >>> h, C, cache = lstm1997_step(one, one, one, params)  # half of g = 2 is added
    >>> C.tolist()
    [[2.0]]
    """
    C_prev = C
    hx = np.concatenate([h, x], axis=-1)  # (B, H+D)

    i = sigmoid(hx @ params["W_i"].T + params["b_i"])  # (B, H)
    C_tilde = 4 * sigmoid(hx @ params["W_C"].T + params["b_C"]) - 2
    C = C_prev + i * C_tilde
    o = sigmoid(hx @ params["W_o"].T + params["b_o"])
    h = o * (2 * sigmoid(C) - 1)

    cache = {"hx": hx, "params": params, "truncated": truncated}
    cache |= {"i": i, "C_tilde": C_tilde, "C": C, "o": o, "h": h}
    return h, C, cache


def lstm1997_step_backward(dh, dC, cache):
    r"""Send the gradient of one step back; along the belt nothing scales it.

    $$\begin{aligned}
    dC_{t-1} &= dC_t + dh_t \circ o_t \circ \tfrac12 (1 - s(C_t)^2) \\
    da_C &= dC_t \circ i_t \circ (1 - \tfrac14 \tilde C_t^2)
    \end{aligned}$$

    Truncated, $dh_{t-1} = 0$: an error that has left the belt through a gate still
    changes the weights there, and goes no further back. Then
    $\partial C_T / \partial C_0 = 1$ exactly.

    Args:
        dh: gradient of the loss with respect to $h_t$, (B, H).
        dC: gradient that reaches $C_t$ from the next step, (B, H).
        cache: from `lstm1997_step`.

    Returns:
        dx (B, D), dh_prev (B, H), dC_prev (B, H), and grads with the keys and shapes
        of `params`.

    >>> params = {f"W_{k}": np.ones((1, 2)) for k in "iCo"}
    >>> params |= {f"b_{k}": np.zeros(1) for k in "iCo"}
    >>> one = np.ones((1, 1))
    >>> h, C, cache = lstm1997_step(one, one, one, params, truncated=True)
    >>> dx, dh_prev, dC_prev, grads = lstm1997_step_backward(0 * one, one, cache)
    >>> dh_prev.tolist(), dC_prev.tolist()
    ([[0.0]], [[1.0]])
    """
    hx, params = cache["hx"], cache["params"]
    i, C_tilde, C, o = (cache[k] for k in ("i", "C_tilde", "C", "o"))
    squashed_C = 2 * sigmoid(C) - 1

    da = {"o": dh * squashed_C * o * (1 - o)}  # (B, H)
    dC = dC + dh * o * (1 - squashed_C**2) / 2
    da["i"] = dC * C_tilde * i * (1 - i)
    da["C"] = dC * i * (1 - C_tilde**2 / 4)

    grads = {f"W_{k}": da[k].T @ hx for k in da}  # (H, H+D)
    grads |= {f"b_{k}": da[k].sum(axis=0) for k in da}
    dhx = sum(da[k] @ params[f"W_{k}"] for k in da)  # (B, H+D)
    H = C.shape[-1]
    dh_prev = np.zeros_like(dh) if cache["truncated"] else dhx[:, :H]
    return dhx[:, H:], dh_prev, dC, grads
