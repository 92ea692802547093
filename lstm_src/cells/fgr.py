r"""Full gate recurrence: every gate hears what every gate did one step ago."""

import numpy as np

from lstm_src.numerics import sigmoid

GATES = ("i", "f", "o")
# R_fo: from the forget gate of the last step to the output gate of this one.
RECURRENT = tuple(f"R_{k}{to}" for k in GATES for to in GATES)


def fgr_step(x, h, C, i, f, o, params):
    r"""Move the belt one step; the gates hear each other's last values.

    $$\begin{aligned}
    r_k &= R_{ik} \cdot i_{t-1} + R_{fk} \cdot f_{t-1} + R_{ok} \cdot o_{t-1} \\
    i_t &= \sigma(W_i \cdot [h_{t-1}, x_t] + p_i \circ C_{t-1} + r_i + b_i) \\
    f_t &= \sigma(W_f \cdot [h_{t-1}, x_t] + p_f \circ C_{t-1} + r_f + b_f) \\
    \tilde C_t &= \tanh(W_C \cdot [h_{t-1}, x_t] + b_C) \\
    C_t &= f_t \circ C_{t-1} + i_t \circ \tilde C_t \\
    o_t &= \sigma(W_o \cdot [h_{t-1}, x_t] + p_o \circ C_t + r_o + b_o) \\
    h_t &= o_t \circ \tanh(C_t)
    \end{aligned}$$

    Args:
        x: input, (B, D).
        h: previous hidden state, (B, H).
        C: previous cell state, (B, H).
        i: previous input gate, (B, H); 0 before the first step.
        f: previous forget gate, (B, H).
        o: previous output gate, (B, H).
        params: the keys of the peephole LSTM, and `R_ii R_if R_io R_fi … R_oo` (H, H).

    Returns:
        h, C, i, f, o, each (B, H), and the cache that `fgr_step_backward` needs.

    Source: Greff et al., "LSTM: a search space odyssey", arXiv:1503.04069 (FGR).

    >>> params = {f"W_{k}": np.zeros((1, 2)) for k in "fiCo"}
    >>> params |= {k: np.zeros(1) for k in "b_f b_i b_C b_o p_f p_i p_o".split()}
    >>> params |= {k: np.zeros((1, 1)) for k in RECURRENT}
    >>> params["R_of"][...] = -1000  # after an open output gate, forget
    >>> one = np.ones((1, 1))
    >>> h, C, i, f, o, cache = fgr_step(one, one, one, one, one, one, params)
    >>> f.tolist(), i.tolist()
    ([[0.0]], [[0.5]])
    """
    C_prev, gates_prev = C, {"i": i, "f": f, "o": o}
    hx = np.concatenate([h, x], axis=-1)  # (B, H+D)

    def gate(k, C_seen):
        a = hx @ params[f"W_{k}"].T + params[f"p_{k}"] * C_seen + params[f"b_{k}"]
        return sigmoid(a + sum(gates_prev[j] @ params[f"R_{j}{k}"].T for j in GATES))

    i, f = gate("i", C_prev), gate("f", C_prev)  # (B, H)
    C_tilde = np.tanh(hx @ params["W_C"].T + params["b_C"])
    C = f * C_prev + i * C_tilde
    o = gate("o", C)
    h = o * np.tanh(C)

    cache = {"hx": hx, "C_prev": C_prev, "gates_prev": gates_prev, "params": params}
    cache |= {"f": f, "i": i, "C_tilde": C_tilde, "C": C, "o": o, "h": h}
    return h, C, i, f, o, cache


def fgr_step_backward(dh, dC, di, df, do, cache):
    r"""Send the gradient of one step back; the gates of the last step get a share.

    $$dk_{t-1} = \sum_{k' \in i, f, o} da_{k'} \cdot R_{kk'}, \qquad
      da_i = (dC_t \circ \tilde C_t + di_t) \circ i_t (1 - i_t), \; \dots$$

    Args:
        dh: gradient of the loss with respect to $h_t$, (B, H).
        dC: gradient that reaches $C_t$ from the next step, (B, H).
        di: gradient that reaches $i_t$ from the next step, (B, H).
        df: the same for $f_t$.
        do: the same for $o_t$.
        cache: from `fgr_step`.

    Returns:
        dx (B, D); dh_prev, dC_prev, di_prev, df_prev, do_prev, each (B, H); and grads
        with the keys and shapes of `params`.

    >>> params = {f"W_{k}": np.zeros((1, 2)) for k in "fiCo"}
    >>> params |= {k: np.zeros(1) for k in "b_f b_i b_C b_o p_f p_i p_o".split()}
    >>> params |= {k: np.ones((1, 1)) for k in RECURRENT}
    >>> one, zero = np.ones((1, 1)), np.zeros((1, 1))
    >>> *state, cache = fgr_step(one, one, one, zero, zero, zero, params)
    >>> back = fgr_step_backward(zero, one, zero, zero, zero, cache)
    >>> [d.tolist() for d in back[2:6]]  # f' C = 1/4 reaches all gates; C̃ is 0
    [[[0.5]], [[0.25]], [[0.25]], [[0.25]]]
    """
    hx, C_prev, params = cache["hx"], cache["C_prev"], cache["params"]
    f, i, C_tilde, C, o = (cache[k] for k in ("f", "i", "C_tilde", "C", "o"))
    tanh_C = np.tanh(C)

    da = {"o": (dh * tanh_C + do) * o * (1 - o)}  # (B, H)
    dC = dC + dh * o * (1 - tanh_C**2) + da["o"] * params["p_o"]
    da["f"] = (dC * C_prev + df) * f * (1 - f)
    da["i"] = (dC * C_tilde + di) * i * (1 - i)
    da["C"] = dC * i * (1 - C_tilde**2)
    dC_prev = dC * f + da["f"] * params["p_f"] + da["i"] * params["p_i"]

    grads = {f"W_{k}": da[k].T @ hx for k in da}  # (H, H+D)
    grads |= {f"b_{k}": da[k].sum(axis=0) for k in da}
    seen = {"f": C_prev, "i": C_prev, "o": C}
    grads |= {f"p_{k}": (da[k] * seen[k]).sum(axis=0) for k in seen}
    dgates = []
    for j in GATES:
        grads |= {f"R_{j}{k}": da[k].T @ cache["gates_prev"][j] for k in GATES}
        dgates.append(sum(da[k] @ params[f"R_{j}{k}"] for k in GATES))
    dhx = sum(da[k] @ params[f"W_{k}"] for k in da)  # (B, H+D)
    H = C.shape[-1]
    return dhx[:, H:], dhx[:, :H], dC_prev, *dgates, grads
