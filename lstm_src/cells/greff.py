r"""The LSTM of a large comparison, and the same with one part taken away."""

import numpy as np

from lstm_src.numerics import sigmoid

# What each variant lacks or changes, in the words of the study.
VARIANTS = {
    "V": "nothing: the vanilla LSTM, with peepholes",
    "NIG": "no input gate: i = 1",
    "NFG": "no forget gate: f = 1",
    "NOG": "no output gate: o = 1",
    "NIAF": "no input activation function: the candidate is not squashed",
    "NOAF": "no output activation function: h = o C",
    "NP": "no peepholes: the LSTM of the post",
    "CIFG": "coupled input and forget gate: f = 1 - i",
}


def greff_gates(variant):
    r"""Letters of the gates that a variant computes.

    >>> greff_gates("NOG"), greff_gates("CIFG")
    ('fi', 'io')
    """
    missing = {"NIG": "i", "NFG": "f", "NOG": "o", "CIFG": "f"}.get(variant, "")
    return "".join(k for k in "fio" if k not in missing)


def greff_step(x, h, C, params, variant="V"):
    r"""Move the belt one step, less one part.

    $$\begin{aligned}
    i_t &= \sigma(W_i \cdot [h_{t-1}, x_t] + p_i \circ C_{t-1} + b_i) \\
    f_t &= \sigma(W_f \cdot [h_{t-1}, x_t] + p_f \circ C_{t-1} + b_f) \\
    \tilde C_t &= g(W_C \cdot [h_{t-1}, x_t] + b_C) \\
    C_t &= f_t \circ C_{t-1} + i_t \circ \tilde C_t \\
    o_t &= \sigma(W_o \cdot [h_{t-1}, x_t] + p_o \circ C_t + b_o) \\
    h_t &= o_t \circ h(C_t)
    \end{aligned}$$

    Here g and h are tanh, or nothing in NIAF and NOAF; `VARIANTS` has the rest.

    Args:
        x: input, (B, D).
        h: previous hidden state, (B, H).
        C: previous cell state, (B, H).
        params: the keys of the peephole LSTM, less those of gates that are gone.
        variant: a key of `VARIANTS`.

    Returns:
        h (B, H), C (B, H), and the cache that `greff_step_backward` needs.

    Source: Greff et al., "LSTM: a search space odyssey", arXiv:1503.04069.

    >>> params = {f"W_{k}": np.zeros((1, 2)) for k in "iCo"}
    >>> params |= {k: np.zeros(1) for k in "b_i b_C b_o p_i p_o".split()}
    >>> one = np.ones((1, 1))
    >>> h, C, cache = greff_step(one, one, one, params, variant="NFG")
    >>> C.tolist()  # nothing forgets, and the candidate is 0
    [[1.0]]
    """
    C_prev = C
    hx = np.concatenate([h, x], axis=-1)  # (B, H+D)

    def gate(k, C_seen):
        a = hx @ params[f"W_{k}"].T + params[f"b_{k}"]  # (B, H)
        return sigmoid(a if variant == "NP" else a + params[f"p_{k}"] * C_seen)

    one = np.ones_like(C_prev)
    i = one if variant == "NIG" else gate("i", C_prev)
    if variant == "CIFG":
        f = 1 - i
    else:
        f = one if variant == "NFG" else gate("f", C_prev)
    a_C = hx @ params["W_C"].T + params["b_C"]
    C_tilde = a_C if variant == "NIAF" else np.tanh(a_C)
    C = f * C_prev + i * C_tilde
    o = one if variant == "NOG" else gate("o", C)
    h = o * (C if variant == "NOAF" else np.tanh(C))

    cache = {"hx": hx, "C_prev": C_prev, "params": params, "variant": variant}
    cache |= {"f": f, "i": i, "C_tilde": C_tilde, "C": C, "o": o, "h": h}
    return h, C, cache


def greff_step_backward(dh, dC, cache):
    r"""Send the gradient of one step back through the parts that are there.

    The equations of `peephole_step_backward`, with three changes: a gate that is gone
    has no $da$; an activation that is gone has slope 1; and with $f = 1 - i$

    $$da_i = dC_t \circ (\tilde C_t - C_{t-1}) \circ i_t (1 - i_t)$$

    Args:
        dh: gradient of the loss with respect to $h_t$, (B, H).
        dC: gradient that reaches $C_t$ from the next step, (B, H).
        cache: from `greff_step`.

    Returns:
        dx (B, D), dh_prev (B, H), dC_prev (B, H), and grads with the keys and shapes
        of `params`.

    >>> params = {f"W_{k}": np.zeros((1, 2)) for k in "iCo"}
    >>> params |= {k: np.zeros(1) for k in "b_i b_C b_o p_i p_o".split()}
    >>> one = np.ones((1, 1))
    >>> h, C, cache = greff_step(one, one, one, params, variant="NFG")
    >>> dx, dh_prev, dC_prev, grads = greff_step_backward(0 * one, one, cache)
    >>> dC_prev.tolist()
    [[1.0]]
    """
    hx, C_prev, params = cache["hx"], cache["C_prev"], cache["params"]
    f, i, C_tilde, C, o = (cache[k] for k in ("f", "i", "C_tilde", "C", "o"))
    variant = cache["variant"]
    gates = greff_gates(variant)
    peepholes = "" if variant == "NP" else gates
    squashed_C = C if variant == "NOAF" else np.tanh(C)
    slope_C = 1 if variant == "NOAF" else 1 - squashed_C**2
    slope_C_tilde = 1 if variant == "NIAF" else 1 - C_tilde**2

    da = {}
    dC = dC + dh * o * slope_C  # (B, H)
    if "o" in gates:
        da["o"] = dh * squashed_C * o * (1 - o)
        dC = dC + da["o"] * params["p_o"] if "o" in peepholes else dC
    da["C"] = dC * i * slope_C_tilde
    if "i" in gates:
        d_i = C_tilde - C_prev if variant == "CIFG" else C_tilde
        da["i"] = dC * d_i * i * (1 - i)
    if "f" in gates:
        da["f"] = dC * C_prev * f * (1 - f)
    dC_prev = dC * f
    for k in peepholes.replace("o", ""):
        dC_prev = dC_prev + da[k] * params[f"p_{k}"]

    grads = {f"W_{k}": da[k].T @ hx for k in da}  # (H, H+D)
    grads |= {f"b_{k}": da[k].sum(axis=0) for k in da}
    for k in peepholes:
        grads[f"p_{k}"] = (da[k] * (C if k == "o" else C_prev)).sum(axis=0)
    dhx = sum(da[k] @ params[f"W_{k}"] for k in da)  # (B, H+D)
    H = C.shape[-1]
    return dhx[:, H:], dhx[:, :H], dC_prev, grads
