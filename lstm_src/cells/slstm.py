r"""The sLSTM cell of xLSTM: gates that may grow, and a normaliser that keeps count."""

import numpy as np

from lstm_src.numerics import sigmoid


def slstm_step(x, h, C, n, m, params, forget="sigmoid"):
    r"""Move the belt one step with exponential gates; read it as a weighted mean.

    $$\begin{aligned}
    a_k &= W_k \cdot [h_{t-1}, x_t] + b_k, \qquad k \in \{f, i, C, o\} \\
    m_t &= \max(\log \varphi(a_f) + m_{t-1}, \; a_i) \\
    f_t &= \exp(\log \varphi(a_f) + m_{t-1} - m_t), \qquad i_t = \exp(a_i - m_t) \\
    C_t &= f_t \circ C_{t-1} + i_t \circ \tanh(a_C) \\
    n_t &= f_t \circ n_{t-1} + i_t \\
    h_t &= \sigma(a_o) \circ C_t / n_t
    \end{aligned}$$

    φ is σ, or exp with `forget="exp"`. The stabiliser m only keeps the exponentials
    small: C and n shrink by the same $e^{-m_t}$, which their ratio does not notice.
    Where nothing has been counted yet ($n_{t-1} = 0$), $m_t = a_i$.

    Args:
        x: input, (B, D).
        h: previous hidden state, (B, H).
        C: previous cell state, (B, H).
        n: previous normaliser, (B, H).
        m: previous stabiliser, (B, H).
        params: mapping with `W_f W_i W_C W_o` (H, H+D) and `b_f b_i b_C b_o` (H,).
        forget: "sigmoid" or "exp", for φ.

    Returns:
        h, C, n, m, each (B, H), and the cache that `slstm_step_backward` needs.

    Source: Beck et al., "xLSTM", arXiv:2405.04517; the authors' own code says it as
    here (github.com/NX-AI/xlstm, `blocks/slstm/src/vanilla/slstm.py`; φ is σ there).

    >>> params = {f"W_{k}": np.zeros((1, 2)) for k in "fiCo"}
    >>> params |= {f"b_{k}": np.zeros(1) for k in "fiCo"}
    >>> one, zero = np.ones((1, 1)), np.zeros((1, 1))
    >>> params["b_i"][...] = params["b_C"][...] = 1000  # no overflow
    >>> h, C, n, m, cache = slstm_step(one, zero, zero, zero, zero, params)
    >>> h.tolist(), m.tolist()
    ([[0.5]], [[1000.0]])
    """
    C_prev, n_prev, m_prev = C, n, m
    hx = np.concatenate([h, x], axis=-1)  # (B, H+D)

    a_f = hx @ params["W_f"].T + params["b_f"]  # (B, H)
    a_i = hx @ params["W_i"].T + params["b_i"]
    kept = m_prev + (a_f if forget == "exp" else -np.logaddexp(0, -a_f))
    keeps = (n_prev != 0) & (kept > a_i)
    m = np.where(keeps, kept, a_i)
    f = np.exp(np.minimum(kept - m, 0))  # above 0 only where there is nothing to keep
    i = np.exp(a_i - m)
    C_tilde = np.tanh(hx @ params["W_C"].T + params["b_C"])
    C = f * C_prev + i * C_tilde
    n = f * n_prev + i
    o = sigmoid(hx @ params["W_o"].T + params["b_o"])
    h = o * C / n

    cache = {"hx": hx, "C_prev": C_prev, "n_prev": n_prev, "params": params}
    cache |= {"keeps": keeps, "slope_f": 1 if forget == "exp" else sigmoid(-a_f)}
    cache |= {"f": f, "i": i, "C_tilde": C_tilde, "C": C, "n": n, "m": m, "o": o}
    return h, C, n, m, cache | {"h": h}


def slstm_step_backward(dh, dC, dn, dm, cache):
    r"""Send the gradient of one step back along belt, normaliser and stabiliser.

    $$\begin{aligned}
    dC_t &\mathrel{+}= dh_t \circ o_t / n_t, \qquad
      dn_t \mathrel{-}= dh_t \circ h_t / n_t \\
    e_f &= (dC_t \circ C_{t-1} + dn_t \circ n_{t-1}) \circ f_t, \qquad
      e_i = (dC_t \circ \tilde C_t + dn_t) \circ i_t \\
    dm_t &\mathrel{-}= e_f + e_i
    \end{aligned}$$

    $dm_t$ then goes to whichever side of the max was larger.

    Args:
        dh: gradient of the loss with respect to $h_t$, (B, H).
        dC: gradient that reaches $C_t$ from the next step, (B, H).
        dn: the same for $n_t$.
        dm: the same for $m_t$.
        cache: from `slstm_step`.

    Returns:
        dx (B, D); dh_prev, dC_prev, dn_prev, dm_prev, each (B, H); and grads with the
        keys and shapes of `params`.

    >>> params = {f"W_{k}": np.zeros((1, 2)) for k in "fiCo"}
    >>> params |= {f"b_{k}": np.zeros(1) for k in "fiCo"}
    >>> one, zero = np.ones((1, 1)), np.zeros((1, 1))
    >>> *state, cache = slstm_step(one, zero, zero, one, zero, params)
    >>> dx, dh, dC, dn, dm, grads = slstm_step_backward(one, zero, zero, zero, cache)
    >>> dC.round(12).tolist()  # o f / n = (1/2) (1/2) / (1/2 + 1)
    [[0.166666666667]]
    """
    hx, C_prev, n_prev, params = (
        cache[k] for k in ("hx", "C_prev", "n_prev", "params")
    )
    f, i, C_tilde, n, o, h = (cache[k] for k in ("f", "i", "C_tilde", "n", "o", "h"))

    da = {"o": dh * h * (1 - o)}  # (B, H), since h = o C / n
    dC = dC + dh * o / n
    dn = dn - dh * h / n
    e_f = (dC * C_prev + dn * n_prev) * f
    e_i = (dC * C_tilde + dn) * i
    dm = dm - e_f - e_i
    d_kept = e_f + np.where(cache["keeps"], dm, 0)
    da["f"] = d_kept * cache["slope_f"]
    da["i"] = e_i + np.where(cache["keeps"], 0, dm)
    da["C"] = dC * i * (1 - C_tilde**2)

    grads = {f"W_{k}": da[k].T @ hx for k in da}  # (H, H+D)
    grads |= {f"b_{k}": da[k].sum(axis=0) for k in da}
    dhx = sum(da[k] @ params[f"W_{k}"] for k in da)  # (B, H+D)
    H = h.shape[-1]
    return dhx[:, H:], dhx[:, :H], dC * f, dn * f, d_kept, grads
